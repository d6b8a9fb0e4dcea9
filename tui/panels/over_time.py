"""What panels over the iterations have in common: a column is an iteration to go to.

Left, right and the wheel are time. Knows nothing of what is drawn there.
"""

from __future__ import annotations

from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.palette import Palette
from glassnet.tui.messages import Iteration
from glassnet.tui.panel import Panel
from glassnet.tui.snapshot import Snapshot


class OverTime(Panel):
    """A panel whose columns stand for iterations, see `places`."""

    def move_cursor(self, across: int, down: int) -> None:
        """To the iteration of the neighbouring column; up and down there is nothing."""
        if self.snapshot is None or not across:
            return
        here = self.snapshot.state.iteration
        places = {hit.target.number for hit in self._hits if isinstance(hit.target, Iteration)}
        beside = [place for place in places if (place - here) * across > 0]
        if beside:
            self.send(Iteration(min(beside, key=lambda place: abs(place - here))))

    def wheel(self, across: int, down: int, x: int, y: int) -> None:
        """Time: down is later. A notch is a column of the plot, sideways an iteration; a run is paused, no more."""
        if self.snapshot is None:
            return
        here, last = self.snapshot.state.iteration, self.snapshot.last
        if self.snapshot.choices.running:
            self.send(Iteration(here))
        elif down:
            self.move_cursor(down, 0)
        elif 1 <= here + across <= last:
            self.send(Iteration(here + across))


def places(canvas: Canvas, first: int, columns: int, rows: int, last: int, snapshot: Snapshot) -> None:
    """Each of these columns leads to its iteration, 1 … `last`."""
    for column in range(columns):
        iteration = 1 + round(column / max(1, columns - 1) * (last - 1))
        canvas.hit(first + column, 0, 1, rows, Iteration(min(iteration, snapshot.last)))


def mark(canvas: Canvas, first: int, columns: int, rows: int, last: int, snapshot: Snapshot, palette: Palette) -> None:
    """The column of the iteration on show, where later ones are recorded."""
    if snapshot.in_the_past and columns:
        x = first + round((min(snapshot.state.iteration, last) - 1) / (last - 1) * (columns - 1))
        for y in range(rows):
            if not canvas.char_at(x, y).strip():
                canvas.text(x, y, "│", palette.now)
