"""The confusion matrix: how often samples of each class (rows) were taken for which (columns).

Counts nothing itself; knows how to fit many classes and long names into little room.
"""

from __future__ import annotations

import numpy as np

from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.cells import cell_len
from glassnet.tui.drawing.decision_map import class_ink
from glassnet.tui.drawing.names import distinct
from glassnet.tui.drawing.numbers import percent
from glassnet.tui.drawing.palette import Palette
from glassnet.tui.drawing.texts import fitting
from glassnet.tui.drawing.windows import Sliding
from glassnet.tui.panel import PaintOptions
from glassnet.tui.snapshot import Snapshot

LONGEST = 12  # columns of a class's name
WIDEST = 10  # columns of a count
SHARE = 8  # columns of the share that is right
UNDECIDED = "none"


class Confusion:
    """The matrix, and where its windows stand where it does not fit."""

    def __init__(self) -> None:
        self._columns, self._rows = Sliding(), Sliding()

    def move(self, across: int, down: int) -> None:
        """So many classes further; down is across where all rows are on show."""
        self._columns.move(across or (down if self._rows.is_whole else 0))
        self._rows.move(down)

    def draw(self, canvas: Canvas, snapshot: Snapshot, look: PaintOptions) -> None:
        """Fill the canvas."""
        _draw(canvas, snapshot, look, self._columns, self._rows)


def _draw(canvas: Canvas, snapshot: Snapshot, look: PaintOptions, across: Sliding, down: Sliding) -> None:
    """A row for each true class, a column for each answer, and how many of the row are right."""
    data, palette = snapshot.scenario.data, look.palette
    counts = snapshot.confusion(test=snapshot.choices.confusion == "test")
    if counts is None:
        canvas.text(1, 0, "being counted …", palette.muted)
        return
    names = list(data.kinds)
    if not counts[:, -1].any():
        counts = counts[:, :-1]
    heads = [*names, UNDECIDED][: counts.shape[1]]
    label = min(LONGEST, max(map(cell_len, names)) + 1)
    digits = 1 + max(1, len(str(counts.max())))  # a blank before each, or two counts would make one number
    room, columns = canvas.width - label, len(heads)
    shown = max(1, min(columns, room // digits))
    width = max(digits, min(WIDEST, room // shown, max(digits, *map(cell_len, heads)) + 2))
    share = room - shown * width >= SHARE
    canvas.text(0, 0, fitting(label + room, "actual ↓  answer →", "↓ →"), palette.muted)
    window, called = across.at(columns, shown), distinct(heads, width - 1)
    for place, column in enumerate(window, start=1):
        colour = class_ink(column, palette) if column < len(names) else palette.muted
        canvas.right(label + place * width, 1, called[column], colour)
    if share:
        canvas.right(label + shown * width + SHARE, 1, "right", palette.muted)
    lines = min(len(names), canvas.height - 2)
    called = distinct(names, label - 1)
    for y, row in enumerate(down.at(len(names), lines) if lines > 0 else (), start=2):
        total = int(counts[row].sum())
        canvas.text(0, y, called[row], class_ink(row, palette))
        for place, column in enumerate(window, start=1):
            count, end = int(counts[row, column]), label + place * width
            ground = _ground(count, total, row == column, palette)
            canvas.fill(end - width, y, width, 1, bg=ground)
            ink = palette.read(_ink(count, row == column, palette), ground)
            canvas.right(end, y, str(count), ink, bold=row == column and count > 0)
        if share and total:
            canvas.right(label + shown * width + SHARE, y, percent(counts[row, row] / total), palette.muted)
    hidden = max(len(names) - lines, columns - shown)
    if hidden > 0:
        canvas.right(canvas.width, 0, f"… {hidden} more ({look.keys.name('maximize')})", palette.muted)


def _ink(count: int, right: bool, palette: Palette) -> int:
    if not count:
        return palette.muted
    return palette.good if right else palette.bad


def _ground(count: int, total: int, right: bool, palette: Palette) -> int:
    """Deeper the larger the part of the row; coarse, so that few styles are made."""
    part = float(np.ceil(8 * count / total) / 8) if total else 0.0
    colour, most = (palette.good, 0.25) if right else (palette.bad, 0.5)
    return palette.mix(palette.background, colour, most * part)
