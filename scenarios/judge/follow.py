"""Follow-through: every step is worked out from the learner's own numbers, and compared with what he has there.

What he did not give is filled in from what he gave before it. A number that does not follow from what its step read is
where a mistake is; one that is only the consequence of a wrong one follows. Needs no catalogue and no network: steps by
name, and numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field

import numpy as np
from numpy.typing import NDArray

from glassnet.core.deferred import dataclass
from glassnet.core.program import Step
from glassnet.scenarios.judge.bounds import Bounded
from glassnet.scenarios.judge.digits import Digits

Array = NDArray[np.float64]


FAR = 1e-3  # of the largest entry: what rounding of double numbers hardly ever comes to


class Missing(Exception):
    """A number that nothing gives: neither the learner nor a step."""


class Number:
    """An array and what each of its entries may be off by, which is worked out when it is first asked for."""

    def __init__(self, value: Array, error: Array | Callable[[], Array]) -> None:
        self.value = value
        self._error = error

    @property
    def error(self) -> Array:
        """What each entry may be off by."""
        if callable(self._error):
            self._error = self._error()
        return self._error


@dataclass(frozen=True, eq=False)
class Own:
    """The learner's numbers.

    given: by name. computed: those that some step computes too, so that they can be judged, in the program's order.
    odd: names whose shape is not the one that they should have. stray: names that are compared, but that nothing was
    made of: what comes after them follows from what they should be. as_printed: see `Stated`.
    """

    given: Mapping[str, Number]
    computed: tuple[str, ...]
    digits: Digits
    odd: frozenset[str] = frozenset()
    stray: frozenset[str] = frozenset()
    as_printed: bool = False


@dataclass(eq=False)
class Trace:
    """Steps run on the learner's numbers, each when it is asked for.

    steps: by what they compute. before: a trace of other steps, and the names for which it holds no longer.
    """

    own: Own
    steps: Mapping[str, Step]
    before: Trace | None = None
    changed: frozenset[str] = frozenset()
    _found: dict[str, Number | None] = field(default_factory=dict)

    def changed_to(self, steps: Mapping[str, Step], names: frozenset[str]) -> Trace:
        """The same numbers run through other steps; `names` are all whose results may be others."""
        return Trace(self.own, steps, self, names)

    def have(self, name: str) -> Number:
        """His number, or what his numbers lead to. Raises Missing."""
        if name in self.own.given and name not in self.own.stray:
            return self.own.given[name]
        return self.computed(name)

    def computed(self, name: str) -> Number:
        """What a name's step makes of his numbers. Raises Missing."""
        if name not in self._found:
            if self.before is not None and name not in self.changed:
                return self.before.computed(name)
            self._found[name] = self._run(name)
        found = self._found[name]
        if found is None:
            raise Missing(name)
        return found

    @property
    def wrong(self) -> tuple[str, ...]:
        """The given names that do not follow, in the order of the program."""
        return tuple(name for name in self.own.computed if self.follows(name) is False)

    def _run(self, name: str) -> Number | None:
        if name not in self.steps:
            return None
        step = self.steps[name]
        self._found[name] = None  # a step that reads itself, by way of a mistake, has no number
        try:
            read = [self.have(each) for each in step.inputs]
        except Missing:
            return None
        return run_bounded(step.op, read, self.own.digits.share)

    def follows(self, name: str, roughly: bool = False) -> bool | None:
        """Whether his number is what its step makes of his; None where that cannot be told.

        roughly: whether numbers that are far apart may be told so at once, though their terms might be larger yet.
        """
        try:
            found, his = self.computed(name), self.own.given[name]
        except (Missing, KeyError):
            return None
        if name not in self.own.odd and found.value.ndim > his.value.ndim:
            found = _reshaped(found, his.value.shape)
        digits = self.own.digits
        return agrees(his, found, digits.floor, roughly and not digits.rounded)


def run_bounded(op: Callable[..., object], read: list[Number], share: float) -> Number | None:
    """The op on numbers, and what its result may be off by; None where the shapes do not go together."""
    with np.errstate(all="ignore"):
        try:
            value = np.asarray(op(*(each.value for each in read)), dtype=np.float64)
        except (ValueError, IndexError):
            return None

    def error() -> Array:
        with np.errstate(all="ignore"):
            made = op(*(Bounded(each.value, {at: each.error}) for at, each in enumerate(read)))
        assert isinstance(made, Bounded)
        return made.error + share * np.abs(value)

    return Number(value, error)


def _reshaped(number: Number, shape: tuple[int, ...]) -> Number:
    """Without axes of length 1 that the handed-in number is not given with: (1, o) for (o,)."""
    if number.value.size != np.prod(shape, dtype=int):
        return number
    return Number(number.value.reshape(shape), lambda: number.error.reshape(shape))


def agrees(his: Number, found: Number, floor: float, roughly: bool = False) -> bool:
    """Whether two numbers are the same to what both may be off by. floor: of `Digits`. roughly: of `Trace.follows`."""
    if his.value.shape != found.value.shape:
        return False
    with np.errstate(all="ignore"):
        apart = np.abs(his.value - found.value)
        if (apart <= his.error + floor).all():
            return True
        if roughly and apart.max(initial=0) > FAR * np.abs(his.value).max(initial=0):
            return False
        return bool((apart <= his.error + found.error + floor).all())
