"""The decision map: the network's answers over the plane that the samples lie in, with points and a legend.

The plane is that of the two inputs, or the one whose features the inputs are. The answers come from the snapshot and
are kept until its parameters change, or a little longer while training runs.
"""

from __future__ import annotations

from typing import NamedTuple

from glassnet.scenarios.base import CLASSES
from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.cells import cell_len
from glassnet.tui.drawing.decision_map import Cells, many_sided, two_sided
from glassnet.tui.messages import Spot
from glassnet.tui.moment import Floats
from glassnet.tui.panel import PaintOptions
from glassnet.tui.panels.paced import Paced
from glassnet.tui.panels.predictions.legend import WIDEST, Line, draw_legend, legend_lines
from glassnet.tui.panels.predictions.points import draw_points, draw_spots, spot_at
from glassnet.tui.panels.predictions.scale import LEAST_HEIGHT, LEAST_WIDTH, answer_scale, fitted, proportion, sided
from glassnet.tui.snapshot import Snapshot
from glassnet.tui.view_state import TAKE


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
        width, height = fitted(room, canvas.height, ratio)
        places.append(Place(0, width, height, (width + 1, 0, wanted, canvas.height)))
    under = canvas.height - len(lines)
    if ratio is not None and under >= LEAST_HEIGHT:
        width, height = fitted(canvas.width, under, ratio)
        left = max(0, canvas.width - max(width, wanted)) // 2
        places.append(Place(left, width, height, (left, height, wanted, len(lines))))
    if not places:
        width, height = fitted(canvas.width, canvas.height, ratio)
        places.append(Place((canvas.width - width) // 2, width, height))
    best = max(places, key=lambda place: place.width * place.height)
    return best if canvas.width >= best.width >= LEAST_WIDTH and canvas.height >= LEAST_HEIGHT else None


def answer_cells(outputs: Floats, snapshot: Snapshot, look: PaintOptions) -> Cells:
    """The cells of answers (rows, columns, k) in pixels, two above each other in a cell."""
    if snapshot.scenario.data.task == CLASSES:
        return many_sided(outputs, look.palette, look.shaded)
    return two_sided(sided(outputs[..., 0], snapshot), look.palette, look.shaded)


class DecisionMap:
    """Draws the map, and remembers the last one."""

    def __init__(self) -> None:
        self.paced: Paced[Cells] = Paced()
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
        self.draw_plane(plane, snapshot, look)
        if snapshot.choices.brush is not None and snapshot.choices.brush != TAKE:
            draw_spots(plane, snapshot)
        if place.legend is not None:
            draw_legend(canvas.view(*place.legend), lines, look)

    def draw_plane(self, plane: Canvas, snapshot: Snapshot, look: PaintOptions) -> None:
        """Fill the canvas with the answers and the points alone."""
        cells = self._cells_for(snapshot, look, plane.width, plane.height)
        plane.stamp(0, 0, cells.chars, cells.fg, cells.bg)
        draw_points(plane, cells, snapshot, look)

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

        def make() -> Cells:
            assert snapshot.map is not None
            return answer_cells(snapshot.map.answers(columns, 2 * rows), snapshot, look)

        return self.paced.get(
            snapshot, (snapshot.map.limits, answer_scale(snapshot), columns, rows, look.palette, look.shaded), make
        )
