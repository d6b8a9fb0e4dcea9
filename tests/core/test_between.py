"""A moment put together from the ends of its iteration is the one that steps lead to."""

from __future__ import annotations

import pytest
from hypothesis import given

from glassnet.core.between import between
from glassnet.core.history import History
from glassnet.core.machine import advance, run
from glassnet.core.ops import OPTIMIZERS
from glassnet.scenarios.base import Scenario
from tests.conftest import make
from tests.core.test_history import assert_same
from tests.random_experiments import experiments


@given(experiments())
def test_of_any_experiment(scenario: Scenario) -> None:
    program, first = scenario.begin()
    outputs = [step.output for step in program.steps]
    assert len(set(outputs)) == len(outputs), "a step that writes twice would be seen too late"
    begin = first
    for end in (run(program, first, 1), run(program, first, 2)):
        stepped = begin
        for done in range(1, len(program.steps) + 1):
            stepped = advance(program, stepped)
            assert_same(between(begin, end, done), stepped)
        begin = end


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_after_a_run_the_moments_of_its_last_iteration_need_no_step(
    optimizer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, first = make(optimizer=optimizer, batch_size=4)
    one, other = History(program, first), History(program, first)
    one.run(20)
    one.run(1)
    ends = one.tick
    for _ in range(ends):
        other.forward()
    monkeypatch.setattr("glassnet.core.history.advance", None)
    monkeypatch.setattr("glassnet.core.history.run", None)
    for tick in range(ends - len(program.steps), ends):
        assert_same(one.state_at(tick), other._state if tick == other.tick else other._kept.whole(tick) or first)
