"""The units of the network as badges: names, numbers on the colour of their size, and the marks on them."""

from __future__ import annotations

import math

from glassnet.core.numerals import brief
from glassnet.scenarios.base import CLASSES, Feature
from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.cells import cell_len
from glassnet.tui.drawing.names import distinct
from glassnet.tui.drawing.network_layout import Column, Style
from glassnet.tui.drawing.numbers import fixed, percent
from glassnet.tui.drawing.palette import Palette
from glassnet.tui.drawing.texts import fitting, shorten
from glassnet.tui.messages import Entry
from glassnet.tui.panel import PaintOptions
from glassnet.tui.panels.network.touched import Touched, column_of
from glassnet.tui.snapshot import Snapshot

LEVELS, GAMMA = 16, 0.7  # of a badge's colour: few styles, and small values are told apart from zero
LEAST_NAME = 4  # cells of a class's name beside its target


class UnitPainter:
    """Draws one column after the other."""

    def __init__(self, canvas: Canvas, snapshot: Snapshot, look: PaintOptions, style: Style, lit: Touched) -> None:
        self.canvas, self.snapshot, self.palette, self.style, self.lit = canvas, snapshot, look.palette, style, lit
        self.data, self.layers = snapshot.scenario.data, snapshot.program.layers
        cursor = snapshot.choices.cursor
        place = None if cursor is None or not cursor.index else column_of(snapshot, cursor.name)
        self.pointed = None if place is None or cursor is None else (place, cursor.index[-1])

    def column(self, column: Column, end: int) -> None:
        """All units of a column that are shown, and how many are not. end: where the next column begins."""
        if column.number:
            self._layer(column)
        else:
            self._inputs(column, end - 1)
        if not column.tops:
            return
        first, end = column.tops[0] - 1, column.tops[-1] + max(column.lines, column.map[1])
        for hidden, row, least in ((column.above, first, 1), (column.below, end, 0)):
            if hidden and least <= row < self.canvas.height:
                text = fitting(column.width, f"… {hidden} more", f"… {hidden}", "…")
                self.canvas.text(column.x, row, text, self.palette.muted)

    # --- inputs ---

    def _inputs(self, column: Column, end: int) -> None:
        scale, room = self.snapshot.scale("x"), max(1, end - column.x - column.lead)
        names = [feature.name for feature in self.data.features]
        for unit, y in zip(column.units, column.tops, strict=True):
            feature, entry = self.data.features[unit], self.snapshot.entry("x", unit)
            x, value = column.x + column.lead, self.snapshot.number(entry)
            read = self.snapshot.input_read(unit)  # what is computed came from it: the next iteration reads the new one
            following = "" if read is None else f" → {brief(float(self.snapshot.x[unit]))}"
            value = value if read is None else read
            if column.lines == 1:
                self.canvas.text(column.x, y, distinct(names, column.lead - 1)[unit], self.palette.muted)
            else:
                name = distinct(names, room - cell_len(following))[unit]
                self.canvas.text(x, y, name + following, self.palette.muted)
                self._mark(column.x, y, "x")
                y += 1
            if value is None:  # with mini-batches there is no x before the first is picked
                value = float(self.snapshot.x[unit])
            self._number(x, y, entry, fixed(value, self.style.decimals, self.style.digits), value, scale, 0)
            if column.lines == 3 and feature.measured:
                self.canvas.text(x, y + 1, shorten(measured(feature, value), room), self.palette.muted)

    # --- layers ---

    def _layer(self, column: Column) -> None:
        layer, last = column.number, column.number == self.layers
        classes = last and self.data.task == CLASSES and len(self.data.classes) == column.units.stop + column.below
        both = column.lines > 1 or column.both
        off, dead, saturated = self.snapshot.units.off(layer), self._dead(layer), self.snapshot.units.saturated(layer)
        signs = self.snapshot.units.signs(layer)
        for unit, y in zip(column.units, column.tops, strict=True):
            word = ""
            if off is not None and off[unit]:
                word = "dead" if unit in dead else "off"
            if saturated is not None and saturated[unit]:
                word = "sat"
            if classes and column.lines > 1:
                self._class_name(column, unit, y)
                y += 1
            else:
                self._index(column, unit, y)
            if unit in signs and column.lines > 1 and not classes:
                self.canvas.text(column.x, y + 1, signs[unit], self.palette.bad, bold=True)
            top, x, names = y, column.x, ("a", "dz") if both else (self._one(layer, unit),)
            for name in names[: 1 if classes and column.lines == 2 else 2]:
                self._value(x, y, column, name, unit, word)
                if column.both:
                    x += column.lead - self._index_cells(column) + self.style.digits + 2
                else:
                    y += 1
            if classes and column.lines == 1:
                self._class_alone(column, unit, top, names[0])
            if last and column.lines == 3 and not classes:
                self._target(column, unit, y)

    def _dead(self, layer: int) -> set[int]:
        """Units that are off for all training rows; of a single row it says no more than `off`."""
        off = self.snapshot.units.dead(layer)
        if off is None or len(self.snapshot.samples.rows) == 1:
            return set()
        found = {int(unit) for unit in off.nonzero()[0]}
        batches = self.snapshot.program.config.batch_size is not None
        return found & set(self.snapshot.diagnosis.units("dead", layer)) if batches and found else found

    def _one(self, layer: int, unit: int) -> str:
        """What a unit with one line shows: what the cursor is on, else a, but dz while the steps are about it."""
        cursor = self.snapshot.choices.cursor
        for name in ("a", "dz"):
            if cursor == self.snapshot.entry(f"{name}{layer}", unit):
                return name
        if not (self.lit.live and self.style.named):
            return "a"
        about = {name: self.snapshot.written(f"{name}{layer}") for name in ("a", "dz")}
        if not any(about.values()):
            about = {name: self.snapshot.was_read(f"{name}{layer}") for name in ("a", "dz")}
        return "dz" if about["dz"] and not about["a"] else "a"

    def _index_cells(self, column: Column) -> int:
        return column.lead - 3 if self.style.named else column.lead - 1

    def _index(self, column: Column, unit: int, y: int) -> None:
        """The unit's number; a single output needs none."""
        if column.number < self.layers or column.units.stop + column.below > 1:
            text = str(unit).rjust(len(str(column.units.stop + column.below - 1)))
            here = self.pointed == (column.number, unit)
            self.canvas.text(column.x, y, text, self.palette.now if here else self.palette.muted, bold=here)

    def _value(self, x: int, y: int, column: Column, name: str, unit: int, word: str) -> None:
        """One number with its name before it."""
        layer, style = column.number, self.style
        entry = self.snapshot.entry(f"{name}{layer}", unit)
        value, at = self.snapshot.number(entry), x + column.lead
        alone = column.lines == 1 and not column.both
        if word and value is not None and (name == "a" or (alone and value == 0)):
            text = _switched_off(value, word, style.digits)
        elif name == "a" and self.snapshot.units.activation(layer).mixes and value is not None:
            text = _share(value, style.digits)
        else:
            text = fixed(value, style.decimals, style.digits)
        scale = self._scale(name, layer)
        if style.named:
            self.canvas.text(at - 3, y, f"{name:>2} ", self.palette.muted, self.palette.header_bg)
            if name == "a":
                self._mark(at - 3, y, entry.name)
            else:
                self._mark(at - 4 if self.canvas.char_at(at - 4, y) == " " else at - 1, y, entry.name)
        elif name == "dz":
            self.canvas.text(x, y, "dz", self.palette.muted)
        if not style.named and self.canvas.char_at(at - 1, y) == " ":
            self._mark(at - 1, y, entry.name)
        self._number(at, y, entry, text, value, scale, layer)

    def _scale(self, name: str, layer: int) -> float:
        """What counts as large: the end of the activation's range where it has one."""
        limit = self.snapshot.units.activation(layer).limits[1]
        return limit if name == "a" and math.isfinite(limit) else self.snapshot.scale(f"{name}{layer}")

    def _target(self, column: Column, unit: int, y: int) -> None:
        entry = self.snapshot.entry("y", unit)
        value, at, palette = float(self.snapshot.y[unit]), column.x + column.lead, self.palette
        if self.style.named:
            self.canvas.text(at - 3, y, " y", palette.muted)
        else:
            self.canvas.text(column.x, y, "y", palette.muted)
        self._mark(max(column.x, at - 4), y, "y")
        if math.isfinite(value) and value == round(value) and abs(value) < 10:  # a plain 0 or 1, as data are written
            text = f"{value:.0f}"
            self._plain(at + self.style.digits - self.style.decimals - 1 - len(text), y, entry, text, palette.text)
        else:
            known = None if math.isnan(value) else value
            self._plain(at, y, entry, fixed(known, self.style.decimals, self.style.digits), palette.text)

    def _class_alone(self, column: Column, unit: int, y: int, shown: str) -> None:
        """The class in place of the unit's number where it has one line, and of the `a`; the true one bold."""
        names, cells = self.data.classes, self._index_cells(column)
        over = shown == "a" and max(map(cell_len, names)) > cells
        room = column.lead - 1 if over else cells
        true, here = bool(self.snapshot.y[unit] == self.snapshot.y.max()), self.pointed == (column.number, unit)
        colour = self.palette.now if here else self.palette.text if true else self.palette.muted
        name = distinct(names, room)[unit]
        self.canvas.text(column.x, y, name + " " * (room - cell_len(name)), colour, bold=true or here)
        if over:
            self._mark(column.x + room, y, f"a{column.number}")

    def _class_name(self, column: Column, unit: int, y: int) -> None:
        """The class and whether it is the true one: `Warning  y 1`."""
        target, palette = float(self.snapshot.y[unit]), self.palette
        right = column.map_x - 1
        text = f"y {target:g}" if target == target else "y ·"
        x = column.x + self._index_cells(column)
        room = right - x - len(text) - 1
        true = bool(target == self.snapshot.y.max())
        entry, colour = self.snapshot.entry("y", unit), palette.text if true else palette.muted
        if room < min(cell_len(self.data.classes[unit]), LEAST_NAME):  # the true one is still told by its weight
            name = distinct(self.data.classes, column.map_x - column.x)[unit]
            self.canvas.text(column.x, y, name, colour, bold=true)
            return
        self.canvas.text(x, y, distinct(self.data.classes, room)[unit], colour, bold=true)
        self.canvas.text(right - len(text), y, text[:-1], colour)
        self._plain(right - len(text) + 2, y, entry, text[2:], colour)

    # --- numbers and marks ---

    def _number(
        self, x: int, y: int, entry: Entry, text: str, value: float | None, scale: float, column: int
    ) -> None:  # fmt: skip
        ground = badge(self.palette, value, scale)
        colour = self.palette.sign(value, ground)
        self.canvas.text(x, y, text, colour, ground, bold=column == self.lit.units, target=entry)
        self._cursor(x, y, entry, text)

    def _plain(self, x: int, y: int, entry: Entry, text: str, colour: int) -> None:
        """A number without a badge."""
        self.canvas.text(x, y, text, colour, target=entry)
        self._cursor(x, y, entry, text)

    def _cursor(self, x: int, y: int, entry: Entry, text: str) -> None:
        """[ ] and its colours if the cursor is here, ‹ › if the number is an operand of the one in focus."""
        palette, canvas = self.palette, self.canvas
        if entry == self.snapshot.choices.cursor:
            if canvas.char_at(x - 1, y) not in (" ", "●", "○"):  # the z of a dz that stands close: the row tells it too
                canvas.text(x - 2, y, " ")
            canvas.text(x - 1, y, "[", palette.now, bold=True)
            canvas.text(x + len(text), y, "]", palette.now, bold=True)
            canvas.text(x, y, text, palette.cursor_fg, palette.cursor_bg, bold=True)
        elif self.style.named and self.lit.live and entry in self.snapshot.operands:
            canvas.text(x - 1, y, "‹", palette.now)
            canvas.text(x + len(text), y, "›", palette.now)

    def _mark(self, x: int, y: int, name: str) -> None:
        """● where the step wrote a value, ○ where it read it."""
        if self.lit.live and self.snapshot.written(name):
            self.canvas.text(x, y, "●", self.palette.now)
        elif self.lit.live and self.snapshot.was_read(name):
            self.canvas.text(x, y, "○", self.palette.now)


def _switched_off(value: float, word: str, digits: int) -> str:
    """`off`, `dead` or `sat` beside the number, or instead of it."""
    number = "0" if value == 0 else f"{value:+.3g}"
    return fitting(digits, f" {number} {word}", f"{number} {word}", word).ljust(digits)


def _share(value: float, digits: int) -> str:
    """A share of 1 in percent, also where there are few cells: `37.6 %`, `37.6%`, `100%`, `>99%`."""
    text = percent(value).strip()
    tight = text.replace(" ", "")
    return fitting(digits, text, tight, tight.replace(".0", ""), tight.replace(".9", "")).rjust(digits)


def badge(palette: Palette, value: float | None, scale: float) -> int:
    """The background of a number: never quite the panel's own, so that every unit is seen."""
    if value is None or value == 0 or math.isnan(value) or not 0 < scale < math.inf:
        return palette.header_bg
    level = round(min(1.0, abs(value) / scale) ** GAMMA * LEVELS)
    heat = palette.heat_positive if value > 0 else palette.heat_negative
    return palette.mix(palette.header_bg, heat, level / LEVELS)


def measured(feature: Feature, value: float) -> str:
    """A standardized input as it was measured, three digits and the unit."""
    raw = feature.raw(value)
    if not math.isfinite(raw) or abs(raw) >= 1e6 or 0 < abs(raw) < 1e-3:
        text = brief(raw)
    else:
        text = f"{raw:.0f}" if abs(raw) >= 99.95 else f"{raw:#.3g}" if raw else "0"
    return f"{text} {feature.unit}".rstrip()
