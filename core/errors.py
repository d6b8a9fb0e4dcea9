"""What can go wrong, as one line that says what, where and what to do.

Every error that a user can cause is a `GlassnetError`; its text is complete and
fit to be shown as it is. Errors are raised at the boundary (configurations, files,
edits), never inside an op.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class GlassnetError(Exception):
    """A mistake in what the user gave; `str(error)` is one line to show them."""


class ConfigError(GlassnetError):
    """A configuration that cannot be: names the key, what was got and what is allowed."""


class UnknownName(GlassnetError, LookupError):
    """A name that is not there; says the nearest one that is."""

    def __init__(self, what: str, got: str, known: Iterable[str]) -> None:
        super().__init__(unknown(what, got, known))


def nearest(got: str, known: Iterable[str]) -> str | None:
    """The known name most like `got`, or None where none is alike."""
    close = difflib.get_close_matches(str(got).lower(), list(known), n=1, cutoff=0.5)
    return close[0] if close else None


def unknown(what: str, got: object, known: Iterable[str]) -> str:
    """One line for a wrong name: `unknown scenario "xro": did you mean "xor"? (neuron, sensor, xor)`."""
    names = list(known)
    close = nearest(str(got), names)
    hint = f'did you mean "{close}"? ' if close else ""
    return f'unknown {what} "{got}": {hint}(one of: {", ".join(names)})'
