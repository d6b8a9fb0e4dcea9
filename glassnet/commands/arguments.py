"""Reading arguments: argparse with errors in one line, and what all commands share. Knows no experiment.

The engine is imported where it is needed, never above: NumPy must not load before `main` has set its threads.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable

INTERRUPTED = 130  # the exit code after ctrl-c, as shells have it
SMALLEST = 60, 20  # columns and rows of a picture

ELSEWHERE = {  # flags that one command has, or a few, and which: somebody may look for them with another one
    "--epochs": "glassnet train",
    "--until": "glassnet train and record",
    "--iterations": "glassnet train, walk, trace, check, sweep and export",
    **dict.fromkeys(("--depth", "--full"), "glassnet explain"),
    "--iteration": "glassnet explain and sheet",
    **dict.fromkeys(("--students", "--sample"), "glassnet sheet"),
    **dict.fromkeys(("--seeds", "--vary", "--converged-below"), "glassnet sweep"),
    "--json": "glassnet train, check, judge, explain and sweep",
    "--to": "glassnet export",
    "--size": "glassnet export and record",
    "--frames": "glassnet record",
    "--all": "glassnet walk and judge",
    "--reset": "glassnet learn",
    "--out": "glassnet trace, export, record and sheet",
    **dict.fromkeys(("--theme", "--plain"), "glassnet record, and without a command"),
    "--at": "glassnet EXPERIMENT, walk and export",
    **dict.fromkeys(("--resume", "--big", "--fps", "--version"), "glassnet without a command"),
}


class Parser(argparse.ArgumentParser):
    """argparse, with examples printed as they stand and errors in one line."""

    def __init__(self, name: str, description: str, examples: str = "") -> None:
        super().__init__(
            name, description=description, epilog=examples, formatter_class=argparse.RawDescriptionHelpFormatter
        )

    @property
    def options(self) -> frozenset[str]:
        """The names of the options so far, in full, but those that show the help, which is to tell of all."""
        return frozenset(self._option_string_actions) - {"-h", "--help"}

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


def given(options: argparse.Namespace) -> dict[str, str]:
    """The flags of settings that were given, by name, as they were typed."""
    return {name: text for name, text in vars(options).items() if name.startswith("--") and text is not None}


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


def size(most: tuple[int, int]) -> Callable[[str], tuple[int, int]]:
    """What reads columns and rows, 120x40."""

    def read(text: str) -> tuple[int, int]:
        parts = text.lower().split("x")
        numbers = [int(part) if part.isdecimal() and len(part) < 5 else 0 for part in parts]
        if len(numbers) != 2 or not all(low <= n <= high for n, low, high in zip(numbers, SMALLEST, most, strict=True)):
            from glassnet.core.errors import quoted

            least, largest = (f"{columns}x{rows}" for columns, rows in (SMALLEST, most))
            raise argparse.ArgumentTypeError(f"must be from {least} to {largest}, got {quoted(text)}")
        return numbers[0], numbers[1]

    return read
