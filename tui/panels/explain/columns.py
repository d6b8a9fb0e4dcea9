"""Where the columns of a table of parts stand, and how its numbers are written. Pure arithmetic and text."""

from __future__ import annotations

import math
from typing import NamedTuple

from glassnet.core.ops import STEP_COUNT
from glassnet.tui.drawing.numbers import fixed
from glassnet.tui.panels.explain.table import Cell, Table

BAR_LEAST, BAR_MOST = 13, 49  # columns of the bars; an odd number, the centre line in the middle
NOTE_MOST = 16
GUTTER = 9  # where texts begin beside their labels


class Columns(NamedTuple):
    """Where everything stands. note, share, bar and now are 0 where there is no room for them."""

    label: int
    note: int
    note_width: int
    cells: tuple[int, ...]
    width: int
    share: int
    bar: int
    bar_width: int
    now: int = 0


def columns_of(table: Table, width: int, changed: bool = False) -> Columns | None:
    """The best arrangement in `width` cells; None where not even the numbers fit.

    changed: whether there should be a column for what numbers are now that have changed since they were read.
    """
    with_now = _arranged(table, width, True) if changed and table.kind != "operands" else None
    return with_now or _arranged(table, width, False)


def _arranged(table: Table, width: int, changed: bool) -> Columns | None:
    count = len(table.columns)
    labels = max([len(row.label) for row in table.rows] + [5 if table.total is not None else 0])
    notes = max([len(row.note) for row in table.rows], default=0)
    with_head = max(labels, len(table.head) - 2)
    if table.kind == "operands":
        for label in (max(with_head, GUTTER - 3), labels):
            for cell in (9, 7):
                x = 2 + label + 2
                if x + cell + 1 <= width:
                    room = width - (x + cell + 3)
                    return Columns(2, x + cell + 3 if room >= 8 else 0, max(0, room), (x,), cell, 0, 0, 0)
        return None
    shares = any(row.share is not None for row in table.rows)
    for noted, barred, cell, gap, label in (
        (True, True, 9, 3, max(with_head, GUTTER - 4)),
        (False, True, 9, 3, with_head),
        (False, True, 9, 1, with_head),
        (False, False, 9, 3, with_head),
        (False, False, 9, 1, with_head),
        (False, False, 7, 1, with_head),
        (False, False, 7, 0, labels),
    ):
        if noted and not 0 < notes <= NOTE_MOST:
            continue
        note = 2 + label + 2
        note_width = max(notes, len(table.note_head)) if noted else 0
        x = note + note_width + (2 if noted else 0)
        cells = []
        for _ in range(count):
            cells.append(x)
            x += cell + 2 + gap
        share = x - gap + (3 if gap > 1 else 2) if shares else 0
        end = share + cell if shares else x - gap
        now = end + 3 if changed else 0
        end = now + cell + 1 if changed else end
        room = min(BAR_MOST, width - end - 3)
        if end > width or (barred and room < BAR_LEAST):
            continue
        bar = end + 3 if barred and shares else 0
        return Columns(2, note if noted else 0, note_width, tuple(cells), cell, share, bar, room - (room + 1) % 2, now)
    return None


def number(value: float | None, width: int, tiny: bool = False, whole: bool = False) -> str:
    """A number of a column in `width` cells; `tiny`: all of them so small that powers of ten say more."""
    if tiny and value and math.isfinite(value):
        mantissa, _, power = f"{value:+.{max(0, width - 6)}e}".partition("e")
        text = f"{mantissa}e{int(power)}"
        if len(text) <= width:
            return text.ljust(width)
    text = fixed(value, width - 3, width)
    if whole and value is not None and math.isfinite(value):
        return f"{int(value)}".center(width)
    return text


def is_tiny(values: list[float]) -> bool:
    """Whether the largest of some numbers would lose digits in a column of fixed decimals."""
    sizes = [abs(value) for value in values if math.isfinite(value)]
    return 0 < max(sizes, default=0.0) < 1e-3


def is_whole(cell: Cell) -> bool:
    """Whether a number was given as a whole one, as inputs and targets often are."""
    given = cell.name in ("x", "y", "X", "Y", STEP_COUNT.name) and cell.value is not None and math.isfinite(cell.value)
    return given and cell.value is not None and cell.value == int(cell.value)
