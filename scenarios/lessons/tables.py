"""The keys of a lesson file, as msgspec structs: unknown keys and wrong types are refused here.

Knows which keys there are and of what type; what they say of a network the engine decides where a step begins.
"""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Struct, field

from glassnet.scenarios.lessons.conditions import CONDITIONS, WITHIN


class LessonTable(Struct, forbid_unknown_fields=True):
    """A whole file; the steps are decoded one by one, so that errors name them."""

    title: str
    about: str
    start: str
    at: str | None = None
    lock: list[str] = field(default_factory=list)
    skip: bool = True
    step: list[dict[str, Any]] = field(default_factory=list)


class StepTable(Struct, forbid_unknown_fields=True):
    """[[step]]; `chapter` begins one, of that name."""

    id: str
    say: str
    then: str = ""
    wait: dict[str, Any] | None = None
    ask: dict[str, Any] | None = None
    do: list[str] = field(default_factory=list)
    hint: list[str] = field(default_factory=list)
    miss: dict[str, str] = field(default_factory=dict)
    start: str | None = None
    at: str | None = None
    chapter: str = ""


class AskTable(Struct, forbid_unknown_fields=True):
    """ask = { … }: one of number, sign, choice, which, order, and what goes with it."""

    number: str | None = None
    sign: str | None = None
    choice: list[str] | dict[str, str] | None = None
    answer: int | str | None = None
    holds: str | None = None
    which: str | None = None
    of: str | None = None
    order: list[str] | None = None


class TranslationTable(Struct, forbid_unknown_fields=True):
    """NAME.de.toml."""

    title: str | None = None
    about: str | None = None
    step: list[dict[str, Any]] = field(default_factory=list)


class TranslatedStep(Struct, forbid_unknown_fields=True):
    """[[step]] of a translation; `choice` and `miss` by what the lesson has, or by its ids."""

    id: str
    say: str | None = None
    then: str | None = None
    hint: list[str] | None = None
    miss: dict[str, str] | None = None
    choice: dict[str, str] | None = None
    chapter: str | None = None


WaitTable = msgspec.defstruct(
    "WaitTable",
    [(name, condition.kind | None, None) for name, condition in CONDITIONS.items()] + [(WITHIN, int | None, None)],
    forbid_unknown_fields=True,
)


def given(table: Struct) -> dict[str, Any]:
    """The keys of a table that are given."""
    return {name: value for name, value in msgspec.structs.asdict(table).items() if value is not None}
