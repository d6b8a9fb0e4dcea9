"""Columns of text made numbers, dates or kinds, and which of their cells have no value.

Knows single columns; not which of them is the target or what a network makes of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from glassnet.core.counts import counted
from glassnet.core.deferred import dataclass
from glassnet.core.errors import one_line
from glassnet.scenarios.data import csv_dates
from glassnet.scenarios.data.csv_cells import (
    MISSING,
    Marks,
    is_dots,
    is_missing,
    looks_like_number,
    read_numbers,
    spelled,
)
from glassnet.scenarios.data.csv_plain import Cells
from glassnet.scenarios.data.csv_words import LONGEST_NAME

IDS = re.compile(
    r"ids?|idx|[cprsu]id|guid|identifier|caseid|idcase|.*[ _.-]id|id[ _.-]\w+|.*(?-i:[a-z]I[dD])",
    re.IGNORECASE,
)
ROW_NAMES = re.compile(
    r"index|key|nr|no\.?|number|row|#|unnamed: 0|(row|orig|sample)[ _.]?(names?|id|num|number|no|nr|index)|"
    r"obs|observation|case|case[ _.]?(no|number)|record|seq[ _.]?no|sequence|serial|"
    r"(s|doc|rec|lfd|sl|sr)[ _.]*(no|nr)\.?|subject|patient|participant|respondent|person|individual|household|"
    r"animal|study|pair|site|sample|entry|item",
    re.IGNORECASE,
)
HEADLESS = re.compile(r"column \d+|X")  # the name of one that has none; X where R wrote the file
LONGEST_KIND = 30
SHOWN = 3  # of the spellings of missing cells that a sentence names

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Column:
    """One column of a file.

    numbers (n,): the values of a column of numbers, nan where there is none; None for a column of texts.
    texts (n,): the kinds of a column of texts, "" where there is none; empty for a column of numbers.
    missing (n,): which rows have no value here.
    slips: a cell that is no number among numbers, and how many there are. endless: the same of infinite numbers, and
    of those too large for a float.
    notes: how its cells were read where that is not plain, in sentences.
    why: what a column of texts has that would have made it numbers or dates; empty where there is nothing.
    dates: whether the numbers are days since `since`, or hours where that is None. example: how one was read.
    nameless: whether the file names its columns, but not this one, which is the first, or grows.
    """

    name: str
    numbers: Floats | None
    texts: tuple[str, ...]
    missing: NDArray[np.bool_]
    slips: tuple[str, int] = ("", 0)
    endless: tuple[str, int] = ("", 0)
    notes: tuple[str, ...] = ()
    why: str = ""
    dates: bool = False
    since: date | None = None
    example: str = ""
    nameless: bool = False

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
        return self.numbers[~self.missing] if self.missing.any() else self.numbers

    def only(self, rows: NDArray[np.intp]) -> Column:
        """The same column with these rows alone, which stand in order."""
        if len(rows) == len(self.missing):
            return self
        numbers = None if self.numbers is None else self.numbers[rows]
        texts = () if self.numbers is not None else tuple(self.texts[row] for row in rows.tolist())
        return replace(self, numbers=numbers, texts=texts, missing=self.missing[rows])

    def known_in(self, rows: NDArray[np.intp]) -> Floats:
        """The numbers of these rows, (rows,)."""
        assert self.numbers is not None
        return self.numbers[rows]

    @cached_property
    def differs(self) -> bool:
        """Whether the values are whole numbers, another one in each row that has one."""
        if self.numbers is None or self.dates or not self.whole:
            return False
        return len(self.kinds) == len(self.known) >= max(3, len(self.numbers) / 2)

    @property
    def counts_rows(self) -> bool:
        """Whether the values are n whole numbers in a row, each once: 1, 2, 3 … n."""
        if not self.differs:
            return False
        low, high = float(self.kinds[0]), float(self.kinds[-1])  # Python's floats overflow silently
        return bool(high - low == len(self.kinds) - 1)

    @property
    def grows(self) -> bool:
        """Whether each value is larger than the one before."""
        return self.numbers is not None and bool((self.known[1:] > self.known[:-1]).all())

    @property
    def names_rows(self) -> bool:
        """Whether the column numbers the rows: each value is another one, and the name is none, or one of a number.

        Rows that were left out leave gaps. Rows that were shuffled mix the numbers; then only a column without a name,
        or one that is called an id, is taken for a number of rows.
        """
        if not self.differs:
            return False
        if self.nameless or IDS.fullmatch(self.name):
            return True
        called = ROW_NAMES.fullmatch(self.name.strip()) and (self.grows or self.counts_rows)
        return bool(called) or (HEADLESS.fullmatch(self.name) is not None and self.counts_rows)

    @property
    def parts(self) -> list[tuple[str, Column]]:
        """The columns of numbers that dates are learned from, each with words for what it counts."""
        assert self.numbers is not None
        made = csv_dates.parts(self.numbers, self.since)
        return [
            (words, replace(self, name=f"{self.name} {name}".strip(), numbers=numbers)) for name, words, numbers in made
        ]


def read_column(name: str, cells: Cells, marks: Marks | None = None) -> Column:
    """The column of these cells. marks: what stands before decimals in the file."""
    if isinstance(cells, np.ndarray):
        return _whole_dates(Column(name, cells, (), np.broadcast_to(np.False_, cells.shape)))
    marks = marks or Marks()
    try:
        if not (marks.sure and any("." in cell for cell in cells)):
            return _whole_dates(_of_numbers(name, cells, np.fromiter(map(float, cells), np.float64, len(cells))))
    except ValueError:
        pass
    # texts come again and again: each is looked at once
    different = Counter(cells)
    known = {cell: count for cell, count in different.items() if not is_missing(cell, number=True)}
    if numbers := read_numbers(known, marks):
        notes = _read(name, numbers.examples), _missing_spelled(name, different, known)
        return _whole_dates(_filled(name, cells, numbers.values, tuple(filter(None, notes))))
    found = csv_dates.read_dates(known)
    if isinstance(found, csv_dates.Dates):
        noted = _missing_spelled(name, different, known)
        return _dated(_filled(name, cells, found.days, (noted,) if noted else ()), found)
    return _of_texts(name, cells, different, found or _nearly(known))


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


def _of_numbers(
    name: str, cells: Sequence[str], numbers: Floats, slips: tuple[str, int] = ("", 0), notes: tuple[str, ...] = ()
) -> Column:
    """Numbers that are not finite are none."""
    missing, endless = ~np.isfinite(numbers), np.flatnonzero(np.isinf(numbers))
    example = short(cells[int(endless[0])]) if len(endless) else ""
    return Column(name, np.where(missing, np.nan, numbers), (), missing, slips, (example, len(endless)), notes)


def _filled(name: str, cells: Sequence[str], values: Mapping[str, float | None], notes: tuple[str, ...]) -> Column:
    """The column of cells whose values are known; other cells are missing, those without a value slips."""
    slips = [cell for cell, value in values.items() if value is None]
    read = {cell: value for cell, value in values.items() if value is not None}
    numbers = np.array([read.get(cell, np.nan) for cell in cells])
    bad = frozenset(slips)
    return _of_numbers(
        name, cells, numbers, (short(slips[0]), sum(cell in bad for cell in cells)) if slips else ("", 0), notes
    )


def _whole_dates(column: Column) -> Column:
    """The column, as dates where its numbers are dates written as 20201231."""
    if column.numbers is None or not len(column.known) or not csv_dates.compact_dates(column.known[:100]):
        return column
    found = csv_dates.compact_dates(column.known)
    if found is None:
        return column
    days = {float(cell): at for cell, at in found.days.items()}
    numbers = np.array([days.get(number, np.nan) for number in column.numbers.tolist()], dtype=np.float64)
    return _dated(replace(column, numbers=numbers), found)


def _dated(column: Column, dates: csv_dates.Dates) -> Column:
    return replace(column, dates=True, since=dates.first, example=dates.example)


def _of_texts(name: str, cells: Sequence[str], different: Mapping[str, int], why: str) -> Column:
    kinds = {cell: "" if is_missing(cell) else _cleaned(cell) for cell in different}
    dots = [cell for cell, kind in kinds.items() if kind and is_dots(cell)]
    notes: tuple[str, ...] = ()
    words = [kind for cell, kind in kinds.items() if kind and cell not in dots]
    if dots and words and all(any(map(str.isalnum, kind)) for kind in words):  # a dash among + and - is a kind
        kinds |= dict.fromkeys(dots, "")
        notes = (_missing_words(name, dots, different),)
    texts = tuple(kinds[cell] for cell in cells)
    return Column(name, None, texts, np.array([text == "" for text in texts], dtype=bool), notes=notes, why=why)


def _nearly(known: Mapping[str, int]) -> str:
    """That half of the cells of a column of texts are numbers or dates, if so, and one that is none."""
    total = sum(known.values())
    others = [cell for cell in known if not (looks_like_number(cell) or csv_dates.looks_like_date(cell))]
    left = sum(known[cell] for cell in others)
    if known and all(map(spelled, known)):
        return f"numbers in different units, as {_named(list(known)[:SHOWN])}"
    return f"numbers, but {left:,} of {total:,} cells as {_named(others[:1])} are none" if 0 < 2 * left <= total else ""


def _read(name: str, examples: Sequence[str]) -> str:
    return f'Column "{name}": {", ".join(examples)}.' if examples else ""


def _missing_spelled(name: str, different: Mapping[str, int], known: Mapping[str, int]) -> str:
    """Which cells were taken for missing that are so in columns of numbers alone."""
    return _missing_words(
        name, [c for c in different if c not in known and c.strip().lower() not in MISSING], different
    )


def _missing_words(name: str, cells: Sequence[str], different: Mapping[str, int]) -> str:
    if not cells:
        return ""
    count = sum(different[cell] for cell in cells)
    more = " …" if len(cells) > SHOWN else ""
    return f'Column "{name}": {_named(cells[:SHOWN])}{more} in {counted(count, "row")} means missing.'


def _named(cells: Sequence[str]) -> str:
    return ", ".join(f'"{short(cell)}"' for cell in cells)
