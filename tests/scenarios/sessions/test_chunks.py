"""What a run is looked at by the chunk for comes out at the very iteration, as if it had been looked at one by one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from glassnet.core.actions import Edit
from glassnet.core.machine import State
from glassnet.scenarios import load
from glassnet.scenarios.experiments.files import loads
from glassnet.scenarios.experiments.typed import typed
from glassnet.scenarios.sessions.halts import Halt
from glassnet.scenarios.sessions.session import Session

DIVERGES = 'scenario = "xor"\ntraining.learning_rate = 30.0\nnetwork.output_activation = "identity"'
LONG = 2_000  # iterations that a chunk may have


def ran(session: Session, iterations: int, by_chunks: bool) -> Session:
    """The session after a run, by chunks as long as they may be, or by chunks of one iteration."""
    history = session.history
    seconds = 1e-12 if by_chunks else 1.0  # that an iteration takes, as far as the history knows
    session.begin_run()
    while session.state.iteration < iterations and not (session.halted or session.trouble):
        history._clock.each = seconds
        session.run(min(LONG, iterations - session.state.iteration))
    return session


def assert_alike(one: Session, other: Session) -> None:
    assert (one.state.iteration, one.state.done) == (other.state.iteration, other.state.done)
    assert (one.halted, one.trouble) == (other.halted, other.trouble)
    assert one.history.end == other.history.end
    for name in one.state.values:
        np.testing.assert_array_equal(one.state[name], other.state[name])
    np.testing.assert_array_equal(one.losses.penalties, other.losses.penalties)
    for part in (0, 1):
        np.testing.assert_array_equal(one.losses.train.whole[part], other.losses.train.whole[part])
        np.testing.assert_array_equal(one.losses.test.whole[part], other.losses.test.whole[part])
        np.testing.assert_array_equal(one.losses.epochs.whole[part], other.losses.epochs.whole[part])


@pytest.mark.parametrize(
    ("name", "halts"),
    [
        ("xor", [("loss", 0.2)]),
        ("xor", [("loss", 0.26)]),  # which holds when the run begins
        ("xor", [("iteration", 777), ("loss", 0.1)]),
        ("xor", [("loss", 0.1), ("dies", 0)]),
        ("sensor", [("loss", 0.5)]),
        ("spiral", [("loss", 0.2), ("iteration", 350)]),  # whose losses, of batches, go up and down
    ],
)
def test_breakpoints_hold_at_the_very_iteration(name: str, halts: list[tuple[str, float]]) -> None:
    sessions = [Session(load(name)) for _ in range(2)]
    for session, by_chunks in zip(sessions, (True, False), strict=True):
        session.halts = tuple(Halt(*each) for each in halts)
        ran(session, 1_500, by_chunks)
    assert_alike(*sessions)


def test_a_run_ends_at_the_first_loss_that_is_not_finite() -> None:
    one, other = (ran(Session(loads(DIVERGES)), 5_000, by_chunks) for by_chunks in (True, False))
    assert one.trouble
    assert np.isfinite(one.losses.train.values[:-1]).all()
    assert not np.isfinite(one.losses.train.values[-1])
    assert_alike(one, other)
    one.goto(one.state.iteration - 1)  # the past is there
    assert np.isfinite(one.state["loss"])


@pytest.mark.parametrize("by_chunks", [True, False])
def test_what_holds_already_halts_only_after_it_has_not_held(by_chunks: bool) -> None:
    halt, session = Halt("loss", 0.5), Session(load("xor"))
    session.run(5)
    session.halts = (halt,)
    assert not ran(session, 1_000, by_chunks).halted
    assert halt.first(1, np.array([0.4, 0.6, 0.3, 0.2])) == 2
    assert halt.first(5, np.array([0.1])) == 0  # it has not held once


def changed_on_the_way() -> Session:
    """A long past with edits between and within iterations, other batches, and a program of its own each."""
    session = Session(load("sensor"))
    session.run(90)
    session.edit(Edit("b1", (0,), 0.5))
    session.run(30)
    session.to_end_of("forward")
    session.edit(Edit("W2", (0, 0), 0.25))
    session.run(30)
    now = session.scenario
    session.change(replace(now, training=replace(now.training, batch_size=100)), "batch size 100")
    session.run(100)
    return session


@pytest.mark.parametrize("lengths", [(230,), (1, 75, 1, 29, 5, 119), (80, 70, 80)])
def test_running_through_the_past_is_stepping_and_changes_nothing(
    lengths: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    session, stepped = changed_on_the_way(), changed_on_the_way()
    monkeypatch.setattr(stepped, "_again", lambda iterations, deadline: 0)
    history, losses = session.history, session.losses.train.values
    for each in (session, stepped):
        each.goto(15)
    for length in lengths:
        assert session.run(length) == length == stepped.run(length)
        assert session.history.tick == stepped.history.tick
        assert_same_values(session.state, stepped.state)
    assert history.in_the_past
    assert np.array_equal(session.losses.train.values, losses)
    session.run(250 - session.state.iteration)
    assert not history.in_the_past
    for tick in range(0, history.end, 97):
        assert_same_values(history.state_at(tick), stepped.history.state_at(tick))
    session.run(1)
    assert session.losses.count == 251


def assert_same_values(one: State, other: State) -> None:
    assert (one.iteration, one.done) == (other.iteration, other.done)
    assert one.values.keys() == other.values.keys()
    for name in one.values:
        np.testing.assert_array_equal(one[name], other[name])


@pytest.mark.parametrize(
    "halts", [[("iteration", 333), ("loss", 0.0)], [("loss", 0.75)], [("dies", 0), ("iteration", 77)]]
)
def test_breakpoints_hold_in_the_past_where_they_would_have_held(halts: list[tuple[str, float]]) -> None:
    stopped = []
    for again in (False, True):
        session = Session(load("sensor"))
        if again:
            session.run(500)
            session.goto(2)
        else:
            session.run(2)
        session.halts = tuple(Halt(*each) for each in halts)
        session.begin_run()
        session.run(490)
        assert session.halted
        stopped.append((session.state.iteration, session.halted))
        assert session.losses.count == (500 if again else session.state.iteration)
    assert stopped[0] == stopped[1]


def test_the_past_is_not_stepped_through(monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session(load("xor"))
    session.run(5_000)
    session.goto(1)
    monkeypatch.setattr(session, "step", None)
    assert session.run(4_998) == 4_998
    assert session.state.iteration == 4_999


def test_a_program_that_is_not_recorded_runs_as_far_as_it_is_told() -> None:
    session = Session(typed("xor --plant update-sign:W2"))
    assert session.run(23) == 23 == session.losses.count
    session.goto(3)
    assert session.run(19) == 19
