"""Samples that are images: the one looked at, large, with its answer and the truth, and the wrong ones to go through.

Knows no mathematics.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from glassnet.scenarios.base import Dataset
from glassnet.scenarios.data.images import ink
from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.decision_map import class_ink
from glassnet.tui.drawing.image import cells_of, image
from glassnet.tui.drawing.numbers import percent
from glassnet.tui.drawing.texts import fitting, shorten
from glassnet.tui.messages import Sample
from glassnet.tui.panel import PaintOptions
from glassnet.tui.panels.predictions.columns import Row, test_row, train_row, undecided
from glassnet.tui.snapshot import Snapshot

LARGEST = 3  # how many cells a pixel of the large image is wide at most
WORDS = 12  # columns of what is said of the large image
GAP = 2
AIRY = 11  # rows from which on one stays empty above the images


def least_room(data: Dataset) -> tuple[int, int]:
    """Columns and rows that the image of a sample with its words takes at least."""
    rows, columns = cells_of(*(data.image or (0, 0)), 1)
    return columns + GAP + WORDS, max(rows, 4)


def draw_images(canvas: Canvas, snapshot: Snapshot, look: PaintOptions) -> None:
    """Fill the canvas: the sample looked at, and as many wrong ones after it as have room."""
    size = snapshot.scenario.data.image
    if size is None:
        return
    if canvas.height >= AIRY:
        canvas = canvas.view(0, 1, canvas.width, canvas.height - 1)
    scales = [s for s in range(LARGEST, 0, -1) if _fits(canvas, *cells_of(*size, s), last=s == 1)]
    if not scales:
        return
    rows, columns = cells_of(*size, scales[0])
    _stamp(canvas, 0, 0, snapshot, look, snapshot.row, scales[0])
    _words(canvas.view(columns + GAP, 0, canvas.width - columns - GAP, rows), snapshot, look, snapshot.row)
    right, below = columns + 2 * GAP + WORDS, rows + 1
    beside = canvas.view(right, 0, canvas.width - right, canvas.height)
    under = canvas.view(0, below, canvas.width, canvas.height - below)
    room = max(beside, under, key=lambda view: _places(view, size)[0] * _places(view, size)[1])
    _wrong_ones(room, snapshot, look)


def _fits(canvas: Canvas, rows: int, columns: int, last: bool) -> bool:
    """Whether an image of this size has room, and leaves some for others where there is a smaller one."""
    whole = columns + GAP + WORDS <= canvas.width and rows <= canvas.height
    return whole and (last or rows <= max(8, canvas.height // 2))


def _stamp(canvas: Canvas, x: int, y: int, snapshot: Snapshot, look: PaintOptions, sample: Sample, scale: int) -> None:
    data = snapshot.scenario.data
    assert data.image is not None
    row, _ = data.row(sample.row, sample.test)
    cells = image(ink(data, row), look.palette, scale, look.plain)
    canvas.stamp(x, y, cells.chars, cells.fg, cells.bg)
    canvas.hit(x, y, cells.chars.shape[1], cells.chars.shape[0], sample)


def _row(snapshot: Snapshot, sample: Sample) -> Row:
    return test_row(snapshot, sample.row) if sample.test else train_row(snapshot, sample.row)


def _words(canvas: Canvas, snapshot: Snapshot, look: PaintOptions, sample: Sample) -> None:
    """Which sample it is, the answer, how sure, the truth, and whether the two agree."""
    palette, classes = look.palette, snapshot.scenario.data.classes
    row = _row(snapshot, sample)
    answer, actual = int(row.output.argmax()), int(row.y.argmax())
    tie = undecided(row.output)
    verdict, colour = ("right", palette.good) if row.right else ("undecided" if tie else "wrong !", palette.bad)
    lines: tuple[tuple[str, str, int], ...] = (
        (str(sample), "", palette.muted),
        ("answer ", "·" if tie else classes[answer], class_ink(answer, palette)),
        ("sure ", percent(float(row.output.max())).strip(), palette.text),
        ("actual ", classes[actual], class_ink(actual, palette)),
        (verdict, "", colour),
    )
    if canvas.height < len(lines):
        lines = (*lines[1:3], *lines[3:])
    for y, (name, value, colour) in enumerate(lines):
        end = canvas.text(0, y, name, palette.muted if value else colour)
        canvas.text(end, y, shorten(value, max(1, WORDS - len(name))), colour, bold=bool(value))
    if canvas.height >= len(lines) + 3:
        y = canvas.height - 2
        for key, does in (("w W", "wrong"), ("x", "confusion")):
            end = canvas.text(0, y, key, palette.text, bold=True)
            canvas.text(end + 1, y, does, palette.muted)
            y += 1


# --- the wrong ones ---


def _places(canvas: Canvas, size: tuple[int, int]) -> tuple[int, int]:
    """How many small images fit, across and down: a head line, and a line under each."""
    rows, columns = cells_of(*size, 1)
    return max(0, (canvas.width + GAP) // (columns + GAP)), max(0, canvas.height // (rows + 2))


def _wrong_ones(canvas: Canvas, snapshot: Snapshot, look: PaintOptions) -> None:
    """Small images of the wrong answers that come next, with what each was taken for."""
    data, palette = snapshot.scenario.data, look.palette
    assert data.image is not None
    rows, columns = cells_of(*data.image, 1)
    across, down = _places(canvas, data.image)
    if not across or not down or snapshot.predictions.awaited:
        return
    trained, tested = snapshot.wrong(test=False), snapshot.wrong(test=True)
    tests = f", {len(tested)} test rows" if len(data.test_inputs) else ""
    head = f"wrong: {len(trained)} training rows{tests}"
    canvas.text(0, 0, fitting(canvas.width, head, f"{len(trained)} wrong, test {len(tested)}"), palette.muted)
    for place, sample in enumerate(_next(snapshot.row, trained, tested, across * down)):
        x, y = place % across * (columns + GAP), 1 + place // across * (rows + 2)
        _stamp(canvas, x, y, snapshot, look, sample, 1)
        row = _row(snapshot, sample)
        taken = "?" if undecided(row.output) else data.classes[int(row.output.argmax())]
        text = fitting(columns, f"{data.classes[int(row.y.argmax())]} as {taken}", f"as {taken}", taken)
        canvas.text(x, y + rows, text, palette.muted)


def _next(here: Sample, trained: NDArray[np.intp], tested: NDArray[np.intp], most: int) -> list[Sample]:
    """So many of these rows at most: those after the one looked at, and around to it."""
    own, other = (tested, trained) if here.test else (trained, tested)
    at, after = np.searchsorted(own, (here.row, here.row + 1))
    parts = [(own[after:], here.test), (other, not here.test), (own[:at], here.test)]
    found = [Sample(row, test) for rows, test in parts for row in rows[:most].tolist()]
    return found[:most]
