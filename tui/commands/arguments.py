"""Reading arguments: argparse with errors in one line, and what all commands share.

The engine is imported where it is needed, never above: NumPy must not load before `main` has set its threads.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scenarios.base import Scenario

EXPERIMENT = "a scenario's name (glassnet list) or an experiment file, NAME.toml"
INTERRUPTED = 130  # the exit code after ctrl-c, as shells have it
MOST_ITERATIONS = 10_000_000  # to go at once where nothing shows how far it is: minutes, not days


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
    return made


def opened(experiment: str, seed: int | None) -> Scenario:
    """The experiment, from another seed where one is given. Raises GlassnetError."""
    from scenarios.files import find

    scenario = find(experiment)
    return scenario if seed is None else scenario.with_seed(seed)


def whole(least: int, most: int | None = None) -> Callable[[str], int]:
    """What reads a whole number in this range."""

    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            number = least - 1
        if number < least or (most is not None and number > most):
            from core.errors import quoted

            bound = f"of at least {least}" if most is None else f"from {least} to {most}"
            raise argparse.ArgumentTypeError(f"must be a whole number {bound}, got {quoted(text)}")
        return number

    return read
