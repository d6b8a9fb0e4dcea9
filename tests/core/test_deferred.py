"""A dataclass that is built when it is first used is the one that `dataclasses` builds."""

from __future__ import annotations

import copy
import dataclasses
import inspect
from collections.abc import Callable
from dataclasses import FrozenInstanceError, field
from typing import Any

import pytest

from glassnet.core import deferred


def classes(make: Any) -> tuple[type[Any], type[Any]]:
    """A class and one that follows from it, made by this decorator."""

    @make(frozen=True)
    class Base:
        x: int
        rest: list[int] = field(default_factory=list)
        aside: float = field(default=0.5, compare=False, repr=False)
        plain = "no field"

        def __post_init__(self) -> None:
            if self.x < 0:
                raise ValueError("below 0")

    @make(frozen=True, eq=False)
    class Derived(Base):
        more: str = "m"

        def __repr__(self) -> str:
            return f"<{self.x}>"

    return Base, Derived


def others(make: Any) -> tuple[type[Any], type[Any], type[Any]]:
    """One that can be changed and compared, one that can be changed, and one without fields."""

    @make
    class Compared:
        x: float = 1.0

    @make(eq=False, repr=False)
    class Changed:
        x: int
        y: int = 2

    @make(frozen=True)
    class Empty:
        """Nothing."""

    return Compared, Changed, Empty


def said(does: Callable[[], object]) -> str:
    """What is refused, in its own words."""
    with pytest.raises((TypeError, FrozenInstanceError, ValueError)) as refused:
        does()
    return f"{refused.type.__name__}: {refused.value}"


NAN = float("nan")
USES: dict[str, Callable[[type[Any], type[Any]], Any]] = {
    "derived first": lambda base, derived: (derived(1).more, derived(1, [2], 0.1, "n").rest, base(1).rest),
    "made anew": lambda base, derived: base(1).rest is base(1).rest,
    "equal": lambda base, derived: (base(1) == base(1), base(1, aside=2) == base(1), base(1) == base(2), base(1) == 1),
    "by itself": lambda base, derived: (derived(1) == derived(1), derived(1) == base(1), base(1) == derived(1)),
    "hash": lambda base, derived: hash(base(1, (), 0.1)) == hash(base(1, (), 0.2)) == hash((1, ())),
    "repr": lambda base, derived: (repr(base(3, [1])), repr(derived(3))),
    "fields": lambda base, derived: [[each.name for each in dataclasses.fields(one)] for one in (derived, base)],
    "is one": lambda base, derived: (dataclasses.is_dataclass(base), base.__match_args__, derived.__match_args__),
    "options": lambda base, derived: [
        (each.__dataclass_params__.eq, each.__dataclass_params__.frozen, each.__dataclass_params__.repr)
        for each in (base, derived)
    ],
    "signature": lambda base, derived: [str(inspect.signature(each)) for each in (base, derived)],
    "replace": lambda base, derived: dataclasses.replace(derived(1), x=5).x,
    "as dict": lambda base, derived: dataclasses.asdict(base(1, [2])),
    "copy": lambda base, derived: copy.copy(base(4)) == base(4),
    "constant": lambda base, derived: (base.plain, derived.plain, base(1).aside),
    "refused values": lambda base, derived: [said(lambda: base(-1)), said(lambda: derived(-1))],
    "refused calls": lambda base, derived: [said(base), said(lambda: derived(1, y=2))],
    "frozen": lambda base, derived: [
        said(lambda: setattr(base(1), "x", 2)),
        said(lambda: setattr(base(1), "new", 2)),
        said(lambda: delattr(base(1), "rest")),
        said(lambda: setattr(derived(1), "x", 2)),
    ],
}
OTHER_USES: dict[str, Callable[[type[Any], type[Any], type[Any]], Any]] = {
    "one field": lambda compared, changed, empty: (compared(NAN) == compared(NAN), compared() == compared(1.0)),
    "no hash": lambda compared, changed, empty: compared.__hash__,
    "changed": lambda compared, changed, empty: [vars(made) for made in [changed(1)] if not made.__setattr__("x", 5)],
    "empty": lambda compared, changed, empty: (empty() == empty(), hash(empty()), repr(empty())[-7:], empty.__doc__),
}


@pytest.mark.parametrize("use", USES)
def test_it_is_the_same_class(use: str) -> None:
    assert USES[use](*classes(deferred.dataclass)) == USES[use](*classes(dataclasses.dataclass))


@pytest.mark.parametrize("use", OTHER_USES)
def test_so_are_others(use: str) -> None:
    assert OTHER_USES[use](*others(deferred.dataclass)) == OTHER_USES[use](*others(dataclasses.dataclass))


UNPICKLED: dict[str, Callable[[Any, Any], Any]] = {
    "equal": lambda one, other: one == other,
    "hash": lambda one, other: hash(one) == hash(other),
    "repr": lambda one, other: (repr(one), repr(one) == repr(other)),
}


@pytest.mark.parametrize("use", UNPICKLED)
def test_what_pickle_brings_is_whole_before_any_is_made_here(use: str) -> None:
    def brought(make: Any) -> tuple[Any, Any]:
        @make(frozen=True)
        class Point:
            x: int
            y: int = 2

        made = [object.__new__(Point), object.__new__(Point)]  # as pickle does
        for each in made:
            vars(each).update(x=1, y=3)
        return made[0], made[1]

    assert UNPICKLED[use](*brought(deferred.dataclass)) == UNPICKLED[use](*brought(dataclasses.dataclass))
    with pytest.raises(FrozenInstanceError):
        brought(deferred.dataclass)[0].x = 5
