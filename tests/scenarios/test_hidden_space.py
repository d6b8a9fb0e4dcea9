"""The samples in the space of a hidden layer: the engine's numbers, and planes on which its answers are told truly."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from glassnet.core.machine import activations, onward, predict
from glassnet.scenarios import load
from glassnet.scenarios.hidden_space import (
    ALONG,
    PRINCIPAL,
    UNITS,
    HiddenSpace,
    View,
    principal_directions,
    views,
)
from glassnet.scenarios.places import middles
from glassnet.scenarios.sessions.session import Session

KEYS = ("xor", "sensor", "deep-sigmoid", "wave", "iris")


@lru_cache(maxsize=8)
def trained(key: str, iterations: int = 30) -> Session:
    session = Session(load(key))
    session.run(iterations=iterations)
    return session


def space(session: Session, layer: int, view: View, like: np.ndarray | None = None) -> HiddenSpace:
    return HiddenSpace(session.program, session.settled.values, session.scenario.data, layer, view, like)


@pytest.mark.parametrize("key", KEYS)
def test_the_layers_after_one_answer_as_the_whole_network(key: str) -> None:
    session = trained(key)
    values, x = session.settled.values, session.scenario.data.inputs
    outputs = predict(session.program, values, x)
    for layer, a in enumerate(activations(session.program, values, x), start=1):
        assert np.allclose(onward(session.program, values, layer, a), outputs, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("key", KEYS)
def test_the_points_are_the_forward_pass(key: str) -> None:
    session = trained(key)
    values, x = session.settled.values, session.scenario.data.inputs
    bent: dict[str, Callable[[np.ndarray], np.ndarray]] = {
        "relu": lambda z: np.maximum(z, 0),
        "tanh": np.tanh,
        "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    }
    a = x
    for layer in range(1, session.program.layers):
        name = session.program.config.network.layers[layer - 1].activation
        a = bent[name](a @ values[f"W{layer}"] + values[f"b{layer}"])
        view = next(view for view in views(session.program, layer) if view.kind == UNITS)
        seen = space(session, layer, view)
        assert np.allclose(seen.points, a[:, list(view.units)], atol=1e-12)


@pytest.mark.parametrize("key", KEYS)
def test_what_is_painted_is_what_the_engine_answers_there(key: str) -> None:
    """Each cell of the plane, lifted back into the layer, through the layers after it written out by hand."""
    session = trained(key)
    layer = session.program.layers - 1
    values = session.settled.values
    for view in views(session.program, layer)[:3]:
        seen = space(session, layer, view)
        lifted = seen.lifted(middles(seen.limits, 7, 5))
        z = lifted @ values[f"W{layer + 1}"] + values[f"b{layer + 1}"]
        low = z < 0 if z.shape[1] == 1 else z.argmax(axis=1)
        told = seen.answers(7, 5).reshape(35, -1)
        name = session.program.config.network.output.activation
        if name == "sigmoid":
            assert np.array_equal(told < 0.5, low)
        elif name == "softmax":
            assert np.array_equal(told.argmax(axis=1), low)
        else:
            assert np.allclose(told, z, atol=1e-9)


@pytest.mark.parametrize("iterations", [1, 30, 600])
def test_along_the_weights_every_point_lies_where_its_own_answer_is(iterations: int) -> None:
    session = trained("xor", iterations)
    seen = space(session, 1, View(ALONG))
    own = predict(session.program, session.settled.values, session.scenario.data.inputs)
    there = onward(session.program, session.settled.values, 1, seen.lifted(seen.points))
    assert seen.is_exact
    assert np.allclose(own, there, atol=1e-9)
    assert seen.in_place == 4


def test_the_hidden_space_makes_xor_separable() -> None:
    """After 600 iterations one straight upright line parts the points; no line parts them as they come in."""
    session = trained("xor", 600)
    seen, y = space(session, 1, views(session.program, 1)[0]), session.scenario.data.targets[:, 0]
    right, left = seen.points[y == 1, 0], seen.points[y == 0, 0]
    assert right.min() > left.max()
    values = session.settled.values
    border = -float(values["b2"][0]) / float(np.linalg.norm(values["W2"]))
    assert left.max() < border < right.min()
    assert np.allclose(
        session.scenario.data.inputs[y == 1].mean(axis=0), session.scenario.data.inputs[y == 0].mean(axis=0)
    )


@given(
    arrays(np.float64, st.tuples(st.integers(2, 12), st.integers(2, 5)), elements=st.floats(-100, 100, width=32)),
)
def test_principal_directions_are_those_of_the_covariance(points: np.ndarray) -> None:
    directions, shares = principal_directions(points)
    sizes = np.linalg.norm(directions, axis=1)
    assert all(size == 0 or abs(size - 1) < 1e-9 for size in sizes.tolist())
    assert abs(float(directions[0] @ directions[1])) < 1e-7
    spread = np.cov(points.T, bias=True)
    largest = np.sort(np.linalg.eigvalsh(spread))[::-1]
    total = float(np.trace(spread))
    if total > 1e-6:
        assert np.allclose(shares, largest[:2] / total, atol=1e-6)
        assert np.isclose(directions[0] @ spread @ directions[0], largest[0], rtol=1e-6)
    for direction in directions:
        assert direction[np.abs(direction).argmax()] >= 0


def test_a_direction_keeps_the_sign_that_it_had() -> None:
    session = trained("sensor")
    first = space(session, 1, View(PRINCIPAL))
    turned = space(session, 1, View(PRINCIPAL), -first.axes)
    assert np.allclose(turned.axes, -first.axes)
    along = space(trained("xor"), 1, View(ALONG))
    other = space(trained("xor"), 1, View(ALONG), -along.axes)
    assert np.allclose(other.axes, [along.axes[0], -along.axes[1]])  # the way to higher answers is always to the right


def test_the_net_is_the_layer_over_the_plane_of_the_inputs() -> None:
    session = trained("xor")
    plane = session.scenario.data.plane
    assert plane is not None
    seen = space(session, 1, View(UNITS, (0, 2)))
    net = seen.mesh(plane, (0.0, 1.0, 0.0, 1.0), 2, 3)
    values = session.settled.values
    corner = np.maximum(np.array([1.0, 0.5]) @ values["W1"] + values["b1"], 0)
    assert net.shape == (4, 3, 2)
    assert np.allclose(net[1, 1], corner[[0, 2]])  # the second upright line, midway


def test_numbers_that_are_none_raise_nothing() -> None:
    session = trained("xor")
    for bad in (np.nan, np.inf, 0.0):
        values = {name: np.full_like(value, bad) for name, value in session.settled.values.items()}
        for view in views(session.program, 1)[:3]:
            seen = HiddenSpace(session.program, values, session.scenario.data, 1, view)
            assert seen.answers(3, 2).shape == (2, 3, 1)
            assert np.isfinite(seen.limits).all()
            assert seen.in_place is not None


def test_of_very_many_rows_some_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session(load("spiral"))
    rows = len(session.scenario.data.inputs)
    whole = HiddenSpace(session.program, session.settled.values, session.scenario.data, 1, View(UNITS, (0, 1)))
    assert (whole.step, len(whole.points)) == (1, rows)
    monkeypatch.setattr("glassnet.scenarios.hidden_space.MOST_ROWS", rows // 3)
    some = HiddenSpace(session.program, session.settled.values, session.scenario.data, 1, View(UNITS, (0, 1)))
    assert len(some.points) <= rows // 3
    np.testing.assert_allclose(some.points, whole.points[:: some.step])
    for row in (0, 1, rows - 1):
        np.testing.assert_allclose(some.point(row, test=False)[0], whole.points[row])
