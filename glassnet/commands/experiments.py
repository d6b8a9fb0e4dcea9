"""Opening the experiment that arguments name: its parser, the flags of its settings, and what is said about it.

The engine is imported where it is needed, never above: NumPy must not load before `main` has set its threads.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

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


def opened(options: argparse.Namespace, quiet: bool = False) -> Scenario:
    """The experiment of these arguments, with the settings of its flags. Raises GlassnetError.

    quiet: whether what was decided about its data does not go to stderr.
    """
    if given(options):
        from glassnet.commands import flags

        with reading_told():
            scenario = flags.opened(options)
        for note in () if quiet else flags.unread(options, scenario):
            print(f"note: {note}", file=sys.stderr)
    else:
        from glassnet.scenarios.experiments.files import build_named, find_tables

        tables = find_tables(options.experiment)
        tell_reading(tables)
        with reading_told():
            scenario = build_named(tables, options.experiment)
    if not quiet:
        print_notes(scenario)
    return scenario


def print_notes(scenario: Scenario) -> None:
    """What was decided about the data, on stderr."""
    for note in scenario.notes:
        print(note, file=sys.stderr)
