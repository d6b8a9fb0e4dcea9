"""The loss as a function of the number under the cursor: the curve, its tangent, and the step that the update takes.

The arrow keys go from number to number, the wheel comes closer. Computes nothing.
"""

from __future__ import annotations

import math

from glassnet.core.info import PARAMETERS
from glassnet.core.landscape import Curve, Stand
from glassnet.tui.drawing.axes import around
from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.slope import LEAST_WIDTH, Slope, draw_slope
from glassnet.tui.drawing.texts import fitting, wrapped
from glassnet.tui.messages import Entry, Press
from glassnet.tui.panel import PaintOptions, Panel, draw_frame
from glassnet.tui.panels.landscape_words import LEAST_WORDS, draw_words, of_loss
from glassnet.tui.panels.paced import Paced
from glassnet.tui.snapshot import Snapshot

BESIDE = 46  # columns that the words beside the curve want


class OverNumbers(Panel):
    """The loss over numbers: nothing to be seen while something is asked, and the wheel comes closer."""

    def tells_secrets(self, snapshot: Snapshot) -> bool:
        return bool(snapshot.secret)

    def wheel(self, across: int, down: int, x: int, y: int) -> None:
        """Up comes closer."""
        if down:
            self.send(Press("closer" if down < 0 else "wider"))


class LandscapePanel(OverNumbers):
    """The loss over one number."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._paced: Paced[tuple[Curve, Canvas, int]] = Paced()

    def paint(self, canvas: Canvas, snapshot: Snapshot, look: PaintOptions) -> None:
        number = snapshot.landscape.on_show
        if number is None:
            draw_missing(canvas, look, "the loss over a number", missing(snapshot))
            return
        inside = canvas.view(2, 1, canvas.width - 4, canvas.height - 2)
        room = inside.width - min(BESIDE, max(LEAST_WORDS, inside.width // 2)) - 2
        stand = snapshot.landscape.stand(number)
        curve, drawn_at = None, 0
        if room >= LEAST_WIDTH and math.isfinite(stand.value):
            curve, cells, drawn_at = self._drawn(snapshot, look, number, stand, room, inside.height)
        label, of = number.label, of_loss(snapshot)
        at = f"iteration {drawn_at or snapshot.opening.iteration:,}"
        titles = (
            f"{of} as a function of {label}, all else as in {at}",
            f"{of} over {label}, {at}",
            f"{of} over {label}",
            f"loss over {label}",
        )
        title, foot = fitting(canvas.width - 6, *titles), keys_here(canvas, look, "another number")
        draw_frame(canvas, look, title, foot=foot, foot_right=look.keys.say("{out} back"))
        if curve is not None:
            inside.stamp(0, 0, cells.chars, cells.fg)
        left = 0 if curve is None else room + 2
        beside = inside.view(left, 0, inside.width - left, inside.height)
        draw_words(beside, snapshot, look, number, stand, curve, drawn_at)

    def _drawn(
        self, snapshot: Snapshot, look: PaintOptions, number: Entry, stand: Stand, width: int, height: int
    ) -> tuple[Curve, Canvas, int]:
        """The curve, its drawing, and the iteration that it is of; while running the one of a moment ago may do."""
        landscape, palette = snapshot.landscape, look.palette

        def make() -> tuple[Curve, Canvas, int]:
            limits = around(stand.value, stand.step or 0.0, snapshot.choices.zoom)
            curve = landscape.curve(number, limits, 2 * width)
            landed = None if stand.after is None or stand.alone is None else (stand.after, stand.alone)
            kinks = [crossing.at for crossing in curve.crossings]
            here = stand.value, stand.total
            slope = Slope(curve.at, curve.totals, here, stand.gradient, landed, curve.lowest, kinks)
            cells = Canvas(width, height, palette.text, palette.background)
            draw_slope(cells, slope, palette, look.shaded)
            return curve, cells, snapshot.opening.iteration

        moment = None if snapshot.choices.running else (snapshot.opening, stand)
        form = (number, moment, snapshot.choices.zoom, width, height, palette, look.shaded)
        return self._paced.get(snapshot, form, make)

    def move_cursor(self, across: int, down: int) -> None:
        """To the neighbour in its array; from the last row of weights to the biases, and on to the next layer."""
        if self.snapshot is not None:
            landscape = self.snapshot.landscape
            self.send(neighbour(self.snapshot, landscape.on_show or landscape.first, across, down))


def neighbour(snapshot: Snapshot, here: Entry, across: int, down: int) -> Entry:
    """The number that an arrow key leads to."""
    landscape, parameters = snapshot.landscape, snapshot.program.parameters
    shape = landscape.shape(here.name)
    index = [*here.index]
    axis, by = (len(index) - 1, across) if across else (0, down)
    if across or len(index) > 1:
        index[axis] += by
        if 0 <= index[axis] < shape[axis]:
            return Entry(here.name, tuple(index))
        if across:
            return here
    if snapshot.program.info[here.name].kind not in PARAMETERS:
        return here
    at = parameters.index(here.name) + down
    if not 0 <= at < len(parameters):
        return here
    other = landscape.shape(parameters[at])
    row = () if len(other) == 1 else (0 if down > 0 else other[0] - 1,)
    return Entry(parameters[at], (*row, min(here.index[-1], other[-1] - 1)))


def missing(snapshot: Snapshot) -> str:
    """Why there is nothing to be drawn over the number under the cursor."""
    cursor = snapshot.choices.cursor
    what = "it" if cursor is None else cursor.label
    return f"the loss of this iteration does not follow from {what}"


def draw_missing(canvas: Canvas, look: PaintOptions, title: str, why: str) -> None:
    """A frame that says why there is nothing to be drawn, and what to choose."""
    draw_frame(canvas, look, title, foot_right=look.keys.say("{out} back"))
    lines = wrapped(f"{why}; choose a weight or a bias with {look.keys.arrows}", canvas.width - 4)
    for y, line in enumerate(lines, start=max(1, (canvas.height - len(lines)) // 2)):
        canvas.centre(2, y, canvas.width - 4, line, look.palette.muted)


def keys_here(canvas: Canvas, look: PaintOptions, other: str) -> str:
    """What the keys do in a panel that is about one number or two."""
    zoom = look.keys.say("{closer} {wider}: closer, wider")
    return fitting(canvas.width - 20, f"{look.keys.arrows}: {other}  {zoom}", f"{look.keys.arrows}: {other}", zoom, "")
