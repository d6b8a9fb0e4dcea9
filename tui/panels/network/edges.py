"""The weights between two columns of the network as lines of dots, and the one under the cursor with its number.

Knows nothing of badges: it draws into the cells that they leave blank.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.tui.drawing.braille import Dots
from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.network_layout import Column, worth_drawing
from glassnet.tui.drawing.numbers import fixed
from glassnet.tui.drawing.palette import Palette
from glassnet.tui.messages import Entry
from glassnet.tui.panel import PaintOptions
from glassnet.tui.snapshot import Snapshot

DIMMED, USUAL, LIT = (0.16, 0.40), (0.22, 0.80), (0.50, 1.0)  # from the weakest to the strongest edge
LEVELS = 12  # so that a picture needs few colours
THICK = 0.75  # of the layer's largest weight
DASH = 2  # dots
LABEL = 11  # columns that the number of the edge under the cursor needs
MIDDLES = (0.5, 0.35, 0.65, 0.25, 0.75)  # where an edge can be pointed at


class Edge(NamedTuple):
    """A weight as a line, in cells of the whole canvas: over which columns, and from which height to which."""

    entry: Entry
    left: int
    right: int
    top: float
    bottom: float

    def distance(self, x: int, y: int) -> float:
        """How far the middle of a cell lies from it, in heights of a cell; infinite beside its columns."""
        if not self.left <= x < self.right:
            return math.inf
        slope = (self.bottom - self.top) / (self.right - self.left)
        steep = math.hypot(1.0, 2 * slope)  # a cell is about twice as high as wide
        return abs(self.top + slope * (x + 0.5 - self.left) - (y + 0.5)) / steep


def edge_at(edges: list[Edge], x: int, y: int) -> Entry | None:
    """The weight whose line is nearest to a cell, the strongest of several; None where none comes within a cell."""
    nearest = min(reversed(edges), key=lambda edge: edge.distance(x, y), default=None)
    return nearest.entry if nearest is not None and nearest.distance(x, y) <= 1 else None


def draw_edges(
    canvas: Canvas, before: Column, column: Column, snapshot: Snapshot, look: PaintOptions, glow: tuple[float, float],
    unit: tuple[int, int] | None,
) -> list[Edge]:  # fmt: skip
    """The edges from one column to the next, as they are drawn, the weakest first.

    unit: a column and the unit in it whose edges are never left out.
    """
    name, width = f"W{column.number}", column.x - before.right
    weights = snapshot.array(name)
    if weights is None or width < 1 or not before.units or not column.units:
        return []
    inputs, outputs = np.array(before.units), np.array(column.units)
    values = weights[np.ix_(inputs, outputs)].ravel()
    sources, targets = np.repeat(inputs, len(outputs)), np.tile(outputs, len(inputs))
    special = np.zeros(len(values), dtype=bool)
    if unit is not None and unit[0] in (before.number, column.number):
        special = (sources if unit[0] == before.number else targets) == unit[1]
    chosen = worth_drawing(values, canvas.height, special)
    scale = snapshot.scale(name)
    heights = {at: np.array([at.middle(i) for i in at.units]) for at in (before, column)}
    y0 = 4 * np.repeat(heights[before], len(outputs)) - 0.5
    y1 = 4 * np.tile(heights[column], len(inputs)) - 0.5
    x0, x1 = np.zeros(len(values)), np.full(len(values), 2.0 * width - 1)
    start, end = np.column_stack([x0, y0]), np.column_stack([x1, y1])

    dots = Dots(canvas, before.right, 0, width, canvas.height, look.plain)
    strength = _strength(values[chosen], scale)
    colours = _colours(values[chosen], strength, look.palette, glow)
    dashes = np.where(values[chosen] < 0, DASH, 0)
    thick = strength >= THICK
    start_of, end_of = start[chosen], end[chosen]
    if not look.plain:  # the second line of a thick one comes first: it must not cover what is stronger
        below = np.array([0.0, 1.0])
        start_of = np.concatenate([start_of[thick] + below, start_of])
        end_of = np.concatenate([end_of[thick] + below, end_of])
        colours, dashes = np.concatenate([colours[thick], colours]), np.concatenate([dashes[thick], dashes])
    dots.lines(start_of, end_of, colours, dashes)

    entries = [Entry(name, (i, o)) for i, o in zip(sources.tolist(), targets.tolist(), strict=True)]
    here = cursor_weight(snapshot)
    if here in entries:
        at = entries.index(here)
        for shift in (0.0, 1.0):
            dash = DASH if values[at] < 0 else 0
            dots.line(x0[at], y0[at] + shift, x1[at], y1[at] + shift, look.palette.now, dash)
        if width >= LABEL:
            _label(canvas, before.right + width // 2, int((y0[at] + y1[at]) / 8), snapshot, look, here)
    dots.paint()
    _targets(canvas, before.right, width, [(entries[k], y0[k] / 4, y1[k] / 4) for k in chosen[::-1].tolist()])
    left, top = canvas.origin
    x = left + before.right
    return [Edge(entries[k], x, x + width, top + y0[k] / 4, top + y1[k] / 4) for k in chosen.tolist()]


def cursor_weight(snapshot: Snapshot) -> Entry | None:
    """The weight that the cursor is on, or on the gradient of."""
    cursor = snapshot.choices.cursor
    if cursor is None or len(cursor.index) != 2 or "W" not in cursor.name:
        return None
    return Entry(cursor.name[cursor.name.index("W") :], cursor.index)


def _strength(values: NDArray[np.float64], scale: float) -> NDArray[np.float64]:
    """How strong each weight is beside the layer's largest, 0 … 1."""
    finite = np.nan_to_num(np.abs(values), nan=0.0, posinf=scale or 1.0)
    return np.minimum(1.0, finite / scale) if scale > 0 else np.ones(len(values))


def _colours(
    values: NDArray[np.float64], strength: NDArray[np.float64], palette: Palette, glow: tuple[float, float]
) -> NDArray[np.int32]:
    shades = np.array([_shades(palette, sign, *glow) for sign in (palette.negative, palette.positive)])
    levels = np.rint(strength * LEVELS).astype(np.int64)
    return shades[(values > 0).astype(np.int64), levels].astype(np.int32)


@lru_cache(maxsize=64)
def _shades(palette: Palette, sign: int, least: float, most: float) -> tuple[int, ...]:
    shares = (least + (most - least) * level / LEVELS for level in range(LEVELS + 1))
    return tuple(palette.mix(palette.background, sign, share) for share in shares)


def _label(canvas: Canvas, middle: int, y: int, snapshot: Snapshot, look: PaintOptions, here: Entry) -> None:
    """The number of the weight under the cursor, on its edge."""
    palette, text = look.palette, f"[{fixed(snapshot.number(here)).strip()}]"
    cursor = here == snapshot.choices.cursor
    colour, background = (palette.cursor_fg, palette.cursor_bg) if cursor else (palette.now, palette.background)
    shown = text if cursor else text[1:-1]
    canvas.text(middle - len(shown) // 2, y, shown, colour, background, bold=True)


def _targets(canvas: Canvas, x: int, width: int, edges: list[tuple[Entry, float, float]]) -> None:
    """One cell of each edge stands for its weight, near the middle where another one has not taken it."""
    taken: set[tuple[int, int]] = set()
    for entry, from_y, to_y in edges:
        for share in MIDDLES:
            cell = x + int(width * share), int(from_y + (to_y - from_y) * share)
            if cell not in taken:
                taken.add(cell)
                canvas.hit(*cell, 1, 1, entry)
                break
