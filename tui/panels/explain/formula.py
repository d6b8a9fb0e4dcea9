"""The formula of one number in lines of text: with names, and with its numbers, shortened until it fits.

Knows terms; knows nothing of panels or colours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from glassnet.core.numerals import DIGITS
from glassnet.core.terms import Term, entry, in_numbers, in_symbols, shortened, unfolded
from glassnet.tui.drawing.texts import shorten_formula

CUTS = (6, 4, 3, 2, 1)  # shown terms of a long sum, ever fewer until the formula fits
FEWEST = 4  # cells of a formula that say something
MANY = 40  # entries from which on a whole formula is not even tried


class Formula(NamedTuple):
    """A formula in lines: with names; with numbers, the result whole at the end of the last line; unfolded, or empty.

    cut: whether some terms of a sum are not shown. fits: whether nothing else had to be left out.
    """

    symbols: list[str]
    numbers: list[str]
    unfolded: str
    cut: bool
    fits: bool


def in_lines(term: Term, width: int, most: int, result: str, full: bool = False, digits: int = DIGITS) -> Formula:
    """The formula of a term in at most `most` lines each of names and numbers, `width` cells wide.

    full: all terms of a sum rather than the largest, if they fit. digits: significant ones at least.
    """
    short = _named_parts(term)
    leaves = sum(1 for _ in short.entries())
    sizes = [0, *CUTS] if leaves <= (MANY if full else 2 * CUTS[0] + 2) else list(CUTS)
    for size in sizes:
        shown = shortened(short, size) if size else short
        symbols, numbers = in_symbols(shown), in_numbers(shown, digits)
        lines = wrap(symbols, width), wrap(numbers, width, result)
        if fits := max(map(len, lines)) <= most:
            break
    else:
        lines = limited(symbols, width, most), limited(numbers, width, most, result)
    return Formula(*lines, unfolded(shown, digits), shown is not short, fits)


def in_line(term: Term, width: int, digits: int = DIGITS) -> str:
    """The numbers of a formula in one line: of a sum the largest terms that fit, and what the others come to."""
    lines = [in_numbers(shown, digits) for shown in _shorter(term)]
    return next((line for line in lines if len(line) <= width), shorten_formula(lines[0], width))


def _shorter(term: Term) -> Iterator[Term]:
    """A term with ever fewer terms of its sums."""
    for size in CUTS:
        yield _named_parts(shortened(term, size))


def wrap(text: str, width: int, result: str = "") -> list[str]:
    """`text` in lines of at most `width` cells, with the `result` unbroken at the end of the last one.

    Breaks before a plus where one stands late enough in a line, else at a blank, else anywhere.
    """
    width, lines = max(1, width), []
    while len(text) > width or (len(text) + len(result) > width and " + " in text and len(text) > width // 2):
        within = min(width, len(text) - 1)
        at = text.rfind(" + ", width // 3, within + 3)
        at = at if at > 0 else text.rfind(" ", width // 3, within + 1)
        lines.append(text[:at] if at > 0 else text[:width])
        text = text[at + 1 :] if at > 0 else text[width:]
    if len(text) + len(result) <= width:
        return [*lines, text + result]
    return [*lines, text, result.strip()]


def limited(text: str, width: int, most: int, result: str = "") -> list[str]:
    """`text` in at most `most` lines, cut with … at the end of the last one, before the `result`."""
    lines = wrap(text, width, result)
    if len(lines) <= most:
        return lines
    lines = wrap(text, width)
    room = width - len(result)
    rest = " ".join(lines[most - 1 :])
    if room < FEWEST and result:
        return [*lines[: most - 1], result.strip()]
    return [*lines[: most - 1], shorten_formula(rest, room) + result]


def _named_parts(term: Term) -> Term:
    """The same term with what softmax needs again and again under a name: the largest score, log softmax."""
    if term.made_by == "max":
        return entry(term.value, "max", ())
    if not term.parts:
        return term
    if is_log_softmax(term):
        score = term.parts[0].parts[0]
        return entry(term.value, f"log softmax({score.name})", score.index)
    return replace(term, parts=tuple(_named_parts(part) for part in term.parts))


def is_log_softmax(term: Term) -> bool:
    """Whether a term is the log softmax of one score, (z - max) - log Σ."""
    if term.made_by is not np.subtract or term.parts[1].made_by is not np.log:
        return False
    shifted = term.parts[0]
    return shifted.made_by is np.subtract and shifted.parts[1].made_by == "max"


def find(term: Term, holds: Callable[[Term], bool]) -> list[Term]:
    """The outermost parts of a term for which something holds, in the order of the formula."""
    if holds(term):
        return [term]
    return [found for part in term.parts for found in find(part, holds)]
