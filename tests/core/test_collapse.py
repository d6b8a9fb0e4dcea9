"""A stack of linear layers is one layer, and one that bends is not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassnet.core.collapse import collapsed
from glassnet.core.config import Dense, NetworkConfig, initial_parameters
from glassnet.core.errors import GlassnetError


def test_a_hand_worked_stack() -> None:
    network = NetworkConfig(2, (Dense(2, "identity"), Dense(1, "sigmoid")))
    parameters = {
        "W1": np.array([[1.0, 2.0], [3.0, 4.0]]),
        "b1": np.array([0.5, -1.0]),
        "W2": np.array([[2.0], [-1.0]]),
        "b2": np.array([0.25]),
    }
    one = collapsed(network, parameters)
    assert one.W.tolist() == [[0.0], [2.0]]  # 1·2 - 2, 3·2 - 4
    assert one.b.tolist() == [2.25]  # 0.5·2 + 1 + 0.25
    assert one.z(np.array([[3.0, 0.5]])).tolist() == [[3.25]]


@given(sizes=st.lists(st.integers(1, 5), min_size=1, max_size=5), seed=st.integers(0, 99))
def test_it_says_what_the_stack_says(sizes: list[int], seed: int) -> None:
    network = NetworkConfig(3, tuple(Dense(units, "identity") for units in sizes), init_scale=1.0, seed=seed)
    parameters = initial_parameters(network)
    for layer, units in enumerate(sizes, start=1):
        parameters[f"b{layer}"] = np.random.RandomState(seed + layer).standard_normal(units)
    x = np.random.RandomState(seed).standard_normal((4, 3))
    out = x
    for layer in range(1, len(sizes) + 1):
        out = out @ parameters[f"W{layer}"] + parameters[f"b{layer}"]
    np.testing.assert_allclose(collapsed(network, parameters).z(x), out, rtol=1e-9, atol=1e-9)


def test_a_layer_that_bends_is_named() -> None:
    network = NetworkConfig(2, (Dense(2, "identity"), Dense(2, "tanh"), Dense(1, "identity")))
    with pytest.raises(GlassnetError, match=r"layer 2 bends its sums \(tanh\)"):
        collapsed(network, initial_parameters(network))
