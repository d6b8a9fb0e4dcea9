"""Histograms and means of blocks, beside what NumPy counts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from glassnet.scenarios import load
from glassnet.scenarios.diagnosis import Symptoms
from glassnet.scenarios.layer_values import KINDS, layer_values
from glassnet.scenarios.sessions.session import Session
from glassnet.scenarios.summaries import block_means, histogram

NUMBERS = st.floats(allow_nan=True, allow_infinity=True) | st.sampled_from(
    [0.0, -0.0, 1.0, -1e-300, 1e300, 5e-324, -5e-324]
)


@given(arrays(np.float64, st.integers(0, 40), elements=NUMBERS), st.integers(1, 30))
def test_every_number_is_counted_once(values: np.ndarray, bins: int) -> None:
    found = histogram(values, bins)
    assert found.total == len(values)
    assert found.zeros == np.count_nonzero(values == 0)
    known = values[np.abs(values) < 1e300]
    assert found.unknown == len(values) - len(known)
    assert (np.diff(found.edges) >= 0).all()
    assert np.array_equal(found.counts, np.histogram(known[known != 0], found.edges)[0])
    if (known < 0).any() and (known > 0).any():
        assert found.edges[found.below] == 0  # no bar has both signs
        assert found.counts[: found.below].sum() == np.count_nonzero(known < 0)


@given(arrays(np.float64, st.integers(100, 150), elements=st.floats(-9, 9)), st.floats(-1e6, 1e6), st.integers(2, 70))
def test_few_and_far_ones_alone_are_beyond_the_ends(values: np.ndarray, outlier: float, bins: int) -> None:
    values[-1] = outlier
    found = histogram(values, bins)
    others = values[values != 0]
    assert found.total == len(values)
    assert found.lower == (others < found.edges[0]).sum() <= 1 + 0.01 * len(others)
    assert found.upper == (others > found.edges[-1]).sum() <= 1 + 0.01 * len(others)
    assert found.edges[0] <= (np.median(others) if len(others) else 0) <= found.edges[-1]


def test_the_ends_are_near_the_values_where_one_lies_far_and_at_them_where_none_does() -> None:
    near = np.linspace(1.0, 2.0, 200)
    assert histogram(near, 10)[4:] == (0, 0)
    far = histogram(np.append(near, [50.0, -70.0]), 10)
    assert far[4:] == (1, 1)
    assert (far.edges[0], far.edges[-1]) == pytest.approx((1.0, 2.0), abs=0.1)
    assert histogram(np.append(near[:50], 50.0), 10).upper == 0  # too few to leave one out


@given(
    arrays(np.float64, st.tuples(st.integers(1, 9), st.integers(1, 9)), elements=st.floats(-9, 9, width=32)),
    st.integers(1, 5),
    st.integers(1, 5),
)
def test_block_means_are_means(matrix: np.ndarray, rows: int, columns: int) -> None:
    means = block_means(matrix, rows, columns)
    for i, line in enumerate(means):
        for j, mean in enumerate(line):
            block = matrix[i * rows : (i + 1) * rows, j * columns : (j + 1) * columns]
            assert np.isclose(mean, block.mean(), atol=1e-12)


def symptoms(key: str, iterations: int) -> Symptoms:
    session = Session(load(key))
    session.run(iterations=iterations)
    return Symptoms.of(session.scenario, session.state, session.opening, session.losses, session.closing)


@pytest.mark.parametrize(("key", "layer"), [("xor-stuck", 1), ("digits", 1), ("deep-sigmoid", 2)])
def test_the_values_of_a_layer_are_those_of_all_rows(key: str, layer: int) -> None:
    seen = symptoms(key, 5)
    data, opening = seen.data, seen.opening
    z = data.inputs
    for at in range(1, layer + 1):
        z = (z if at == 1 else np.asarray(seen.rows(f"a{at - 1}"))) @ opening[f"W{at}"] + opening[f"b{at}"]
    assert np.allclose(layer_values(seen, layer, "z").array, z, atol=1e-12)
    for kind in KINDS:
        found = layer_values(seen, layer, kind)
        low, high = found.extremes
        assert found.at(0) == found.array.min() == found.array[low]
        assert found.at(1) == found.array.max() == found.array[high]
    assert found.dead == (None if key == "deep-sigmoid" else tuple(np.flatnonzero((z <= 0).all(axis=0)).tolist()))
    slope = 1 / (1 + np.exp(-z)) / (1 + np.exp(z))
    assert found.flat == (float((slope < 0.05 * 0.25).mean()) if key == "deep-sigmoid" else None)


def test_what_is_dead_is_what_the_diagnosis_calls_so() -> None:
    seen = symptoms("xor-stuck", 5)
    assert layer_values(seen, 1, "a").dead == tuple(np.flatnonzero(seen.dead(1)).tolist()) != ()
