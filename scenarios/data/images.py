"""Rows of data that are images: their pixels as ink, ink as a row of data, and a brush.

Ink is 0 for the least that a pixel has in any training row that is looked at, and 1 for the most. Knows the data
alone.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from glassnet.scenarios.base import Array, Dataset

MOST_NUMBERS = 2**22  # pixels that are looked at for what they were measured as: of more those of some rows
STEPS = 255  # shades between no ink and all, where the pixels are no whole numbers
FULL = 1.4  # times the radius of a brush: where its ink ends; one radius before that it is full
THIN = 14  # pixels of an image that a brush's stroke is one of, on each side of its middle; one at least

Drawing = tuple[float, ...]  # the ink of each pixel, row by row from the top left


class Tones(NamedTuple):
    """What pixels were measured as: the least, the most, and how many shades lie between them."""

    low: float
    high: float
    steps: int


@lru_cache(maxsize=2)
def tones(data: Dataset) -> Tones:
    """Those of all training rows, or of some where there are very many."""
    mean, deviation = _scales(data)
    raw = data.inputs[:: -(-data.inputs.size // MOST_NUMBERS)] * deviation + mean
    low, high = float(raw.min()), float(raw.max())
    near = np.abs(raw - np.rint(raw)).max() < 1e-9 * max(1.0, abs(low), abs(high))
    return Tones(low, high, round(high - low) if near and 0 < high - low <= STEPS else STEPS)


def ink(data: Dataset, row: Array) -> Array:
    """The ink of a row of inputs (d,), as rows × columns of the image; as many decimals as tell its shades apart."""
    mean, deviation = _scales(data)
    low, high, _ = tones(data)
    return ((row * deviation + mean - low) / (high - low or 1.0)).reshape(data.image or (1, -1))


def inputs(data: Dataset, drawing: Drawing) -> Array:
    """What the network sees of a drawing (d,): its ink in the data's shades, scaled as the data's own rows are."""
    mean, deviation = _scales(data)
    low, high, steps = tones(data)
    shades = np.rint(np.clip(np.array(drawing), 0.0, 1.0) * steps) / steps
    return np.asarray((low + shades * (high - low) - mean) / deviation)


def copied(data: Dataset, row: Array) -> Drawing:
    """A row of the data as a drawing."""
    return tuple(np.clip(ink(data, row), 0.0, 1.0).ravel().tolist())


def blank(data: Dataset) -> Drawing:
    """A drawing without any ink."""
    return (0.0,) * len(data.features)


def stroke(
    data: Dataset, drawing: Drawing, begin: tuple[float, float], end: tuple[float, float], erase: bool = False
) -> Drawing:
    """The drawing after a soft brush went straight from one place to another, rows and columns of pixels.

    It leaves what is darker already, and an erasing one what is lighter.
    """
    rows, columns = data.image or (1, len(drawing))
    radius = max(1.0, min(rows, columns) / THIN)
    (y0, x0), (y1, x1) = begin, end
    y, x = np.mgrid[:rows, :columns]
    length = (y1 - y0) ** 2 + (x1 - x0) ** 2
    along = np.clip(((y - y0) * (y1 - y0) + (x - x0) * (x1 - x0)) / length, 0.0, 1.0) if length else 0.0
    distance = np.hypot(y - (y0 + along * (y1 - y0)), x - (x0 + along * (x1 - x0)))
    left = np.clip(FULL - distance / radius, 0.0, 1.0).ravel()
    before = np.array(drawing)
    return tuple((np.minimum(before, 1.0 - left) if erase else np.maximum(before, left)).tolist())


def dotted(drawing: Drawing, pixel: int, amount: float) -> Drawing:
    """The drawing with so much ink on one pixel, counted row by row."""
    return (*drawing[:pixel], amount, *drawing[pixel + 1 :])


@lru_cache(maxsize=2)
def _scales(data: Dataset) -> tuple[Array, Array]:
    """Means and deviations of the pixels, (d,) each."""
    pairs = np.array([(feature.mean, feature.deviation) for feature in data.features])
    return pairs[:, 0], pairs[:, 1]
