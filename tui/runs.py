"""Runs: a session that is open with what the user looks at in it, and how that goes into a file and comes back."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from glassnet.core.errors import GlassnetError
from glassnet.scenarios.sessions.session import Session
from glassnet.tui.messages import Entry, Sample
from glassnet.tui.snapshot import Snapshot
from glassnet.tui.view_state import ViewState

if TYPE_CHECKING:
    from glassnet.scenarios.data.images import Drawing

MOST_RUNS = 8  # of one scenario that are kept
Saved = tuple[list[tuple[Session, dict[str, Any]]], int]  # sessions with their views, and which is on show


class Run:
    """One session that is open, and what the user looks at in it."""

    def __init__(self, session: Session, choices: ViewState) -> None:
        self.session = session
        self.choices = choices


def saved(runs: list[Run], here: Run, before: Run) -> Saved:
    """Runs as a file has them, `here` on show, or `before` where that is none.

    Those that no file can have are left out. Raises GlassnetError where nothing else is there.
    """
    kept = [run for run in runs if run.session.kept]
    if not kept:
        raise GlassnetError(here.session.unkept)
    shown = next(run for run in (here, before, kept[-1]) if run in kept)
    return [(run.session, view_of(run.choices)) for run in kept], kept.index(shown)


def view_of(choices: ViewState) -> dict[str, Any]:
    """What of the choices goes into a file, as plain data."""
    cursor, sample = choices.cursor, choices.sample
    if cursor is not None and cursor.sample is not None and cursor.sample.drawn:
        cursor = None
    of = [] if cursor is None or cursor.sample is None else [cursor.sample.row, cursor.sample.test]
    return {
        "row": sample.row,
        "test": sample.test,
        "layer": choices.layer,
        "cursor": None if cursor is None else [cursor.name, list(cursor.index), *of],
        "log": choices.log,
        "drawing": None if choices.drawing is None else list(choices.drawing),
        "drawn": choices.drawn,
    }


def choices_of(view: dict[str, Any], session: Session) -> ViewState:
    """The choices of a file's view; what makes no sense in this session is left out.

    Older files have `sample`, the position of the chosen sample in the batch on show, and the cursor by positions.
    """
    layer, at = view.get("layer"), view.get("sample")
    moment = Snapshot.of(session, ViewState())
    sample = _sample(moment, view.get("row"), view.get("test"))
    if (
        sample is None and isinstance(at, int) and _counts(at, session.program.config.samples)
    ):  # the last batch of an epoch may be shorter
        sample = Sample(int(moment.samples.rows[min(at, len(moment.samples.rows) - 1)]))
    entry = None
    with suppress(TypeError, ValueError, OverflowError, AttributeError):  # a file may hold anything there
        name, index, *of = view["cursor"] if view.get("cursor") else ("", ())
        place = moment.lasting(Entry(name, tuple(int(at) for at in index), _sample(moment, *of) if of else None))
        known = moment.array(name)
        if known is not None and len(place.index) == known.ndim and (place.sample is not None or not of):
            entry = place
    return ViewState(
        sample=sample or Sample(0),
        layer=layer if _counts(layer, session.program.layers + 1) and layer else None,
        cursor=entry,
        log=bool(view.get("log")),
        drawing=_drawing(view.get("drawing"), session),
        drawn=bool(view.get("drawn")),
    )


def _drawing(found: Any, session: Session) -> Drawing | None:
    """What somebody had drawn, if it is a drawing for these data."""
    data = session.scenario.data
    if data.image is None or not isinstance(found, list) or len(found) != len(data.features):
        return None
    fits = all(isinstance(amount, int | float) and 0 <= amount <= 1 for amount in found)
    return tuple(map(float, found)) if fits else None


def _sample(moment: Snapshot, row: Any, test: Any) -> Sample | None:
    """The row of data of that number, or None."""
    data = moment.scenario.data
    return Sample(row, bool(test)) if _counts(row, len(data.test_inputs if test else data.inputs)) else None


def _counts(number: Any, most: int) -> bool:
    """Whether something from a file is a whole number below a limit."""
    return isinstance(number, int) and 0 <= number < most
