"""Reading arguments: argparse with errors in one line, and what all commands share.

The engine is imported where it is needed, never above: NumPy must not load before `main` has set its threads.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scenarios.base import Scenario

EXPERIMENT = "a scenario's name (glassnet list), an experiment file, NAME.toml, or data, NAME.csv"
CSV_KEYS = ("target", "task", "test_share")
INTERRUPTED = 130  # the exit code after ctrl-c, as shells have it


class Parser(argparse.ArgumentParser):
    """argparse, with examples printed as they stand and errors in one line."""

    def __init__(self, name: str, description: str, examples: str = "") -> None:
        super().__init__(
            name, description=description, epilog=examples, formatter_class=argparse.RawDescriptionHelpFormatter
        )

    def error(self, message: str) -> None:  # type: ignore[override]
        from core.errors import one_line

        self.exit(2, one_line(f"{self.prog}: {message} (--help shows what there is)") + "\n")


def experiment_parser(name: str, description: str, examples: str) -> Parser:
    """A parser of a command that works on an experiment, from one seed."""
    made = Parser(f"glassnet {name}", description, examples)
    made.add_argument("experiment", metavar="EXPERIMENT", help=EXPERIMENT)
    made.add_argument("--seed", type=int, metavar="N", help="of the initial weights, 0 … 4294967295")
    add_csv_flags(made)
    return made


def add_csv_flags(made: argparse.ArgumentParser) -> None:
    """What [csv] of an experiment file says, for a CSV file."""
    group = made.add_argument_group("of a CSV file")
    group.add_argument("--target", metavar="COLUMN", help="what is learned, by name or by number from 0 (the last)")
    group.add_argument("--task", metavar="TASK", help="classes, binary or regression (by the target)")
    group.add_argument("--test-share", type=float, metavar="PER_CENT", help="of the rows that only test (20)")


def opened_tables(options: argparse.Namespace) -> dict[str, Any]:
    """The tables of the experiment with what the flags of CSV files say. Raises GlassnetError."""
    from scenarios.files import find_tables

    given = {key: getattr(options, key) for key in CSV_KEYS if getattr(options, key) is not None}
    return find_tables(options.experiment, given)


def opened(options: argparse.Namespace, quiet: bool = False) -> Scenario:
    """The experiment, from another seed where one is given. What was decided about its data goes to stderr.

    Raises GlassnetError.
    """
    from scenarios.files import build_named

    scenario = build_named(opened_tables(options), options.experiment)
    if options.seed is not None:
        scenario = scenario.with_seed(options.seed)
    if not quiet:
        print_notes(scenario)
    return scenario


def print_notes(scenario: Scenario) -> None:
    """What was decided about the data, on stderr."""
    for note in scenario.notes:
        print(note, file=sys.stderr)


def whole(least: int) -> Callable[[str], int]:
    """What reads a whole number of at least this."""

    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            number = least - 1
        if number < least:
            from core.errors import quoted

            raise argparse.ArgumentTypeError(f"must be a whole number of at least {least}, got {quoted(text)}")
        return number

    return read
