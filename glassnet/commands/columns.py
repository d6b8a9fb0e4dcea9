"""Plain tables: columns aligned, for terminals and pipes alike."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence


def table(head: Sequence[str], lines: Sequence[Sequence[str]], right: Sequence[int] = ()) -> str:
    """Lines of text under a head; the columns in `right` are aligned on the right."""
    widths = [max(_cells(line[column]) for line in (head, *lines)) for column in range(len(head))]
    texts = []
    for line in (head, *lines):
        cells = []
        for column, (cell, width) in enumerate(zip(line, widths, strict=True)):
            blanks = " " * (width - _cells(cell))
            cells.append(blanks + cell if column in right else cell + blanks)
        texts.append("  ".join(cells).rstrip())
    return "\n".join(texts)


def _cells(text: str) -> int:
    """How many cells of a terminal a text takes: two for a wide character, none for an accent on the one before.

    The screen asks the library that draws it, which no command loads.
    """
    marks = sum(map(bool, map(unicodedata.combining, text)))
    return len(text) + sum(unicodedata.east_asian_width(character) in "WF" for character in text) - marks
