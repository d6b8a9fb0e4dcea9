"""A free number that several entries must agree on."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
AGREE = 1e-6  # of the number itself, beside what rounding may do
LEAST = 2  # entries that must agree


def one_number(result: Array, source: Array, error: Array) -> float | None:
    """The number c with result = c · source, where at least two entries say so and none says otherwise."""
    told = np.abs(source) > 1e-12
    if np.count_nonzero(told) < LEAST:
        return None
    result, source, error = result[told], source[told], error[told]
    ratios = result / source
    reach = error / np.abs(source) + AGREE * np.abs(ratios)
    best = float(ratios[np.argmin(reach)])
    return best if (np.abs(ratios - best) <= reach + reach.min()).all() else None
