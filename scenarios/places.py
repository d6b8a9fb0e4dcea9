"""Places in a plane: how far a picture of points reaches, and where the middles of its cells lie. Knows no network."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Limits = tuple[float, float, float, float]

ROOM = 0.12  # of what the points span, on each side


def around(points: Floats) -> Limits:
    """x from, x to, y from, y to, with room around points (n, 2); those that are no numbers do not count."""
    known = points[np.isfinite(points).all(axis=1)]
    if not len(known):
        return -0.5, 0.5, -0.5, 0.5
    low, high = known.min(axis=0), known.max(axis=0)
    room = np.maximum(ROOM * (high - low), np.where(high > low, 0.0, 0.5))
    return float(low[0] - room[0]), float(high[0] + room[0]), float(low[1] - room[1]), float(high[1] + room[1])


def middles(limits: Limits, columns: int, rows: int) -> Floats:
    """The middle of each cell of a picture, (rows · columns, 2), from the top left, line by line."""
    left, right, bottom, top = limits
    across = left + (np.arange(columns) + 0.5) / columns * (right - left)
    down = top - (np.arange(rows) + 0.5) / rows * (top - bottom)
    return np.stack(np.meshgrid(across, down), axis=-1).reshape(-1, 2)
