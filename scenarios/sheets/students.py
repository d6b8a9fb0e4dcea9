"""The students of a class: counted, or by name from a CSV file; and the names of their files.

A file's name keeps letters and digits of any script and nothing else, so that no name of anybody's leads out of the
folder. Knows nothing of what is on a sheet.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Sequence

from glassnet.core.deferred import dataclass
from glassnet.core.errors import GlassnetError, path_named, quoted
from glassnet.scenarios.data.csv_file import decoded
from glassnet.scenarios.reading import read_file

MOST_STUDENTS = 500
MOST_BYTES = 2**22  # of a list of names
LONGEST_NAME, LONGEST_FILE = 80, 40  # characters
COLUMN = "name"
DEVICES = ("con", "prn", "aux", "nul", *(f"{kind}{at}" for kind in ("com", "lpt") for at in range(10)))  # of Windows


@dataclass(frozen=True)
class Student:
    """One student. name: as it is printed. file: of what is his, without its ending. named: whether it is a name."""

    name: str
    file: str
    named: bool = True


def numbered(count: int) -> list[Student]:
    """So many students whose names are to be written in."""
    width = len(str(count))
    return [Student(f"Student {at}", f"student-{at:0{width}}", named=False) for at in range(1, count + 1)]


def listed(path: str) -> list[Student]:
    """The students of a CSV file: its column `name`, or else its first one, where every row is a student.

    Raises GlassnetError, one line that begins with the path.
    """
    try:
        names = _names(decoded(read_file(path, MOST_BYTES)))
    except (GlassnetError, csv.Error) as error:
        raise GlassnetError(f"--students {path_named(path)}: {error}") from error
    return [Student(name, file) for name, file in zip(names, file_names(names), strict=True)]


def _names(text: str) -> list[str]:
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        raise GlassnetError("no names in it")
    delimiter = max(",;\t", key=lines[0].count)
    rows = [row for row in csv.reader(lines, delimiter=delimiter) if any(cell.strip() for cell in row)]
    header = [cell.strip().casefold() for cell in rows[0]]
    column = header.index(COLUMN) if COLUMN in header else 0
    names = []
    for at, row in enumerate(rows[1:] if COLUMN in header else rows, start=1):
        name = " ".join(row[column].split()) if column < len(row) else ""
        if not name:
            raise GlassnetError(f"student {at} has no name")
        if len(name) > LONGEST_NAME or not name.isprintable():
            raise GlassnetError(f"student {at}: {quoted(name)} is no name of at most {LONGEST_NAME} characters")
        names.append(name)
    if not names:
        raise GlassnetError("no names in it")
    if len(names) > MOST_STUDENTS:
        raise GlassnetError(f"{len(names):,} students are too many, at most {MOST_STUDENTS} go")
    return names


def file_names(names: Sequence[str]) -> list[str]:
    """A name for each one's files: all different, even where a disk does not tell capitals."""
    made: list[str] = []
    taken: set[str] = set()
    for at, name in enumerate(names, start=1):
        kept = "".join(c if unicodedata.category(c)[0] in "LMN" else "-" for c in unicodedata.normalize("NFC", name))
        plain = "-".join(part for part in kept.split("-") if part)[:LONGEST_FILE].strip("-") or f"student-{at}"
        if plain.casefold() in DEVICES:
            plain = f"student-{plain}"
        file, again = plain, 2
        while _alike(file) in taken:
            file, again = f"{plain}-{again}", again + 1
        taken.add(_alike(file))
        made.append(file)
    return made


def _alike(file: str) -> str:
    return unicodedata.normalize("NFKD", file).casefold()
