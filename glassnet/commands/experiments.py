"""Opening the experiment that arguments name: its parser, the flags of its settings, and what is said about it.

The engine is imported where it is needed, never above: NumPy must not load before `main` has set its threads.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from glassnet.commands.arguments import Parser, given
from glassnet.commands.progress import reading_told, tell_reading

if TYPE_CHECKING:
    from glassnet.scenarios.base import Scenario

EXPERIMENT = "a scenario's name (glassnet list), an experiment file, NAME.toml, or data, NAME.csv"


def experiment_parser(name: str, description: str, examples: str) -> Parser:
    """A parser of a command that works on an experiment; `parsed` gives it the flags of the settings."""
    made = Parser(f"glassnet {name}", description, examples)
    made.add_argument("experiment", metavar="EXPERIMENT", help=EXPERIMENT)
    return made


def parsed(made: Parser, arguments: list[str], without: str = "") -> argparse.Namespace:
    """The arguments, read with a flag for every setting after the command's own; all but `without`."""
    own = made.options  # where no other ones are given, none need be made, which takes a while
    if any(word.startswith("-") and word.partition("=")[0] not in own for word in arguments):
        from glassnet.commands.flags import add_flags

        add_flags(made, without)
    return made.parse_args(arguments)


def tables_of(options: argparse.Namespace) -> Mapping[str, Any]:
    """The tables of the experiment of these arguments, with the settings of its flags. Raises GlassnetError."""
    if given(options):
        from glassnet.commands import flags

        return flags.set_keys(*flags.settings(options))
    from glassnet.scenarios.experiments.files import find_tables

    return find_tables(options.experiment)


def opened(options: argparse.Namespace, quiet: bool = False) -> Scenario:
    """The experiment of these arguments, with the settings of its flags. Raises GlassnetError.

    quiet: whether nothing goes to stderr: how a large file is read, and what was decided about its data.
    """
    if not quiet:
        tell_reading(tables_of(options))
    with nullcontext() if quiet else reading_told():
        if given(options):
            from glassnet.commands import flags

            scenario = flags.opened(options)
        else:
            from glassnet.scenarios.experiments.files import find

            scenario = find(options.experiment)
    if not quiet:
        for note in unread(options, scenario):
            print(f"note: {note}", file=sys.stderr)
        print_notes(scenario)
    return scenario


def unread(options: argparse.Namespace, scenario: Scenario) -> tuple[str, ...]:
    """What is to be said of flags that nothing reads in this experiment."""
    if not given(options):
        return ()
    from glassnet.commands import flags

    return tuple(flags.unread(options, scenario))


def print_notes(scenario: Scenario) -> None:
    """What was decided about the data, on stderr."""
    for note in scenario.notes:
        print(note, file=sys.stderr)
