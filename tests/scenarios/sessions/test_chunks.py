"""What a run is looked at by the chunk for comes out at the very iteration, as if it had been looked at one by one."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.scenarios import load
from glassnet.scenarios.experiments.files import loads
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
