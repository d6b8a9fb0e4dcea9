"""Many numbers at a glance: how many lie where, and what blocks of a matrix come to. Knows not what they are of."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.scenarios.base import Array

OUTSIDE = 0.01  # the share of the numbers at each end some of which may be left out
FAR = 1.5  # times as far from the middle as all others: those that are, where it makes room for the others
LARGEST = 1e300  # sizes from here on count as no numbers: the range between two of them would be none


class Histogram(NamedTuple):
    """How many numbers lie where.

    edges (m + 1,), counts (m,): of those that are not 0, each bin with its lower edge, the last one with both. Where
    some lie on both sides of 0, or there are zeros, 0 is an edge. zeros: exactly 0. unknown: no numbers, or infinite.
    lower, upper: how many lie beyond the first and the last edge, so few and so far that the others would be crowded.
    """

    edges: Array
    counts: NDArray[np.intp]
    zeros: int
    unknown: int
    lower: int = 0
    upper: int = 0

    @property
    def total(self) -> int:
        """How many numbers there are, with those that are none."""
        return int(self.counts.sum()) + self.zeros + self.unknown + self.lower + self.upper

    @property
    def below(self) -> int:
        """How many bins lie below 0."""
        return int((self.edges[1:] <= 0).sum())


def histogram(values: Array, bins: int) -> Histogram:
    """Count values in about so many bins, two at least."""
    flat = np.asarray(values, dtype=np.float64).ravel()
    known = flat[np.abs(flat) < LARGEST]
    others, bins = known[known != 0], max(2, bins)
    zeros, unknown = len(known) - len(others), len(flat) - len(known)
    if not len(others):
        return Histogram(np.linspace(-1.0, 1.0, 3), np.zeros(2, dtype=np.intp), zeros, unknown)
    edges = _edges(*_ends(others), bins, with_zero=zeros > 0)
    lower, upper = (int(np.count_nonzero(beyond)) for beyond in (others < edges[0], others > edges[-1]))
    return Histogram(edges, np.histogram(others, edges)[0], zeros, unknown, lower, upper)


def _ends(others: Array) -> tuple[float, float]:
    """From where to where numbers are counted: all of them, but for a few at an end that lie far from the others."""
    low, high = float(others.min()), float(others.max())
    if len(others) * OUTSIDE < 1:
        return low, high
    first, middle, last = np.quantile(others, (OUTSIDE, 0.5, 1 - OUTSIDE)).tolist()
    if not first < middle < last:
        return low, high
    near = others[(middle - others <= FAR * (middle - first)) & (others - middle <= FAR * (last - middle))]
    least, most = float(near.min()), float(near.max())
    return (
        least if middle - low > FAR * (middle - least) else low,
        most if high - middle > FAR * (most - middle) else high,
    )


def _edges(low: float, high: float, bins: int, with_zero: bool) -> Array:
    """The edges of bins of one width for numbers that are not 0, from the one to the other."""
    if low < 0 < high or with_zero:
        low, high = min(low, 0.0), max(high, 0.0)
        longer = max(-low, high)
        step = max(longer / max(1, round(bins * longer / (high - low))), float(np.finfo(np.float64).tiny))
        below, above = (max(int(side > 0), math.ceil(side / step - 1e-9)) for side in (-low, high))
        edges = np.asarray(step * np.arange(-below, above + 1), dtype=np.float64)
    elif low == high:
        edges = np.asarray(low + abs(low) * np.linspace(-0.5, 0.5, bins + 1 + bins % 2), dtype=np.float64)
    else:
        edges = np.asarray(low + (high - low) / bins * np.arange(bins + 1), dtype=np.float64)
    edges[0], edges[-1] = min(edges[0], low), max(edges[-1], high)  # whatever rounding made of them
    return edges


def block_means(matrix: Array, rows: int, columns: int) -> Array:
    """The means of blocks of so many rows and columns, (⌈n/rows⌉, ⌈m/columns⌉); those at the end may be smaller."""
    down, across = (np.arange(0, size, step) for size, step in zip(matrix.shape, (rows, columns), strict=True))
    with np.errstate(all="ignore"):
        sums = np.add.reduceat(np.add.reduceat(matrix, down, axis=0), across, axis=1)
    heights, widths = (np.diff([*starts, size]) for starts, size in zip((down, across), matrix.shape, strict=True))
    return np.asarray(sums / np.outer(heights, widths))
