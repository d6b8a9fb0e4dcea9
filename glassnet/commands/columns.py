"""Plain tables: columns aligned, for terminals and pipes alike."""

from __future__ import annotations

from collections.abc import Sequence


def table(head: Sequence[str], lines: Sequence[Sequence[str]], right: Sequence[int] = ()) -> str:
    """Lines of text under a head; the columns in `right` are aligned on the right."""
    widths = [max(len(line[column]) for line in (head, *lines)) for column in range(len(head))]
    texts = []
    for line in (head, *lines):
        cells = [
            cell.rjust(width) if column in right else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        texts.append("  ".join(cells).rstrip())
    return "\n".join(texts)
