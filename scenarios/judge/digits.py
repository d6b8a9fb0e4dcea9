"""To how many digits handed-in numbers are meant, and so what each of them may be off by.

Knows numbers as they were written; knows nothing of programs. When rounding is assumed, `settings.py` decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from glassnet.core.deferred import dataclass

Array = NDArray[np.float64]
SHARES = {8: 5e-10, 4: 2e-6, 2: 4e-3}  # by bytes: what a number is off by, as a share of itself, after a long sum
FLOORS = {SHARES[8]: 1e-100, SHARES[4]: 1e-36, SHARES[2]: 1e-7}  # below it a format may have 0, or a clipped exp
FULL = 15  # significant digits from which on a number was not rounded by hand
FULL_BY_SHARE = {SHARES[8]: FULL, SHARES[4]: 8, SHARES[2]: 5}
MOST_READ = 20_000  # entries of an array whose digits are counted


@dataclass(frozen=True)
class Digits:
    """What numbers may be off by.

    share: of their own size, always. decimals, significant: to what they were rounded; None where they were not.
    inputs_too: whether x, y and parameters were rounded as well.
    """

    share: float = SHARES[8]
    decimals: int | None = None
    significant: int = FULL
    inputs_too: bool = False

    @property
    def rounded(self) -> bool:
        """Whether rounding is assumed."""
        return self.decimals is not None

    @property
    def floor(self) -> float:
        """What two numbers may be apart however small they are: nothing, to anybody who computes in this format."""
        return FLOORS.get(self.share, FLOORS[SHARES[8]])

    def error(self, array: Array, exact: bool = False) -> Array:
        """What each entry may be off by: half a unit of its last digit where it was rounded.

        exact: whether the numbers are known to be whole, or given.
        """
        made = np.asarray(self.share * np.abs(array))
        if self.decimals is None or exact:
            return made
        return np.maximum(made, 0.5 * self.unit(array))

    def unit(self, array: Array) -> Array:
        """The size of the last digit of each entry."""
        assert self.decimals is not None
        size = np.abs(array)
        exponent = np.floor(np.log10(np.where(size > 0, size, 1.0)))
        by_size = np.where(size > 0, 10.0 ** (exponent - self.significant + 1), 0.0)
        return np.maximum(10.0**-self.decimals, by_size)

    @property
    def words(self) -> str:
        """How many, in a few words; empty where nothing was rounded."""
        if self.decimals is None:
            return ""
        also = ", x and W too" if self.inputs_too else ""
        digits = "" if self.significant == FULL else f", {self.significant} digits"
        return f"read as rounded to {self.decimals} decimals{digits}{also}"


def counted(arrays: Iterable[Array]) -> tuple[int, int]:
    """The most decimals and the most significant digits among all these numbers."""
    decimals = significant = 0
    for array in arrays:
        one, other = _counted(np.ascontiguousarray(array.ravel()[:MOST_READ], dtype=np.float64).tobytes())
        decimals, significant = max(decimals, one), max(significant, other)
        if decimals >= FULL and significant >= FULL:  # none was rounded by hand
            break
    return decimals, max(significant, 1)


@lru_cache(maxsize=64)  # every network that may be meant asks for the same arrays
def _counted(content: bytes) -> tuple[int, int]:
    """The most decimals and significant digits of one array's numbers."""
    decimals = significant = 0
    for value in np.frombuffer(content, dtype=np.float64).tolist():
        one, other = _digits(value)
        decimals, significant = max(decimals, one), max(significant, other)
        if decimals >= FULL and significant >= FULL:
            break
    return decimals, significant


def is_full(significant: int, share: float) -> bool:
    """Whether numbers have all the digits of their format, so that none was rounded by hand."""
    return significant >= FULL_BY_SHARE.get(share, FULL)


def _digits(value: float) -> tuple[int, int]:
    """Decimals and significant digits of a number as it is written shortest; of a whole one without its last zeros."""
    _, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
    assert isinstance(exponent, int)
    return max(0, -exponent), len(digits)


def rounded(arrays: Mapping[str, Array], share: float, inputs_too: bool) -> Digits:
    """The digits of computed numbers that were rounded by hand."""
    decimals, significant = counted(arrays.values())
    return Digits(share, decimals, significant, inputs_too)


def is_whole(array: Array) -> bool:
    """Whether all of it are whole numbers."""
    return bool((array == np.round(array)).all())
