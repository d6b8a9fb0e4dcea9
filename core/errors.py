"""What can go wrong, as one line that says what, where and what to do.

Every error that a user can cause is a `GlassnetError`; its text is complete and
fit to be shown as it is. Errors are raised at the boundary (configurations, files,
edits), never inside an op. The checks of single values stand here too, so that every one is worded alike.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable
from datetime import date, time

LONGEST = 60  # characters of a wrong value that an error repeats
LONGEST_PATH = 240  # of a path, which is seldom wrong from end to end
LONGEST_REPR = 200  # characters of what `repr` says
LONGEST_LINE = 500  # of a whole message, whatever it is made of
MOST_NAMES = 16  # names that an error lists


class GlassnetError(Exception):
    """A mistake in what the user gave; `str(error)` is one line to show them."""


class ConfigError(GlassnetError):
    """A configuration that cannot be: names the key, what was got and what is allowed."""


class UnknownName(GlassnetError, LookupError):
    """A name that is not there; says the nearest one that is."""

    def __init__(self, what: str, got: str, known: Iterable[str]) -> None:
        super().__init__(unknown(what, got, known))


def one_line(text: str) -> str:
    """The text with line ends, escapes and other characters that are not printable spelled out."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def bounded(text: str, most: int = LONGEST) -> str:
    """The text on one line, its middle left out where it would be longer than that: both ends say most."""
    for _ in range(2):  # what is not printable takes more room when it is spelled out
        if len(text) > most:
            end = (most - 1) // 3
            text = f"{text[: most - 1 - end]}…{text[-end:]}"
        text = one_line(text)
    return text


def short(thing: object, words: str) -> str:
    """What `repr` says of a thing: `<State iteration 3 …>`, one line that a notebook has room for."""
    return bounded(f"<{type(thing).__name__} {words}>", LONGEST_REPR)


def path_named(path: object) -> str:
    """A path as an error repeats it, without quotes: whoever typed it knows where it ends."""
    return bounded(str(path), LONGEST_PATH)


def quoted(value: object) -> str:
    """A wrong value as an error repeats it: text in quotes, the rest as in files, on one line, not too long."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date | time):
        return value.isoformat()
    try:
        text = value if isinstance(value, str) else repr(value)
    except (ValueError, RecursionError):  # repr refuses whole numbers of more than 4,300 digits
        return "a value too large to print"
    text = bounded(text)
    return f'"{text}"' if isinstance(value, str) else text


def nearest(got: str, known: Iterable[str]) -> str | None:
    """The known name most like `got`, or None where none is alike; one that differs by capitals alone comes first."""
    lowered: dict[str, str] = {}
    for name in known:
        lowered.setdefault(name.lower(), name)
    close = difflib.get_close_matches(str(got).lower(), lowered, n=1, cutoff=0.5)
    return lowered[close[0]] if close else None


def unknown(what: str, got: object, known: Iterable[str]) -> str:
    """One line for a wrong name: `unknown scenario "xro": did you mean "xor"? (neuron, sensor, xor)`."""
    names = list(known)
    close = nearest(got[:LONGEST], names) if isinstance(got, str) else None
    hint = f'did you mean "{close}"? ' if close else ""
    listed = ", ".join(names[:MOST_NAMES]) + (", …" if len(names) > MOST_NAMES else "")
    return f"unknown {what} {quoted(got)}: {hint}(one of: {listed})"


def check_whole(key: str, value: object, least: int, most: int | None = None) -> None:
    """Raises ConfigError where the value is no whole number in the range."""
    if isinstance(value, bool) or not isinstance(value, int) or value < least or (most is not None and value > most):
        bound = f"of at least {least}" if most is None else f"from {least} to {most}"
        raise ConfigError(f"{key} must be a whole number {bound}, got {quoted(value)}")


def check_number(
    key: str, value: object, *, above: float | None = None, least: float | None = None, most: float | None = None
) -> None:
    """Raises ConfigError where the value is no finite number, or not in the range."""
    bounds = {"above": above, "of at least": least, "of at most": most}
    wanted = " and ".join(f"{words} {bound:g}" for words, bound in bounds.items() if bound is not None)
    good = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < math.inf
    if (
        not good
        or (above is not None and value <= above)  # type: ignore[operator]
        or (least is not None and value < least)  # type: ignore[operator]
        or (most is not None and value > most)  # type: ignore[operator]
    ):
        raise ConfigError(f"{key} must be a finite number {wanted}".rstrip() + f", got {quoted(value)}")


def check_choice(key: str, value: object, known: Iterable[str]) -> None:
    """Raises ConfigError where the value is none of the known names."""
    names = list(known)
    if value not in names:
        raise ConfigError(f"{key}: {unknown('name', value, names)}")
