"""Numbers that come one by one without end: which of them are kept, so that any length has room.

Every one of the first `BOUND`, then every 10th up to ten times as many, every 100th up to a hundred times … What is
kept depends on how many came alone, neither on speed nor on how many came at once. The last few are there too, each of
them. Knows nothing of what the numbers are.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.core.deferred import dataclass
from glassnet.core.errors import GlassnetError, short
from glassnet.scenarios.base import Array

BOUND = 1_000_000  # numbers that are all kept, a multiple of 10; saved sessions rest on it
RECENT = 128  # of the last numbers each one is there: what diagnoses look at, and some more
BLOCK = 128  # kept numbers in a row of which pictures get the least and the most
WHOLE = 2**16  # kept numbers up to which pictures get all: from there on a block is less than a column of dots
DECADES = 9  # beyond the bound: more iterations than a processor makes in years


def kept_count(count: int) -> int:
    """How many of the first so many numbers are kept."""
    kept, low, stride = min(count, BOUND), BOUND, 10
    while low < count:
        kept += (min(count, 10 * low) - low) // stride
        low, stride = 10 * low, 10 * stride
    return kept


class _Kept:
    """Which ones are kept, as far as anybody has asked: memory for all there may be, filled bit by bit.

    What is not filled is not touched, and so takes no memory.
    """

    def __init__(self, bound: int) -> None:
        self._bound, self._filled = bound, 0
        self._each = bound - bound // 10  # kept in a decade
        self._numbers = np.empty(bound + DECADES * self._each)

    def first(self, kept: int) -> Array:
        """The first so many."""
        while self._filled < kept:
            begin = self._filled
            decade = max(0, (begin - self._bound) // self._each + 1)  # 0: all of them
            last = self._bound + decade * self._each
            end = min(last, max(kept, begin + 8192))
            before, stride = (self._bound * 10 ** (decade - 1), 10**decade) if decade else (0, 1)
            skipped = begin - (last - self._each if decade else 0)
            self._numbers[begin:end] = before + stride * np.arange(skipped + 1.0, skipped + 1 + end - begin)
            self._filled = end
        view = self._numbers[:kept]
        view.setflags(write=False)
        return view


_of_bound = cache(_Kept)


def which_are_kept(kept: int) -> Array:
    """Which ones the first so many kept numbers are, counted from 1, (kept,); read-only."""
    return _of_bound(BOUND).first(kept)


class Growing:
    """Numbers that come one by one, given out as arrays without copying all of them each time."""

    def __init__(self, begins: Sequence[float] | Array = (), kind: type = np.float64) -> None:
        self._length = len(begins)
        self._room: Any = np.concatenate([np.asarray(begins, dtype=kind), np.empty(1024, dtype=kind)])

    def append(self, value: float) -> None:
        self.extend(np.array([value]))

    def extend(self, values: NDArray[Any]) -> None:
        """More of them, (n,)."""
        end = self._length + len(values)
        if end > len(self._room):
            # a new array: those given out before stay as they are; what is not filled takes no memory
            room = np.empty(2 * max(end, 512), dtype=self._room.dtype)
            room[: self._length] = self._room[: self._length]
            self._room = room
        self._room[self._length : end] = values
        self._length = end

    def cut(self, length: int) -> None:
        """Forget all numbers after the first `length`."""
        if length < self._length:
            self._room, self._length = self._room.copy(), length  # those given out before stay as they are

    def __len__(self) -> int:
        return self._length

    @property
    def values(self) -> NDArray[Any]:
        """All numbers so far, read-only."""
        view: NDArray[Any] = self._room[: self._length]
        view.setflags(write=False)
        return view


@dataclass(frozen=True, eq=False)
class ThinnedArchive:
    """The numbers as plain data: how many came, those kept, and the last ones."""

    count: int
    kept: Array
    lately: Array

    def __repr__(self) -> str:
        return short(self, f"{self.count:,}, {len(self.kept):,} of them kept")


class Thinned:
    """Numbers counted from 1 on, of which some are kept.

    count: how many came.
    """

    def __init__(self, begins: Array | Sequence[float] = ()) -> None:
        self.count = 0
        self._kept, self._lately = Growing(), np.empty(0)
        self._extremes = Growing(kind=np.intp), Growing()  # where they stand, and they
        if len(begins):
            self.extend(np.asarray(begins, dtype=np.float64))

    def extend(self, values: Array) -> None:
        """More of them, (n,)."""
        end = self.count + len(values)
        if end <= BOUND:
            self._kept.extend(values)
        else:
            lately = values if len(values) >= RECENT else np.concatenate([self.lately, values])
            self._lately = np.array(lately[-RECENT:])
            first = self.count
            low, stride = 0, 1
            while low < end:
                high = BOUND * stride
                begin, stop = max(first, low), min(end, high)
                if begin < stop:
                    at = -(-(begin + 1) // stride) * stride  # the first that is kept
                    self._kept.extend(values[at - first - 1 : stop - first : stride])
                low, stride = high, 10 * stride
        self.count = end

    def skip(self, count: int) -> None:
        """There were no numbers up to this one: nan each, and none of them is among the last."""
        if count > self.count:
            self._kept.extend(np.full(kept_count(count) - len(self._kept), np.nan))
            self.count, self._lately = count, np.empty(0)

    def cut(self, count: int) -> None:
        """Forget all after the first `count`. The last ones may be fewer than `RECENT` then."""
        if count >= self.count:
            return
        left = len(self._lately) - (self.count - count)
        self._lately = self._lately[: max(0, left)] if count > BOUND else np.empty(0)
        self.count = count
        self._kept.cut(kept_count(count))
        for part in self._extremes:
            part.cut(len(self._kept) // BLOCK * 2)

    @property
    def lately(self) -> Array:
        """The last numbers, each of them, `RECENT` if there are so many; fewer after a cut, see `remind`."""
        return self._kept.values[-RECENT:] if self.count <= BOUND else self._lately

    @property
    def is_short(self) -> bool:
        """Whether some of the last numbers are not there."""
        return len(self.lately) < min(RECENT, self.count)

    def remind(self, lately: Array) -> None:
        """Give the last numbers again, (n,), after a cut."""
        if self.count > BOUND:
            self._lately = np.array(lately[-RECENT:])

    @property
    def kept(self) -> Array:
        """Those kept, (m,), read-only."""
        kept: Array = self._kept.values
        return kept

    def extremes(self) -> tuple[NDArray[np.intp], Array]:
        """Of each whole block of kept ones the least and the most: where they stand among those kept, and they.

        (2 × blocks,) each, in order; empty where few are kept. What is not finite is neither, if anything is.
        """
        kept, (at, values) = self.kept, self._extremes
        done, whole = len(at) // 2, len(kept) // BLOCK
        if len(kept) > WHOLE and whole > done:
            rows = kept[done * BLOCK : whole * BLOCK].reshape(-1, BLOCK)
            finite = np.isfinite(rows)
            least, most = np.where(finite, rows, np.inf).argmin(axis=1), np.where(finite, rows, -np.inf).argmax(axis=1)
            places = np.sort(np.stack([least, most], axis=1), axis=1) + np.arange(done, whole)[:, None] * BLOCK
            at.extend(places.ravel())
            values.extend(kept[places.ravel()])
        return at.values, values.values

    def archive(self) -> ThinnedArchive:
        """All that is kept."""
        return ThinnedArchive(self.count, self.kept, self._lately)

    @classmethod
    def restored(cls, archive: ThinnedArchive) -> Thinned:
        """The numbers that an archive is of. Raises GlassnetError for what can be none."""
        count, kept, lately = archive.count, archive.kept, archive.lately
        fits = kept.ndim == lately.ndim == 1 and len(kept) == kept_count(count) and len(lately) <= RECENT
        if count < 0 or not fits:
            raise GlassnetError("the losses are no rows of numbers")
        made = cls()
        made.count, made._kept, made._lately = count, Growing(kept), np.array(lately, dtype=np.float64)
        return made
