"""Every setting of an experiment as a flag of the command line: the key `network.hidden` is `--hidden 4,4`.

Derived from `tables.py`: a new key of a table there is a new flag, and its `about(…)` has the help text and the names
that go. A key of the data with the name of another key gets `data-` before it (`generator.seed`: `--data-seed`);
tables of data of different kinds share their flags. Keys that must be given are no settings, and have no flag.
Knows how a value is spelled, not which values are right.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from glassnet.core.deferred import dataclass

if TYPE_CHECKING:  # msgspec is loaded when the flags are asked for: most commands are given none
    from msgspec import Struct

NO_SETTINGS = ("scenario", "data", "parameters", "names", "printed")
ENGINE = ("", "network", "training")  # their keys go before those of data
NONE, YES_NO = "none", {"yes": True, "no": False, "true": True, "false": False, "on": True, "off": False}


@dataclass(frozen=True)
class Flag:
    """One setting.

    name: `--hidden`. table, key: where it stands in an experiment file; the table is "" outside of all.
    kinds: the types that its values may have. help, names: as `tables.py` has them.
    dependent: whether its table has keys that must be given, so that it goes with experiments that have the table.
    """

    name: str
    table: str
    key: str
    kinds: tuple[Any, ...]
    help: str = ""
    names: tuple[str, ...] = ()
    dependent: bool = False

    @property
    def path(self) -> str:
        """The key as errors name it: `network.hidden`."""
        return f"{self.table}.{self.key}" if self.table else self.key

    def read(self, text: str) -> Any:
        """The value that is spelled so; text that spells none stays text, for `decode` to refuse."""
        lists = [kind for kind in self.kinds if typing.get_origin(kind) is list]
        if not lists or ("," not in text and len(lists) < len(self.kinds)):
            return _scalar(text, self.kinds)
        entries = typing.get_args(lists[0])
        if text.strip() in ("", NONE) or (text.strip() == "0" and int in entries):
            return []
        return [_scalar(part.strip(), entries) for part in text.split(",")]

    def spelled(self, value: Any) -> str | None:
        """The text that reads as this value; None where there is none, as for no activations of no layers."""
        if isinstance(value, list | tuple):
            if len(self.kinds) == 1:
                return ",".join(map(str, value)) or NONE
            return ",".join(value if len(set(value)) > 1 else value[:1]) or None
        if value is None or isinstance(value, str):
            return value
        if isinstance(value, bool):
            return "yes" if value else "no"
        return repr(float(value)).removesuffix(".0") if float in self.kinds else str(value)

    def of(self, tables: Mapping[str, Any]) -> str | None:
        """What these tables have for it, spelled."""
        inside = tables.get(self.table, {}) if self.table else tables
        return self.spelled(inside.get(self.key))


def _scalar(text: str, kinds: tuple[Any, ...]) -> Any:
    """By the first type that reads it, as the table names them: `int | str` is a number where it can be."""
    for kind in kinds:
        if kind is bool and text.lower() in YES_NO:
            return YES_NO[text.lower()]
        if kind is str:
            break
        if kind in (int, float):
            with suppress(ValueError):
                return kind(text)
    return text


@cache
def flags() -> tuple[Flag, ...]:
    """All there are, in the order of the tables; those of different kinds of data may have the same name."""
    from glassnet.scenarios.experiments.tables import Tables

    return flags_of(Tables)


def flags_of(tables: type[Struct]) -> tuple[Flag, ...]:
    """The flags of these tables."""
    from msgspec import Struct, structs

    found: list[Flag] = []
    for name, (kinds, help_text, names) in _keys(tables).items():
        if name in NO_SETTINGS:
            continue
        if len(kinds) == 1 and isinstance(kinds[0], type) and issubclass(kinds[0], Struct):
            must = {field.name for field in structs.fields(kinds[0]) if field.required}
            found += [
                Flag("", name, key, *rest, bool(must)) for key, rest in _keys(kinds[0]).items() if key not in must
            ]
        else:
            found.append(Flag("", "", name, kinds, help_text, names))
    first = {flag.key for flag in found if flag.table in ENGINE}
    return tuple(replace(flag, name=_name(flag, first)) for flag in found)


def for_tables(alike: Sequence[Flag], tables: Mapping[str, Any]) -> Flag | None:
    """Of flags of one name the one whose table an experiment has; None where they go with data of another kind."""
    there = [flag for flag in alike if flag.table in tables] or [flag for flag in alike if not flag.dependent]
    return there[0] if there else None


def _name(flag: Flag, first: set[str]) -> str:
    clashes = flag.table not in ENGINE and flag.key in first
    return f"--{'data-' if clashes else ''}{flag.key.replace('_', '-')}"


def _keys(struct: type[Struct]) -> dict[str, tuple[tuple[Any, ...], str, tuple[str, ...]]]:
    """Types without None, help text and names of every key."""
    from msgspec import Meta

    made = {}
    for name, hint in typing.get_type_hints(struct, include_extras=True).items():
        metas = [meta for meta in getattr(hint, "__metadata__", ()) if isinstance(meta, Meta)]
        bare = typing.get_args(hint)[0] if metas else hint
        union = typing.get_origin(bare) in (types.UnionType, typing.Union)
        kinds = tuple(kind for kind in (typing.get_args(bare) if union else (bare,)) if kind is not types.NoneType)
        help_text = " ".join(meta.description for meta in metas if meta.description)
        names = tuple(name for meta in metas for name in (meta.extra or {}).get("names", ()))
        made[name] = (kinds, help_text, names)
    return made
