"""Standardized numbers as they were measured, aligned on the point: the decimals and cells that a column needs.

Looks at the rows once for each column of the data. Knows nothing of tables.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from glassnet.core.numerals import brief
from glassnet.scenarios.base import Dataset, Feature

DIGITS, MOST_DECIMALS = 3, 6  # digits of the deviation that are shown; decimals beyond which an exponent is shorter
LARGEST = 1e9
MOST_ROWS = 2**14  # looked at to tell the decimals: of more every second, third … one


class Measure(NamedTuple):
    """How the numbers of a column are written.

    decimals: of the numbers in the data, no more than they need. fine: of the answers, which lie in between.
    width: cells of the widest number in the data.
    """

    feature: Feature
    decimals: int
    fine: int
    width: int

    def text(self, value: float) -> str:
        """A standardized number of the data as it was measured."""
        return written(self.feature.raw(value), self.decimals)

    def answer(self, value: float, width: int) -> str:
        """An answer as the data were measured; a shorter spelling where it would not fit."""
        return _fitted(self.feature.raw(value), self.fine, width)

    def difference(self, value: float, width: int) -> str:
        """The difference of two standardized numbers in the unit they were measured in, with its sign."""
        return _fitted(value * self.feature.deviation, self.fine, width, "+")


@lru_cache(maxsize=256)
def measure(data: Dataset, column: int, target: bool = False) -> Measure:
    """How an input column is written, or a target."""
    feature = (data.outputs if target else data.features)[column]
    values = (data.targets if target else data.inputs)[:, column]
    low, high = float(feature.raw(float(values.min()))), float(feature.raw(float(values.max())))
    raw = np.asarray(feature.raw(values[:: -(-len(values) // MOST_ROWS)]))
    if max(abs(low), abs(high)) >= LARGEST:
        most = MOST_DECIMALS + 1
    else:
        most = max(0, DIGITS - 1 - math.floor(math.log10(feature.deviation)))
    if most > MOST_DECIMALS:
        decimals = most = -1
    else:
        rounding = 1e-6 * feature.deviation
        exact = (d for d in range(most) if np.abs(raw - raw.round(d)).max() <= rounding)
        decimals = next(exact, most)
    return Measure(feature, decimals, most, max(len(written(value, decimals)) for value in (low, high)))


def written(value: float, decimals: int, sign: str = "") -> str:
    """A number with these decimals; with three digits and an exponent for -1."""
    if not math.isfinite(value):
        return brief(value)
    return f"{value:{sign}.{decimals}f}" if decimals >= 0 else f"{value:{sign}.{DIGITS}e}"


def _fitted(value: float, decimals: int, width: int, sign: str = "") -> str:
    text = written(value, decimals, sign)
    return text if len(text) <= width else f"{value:{sign}.{max(0, width - 7)}e}"
