"""The decision map: the network's answers over the plane that the samples lie in, with points and a legend.

The plane is that of the two inputs, or the one whose features the inputs are. The answers come from the snapshot and
are kept until its parameters change, or a little longer while training runs.
"""

from __future__ import annotations

import time

from scenarios.base import CLASSES
from tui.choices import TAKE
from tui.drawing.canvas import Canvas
from tui.drawing.decision_map import Cells, many_sided, two_sided
from tui.panel import Look
from tui.panels.predictions.legend import draw_legend, legend_lines
from tui.panels.predictions.points import draw_points, draw_spots
from tui.panels.predictions.scale import sided
from tui.snapshot import Snapshot

EVERY = 0.1  # seconds between two maps while training runs
LEAST_WIDTH, LEAST_HEIGHT = 9, 4  # of the map itself
LEGEND = 18  # columns of the legend at most


class DecisionMap:
    """Draws the map, and remembers the last one."""

    def __init__(self) -> None:
        self._parameters: tuple[object, ...] = ()
        self._shape: tuple[object, ...] = ()
        self._cells: Cells | None = None
        self._at = 0.0

    def draw(self, canvas: Canvas, snapshot: Snapshot, look: Look) -> None:
        """Fill the canvas with the map and, if there is room, its legend to the right."""
        lines = legend_lines(snapshot, look)
        wanted = min(LEGEND, max(len(line.sign) for line in lines) + 1 + max(len(line.text) for line in lines))
        room = canvas.width - wanted - 1
        width = canvas.width if room < max(LEAST_WIDTH, canvas.width // 2) else room
        width = min(width, max(LEAST_WIDTH, round(2.5 * canvas.height)))  # about as wide as high
        if width < LEAST_WIDTH or canvas.height < LEAST_HEIGHT:
            return
        left = (canvas.width - width) // 2 if room < max(LEAST_WIDTH, canvas.width // 2) else 0
        plane = canvas.view(left, 0, width, canvas.height)
        cells = self._cells_for(snapshot, look, width, canvas.height)
        plane.stamp(0, 0, cells.chars, cells.fg, cells.bg)
        draw_points(plane, cells, snapshot, look)
        if snapshot.choices.brush is not None and snapshot.choices.brush != TAKE:
            draw_spots(plane, snapshot)
        if not left and room >= max(LEAST_WIDTH, canvas.width // 2):
            draw_legend(canvas.view(width + 1, 0, wanted, canvas.height), lines, look)

    def _cells_for(self, snapshot: Snapshot, look: Look, columns: int, rows: int) -> Cells:
        """The map in cells, the last one again where nothing changed or it is too soon for another."""
        parameters = tuple(snapshot.settled.values[name] for name in snapshot.program.parameters)
        form = (snapshot.map_limits, columns, rows, look.palette, look.plain)
        now = time.monotonic()
        if self._cells is not None and form == self._shape:
            same = all(a is b for a, b in zip(parameters, self._parameters, strict=True))
            if same or (snapshot.choices.running and now - self._at < EVERY):
                return self._cells
        outputs = snapshot.map(columns, 2 * rows)
        if snapshot.scenario.data.task == CLASSES:
            cells = many_sided(outputs, look.palette, look.plain)
        else:
            cells = two_sided(sided(outputs[..., 0], snapshot), look.palette, look.plain)
        self._parameters, self._shape, self._cells, self._at = parameters, form, cells, now
        return cells
