"""Large CSV files read in parts: columns of plain numbers by NumPy's own reader, the cells of others as they stand.

Only for files whose rows are all alike, with one delimiter and no quotes behind the first part; for any other one
`read_large` gives None, and the careful reader, which holds all cells at once, reads it. Both say the same of a file.
Knows a column's cells only as numbers or not; what is a header is for `csv_layout.py` to say.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator, Sequence
from contextlib import suppress
from operator import methodcaller
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from glassnet.core.errors import ConfigError
from glassnet.core.memory import own_pages, release
from glassnet.scenarios.data.csv_cells import marks_of
from glassnet.scenarios.data.csv_layout import LOOK, Row, find_delimiter, has_header, table_rows
from glassnet.scenarios.reading import told

PART = 2**20  # bytes that are read at once
MOST_COLUMNS = 1000
TRIES = 4  # times that a file is begun anew where a column of numbers turns out to have other cells
LONGEST = 2**17  # characters of a line: a cell of more is too long for the careful reader

Cells = Sequence[str] | NDArray[np.float64]


class _Odd(Exception):
    """The file is not one for this reader; columns: unless these are no numbers."""

    def __init__(self, columns: frozenset[int] = frozenset()) -> None:
        super().__init__()
        self.columns = columns


class Head:
    """What the first part of a file shows. first: its first row. rows: those below it, or all where there is no header.

    plain: the columns of which all cells so far are finite numbers as Python spells them. marks: of all columns.
    """

    def __init__(self, text: str) -> None:
        self.delimiter, self.width = find_delimiter(text)
        notes: list[str] = []
        if self.delimiter == " " or not 2 <= self.width <= MOST_COLUMNS or text.startswith("sep="):
            raise _Odd
        begin = next(csv.reader([text.partition("\n")[0]], delimiter=self.delimiter, skipinitialspace=True))
        if len(begin) != self.width:  # a title, or a header that is shorter than the rows
            raise _Odd
        rows = table_rows(text, self.delimiter, self.width, notes)
        if notes or len(rows) < LOOK + 2:
            raise _Odd
        self.header = has_header(rows)
        self.first, self.rows = rows[0], rows[self.header :]
        columns: list[Row] = [list(cells) for cells in zip(*self.rows, strict=True)]
        self.plain = [at for at, cells in enumerate(columns) if _all_finite(cells)]
        self.marks = marks_of([cells[:LOOK] for cells in columns], self.delimiter == ";")
        if not self.plain or self.marks.sure:
            raise _Odd


def _all_finite(cells: Sequence[str]) -> bool:
    with suppress(ValueError):
        return all(map(np.isfinite, map(float, cells)))
    return False


def read_large(file: BinaryIO, size: int) -> tuple[Head, list[Cells]] | None:
    """The columns of a file of this many bytes, open at its beginning; None where it is not one for this reader."""
    apart: frozenset[int] = frozenset()
    for _ in range(TRIES):
        file.seek(0)
        try:
            return _read(file, size, apart)
        except _Odd as odd:
            if not odd.columns:
                return None
            apart |= odd.columns
        except (UnicodeDecodeError, ConfigError, csv.Error):
            return None
    return None


def _read(file: BinaryIO, size: int, apart: frozenset[int]) -> tuple[Head, list[Cells]]:
    parts = _parts(file)
    text = next(parts, "")
    head = Head(text)
    head.plain = [at for at in head.plain if at not in apart]
    if not head.plain:
        raise _Odd
    room = int(len(head.rows) * (size / max(1, len(text)) * 1.1 + 1))
    table = _Table(head, room)
    table.add_rows(head.rows)
    for part in parts:
        told(file.tell(), size, table.count)
        table.add(part)
    told(size, size, table.count)
    return head, table.columns()


def _parts(file: BinaryIO) -> Iterator[str]:
    """The text in whole lines, each ending with `\\n`, but maybe the last. Raises _Odd for other ends and no text."""
    rest, first = b"", True
    while content := file.read(PART):
        content = rest + content
        cut = content.rfind(b"\n") + 1
        content, rest = content[:cut], content[cut:]
        if len(rest) > 4 * PART or b"\0" in content or (not first and b'"' in content):
            raise _Odd
        if content:
            yield _text(content.removeprefix(codecs.BOM_UTF8) if first else content)
            first = False
    if b"\0" in rest or b'"' in rest:
        raise _Odd
    if rest:
        yield _text(rest)


def _text(content: bytes) -> str:
    text = content.decode("utf-8").replace("\r\n", "\n")
    if "\r" in text:
        raise _Odd
    return text


class _Table:
    """The columns so far. Numbers stand in rooms that are larger than needed: what is not written takes no memory.

    count: rows so far.
    """

    def __init__(self, head: Head, room: int) -> None:
        self._head, self.count = head, 0
        self._numbers = own_pages((len(head.plain), room))
        self._texts: dict[int, list[str]] = {at: [] for at in range(head.width) if at not in head.plain}
        self._known: dict[str, str] = {}  # texts come again and again: each is kept once
        self._commas = methodcaller("count", head.delimiter)

    def add_rows(self, rows: Sequence[Row]) -> None:
        """Rows whose cells are known to fit."""
        plain = [[float(row[at]) for at in self._head.plain] for row in rows]
        self._add(np.array(plain), rows)

    def add(self, text: str) -> None:
        """More lines. Raises _Odd."""
        lines = [line for line in text.split("\n") if line and not line.isspace()]
        if not lines:
            return
        if set(map(self._commas, lines)) != {self._head.width - 1} or max(map(len, lines)) > LONGEST:
            raise _Odd
        whole = not self._texts
        rows = () if whole else [line.split(self._head.delimiter) for line in lines]
        try:
            columns = None if whole else self._head.plain
            numbers = np.loadtxt(lines, delimiter=self._head.delimiter, comments=None, usecols=columns, ndmin=2)
        except ValueError:
            raise _Odd(self._wrong(lines)) from None
        if len(numbers) != len(lines) or not np.isfinite(numbers).all():
            raise _Odd(self._wrong(lines))
        self._add(numbers, rows)

    def _wrong(self, lines: Sequence[str]) -> frozenset[int]:
        """Which of the columns of numbers have a cell that is none; all where that cannot be told."""
        columns = list(zip(*(line.split(self._head.delimiter) for line in lines), strict=True))
        return frozenset(at for at in self._head.plain if not _all_finite(columns[at])) or frozenset(self._head.plain)

    def _add(self, numbers: NDArray[np.float64], rows: Sequence[Row]) -> None:
        end = self.count + len(numbers)
        if end > self._numbers.shape[1]:
            self._numbers, before = own_pages((len(self._head.plain), 2 * end)), self._numbers
            for place, column in enumerate(before):
                self._numbers[place, : self.count] = column[: self.count]
                release(column, 0, column.nbytes)
        self._numbers[:, self.count : end] = numbers.T
        for at, cells in self._texts.items():
            found = (row[at].lstrip(" ") for row in rows)
            cells.extend(self._known.setdefault(cell, cell) for cell in found)
        self.count = end

    def columns(self) -> list[Cells]:
        """All of them, in order; those of numbers can be released one by one."""
        places = {at: place for place, at in enumerate(self._head.plain)}
        return [
            self._numbers[places[at], : self.count] if at in places else self._texts[at]
            for at in range(self._head.width)
        ]
