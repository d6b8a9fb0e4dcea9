"""Columns of a CSV file that are the pixels of an image: whether they are, and what the network sees of them.

They are taken for pixels where they are as many as a square of at least 8 × 8 has, their names differ in numbers
alone, their values are like those of pixels (whole numbers from 0 to 255, or numbers from 0 to 1, 0 in most of the
columns), and columns that would lie below each other are more alike than others. Pixels are scaled together, 0 … 1, so
that the image stays one; constant ones stay, or it had holes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from math import isqrt

import numpy as np
from numpy.typing import NDArray

from glassnet.core.counts import counted
from glassnet.core.machine import frozen
from glassnet.core.memory import release
from glassnet.scenarios.base import Array, Feature
from glassnet.scenarios.data.csv_columns import Column
from glassnet.scenarios.data.csv_inputs import side_by_side
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
    empty = 0
    for column in used:
        values = column.known_in(whole)
        most = MOST if (values == np.rint(values)).all() else 1
        if values.min() < 0 or values.max() > most:
            return None
        empty += bool((values == 0).any())
    some = np.stack([column.known_in(whole[:ENOUGH]) for column in used], axis=1)
    plausible = 2 * empty > len(used) and some.max() > 0
    return (side, side) if plausible and _neighbours_alike(some, side) else None


def as_image(
    used: list[Column], whole: NDArray[np.intp], train: NDArray[np.intp], test: NDArray[np.intp], notes: list[str]
) -> tuple[Array, Array, tuple[Feature, ...]]:
    """The pixels from 0 to 1 of the training rows (N, d) and the test rows (M, d), and what they are.

    As `csv_inputs.standardized` does it: used is empty in the end.
    """
    count, names = len(used), [column.name for column in used]
    parts = side_by_side(_taken(used, whole), count, train, test)
    largest = max(float(part.max(initial=0.0)) for part in parts)
    most = float(parts[0].max()) or largest
    for part in parts:
        part /= most
    side = isqrt(count)
    notes.append(
        f"{counted(count, 'column')} of numbers from 0 to {amount(largest)} are the pixels of images "
        f"of {side} × {side}, row by row from the top left; all are divided by {amount(most)}."
    )
    return frozen(parts[0]), frozen(parts[1]), tuple(Feature(name, "", 0.0, most) for name in names)


def _taken(used: list[Column], whole: NDArray[np.intp]) -> Iterator[Array]:
    """The values of each column, which is not needed any more then."""
    while used:
        column = used.pop(0)
        yield column.known_in(whole)
        if column.numbers is not None:
            release(column.numbers, 0, column.numbers.nbytes)


def _neighbours_alike(values: Array, side: int) -> bool:
    """Whether pixels (n, d) are more like the ones below them than like others, anywhere in the image."""
    others = values[:, np.random.RandomState(0).permutation(values.shape[1])]
    below = np.abs(values[:, side:] - values[:, :-side]).mean()
    return bool(below < ALIKE * np.abs(values - others).mean())
