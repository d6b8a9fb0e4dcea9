"""Columns of a CSV file that are the pixels of an image: whether they are, and what the network sees of them.

They are taken for pixels where they are as many as a square of at least 8 × 8 has, their names differ in numbers
alone, their values are like those of pixels (whole numbers from 0 to 255, or numbers from 0 to 1, 0 in most of the
columns), and columns that would lie below each other are more alike than others. Pixels are scaled together, 0 … 1, so
that the image stays one; constant ones stay, or it had holes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import isqrt

import numpy as np
from numpy.typing import NDArray

from glassnet.core.counts import counted
from glassnet.scenarios.base import Array, Feature
from glassnet.scenarios.data.csv_columns import Column
from glassnet.scenarios.data.csv_words import amount

LEAST_SIDE, MOST = 8, 255  # pixels; of a whole number that is one's shade
ALIKE = 0.85  # of what any two columns differ by on the mean: what neighbours in an image differ by at most
ENOUGH = 500  # rows that are looked at for that


def image_of(used: Sequence[Column], whole: NDArray[np.intp]) -> tuple[int, int] | None:
    """Rows and columns of the image that these columns are in their order; None where they are none."""
    side = isqrt(len(used))
    if side < LEAST_SIDE or side * side != len(used):
        return None
    if any(column.numbers is None or column.dates for column in used):
        return None
    if len({re.sub(r"\d+", "", column.name) for column in used}) > 1:
        return None
    values = _values(used, whole)
    shades = float(values.max()) <= (MOST if (values == np.rint(values)).all() else 1)
    empty = 2 * int((values == 0).any(axis=0).sum()) > len(used)
    plausible = values.min() == 0 < values.max() and shades and empty
    return (side, side) if plausible and _neighbours_alike(values[:ENOUGH], side) else None


def as_image(
    used: Sequence[Column], whole: NDArray[np.intp], train: NDArray[np.intp], notes: list[str]
) -> tuple[Array, tuple[Feature, ...]]:
    """The pixels of all whole rows (n, d) from 0 to 1, and what they are. See `csv_inputs.standardized`."""
    values = _values(used, whole)
    most = float(values[train].max()) or float(values.max())
    side = isqrt(len(used))
    notes.append(
        f"{counted(len(used), 'column')} of numbers from 0 to {amount(float(values.max()))} are the pixels of images "
        f"of {side} × {side}, row by row from the top left; all are divided by {amount(most)}."
    )
    return values / most, tuple(Feature(column.name, "", 0.0, most) for column in used)


def _neighbours_alike(values: Array, side: int) -> bool:
    """Whether pixels (n, d) are more like the ones below them than like others, anywhere in the image."""
    others = values[:, np.random.RandomState(0).permutation(values.shape[1])]
    below = np.abs(values[:, side:] - values[:, :-side]).mean()
    return bool(below < ALIKE * np.abs(values - others).mean())


def _values(used: Sequence[Column], whole: NDArray[np.intp]) -> Array:
    return np.stack([column.known_in(whole) for column in used], axis=1)
