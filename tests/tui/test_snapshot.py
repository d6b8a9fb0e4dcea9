"""A snapshot is frozen in truth: whatever the session does next, all that a panel says of it stays as it was."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from glassnet.core.actions import Edit
from glassnet.core.explain import why
from glassnet.core.history import History
from glassnet.scenarios import load
from glassnet.scenarios.sessions.session import Session
from glassnet.tui.board import make_panel
from glassnet.tui.messages import Entry, Sample
from glassnet.tui.panels import PANELS
from glassnet.tui.snapshot import Snapshot
from glassnet.tui.view_state import ViewState
from glassnet.tui.workspace import Workspace
from tests.panel_moments import at, text_of

Going = Callable[[Session], None]


def words(snapshot: Snapshot) -> dict[str, str]:
    """What every panel says of a snapshot."""
    return {name: text_of(make_panel(name), snapshot, 110, 34) for name in PANELS}


def run_on(session: Session) -> None:
    session.run(iterations=60)


def go_back_and_edit(session: Session) -> None:
    session.goto(min(1, session.state.iteration - 1))
    session.edit(Edit("W1", (0, 0), 5.0))
    session.run(iterations=40)


def step_on_with_other_settings(session: Session) -> None:
    session.step()
    session.to_end_of("update")
    session.edit(Edit("lr", (), 0.001))
    session.run(iterations=5)


GOINGS: tuple[Going, ...] = (run_on, go_back_and_edit, step_on_with_other_settings)
MOMENTS = ("", "s", "run:3", "run:3 b s", "run:3 b f u s s")


def origins(session: Session, name: str) -> ViewState:
    """The choices of somebody who asked for a number, if it is there by now."""
    if name not in session.state:
        return ViewState()
    index = (0,) * session.state[name].ndim
    explained = why(session.history, name, index)
    trail = (explained, *(operand.why() for operand in explained.operands[:1]))
    return ViewState(trail=trail, asked=Entry(name, index))


@pytest.mark.parametrize("going", GOINGS)
@pytest.mark.parametrize(
    ("scenario", "moments"), [("xor", MOMENTS), ("spiral", MOMENTS[1::3]), ("digits", MOMENTS[3:4])]
)
def test_nothing_that_is_said_changes_while_the_session_goes_on(
    scenario: str, moments: tuple[str, ...], going: Going
) -> None:
    for moves in moments:
        for choices in (
            ViewState(sample=Sample(2), layer=1),
            ViewState(confusion="training", running=True),
        ):
            first, twin = (at(Session(load(scenario)), moves) for _ in range(2))
            asked_late, asked_at_once = (Snapshot.of(session, choices) for session in (first, twin))
            expected = words(asked_at_once)
            going(first)
            assert words(asked_late) == expected
            assert words(asked_at_once) == expected


@pytest.mark.parametrize("name", ["W1", "dW1", "z1", "loss", "x"])
@pytest.mark.parametrize("scenario", ["xor", "sensor"])
def test_an_origin_on_show_stays_while_the_session_goes_on(scenario: str, name: str) -> None:
    for moves in ("run:3 b s", "run:3 b f u s s", "run:2"):
        first, twin = (at(Session(load(scenario)), moves) for _ in range(2))
        asked_late, asked_at_once = (Snapshot.of(session, origins(session, name)) for session in (first, twin))
        expected = words(asked_at_once)
        run_on(first)
        assert words(asked_late) == expected


def test_a_prediction_that_was_of_the_weights_on_show_stays_one() -> None:
    workspaces = [Workspace("sensor"), Workspace("sensor")]
    for workspace in workspaces:
        workspace.session.run(iterations=3)
        workspace.explain_prediction(Sample(0))
    asked_late, asked_at_once = (workspace.snapshot() for workspace in workspaces)
    workspaces[0].session.run(iterations=3)
    assert words(asked_late) == words(asked_at_once)
    assert "weights as now" in words(asked_late)["explain"]


def test_what_may_lag_while_running_is_settled_when_the_snapshot_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("glassnet.tui.diagnosis_cache.PACE", 1e9)
    session = Session(load("sensor"))
    session.run(iterations=5)
    paused = Snapshot.of(session, ViewState())
    answers, diagnosis = paused.predictions, paused.diagnosis
    session.answers._predicting = 1e6  # as if it had taken that long
    session.run(iterations=5)
    running = Snapshot.of(session, ViewState(running=True), paused.diagnosis_cache)
    session.run(iterations=5)
    later = Snapshot.of(session, ViewState(), paused.diagnosis_cache)
    assert later.predictions.iteration == 15
    assert later.diagnosed == 15
    assert running.predictions.train is answers.train
    assert running.predictions.late
    assert (running.diagnosis, running.diagnosed) == (diagnosis, 5)


def test_it_holds_no_session_and_no_history() -> None:
    session = at(Session(load("sensor")), "run:3 b s")
    snapshot = Snapshot.of(session, ViewState())
    words(snapshot)
    left: list[Any] = [snapshot]
    seen: dict[int, Any] = {}
    while left:
        thing = left.pop()
        if id(thing) in seen:
            continue
        seen[id(thing)] = thing
        assert not isinstance(thing, Session | History)
        if isinstance(thing, dict):
            left.extend(thing.values())
        elif isinstance(thing, tuple | list):
            left.extend(thing)
        elif type(thing).__module__.startswith("glassnet."):
            left.extend(vars(thing).values() if hasattr(thing, "__dict__") else ())
