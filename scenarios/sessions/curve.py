"""A curve that is given out: some numbers with the iterations that they are of. Nothing changes it any more.

Of many numbers not all are there (`kept.py` says which), but the last ones are: readers ask, and may be told None.
"""

from __future__ import annotations

from dataclasses import field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from glassnet.core.deferred import dataclass
from glassnet.core.errors import short
from glassnet.core.numerals import brief
from glassnet.scenarios.base import Array
from glassnet.scenarios.sessions import kept

NONE = np.empty(0), np.empty(0)
NOWHERE = np.empty(0, dtype=np.intp), np.empty(0)


@dataclass(frozen=True, eq=False)
class Curve:
    """Losses by iteration.

    iterations, values: those kept, (n,) each, in order.
    lately: (iterations, values) of the last ones up to some moment, mostly the end: each of them, kept or not.
    extremes: where the least and the most of blocks of kept ones stand among them, and they; none where there are few.
    first_block: where the first of those blocks begins.
    """

    iterations: Array
    values: Array
    lately: tuple[Array, Array] = field(default_factory=lambda: NONE)
    extremes: tuple[NDArray[np.intp], Array] = field(default_factory=lambda: NOWHERE)
    first_block: int = 0

    def __len__(self) -> int:
        """How many are kept."""
        return len(self.values)

    def __repr__(self) -> str:
        last = self.last
        return short(self, "empty" if last is None else f"{len(self):,} kept, at {last[0]:,} {brief(last[1])}")

    @property
    def thinned(self) -> bool:
        """Whether some may be missing before the last ones."""
        return len(self) > 0 and bool(self.iterations[-1] > kept.BOUND)

    @property
    def least(self) -> tuple[int, float] | None:
        """The least finite value that is there and its iteration; None where there is none."""
        iterations, values = self.outline
        if not np.isfinite(values).any():
            return None
        at = int(np.where(np.isfinite(values), values, np.inf).argmin())
        return int(iterations[at]), float(values[at])

    @property
    def last(self) -> tuple[int, float] | None:
        """The last iteration and its value; None where there is none."""
        return self.up_to(np.inf)

    def up_to(self, iteration: float) -> tuple[int, float] | None:
        """The last iteration up to this one whose value is there, and the value; None where there is none."""
        found = None
        for iterations, values in ((self.iterations, self.values), self.lately):
            at = int(np.searchsorted(iterations, iteration, side="right")) - 1
            if at >= 0 and (found is None or iterations[at] > found[0]):
                found = int(iterations[at]), float(values[at])
        return found

    def at(self, iteration: int) -> float | None:
        """The value of an iteration; None where it is not there."""
        found = self.up_to(iteration)
        return found[1] if found is not None and found[0] == iteration else None

    def until(self, iteration: int) -> Curve:
        """That of the first iterations, up to this one."""
        return self.part(1, iteration)

    def part(self, first: int, last: int) -> Curve:
        """That of the iterations from one to another, of a curve that goes back to the beginning."""
        begin, end = np.searchsorted(self.iterations, (first, last + 1)).tolist()
        skipped = max(0, -(-(begin - self.first_block) // kept.BLOCK))
        start = self.first_block + skipped * kept.BLOCK
        blocks = slice(2 * skipped, 2 * max(skipped, (end - self.first_block) // kept.BLOCK))
        extremes = self.extremes[0][blocks] - begin, self.extremes[1][blocks]
        late, until = np.searchsorted(self.lately[0], (first, last + 1))
        lately = self.lately[0][late:until], self.lately[1][late:until]
        iterations, values = self.iterations[begin:end], self.values[begin:end]
        if late == until and end <= kept.BOUND:  # they are of later ones, but up to there each one is kept
            lately = iterations[-kept.RECENT :], values[-kept.RECENT :]
        return Curve(iterations, values, lately, extremes, start - begin)

    @cached_property
    def whole(self) -> tuple[Array, Array]:
        """(iterations, values) of those kept, and of the last ones after them."""
        begin = self._after
        if begin == len(self.lately[0]):
            return self.iterations, self.values
        late, values = self.lately
        return np.concatenate([self.iterations, late[begin:]]), np.concatenate([self.values, values[begin:]])

    @cached_property
    def outline(self) -> tuple[Array, Array]:
        """The same; of very many those that a picture needs, the least and the most of what is less than a column."""
        at, begin, end = self.extremes[0], self.first_block, self._end_of_blocks
        if not len(at):
            return self.whole
        late = self.lately[0][self._after :]
        iterations = np.concatenate([self.iterations[:begin], self.iterations[at], self.iterations[end:], late])
        return iterations, self.heights

    @cached_property
    def heights(self) -> Array:
        """The values of the outline."""
        if not len(self.extremes[0]):
            return self.whole[1]
        begin, end, late = self.first_block, self._end_of_blocks, self.lately[1][self._after :]
        return np.concatenate([self.values[:begin], self.extremes[1], self.values[end:], late])

    @property
    def _end_of_blocks(self) -> int:
        return self.first_block + len(self.extremes[0]) // 2 * kept.BLOCK

    @property
    def _after(self) -> int:
        """Where among the last ones those begin that come after all that are kept."""
        return int(np.searchsorted(self.lately[0], self.iterations[-1] if len(self) else 0, side="right"))

    def evenly(self, count: int) -> Array:
        """The values of so many iterations, evenly spaced over all, or of those before them; of few all of them."""
        last = self.last
        if len(self) <= count or last is None:
            return self.whole[1]
        at = np.searchsorted(self.iterations, np.linspace(self.iterations[0], last[0], count), side="right") - 1
        return self.values[at]
