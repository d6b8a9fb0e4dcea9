"""Curves over the iterations, one chart below the other on the same columns, drawn with fine dots.

Cheap enough for every frame, so that the numbers in a chart's words are those of its curves; see `plot.py` for what is
more than lines. Breaks a curve where a value is not finite. Does not know what the curves are of.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from glassnet.core.deferred import dataclass
from glassnet.tui.drawing.axes import Tick, padded, x_ticks, y_ticks
from glassnet.tui.drawing.braille import Dots, nearest
from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.palette import Palette
from glassnet.tui.drawing.plot import HUGE

Floats = NDArray[np.float64]

BARS, PLAIN_BARS = "▁▂▃▄▅▆▇█", ".:-=+*#"  # of a curve in one line, the lowest first
TURN = 3  # cells that one of several curves shows for where they run together
TINY = 1e-300  # below it, on a log scale, a number counts as zero


@dataclass(frozen=True, eq=False)
class Line:
    """A curve. x does not decrease. dash: dots of a dash and of a gap; 0 for none."""

    x: Floats
    y: Floats
    colour: int
    dash: int = 0


@dataclass(frozen=True)
class Scale:
    """Both axes: limits in the axis's own coordinates, which are log10 of the value where it is logarithmic."""

    x: tuple[float, float]
    y: tuple[float, float]
    log: bool = False

    @classmethod
    def of(cls, lines: Sequence[Line], x: tuple[float, float], log: bool = False) -> Scale:
        """With room for all finite values of the curves."""
        values = np.concatenate([_own(line.y, log) for line in lines] or [np.empty(0)])
        values = values[np.isfinite(values)]
        low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)
        return cls(x, padded(low, high, log), log)

    def ticks(self, rows: int) -> list[Tick]:
        """Ticks of the vertical axis."""
        return y_ticks(*self.y, rows, self.log)

    def across(self, x: float | Floats, columns: int) -> Floats:
        """How far to the right a place lies, in dots of so many columns of cells."""
        low, high = self.x
        span = high - low
        at = np.asarray(x, dtype=np.float64)
        return (at - low) / span * (2 * columns - 1) if span > 0 else np.full(at.shape, columns - 0.5)

    def down(self, y: float | Floats, rows: int) -> Floats:
        """How far down a value lies, in dots of so many rows of cells; nan where it is not finite."""
        low, high = self.y
        return (high - _own(np.asarray(y, dtype=np.float64), self.log)) / (high - low) * (4 * rows - 1)

    def cell(self, x: float, y: float, columns: int, rows: int) -> tuple[int, int] | None:
        """The cell of a point; None where it is not finite."""
        down = float(self.down(y, rows))
        if not math.isfinite(down):
            return None
        column, row = int(nearest(self.across(x, columns))) // 2, int(nearest(down)) // 4
        return min(max(column, 0), columns - 1), min(max(row, 0), rows - 1)


def gutter(scales: Sequence[Scale], rows: Sequence[int]) -> int:
    """Columns that the labels of these vertical axes need, and the axis itself."""
    labels = [tick.label for scale, lines in zip(scales, rows, strict=True) for tick in scale.ticks(lines)]
    return max(map(len, labels), default=0) + 1


def draw_axis(canvas: Canvas, scale: Scale, left: int, palette: Palette) -> None:
    """The vertical axis at the right of the first `left` columns, with its labels."""
    rows = canvas.height
    canvas.fill(left - 1, 0, 1, rows, fg=palette.faint, char="│")
    for tick in scale.ticks(rows):
        row = round((scale.y[1] - tick.at) / (scale.y[1] - scale.y[0]) * (4 * rows - 1)) // 4
        canvas.right(left - 1, row, tick.label, palette.muted)
        canvas.text(left - 1, row, "┤", palette.faint)


def draw_iterations(canvas: Canvas, y: int, left: int, columns: int, x: tuple[float, float], palette: Palette) -> None:
    """The labels of the iterations below the last chart."""
    canvas.text(left - 1, y, "└", palette.faint)
    low, high = x
    for tick in x_ticks(low, high, columns) if low < high else [Tick(low, f"{low:g}")]:
        share = (tick.at - low) / (high - low) if low < high else 0.5
        column = math.floor(0.5 + (columns - 1) * share) - len(tick.label) // 2
        canvas.text(left + max(0, min(column, columns - len(tick.label))), y, tick.label, palette.muted)


def draw_lines(canvas: Canvas, lines: Sequence[Line], scale: Scale, plain: bool) -> None:
    """The curves into all of the canvas; where several pass through the same cells, each shows for a few in turn."""
    drawn = []
    for line in lines:
        dots = Dots(canvas, 0, 0, canvas.width, canvas.height, plain)
        across, down = scale.across(line.x, canvas.width), scale.down(line.y, canvas.height)
        dots.curve(across, down, line.colour, line.dash)
        alone = np.isfinite(down)
        alone[1:] &= ~np.isfinite(down[:-1])
        alone[:-1] &= ~np.isfinite(down[1:])
        for x, y in zip(across[alone].tolist(), down[alone].tolist(), strict=True):
            dots.point(x, y, line.colour)
        drawn.append(dots)
    passed = np.array([dots.passed for dots in drawn], dtype=bool).reshape(len(drawn), canvas.height, canvas.width)
    turns = np.arange(canvas.width) // TURN % np.maximum(1, passed.sum(axis=0))
    for dots, place in zip(drawn, passed.cumsum(axis=0) - 1, strict=True):
        dots.paint(place == turns)


def spread(rows: Sequence[int], most: int) -> list[int]:
    """Rows for labels that want these, each on one of its own among the first `most`, in the same order from above.

    As many as there are rows; who has none gets -1.
    """
    order = sorted(range(len(rows)), key=lambda at: (rows[at], at))
    placed, taken = [-1] * len(rows), -1
    for at in order[:most]:
        placed[at] = taken = max(rows[at], taken + 1)
    limit = most - 1
    for at in reversed(order[:most]):
        placed[at] = min(placed[at], limit)
        limit = placed[at] - 1
    return placed


def spark(values: Floats, width: int, plain: bool) -> str:
    """A curve in one line of at most `width` cells: the least value has the lowest sign, what is not finite a blank."""
    known = values[np.isfinite(values)]
    if not len(known) or width < 1:
        return ""
    signs = PLAIN_BARS if plain else BARS
    if len(values) > width:
        values = values[np.rint(np.linspace(0, len(values) - 1, width)).astype(int)]
    low, high = float(known.min()), float(known.max())
    if not high > low:
        return "".join(signs[len(signs) // 2] if each == each else " " for each in values)
    with np.errstate(all="ignore"):
        at = np.rint((values / 2 - low / 2) / (high / 2 - low / 2) * (len(signs) - 1))
    return "".join(signs[int(each)] if math.isfinite(each) else " " for each in at)


def _own(values: Floats, log: bool) -> Floats:
    """In the axis's own coordinates; nan where there is none."""
    known = np.where(np.isfinite(values), np.clip(values, -HUGE, HUGE), np.nan)
    if not log:
        return known
    return np.log10(np.where(known > TINY, known, np.nan))
