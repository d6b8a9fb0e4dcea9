"""The gradient of a layer's weights sample by sample: what one sample gives, what all up to it give, and the sum.

What a sample gives is its inputs times its dz, number by number: they stand at the left of that matrix and above it.
Which matrices stand beside each other, or beneath, follows from the room. Computes nothing.
"""

from __future__ import annotations

from typing import NamedTuple

from glassnet.core.numerals import brief
from glassnet.core.ops import Array
from glassnet.core.outer import Outer
from glassnet.core.terms import in_numbers, in_symbols, label
from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.numbers import fixed
from glassnet.tui.drawing.texts import fitting
from glassnet.tui.drawing.windows import Sliding
from glassnet.tui.messages import Entry
from glassnet.tui.panel import PaintOptions, Panel, draw_frame, draw_number
from glassnet.tui.panels.matrices.halves import heads
from glassnet.tui.snapshot import Snapshot

NUMBER, GAP = 7, 2  # cells of a number, and between two
LABEL = 8  # cells of the name of an input, with an arrow after it
LEFT = LABEL + NUMBER + 3  # where the first matrix begins, after the inputs
ABOVE = 3  # lines above the numbers of the first matrix: its caption, the units, their dz
BETWEEN = 3  # cells between two matrices


class Plan(NamedTuple):
    """Which matrices are shown, how many units and inputs of each, and whether they stand beneath each other."""

    shown: tuple[str, ...]
    units: int
    inputs: int
    beneath: bool


def plan(width: int, height: int, inputs: int, units: int) -> Plan:
    """All three beside each other, else beneath each other where all is seen; else two, as much of them as fits."""
    below = height - 2 - ABOVE  # the last line tells about the number under the cursor

    def across(count: int) -> int:
        return ((width - LEFT + BETWEEN) // count - BETWEEN + GAP) // (NUMBER + GAP)

    if across(3) >= max(units, 2):  # captions need some room
        return Plan(("share", "so_far", "whole"), units, max(1, min(inputs, below)), False)
    if across(1) >= units and ABOVE + 3 * inputs + 2 <= height - 2:
        return Plan(("share", "so_far", "whole"), units, inputs, True)
    if across(2) >= 2:
        return Plan(("share", "whole"), min(units, across(2)), max(1, min(inputs, below)), False)
    rows = max(1, (height - 2 - ABOVE - 1) // 2)
    return Plan(("share", "whole"), max(1, min(units, across(1))), min(inputs, rows), True)


class OuterPanel(Panel):
    """One sample's share of dW as a matrix, and the sum."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._rows, self._columns = Sliding(), Sliding()

    def tells_secrets(self, snapshot: Snapshot) -> bool:
        parts = snapshot.outer[1]
        return not snapshot.secret.isdisjoint((parts.inputs, parts.dz, parts.gradient))

    def paint(self, canvas: Canvas, snapshot: Snapshot, look: PaintOptions) -> None:
        row, parts = snapshot.outer
        sample = f"sample {int(snapshot.samples.rows[row])}"
        elsewhere = f"{snapshot.sample} is not in this batch" if snapshot.position is None else ""
        titles = (f"{parts.gradient} sample by sample: {sample}", f"{parts.gradient}: {sample}")
        right = fitting(canvas.width - len(titles[1]) - 9, elsewhere, "")
        title = fitting(canvas.width - (len(right) + 9 if right else 6), *titles)
        keys = look.keys.say("{next_sample} {previous_sample} sample")
        if snapshot.program.layers > 1:
            keys += look.keys.say("  {next_layer} {previous_layer} layer")
        draw_frame(canvas, look, title, right=right, foot=keys, foot_right=look.keys.say("{out} back"))
        inside = canvas.view(2, 1, canvas.width - 4, canvas.height - 2)
        if inside.width < LEFT + NUMBER or inside.height < ABOVE + 2:
            return
        inputs, units = snapshot.program.config.network.sizes[snapshot.layer - 1 : snapshot.layer + 1]
        cut = plan(inside.width, inside.height, inputs, units)
        at = self._cell(snapshot, parts)
        rows = self._rows.at(inputs, cut.inputs, at[0])
        columns = self._columns.at(units, cut.units, at[1])
        _Sheet(inside, snapshot, look, parts, row, rows, columns, at).paint(cut)

    def _cell(self, snapshot: Snapshot, parts: Outer) -> tuple[int, int]:
        """The weight that is looked at: the cursor's, or the first that its input or its dz leads to."""
        cursor = snapshot.choices.cursor
        names = (parts.gradient, parts.gradient.removeprefix("d"))
        if cursor is None or not cursor.index:
            return 0, 0
        if cursor.name in names:
            return cursor.index[0], cursor.index[1]
        return (
            (cursor.index[1], 0) if cursor.name == parts.inputs else (0, cursor.index[-1] * (cursor.name == parts.dz))
        )

    def move_cursor(self, across: int, down: int) -> None:
        """Among the weights, whether they are on show or not."""
        snapshot = self.snapshot
        if snapshot is None:
            return
        parts, cursor = snapshot.outer[1], snapshot.choices.cursor
        inputs, units = snapshot.program.config.network.sizes[snapshot.layer - 1 : snapshot.layer + 1]
        i, j = self._cell(snapshot, parts)
        if cursor is not None and cursor.name == parts.gradient:
            i, j = min(max(i + down, 0), inputs - 1), min(max(j + across, 0), units - 1)
        self.send(Entry(parts.gradient, (i, j)))


class _Sheet:
    """Paints the matrices inside the frame."""

    def __init__(
        self, canvas: Canvas, snapshot: Snapshot, look: PaintOptions, parts: Outer, row: int,
        rows: range, columns: range, at: tuple[int, int],
    ) -> None:  # fmt: skip
        self.canvas, self.snapshot, self.look, self.parts = canvas, snapshot, look, parts
        self.row, self.rows, self.columns, self.at = row, rows, columns, at
        self.width = max(len(columns) * (NUMBER + GAP) - GAP, 2 * (NUMBER + GAP) - GAP)

    def paint(self, cut: Plan) -> None:
        """The matrices, and what is so for the weight that is looked at."""
        x, y, end = LEFT, 0, 0
        airy = cut.beneath and ABOVE + len(cut.shown) * (len(self.rows) + 2) <= self.canvas.height - 1
        for place, which in enumerate(cut.shown):
            beneath = cut.beneath and place > 0
            room = self.canvas.width - x if cut.beneath or place + 1 == len(cut.shown) else self.width
            self.canvas.text(x, y, fitting(room, *self._captions(which)), self.look.palette.title)
            top = y + 1 if beneath else y + ABOVE
            if not beneath:
                self._heads(x, y + 1)
            if place == 0:
                self._factors(x, y + 2, top)
            elif beneath:
                self._inputs(top)
            self._numbers(x, top, which)
            end = top + len(self.rows)
            x, y = (x, end + airy) if cut.beneath else (x + self.width + BETWEEN, y)
        words = fitting(self.canvas.width, *self._told())
        self.canvas.text(0, min(end + 1, self.canvas.height - 1), words, self.look.palette.text)

    def _captions(self, which: str) -> tuple[str, ...]:
        parts, n = self.parts, self.parts.rows
        one, some = ("sample", "samples") if self.snapshot.samples.whole_batch else ("batch row", "batch rows")
        if which == "share":
            factors = f"{label(parts.inputs, (self.row,))} · {label(parts.dz, (self.row,))}"
            return f"{one} {self.row} alone: {factors}", f"{one} {self.row} alone", f"{one} {self.row}"
        if which == "so_far":
            return f"{some} 0 … {self.row} together", f"0 … {self.row} together", f"0 … {self.row}"
        if parts.adds_up:
            return f"all {n} together: {parts.gradient}", f"{parts.gradient}, all {n}", parts.gradient
        if parts.whole is not None and self.snapshot.program.info[parts.gradient].with_penalty:
            return (
                f"{parts.gradient}: all {n}, and the penalty's pull",
                f"{parts.gradient}, with penalty",
                parts.gradient,
            )
        return (parts.gradient,)

    def _heads(self, x: int, y: int) -> None:
        names = heads(self.snapshot, NUMBER + (GAP - 1) * (self.columns.start == 0))  # before others there is an arrow
        for place, unit in enumerate(self.columns):
            self.canvas.right(x + place * (NUMBER + GAP) + NUMBER, y, names[unit], self.look.palette.muted)
        if self.columns.start:
            self.canvas.text(x - 1, y, "‹", self.look.palette.now)
        if self.columns.stop < len(names):
            end = x + (len(self.columns) - 1) * (NUMBER + GAP) + NUMBER
            self.canvas.text(end, y, "›", self.look.palette.now)

    def _factors(self, x: int, y: int, top: int) -> None:
        """dz above the first matrix, the inputs at its left."""
        parts, palette = self.parts, self.look.palette
        self.canvas.text(0, y, label(parts.dz, (self.row,)), palette.text, bold=True)
        self.canvas.text(LABEL + 1, y - 1, label(parts.inputs, (self.row,)), palette.text, bold=True)
        for place, unit in enumerate(self.columns):
            self._entry(x + place * (NUMBER + GAP), y, Entry(parts.dz, (self.row, unit)))
        self._inputs(top)
        for line, i in enumerate(self.rows, start=top):
            self._entry(LABEL + 1, line, Entry(parts.inputs, (self.row, i)))

    def _inputs(self, top: int) -> None:
        """The names of the rows, and whether there are more."""
        palette = self.look.palette
        before = self.snapshot.layer > 1
        for line, i in enumerate(self.rows, start=top):
            self.canvas.text(
                0,
                line,
                fitting(LABEL - 2, f"unit {i}" if before else f"in {i}", f"u {i}" if before else f"{i}", f"{i}"),
                palette.muted,
            )
        last = top + len(self.rows) - 1
        total = self.snapshot.program.config.network.sizes[self.snapshot.layer - 1]
        for more, y, arrow in ((self.rows.start, top, "↑"), (total - self.rows.stop, last, "↓")):
            if more > 0:
                self.canvas.text(LABEL - 1, y, arrow, palette.now)

    def _entry(self, x: int, y: int, entry: Entry) -> None:
        draw_number(self.canvas, x, y, self.snapshot, self.look, entry, scale=self.snapshot.scale(entry.name))

    def _numbers(self, x: int, top: int, which: str) -> None:
        array: Array | None = getattr(self.parts, which)
        palette = self.look.palette
        for line, i in enumerate(self.rows, start=top):
            for place, j in enumerate(self.columns):
                at = x + place * (NUMBER + GAP)
                entry = Entry(self.parts.gradient, (i, j))
                value = None if array is None else float(array[i, j])
                if which == "whole":
                    self._entry(at, line, entry)
                else:
                    self.canvas.text(at, line, fixed(value), palette.sign(value))
                if (i, j) == self.at and (which != "whole" or entry != self.snapshot.choices.cursor):
                    self.canvas.text(at - 1, line, "‹", palette.now)
                    self.canvas.text(at + len(fixed(value).rstrip()), line, "›", palette.now)

    def _told(self) -> tuple[str, ...]:
        """What the sample gives to the weight that is looked at, with its numbers."""
        parts, (i, j) = self.parts, self.at
        term = parts.product(i, j)
        if term is None:
            known = self.snapshot.array(parts.inputs) is not None
            return (f"{parts.dz if known else parts.inputs} is not computed yet", "")
        to, numbers = f"to {label(parts.gradient, (i, j))} it gives", f"{in_numbers(term)} = {brief(term.value)}"
        return f"{to} {in_symbols(term)} = {numbers}", f"{to} {numbers}", f"{to} {brief(term.value)}", ""
