"""The loss over one number and two: curves against single passes, tangents against gradients, steps against time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from glassnet.core.differences import moved, total
from glassnet.core.landscape import Curve, Move, Stand, curve, ended, forward_values, moved_by, stand, totals
from glassnet.core.machine import State, advance, run
from glassnet.core.ops import Array
from glassnet.core.program import Program
from glassnet.scenarios import load, names
from tests.conftest import make

H = 1e-5


def after_backward(program: Program, state: State) -> State:
    while state.done < program.ends["backward"]:
        state = advance(program, state)
    return state


def moment(key: str) -> tuple[Program, State, dict[str, Array]]:
    """A scenario after its second backward pass."""
    program, state = load(key).begin()
    state = after_backward(program, advance(program, run(program, state, 1)))
    return program, state, forward_values(program, state)


@pytest.mark.parametrize("key", names())
def test_the_tangent_is_the_gradient_and_the_step_lands_on_the_next_weight(key: str) -> None:
    program, state, values = moment(key)
    end, following = ended(program, state), run(program, state, 1)
    here, checked = total(values), 0
    for name in program.config.trained:
        index = tuple(map(int, np.unravel_index(np.argmax(np.abs(values[f"d{name}"])), values[name].shape)))
        stands = stand(program, values, name, index, end)
        assert (stands.value, stands.gradient) == (state[name][index], state[f"d{name}"][index])
        assert stands.after == following[name][index]
        around = curve(program, values, Move(name, index, stands.value + H * np.array([-1.0, 0.0, 1.0])))
        assert around.totals[1] == pytest.approx(here, rel=1e-12, abs=1e-15)
        if not around.crossings:
            slope = (around.totals[2] - around.totals[0]) / (2 * H)
            assert slope == pytest.approx(stands.gradient, rel=1e-6, abs=1e-6)
            checked += 1
    assert checked


@pytest.mark.parametrize("key", ["neuron", "xor", "three-arms"])
def test_where_all_have_moved_is_the_next_loss(key: str) -> None:
    program, state, values = moment(key)
    following = run(program, run(program, state, 1), 1)
    stands = stand(program, values, "W1", (0, 0), ended(program, state))
    next_total = float(following["loss"] + following.values.get("penalty", 0.0))
    assert stands.together == pytest.approx(next_total, rel=1e-12)
    assert stands.alone == totals(program, values, [Move("W1", (0, 0), np.array([stands.after]))])[0]


@pytest.mark.parametrize("plain", [False, True])
def test_many_values_at_once_are_one_by_one(combination: tuple[str, str, str, str, str], plain: bool) -> None:
    loss, output, hidden, optimizer, regularization = combination
    program, state = make(loss, output, hidden, optimizer, regularization)
    program = replace(program, plain=plain)
    values = forward_values(program, state)
    at = np.array([-1.5, 0.0, 0.25, 2.0])
    for name in ("x", "W1", "b1", "z1", "a1", "W2", "b2", "z2", "y"):
        index = (1,) * values[name].ndim
        single = [total({**values, **moved(program, values, name, index, v - values[name][index])}) for v in at]
        assert totals(program, values, [Move(name, index, at)]) == pytest.approx(single, rel=1e-11)


def test_two_numbers_in_parts_are_what_they_are_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    program, state, values = moment("xor")
    xs, ys = (each.ravel() for each in np.meshgrid(np.linspace(-2, 2, 5), np.linspace(0, 1, 3)))
    whole = totals(program, values, [Move("W1", (0, 1), xs), Move("b2", (0,), ys)])
    monkeypatch.setattr("glassnet.core.landscape.PART", 20)
    assert np.array_equal(totals(program, values, [Move("W1", (0, 1), xs), Move("b2", (0,), ys)]), whole)
    at = 7
    given = {name: np.array(state[name]) for name in ("x", "y", *program.parameters)}
    given["W1"][0, 1], given["b2"][0] = xs[at], ys[at]
    assert total(forward_values(program, replace(state, values=given))) == pytest.approx(whole[at], rel=1e-12)


def test_at_a_crossing_a_unit_switches() -> None:
    program, _, values = moment("xor")
    found = curve(program, values, Move("W1", (0, 0), np.linspace(-2, 2, 161)))
    assert found.crossings
    for crossing in found.crossings:
        assert crossing.function == "relu"
        w = np.array(values["W1"])
        w[0, 0] = crossing.at
        z = values["x"] @ w + values["b1"]
        assert z[crossing.index] == pytest.approx(0, abs=1e-12)


def test_the_kink_of_the_penalty_is_one_too() -> None:
    program, state = make(regularization="l1")
    values = forward_values(program, state)
    found = curve(program, values, Move("W1", (0, 0), np.linspace(-1, 1.1, 20)))
    assert [(each.function, each.name, each.index) for each in found.crossings] == [("|w|", "W1", (0, 0))]
    assert found.crossings[0].at == pytest.approx(0, abs=1e-12)


def test_what_the_loss_can_be_drawn_over() -> None:
    program, _ = make("binary_cross_entropy", "sigmoid", optimizer="adam")
    same = {name: name for name in ("x", "y", "W1", "b2", "z1", "a1", "z2")}
    assert {name: moved_by(program, name) for name in same} == same
    assert (moved_by(program, "dW1"), moved_by(program, "dz1"), moved_by(program, "v_b2")) == ("W1", "z1", "b2")
    assert not any(moved_by(program, name) for name in ("a2", "lr", "loss", "t", "nothing"))


def test_before_the_gradient_is_there_no_step_is_told() -> None:
    program, state = load("xor").begin()
    values = forward_values(program, state)
    assert stand(program, values, "W1", (0, 0), ended(program, state)) == Stand(
        float(state["W1"][0, 0]), float(run(program, state, 1)["loss"])
    )


def test_the_lowest_lies_inside_or_nowhere() -> None:
    at = np.array([0.0, 1.0, 2.0, 3.0])
    assert Curve(at, np.array([3.0, 1.0, np.nan, 2.0]), ()).lowest == (1.0, 1.0)
    assert Curve(at, np.array([3.0, 2.0, 1.0, 0.0]), ()).lowest is None
    assert Curve(at, np.full(4, np.nan), ()).lowest is None
    assert Curve(at, np.full(4, 0.25), ()).lowest is None
    assert Curve(at, np.full(4, 0.25), ()).is_flat


def test_numbers_without_end_raise_nothing() -> None:
    program, _, values = moment("xor")
    far = np.array([-1e308, -1e200, 0.0, 1e200, 1e308])
    found = curve(program, values, Move("W1", (0, 0), far))
    assert len(found.totals) == 5
    assert len(totals(program, values, [Move("W2", (0, 0), far), Move("W1", (0, 0), far)])) == 5
