"""Counts in words, spelled one way everywhere: `1 row`, `1,437 rows`. Knows nothing of what is counted.

Which row, unit or sample it is is no count: those numbers stand as they are typed, `sample 1436`.
"""

from __future__ import annotations


def count(number: int) -> str:
    """'1', '12,345'."""
    return f"{number:,}"


def counted(number: int, one: str, several: str = "") -> str:
    """'1 row', '1,437 rows', '0 rows'; several: the plural where it is not the singular with an s."""
    return f"{number:,} {one if number == 1 else several or f'{one}s'}"
