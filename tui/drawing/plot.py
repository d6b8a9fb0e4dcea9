"""Curves over axes, drawn by plotext: the one place that knows plotext.

plotext 5.3 keeps one figure per process, so a drawing is cleared, described and built in one go. It takes finite values
only and its cost grows with the number of points, so curves are thinned first. A logarithmic axis is log10(y) with our
own ticks, since plotext's own refuses zeros. This module does not know what the curves are about.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.core.deferred import dataclass
from glassnet.tui.drawing.axes import Tick, padded, x_ticks, y_ticks
from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.numbers import big
from glassnet.tui.drawing.palette import Palette

Floats = NDArray[np.float64]

HUGE = 1e12  # values are clipped here, far above any loss worth looking at
DASH = 3  # dots drawn, dots left out
LEAST_WIDTH, LEAST_HEIGHT = 10, 3  # below this there is no room for a curve beside its axis


def load() -> None:
    """Load plotext, which takes as long as several frames: in a quiet moment, so that no first plot has to wait."""
    import plotext  # noqa: F401


@dataclass(frozen=True, eq=False)
class Series:
    """One curve. `x` does not decrease; values that are not finite are gaps that the curve jumps over."""

    label: str
    x: Floats
    y: Floats
    colour: int
    dashed: bool = False
    dash: int = DASH  # dots of a dash, and of a gap
    joined: bool = True  # or each point on its own
    mark: str = "•"  # without braille, where dashes are too fine to be seen


@dataclass(frozen=True)
class _Area:
    """The rectangle of the curves in data coordinates, and its size in cells."""

    x: tuple[float, float]
    y: tuple[float, float]
    columns: int
    rows: int


def thin(x: Floats, y: Floats, columns: int) -> tuple[Floats, Floats]:
    """The finite points; where there are many, only the lowest and highest of each of `columns` buckets along x.

    The first and the last point always stay, so that no spike and no end is lost.
    """
    x, y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    finite = np.isfinite(x) & np.isfinite(y)
    if not finite.all():
        x, y = x[finite], y[finite]
    columns = max(1, columns)
    if len(x) <= 2 * columns + 2:
        return x, y
    if (x[1:] < x[:-1]).any():
        order = np.argsort(x, kind="stable")
        x, y = x[order], y[order]
    cuts = np.searchsorted(x, np.linspace(x[0], x[-1], columns + 1)[1:-1])
    bounds = [0, *cuts.tolist(), len(x)]
    chosen = {0, len(x) - 1}
    for begin, end in itertools.pairwise(bounds):
        if begin < end:
            bucket = y[begin:end]
            chosen.add(begin + int(bucket.argmin()))
            chosen.add(begin + int(bucket.argmax()))
    kept = sorted(chosen)
    return x[kept], y[kept]


def draw_plot(
    canvas: Canvas,
    series: Sequence[Series],
    palette: Palette,
    log: bool = False,
    x_limits: tuple[float, float] | None = None,
    levels: Sequence[tuple[float, str]] = (),
    plain: bool = False,
) -> tuple[int, int]:
    """Fill the canvas with the curves, later ones on top, and their axes.

    Returns the first column and the number of columns that the x axis spans (0 columns where nothing is drawn).

    `levels` are (y, label): dotted horizontals to compare with, shown where they fall within the curves' range. With
    `log` what is not positive is left out. Without any finite value only the axes are drawn.
    """
    if canvas.width < LEAST_WIDTH or canvas.height < LEAST_HEIGHT:
        return 0, 0
    curves = [(one, *_prepared(one, canvas.width, log, x_limits)) for one in series]
    curves = [curve for curve in curves if len(curve[1])]
    rows = canvas.height - 1
    if not curves:
        _build(canvas, [], [], [], _Area((0, 1), (0, 1), canvas.width - 1, rows), palette, plain)
        return 1, 0
    y_limits = padded(min(float(y.min()) for _, _, y in curves), max(float(y.max()) for _, _, y in curves), log)
    if x_limits is None:
        x_limits = min(float(x[0]) for _, x, _ in curves), max(float(x[-1]) for _, x, _ in curves)
    alone = not x_limits[0] < x_limits[1]
    if alone:  # one place on the x axis: in the middle
        middle, around = x_limits[0], max(0.5, 1e-6 * abs(x_limits[0]))
        x_limits = middle - around, middle + around
    labels_y = y_ticks(*y_limits, rows, log)
    gutter = max((len(tick.label) for tick in labels_y), default=0) + 1
    if gutter > canvas.width // 2:
        labels_y, gutter = [], 1
    area = _Area(x_limits, y_limits, canvas.width - gutter, rows)
    labels_x = [Tick(middle, big(middle))] if alone else x_ticks(*x_limits, area.columns)
    _build(canvas, curves, labels_x, labels_y, area, palette, plain)
    inner = canvas.view(gutter, 0, area.columns, rows)
    for value, label in levels:
        _draw_level(inner, math.log10(value) if log and value > 0 else value, label, area, palette)
    return gutter, area.columns


def _prepared(one: Series, columns: int, log: bool, x_limits: tuple[float, float] | None) -> tuple[Floats, Floats]:
    x, y = np.asarray(one.x, dtype=np.float64), np.asarray(one.y, dtype=np.float64)
    if x_limits is not None:
        inside = (x >= x_limits[0]) & (x <= x_limits[1])
        if not inside.all():
            x, y = x[inside], y[inside]
    # A cell is two dots wide: every column of dots keeps its lowest and its highest point.
    x, y = thin(x, np.where(y > 0, y, np.nan) if log else y, 2 * columns)
    y = np.clip(y, -HUGE, HUGE)
    return x, np.log10(y) if log else y


def _build(
    canvas: Canvas,
    curves: Sequence[tuple[Series, Floats, Floats]],
    labels_x: Sequence[Tick],
    labels_y: Sequence[Tick],
    area: _Area,
    palette: Palette,
    plain: bool,
) -> None:
    lines = []
    for one, x, y in curves:
        if one.dashed:
            x, y = _dashes(x, y, area, one.dash)
        scattered, marker = one.dashed or not one.joined or len(x) == 1, one.mark if plain else "braille"
        lines.append(_Line(tuple(x.tolist()), tuple(y.tolist()), scattered, one.colour, marker))
    size = canvas.width, canvas.height
    _copy(canvas, _plotted(tuple(lines), tuple(labels_x), tuple(labels_y), area, size, palette.muted), palette)
    axis = canvas.width - area.columns - 1
    canvas.fill(axis, 0, 1, area.rows, fg=palette.faint)
    if canvas.char_at(axis, area.rows) == " ":  # plotext may begin its first label here
        canvas.text(axis, area.rows, "└", palette.faint)


class _Line(NamedTuple):
    """A curve as plotext takes it: points joined, or each on its own."""

    x: tuple[float, ...]
    y: tuple[float, ...]
    scattered: bool
    colour: int
    marker: str


@lru_cache(maxsize=4)
def _plotted(
    lines: tuple[_Line, ...],
    labels_x: tuple[Tick, ...],
    labels_y: tuple[Tick, ...],
    area: _Area,
    size: tuple[int, int],
    ink: int,
) -> str:
    """plotext's drawing as coloured text; kept, as most steps change nothing in it."""
    import plotext as plt  # here, because it is slow to load

    plt.clear_figure()
    plt.theme("clear")
    plt.limit_size(False, False)
    plt.plotsize(*size)
    plt.xaxes(False, False)
    plt.yaxes(True, False)
    plt.ticks_color(_rgb(ink))
    for line in lines:
        draw = plt.scatter if line.scattered else plt.plot
        draw(list(line.x), list(line.y), marker=line.marker, color=_rgb(line.colour))
    if lines:
        plt.xlim(*area.x)
        plt.ylim(*area.y)
        plt.xticks([tick.at for tick in labels_x], [tick.label for tick in labels_x])
        plt.yticks([tick.at for tick in labels_y], [tick.label for tick in labels_y])
    return str(plt.build())


def histogram(values: Floats, width: int, height: int) -> str:
    """How many values lie where, on a logarithmic axis; plain text. What is not finite or not positive is left out."""
    import plotext as plt

    shown = np.asarray(values, dtype=np.float64)
    shown = np.clip(shown[np.isfinite(shown) & (shown > 0)], 1 / HUGE, HUGE)
    if not len(shown):
        return "(none is finite)"
    powers = np.log10(shown)
    low, high = math.floor(powers.min()), max(math.ceil(powers.max()), math.floor(powers.min()) + 1)
    counts, edges = np.histogram(powers, bins=max(10, width // 2), range=(low, high))
    every = math.ceil((high - low) / 10)
    ticks = range(low, high + 1, every)
    most = int(counts.max())
    plt.clear_figure()
    plt.theme("clear")
    plt.limit_size(False, False)
    plt.plotsize(max(width, LEAST_WIDTH), max(height, LEAST_HEIGHT))
    plt.frame(False)
    plt.bar(((edges[1:] + edges[:-1]) / 2).tolist(), counts.tolist(), width=1)
    plt.xlim(low, high)
    plt.ylim(0, most)
    plt.xticks(list(ticks), [f"{10.0**tick:g}" for tick in ticks])
    plt.yticks([0, most], ["0", str(most)])
    return "\n".join(line.rstrip() for line in re.sub(_STYLE, "", plt.build()).rstrip("\n").split("\n"))


_STYLE = re.compile(r"\x1b\[([\d;]*)m")


def _copy(canvas: Canvas, ansi: str, palette: Palette) -> None:
    """plotext's coloured text, cell by cell onto the canvas; blanks leave what is there."""
    for row, line in enumerate(ansi.rstrip("\n").split("\n")):
        column, colour = 0, palette.text
        for index, part in enumerate(_STYLE.split(line)):  # text, codes, text, codes, … text
            if index % 2:
                codes = part.split(";")
                if codes[:2] == ["38", "2"]:
                    red, green, blue = map(int, codes[2:5])
                    colour = red << 16 | green << 8 | blue
                continue
            if part.strip():
                canvas.text(column, row, part, colour)
            column += len(part)


def _draw_level(inner: Canvas, y: float, label: str, area: _Area, palette: Palette) -> None:
    """A dotted line behind the curves, its label where no curve is in the way."""
    low, high = area.y
    if not low <= y <= high:
        return
    dots = math.floor(0.5 + (4 * area.rows - 1) * (y - low) / (high - low))  # as plotext rounds it
    row = area.rows - 1 - dots // 4
    for column in range(1, area.columns, 2):
        if inner.char_at(column, row) == " ":
            inner.text(column, row, "·", palette.faint)
    right = area.columns - len(label)
    for line, column in ((row, right), (row - 1, right), (row + 1, right), (row, 1)):
        under = {inner.char_at(column + i, line) for i in range(-1, len(label))}
        if label and column > 0 and under <= {" ", "·"}:
            inner.text(column - 1, line, f" {label}", palette.muted)
            return


def _dashes(x: Floats, y: Floats, area: _Area, dash: int) -> tuple[Floats, Floats]:
    """Points along the curve, dot by dot, with every other dash left out."""
    if len(x) < 2:
        return x, y
    scale_x, scale_y = (2 * area.columns - 1) / (area.x[1] - area.x[0]), (4 * area.rows - 1) / (area.y[1] - area.y[0])
    walked = np.concatenate([[0.0], np.cumsum(np.maximum(np.abs(np.diff(x)) * scale_x, np.abs(np.diff(y)) * scale_y))])
    at = np.arange(math.floor(walked[-1]) + 1)
    at = at[at % (2 * dash) < dash]
    return np.interp(at, walked, x), np.interp(at, walked, y)


def _rgb(colour: int) -> tuple[int, int, int]:
    return colour >> 16 & 255, colour >> 8 & 255, colour & 255
