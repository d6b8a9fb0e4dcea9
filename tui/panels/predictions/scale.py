"""The scales of the map: which answers and targets are low and which are high, and how its axes compare."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from glassnet.tui.moment import Floats
from glassnet.tui.snapshot import Snapshot

LEAST_WIDTH, LEAST_HEIGHT = 9, 4  # of a map


def border(snapshot: Snapshot) -> float:
    """What parts low answers from high ones."""
    return answer_scale(snapshot)[0]


def sided(values: Floats, snapshot: Snapshot) -> Floats:
    """Answers or targets as -1 … 1 for colours, on a scale that stays the same while training runs."""
    middle, reach = answer_scale(snapshot)
    return (values - middle) / reach


def on_low_side(targets: Floats, snapshot: Snapshot) -> NDArray[np.bool_]:
    """Which rows of targets (n, k) are on the low side, (n,)."""
    return np.asarray(targets[:, 0] <= border(snapshot))


def proportion(snapshot: Snapshot) -> float | None:
    """The map's width over its height where both axes are measured alike; None where no length compares them."""
    if snapshot.map is None:
        return None
    across, up = snapshot.map.plane.axes
    if (across.unit, across.deviation) != (up.unit, up.deviation):
        return None
    left, right, bottom, top = snapshot.map.limits
    return (right - left) / (top - bottom)


def fitted(width: int, height: int, ratio: float | None) -> tuple[int, int]:
    """The cells, each twice as high as wide, of a map within this room; without a ratio about as wide as high."""
    if ratio is None:
        return min(width, max(LEAST_WIDTH, round(2.5 * height))), height
    across = max(LEAST_WIDTH, round(2 * height * ratio))
    return (across, height) if across <= width else (width, min(height, max(LEAST_HEIGHT, round(width / 2 / ratio))))


def shares(snapshot: Snapshot) -> bool:
    """Whether the answers lie between 0 and 1."""
    return snapshot.units.activation(snapshot.program.layers).limits == (0.0, 1.0)


def answer_scale(snapshot: Snapshot) -> tuple[float, float]:
    """The border, and how far from it a colour is full.

    0.5 and 0.5 for answers between 0 and 1. For others the border is 0 where there are targets on both sides of it,
    else midway between the least and the largest.
    """
    if shares(snapshot):
        return 0.5, 0.5
    targets = snapshot.scenario.data.targets[:, 0]
    least, largest = float(targets.min()), float(targets.max())
    middle = 0.0 if least < 0 < largest or least == largest else (least + largest) / 2
    return middle, max(abs(least - middle), abs(largest - middle)) or 1.0
