"""A way over a surface: the path in fine dots, the point that it leads to, and the direction downhill from there.

Knows no network: numbers in, cells out, over what is already on the canvas.
"""

from __future__ import annotations

import math

import numpy as np

from glassnet.core.deferred import dataclass
from glassnet.tui.drawing.braille import Dots, Floats
from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.palette import Palette
from glassnet.tui.drawing.slope import HERE, LANDED, Frame

BEGUN = "○"
HEADS = "→↘↓↙←↖↑↗"
ARROW = 0.3  # of the smaller side, in dots


@dataclass(frozen=True, eq=False)
class Walk:
    """What is drawn, in the numbers of the two axes: places (k, 2) in order, the point, where the next step lands, and
    the slope; None where these are not known."""

    places: Floats
    here: tuple[float, float]
    landed: tuple[float, float] | None = None
    slope: tuple[float, float] | None = None


def draw_walk(canvas: Canvas, walk: Walk, frame: Frame, palette: Palette, plain: bool = False) -> str:
    """Put the path and its marks over a map; returns the head of the arrow downhill, empty where there is none."""
    xs, ys = (np.append(walk.places[:, axis], walk.here[axis]) for axis in (0, 1))
    _over(canvas, frame.across(xs), frame.down(ys), palette.now, plain)
    x, y = float(frame.across(walk.here[0])), float(frame.down(walk.here[1]))
    arrow = ""
    head = None if walk.slope is None else _downhill(walk.slope, frame)
    if head is not None:
        long = _inside((x, y), head, frame)
        end = x + head[0] * long, y + head[1] * long
        _over(canvas, np.array([x, end[0]]), np.array([y, end[1]]), palette.good, plain)
        turn = round(math.atan2(head[1], head[0]) / (math.pi / 4)) % len(HEADS)
        arrow = HEADS[turn]
        _mark(canvas, (round(end[0]) // 2, round(end[1]) // 4), arrow, palette.good, palette)
    marks = [(tuple(walk.places[0].tolist()), BEGUN, palette.now)] if len(walk.places) else []
    marks += [(walk.landed, LANDED, palette.text)] if walk.landed is not None else []
    for point, mark, colour in (*marks, (walk.here, HERE, palette.now)):
        _mark(canvas, frame.cell(*point), mark, colour, palette)
    return arrow


def _downhill(slope: tuple[float, float], frame: Frame) -> tuple[float, float] | None:
    """The direction of -slope on the screen, in dots, of length 1; None where there is none."""
    wide, high = (end - begin for begin, end in (frame.x, frame.y))
    with np.errstate(all="ignore"):
        across, down = -slope[0] / wide * (2 * frame.columns), slope[1] / high * (4 * frame.rows)
        length = math.hypot(across, down)
    return (across / length, down / length) if 0 < length < math.inf else None


def _inside(start: tuple[float, float], way: tuple[float, float], frame: Frame) -> float:
    """How long an arrow may be, in dots, that ends within the map."""
    sizes = 2 * frame.columns, 4 * frame.rows
    room = [ARROW * min(sizes)]
    for at, by, size in zip(start, way, sizes, strict=True):
        if by:
            room.append(((size - 1 if by > 0 else 0) - at) / by)
    return max(0.0, min(room))


def _over(canvas: Canvas, xs: Floats, ys: Floats, colour: int, plain: bool) -> None:
    """A line of dots in place of what stood in its cells; their grounds stay."""
    layer = Canvas(canvas.width, canvas.height, colour, 0)
    dots = Dots(layer, 0, 0, canvas.width, canvas.height, plain)
    dots.curve(xs, ys, colour)
    dots.paint()
    canvas.stamp(0, 0, layer.chars, layer.fg, where=layer.chars != " ")


def _mark(canvas: Canvas, cell: tuple[int, int] | None, mark: str, colour: int, palette: Palette) -> None:
    if cell is not None and 0 <= cell[0] < canvas.width and 0 <= cell[1] < canvas.height:
        ground = int(canvas.bg[cell[1], cell[0]])
        canvas.text(*cell, mark, palette.read(colour, ground), bold=True)
