"""A moment by its name, as `--at` takes it: an iteration, and maybe a number that is computed in it.

Moves a session there; knows nothing of what is shown then.
"""

from __future__ import annotations

import re

from glassnet.core.errors import GlassnetError, quoted
from glassnet.core.terms import Index, parse_label
from glassnet.scenarios.sessions import MOST_ITERATIONS
from glassnet.scenarios.sessions.session import Session


def go_to(session: Session, text: str) -> tuple[str, Index] | None:
    """Go to a moment, training on where it is not computed yet; returns the name and index, or None without.

    `120` is the end of iteration 120, `120:dW1` and `120:dW1[0,2]` right after dW1 is computed in it. A number as it is
    seen from another moment has that between: `120:db1:dW1[0,2]` right after db1, `120::dW1[0,2]` at the end. Raises
    GlassnetError for anything else, and where the training does not come so far.
    """
    place, *names = text.split(":", 2)
    name = names[-1] if names else ""
    if not re.fullmatch("[0-9]{1,18}", place):
        raise GlassnetError(f"--at takes an iteration and maybe a number, 120:dW1[0,2]; got {quoted(text)}")
    if int(place) > MOST_ITERATIONS:
        raise GlassnetError(f"--at goes to iteration {MOST_ITERATIONS:,} at most, got {quoted(place)}")
    iteration = int(place)
    train_to(session, iteration)
    session.goto(iteration)
    if len(names) == 2 and names[0]:
        _go_after(session, iteration, names[0])
    if not name:
        return None
    try:
        found = parse_label(name)
    except ValueError as error:
        raise GlassnetError(f"--at: {error}") from error
    if len(names) == 1 and iteration and session.program.index_of(found[0]) is not None:
        _go_after(session, iteration, found[0])
    return found


def _go_after(session: Session, iteration: int, name: str) -> None:
    """Go right after the step that computes a value. Raises GlassnetError where none does."""
    at = session.program.index_of(name)
    if at is None or not iteration:
        raise GlassnetError(f"--at: no step computes {quoted(name)} in iteration {iteration:,}")
    session.goto(iteration, at + 1)


def train_to(session: Session, iteration: int) -> None:
    """Train on to the end of an iteration, past breakpoints, where it is not computed yet.

    A loss that is not finite ends it sooner, see `Session.trouble`.
    """
    if session.history.tick_of(iteration) is not None:
        return
    ended = session.history.goto(session.history.end)
    missing = iteration - ended.iteration + (ended.done < len(session.program.steps))
    halts, session.halts = session.halts, ()
    session.run(iterations=max(0, missing))
    session.halts = halts
