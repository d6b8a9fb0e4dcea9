"""A dataclass that is built when it is first used is the one that `dataclasses` builds."""

from __future__ import annotations

import copy
import dataclasses
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
        plain = "no field"

        def __post_init__(self) -> None:
            if self.x < 0:
                raise ValueError("below 0")

        def __repr__(self) -> str:
            return f"<{self.x}>"

    @make(frozen=True, eq=False)
    class Derived(Base):
        more: str = "m"

    return Base, Derived


USES: dict[str, Callable[[type[Any], type[Any]], Any]] = {
    "derived first": lambda base, derived: (derived(1).more, derived(1, [2], "n").rest, base(1).rest),
    "base first": lambda base, derived: (
        base(1) == base(1),
        derived(1) == derived(1),
        derived.__hash__ is base.__hash__,
    ),
    "own repr, made repr": lambda base, derived: (repr(base(3)), repr(derived(3)).partition("Derived")[2]),
    "fields": lambda base, derived: [[each.name for each in dataclasses.fields(one)] for one in (derived, base)],
    "is one": lambda base, derived: (dataclasses.is_dataclass(base), base.__match_args__, derived.__match_args__),
    "options": lambda base, derived: (base.__dataclass_params__.eq, derived.__dataclass_params__.eq),
    "replace": lambda base, derived: dataclasses.replace(derived(1), x=5).x,
    "copy": lambda base, derived: copy.copy(base(4)) == base(4),
    "constant": lambda base, derived: (base.plain, derived.plain),
}


@pytest.mark.parametrize("use", USES)
def test_it_is_the_same_class(use: str) -> None:
    assert USES[use](*classes(deferred.dataclass)) == USES[use](*classes(dataclasses.dataclass))


def test_it_refuses_the_same() -> None:
    base, derived = classes(deferred.dataclass)
    with pytest.raises(ValueError, match="below 0"):
        derived(-1)
    with pytest.raises(FrozenInstanceError):
        base(1).x = 2
    with pytest.raises(TypeError, match="missing 1 required positional argument"):
        base()


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
