"""What each unit says over the plane, as a small map beside its numbers.

All units of a layer have one scale. The maps are kept until the parameters change, or a little longer while training
runs. Knows nothing of badges and edges.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from glassnet.core.numerals import brief
from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.decision_map import Cells
from glassnet.tui.drawing.network_layout import Column
from glassnet.tui.drawing.texts import fitting
from glassnet.tui.drawing.unit_maps import alike, listed, scale_of, unit_cells
from glassnet.tui.messages import UnitMap
from glassnet.tui.moment import Floats
from glassnet.tui.panel import PaintOptions
from glassnet.tui.panels.paced import Paced
from glassnet.tui.panels.predictions.scale import answer_scale, sided
from glassnet.tui.snapshot import Snapshot

SAME = "alike but for a factor"
HEADINGS = "a over the plane", "maps"


class LayerMaps(NamedTuple):
    """The maps of one layer, one a unit. same: groups of units that say the same but for a factor above 0.

    largest: the largest size of what each unit says there.
    """

    cells: tuple[Cells, ...]
    same: tuple[tuple[int, ...], ...]
    largest: tuple[float, ...]

    def like(self, unit: int) -> tuple[int, ...]:
        """The other units that say the same as this one."""
        return tuple(other for group in self.same if unit in group for other in group if other != unit)


class UnitMaps:
    """Draws the maps, and remembers the last ones."""

    def __init__(self) -> None:
        self._paced: Paced[dict[int, LayerMaps]] = Paced()

    def layers(self, snapshot: Snapshot, look: PaintOptions, size: tuple[int, int]) -> dict[int, LayerMaps]:
        """By layer, each map so many columns and lines; empty where the samples lie in no plane."""
        if snapshot.map is None or not size[0]:
            return {}
        form = (snapshot.map.limits, answer_scale(snapshot), size, look.palette, look.shaded)
        return self._paced.get(snapshot, form, lambda: maps_of(snapshot, look, size))

    def draw(self, canvas: Canvas, column: Column, snapshot: Snapshot, look: PaintOptions) -> None:
        """Those of the units that a column shows; a click on one shows it large."""
        maps = self.layers(snapshot, look, column.map).get(column.number)
        if maps is None:
            return
        for unit, y in zip(column.units, column.tops, strict=True):
            cells = maps.cells[unit]
            canvas.stamp(column.map_x, y, cells.chars, cells.fg, cells.bg)
            canvas.hit(column.map_x, y, *column.map, UnitMap(column.number, unit))
            if column.lines < column.map[1] and (like := maps.like(unit)):
                x = column.x + max(0, column.lead - 3)
                factor = maps.largest[unit] / maps.largest[like[0]]
                texts = [f"≈{gap}{brief(factor, digits)}·a[{like[0]}]" for gap, digits in ((" ", 2), ("", 2), ("", 1))]
                canvas.text(x, y + column.lines, fitting(column.map_x - x - 1, *texts, ""), look.palette.muted)
        free = column.right - max((x for x in range(column.right) if canvas.char_at(x, 0).strip()), default=0) - 3
        canvas.right(column.right, 0, fitting(free, *HEADINGS, ""), look.palette.muted)

    def same(self, columns: Sequence[Column], snapshot: Snapshot, look: PaintOptions) -> tuple[str, ...]:
        """Which units say the same, the longest wording first; empty where no two of a layer do."""
        size = next((column.map for column in columns if column.map[0]), (0, 0))
        maps = self.layers(snapshot, look, size)
        found = [(layer, group) for layer in sorted(maps) for group in maps[layer].same]
        several = len(maps) > 2
        texts = [f"{f'layer {layer}: ' if several else ''}{listed(group)} {SAME}" for layer, group in found]
        return (f"maps: {', '.join(texts)}", ", ".join(texts), texts[0]) if texts else ()


def draw_cursor(canvas: Canvas, columns: Sequence[Column], snapshot: Snapshot, look: PaintOptions) -> None:
    """[ ] around the map that the cursor is on."""
    chosen = snapshot.choices.unit
    for column in columns:
        if chosen is not None and column.map[0] and chosen.layer == column.number and chosen.unit in column.units:
            y = column.tops[chosen.unit - column.units.start] + column.map[1] - 1  # below the marks of its numbers
            canvas.text(column.map_x - 1, y, "[", look.palette.now, bold=True)
            canvas.text(column.right, y, "]", look.palette.now, bold=True)


def maps_of(snapshot: Snapshot, look: PaintOptions, size: tuple[int, int]) -> dict[int, LayerMaps]:
    """The maps of all layers, each so many columns and lines."""
    assert snapshot.map is not None
    activations = snapshot.map.activations(size[0], 2 * size[1] - 1)  # half a cell is left between two maps
    return {layer: _layer(snapshot, look, layer, said) for layer, said in enumerate(activations, start=1)}


def _layer(snapshot: Snapshot, look: PaintOptions, layer: int, said: Floats) -> LayerMaps:
    scale, units = full_colour(snapshot, layer, said), said.shape[-1]
    said = shown(snapshot, layer, said)
    cells = tuple(unit_cells(said[..., unit], scale, look.palette, look.shaded) for unit in range(units))
    same = tuple(alike(said)) if layer < snapshot.program.layers else ()
    return LayerMaps(cells, same, tuple(scale_of(said[..., unit]) for unit in range(units)))


def shown(snapshot: Snapshot, layer: int, said: Floats) -> Floats:
    """What a map paints of a layer's activations: of a single output how far the answer is from undecided."""
    single = layer == snapshot.program.layers and said.shape[-1] == 1
    return sided(said, snapshot) if single else said


def full_colour(snapshot: Snapshot, layer: int, said: Floats) -> float:
    """The value that has the full colour: the largest of a hidden layer, 1 for the answers."""
    return scale_of(said) if layer < snapshot.program.layers else 1.0
