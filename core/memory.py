"""Where arrays stand: the memory that an array is a view of, its order, and addresses in it. Knows nothing else."""

from __future__ import annotations

import mmap
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from glassnet.core.ops import Array

ITEM = 8  # bytes of a float64
LINE = 64  # bytes: arrays begin on cache lines, so that the same calls run alike in every recording
LARGE = 2**20  # bytes from which on an array has pages of its own, where that is wanted
WIDE = 16  # inputs from which all samples stand row by row: a batch is then a few long pieces of memory


def order_of(inputs: int) -> Literal["C", "F"]:
    """NumPy's name for how all samples, (N, inputs), stand best: row by row, or each input's numbers side by side."""
    return "C" if inputs >= WIDE else "F"


def is_lasting(array: Array) -> bool:
    """Whether nobody changes an array: it is read-only, and so is what owns its memory; any number may share it."""
    return array.dtype == np.float64 and not (array.flags.writeable or root_of(array).flags.writeable)


def own_pages(shape: tuple[int, ...], order: Literal["C", "F"] = "C") -> NDArray[np.float64]:
    """An array, not filled, whose memory is the system's again when it goes; `malloc` may keep it for later."""
    size = int(np.prod(shape)) * ITEM
    if size < LARGE:
        return np.empty(shape, order=order)
    return np.ndarray(shape, np.float64, buffer=mmap.mmap(-1, size), order=order)


def room(shape: tuple[int, ...], *, samples_last: bool = False, dtype: Any = np.float64) -> Array:
    """An array of zeros; `samples_last`: (n, units) with each unit's samples side by side in memory."""
    size, item = int(np.prod(shape)), np.dtype(dtype).itemsize
    raw = np.zeros(size * item + LINE, dtype=np.uint8)
    flat = raw[-raw.ctypes.data % LINE :][: size * item].view(dtype)
    return flat.reshape(shape[::-1]).T if samples_last else flat.reshape(shape)


def flat(array: Array) -> Array:
    """All entries as one row in the order of memory; the array must have no gaps."""
    return (array if array.flags.c_contiguous else array.T).reshape(-1)


def release(array: Array, begin: int, end: int) -> None:
    """Give the system back a part of the memory of an array of `own_pages`, whose numbers nobody reads again.

    begin, end: its bytes, as they stand in memory; pages that are in it as a whole go. Nothing happens where the system
    cannot do that.
    """
    root = root_of(array)
    pages = root.base
    if not isinstance(pages, mmap.mmap) or not hasattr(mmap, "MADV_REMOVE"):
        return
    before = address_of(array) - address_of(root)
    first, last = -(-(before + begin) // mmap.PAGESIZE), (before + end) // mmap.PAGESIZE
    if first < last:
        with suppress(OSError):
            pages.madvise(mmap.MADV_REMOVE, first * mmap.PAGESIZE, (last - first) * mmap.PAGESIZE)


def stands_best(array: Array, order: Literal["C", "F"]) -> bool:
    """Whether its entries stand in this order without gaps."""
    return bool(array.flags.c_contiguous if order == "C" else array.flags.f_contiguous)


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
