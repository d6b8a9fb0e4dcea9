"""The command line of a training in progress, with a note of what no flag can say."""

from __future__ import annotations

from core.actions import Action, Edit
from scenarios.command_line import command_line
from scenarios.session import SETTINGS, Session


def session_line(session: Session) -> str:
    """What opens the experiment as it began, and as a comment what was done to it since, up to the moment on show.

    Settings that were changed before anything was computed are flags too. Raises GlassnetError where no command line
    opens it.
    """
    history = session.history
    done = [(tick, action) for tick, action in history.actions if tick <= history.tick]
    first = 0
    while done and history.moment(done[0][0]) == (1, 0) and _is_setting(done[0][1]):
        first, _ = done.pop(0)
    notes = [f"{_said(action)} at iteration {_iteration(session, tick)}" for tick, action in done]
    return command_line(session.scenario_at(first), f"then: {', '.join(notes)}" if notes else "")


def _is_setting(action: Action) -> bool:
    return not isinstance(action, Edit) or action.name in SETTINGS


def _said(action: Action) -> str:
    return f"{action.name} {action.value!r}" if isinstance(action, Edit) and _is_setting(action) else str(action)


def _iteration(session: Session, tick: int) -> int:
    """The first iteration that reads what was changed then."""
    iteration, done = session.history.moment(tick)
    return iteration + (done > session.history.program_at(tick).starts["update"])
