"""The decision map: the network's answers over the plane that the samples lie in, with points and a legend.

The plane is that of the two inputs, or the one whose features the inputs are. The answers come from the snapshot and
are kept until its parameters change, or a little longer while training runs.
"""

from __future__ import annotations

import time
from typing import NamedTuple

from glassnet.scenarios.base import CLASSES
from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.cells import cell_len
from glassnet.tui.drawing.decision_map import Cells, many_sided, two_sided
from glassnet.tui.messages import Spot
from glassnet.tui.panel import PaintOptions
from glassnet.tui.panels.predictions.legend import WIDEST, Line, draw_legend, legend_lines
from glassnet.tui.panels.predictions.points import draw_points, draw_spots, spot_at
from glassnet.tui.panels.predictions.scale import proportion, sided
from glassnet.tui.snapshot import Snapshot
from glassnet.tui.view_state import TAKE

EVERY = 0.1  # seconds between two maps while training runs
LEAST_WIDTH, LEAST_HEIGHT = 9, 4  # of the map itself


class Place(NamedTuple):
    """Where the map lies, from the top of its room, and where its legend does: column, line, width and height."""

    left: int
    width: int
    height: int
    legend: tuple[int, int, int, int] | None = None


def _place(canvas: Canvas, lines: list[Line], ratio: float | None) -> Place | None:
    """The largest map that has its legend beside or below it, else one without; None where there is no room.

    ratio: of the plane's width to its height, where both axes have one scale.
    """
    wanted = min(WIDEST, max(len(line.sign) for line in lines) + 1 + max(cell_len(line.text) for line in lines))
    places = []
    room = canvas.width - wanted - 1
    if room >= max(LEAST_WIDTH, canvas.width // 2):
        width, height = _size(room, canvas.height, ratio)
        places.append(Place(0, width, height, (width + 1, 0, wanted, canvas.height)))
    under = canvas.height - len(lines)
    if ratio is not None and under >= LEAST_HEIGHT:
        width, height = _size(canvas.width, under, ratio)
        left = max(0, canvas.width - max(width, wanted)) // 2
        places.append(Place(left, width, height, (left, height, wanted, len(lines))))
    if not places:
        width, height = _size(canvas.width, canvas.height, ratio)
        places.append(Place((canvas.width - width) // 2, width, height))
    best = max(places, key=lambda place: place.width * place.height)
    return best if canvas.width >= best.width >= LEAST_WIDTH and canvas.height >= LEAST_HEIGHT else None


def _size(width: int, height: int, ratio: float | None) -> tuple[int, int]:
    """The cells, each twice as high as wide, of a map within this room; without a ratio about as wide as high."""
    if ratio is None:
        return min(width, max(LEAST_WIDTH, round(2.5 * height))), height
    across = max(LEAST_WIDTH, round(2 * height * ratio))
    return (across, height) if across <= width else (width, min(height, max(LEAST_HEIGHT, round(width / 2 / ratio))))


class DecisionMap:
    """Draws the map, and remembers the last one."""

    def __init__(self) -> None:
        self._parameters: tuple[object, ...] = ()
        self._shape: tuple[object, ...] = ()
        self._cells: Cells | None = None
        self._at = 0.0
        self.begin()

    def begin(self) -> None:
        """A picture begins, on which the map is not drawn yet."""
        self._plane: Canvas | None = None
        self._snapshot: Snapshot | None = None

    def draw(self, canvas: Canvas, snapshot: Snapshot, look: PaintOptions) -> None:
        """Fill the canvas with the map and, if there is room, its legend to the right."""
        lines = legend_lines(snapshot, look)
        place = _place(canvas, lines, proportion(snapshot))
        if place is None:
            return
        plane = self._plane = canvas.view(place.left, 0, place.width, place.height)
        self._snapshot = snapshot
        cells = self._cells_for(snapshot, look, place.width, place.height)
        plane.stamp(0, 0, cells.chars, cells.fg, cells.bg)
        draw_points(plane, cells, snapshot, look)
        if snapshot.choices.brush is not None and snapshot.choices.brush != TAKE:
            draw_spots(plane, snapshot)
        if place.legend is not None:
            draw_legend(canvas.view(*place.legend), lines, look)

    def spot(self, x: int, y: int) -> Spot | None:
        """The place that a cell of the whole picture stands for; None beside the map."""
        if self._plane is None or self._snapshot is None:
            return None
        left, top = self._plane.origin
        x, y = x - left, y - top
        inside = 0 <= x < self._plane.width and 0 <= y < self._plane.height
        return spot_at(self._plane, self._snapshot, x, y) if inside else None

    def _cells_for(self, snapshot: Snapshot, look: PaintOptions, columns: int, rows: int) -> Cells:
        """The map in cells, the last one again where nothing changed or it is too soon for another."""
        assert snapshot.map is not None
        parameters = tuple(snapshot.settled.values[name] for name in snapshot.program.parameters)
        form = (snapshot.map.limits, columns, rows, look.palette, look.plain)
        now = time.monotonic()
        if self._cells is not None and form == self._shape:
            same = all(a is b for a, b in zip(parameters, self._parameters, strict=True))
            if same or (snapshot.choices.running and now - self._at < EVERY):
                return self._cells
        outputs = snapshot.map.answers(columns, 2 * rows)
        if snapshot.scenario.data.task == CLASSES:
            cells = many_sided(outputs, look.palette, look.plain)
        else:
            cells = two_sided(sided(outputs[..., 0], snapshot), look.palette, look.plain)
        self._parameters, self._shape, self._cells, self._at = parameters, form, cells, now
        return cells
