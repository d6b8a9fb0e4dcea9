"""What one unit says over the plane, large, with the points; beside it the weights that make it say so.

The unit is the one whose map was chosen, else the one that the cursor or the step's example is about. The arrow keys go
from unit to unit. Computes nothing.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from glassnet.core.numerals import brief
from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.decision_map import Cells
from glassnet.tui.drawing.numbers import plain
from glassnet.tui.drawing.texts import fitting, shorten
from glassnet.tui.drawing.unit_maps import ABOVE, BELOW, alike, ends, factor, listed, unit_cells
from glassnet.tui.messages import Entry, UnitMap
from glassnet.tui.panel import PaintOptions, Panel, draw_frame, draw_number
from glassnet.tui.panels.curves import unit_of
from glassnet.tui.panels.network.maps import full_colour, shown
from glassnet.tui.panels.paced import Paced
from glassnet.tui.panels.predictions.brush import brush_words
from glassnet.tui.panels.predictions.legend import Line, axis_lines, draw_legend, point_lines
from glassnet.tui.panels.predictions.points import draw_points, draw_spots
from glassnet.tui.panels.predictions.scale import LEAST_HEIGHT, LEAST_WIDTH, answer_scale, border, fitted, proportion
from glassnet.tui.snapshot import Snapshot
from glassnet.tui.view_state import TAKE

LEAST_LEGEND = 4  # lines that weights leave to it
LEAST_WORDS = 19  # columns that a name and its whole number need
BESIDE, NARROW = 44, 34  # columns that the words beside the map want, and that do


class Drawn(NamedTuple):
    """A unit's map.

    scale: the value with the full colour, which is the largest size on the map of the layer. limits: the least and the
    largest value of the unit. alike: the units that say the same, and how many times as large this one is.
    """

    cells: Cells
    scale: float
    limits: tuple[float, float]
    alike: tuple[tuple[int, float], ...]


class UnitPanel(Panel):
    """The map of one unit."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._paced: Paced[Drawn] = Paced()
        self._unit: UnitMap | None = None  # the one on show, which stays while the cursor goes to its numbers

    def renew(self, snapshot: Snapshot, look: PaintOptions) -> None:
        """It comes on the screen: nothing was on show."""
        self._unit = None
        super().renew(snapshot, look)

    def tells_secrets(self, snapshot: Snapshot) -> bool:
        return snapshot.answers_hidden

    def paint(self, canvas: Canvas, snapshot: Snapshot, look: PaintOptions) -> None:
        unit = self._unit = unit_shown(snapshot, self._unit)
        name = f"unit {unit.unit} of layer {unit.layer}, {snapshot.units.activation(unit.layer).symbol}"
        says = f"what a{unit.layer}[·,{unit.unit}] is over the plane"
        older = ", before update" if snapshot.settled is not snapshot.state else ""
        brush = snapshot.choices.brush
        if brush is not None:
            says = brush_words(snapshot.scenario.data, brush)
        title = fitting(canvas.width - 6, f"{name}: {says}{older}", f"{name}{older}", name, f"unit {unit.unit}")
        layers = snapshot.program.config.network.layers
        ways = ["↑ ↓ unit"] * (layers[unit.layer - 1].units > 1) + ["← → layer"] * (len(layers) > 1)
        draw_frame(canvas, look, title, foot="  ".join(ways), foot_right=look.keys.say("{out} back"))
        inside = canvas.view(2, 1, canvas.width - 4, canvas.height - 2)
        if snapshot.map is None:
            canvas.text(2, 1, shorten("these samples lie in no plane", canvas.width - 4), look.palette.muted)
            return
        words, ratio = min(BESIDE, inside.width // 2), proportion(snapshot)
        if words > NARROW:  # they leave to the map what it can use
            words = max(NARROW, min(words, inside.width - 2 - fitted(inside.width, inside.height, ratio)[0]))
        width, height = fitted(max(LEAST_WIDTH, inside.width - words - 2), inside.height, ratio)
        if width < LEAST_WIDTH or height < LEAST_HEIGHT:
            return
        drawn = self._map(snapshot, look, unit, width, height)
        cells, plane = drawn.cells, inside.view(0, 0, width, height)
        plane.stamp(0, 0, cells.chars, cells.fg, cells.bg)
        draw_points(plane, cells, snapshot, look)
        if brush is not None and brush != TAKE:
            draw_spots(plane, snapshot)
        _words(inside.view(width + 2, 0, inside.width - width - 2, inside.height), snapshot, look, unit, drawn)

    def _map(self, snapshot: Snapshot, look: PaintOptions, unit: UnitMap, width: int, height: int) -> Drawn:
        """The map of the settled parameters; while running it may be a moment older."""

        def make() -> Drawn:
            assert snapshot.map is not None
            said = snapshot.map.activations(width, 2 * height)[unit.layer - 1]
            scale = full_colour(snapshot, unit.layer, said)
            largest = float(np.abs(said).max()) if unit.layer < snapshot.program.layers else scale
            one = shown(snapshot, unit.layer, said)[..., unit.unit]
            own, group = said[..., unit.unit], next((group for group in alike(said) if unit.unit in group), ())
            same = tuple((other, factor(said, unit.unit, other)) for other in group if other != unit.unit)
            cells = unit_cells(one, scale, look.palette, look.shaded)
            return Drawn(cells, largest, (float(own.min()), float(own.max())), same)

        assert snapshot.map is not None
        form = (snapshot.map.limits, answer_scale(snapshot), unit, width, height, look.palette, look.shaded)
        return self._paced.get(snapshot, form, make)

    def move_cursor(self, across: int, down: int) -> None:
        """Up and down to the layer's other units, left and right to the same unit of another layer."""
        if self.snapshot is None:
            return
        here, network = unit_shown(self.snapshot, self._unit), self.snapshot.program.config.network
        layer = min(max(here.layer + across, 1), len(network.layers))
        units = network.layers[layer - 1].units
        self.send(UnitMap(layer, min(max(here.unit + down, 0), units - 1)))


def unit_shown(snapshot: Snapshot, before: UnitMap | None = None) -> UnitMap:
    """The unit whose map was chosen, else the one that was on show before, else the one that is looked at."""
    for chosen in (snapshot.choices.unit, before):
        if chosen is not None and snapshot.has_unit(chosen.layer, chosen.unit):
            return chosen
    layer = max(1, min(snapshot.layer, snapshot.program.layers - 1))  # what the output says is the map of the answers
    return UnitMap(layer, unit_of(snapshot) if layer == snapshot.layer else 0)


def _words(canvas: Canvas, snapshot: Snapshot, look: PaintOptions, unit: UnitMap, drawn: Drawn) -> None:
    """The weights and the bias, what the unit says for the chosen sample, the scale, and the axes."""
    palette, layer, at = look.palette, unit.layer, unit.unit
    if canvas.width < LEAST_WORDS or snapshot.map is None:
        return
    inputs = snapshot.program.config.network.sizes[layer - 1]
    before = [feature.name for feature in snapshot.scenario.data.features] if layer == 1 else []
    single = layer == snapshot.program.layers and snapshot.program.config.network.layers[-1].units == 1
    y = 0

    def line(name: str, entry: Entry, *after: str) -> None:
        nonlocal y
        if y < canvas.height:
            canvas.text(0, y, shorten(name, 9), palette.muted)
            draw_number(canvas, 11, y, snapshot, look, entry, scale=snapshot.scale(entry.name))
            canvas.text(20, y, fitting(canvas.width - 20, *after, ""), palette.muted)
            y += 1

    texts, (low, high) = [], (brief(each, 2) for each in drawn.limits)
    if not single:
        ends = f"on the map {low} … {high}" if low != high else f"everywhere about {low}"
        full = f"full colour at {brief(drawn.scale, 2)}"
        both = f"{ends}, {full}"
        texts += [both] if len(both) <= canvas.width else [ends, full]
    if drawn.alike:
        texts.append(fitting(canvas.width, *alike_words(layer, drawn.alike)))
    middle = plain(border(snapshot)) if single else "0"
    least = snapshot.units.activation(layer).limits[0]
    axes = _sign_lines(
        f"a{layer}",
        middle,
        look,
        below=single or least < 0,
        none=not single and snapshot.units.activation(layer).can_die,
    )
    axes += [*point_lines(snapshot, look), *axis_lines(snapshot, look, edges=True)]
    rest = 3 + len(texts)  # b, z and a
    airy = canvas.height - rest - len(axes) - 2 >= min(inputs, 4)  # blank lines and axes only where weights have room
    legend = len(axes) + 2 if airy else min(len(axes), LEAST_LEGEND)
    most = max(1, min(canvas.height - rest, max(min(inputs, 4), canvas.height - rest - legend)))
    for i in range(inputs if inputs <= most else most - 1):
        line(f"W{layer}[{i},{at}]", Entry(f"W{layer}", (i, at)), f"· {before[i] if before else f'a{layer - 1}[{i}]'}")
    if inputs > most:
        canvas.text(0, y, f"… {inputs - most + 1} more", palette.muted)
        y += 1
    line(f"b{layer}[{at}]", Entry(f"b{layer}", (at,)))
    standing = snapshot.standing
    for name in (f"z{layer}", f"a{layer}"):
        line(name, snapshot.entry(name, at), ", ".join([str(snapshot.sample), *standing]), *standing[-1:])
    y += airy
    for text in texts:
        canvas.text(0, y, shorten(text, canvas.width), palette.text)
        y += 1
    draw_legend(canvas.view(0, y + airy, canvas.width, canvas.height - y - airy), axes, look)


def alike_words(layer: int, others: tuple[tuple[int, float], ...]) -> tuple[str, ...]:
    """Which units say the same but for a factor, and which it is, the longest wording first."""
    which = f"unit{'s' * (len(others) > 1)} {listed([other for other, _ in others])}"
    times = ", ".join(f"≈ {brief(by, 2)}·a{layer}[{other}]" for other, by in others)
    return (
        f"alike but for a factor: {which} ({times})",
        f"like {which}: {times}",
        f"like {which} but for a factor",
        which,
    )


def _sign_lines(name: str, middle: str, look: PaintOptions, below: bool, none: bool) -> list[Line]:
    """What the colours of the map mean, on either side of what has none. below, none: whether it has these."""
    ground, (low, zero, high) = look.palette.background, ends(look.palette)
    signs = (ABOVE[-2], BELOW[-2], ABOVE[0]) if look.shaded else "███"
    if look.shaded:
        low, zero, high = look.palette.negative, look.palette.muted, look.palette.positive
    lines = [Line(high, ground, signs[0], f"{name} > {middle}")]
    lines += [Line(low, ground, signs[1], f"{name} < {middle}")] * below
    return lines + [Line(zero, ground, signs[2], f"{name} = 0")] * none
