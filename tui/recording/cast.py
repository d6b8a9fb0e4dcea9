"""A moving picture as a recording of a terminal: asciicast, version 2, which `asciinema play` shows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from glassnet.tui.drawing.canvas import BOLD, DIM, UNDERLINE
from glassnet.tui.recording.changes import Span, changed, spans
from glassnet.tui.recording.frames import Frame
from glassnet.tui.recording.pace import length, starts

HIDE_CURSOR, BELOW = "\x1b[?25l\x1b[2J", "\x1b[0m\x1b[{};1H"
ATTRIBUTES = {BOLD: "1;", DIM: "2;", UNDERLINE: "4;"}


def cast(frames: Sequence[Frame], title: str) -> Iterator[str]:
    """A line of JSON for the header, then one for what changes in each frame; the last one waits for the end."""
    height, width = frames[0].canvas.chars.shape
    yield _line({"version": 2, "width": width, "height": height, "title": title})
    before = None
    for second, frame in zip(starts(len(frames)), frames, strict=True):
        found = spans(frame.canvas, changed(frame.canvas, before))
        yield _line([second, "o", ("" if before else HIDE_CURSOR) + "".join(map(_written, found))])
        before = frame.canvas
    yield _line([length(len(frames)), "o", BELOW.format(height)])


def _line(content: object) -> str:
    return json.dumps(content, ensure_ascii=False) + "\n"


def _written(span: Span) -> str:
    """Go there, take the style, and write."""
    attributes = "".join(code for bit, code in ATTRIBUTES.items() if span.attrs & bit)
    colours = f"{_rgb(38, span.fg)};{_rgb(48, span.bg)}"
    return f"\x1b[{span.y + 1};{span.x + 1}H\x1b[0;{attributes}{colours}m{''.join(span.cells)}"


def _rgb(ground: int, colour: int) -> str:
    return f"{ground};2;{colour >> 16};{colour >> 8 & 255};{colour & 255}"
