"""One half of the matrices: blocks of numbers under each other, with their labels, marks and colours.

The lines and windows are given; `MatricesPanel` chooses them. A whole block is put on the canvas at once, which takes
a quarter of the time of number by number.
"""

from __future__ import annotations

import numpy as np

from glassnet.core.deferred import dataclass
from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.cells import cell_len
from glassnet.tui.drawing.numbers import fixed
from glassnet.tui.drawing.windows import Segment
from glassnet.tui.messages import Entry, Sample
from glassnet.tui.panel import PaintOptions, draw_number
from glassnet.tui.panels.matrices.halves import Half, Margin
from glassnet.tui.snapshot import Snapshot


@dataclass(frozen=True)
class Shown:
    """The windows, and the words that go with them.

    heads: of the units shown. labels: of the rows of W, long and short. captions: by name, the longest first.
    digits: of a sample's number. notes: what the windows show of their axes.
    """

    units: range
    inputs: range
    samples: range
    heads: list[str]
    labels: tuple[list[str], list[str]]
    captions: dict[str, tuple[str, ...]]
    digits: int
    notes: list[str]


class Sheet:
    """Paints halves of one layer."""

    def __init__(self, canvas: Canvas, snapshot: Snapshot, look: PaintOptions, shown: Shown) -> None:
        self.canvas, self.snapshot, self.look, self.shown = canvas, snapshot, look, shown

    def paint(self, half: Half, lines: list[Segment]) -> None:
        """One half, line by line."""
        for line in lines:
            if line.kind == "heads":
                self._heads(half, line.y)
            elif line.kind == "caption":
                self._caption(half, line)
            elif line.block in half.names:
                self._block(half, line)

    # --- words ---

    def _heads(self, half: Half, y: int) -> None:
        palette, units = self.look.palette, self.shown.units
        for place, head in enumerate(self.shown.heads):
            self.canvas.right(half.numbers + place * half.pitch + half.width, y, head, palette.muted)
        if units.start:
            self.canvas.text(half.numbers - 1, y, "‹", palette.now)
        if units.stop < self._units():
            self.canvas.text(half.numbers + (len(units) - 1) * half.pitch + half.width, y, "›", palette.now)

    def _units(self) -> int:
        return int(self.snapshot.program.config.network.sizes[self.snapshot.layer])

    def _caption(self, half: Half, line: Segment) -> None:
        """The line over a block: the name of its margin, and how the block is computed."""
        canvas, palette = self.canvas, self.look.palette
        margin, name = half.margins.get(line.block), half.names.get(line.block, "")
        if line.block == "z" and name:
            canvas.right(half.label + self.shown.digits, line.y, "#", palette.muted)
        if margin is not None:
            x = half.label + self.shown.digits
            self._mark(x, line.y, margin.name)
            canvas.text(x + 1, line.y, margin.name, self._name_colour(margin.name), bold=True)
        room = half.end - half.numbers
        text = next((text for text in self.shown.captions.get(name, ()) if len(text) <= room), "")
        canvas.text(half.numbers, line.y, text, palette.now if self.snapshot.written(name) else palette.muted)

    def _mark(self, x: int, y: int, name: str) -> None:
        """● written by this step, ○ read by it."""
        if self.snapshot.written(name):
            self.canvas.text(x, y, "●", self.look.palette.now, bold=True)
        elif self.snapshot.was_read(name):
            self.canvas.text(x, y, "○", self.look.palette.now)

    def _name_colour(self, name: str) -> int:
        if self.snapshot.written(name):
            return self.look.palette.now
        return self.look.palette.text if self.snapshot.array(name) is not None else self.look.palette.muted

    # --- a block ---

    def _block(self, half: Half, line: Segment) -> None:
        name, rows = half.names[line.block], self._rows(line.block)
        canvas, palette = self.canvas, self.look.palette
        if self.snapshot.written(name):
            canvas.fill(half.x, line.y, half.label - half.x - 1, 1, bg=palette.now_bg)
        self._mark(half.x, line.y, name)
        canvas.text(half.x + 1, line.y, name, self._name_colour(name), bold=True)
        self._labels(half, line)
        margin = half.margins.get(line.block)
        if margin is not None:
            self._margin(half, margin, line.y)
        self._numbers(half, name, line.y, rows)

    def _rows(self, block: str) -> range:
        shown = self.shown
        return {"W": shown.inputs, "kW": shown.inputs, "b": range(1), "kb": range(1)}.get(block, shown.samples)

    def _labels(self, half: Half, line: Segment) -> None:
        canvas, palette, shown = self.canvas, self.look.palette, self.shown
        room = half.numbers - half.label - 1
        if line.block in ("b", "kb"):
            if half.inputs:
                canvas.text(half.label, line.y, "bias", palette.muted)
            return
        rows, total = self._rows(line.block), 0  # 0: no arrows where there are no labels
        if line.block in ("W", "kW"):
            if half.inputs:
                for y, (long, short) in enumerate(zip(*shown.labels, strict=True), start=line.y):
                    canvas.text(half.label, y, long if cell_len(long) <= room else short, palette.muted)
                total = int(self.snapshot.program.config.network.sizes[self.snapshot.layer - 1])
        else:
            total = len(self.snapshot.samples.rows)
            for y, sample in enumerate(rows, start=line.y):
                chosen = sample == self.snapshot.position
                colour = palette.now if chosen else palette.muted
                target = Sample(int(self.snapshot.samples.rows[sample]))
                text = f"{'▸' if chosen else ''}{sample}".rjust(shown.digits + 1)
                canvas.text(half.label - 1, y, text, colour, bold=chosen, target=target)
        for more, y, arrow in (
            (rows.start if total else 0, line.y, "↑"),
            (total - rows.stop, line.y + len(rows) - 1, "↓"),
        ):
            if more > 0 and canvas.char_at(half.label - 1, y) == " ":
                canvas.text(half.label - 1, y, arrow, palette.faint)

    def _margin(self, half: Half, margin: Margin, top: int) -> None:
        """The inputs or the targets of the samples, in short form."""
        canvas, palette, snapshot = self.canvas, self.look.palette, self.snapshot
        for y, sample in enumerate(self.shown.samples, start=top):
            for column in range(margin.columns):
                entry = Entry(margin.name, (sample, column))
                value = snapshot.number(entry)
                x = half.label + self.shown.digits + 1 + column * (margin.width + 2)
                colour, background = palette.sign(value), None
                if entry == snapshot.choices.cursor:
                    colour, background = palette.cursor_fg, palette.cursor_bg
                    self._brackets(x, y, margin.width, "[]", True)
                elif entry in snapshot.operands:
                    self._brackets(x, y, margin.width, "‹›", False)
                canvas.text(x, y, margin.text(value), colour, background, target=entry)

    def _brackets(self, x: int, y: int, width: int, pair: str, bold: bool) -> None:
        self.canvas.text(x - 1, y, pair[0], self.look.palette.now, bold=bold)
        self.canvas.text(x + width, y, pair[1], self.look.palette.now, bold=bold)

    # --- numbers ---

    def _numbers(self, half: Half, name: str, top: int, rows: range) -> None:
        """All numbers of a block at once, then the marks of the few that have some."""
        palette, units, width = self.look.palette, self.shown.units, half.width
        flat = len(self.snapshot.shape(name)) == 1
        values = self._values(name, rows, units, flat)
        scale, gap = self.snapshot.scale(name), " " * (half.pitch - width)
        decimals = width - 3
        texts = "".join(fixed(value, decimals, width) + gap for row in values for value in row)
        shape = len(rows), len(units), half.pitch
        chars = np.frombuffer(texts.encode("utf-32-le"), dtype="<U1").reshape(shape)
        base = np.full((len(rows), 1), palette.background, dtype=np.int32)
        if self.snapshot.shape(name)[0] == "n":
            base[[i for i, row in enumerate(rows) if row == self.snapshot.position]] = palette.row_bg
        heat = [[palette.heat(value, scale) if value else -1 for value in row] for row in values]
        under = np.array(heat, dtype=np.int32)
        inks = [
            [palette.sign(value, ground if ground >= 0 else None) for value, ground in zip(*pair, strict=True)]
            for pair in zip(values, heat, strict=True)
        ]
        bg = np.repeat(np.where(under < 0, base, under)[:, :, None], half.pitch, axis=2)
        bg[:, :, width:] = base[:, :, None]
        fg = np.repeat(np.array(inks, dtype=np.int32), half.pitch, axis=1)
        across = len(units) * half.pitch - len(gap)  # the cell after the last number may be the divider's
        flat_chars, flat_bg = (array.reshape(len(rows), -1)[:, :across] for array in (chars, bg))
        self.canvas.stamp(half.numbers, top, flat_chars, fg[:, :across], flat_bg)
        for i, row in enumerate(rows):
            for j, unit in enumerate(units):
                entry = Entry(name, (unit,) if flat else (row, unit))
                self.canvas.hit(half.numbers + j * half.pitch, top + i, width, 1, entry)
            if name in self.snapshot.pointed:
                self._marks(half, name, top + i, None if flat else row, scale)
            self._ticks(half, name, top + i, None if flat else row)

    def _ticks(self, half: Half, name: str, y: int, row: int | None) -> None:
        """✓ after a number that is as a page prints it, ✗ after one that is not, or that does not follow."""
        for j, unit in enumerate(self.shown.units if self.snapshot.has_ticks(name) else ()):
            entry = Entry(name, (unit,) if row is None else (row, unit))
            good = self.snapshot.tick(entry)
            if good is not None and entry != self.snapshot.choices.cursor:  # whose bracket stands there
                sign, palette = ("✓" if good else "✗"), self.look.palette
                colour = palette.good if good else palette.bad
                self.canvas.text(half.numbers + j * half.pitch + half.width, y, sign, colour, bold=True)

    def _values(self, name: str, rows: range, units: range, flat: bool) -> list[list[float | None]]:
        array = self.snapshot.array(name)
        if array is not None and flat:
            array = array[None]
        if array is None or array.ndim != 2 or array.shape[0] < rows.stop or array.shape[1] < units.stop:
            return [[None] * len(units) for _ in rows]
        if name in self.snapshot.secret:  # one is asked, among others that are not
            indices = [[(unit,) if flat else (row, unit) for unit in units] for row in rows]
            return [[self.snapshot.number(Entry(name, index)) for index in line] for line in indices]
        values: list[list[float | None]] = array[rows.start : rows.stop, units.start : units.stop].tolist()
        return values

    def _marks(self, half: Half, name: str, y: int, row: int | None, scale: float) -> None:
        """‹ › around operands, neighbours together; the number that they belong to underlined; [ ] the cursor."""
        snapshot, palette = self.snapshot, self.look.palette
        operands, cursor, focus = snapshot.operands, snapshot.choices.cursor, snapshot.focus
        at_cursor: tuple[int, Entry] | None = None
        before = False  # whether the number at the left is an operand, and close by
        for j, unit in enumerate(self.shown.units):
            entry, x = Entry(name, (unit,) if row is None else (row, unit)), half.numbers + j * half.pitch
            operand = False
            if entry == cursor:
                at_cursor = x, entry
            elif entry == focus:  # before operands: an update overwrites what it read
                value = snapshot.number(entry)
                text = fixed(value, half.width - 3, half.width)
                ink = palette.sign(value, palette.heat(value, scale) if value else None)
                self.canvas.text(x, y, text, ink, bold=True, underline=True)
            elif entry in operands:
                operand = half.pitch == half.width + 1
                self.canvas.text(x - 1, y, " " if before else "‹", palette.now)
                self.canvas.text(x + half.width, y, "›", palette.now)
            before = operand
        if at_cursor is not None:  # last, so that no neighbour's mark takes its brackets
            x, entry = at_cursor
            decimals, width = half.width - 3, half.width
            draw_number(self.canvas, x, y, snapshot, self.look, entry, scale=scale, decimals=decimals, width=width)
