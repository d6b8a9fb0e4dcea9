"""A curve with a point on it, its tangent there, and a step along the axis below: drawn in dots over two axes.

Knows no network: numbers in, cells out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from glassnet.core.deferred import dataclass
from glassnet.tui.drawing.axes import NOISE, padded, x_ticks, y_ticks
from glassnet.tui.drawing.braille import Dots, Floats
from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.palette import Palette

HERE, LANDED, LOWEST, KINK = "●", "◆", "○", "^"
TANGENT = "┄"
DASH = 2  # dots of a dash of the tangent
HIGH = 1e300  # no height is drawn beyond it
LEAST_WIDTH, LEAST_HEIGHT = 16, 4


@dataclass(frozen=True, eq=False)
class Slope:
    """What is drawn.

    xs, ys (m,): the curve, xs evenly from one limit to the other. here: the point on it. slope: of the tangent there;
    None where none is drawn. landed: the point that the step leads to. lowest: the least of the curve. kinks: places
    on the axis.
    """

    xs: Floats
    ys: Floats
    here: tuple[float, float]
    slope: float | None = None
    landed: tuple[float, float] | None = None
    lowest: tuple[float, float] | None = None
    kinks: Sequence[float] = ()


@dataclass(frozen=True)
class Frame:
    """The rectangle of the curve in its own numbers, and its size in cells."""

    x: tuple[float, float]
    y: tuple[float, float]
    columns: int
    rows: int

    def across(self, x: Floats | float) -> Floats:
        """In dots from the left."""
        low, high = self.x
        return (np.asarray(x) - low) / (high - low) * (2 * self.columns - 1)

    def down(self, y: Floats | float) -> Floats:
        """In dots from the top."""
        low, high = self.y
        return (high - np.clip(y, -HIGH, HIGH)) / (high - low) * (4 * self.rows - 1)

    def column(self, x: float) -> int:
        """The cell of a number on the axis; -1 or `columns` where it lies beyond an end."""
        low, high = self.x
        if not low <= x <= high:
            return -1 if x < low else self.columns
        return int(np.rint(self.across(x))) // 2

    def cell(self, x: float, y: float) -> tuple[int, int] | None:
        """The cell of a point; None outside."""
        if not (math.isfinite(x) and math.isfinite(y) and self.x[0] <= x <= self.x[1] and self.y[0] <= y <= self.y[1]):
            return None
        return self.column(x), int(np.rint(self.down(y))) // 4


def draw_slope(canvas: Canvas, slope: Slope, palette: Palette, plain: bool = False) -> None:
    """Fill the canvas; without a finite number on the curve it stays blank."""
    rows = canvas.height - 2
    finite = slope.ys[np.isfinite(slope.ys)]
    if canvas.width < LEAST_WIDTH or canvas.height < LEAST_HEIGHT or not len(finite):
        return
    heights = [float(finite.min()), float(finite.max())]
    heights += [y for _, y in (slope.here, *([slope.landed] if slope.landed else [])) if math.isfinite(y)]
    low, high = padded(max(min(heights), -HIGH), min(max(heights), HIGH), flat=NOISE)
    ticks = y_ticks(low, high, rows)
    gutter = max((len(tick.label) for tick in ticks), default=0) + 1
    frame = Frame((float(slope.xs[0]), float(slope.xs[-1])), (low, high), canvas.width - gutter, rows)
    canvas.fill(gutter - 1, 0, 1, rows, fg=palette.faint, char="│")
    for tick in ticks:
        row = int(np.rint(frame.down(tick.at))) // 4
        canvas.right(gutter - 1, row, tick.label, palette.muted)
        canvas.text(gutter - 1, row, "┤", palette.faint)
    canvas.text(gutter - 1, rows, "└", palette.faint)
    _draw_axis(canvas.view(gutter, rows, frame.columns, 2), slope, frame, palette)
    _draw_curve(canvas.view(gutter, 0, frame.columns, rows), slope, frame, palette, plain)


def _draw_curve(canvas: Canvas, slope: Slope, frame: Frame, palette: Palette, plain: bool) -> None:
    (x, y), size = slope.here, (frame.columns, frame.rows)
    marks = [
        (slope.lowest, LOWEST, palette.good),
        (slope.landed, LANDED, palette.text),
        (slope.here, HERE, palette.now),
    ]
    for point, mark, colour in reversed(marks):  # the first one written stays: dots leave what is there
        cell = None if point is None else frame.cell(*point)
        if cell is not None and canvas.char_at(*cell) == " ":
            canvas.text(*cell, mark, colour)
    dots = Dots(canvas, 0, 0, *size, plain)
    dots.curve(frame.across(slope.xs), frame.down(slope.ys), palette.positive)
    dots.paint()
    if slope.slope is not None and math.isfinite(slope.slope) and math.isfinite(y):
        dots = Dots(canvas, 0, 0, *size, plain)
        ends = np.array(frame.x)
        with np.errstate(all="ignore"):
            dots.curve(frame.across(ends), frame.down(y + slope.slope * (ends - x)), palette.text, dash=DASH)
        dots.paint()


def _draw_axis(canvas: Canvas, slope: Slope, frame: Frame, palette: Palette) -> None:
    """The axis: kinks, and the step from the point to where it leads; below it the numbers."""
    columns = frame.columns
    canvas.fill(0, 0, columns, 1, fg=palette.faint, char="─")
    for tick in x_ticks(*frame.x, columns):
        column = min(max(0, frame.column(tick.at)), columns - 1)
        canvas.text(column, 0, "┴", palette.faint)
        canvas.text(min(max(0, column - len(tick.label) // 2), columns - len(tick.label)), 1, tick.label, palette.muted)
    for kink in slope.kinks:
        canvas.text(frame.column(kink), 0, KINK, palette.negative)
    begin = frame.column(slope.here[0])
    if slope.landed is not None and math.isfinite(slope.landed[0]):
        end = frame.column(slope.landed[0])
        way = 1 if end > begin else -1
        for column in range(begin + way, end, way) if end != begin else ():
            canvas.text(column, 0, "━", palette.now)
        if end != begin:
            inside = 0 <= end < columns
            canvas.text(end if inside else end - way, 0, ("▶" if way > 0 else "◀") if inside else "»"[:1], palette.now)
    canvas.text(begin, 0, HERE, palette.now)
