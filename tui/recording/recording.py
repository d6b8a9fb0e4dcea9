"""A training made into a moving picture, a little at a time, so that a bar or other keys have their turn in between."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from glassnet.core.counts import count
from glassnet.core.errors import GlassnetError, path_named
from glassnet.scenarios.sessions.session import Session
from glassnet.tui.drawing.palette import DARK, Palette
from glassnet.tui.messages import Sample
from glassnet.tui.panel import PaintOptions
from glassnet.tui.recording import MOST_FRAMES, USUAL
from glassnet.tui.recording.cast import cast
from glassnet.tui.recording.frames import Frame, frames, name_of
from glassnet.tui.recording.moments import candidates, chosen, looks
from glassnet.tui.recording.svg import svg

KINDS: dict[str, Callable[[Sequence[Frame], str], Iterator[str]]] = {".svg": svg, ".cast": cast}  # a new one goes here
MOST_BYTES = 1_000_000  # of a file: what a page likes to load


class Form(NamedTuple):
    """What the picture is to be: kind of file, columns and rows, colours, and how many frames at most, 2 or more.

    plain: without braille, as the app's `--plain`.
    """

    kind: str
    size: tuple[int, int] = USUAL
    palette: Palette = DARK
    frames: int = MOST_FRAMES
    plain: bool = False


def kind_of(path: str) -> str:
    """The kind of file, by the end of its name. Raises GlassnetError for another one."""
    found = os.path.splitext(path)[1].lower()
    if found not in KINDS:
        raise GlassnetError(f"{path_named(path)} must end in {' or '.join(KINDS)}")
    return found


class Recording:
    """The picture of a session's first `until` iterations; to go through it makes it.

    session: is trained as far as needed, and moved. sample: the row of data that the network shows.
    content: the file. frames: those that it has. left_out: how many more would have made it larger than MOST_BYTES.
    trouble: one line where the training ended sooner, else empty.
    """

    def __init__(self, session: Session, sample: Sample, until: int, form: Form) -> None:
        self._session, self._sample, self._until, self._form = session, sample, until, form
        self.content = b""
        self.frames: list[Frame] = []
        self.left_out = 0
        self.trouble = ""

    def __iter__(self) -> Iterator[float]:
        """Make it; yields often, how much is done: 0 … 1."""
        session, form, looked = self._session, self._form, []
        ahead = len(candidates(self._until))
        for look in looks(session, self._until):
            looked.append(look)
            yield 0.4 * len(looked) / ahead
        self.trouble = session.trouble  # which going back forgets
        iterations = chosen(looked, form.frames)
        for frame in frames(session, iterations, self._sample, form.size, PaintOptions(form.palette, form.plain)):
            self.frames.append(frame)
            yield 0.4 + 0.3 * len(self.frames) / len(iterations)
        name = name_of(session.begun)
        title = f"glassnet: {name}, iterations {count(iterations[0])} to {count(iterations[-1])}"
        while True:
            parts: list[str] = []
            for part in KINDS[form.kind](self.frames, title):
                parts.append(part)
                yield 0.7 + 0.3 * min(1.0, len(parts) / len(self.frames))
            self.content = "".join(parts).encode()
            size, number = len(self.content), len(self.frames)
            if size <= MOST_BYTES or number == 1:
                return
            self.frames = fewer(self.frames, int(number * 0.9 * MOST_BYTES / size))  # what is left differs more
            self.left_out = len(iterations) - len(self.frames)


def fewer(frames: Sequence[Frame], number: int) -> list[Frame]:
    """So many of them at even distances, the last one always among them; at least one, and at least one less."""
    last = len(frames) - 1
    number = max(1, min(number, last))
    return [frames[last - last * at // max(1, number - 1)] for at in reversed(range(number))]
