"""Reading arguments: argparse with errors in one line, and what all commands share.

The engine is imported where it is needed, never above: NumPy must not load before `main` has set its threads.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from glassnet.scenarios.base import Scenario

EXPERIMENT = "a scenario's name (glassnet list), an experiment file, NAME.toml, or data, NAME.csv"
INTERRUPTED = 130  # the exit code after ctrl-c, as shells have it
SLOW_BYTES = 4_000_000  # of a CSV file: reading these takes about a second
MOST_ITERATIONS = 10_000_000  # to go at once where nothing shows how far it is: minutes, not days

ELSEWHERE = {  # flags that one command has, or a few, and which: somebody may look for them with another one
    **dict.fromkeys(("--epochs", "--until"), "glassnet train"),
    "--iterations": "glassnet train, trace, check, sweep and export",
    **dict.fromkeys(("--iteration", "--depth", "--full"), "glassnet explain"),
    **dict.fromkeys(("--seeds", "--vary", "--converged-below"), "glassnet sweep"),
    "--json": "glassnet train, check, explain and sweep",
    **dict.fromkeys(("--to", "--size"), "glassnet export"),
    "--out": "glassnet trace and export",
    "--at": "glassnet EXPERIMENT and glassnet export",
    **dict.fromkeys(("--resume", "--plain", "--fps", "--version"), "glassnet without a command"),
}


class Parser(argparse.ArgumentParser):
    """argparse, with examples printed as they stand and errors in one line."""

    def __init__(self, name: str, description: str, examples: str = "") -> None:
        super().__init__(
            name, description=description, epilog=examples, formatter_class=argparse.RawDescriptionHelpFormatter
        )

    def format_help(self) -> str:
        """The command's own arguments and the examples come before the long list of settings."""
        head, settings = self._get_formatter(), self._get_formatter()
        head.add_usage(self.usage, self._actions, self._mutually_exclusive_groups)
        head.add_text(self.description)
        for group in self._action_groups:
            part = settings if (group.title or "").startswith("settings") else head
            part.start_section(group.title)
            part.add_text(group.description)
            part.add_arguments(group._group_actions)
            part.end_section()
        head.add_text(self.epilog)
        return "\n".join(filter(None, (head.format_help(), settings.format_help())))

    def error(self, message: str) -> None:  # type: ignore[override]
        from glassnet.core.errors import LONGEST, LONGEST_PATH, bounded, nearest

        wrong = message.removeprefix("unrecognized arguments: ").partition(" ")[0].partition("=")[0][:LONGEST]
        close = nearest(wrong, self._option_string_actions) if wrong.startswith("--") else None
        hint = f'did you mean "{close}"? --help' if close else "--help"
        if wrong in ELSEWHERE:
            hint = f"{wrong} is for {ELSEWHERE[wrong]}; --help"
        self.exit(2, f"{self.prog}: {bounded(message, LONGEST_PATH)} ({hint} shows what there is)\n")


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


def opened(options: argparse.Namespace, quiet: bool = False) -> Scenario:
    """The experiment of these arguments, with the settings of its flags. Raises GlassnetError.

    quiet: whether what was decided about its data does not go to stderr.
    """
    if given(options):
        from glassnet.commands import flags

        scenario = flags.opened(options)
        for note in () if quiet else flags.unread(options, scenario):
            print(f"note: {note}", file=sys.stderr)
    else:
        from glassnet.scenarios.experiments.files import build_named, find_tables

        tables = find_tables(options.experiment)
        tell_reading(tables)
        scenario = build_named(tables, options.experiment)
    if not quiet:
        print_notes(scenario)
    return scenario


def tell_reading(tables: Mapping[str, Any]) -> None:
    """Say on stderr that the CSV file of these tables is read, where that takes a while."""
    table = tables.get("csv")
    path = table.get("file") if isinstance(table, dict) else None
    with suppress(OSError, ValueError, TypeError):  # reading says what is wrong with a file
        if isinstance(path, str) and (size := os.path.getsize(path)) >= SLOW_BYTES:
            from glassnet.core.errors import one_line

            print(one_line(f"reading {path} ({size / 1e6:.0f} MB) …"), file=sys.stderr, flush=True)


def given(options: argparse.Namespace) -> dict[str, str]:
    """The flags of settings that were given, by name, as they were typed."""
    return {name: text for name, text in vars(options).items() if name.startswith("--") and text is not None}


def print_notes(scenario: Scenario) -> None:
    """What was decided about the data, on stderr."""
    for note in scenario.notes:
        print(note, file=sys.stderr)


def whole(least: int, most: int | None = None) -> Callable[[str], int]:
    """What reads a whole number in this range."""

    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            number = least - 1
        if number < least or (most is not None and number > most):
            from glassnet.core.errors import quoted

            bound = f"of at least {least}" if most is None else f"from {least} to {most}"
            raise argparse.ArgumentTypeError(f"must be a whole number {bound}, got {quoted(text)}")
        return number

    return read
