"""Where arrays stand: the memory that an array is a view of, and addresses in it. Knows nothing else."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from glassnet.core.ops import Array

ITEM = 8  # bytes of a float64


def root_of(array: Array) -> Array:
    """The array that owns the memory that this one is a view of, or itself."""
    while isinstance(array.base, np.ndarray):
        array = array.base
    return array


def address_of(array: Array) -> int:
    """Where its first entry stands, in bytes."""
    address: int = array.__array_interface__["data"][0]
    return address


def addresses(arrays: Iterable[Array]) -> NDArray[np.int64]:
    """Where each of them stands, (n,)."""
    return np.array([address_of(array) for array in arrays], dtype=np.int64)
