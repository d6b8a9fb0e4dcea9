"""Runs: a session that is open with what the user looks at in it, and how that goes into a file and comes back."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from scenarios.session import Session
from tui.messages import Entry
from tui.snapshot import Choices

MOST_RUNS = 8  # of one scenario that are kept
Saved = tuple[list[tuple[Session, dict[str, Any]]], int]  # sessions with their views, and which is on show


class Run:
    """One session that is open, and what the user looks at in it."""

    def __init__(self, session: Session, choices: Choices) -> None:
        self.session = session
        self.choices = choices


def view_of(choices: Choices) -> dict[str, Any]:
    """What of the choices goes into a file, as plain data."""
    cursor = None if choices.cursor is None else [choices.cursor.name, list(choices.cursor.index)]
    return {"sample": choices.sample, "layer": choices.layer, "cursor": cursor, "log": choices.log}


def choices_of(view: dict[str, Any], session: Session) -> Choices:
    """The choices of a file's view; what makes no sense in this session is left out."""
    sample, layer, cursor = view.get("sample"), view.get("layer"), view.get("cursor")
    samples, layers = session.program.config.samples, session.program.layers
    entry = None
    with suppress(TypeError, ValueError, OverflowError):  # a file may hold anything there
        name, index = cursor
        place = Entry(name, tuple(int(at) for at in index))
        array = session.state.values.get(name)
        if array is not None and len(place.index) == array.ndim:
            entry = place
    return Choices(
        sample=sample if isinstance(sample, int) and 0 <= sample < samples else 0,
        layer=layer if isinstance(layer, int) and 1 <= layer <= layers else None,
        cursor=entry,
        log=bool(view.get("log")),
    )
