"""The loss as a surface over two weights, seen from above, with the path that the training has walked on it.

The two are the number under the cursor and its neighbour. The surface is of this moment: all other numbers are as in
this iteration, while on the path they were others. Computes nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from glassnet.core.landscape import Stand
from glassnet.tui.drawing.axes import apart, around, x_ticks, y_ticks
from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.heights import LETTERS, Scale, height_cells, ramp
from glassnet.tui.drawing.slope import HERE, LANDED, Frame
from glassnet.tui.drawing.texts import fitting
from glassnet.tui.drawing.walk import BEGUN, Walk, draw_walk
from glassnet.tui.landscape import Limits
from glassnet.tui.messages import Entry
from glassnet.tui.moment import Floats
from glassnet.tui.panel import PaintOptions, draw_frame
from glassnet.tui.panels.landscape import OverNumbers, draw_missing, keys_here, missing, neighbour
from glassnet.tui.panels.landscape_words import LEAST_WORDS, SGD, Told, all_moved, draw_told, is_updated, of_loss, older
from glassnet.tui.panels.paced import Paced
from glassnet.tui.past import Path, path_of
from glassnet.tui.snapshot import Snapshot

BESIDE = 42  # columns that the words beside the map want
LEAST_WIDTH, LEAST_HEIGHT = 16, 4
Pair = tuple[Entry, Entry]


class Drawn(NamedTuple):
    """The map in cells, with what its shades say, the path on it, and the iteration that it is of."""

    cells: Canvas
    scale: Scale | None
    path: Path
    iteration: int
    head: str  # of the arrow downhill; empty where there is none
    covered: bool  # whether the point hides where the step leads


class SurfacePanel(OverNumbers):
    """The loss over two numbers."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._paced: Paced[Drawn] = Paced()

    def paint(self, canvas: Canvas, snapshot: Snapshot, look: PaintOptions) -> None:
        pair = snapshot.landscape.pair
        if pair is None:
            draw_missing(canvas, look, "the loss over two weights", _missing(snapshot))
            return
        inside = canvas.view(2, 1, canvas.width - 4, canvas.height - 2)
        stands = tuple(snapshot.landscape.stand(each) for each in pair)
        room, drawn = inside.width - min(BESIDE, max(LEAST_WORDS, inside.width // 2)) - 2, None
        if room >= LEAST_WIDTH and inside.height >= LEAST_HEIGHT and all(math.isfinite(each.value) for each in stands):
            drawn = self._drawn(snapshot, look, pair, stands, room, inside.height)
        both, of = " and ".join(each.label for each in pair), of_loss(snapshot)
        at = snapshot.opening.iteration if drawn is None else drawn.iteration
        titles = (f"{of} over {both}, all else as in iteration {at:,}", f"{of} over {both}", f"loss over {both}")
        title, foot = fitting(canvas.width - 6, *titles), keys_here(canvas, look, "other numbers")
        draw_frame(canvas, look, title, foot=foot, foot_right=look.keys.say("{out} back"))
        if drawn is not None:
            inside.stamp(0, 0, drawn.cells.chars, drawn.cells.fg, drawn.cells.bg)
        left = 0 if drawn is None else room + 2
        words = inside.view(left, 0, inside.width - left, inside.height - 1)
        draw_told(words, snapshot, look, _numbers(snapshot, look, pair, stands), _sentences(snapshot, look, drawn))
        if drawn is not None and drawn.scale is not None:
            _draw_scale(inside.view(left, inside.height - 1, words.width, 1), look, drawn.scale)

    def _drawn(
        self, snapshot: Snapshot, look: PaintOptions, pair: Pair, stands: tuple[Stand, ...], width: int, height: int
    ) -> Drawn:
        """The map with the path; while running the one of a moment ago may do."""

        zoom, path = snapshot.choices.zoom, path_of(snapshot, pair)

        def make() -> Drawn:
            walked = path.places
            across, up = (_limits(stand, walked[:, axis], zoom) for axis, stand in enumerate(stands))
            cells = Canvas(width, height, look.palette.text, look.palette.background)
            scale, head, covered = _draw_map(cells, snapshot, look, pair, stands, walked, across, up)
            return Drawn(cells, scale, path, snapshot.opening.iteration, head, covered)

        moment = None if snapshot.choices.running else (snapshot.opening, stands, path)
        form = (pair, moment, zoom, width, height, look.palette, look.shaded)
        return self._paced.get(snapshot, form, make)

    def move_cursor(self, across: int, down: int) -> None:
        """To the neighbour in its array, and on to other arrays."""
        if self.snapshot is not None:
            landscape = self.snapshot.landscape
            here = landscape.on_show if landscape.pair is not None else None
            self.send(neighbour(self.snapshot, here or landscape.first, across, down))


def _missing(snapshot: Snapshot) -> str:
    number = snapshot.landscape.on_show
    return missing(snapshot) if number is None else f"{number.label} is computed, and no update moves it"


def _limits(stand: Stand, walked: Floats, zoom: int) -> Limits:
    """What of an axis is shown: all of the path, unless one came closer."""
    if zoom > 0 or not np.isfinite(walked).all():
        return around(stand.value, stand.step or 0.0, zoom)
    ends = [*walked.tolist(), stand.value, stand.value + (stand.step or 0.0)]
    low, high = min(ends), max(ends)
    return around(low / 2 + high / 2, 0.0, zoom, high / 2 - low / 2)


def _draw_map(
    canvas: Canvas,
    snapshot: Snapshot,
    look: PaintOptions,
    pair: Pair,
    stands: tuple[Stand, ...],
    walked: Floats,
    across: Limits,
    up: Limits,
) -> tuple[Scale | None, str, bool]:
    """Axes, heights and the path; returns the scale, the head of the arrow, and whether ● hides ◆."""
    palette, rows = look.palette, canvas.height - 1
    ticks = y_ticks(*up, rows)
    gutter = max((len(tick.label) for tick in ticks), default=0) + 1
    frame = Frame(across, up, canvas.width - gutter, rows)
    for tick in ticks:
        canvas.right(gutter - 1, min(rows - 1, int(np.rint(frame.down(tick.at))) // 4), tick.label, palette.muted)
    for tick in x_ticks(*across, frame.columns):
        column = frame.column(tick.at) - len(tick.label) // 2
        column = min(max(0, column), frame.columns - len(tick.label))
        canvas.text(gutter + column, rows, tick.label, palette.muted)
    heights = snapshot.landscape.surface(pair, across, up, frame.columns, 2 * rows)
    scale = Scale.of(heights)
    inner = canvas.view(gutter, 0, frame.columns, rows)
    if scale is not None:
        tiles = np.ix_(
            np.arange(2 * rows) * heights.shape[0] // (2 * rows),
            np.arange(frame.columns) * heights.shape[1] // frame.columns,
        )
        cells = height_cells(scale.bands(heights)[tiles], palette, look.shaded)
        inner.stamp(0, 0, cells.chars, cells.fg, cells.bg)
    one, two = stands
    landed = None if one.after is None or two.after is None else (one.after, two.after)
    slope = None if one.gradient is None or two.gradient is None else (one.gradient, two.gradient)
    here = one.value, two.value
    head = draw_walk(inner, Walk(walked, here, landed, slope), frame, palette, look.shaded)
    return scale, head, landed is not None and landed != here and frame.cell(*landed) == frame.cell(*here)


def _numbers(snapshot: Snapshot, look: PaintOptions, pair: Pair, stands: tuple[Stand, ...]) -> Iterator[Told]:
    for number, stand, axis in zip(pair, stands, ("across", "up"), strict=True):
        words = (
            (f"{axis}, before its update", f"{axis}, before") if is_updated(snapshot, number) else (f"{axis}, here",)
        )
        yield Told(number.label, stand.value, number, (*words, axis), HERE)
    loss = Entry("loss")
    yield Told("loss", stands[0].total, loss, ("the height here",))
    for number, stand, axis in zip(pair, stands, ("across", "up"), strict=True):
        entry = Entry(f"d{number.name}", number.index)
        slope = (f"the slope {axis}", "slope")
        coming = (look.keys.say("{backward} computes it"), "to come")
        yield Told(entry.label, stand.gradient, entry, coming if stand.gradient is None else slope)
    for number, stand in zip(pair, stands, strict=True):
        if stand.after is not None:
            yield Told(number.label, stand.after, number, ("after the update", "after"), LANDED)
    if stands[0].together is not None:
        yield Told("loss", stands[0].together, loss, all_moved(snapshot))


def _sentences(snapshot: Snapshot, look: PaintOptions, drawn: Drawn | None) -> Iterator[str]:
    if drawn is None:
        return
    yield from older(snapshot, drawn.iteration)
    optimizer = snapshot.program.config.training.optimizer
    if drawn.head:
        yield f"{drawn.head} the way downhill from {HERE}, however long: the step leads to {LANDED}"
        if optimizer != SGD:
            yield f"{optimizer} need not step along the arrow"
    if drawn.covered:
        yield f"{LANDED} is in the cell of {HERE}: {look.keys.say('{closer}')} comes closer"
    count, ended = len(drawn.path.places) - 1, drawn.path.ended
    if count > 0:
        told = "every iteration" if count >= ended else f"{count:,} of {ended:,} iterations"
        yield f"{BEGUN} the path from the beginning: {told}; the other numbers moved too"
    if drawn.scale is None:
        yield "No loss here is a finite number."
    elif drawn.scale.low == drawn.scale.high:
        yield "Flat: neither of them changes the loss here."


def _draw_scale(canvas: Canvas, look: PaintOptions, scale: Scale) -> None:
    """The bands from the lowest to the highest, between their ends."""
    muted = look.palette.muted
    (low, high), kind = apart(scale.low, scale.high), ", by logarithm" * scale.log
    if look.shaded:
        text = f"{LETTERS[0]}: loss {low}  {LETTERS[-1]}: {high}"
        canvas.text(0, 0, fitting(canvas.width, text + kind, text, ""), muted)
        return
    x = canvas.text(0, 0, f"loss {low} ", muted)
    for colour in ramp(look.palette):
        x = canvas.text(x, 0, "█", colour)
    canvas.text(x, 0, fitting(canvas.width - x, f" {high}{kind}", f" {high}", ""), muted)
