"""Where the table is in the text of a CSV file: what parts its cells, which lines are no rows, and its header.

Knows of the cells' meaning only whether they look like numbers or dates.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from itertools import pairwise

from glassnet.core.counts import counted
from glassnet.core.deferred import dataclass
from glassnet.core.errors import ConfigError, quoted
from glassnet.scenarios.data.csv_cells import is_missing, looks_like_number
from glassnet.scenarios.data.csv_dates import looks_like_date
from glassnet.scenarios.reading import Tell

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe", " ": "spaces"}
SAMPLE = 2**16  # characters that are looked at to find the delimiter
LOOK = 200  # rows that are looked at to find the header
MOST_TITLES, FEW_TITLES = 40, 3  # lines before the table: without numbers, and of any kind
MOST_FOOTERS = 20
LISTED = 3  # lines that a sentence names
MOST_DIGITS = 10  # of a number of a row
YEARS = range(1500, 2200)
TELLS = 4096  # lines after which it is told how far they are read
Row = list[str]


@dataclass(frozen=True)
class _Line:
    """A line with another number of cells than the rows. before: how many rows come before it."""

    number: int
    before: int
    cells: Row

    @property
    def comment(self) -> bool:
        return self.cells[0].lstrip().startswith("#")

    @property
    def title(self) -> bool:
        return self.comment or self.cells[0].rstrip().endswith(":") or not any(map(looks_like_number, self.cells))

    def text(self, delimiter: str) -> str:
        return quoted(delimiter.join(self.cells).strip())


# --- what parts the cells ---


def find_delimiter(text: str, given: str = "") -> tuple[str, int]:
    """What parts the cells, and how many a row has: that which gives most rows the same number, at least two.

    Where several do, the one whose cells do not hold another one, then the one whose cells are numbers more often, then
    the one that gives more cells: in `1,5;x` the comma would leave `5;x`. Spaces only where nothing else parts.
    given: the one that the file itself names.
    """
    sample = text[:SAMPLE]
    if len(text) > SAMPLE:  # without the last line, which may be cut
        sample = sample[: max(sample.rfind("\n"), sample.rfind("\r")) + 1] or sample
    found = {delimiter: _fitness(sample, delimiter) for delimiter in given or ",;\t|"}
    best = max(found, key=lambda delimiter: found[delimiter])
    share, *_, width = found[best]
    if share < 1 and not given:
        spaces = _fitness(spaced(sample), " ")
        if spaces[0] > share and spaces[2]:
            return " ", spaces[-1]
    return best, width


def spaced(text: str) -> str:
    """The text for cells that are parted by any number of spaces and tabs."""
    return "\n".join(line.strip().replace("\t", " ") for line in text.splitlines())


def _fitness(sample: str, delimiter: str) -> tuple[float, float, float, int]:
    """(rows of one length, rows whose cells hold no other delimiter, cells that are numbers, cells of a row)."""
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter, skipinitialspace=True)
    rows: list[Row] = []
    with suppress(csv.Error):
        rows = [row for row in reader if any(row)]
    width, count = Counter(map(len, rows)).most_common(1)[0] if rows else (1, 0)
    if width < 2:
        return 0.0, 0.0, 0.0, 1
    others = [other for other in ",;\t|" if other != delimiter]
    pure, numbers = 0, 0
    for row in rows:
        held = False
        for cell in row:
            number = looks_like_number(cell) and not (delimiter == "," and "," in cell)
            numbers += number
            held = held or not (number or not any(other in cell for other in others))
        pure += not held
    return count / len(rows), pure / len(rows), numbers / sum(map(len, rows)), width


# --- which lines are rows ---


def table_rows(
    text: str, delimiter: str, width: int, notes: list[str], tell: Tell = lambda read, size, rows: None
) -> list[Row]:
    """All rows, each of this many cells. Lines before the table, behind it and comments are left out, and named.

    tell: is told how much of the text is read. Raises ConfigError where another line has another number of cells.
    """
    rows, odd = _parted(text, delimiter, width, tell)
    titles = [line for line in odd if not line.before]
    if titles and rows and (header := _short_header(titles[-1].cells, rows, width)):
        rows.insert(0, header)
        del titles[-1]
        odd = [*titles, *(line for line in odd if line.before)]
    too_many = len(titles) > (MOST_TITLES if all(line.title for line in titles) else FEW_TITLES)
    left_out: list[tuple[str, list[str]]] = [("before the header", []), ("of comment", []), ("behind the last row", [])]
    footers = _footers(odd, len(rows), width)
    for line in odd:
        if not line.before and rows and len(line.cells) < width and not too_many:
            left_out[0][1].append(line.text(delimiter))
        elif line.comment and rows:
            left_out[1][1].append(line.text(delimiter))
        elif line in footers and rows:
            left_out[2][1].append(line.text(delimiter))
        else:
            raise ConfigError(_uneven(line, width, delimiter, odd))
    left_out[0][1].extend(quoted(" ".join(row).strip()) for row in _padded_titles(rows))
    for where, lines in left_out:
        if lines:
            more = f" and {len(lines) - LISTED} more" if len(lines) > LISTED else ""
            notes.append(f"Left out, {counted(len(lines), 'line')} {where}: {', '.join(lines[:LISTED])}{more}.")
    return rows


def _footers(odd: Sequence[_Line], rows: int, width: int) -> list[_Line]:
    """The lines behind the last row, where they are words about the table and no row that was cut off."""
    found = [line for line in odd if line.before == rows]
    words = all(len(line.cells) < width and line.title for line in found)
    spoken = any(line.comment or " " in line.cells[0].strip() for line in found)
    return found if words and spoken and len(found) <= MOST_FOOTERS else []


def _uneven(line: _Line, width: int, delimiter: str, odd: Sequence[_Line]) -> str:
    where = "before" if line.before else "after"
    count = f"{counted(len(line.cells), 'cell')}"
    parted = DELIMITERS.get(delimiter, delimiter)
    return f"line {line.number:,} has {count}, the lines {where} it {width:,} (parted by {parted})"


def _parted(text: str, delimiter: str, width: int, tell: Tell) -> tuple[list[Row], list[_Line]]:
    """The rows, and the lines of other lengths; lines without a value are left out."""
    stream = io.StringIO(text, newline="")
    reader = csv.reader(stream, delimiter=delimiter, skipinitialspace=True)
    rows: list[Row] = []
    odd: list[_Line] = []
    line = 1
    try:
        for row in reader:
            if not line % TELLS:
                tell(stream.tell(), len(text), max(0, len(rows) - 1))  # the first one may be a header
            if len(row) == width:
                if any(row):
                    rows.append(row)
            elif any(cell.strip() for cell in row):
                if len(row) > width and not any(row[width:]):  # a delimiter at the end of some rows
                    rows.append(row[:width])
                else:
                    odd.append(_Line(line, len(rows), row))
            line = reader.line_num + 1
    except csv.Error as error:
        raise ConfigError(f"line {line:,}: {error}; is a quote opened and not closed?") from error
    return rows, odd


def _short_header(cells: Row, rows: Sequence[Row], width: int) -> Row | None:
    """A header with one cell less than the rows: their last cells are empty, or the first ones are names of rows."""
    if cells[0].strip() == "#" and len(cells) == width + 1:  # # x y
        return cells[1:]
    if len(cells) != width - 1 or any(is_missing(cell) or _typed(cell) for cell in cells):
        return None
    if not any(row[-1] for row in rows):
        return [*cells, ""]
    return ["", *cells] if width > 2 and len(set(cells)) == len(cells) else None


def _padded_titles(rows: list[Row]) -> list[Row]:
    """The first rows that are titles, taken off: those with one cell, where the next has more, and comments."""
    found = []
    while len(rows) > 2:
        filled = [cell for cell in rows[0] if cell.strip()]
        title = len(filled) == 1 and len(rows[0]) > 2 and bool(rows[0][0]) and not _typed(filled[0])
        comment = rows[0][0].startswith("#") and len(rows[0][0]) > 1 and has_header(rows[1:])
        if not (comment or (title and sum(map(bool, rows[1])) > 1)):
            break
        found.append(rows.pop(0))
    return found


# --- the header ---


def _typed(cell: str) -> bool:
    return looks_like_number(cell) or looks_like_date(cell)


def has_header(rows: Sequence[Row]) -> bool:
    """Whether the first row names the columns: most columns of numbers and dates begin with something that is none.

    Without any such column, whether the first row has no cell that comes again below it. Names may be years, or
    numbers beside an index without a name.
    """
    first, body = rows[0], rows[1 : LOOK + 1]
    if _index_without_name(first, body):
        return True
    votes, columns = 0, []
    for column, name in enumerate(first):
        known = [row[column] for row in body if not is_missing(row[column], number=True)]
        if not known or sum(map(_typed, known)) < 0.9 * len(known):
            continue
        columns.append(column)
        if not is_missing(name):
            votes += -1 if _typed(name) else 1
    if columns:
        return votes > 0 or _names_years(first, body, columns)
    if any(map(_typed, first)):
        return False
    below = [{row[column] for row in rows[1:]} for column in range(len(first))]
    return not any(name in cells for name, cells in zip(first, below, strict=True))


def _index_without_name(first: Row, body: Sequence[Row]) -> bool:
    """Whether only the first cell is empty, with something below it in each row, and the others may be names.

    Where the rows are counted below it, other cells may be empty or alike, and a few rows may have no number.
    """
    names, below = first[1:], [row[0].strip() for row in body]
    numbers = [cell for cell in below if cell]
    if first[0].strip() or len(numbers) < 0.9 * len(below) or not numbers:
        return False
    if _counts(numbers) and not any(map(_typed, names)):
        return True
    if not all(below) or not all(names) or len(set(names)) < len(names):
        return False
    index = len(set(below)) == len(below) and not any(map(_has_decimals, below))
    return index or not any(map(_has_decimals, names))


def _counts(cells: Row) -> bool:
    """Whether these cells are 0, 1, 2 … or 1, 2, 3 …; rows that were taken out leave gaps."""
    if not all(cell.isascii() and cell.isdecimal() and len(cell) < MOST_DIGITS for cell in cells):
        return False
    numbers = [int(cell) for cell in cells]
    return numbers[0] in (0, 1) and all(one < other for one, other in pairwise(numbers))


def _has_decimals(cell: str) -> bool:
    return looks_like_number(cell) and not cell.strip().isdecimal()


def _names_years(first: Row, body: Sequence[Row], columns: Sequence[int]) -> bool:
    """Whether the cells of the first row are years that grow, beside names or not, and those below are none."""
    cells = [first[column].strip() for column in columns]
    years = [int(cell[:9]) for cell in cells if cell.isdecimal()]  # a cell may have more digits than `int` reads
    if len(years) < len(columns) - 1 or not years or not all(year in YEARS for year in years):
        return False
    below = [row[column].strip() for row in body for column in columns if not is_missing(row[column])]
    alike = sum(cell.isdecimal() and int(cell[:9]) in YEARS for cell in below)
    whole = sum(map(str.isdecimal, below))
    grows = all(year < later for year, later in pairwise(years))
    return grows and 10 * alike < len(below) and (len(years) > 1 or not whole)
