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

    `120` is the end of iteration 120, `120:dW1` and `120:dW1[0,2]` right after dW1 is computed in it. Raises
    GlassnetError for anything else, and where the training does not come so far.
    """
    place, _, name = text.partition(":")
    if not re.fullmatch("[0-9]{1,18}", place):
        raise GlassnetError(f"--at takes an iteration and maybe a number, 120:dW1[0,2]; got {quoted(text)}")
    if int(place) > MOST_ITERATIONS:
        raise GlassnetError(f"--at goes to iteration {MOST_ITERATIONS:,} at most, got {quoted(place)}")
    iteration = int(place)
    train_to(session, iteration)
    session.goto(iteration)
    if not name:
        return None
    try:
        found = parse_label(name)
    except ValueError as error:
        raise GlassnetError(f"--at: {error}") from error
    at = session.program.index_of(found[0])
    if at is not None and iteration:
        session.goto(iteration, at + 1)
    return found


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
