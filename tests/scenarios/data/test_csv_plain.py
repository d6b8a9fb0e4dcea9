"""Large CSV files, read in parts: what is said of them, and every number, is what the careful reader says."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest

from glassnet.core.errors import GlassnetError
from glassnet.scenarios.base import same_data
from glassnet.scenarios.data import csv_data, csv_file, csv_layout, csv_plain
from glassnet.scenarios.data.csv_file import LEAST_LIMIT, most_bytes, read_csv
from glassnet.scenarios.reading import watched

LOOK, PART = 10, 2**9
ROWS = 60  # more than the header is told by, and than stand in one part
ODD = [
    *("", " ", "NA", "nan", "inf", "-inf", "1e400", "?", "-", "1_000", "0x10", "½", "१२", "1 2", " 7 ", "\t7", "+5"),
    *("-0", ".5", "5.", "1e-320", "1E5", "1e+5", "- 1", "x", "1,5", "$3", "5 %", "12:30", "20201231", "#", "# 1"),
    *(
        "\xa07",
        "1\x0b",
        "\x1c2",
        '"3"',
        '"a\nb"',
        "\r",
        "\x00",
        "9" * 400,
        "3\n\n4,5,6",
        "3,",
        "3,4",
        "\ufeff1",
        "True",
    ),
]


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small files are large enough, so that many can be tried."""
    for module in (csv_plain, csv_file, csv_layout):
        monkeypatch.setattr(module, "LOOK", LOOK)
    monkeypatch.setattr(csv_plain, "PART", PART)


def table(rows: int = ROWS, delimiter: str = ",", header: str = "a,b,kind,y\n", whole: bool = False) -> list[str]:
    random = np.random.RandomState(0)
    cells = [
        [f"{random.randint(99)}" if whole else f"{random.randn():.4f}", f"{at % 17}", "rgb"[at % 3], f"{at % 7}.5"]
        for at in range(rows)
    ]
    return [header.replace(",", delimiter), *(delimiter.join(row) + "\n" for row in cells)]


def both(path: Path, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What the reader in parts makes of a file, and what the careful one does: data and sentences, or an error."""
    found: list[object] = []
    for large in (0, 2**40):
        monkeypatch.setattr(csv_file, "LARGE_BYTES", large)
        csv_data._kept.clear()
        try:
            found.append(csv_data.csv_data(str(path)))
        except GlassnetError as error:
            found.append(str(error))
    return found


def agree(parts: object, careful: object) -> None:
    if isinstance(parts, csv_data.CsvData) and isinstance(careful, csv_data.CsvData):
        assert parts.notes == careful.notes
        assert parts.data.features == careful.data.features
        assert same_data(parts.data, careful.data)
    else:
        assert parts == careful


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize(
    "header", ["a,b,kind,y\n", "", "\ufeff a,2,,y\r\n", '"a","b","kind","y"\n', "# a title\na,b,kind,y\n"]
)
def test_both_readers_say_the_same(
    header: str, delimiter: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "x.csv"
    file.write_text("".join(table(delimiter=delimiter, header=header)), newline="")
    agree(*both(file, monkeypatch))


@pytest.mark.parametrize("at", [3, ROWS - 2])
def test_both_readers_agree_on_every_odd_cell(at: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "x.csv"
    for cell in ODD:
        for column in (1, 2, 3):
            lines = table(whole=column == 1)
            cells = lines[at].rstrip("\n").split(",")
            cells[column] = cell
            lines[at] = ",".join(cells) + "\n"
            file.write_text("".join(lines), newline="")
            agree(*both(file, monkeypatch))


@pytest.mark.parametrize(
    ("ends", "whole"),
    [("", True), ("\n\n", True), ("1,2", True), ("1,2,r,3,\n", True), ("sum of all: 3\n", False), ("1,2,r,3.5", False)],
)
def test_both_readers_agree_on_the_end(ends: str, whole: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "x.csv"
    file.write_text("".join(table(whole=whole)) + ends)
    agree(*both(file, monkeypatch))


def test_plain_columns_are_numbers_and_others_text() -> None:
    content = "".join(table()).replace("\n", "\r\n").encode()
    found = csv_plain.read_large(io.BytesIO(content), len(content))
    assert found is not None
    head, columns = found
    assert head.plain == [0, 1, 3]
    assert [isinstance(column, np.ndarray) for column in columns] == [True, True, False, True]
    assert [len(column) for column in columns] == [ROWS] * 4


def test_a_column_that_turns_out_to_have_gaps_is_read_as_text() -> None:
    lines = table(rows=2 * ROWS)
    lines[-3] = "1,NA,r,2.5\n"
    content = "".join(lines).encode()
    found = csv_plain.read_large(io.BytesIO(content), len(content))
    assert found is not None
    assert found[0].plain == [0, 3]
    assert found[1][1][-3] == "NA"


@pytest.mark.parametrize("line", ['"1",2,r,3\n', "1,2,r\n", "1,2,r,3,4\n", "1\0,2,r,3\n", "1,2,r\r,3\n"])
def test_what_is_for_the_careful_reader(line: str) -> None:
    content = ("".join(table()) + line).encode()
    assert csv_plain.read_large(io.BytesIO(content), len(content)) is None


def test_whoever_watches_is_told_how_far_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_file, "LARGE_BYTES", 0)
    file, told = tmp_path / "x.csv", []
    file.write_text("".join(table()))
    with watched(lambda read, size, rows: told.append((read, size, rows))):
        read_csv(str(file))
    size = file.stat().st_size
    assert told == sorted(set(told))
    assert len(told) > 1
    assert told[-1] == (size, size, ROWS)


def test_the_limit_is_a_part_of_the_memory_but_never_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.sysconf", lambda name: 2**18, raising=False)  # 2**36 bytes
    assert most_bytes(32) == 2**31
    assert most_bytes(2**30) == LEAST_LIMIT
    monkeypatch.delattr("os.sysconf")
    assert most_bytes(32) == LEAST_LIMIT
