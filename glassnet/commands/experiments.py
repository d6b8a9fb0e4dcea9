"""Opening the experiment that arguments name: its parser, the flags of its settings, and what is said about it.

The engine is imported where it is needed, never above: NumPy must not load before `main` has set its threads.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from glassnet.commands.arguments import Parser
from glassnet.commands.progress import reading_told

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
    if any(word.startswith("-") for word in arguments):  # else none is given, and none need be made
        from glassnet.commands.flags import add_flags

        add_flags(made, without)
    return made.parse_args(arguments)


def tables_of(options: argparse.Namespace) -> Mapping[str, Any]:
    """The tables of the experiment of these arguments, with the settings of its flags. Raises GlassnetError."""
    from glassnet.commands import flags
    from glassnet.scenarios.experiments.files import find_tables

    return flags.set_keys(*flags.settings(options)) if flags.given(options) else find_tables(options.experiment)


def opened(options: argparse.Namespace, quiet: bool = False) -> Scenario:
    """The experiment of these arguments, with the settings of its flags. Raises GlassnetError.

    quiet: whether nothing goes to stderr: how a large file is read, and what was decided about its data.
    """
    from glassnet.commands import flags

    if not quiet:
        flags.tell_reading(tables_of(options))
    with nullcontext() if quiet else reading_told():
        if flags.given(options):
            scenario = flags.opened(options)
        else:
            from glassnet.scenarios.experiments.files import find

            scenario = find(options.experiment)
    if not quiet:
        for note in flags.unread(options, scenario) if flags.given(options) else ():
            print(f"note: {note}", file=sys.stderr)
        print_notes(scenario)
    return scenario


def print_notes(scenario: Scenario) -> None:
    """What was decided about the data, on stderr."""
    for note in scenario.notes:
        print(note, file=sys.stderr)
