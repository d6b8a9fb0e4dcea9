"""Follow-through: every step is worked out from the learner's own numbers, and compared with what he has there.

What he did not give is filled in from what he gave before it. A number that does not follow from what its step read is
where a mistake is; one that is only the consequence of a wrong one follows. Needs no catalogue and no network: steps by
name, and numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from glassnet.core.program import Step
from glassnet.scenarios.judge.bounds import Bounded
from glassnet.scenarios.judge.digits import Digits

Array = NDArray[np.float64]


class Missing(Exception):
    """A number that nothing gives: neither the learner nor a step."""


@dataclass(frozen=True, eq=False)
class Number:
    """An array and what each of its entries may be off by."""

    value: Array
    error: Array


@dataclass(frozen=True, eq=False)
class Own:
    """The learner's numbers.

    given: by name. computed: those that some step computes too, so that they can be judged, in the program's order.
    odd: names whose shape is not the one that they should have. stray: names that are compared, but that nothing was
    made of: what comes after them follows from what they should be.
    """

    given: Mapping[str, Number]
    computed: tuple[str, ...]
    digits: Digits
    odd: frozenset[str] = frozenset()
    stray: frozenset[str] = frozenset()


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

    def follows(self, name: str) -> bool | None:
        """Whether his number is what its step makes of his; None where that cannot be told."""
        try:
            found, his = self.computed(name), self.own.given[name]
        except (Missing, KeyError):
            return None
        if name not in self.own.odd and found.value.ndim > his.value.ndim:
            found = _reshaped(found, his.value.shape)
        return agrees(his, found)


def run_bounded(op: Callable[..., object], read: list[Number], share: float) -> Number | None:
    """The op on numbers with what they may be off by; None where the shapes do not go together."""
    arguments = [Bounded(each.value, {at: each.error}) for at, each in enumerate(read)]
    with np.errstate(all="ignore"):
        try:
            made = op(*arguments)
        except (ValueError, IndexError):
            return None
        assert isinstance(made, Bounded)
        return Number(made.value, made.error + share * np.abs(made.value))


def _reshaped(number: Number, shape: tuple[int, ...]) -> Number:
    """Without axes of length 1 that the handed-in number is not given with: (1, o) for (o,)."""
    if number.value.size != np.prod(shape, dtype=int):
        return number
    return Number(number.value.reshape(shape), number.error.reshape(shape))


def agrees(his: Number, found: Number) -> bool:
    """Whether two numbers are the same to what both may be off by."""
    if his.value.shape != found.value.shape:
        return False
    with np.errstate(all="ignore"):
        return bool((np.abs(his.value - found.value) <= his.error + found.error).all())


def cones(steps: Mapping[str, Step], given: frozenset[str]) -> dict[str, frozenset[str]]:
    """For each name the steps whose results it depends on, itself among them, as far as no given number parts them."""
    found: dict[str, frozenset[str]] = {}

    def cone(name: str) -> frozenset[str]:
        if name not in found:
            found[name] = frozenset()  # until it is known: what reads itself depends on nothing more
            inside = {name}
            for each in steps[name].inputs:
                if each in steps and each not in given:
                    inside |= cone(each)
            found[name] = frozenset(inside)
        return found[name]

    for name in steps:
        cone(name)
    return found
