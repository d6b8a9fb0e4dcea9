"""Lines and curves of fine dots, 2 × 4 to a cell, drawn with braille characters.

Dot coordinates run from (0, 0) at the top left to (2·width - 1, 4·height - 1); dots are about square. What lies outside
is cut off. With `plain` the same lines come out of '-', '/', '|', '\\' and '·', for fonts without braille. This module
knows nothing about what the lines connect.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from glassnet.tui.drawing.canvas import Canvas

Floats = NDArray[np.float64]

BITS = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]], dtype=np.int32)
_BRAILLE = np.array([chr(0x2800 + code) for code in range(256)])
_MARKS = np.array([" ", "·", "-", "/", "\\", "|", "*"])
_DOT, _FLAT, _RISING, _FALLING, _STEEP, _STAR = range(1, 7)
_HALF = 0.5 + 1e-9  # halves, and what rounding has left of them, all go one way: else a line had gaps
_LIMIT = 1e9  # beyond it coordinates are clamped, so that the clipping below cannot overflow


class Dots:
    """A grid of dots over a rectangle of a canvas; `paint()` puts it there."""

    def __init__(self, canvas: Canvas, x: int, y: int, width: int, height: int, plain: bool = False) -> None:
        self.canvas, self.x, self.y, self.plain = canvas, x, y, plain
        self.columns, self.rows = 2 * max(0, width), 4 * max(0, height)
        self._dots = np.zeros((self.rows, self.columns), dtype=bool)
        self._colours = np.zeros((self.rows // 4, self.columns // 2), dtype=np.int32)
        self._marks = np.zeros((self.rows // 4, self.columns // 2), dtype=np.uint8)

    def point(self, x: float, y: float, colour: int) -> None:
        """One dot."""
        self.line(x, y, x, y, colour)

    def line(self, x0: float, y0: float, x1: float, y1: float, colour: int, dash: int = 0) -> None:
        """A straight line; with `dash` = k only k of every 2k dots are drawn."""
        self.lines([(x0, y0)], [(x1, y1)], [colour], [dash])

    def lines(self, xy0: ArrayLike, xy1: ArrayLike, colours: ArrayLike, dashes: ArrayLike = 0) -> None:
        """Many lines at once, from the rows of `xy0` to those of `xy1`; later ones lie on top."""
        start = np.asarray(xy0, dtype=np.float64).reshape(-1, 2)
        end = np.asarray(xy1, dtype=np.float64).reshape(-1, 2)
        self._draw(start, end, colours, dashes, np.zeros(len(start)))

    def curve(self, xs: Sequence[float] | Floats, ys: Sequence[float] | Floats, colour: int, dash: int = 0) -> None:
        """A line through the points in turn, broken where one is not finite; a single point is a dot."""
        points = np.column_stack([np.asarray(xs, dtype=np.float64), np.asarray(ys, dtype=np.float64)])
        if len(points) == 1:
            points = np.repeat(points, 2, axis=0)
        start, end = points[:-1], points[1:]
        way = np.clip(np.nan_to_num(end), -_LIMIT, _LIMIT) - np.clip(np.nan_to_num(start), -_LIMIT, _LIMIT)
        lengths = np.abs(way).max(axis=1, initial=0.0)
        walked = np.cumsum(lengths) - lengths  # so that the dashes run on from piece to piece
        self._draw(start, end, colour, dash, walked)

    @property
    def passed(self) -> NDArray[np.bool_]:
        """Which cells of the rectangle have a dot, (rows, columns)."""
        return np.asarray(self._by_cell.any(axis=(2, 3)))

    @property
    def _by_cell(self) -> NDArray[np.bool_]:
        """Which dots there are, (rows, columns, 4, 2)."""
        return self._dots.reshape(self.rows // 4, 4, self.columns // 2, 2).transpose(0, 2, 1, 3)

    def paint(self, where: NDArray[np.bool_] | bool = True) -> None:
        """Put the dots into those cells of the rectangle that are still blank; where: into which of them."""
        if not self._dots.size:
            return
        if self.plain:
            glyphs, drawn = _MARKS[self._marks], (self._marks > 0) & where
        else:
            codes = (self._by_cell * BITS).sum(axis=(2, 3))
            glyphs, drawn = _BRAILLE[codes], (codes > 0) & where
        self.canvas.stamp(self.x, self.y, glyphs, self._colours, where=drawn, blank_only=True)

    def _draw(self, start: Floats, end: Floats, colours: ArrayLike, dashes: ArrayLike, walked: Floats) -> None:
        count = len(start)
        colours = np.broadcast_to(np.asarray(colours, dtype=np.int32), (count,))
        dashes = np.broadcast_to(np.asarray(dashes, dtype=np.int64), (count,))
        finite = np.isfinite(start).all(axis=1) & np.isfinite(end).all(axis=1)
        start, end = np.clip(start, -_LIMIT, _LIMIT), np.clip(end, -_LIMIT, _LIMIT)
        first, last = _visible_part(start, end, self.columns, self.rows)
        keep = finite & (first <= last)
        if not keep.any():
            return
        start, end, first, last = start[keep], end[keep], first[keep], last[keep]
        colours, dashes, walked = colours[keep], dashes[keep], walked[keep]

        # One row per line, one column per dot along its longer side; short lines leave the rest of their row unused.
        way = end - start
        length = np.abs(way).max(axis=1)
        offset = np.floor(first * length)
        steps = np.ceil(last * length) - offset
        along = offset[:, None] + np.arange(int(steps.max()) + 1)
        used = np.arange(along.shape[1]) <= steps[:, None]
        share = np.minimum(along / np.maximum(length, 1e-9)[:, None], 1.0)
        xs = nearest(start[:, :1] + way[:, :1] * share)
        ys = nearest(start[:, 1:] + way[:, 1:] * share)
        used &= (xs >= 0) & (xs < self.columns) & (ys >= 0) & (ys < self.rows)
        period = np.maximum(dashes, 1)[:, None]
        used &= (dashes == 0)[:, None] | ((walked[:, None] + along) % (2 * period) < period)

        x, y = xs[used], ys[used]
        self._dots[y, x] = True
        self._colours[y // 4, x // 2] = np.broadcast_to(colours[:, None], used.shape)[used]
        if self.plain:
            self._mark(y // 4, x // 2, np.broadcast_to(_slope(way, dashes)[:, None], used.shape)[used])

    def _mark(self, rows: NDArray[np.int64], columns: NDArray[np.int64], marks: NDArray[np.uint8]) -> None:
        """The last line drawn gives a cell its mark; two that cross give a star."""
        before = self._marks[rows, columns]
        self._marks[rows, columns] = marks
        crossing = np.isin(before * 8 + marks, _CROSSINGS)
        self._marks[rows[crossing], columns[crossing]] = _STAR


def nearest(at: ArrayLike) -> NDArray[np.int64]:
    """The dots at these places."""
    return np.floor(np.asarray(at) + _HALF).astype(np.int64)


_CROSSINGS = [a * 8 + b for a, b in ((3, 4), (4, 3), (2, 5), (5, 2))]


def _slope(way: Floats, dashes: NDArray[np.int64]) -> NDArray[np.uint8]:
    """The plain mark of each line. Dashes finer than a cell would look solid, so dashed lines are dotted."""
    dx, dy = way[:, 0], way[:, 1]
    marks = np.where(dx * dy > 0, _FALLING, _RISING)
    marks = np.where(np.abs(dy) < 0.4 * np.abs(dx), _FLAT, marks)
    marks = np.where(np.abs(dx) < 0.4 * np.abs(dy), _STEEP, marks)
    marks = np.where((dx == 0) & (dy == 0), _STAR, marks)
    return np.where(dashes > 0, _DOT, marks).astype(np.uint8)


def _visible_part(start: Floats, end: Floats, columns: int, rows: int) -> tuple[Floats, Floats]:
    """Where each line enters and leaves the grid, as shares of its way (Liang and Barsky); first > last: never."""
    first, last = np.zeros(len(start)), np.ones(len(start))
    for axis, size in ((0, columns), (1, rows)):
        begin, way = start[:, axis], end[:, axis] - start[:, axis]
        still = np.abs(way) < 1e-9
        divisor = np.where(still, 1.0, way)
        one, other = (-0.5 - begin) / divisor, (size - 0.5 - begin) / divisor
        outside = still & ((begin < -0.5) | (begin > size - 0.5))
        first = np.where(still, first, np.maximum(first, np.minimum(one, other)))
        last = np.where(outside, -1.0, np.where(still, last, np.minimum(last, np.maximum(one, other))))
    return first, last
