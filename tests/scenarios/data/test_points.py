"""Points added by hand and taken away."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.core.errors import GlassnetError
from glassnet.scenarios import load
from glassnet.scenarios.data.points import with_point, without_row


def test_a_point_is_one_more_training_row_with_all_its_features() -> None:
    data = load("spiral").data
    more = with_point(data, np.array([1.5, -2.0]), 1)
    assert len(more.inputs) == len(data.inputs) + 1
    assert more.inputs[-1] == pytest.approx([1.5, -2.0, 2.25, 4.0, -3.0, np.sin(1.5), np.sin(-2.0)])
    assert more.targets[-1].tolist() == [1.0]
    assert more.plane is not None
    assert more.plane.points[-1].tolist() == [1.5, -2.0]
    back = without_row(more, len(more.inputs) - 1)
    assert np.array_equal(back.inputs, data.inputs)
    assert np.array_equal(back.targets, data.targets)


def test_a_point_of_a_class_has_a_single_one() -> None:
    more = with_point(load("sensor").data, np.array([0.0, 0.5]), 2)
    assert more.targets[-1].tolist() == [0.0, 0.0, 1.0]


def test_where_there_are_no_points() -> None:
    with pytest.raises(GlassnetError, match="two inputs and classes"):
        with_point(load("iris").data, np.zeros(2), 0)
    with pytest.raises(GlassnetError, match="two inputs and classes"):
        with_point(load("plane").data, np.zeros(2), 0)
    with pytest.raises(GlassnetError, match="there is no class 2"):
        with_point(load("xor").data, np.zeros(2), 2)
    with pytest.raises(GlassnetError, match="only training row"):
        without_row(load("neuron").data, 0)
