"""The network: its units in columns with what they hold for the chosen sample, and its weights as edges between them.

What the step just done touches is lit. Where not all units have room, a window follows the cursor. Computes nothing.
"""

from __future__ import annotations

from glassnet.scenarios.base import CLASSES
from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.cells import cell_len
from glassnet.tui.drawing.network_layout import Column, Demand, Plan, plan
from glassnet.tui.drawing.numbers import plain
from glassnet.tui.drawing.texts import fitting
from glassnet.tui.messages import Entry, Layer, Press, Target, UnitMap
from glassnet.tui.mouse import NOTCH
from glassnet.tui.panel import PaintOptions, Panel, draw_frame
from glassnet.tui.panels.curves import draw_small_curve
from glassnet.tui.panels.network.edges import DIMMED, LIT, USUAL, Edge, cursor_weight, draw_edges, edge_at
from glassnet.tui.panels.network.maps import UnitMaps, draw_cursor
from glassnet.tui.panels.network.touched import Touched, column_of, touched
from glassnet.tui.panels.network.units import UnitPainter, measured
from glassnet.tui.snapshot import STANDING, Snapshot

NAME, CLASS = 6, 12  # cells that a name on one line takes at most, and the name of a class above its numbers
NO_STEP = "edges: ─ positive  ┄ negative"
OTHER = "n N other sample"


class NetworkPanel(Panel):
    """Inputs, layers and the output from left to right."""

    walks = (Entry, UnitMap)

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._sizes: tuple[int, ...] = ()
        self._maps = UnitMaps()
        self._firsts: dict[int, int] = {}  # where the window of each column began, so that it moves only when it must
        self._edges: list[Edge] = []  # and columns, as last painted, for the mouse
        self._columns: tuple[Column, ...] = ()
        self._wanted: dict[int, int] = {}  # the unit that must be seen in each column
        self._left: dict[int, int | None] = {}  # and that the wheel has left outside

    def paint(self, canvas: Canvas, snapshot: Snapshot, look: PaintOptions) -> None:
        width, height = canvas.width, canvas.height
        self._edges, self._columns = [], ()
        lit = touched(snapshot)
        data = snapshot.scenario.data
        inside = canvas.view(1, 1, width - 2, height - 2)
        if inside.width < 1 or inside.height < 1:
            return
        picture = self._plan(inside, snapshot, look.maps)
        _headings(inside, picture, snapshot, look)
        room = width - 6
        feet = _foot(snapshot, lit)
        others = self._maps.same(picture.columns, snapshot, look)
        if len(data.inputs) + len(data.test_inputs) > 1 and not look.big:
            others = (*others, OTHER)
        other = next((text for text in others if len(text) + 3 + len(feet[0]) <= room), (*others, "")[-1])
        beside = room - 3 - len(other) if other else room
        title = fitting(room, *_titles(snapshot, room))
        keys = "{out} back" if look.maps else "{pictures} maps"
        hint = look.keys.say(keys) if snapshot.map is not None and not look.big else ""
        foot = next((text for text in feet if len(text) <= beside), fitting(room, *feet, ""))
        draw_frame(
            canvas,
            look,
            title,
            right=hint,
            foot=foot,
            foot_right=other if len(foot) <= beside else "",
        )
        painter = UnitPainter(inside, snapshot, look, picture.style, lit)
        ends = [following.x for following in picture.columns[1:]]
        columns = list(zip(picture.columns, [*ends, inside.width], strict=True))
        for column, end in columns:
            if column.number:
                self._maps.draw(inside, column, snapshot, look)
                painter.column(column, end)
        mixes = snapshot.units.activation(snapshot.layer).mixes  # then its shares are on the badges
        if picture.free is not None and not mixes:
            draw_small_curve(inside.view(*picture.free), snapshot, look)
        unit = _focused_unit(snapshot)
        for before, column in zip(picture.columns, picture.columns[1:], strict=False):
            glow = LIT if column.number in lit.weights else DIMMED if lit.weights else USUAL
            self._edges += draw_edges(inside, before, column, snapshot, look, glow, unit)
        for column, end in columns:
            if not column.number:  # over the edges: a long name reaches among them, and they would fill its blanks
                painter.column(column, end)

        draw_cursor(inside, picture.columns, snapshot, look)

    def is_cursor(self, target: Target) -> bool:
        """The cursor is on a map, or on a number."""
        chosen = None if self.snapshot is None else self.snapshot.choices.unit
        return super().is_cursor(target) if chosen is None or not self.has(chosen) else target == chosen

    def clicked(self, target: Target) -> None:
        """A click on a map shows it large."""
        super().clicked(target)
        if isinstance(target, UnitMap):
            self.send(Press("unit_map"))

    def _plan(self, canvas: Canvas, snapshot: Snapshot, maps: bool) -> Plan:
        sizes = snapshot.program.config.network.sizes
        if sizes != self._sizes:
            self._sizes, self._firsts, self._left = sizes, {}, {}
        demands, cursor = _demands(snapshot), snapshot.choices.cursor
        wanted = {**_units_of(snapshot, _example(snapshot)), **_units_of(snapshot, cursor)}
        self._wanted = wanted
        for number, demand in enumerate(demands):
            unit = wanted.get(number)
            if number in self._left and self._left[number] == unit:
                unit = None
            else:
                self._left.pop(number, None)
            demands[number] = demand._replace(wanted=unit, first=self._firsts.get(number, 0))
        column = None if cursor is None else column_of(snapshot, cursor.name)
        focus = snapshot.layer if column is None else column
        picture = plan(canvas.width, canvas.height, demands, focus, maps)
        self._columns = tuple(picture.columns)
        self._firsts.update({shown.number: shown.units.start for shown in picture.columns})
        return picture

    # --- mouse ---

    def target_at(self, x: int, y: int) -> Target | None:
        """What stands there; else the weight whose edge is near."""
        return super().target_at(x, y) or edge_at(self._edges, x, y)

    def wheel(self, across: int, down: int, x: int, y: int) -> None:
        """The units of the column that the mouse is on, or that is nearest to its left."""
        column = max((each for each in self._columns if each.x <= x), key=lambda each: each.x, default=None)
        if column is not None and (column.above or column.below):
            self._firsts[column.number] = max(0, column.units.start + NOTCH * down)
            self._left[column.number] = self._wanted.get(column.number)
            self.repaint()


def _demands(snapshot: Snapshot) -> list[Demand]:
    """What each column holds."""
    data, sizes = snapshot.scenario.data, snapshot.program.config.network.sizes
    longest, mapped = max(cell_len(feature.name) for feature in data.features), data.plane is not None
    heights = (3, 2, 1) if any(feature.measured for feature in data.features) else (2, 1)
    demands = [Demand(sizes[0], min(longest, NAME), heights, inputs=True)]
    for number, units in enumerate(sizes[1:], start=1):
        last, index = number == len(sizes) - 1, len(str(units - 1)) if units > 1 else 0  # a single one needs none
        named = last and data.task == CLASSES
        longest = max(map(cell_len, data.classes)) if named and data.classes else 0
        least = index + min(longest, CLASS) + len("  y 1") if longest else 0
        heights = (3, 2, 1) if last else (2, 1)
        demands.append(Demand(units, index, heights, least=least, name=min(longest, NAME), mapped=mapped))
    return demands


def _units_of(snapshot: Snapshot, entry: Entry | None) -> dict[int, int]:
    """The units that a number belongs to, by column: one, or for a weight the two that it connects."""
    column = None if entry is None else column_of(snapshot, entry.name)
    if entry is None or column is None or not entry.index:
        return {}
    into = {column: entry.index[-1]}
    return {column - 1: entry.index[0], **into} if "W" in entry.name else into


def _example(snapshot: Snapshot) -> Entry | None:
    """The number of the step that is shown in full; while running it would jump from unit to unit."""
    return None if snapshot.choices.running else snapshot.focus


def _focused_unit(snapshot: Snapshot) -> tuple[int, int] | None:
    """The column and the unit that the cursor or the step's example is about."""
    units = _units_of(snapshot, snapshot.choices.cursor) or _units_of(snapshot, _example(snapshot))
    return list(units.items())[-1] if units else None


def _headings(canvas: Canvas, picture: Plan, snapshot: Snapshot, look: PaintOptions) -> None:
    """What each column is; the layer on show is brighter."""
    if not picture.heading or not picture.columns:
        return
    palette, layers, begin = look.palette, snapshot.program.layers, 0
    columns = picture.columns
    for column, following in zip(columns, (*columns[1:], None), strict=True):
        number = column.number
        x = column.x + (number == 0 and column.lead == 1)
        end = (canvas.width if following is None else following.x) - 1
        if number == 0:
            texts: tuple[str, ...] = ("input x", "x")
        else:
            symbol = snapshot.units.activation(number).symbol
            texts = (f"layer {number}, {symbol}", f"{number}, {symbol}", f"layer {number}", f"{number}")
            if number == layers:
                texts = (f"output, {symbol}", symbol, "output")
            if sign := snapshot.units.gradients(number):
                texts = (f"{texts[0]} ({sign})", f"{number}, {symbol} !", f"{number} !", *texts[2:])
        if column is columns[0] and number > 0:
            texts = tuple(f"‹ {text}" for text in texts)
        if following is None and number < layers:
            texts = tuple(f"{text} ›" for text in texts)
        text = fitting(end - (begin if following is None else x), *texts)
        if following is None:
            x = max(begin, min(x, end - len(text)))
        chosen = number == snapshot.layer
        colour = palette.text if chosen else palette.muted
        begin = 2 + canvas.text(x, 0, text, colour, bold=chosen, target=Layer(number) if number else None)


def _titles(snapshot: Snapshot, room: int) -> tuple[str, ...]:
    """The sample in words, where it stands and which weights its numbers come from; the longest first."""
    data, name = snapshot.scenario.data, str(snapshot.sample)
    if snapshot.sample.drawn:
        head = ", ".join((name, *snapshot.standing))
        return f"network: {head}", head, ", ".join((name, *snapshot.standing[1:])), name, "network"
    answer = data.answer(snapshot.y) if data.task == CLASSES else ", ".join(map(plain, snapshot.y))
    target = f"y = {answer}" if data.task != CLASSES else f"actual {answer}" if answer.isdecimal() else answer
    if data.outputs:
        pairs = list(zip(data.outputs, snapshot.y.tolist(), strict=True))
        target = ", ".join(f"{feature.name} {measured(feature, value)}" for feature, value in pairs)
    if any(feature.measured for feature in data.features):
        pairs = list(zip(data.features, snapshot.x.tolist(), strict=True))
        raw = ", ".join(measured(feature, value) for feature, value in pairs)
        full = ", ".join(f"{feature.name} {measured(feature, value)}" for feature, value in pairs)
        long = tuple(f"{name}, {text}" for text in (f"{full}, {target}", full, f"{raw}, {target}", raw, target))
    else:
        x = ", ".join(map(plain, snapshot.x))
        long = (f"{name}, x = ({x}), {target}", f"{name}, {target}")
    short = (f"network: {name}", f"{name}, {target}", name, "network")
    if not snapshot.standing:
        return (*(f"network: {text}" for text in long), *short)
    head = ", ".join((name, *snapshot.standing))
    most = ", ".join(("network: ", name, *STANDING, target))  # what may have to be said in the next frame
    said = [words.removesuffix(" the batch") for words in snapshot.standing]
    tight = f"{name} ({', '.join(said)})", ", ".join(said), said[-1]  # which weights: rather than which sample
    return (*((f"network: {head}, {target}",) if len(most) <= room else ()), f"{head}, {target}", head, *tight, *short)


def _foot(snapshot: Snapshot, lit: Touched) -> tuple[str, ...]:
    """The weight under the cursor, else what is lit, else what the edges say."""
    cursor = snapshot.choices.cursor
    if cursor is not None and cursor_weight(snapshot) is not None:
        value = snapshot.number(cursor)
        place = ",".join(map(str, cursor.index))
        shown = "·" if value is None else f"{value:+.4g}" if value else "0"
        return (f"{cursor.name}[{place}] {shown}",)
    return lit.texts or (NO_STEP,)
