"""A CSV file as columns of text: encoding, delimiter and header are found out.

Every error is one line without the file's name, which is known to whoever asked. Knows nothing of what the texts mean
but whether they look like numbers.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from core.errors import ConfigError, GlassnetError, one_line

MOST_BYTES = 2**26  # of a file: all of its cells stand in memory at once
MOST_COLUMNS = 1000
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
SAMPLE = 2**16  # characters that are looked at to find the delimiter
LOOK = 200  # rows that are looked at to find the header
LONGEST_NAME = 120  # names that begin alike must stay different; whoever shows them cuts them to the room
MISSING = frozenset(("", "na", "n/a", "#n/a", "nan", "null", "?"))
_NUMBER = re.compile(r"[-+]?(\d[\d.,]*|[.,]\d+)(e[-+]?\d+)?", re.IGNORECASE)


@dataclass(frozen=True)
class TextTable:
    """names: one a column, each different. columns: the cells of each, one a row."""

    names: tuple[str, ...]
    columns: tuple[tuple[str, ...], ...]
    delimiter: str
    header: bool


def read_csv(path: str) -> TextTable:
    """The file's columns. Raises GlassnetError for what cannot be read, and for what is no table."""
    return parse(decoded(_content(path)))


def parse(text: str) -> TextTable:
    """The columns of a text. Raises ConfigError for rows of different lengths, no row, one column, too many."""
    given = re.match(r"sep=(.)\r?\n", text)  # the way to tell spreadsheet programs
    delimiter = given[1] if given else find_delimiter(text)
    rows = list(_rows(text[given.end() :] if given else text, delimiter))
    if not rows:
        raise ConfigError("the file is empty")
    width = len(rows[0])
    if width == 1:
        raise ConfigError("one column only; cells are parted by commas, semicolons, tabs or |")
    if width > MOST_COLUMNS:
        raise ConfigError(f"{width:,} columns are too many, at most {MOST_COLUMNS:,} go")
    header = _has_header(rows)
    names = _unique_names(rows[0] if header else [""] * width)
    return TextTable(names, tuple(zip(*rows[header:], strict=True)) or ((),) * width, delimiter, header)


def is_missing(cell: str) -> bool:
    """Whether a cell says that there is no value."""
    return cell.strip().lower() in MISSING


def looks_like_number(cell: str) -> bool:
    """Whether a cell is a number in some spelling: `-3`, `0.5`, `1,5`, `1.234,5`, `1e-3`."""
    return _NUMBER.fullmatch(cell.strip()) is not None


def _content(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise GlassnetError(error.strerror or str(error)) from error
    except ValueError as error:  # a path with a zero byte
        raise GlassnetError(str(error)) from error
    if len(content) > MOST_BYTES:
        raise GlassnetError(f"larger than {MOST_BYTES >> 20} MiB; take a sample of its rows")
    return content


def decoded(content: bytes) -> str:
    """The text of a file: UTF-8 or UTF-16 with a mark, UTF-8, or Western European (Latin-1 as Windows has it).

    Raises ConfigError for what is no text.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        with suppress(UnicodeDecodeError):
            return content.decode("utf-16")
    elif b"\0" not in content:
        for encoding in ("utf-8-sig", "cp1252"):
            with suppress(UnicodeDecodeError):
                return content.decode(encoding)
    raise ConfigError("no text: neither UTF-8 nor Latin-1, so no CSV file")


def find_delimiter(text: str) -> str:
    """What parts the cells: that which gives most rows of the sample the same number of cells, at least two.

    Where several do, the one whose cells are numbers more often, then the one that gives more cells: in `1,5;2,5`
    both comma and semicolon part every row alike, but `5;2` is no number.
    """
    sample = text[:SAMPLE]
    if len(text) > SAMPLE:  # without the last line, which may be cut
        sample = sample[: max(sample.rfind("\n"), sample.rfind("\r")) + 1] or sample
    return max(DELIMITERS, key=lambda delimiter: _fitness(sample, delimiter))


def _fitness(sample: str, delimiter: str) -> tuple[float, float, int]:
    try:
        rows = [row for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter) if row]
    except csv.Error:
        return 0.0, 0.0, 0
    width, count = Counter(map(len, rows)).most_common(1)[0] if rows else (1, 0)
    if width < 2:
        return 0.0, 0.0, 0
    cells = [cell for row in rows for cell in row]
    if delimiter == ",":
        numbers = sum("," not in cell and looks_like_number(cell) for cell in cells)
    else:
        numbers = sum(map(looks_like_number, cells))
    return round(count / len(rows), 1), numbers / len(cells), width


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    """All rows, blank lines left out. Raises ConfigError where one has another number of cells than the first."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    width, line = 0, 1
    try:
        for row in reader:
            blank = len(row) < 2 and not "".join(row).strip()
            if not blank and len(row) != width:
                if width:
                    said = f"{len(row):,} {'cell' if len(row) == 1 else 'cells'}, the lines before it {width:,}"
                    raise ConfigError(f"line {line:,} has {said} (parted by {DELIMITERS.get(delimiter, delimiter)})")
                width = len(row)
            if not blank:
                yield row
            line = reader.line_num + 1
    except csv.Error as error:
        raise ConfigError(f"line {line:,}: {error}; is a quote opened and not closed?") from error


def _has_header(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row names the columns: most columns of numbers begin with something that is none.

    Without any column of numbers, whether the first row has no cell that comes again below it.
    """
    first, body = rows[0], rows[1 : LOOK + 1]
    votes, number_columns = 0, 0
    for column, name in enumerate(first):
        known = [row[column] for row in body if not is_missing(row[column])]
        if not known or sum(map(looks_like_number, known)) < 0.9 * len(known):
            continue
        number_columns += 1
        if not is_missing(name):
            votes += -1 if looks_like_number(name) else 1
    if number_columns:
        return votes > 0
    if any(map(looks_like_number, first)):
        return False
    below = [{row[column] for row in rows[1:]} for column in range(len(first))]
    return not any(name in cells for name, cells in zip(first, below, strict=True))


def _unique_names(cells: Sequence[str]) -> tuple[str, ...]:
    """Names fit to be shown: without control characters, not too long, each different."""
    made: list[str] = []
    taken = Counter(cells)
    for column, cell in enumerate(cells):
        name = one_line(" ".join(cell.split()))[:LONGEST_NAME] or f"column {column}"
        if (taken[cell] > 1 and cell) or name in made:
            name = f"{name} ({column})"
        made.append(name)
    return tuple(made)
