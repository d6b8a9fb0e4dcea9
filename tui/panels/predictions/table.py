"""The table of the predictions: a window of rows around the chosen sample, and some test rows.

Draws columns; what stands in them is told by `prediction_columns`. Knows no mathematics.
"""

from __future__ import annotations

from typing import NamedTuple

from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.cells import cell_len
from glassnet.tui.drawing.texts import fitting, shorten
from glassnet.tui.drawing.windows import Sliding
from glassnet.tui.messages import Sample
from glassnet.tui.panel import PaintOptions
from glassnet.tui.panels.predictions.columns import WIDEST_GAP, Column, natural_width, test_row, train_row
from glassnet.tui.snapshot import Snapshot

DIVIDER = "test rows, never learned from"


def draw_table(
    canvas: Canvas, snapshot: Snapshot, look: PaintOptions, columns: list[Column], note: bool, windows: Windows
) -> None:
    """Fill the canvas: headers, training rows around the chosen one, test rows where there is room for both.

    note: whether the window is told in a last line. windows: which rows are shown.
    """
    palette = look.palette
    starts = _starts(columns, canvas.width)
    header = canvas.height >= 2
    if header:
        for start, column in zip(starts, columns, strict=True):
            draw = canvas.text if column.left else canvas.right
            draw(start if column.left else start + column.width, 0, column.header, palette.muted)
    shown = windows.at(snapshot, canvas.height - header - note)
    y = int(header)
    for number in shown.train:
        _row_of(canvas, y, snapshot, look, Sample(number), columns, starts)
        y += 1
    if shown.test:
        said = fitting(canvas.width - 6, DIVIDER, "test rows")
        canvas.text(0, y, f"── {said} ", palette.muted)
        canvas.fill(len(said) + 4, y, canvas.width, 1, palette.background)
        for number in shown.test:
            y += 1
            _row_of(canvas, y, snapshot, look, Sample(number, test=True), columns, starts)
        y += 1
    texts = window_texts(snapshot, shown)
    if note and texts:
        canvas.text(0, y, fitting(canvas.width, *texts), palette.muted)


class Window(NamedTuple):
    """The training rows shown, and the test rows under them (with a divider)."""

    train: range
    test: range


class Windows:
    """The rows shown, from one painting to the next."""

    def __init__(self) -> None:
        self._train, self._test = Sliding(centred=True), Sliding(centred=True)

    def at(self, snapshot: Snapshot, room: int) -> Window:
        """Rows around the one looked at, and test rows where there is room for both or that one is a test row."""
        data, chosen = snapshot.scenario.data, snapshot.row
        total, others = len(data.inputs), len(data.test_inputs)
        tests = 0
        if others and room >= 8:
            tests = min(others, max(2, room // 4), max(0, room - 1 - min(total, 4)))
        elif chosen.test:
            tests = min(others, max(1, room - 1))
        count = max(0 if chosen.test else 1, min(total, room - (tests + 1 if tests else 0)))
        train = self._train.at(total, count, 0 if chosen.test else chosen.row) if count > 0 else range(0)
        test = self._test.at(others, tests, chosen.row if chosen.test else 0) if tests > 0 else range(0)
        return Window(train, test)

    def move(self, by: int, test: bool) -> None:
        """So many rows further, of the training rows or of the test rows."""
        (self._test if test else self._train).move(by)

    def keep(self, sample: Sample) -> None:
        """Stay when this one is looked at: it was clicked."""
        self._train.keep(0 if sample.test else sample.row)
        self._test.keep(sample.row if sample.test else 0)


def window_texts(snapshot: Snapshot, shown: Window) -> tuple[str, ...]:
    """Which rows are shown, in words; nothing where all are."""
    data = snapshot.scenario.data
    rows, total, kind = shown.train, len(data.inputs), "row"
    if not rows:
        rows, total, kind = shown.test, len(data.test_inputs), "test row"
    if len(rows) == total:
        return ()
    span = f"{rows[0]}–{rows[-1]}" if len(rows) > 1 else f"{rows[0]}"
    of_all = f"{span} of {total:,}"
    return f"{kind}{'s' if len(rows) > 1 else ''} {of_all}", of_all


def _starts(columns: list[Column], width: int) -> list[int]:
    """Where each column begins: what is left of the width goes between them, the first gaps first."""
    gaps = len(columns) - 1
    spare = max(0, width - natural_width(columns, 0))
    starts, at = [], 0
    for k, column in enumerate(columns):
        starts.append(at)
        at += column.width + (min(WIDEST_GAP, (spare + gaps - 1 - k) // gaps) if k < gaps else 0)
    return starts


def _row_of(
    canvas: Canvas,
    y: int,
    snapshot: Snapshot,
    look: PaintOptions,
    sample: Sample,
    columns: list[Column],
    starts: list[int],
) -> None:
    """One row, marked where it is the one looked at."""
    chosen = sample == snapshot.sample
    if chosen:
        canvas.fill(0, y, canvas.width, 1, bg=look.palette.row_bg)
    row = test_row(snapshot, sample.row) if sample.test else train_row(snapshot, sample.row)
    for start, column in zip(starts, columns, strict=True):
        text, colour = column.cell(row)
        text = shorten(text, column.width)
        canvas.text(start if column.left else start + column.width - cell_len(text), y, text, colour)
    if chosen:
        canvas.text(0, y, "▸", look.palette.now)
    canvas.hit(0, y, canvas.width, 1, sample)
