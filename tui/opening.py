"""The moment that `--at` names: an iteration, and maybe a number with its origin."""

from __future__ import annotations

import re

from glassnet.core.errors import GlassnetError, quoted
from glassnet.core.terms import parse_label
from glassnet.scenarios.sessions import MOST_ITERATIONS
from glassnet.tui.messages import Entry
from glassnet.tui.workspace import Workspace


def open_at(workspace: Workspace, text: str) -> None:
    """A prepared moment: `120` is the end of iteration 120, `120:dW1` right after dW1 is computed in it,
    `120:dW1[0,2]` the same with the origin of that number open. Raises GlassnetError for anything else.
    """
    place, _, name = text.partition(":")
    if not re.fullmatch("[0-9]{1,18}", place):
        raise GlassnetError(f"--at takes an iteration and maybe a number, 120:dW1[0,2]; got {quoted(text)}")
    if int(place) > MOST_ITERATIONS:
        raise GlassnetError(f"--at goes to iteration {MOST_ITERATIONS:,} at most, got {quoted(place)}")
    session, iteration = workspace.session, int(place)
    if session.history.tick_of(iteration) is None:
        ended = session.history.goto(session.history.end)
        missing = iteration - ended.iteration + (ended.done < len(session.program.steps))
        halts, session.halts = session.halts, ()
        session.run(iterations=max(0, missing))
        session.halts = halts
    session.goto(iteration)
    if not name:
        return
    try:
        entry = Entry(*parse_label(name))
    except ValueError as error:
        raise GlassnetError(f"--at: {error}") from error
    at = session.program.index_of(entry.name)
    if at is not None and iteration:
        session.goto(iteration, at + 1)
    snapshot = workspace.snapshot()
    if not entry.index and snapshot.shape(entry.name):
        entry = snapshot.focus or entry
    workspace.point_at(entry)
    workspace.explain(entry)
