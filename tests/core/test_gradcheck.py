"""The backward pass against central differences, and kinks named as such."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import make
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from random_experiments import experiments

from core import UnknownName, advance, gradcheck, run
from core.machine import State
from scenarios import Scenario, load, names
from scenarios.files import loads


def test_every_activation_loss_and_regularization(combination: tuple[str, str, str, str, str]) -> None:
    loss, output, hidden, optimizer, regularization = combination
    program, state = make(loss, output, hidden, optimizer, regularization, sizes=(3, 4, 5, 2))
    checks = list(gradcheck(program, state))
    assert len(checks) == sum(value.size for name, value in state.values.items() if name in program.parameters)
    assert {check.verdict for check in checks} <= {"agrees", "at a kink"}
    assert sum(check.verdict == "agrees" for check in checks) > 0.9 * len(checks)


@given(experiments(), st.integers(0, 2))
@settings(max_examples=50, deadline=None)
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
    at_the_kink = State(1, 0, {**state.values, "b1": -state.values["x"][0] * state.values["W1"][0]})
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
    names_checked = {check.name for check in gradcheck(program, state) if check.verdict != "differs"}
    assert names_checked == set(program.parameters)
    assert not [check for check in gradcheck(program, state) if check.verdict == "differs"]
    assert np.isfinite(state.values["loss"])
