"""CSV files as columns of text: encodings, delimiters, headers, and what is no table."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core import GlassnetError
from scenarios.data import csv_file
from scenarios.data.csv_columns import read_column
from scenarios.data.csv_file import decoded, parse, read_csv


@pytest.mark.parametrize(
    ("text", "delimiter", "names", "first"),
    [
        ("a,b\n1,2\n3,4\n", ",", ("a", "b"), ("1", "3")),
        ("a;b\n1,5;2,5\n3,5;4,5\n", ";", ("a", "b"), ("1,5", "3,5")),
        ("1,5;2,5;x\n3,5;4,5;y\n", ";", ("column 0", "column 1", "column 2"), ("1,5", "3,5")),
        ("a\tb, c\n1\t2\n", "\t", ("a", "b, c"), ("1",)),
        ("a|b\r\n1|2\r\n\r\n3|4", "|", ("a", "b"), ("1", "3")),
        ("a,b\r1,2\r3,4\r", ",", ("a", "b"), ("1", "3")),
        ('"a;1","b, c"\n"x, y",2\n"z\nz",3\n', ",", ("a;1", "b, c"), ("x, y", "z\nz")),
        ('say ""x""|b\n"he said ""no"""|2\n', "|", ('say ""x""', "b"), ('he said "no"',)),
        ("sep=|\na,b|c\n1,2|3\n", "|", ("a,b", "c"), ("1,2",)),
        ("a, b, c\n1, 2, 3\n", ",", ("a", "b", "c"), ("1",)),
        ("5.1,3.5,setosa\n4.9,3.0,setosa\n", ",", ("column 0", "column 1", "column 2"), ("5.1", "4.9")),
        ("colour,size\nred,big\nblue,small\nred,small\n", ",", ("colour", "size"), ("red", "blue", "red")),
        ("red,big\nblue,small\nred,small\n", ",", ("column 0", "column 1"), ("red", "blue", "red")),
        (",a,a,\n1,2,3,4\n2,3,4,5\n", ",", ("column 0", "a (1)", "a (2)", "column 3"), ("1", "2")),
        ("a\x1b[31m,b\n1,2\n", ",", (r"a\x1b[31m", "b"), ("1",)),
        ("a,b\n", ",", ("a", "b"), ()),
    ],
)
def test_delimiter_header_and_names(text: str, delimiter: str, names: tuple[str, ...], first: tuple[str, ...]) -> None:
    table = parse(text)
    assert (table.delimiter, table.names, table.columns[0]) == (delimiter, names, first)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1", "cp1252"])
def test_encodings(encoding: str) -> None:
    text = "größe,höhe\n1,2\n"
    assert decoded(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "the file is empty"),
        (b"\n \n", "the file is empty"),
        (b"a\n1\n2\n", "one column only"),
        (b"a,b\n1,2\n\n3,4,5\n", "line 4 has 3 cells, the lines before it 2 (parted by comma)"),
        (b'a;b\n"1\n1";2\n3\n', "line 4 has 1 cell, the lines before it 2 (parted by semicolon)"),
        (b"\x89PNG\r\n\x1a\n\0\0", "no text"),
        (bytes(range(1, 256)), "no text"),
        (b"\xff\xfe\x00\xd8", "no text"),
        (b",".join(b"a" for _ in range(1001)) + b"\n", "1,001 columns are too many"),
        (b'a,"b\n' + b"1,2\n" * 50_000, "is a quote opened and not closed?"),
    ],
)
def test_what_is_no_table(content: bytes, words: str, tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_bytes(content)
    with pytest.raises(GlassnetError, match="^") as caught:
        read_csv(str(file))
    assert words in str(caught.value)


def test_a_file_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_file, "MOST_BYTES", 2**20)
    file = tmp_path / "x.csv"
    file.write_bytes(b"1,2\n" * 2**18 + b"\n")
    with pytest.raises(GlassnetError, match="larger than 1 MiB"):
        read_csv(str(file))


@pytest.mark.parametrize(
    ("cells", "semicolons", "numbers"),
    [
        (["1", " 2.5 ", "-3e2"], False, [1, 2.5, -300]),
        (["1,5", "2", "-,5"], True, [1.5, 2, -0.5]),
        (["1.234,5", "2.000,0", "12"], True, [1234.5, 2000, 12]),
        (["1,234", "12,345.5", "7"], False, [1234, 12345.5, 7]),
        (["1,23", "12,5"], False, [1.23, 12.5]),
        (["1,234"], True, [1.234]),
        (["1", "NA", "", "?", "null", "NaN", "n/a", "inf"], False, [1, *[np.nan] * 7]),
        ([*"123456789", "about 10"], False, [*range(1, 10), np.nan]),
    ],
)
def test_numbers_in_all_spellings(cells: list[str], semicolons: bool, numbers: list[float]) -> None:
    column = read_column("x", cells, semicolons)
    assert column.numbers is not None
    assert np.array_equal(column.numbers, numbers, equal_nan=True)
    assert np.array_equal(column.missing, np.isnan(numbers))


def test_texts_are_kinds() -> None:
    column = read_column("x", ["b", " a", "?", "b", "1"])
    assert column.numbers is None
    assert column.kinds == ("1", "a", "b")
    assert column.codes.tolist() == [2, 1, -1, 2, 0]
    assert column.missing.tolist() == [False, False, True, False, False]


def test_slips_are_counted() -> None:
    column = read_column("x", [*map(str, range(40)), "-", "none"])
    assert column.slips == ("-", 2)
    assert int(column.missing.sum()) == 2


@pytest.mark.parametrize(
    ("name", "cells", "counts", "names"),
    [
        ("Id", "1234", True, True),
        ("PassengerId", "3124", True, True),
        ("column 0", "0123", True, True),
        ("day", "1234", True, False),
        ("id", "1224", False, False),
        ("id", "1235", False, False),
    ],
)
def test_columns_that_count_the_rows(name: str, cells: str, counts: bool, names: bool) -> None:
    column = read_column(name, list(cells))
    assert (column.counts_rows, column.names_rows) == (counts, names)
