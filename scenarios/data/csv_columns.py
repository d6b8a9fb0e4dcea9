"""Columns of text made numbers or kinds: what a cell means, and which cells have no value.

Knows single columns; not which of them is the target or what a network makes of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.errors import one_line
from scenarios.data.csv_file import LONGEST_NAME, is_missing

NUMBERS = 0.9  # of the cells that have a value must be numbers in a column of numbers; the others are slips
ROW_NAMES = ("", "id", "index", "key", "nr", "no", "no.", "number", "row", "#", "unnamed: 0", "rownames")
LONGEST_KIND = 30
_GROUPS = {mark: re.compile(rf"[-+]?\d{{1,3}}({re.escape(mark)}\d{{3}})+") for mark in ",."}

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Column:
    """One column of a file.

    numbers (n,): the values of a column of numbers, nan where there is none; None for a column of texts.
    texts (n,): the kinds of a column of texts, "" where there is none; empty for a column of numbers.
    missing (n,): which rows have no value here.
    slips: a cell that is no number among numbers, and how many there are.
    """

    name: str
    numbers: Floats | None
    texts: tuple[str, ...]
    missing: NDArray[np.bool_]
    slips: tuple[str, int] = ("", 0)

    @cached_property
    def kinds(self) -> tuple[str, ...] | Floats:
        """The different values: numbers by size (k,), texts by the alphabet."""
        return np.unique(self.known) if self.numbers is not None else tuple(sorted(set(self.texts) - {""}))

    def kind(self, code: int) -> str:
        """One of the kinds as a text: numbers as `3` or `0.5`."""
        kind = self.kinds[code]
        return kind if isinstance(kind, str) else number_text(float(kind))

    @property
    def codes(self) -> NDArray[np.intp]:
        """The place of each row's value among the kinds, (n,); -1 where there is none."""
        if self.numbers is not None:
            return np.where(self.missing, -1, np.searchsorted(np.asarray(self.kinds), self.numbers))
        place = {str(kind): at for at, kind in enumerate(self.kinds)} | {"": -1}
        return np.array([place[text] for text in self.texts], dtype=np.intp)

    @property
    def whole(self) -> bool:
        """Whether all values are whole numbers."""
        known = self.known
        return self.numbers is not None and bool((known == np.rint(known)).all())

    @property
    def known(self) -> Floats:
        """The numbers without the missing ones."""
        assert self.numbers is not None
        return self.numbers[~self.missing]

    def only(self, rows: NDArray[np.intp]) -> Column:
        """The same column with these rows alone."""
        numbers = None if self.numbers is None else self.numbers[rows]
        texts = () if self.numbers is not None else tuple(self.texts[row] for row in rows.tolist())
        return Column(self.name, numbers, texts, self.missing[rows], self.slips)

    def known_in(self, rows: NDArray[np.intp]) -> Floats:
        """The numbers of these rows, (rows,)."""
        assert self.numbers is not None
        return self.numbers[rows]

    @property
    def counts_rows(self) -> bool:
        """Whether the values are n whole numbers in a row, each once: 1, 2, 3 … n."""
        if self.numbers is None or self.missing.any() or len(self.numbers) < 3 or not self.whole:
            return False
        low, high = float(self.numbers.min()), float(self.numbers.max())  # Python's floats overflow silently
        return bool(high - low == len(self.numbers) - 1 == len(self.kinds) - 1)

    @property
    def names_rows(self) -> bool:
        """Whether the column counts the rows and is called like a row's number."""
        called = self.name.casefold() in ROW_NAMES or re.search(r"(^column \d+|[_ .-]id|[a-z]I[dD])$", self.name)
        return bool(called) and self.counts_rows


def read_column(name: str, cells: Sequence[str], semicolons: bool = False) -> Column:
    """The column of these cells. semicolons: the file parts cells by them, so that a comma is a decimal one."""
    try:
        return _of_numbers(name, np.fromiter(map(float, cells), np.float64, len(cells)), ("", 0))
    except ValueError:
        pass
    # texts come again and again: each is looked at once
    different = Counter(cells)
    known = {cell: count for cell, count in different.items() if not is_missing(cell)}
    spelled = _spelling(known, semicolons)
    values = {cell: _number(cell, spelled) for cell in known}
    slips = [cell for cell, value in values.items() if value is None]
    total, wrong = sum(known.values()), sum(known[cell] for cell in slips)
    if total and total - wrong >= NUMBERS * total:
        read = {cell: np.nan if value is None else value for cell, value in values.items()}
        first = (short(slips[0]), wrong) if slips else ("", 0)
        return _of_numbers(name, np.array([read.get(cell, np.nan) for cell in cells]), first)
    kinds = {cell: _cleaned(cell) if cell in known else "" for cell in different}
    texts = tuple(kinds[cell] for cell in cells)
    return Column(name, None, texts, np.array([text == "" for text in texts], dtype=bool))


def short(text: str, longest: int = LONGEST_KIND) -> str:
    """A cell fit to be shown in a sentence: on one line, without control characters, not too long."""
    line = _cleaned(text)
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def as_name(text: str) -> str:
    """A cell that names a class or an input: whole, unless it is a story."""
    return short(text, LONGEST_NAME)


def _cleaned(text: str) -> str:
    return one_line(" ".join(text.split()))


def number_text(value: float) -> str:
    """A number as a name: `3`, `0.5`."""
    return str(int(value)) if value == np.rint(value) and abs(value) < 1e15 else repr(float(value))


def _of_numbers(name: str, numbers: Floats, slips: tuple[str, int]) -> Column:
    """Numbers that are not finite are none."""
    missing = ~np.isfinite(numbers)
    return Column(name, np.where(missing, np.nan, numbers), (), missing, slips)


def _spelling(cells: Sequence[str] | dict[str, int], semicolons: bool) -> tuple[str, str]:
    """(what groups thousands, what stands before decimals) in these cells: `1,234.5` or `1.234,5`."""
    with_comma = [cell.strip() for cell in cells if "," in cell]
    if not with_comma:
        return "", "."
    if not semicolons and all(_GROUPS[","].fullmatch(cell.partition(".")[0]) for cell in with_comma):
        return ",", "."
    return ".", ","


def _number(cell: str, spelling: tuple[str, str]) -> float | None:
    group, point = spelling
    text = cell.strip()
    whole, found, decimals = text.partition(point)
    if group and group in whole:
        if not _GROUPS[group].fullmatch(whole):
            return None
        whole = whole.replace(group, "")
    try:
        return float(f"{whole}.{decimals}" if found else whole)
    except ValueError:
        return None
