"""The settings of an experiment as arguments: groups of --help, the experiment that they make, errors that name them.

Which flags there are is derived in `scenarios/flags.py`; what is right for them the core's checks say.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from glassnet.commands.arguments import given
from glassnet.core.errors import ConfigError, GlassnetError, path_named
from glassnet.scenarios.experiments.flags import ENGINE, Flag, flags, for_tables

if TYPE_CHECKING:
    from glassnet.scenarios.base import Scenario

DEFAULTS = "what is left out is as the experiment has it"
GROUPS = {"": "network", "network": "network", "training": "training"}  # by table; all others are data


def add_flags(made: argparse.ArgumentParser, without: str = "") -> None:
    """One flag for each setting, in groups; the usage names them all in one word.

    without: a flag that the command does not take.
    """
    made.usage = f"{made.format_usage().removeprefix('usage: ').rstrip()} [SETTINGS]"
    groups: dict[str, Any] = {}
    for name, alike in _by_name().items():
        flag = alike[0]
        group = GROUPS.get(flag.table, "data")
        if group not in groups:
            groups[group] = made.add_argument_group(f"settings of the {group}", DEFAULTS)
        if name != without:
            groups[group].add_argument(name, dest=name, metavar=_metavar(flag), help=_help(alike))


def opened(options: argparse.Namespace) -> Scenario:
    """The experiment of the arguments with the settings of their flags. Raises GlassnetError."""
    from glassnet.scenarios.experiments.files import build_named

    tables, values = settings(options)
    with naming(values):
        scenario = build_named(set_keys(tables, values), options.experiment)
        seed = [value for flag, value in values.items() if flag.path == "seed"]
        return scenario.with_seed(seed[0]) if seed else scenario  # refuses one that changes nothing


def unread(options: argparse.Namespace, *experiments: Scenario) -> list[str]:
    """A sentence for each flag that was given although nothing reads it in any of these experiments."""
    if not (typed := given(options)):
        return []
    from glassnet.scenarios.experiments.settings import settings_of
    from glassnet.scenarios.settings.fitting import idle

    tables, found = [(settings_of(each), each) for each in experiments], []
    for name in typed:
        for flag in _by_name()[name]:
            why = [idle(flag.path, settings, each) for settings, each in tables] if flag.table in ENGINE else [""]
            if all(why):
                found.append(f"{name} changes nothing here: {why[0]}")
    return found


def settings(options: argparse.Namespace) -> tuple[dict[str, Any], dict[Flag, Any]]:
    """The tables of the experiment as it comes, and the flags that were given, with their values.

    Of flags of one name it is the one whose table the experiment has. Raises GlassnetError for a flag that goes with
    other experiments.
    """
    from glassnet.scenarios.experiments.files import find_tables

    typed = given(options)
    only_csv = [name for name in typed if all(flag.table == "csv" for flag in _by_name()[name])]
    tables, values = find_tables(options.experiment, csv=bool(only_csv)), {}
    for name, text in typed.items():
        alike = _by_name()[name]
        flag = for_tables(alike, tables)
        if flag is None:
            raise GlassnetError(
                f"{path_named(options.experiment)}: {name} goes with data of another kind, [{alike[0].table}]"
            )
        values[flag] = flag.read(text)
    return tables, values


def set_keys(tables: Mapping[str, Any], given: Mapping[Flag, Any]) -> dict[str, Any]:
    """The tables with the keys of these flags set."""
    from glassnet.scenarios.experiments.settings import changed

    return changed(tables, [(flag.path, value) for flag, value in given.items()])


@contextmanager
def naming(given: Mapping[Flag, Any]) -> Iterator[None]:
    """Errors inside name the flag that was given where they name its key: `--hidden (value 2) must be …`."""
    try:
        yield
    except GlassnetError as error:
        known = {flag.table: (flag.name, value) for flag, value in given.items() if flag.table not in ENGINE}
        known |= {flag.path: (flag.name, value) for flag, value in given.items()}
        raise ConfigError(_named(str(error), known)) from error


def _named(message: str, given: Mapping[str, tuple[str, Any]]) -> str:
    """The message with keys, and tables of data, spelled as flags; what stands in quotes is the user's, and stays."""

    def put(found: re.Match[str]) -> str:
        if found[1] not in given:
            return found[0]
        name, value = given[found[1]]
        several = found[2] and isinstance(value, list) and len(value) > 1
        return f"{name} (value {int(found[2]) + 1})" if several else name

    word = r'"[^"]*"|(?<![\w./])\[?([a-z]\w*(?:\.\w+)?)\]?(?:\[(\d+)\])?(?=:| must\b| goes\b| ")'
    return re.sub(word, put, message)


def _by_name() -> dict[str, list[Flag]]:
    found: dict[str, list[Flag]] = {}
    for flag in sorted(flags(), key=lambda flag: ENGINE.index(flag.table) if flag.table in ENGINE else len(ENGINE)):
        found.setdefault(flag.name, []).append(flag)
    return found


def _metavar(flag: Flag) -> str:
    if bool in flag.kinds:
        return "yes|no"
    if int in flag.kinds and str in flag.kinds and flag.names:
        return "|".join(["N", *flag.names])
    word = "X" if float in flag.kinds else "N" if flag.kinds[0] in (int, list[int]) else "NAME"
    return f"{word}[,{word}]" if {list[int], list[str]} & {*flag.kinds} else word


def _help(alike: list[Flag]) -> str:
    """Their words and the names that go, for argparse, which reads % as its own."""
    words = "; ".join(dict.fromkeys(flag.help for flag in alike if flag.help))
    names = dict.fromkeys(name for flag in alike for name in flag.names if int not in flag.kinds)
    return (f"{words}: {', '.join(names)}" if names else words).replace("%", "%%")
