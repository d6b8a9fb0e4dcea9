"""The backward pass against central differences, and kinks named as such."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from glassnet.core.differences import Kink, evaluated, moved, rounding_of, total
from glassnet.core.errors import UnknownName
from glassnet.core.gradcheck import AGREES, DIFFERS, KINK, UNCLEAR, Check, check_entry, gradcheck
from glassnet.core.machine import State, advance, losses, run, start
from glassnet.scenarios import load, names
from glassnet.scenarios.base import Scenario
from glassnet.scenarios.experiments.files import loads
from tests.conftest import make
from tests.random_experiments import experiments


def test_every_activation_loss_and_regularization(combination: tuple[str, str, str, str, str]) -> None:
    loss, output, hidden, optimizer, regularization = combination
    program, state = make(loss, output, hidden, optimizer, regularization, sizes=(3, 4, 5, 2))
    checks = list(gradcheck(program, state))
    assert len(checks) == sum(value.size for name, value in state.values.items() if name in program.parameters)
    assert {check.verdict for check in checks} <= {"agrees", "at a kink"}
    assert sum(check.verdict == "agrees" for check in checks) > 0.9 * len(checks)


@given(experiments(), st.integers(0, 2))
@settings(max_examples=30)
def test_any_experiment(scenario: Scenario, iterations: int) -> None:
    program, state = scenario.begin()
    state = run(program, state, iterations)
    assume(np.isfinite(run(program, state, 1).values["loss"]))
    while "y" not in state.values:  # the first mini-batch is still to be taken
        state = advance(program, state)
    checks = list(gradcheck(program, state))
    assert [check for check in checks if check.verdict == "differs"] == []
    assert len(checks) == sum(state.values[name].size for name in program.parameters)


def test_what_rounding_does_to_a_small_gradient_is_not_called_wrong() -> None:
    """log-sum-exp of a loss near 0 is right to the last places of 1, not of the loss."""
    data = "[data]\ninputs = [[8.820261729838346, 2.000786041836117, 4.893689920528695]]\ntargets = [[0, 1]]"
    program, state = loads(
        f"network.hidden = []\nnetwork.init_scale = 0.1\ntraining.learning_rate = 0.1\n{data}"
    ).begin()
    state = run(program, state, 2)
    assert 0 < state.values["loss"] < 1e-7
    assert {check.verdict for check in gradcheck(program, state)} == {"agrees"}


def test_a_wrong_gradient_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    program, state = make()
    wrong = next(step for step in program.steps if step.output == "dW1")
    object.__setattr__(wrong, "op", lambda x, dz: 1.001 * (x.mT @ dz))
    assert "differs" in {check.verdict for check in gradcheck(program, state, "W1")}
    assert {check.verdict for check in gradcheck(program, state, "W2")} == {"agrees"}


def test_a_kink_is_not_called_wrong() -> None:
    program, state = make(hidden="relu", sizes=(1, 1, 1), samples=2)
    at_the_kink = State(program, 1, 0, {**state.values, "b1": -state.values["x"][0] * state.values["W1"][0]})
    verdicts = {check.verdict for check in gradcheck(program, at_the_kink, "b1")}
    assert "differs" not in verdicts


def test_with_mini_batches_it_checks_the_batch() -> None:
    program, state = make(batch_size=3)
    state = advance(program, advance(program, state))
    assert {check.verdict for check in gradcheck(program, state)} == {"agrees"}


@pytest.mark.parametrize("done", [0, 1, 2])
def test_a_batch_that_is_not_taken_yet_is_taken(done: int) -> None:
    program, state = make(batch_size=3)
    for _ in range(done):
        state = advance(program, state)
    whole = advance(program, advance(program, make(batch_size=3)[1]))
    checked = {(check.name, check.index): check.analytic for check in gradcheck(program, state)}
    assert checked == {(check.name, check.index): check.analytic for check in gradcheck(program, whole)}
    assert len(state.values) == len(make(batch_size=3)[1].values) + done  # the state is as it was


def test_unknown_parameter() -> None:
    program, state = make()
    with pytest.raises(UnknownName, match='unknown parameter "W9"'):
        list(gradcheck(program, state, "W9"))


@pytest.mark.parametrize("name", names())
def test_every_scenario_after_some_training(name: str) -> None:
    program, state = load(name).begin()
    state = run(program, state, 30)
    checks = list(gradcheck(program, state))
    assert {check.name for check in checks} == set(program.parameters)
    assert not [check for check in checks if check.verdict == "differs"]
    assert np.isfinite(state.values["loss"])


# --- kinks, curvature, rounding ---


def at_first(key: str, name: str, index: tuple[int, ...]) -> Check:
    """The check of one number of a scenario's first iteration."""
    program, state = load(key).begin()
    state = run(program, state, 1)
    analytic = float(state.values[f"d{name}"][index])
    return check_entry(program, load(key).begin()[1], name, index, analytic)


def test_at_a_kink_each_side_has_its_slope() -> None:
    """Sample (0, 0) stands on every kink of layer 1 as long as the biases are 0."""
    check = at_first("xor", "b1", (0,))
    assert check.verdict == KINK
    assert [(kink.function, kink.name, kink.index, kink.slope, kink.exact) for kink in check.kinks] == [
        ("relu", "z1", (0, 0), 0.0, True)
    ]
    assert check.right < 0 < check.left
    assert check.left == pytest.approx(check.analytic, rel=1e-6)  # the slope that relu′(0) = 0 leads to
    assert (check.up, check.down) < (0, 0)
    program, state = load("xor").begin()
    moved = [losses(program, {**state.values, "b1": np.array([by, 0, 0, 0])}, state.values["x"], state.values["y"])
             ["loss"] - losses(program, state.values, state.values["x"], state.values["y"])["loss"]
             for by in (1e-4, -1e-4)]  # fmt: skip
    assert moved == pytest.approx([check.right * 1e-4, -check.left * 1e-4], rel=1e-2)


def test_z_and_a_can_be_asked_too() -> None:
    check = at_first("xor", "z1", (0, 3))
    assert (check.analytic, check.left, check.verdict) == (0.0, 0.0, KINK)
    assert check.right == pytest.approx(0.0454461, rel=1e-4)
    for name, index in (("z1", (2, 0)), ("a1", (0, 3)), ("z2", (1, 0)), ("a2", (3, 0))):
        check = at_first("xor", name, index)
        assert check.verdict == AGREES
        assert 0 <= check.error < 1e-6


def test_a_kink_close_by_is_stepped_around() -> None:
    program, state = make(hidden="relu", sizes=(1, 1, 1), samples=2)
    W, x = state.values["W1"], state.values["x"]
    beside = State(program, 1, 0, {**state.values, "b1": 3e-7 - x[0] * W[0]})
    assert {check.verdict for check in gradcheck(program, beside)} == {AGREES}
    assert min(check.step for check in gradcheck(program, beside, "b1")) < 3e-7


def test_the_penalty_has_a_kink_of_its_own() -> None:
    program, state = make(regularization="l1")
    state = State(program, 1, 0, {**state.values, "W2": np.zeros((4, 2)), "y": np.zeros((7, 2))})
    found = {kink.function for check in gradcheck(program, state, "W2") for kink in check.kinks}
    assert found == {"|w|"}
    for check in gradcheck(program, state, "W2"):
        assert check.right - check.left == pytest.approx(0.1, rel=1e-6)  # twice the rate


def test_an_error_is_0_only_where_both_are_the_same() -> None:
    program, state = load("xor").begin()
    for check in gradcheck(program, state):
        assert (check.error == 0) == (check.analytic == check.numeric)
    assert sum(0 < check.error < 1e-7 for check in gradcheck(program, state)) > 8


@pytest.mark.parametrize("said", [0.2, -0.2, 0.0])
def test_where_rounding_swallows_everything_nothing_can_be_told(said: float) -> None:
    text = 'network.hidden = []\n[training]\nloss = "binary_cross_entropy"\n[data]\ninputs = [[1.0], [2.0], [0.5]]\n'
    program, state = loads(f"{text}targets = [[0], [1], [0]]\n[parameters]\nW1 = [[1e20]]\nb1 = [0.0]").begin()
    check = check_entry(program, state, "b1", (0,), said)
    assert (check.numeric, check.verdict) == (0.0, UNCLEAR if said else AGREES)  # not even z changes by ε
    program, state = loads(f"{text}targets = [[0], [1], [0]]\n[parameters]\nW1 = [[1e12]]\nb1 = [0.0]").begin()
    assert check_entry(program, state, "b1", (0,), said or 0.1).verdict == UNCLEAR


def test_a_loss_that_is_not_finite_tells_nothing() -> None:
    program, state = loads('scenario = "plane"\ntraining.learning_rate = 1e5').begin()
    state = run(program, state, 100)
    assert {check.verdict for check in gradcheck(program, state)} == {UNCLEAR}


def test_a_gradient_that_is_nan_beside_a_finite_slope_differs() -> None:
    program, state = make()
    assert check_entry(program, state, "b1", (0,), float("nan")).verdict == DIFFERS


def test_a_batch_that_is_not_picked_yet_is_picked_for_the_check() -> None:
    program, state = make(batch_size=3)
    picked = advance(program, advance(program, state))
    assert list(gradcheck(program, state)) == list(gradcheck(program, picked))


# --- verdicts, from the numbers of a check alone ---

CHECK = Check("W1", (0, 0), analytic=0.5, step=0.25, up=0.125, down=-0.125, right=0.5, left=0.5, rounding=0.0)
KINK_THERE = (Kink("relu", 0.0, 0.0, "z1", (0, 0), True),)
NAN, INF = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("fields", "verdict"),
    [
        ({}, "agrees"),
        ({"analytic": 0.5000004}, "agrees"),  # within a millionth of the larger
        ({"analytic": 0.5000006}, "differs"),
        ({"analytic": -0.5}, "differs"),
        ({"analytic": 0.5000006, "kinks": KINK_THERE}, "at a kink"),
        ({"kinks": KINK_THERE}, "agrees"),
        ({"analytic": 0.5001, "curvature": 0.0001}, "agrees"),  # as far off as curvature may be
        ({"analytic": 0.5001, "curvature": 0.00009}, "differs"),
        ({"analytic": 0.51, "curvature": 0.011}, "cannot tell"),  # a doubt of more than a thousandth of the slope
        ({"analytic": 0.51, "curvature": 0.009}, "differs"),  # a doubt that is less than the difference
        ({"rounding": 0.001}, "cannot tell"),  # 0.001 / 0.25 is a doubt of 0.004
        ({"rounding": 0.0001}, "agrees"),  # of 0.0004
        ({"analytic": 0.0, "right": 0.0, "left": 0.0, "still": True, "rounding": 1.0}, "agrees"),
        ({"still": True, "rounding": 1.0}, "cannot tell"),
        ({"right": 1.0, "left": 0.0}, "agrees"),  # their mean
        ({"right": 1.0, "left": 0.5}, "differs"),
        ({"up": INF, "right": INF}, "cannot tell"),
        ({"analytic": NAN}, "differs"),
        ({"analytic": INF}, "differs"),
        ({"analytic": NAN, "right": NAN}, "cannot tell"),
        ({"rounding": INF}, "cannot tell"),
    ],
)
def test_verdicts_by_hand(fields: dict[str, Any], verdict: str) -> None:
    assert replace(CHECK, **fields).verdict == verdict


def test_what_a_check_says_of_itself() -> None:
    check = replace(CHECK, analytic=0.75, right=1.0, left=0.5, rounding=0.5, curvature=0.25)
    assert (check.numeric, check.difference, check.error, check.size) == (0.75, 0.0, 0.0, 1.0)
    assert check.doubt == 0.5 / 0.25 + 0.25
    other = replace(check, analytic=-0.5)
    assert (other.difference, other.error) == (1.25, 1.25 / 0.75)
    assert replace(CHECK, analytic=-1.5).size == 1.5
    assert [replace(CHECK, rounding=rounding).seen for rounding in (0.1, 0.125, 0.2)] == [True, False, False]
    assert not replace(CHECK, up=0.05, rounding=0.1).seen
    assert not CHECK.curved
    assert replace(CHECK, down=0.125).curved
    assert replace(CHECK, up=-0.125).curved
    assert not replace(CHECK, down=0.125, rounding=0.2).curved


def test_differences_by_hand() -> None:
    """One weight, x = 2, y = 1, loss (2w - 1)², at w = 1: its slope is 4 (2w - 1) = 4; ε = 1e-5."""
    program, _ = make("mse", "identity", sizes=(1, 1), samples=1)
    state = start(program, [[2.0]], [[1.0]], {"W1": [[1.0]], "b1": [0.0]})
    (check,) = gradcheck(program, state, "W1")
    assert (check.name, check.index, check.analytic, check.verdict) == ("W1", (0, 0), 4.0, "agrees")
    assert check.step == pytest.approx(1e-5)
    assert check.up == pytest.approx(4e-5 + 4e-10, rel=1e-9)
    assert check.down == pytest.approx(-4e-5 + 4e-10, rel=1e-9)
    assert check.right == pytest.approx(4 + 4e-5, rel=1e-9)
    assert check.left == pytest.approx(4 - 4e-5, rel=1e-9)
    assert not check.still
    assert 0 < check.rounding < 1e-13
    larger = start(program, [[2.0]], [[1.0]], {"W1": [[-50.0]], "b1": [0.0]})
    assert next(gradcheck(program, larger, "W1")).step == pytest.approx(50e-5)
    assert [each.name for each in gradcheck(program, state)] == ["W1", "b1"]


def test_what_moves_with_an_entry() -> None:
    program, state = make(hidden="relu")
    values = evaluated(program, state)
    changed = moved(program, values, "W2", (0, 1), 0.5)
    assert changed.keys() <= {"W2", "z2", "a2", "loss"}
    assert changed["W2"][0, 1] == values["W2"][0, 1] + 0.5
    assert values["W2"] is state.values["W2"]
    assert np.array_equal(changed["z2"][:, 0], values["z2"][:, 0])
    np.testing.assert_allclose(changed["z2"][:, 1], values["z2"][:, 1] + 0.5 * values["a1"][:, 0])
    assert moved(program, values, "W2", (0, 1), 0.0).keys() == {"W2"}
    assert total({"loss": 0.5, "penalty": 0.25}) == 0.75
    assert total({"loss": 0.5}) == 0.5


def test_rounding_is_that_of_every_z_and_a() -> None:
    """x = 2, w = 1, b = 0.5, y = 1: z = a = 2.5, dz = da = 2·1.5 = 3, loss 2.25.

    The loss itself 2.25, of z 3·(2 + 0.5) = 7.5 by its terms and |dz·z| = 7.5, of a |da·a| = 7.5; times 4 ε.
    """
    program, _ = make("mse", "identity", sizes=(1, 1), samples=1)
    values = evaluated(program, start(program, [[2.0]], [[1.0]], {"W1": [[1.0]], "b1": [0.5]}))
    assert rounding_of(program, values) == pytest.approx(4 * 2.0**-52 * (2.25 + 3 * 7.5), rel=1e-9)
    below = evaluated(program, start(program, [[-2.0]], [[1.0]], {"W1": [[1.0]], "b1": [0.5]}))  # z = -1.5, dz = -5
    assert rounding_of(program, below) == pytest.approx(4 * 2.0**-52 * (6.25 + 5 * 2.5 + 2 * 7.5), rel=1e-9)
