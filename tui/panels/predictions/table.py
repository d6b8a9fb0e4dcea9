"""The table of the predictions: a window of rows around the chosen sample, and some test rows.

Draws columns; what stands in them is told by `prediction_columns`. Knows no mathematics.
"""

from __future__ import annotations

from tui.drawing.canvas import Canvas, shorten
from tui.drawing.texts import fitting
from tui.messages import Sample
from tui.panel import Look
from tui.panels.predictions.columns import WIDEST_GAP, Column, Row, natural_width, test_row, train_row
from tui.snapshot import Snapshot

DIVIDER = "test rows, never learned from"


def draw_table(canvas: Canvas, snapshot: Snapshot, look: Look, columns: list[Column], note: bool) -> None:
    """Fill the canvas: headers, training rows around the chosen one, test rows where there is room for both.

    note: whether the window is told in a last line.
    """
    data, palette = snapshot.scenario.data, look.palette
    starts = _starts(columns, canvas.width)
    header = canvas.height >= 2
    if header:
        for start, column in zip(starts, columns, strict=True):
            draw = canvas.text if column.left else canvas.right
            draw(start if column.left else start + column.width, 0, column.header, palette.muted)
    total, room = len(data.inputs), canvas.height - header
    first, count, tests = window(snapshot, room - note)
    for line in range(count):
        row, y = train_row(snapshot, first + line), header + line
        chosen = row.number == snapshot.row
        if chosen:
            canvas.fill(0, y, canvas.width, 1, bg=palette.row_bg)
        _draw_row(canvas, y, row, columns, starts)
        if chosen:
            canvas.text(0, y, "▸", palette.now)
        canvas.hit(0, y, canvas.width, 1, Sample(row.number))
    y = header + count
    if tests:
        canvas.text(0, y, f"── {fitting(canvas.width - 6, DIVIDER, 'test rows')} ", palette.muted)
        canvas.fill(len(fitting(canvas.width - 6, DIVIDER, "test rows")) + 4, y, canvas.width, 1, palette.background)
        for number in range(tests):
            y += 1
            _draw_row(canvas, y, test_row(snapshot, number), columns, starts)
        y += 1
    if note and count < total:
        canvas.text(0, y, fitting(canvas.width, *window_texts(first, count, total)), palette.muted)


def window(snapshot: Snapshot, room: int) -> tuple[int, int, int]:
    """The first training row shown, how many, and how many test rows under them (with a divider)."""
    data = snapshot.scenario.data
    total, others = len(data.inputs), len(data.test_inputs)
    tests = 0
    if others and room >= 8:
        tests = min(others, max(2, room // 4), max(0, room - 1 - min(total, 4)))
    count = max(1, min(total, room - (tests + 1 if tests else 0)))
    first = min(max(0, snapshot.row - count // 2), total - count)
    return first, count, tests


def window_texts(first: int, count: int, total: int) -> tuple[str, str]:
    """Which rows are shown, in words."""
    span = f"{first}–{first + count - 1}" if count > 1 else f"{first}"
    return f"{'rows' if count > 1 else 'row'} {span} of {total}", f"{span} of {total}"


def _starts(columns: list[Column], width: int) -> list[int]:
    """Where each column begins: what is left of the width goes between them, the first gaps first."""
    gaps = len(columns) - 1
    spare = max(0, width - natural_width(columns, 0))
    starts, at = [], 0
    for k, column in enumerate(columns):
        starts.append(at)
        at += column.width + (min(WIDEST_GAP, (spare + gaps - 1 - k) // gaps) if k < gaps else 0)
    return starts


def _draw_row(canvas: Canvas, y: int, row: Row, columns: list[Column], starts: list[int]) -> None:
    for start, column in zip(starts, columns, strict=True):
        text, colour = column.cell(row)
        text = shorten(text, column.width)
        canvas.text(start if column.left else start + column.width - len(text), y, text, colour)
