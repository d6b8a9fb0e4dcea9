"""Plain tables: columns aligned, for terminals and pipes alike."""

from __future__ import annotations

from collections.abc import Sequence

from glassnet.core.width import cells


def table(head: Sequence[str], lines: Sequence[Sequence[str]], right: Sequence[int] = ()) -> str:
    """Lines of text under a head; the columns in `right` are aligned on the right."""
    widths = [max(cells(line[column]) for line in (head, *lines)) for column in range(len(head))]
    texts = []
    for line in (head, *lines):
        parts = []
        for column, (cell, width) in enumerate(zip(line, widths, strict=True)):
            blanks = " " * (width - cells(cell))
            parts.append(blanks + cell if column in right else cell + blanks)
        texts.append("  ".join(parts).rstrip())
    return "\n".join(texts)
