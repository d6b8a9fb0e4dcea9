"""Lists of numbers from a file, checked and made arrays: every error names the entry, as `data.inputs[2][1]`.

Knows nothing of networks.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from glassnet.core.errors import ConfigError
from glassnet.scenarios.base import Array

PART = 2**16  # rows that are looked at at once: many need no more memory


def vector(key: str, values: Sequence[float]) -> Array:
    """A list of numbers as an array. Raises ConfigError for none, or for one that is not finite."""
    if not values:
        raise ConfigError(f"{key} must have at least one number, got none")
    return _finite(key, np.array(values, dtype=np.float64))


def matrix(key: str, lists: Sequence[Sequence[float]], width: int | None = None) -> Array:
    """A list of rows as an array. Raises ConfigError for none, for rows of different lengths, for what is not finite.

    width: how long each row must be; by default as long as the first.
    """
    if not lists:
        raise ConfigError(f"{key} must have at least one row, got none")
    wanted = len(lists[0]) if width is None else width
    if wanted == 0:
        raise ConfigError(f"{key}[0] must have at least one number, got none")
    for at, row in enumerate(lists):
        if len(row) != wanted:
            raise ConfigError(f"{key}[{at}] must have {wanted} {_numbers(wanted)} as all rows, got {len(row)}")
    return _finite(key, np.array(lists, dtype=np.float64))


def same_length(key: str, one: Array, other_key: str, other: Array) -> None:
    """Raises ConfigError where two arrays have different numbers of rows."""
    if len(one) != len(other):
        raise ConfigError(f"{other_key} must have a row for each of {key} ({len(one)}), got {len(other)}")


def within(key: str, array: Array, why: str) -> None:
    """Raises ConfigError for the first entry that is not from 0 to 1."""
    if array.size and not (array.min() >= 0 and array.max() <= 1):
        _refuse(key, array, (array < 0) | (array > 1), f"from 0 to 1 {why}")


def sum_to_one(key: str, array: Array, why: str) -> None:
    """Raises ConfigError for the first row whose entries do not sum to 1."""
    for begin in range(0, len(array), PART):
        sums = array[begin : begin + PART].sum(axis=1)
        for at in np.flatnonzero(np.abs(sums - 1) > 1e-6)[:1]:
            raise ConfigError(f"{key}[{begin + at}] must sum to 1 {why}, got {sums[at]:g}")


def _finite(key: str, array: Array) -> Array:
    _refuse(key, array, ~np.isfinite(array), "a finite number")
    return array


def _refuse(key: str, array: Array, bad: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], wanted: str) -> None:
    for place in np.argwhere(bad)[:1].tolist():
        entry = "".join(f"[{at}]" for at in place)
        raise ConfigError(f"{key}{entry} must be {wanted}, got {array[tuple(place)]:g}")


def _numbers(count: int) -> str:
    return "number" if count == 1 else "numbers"
