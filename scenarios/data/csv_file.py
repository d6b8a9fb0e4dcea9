"""A CSV file as columns of text: encoding, delimiter and header are found out.

Every error is one line without the file's name, which is known to whoever asked. Knows nothing of what the texts mean.
"""

from __future__ import annotations

import codecs
import os
import re
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress

import numpy as np

from glassnet.core.deferred import dataclass
from glassnet.core.errors import ConfigError, one_line
from glassnet.scenarios.data.csv_cells import Marks, marks_of
from glassnet.scenarios.data.csv_layout import LOOK, Row, find_delimiter, has_header, spaced, table_rows
from glassnet.scenarios.data.csv_plain import MOST_COLUMNS, Cells, read_large
from glassnet.scenarios.data.csv_words import LONGEST_NAME
from glassnet.scenarios.reading import read_file, reading, told

LARGE_BYTES = 2**21  # from here on a file is read in parts, if it is plain enough for that
LEAST_LIMIT = 2**26  # bytes of a file that are read on any machine
PLAIN_SHARE, SHARE = 16, 32  # a file may have so large a part of the memory: one of plain numbers, and any other
ADVICE = "take a sample of its rows"


@dataclass(frozen=True)
class TextTable:
    """names: one a column, each different. columns: the cells of each, one a row, or what numbers they are, (rows,).

    marks: what stands before decimals, by all of its columns.
    header: whether the file has one. nameless: whether it names other columns, but not the first.
    notes: which lines are no rows, in sentences.
    """

    names: tuple[str, ...]
    columns: tuple[Cells, ...]
    delimiter: str
    marks: Marks
    header: bool
    nameless: bool = False
    notes: tuple[str, ...] = ()


def read_csv(path: str) -> TextTable:
    """The file's columns. Raises GlassnetError for what cannot be read, and for what is no table."""
    with reading(path, most_bytes(PLAIN_SHARE), ADVICE) as file:
        size = os.fstat(file.fileno()).st_size
        found = read_large(file, size) if size >= LARGE_BYTES else None
    if found is None:
        return parse(decoded(read_file(path, most_bytes(SHARE), f"{ADVICE}, or leave nothing but plain numbers in it")))
    head, columns = found
    return _table(head.first, columns, head.header, head.delimiter, head.marks)


def most_bytes(share: int) -> int:
    """How large a file may be: such a part of this machine's memory, but never less than LEAST_LIMIT."""
    try:
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # Windows
        return LEAST_LIMIT
    return max(LEAST_LIMIT, memory // share)


def parse(text: str) -> TextTable:
    """The columns of a text. Raises ConfigError for rows of different lengths, no row, one column, too many."""
    given = re.match(r"sep=(.)\r?\n", text)  # the way to tell spreadsheet programs
    delimiter, width = find_delimiter(text[given.end() :], given[1]) if given else find_delimiter(text)
    notes: list[str] = []
    body = text[given.end() :] if given else text
    rows = table_rows(spaced(body) if delimiter == " " else body, delimiter, width, notes, told)
    if not rows:
        raise ConfigError("the file is empty")
    if width == 1:
        raise ConfigError("one column only; cells are parted by commas, semicolons, tabs, | or spaces")
    if width > MOST_COLUMNS:
        raise ConfigError(f"{width:,} columns are too many, at most {MOST_COLUMNS:,} go")
    header = has_header(rows)
    told(len(text), len(text), len(rows) - header)
    columns = list(zip(*rows[header:], strict=True)) or [()] * width
    marks = marks_of([cells[:LOOK] for cells in columns], delimiter == ";")
    return _table(rows[0], columns, header, delimiter, marks, notes)


def _table(
    first: Row, columns: Sequence[Cells], header: bool, delimiter: str, marks: Marks, notes: Sequence[str] = ()
) -> TextTable:
    """The table of these columns, whose names are the cells of the first row, if that is a header."""
    cells = _header(first) if header else [""] * len(columns)
    width = _used_width(cells, columns)
    nameless = header and not cells[0].strip()
    return TextTable(
        _unique_names(cells)[:width], tuple(columns[:width]), delimiter, marks, header, nameless, tuple(notes)
    )


def _header(cells: Row) -> Row:
    """The names without what marks them: `# x`, and single quotes around each of them."""
    first = cells[0].lstrip("# ") or cells[0]
    names = [first, *cells[1:]]
    if all(len(name) > 2 and name[0] == name[-1] == "'" for name in names):
        return [name[1:-1] for name in names]
    return names


def _used_width(names: Sequence[str], columns: Sequence[Cells]) -> int:
    """How many columns there are without the last ones that have neither name nor value, as after a last comma."""
    width = len(columns)
    while width > 1 and not names[width - 1].strip() and _is_blank(columns[width - 1]):
        width -= 1
    return width


def _is_blank(cells: Cells) -> bool:
    return not isinstance(cells, np.ndarray) and not any(cell.strip() for cell in cells)


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
