"""CSV files as columns of text: encodings, delimiters, headers, and what is no table."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from glassnet.core.errors import GlassnetError
from glassnet.scenarios.data import csv_file
from glassnet.scenarios.data.csv_cells import Marks
from glassnet.scenarios.data.csv_columns import read_column
from glassnet.scenarios.data.csv_file import decoded, parse, read_csv
from glassnet.scenarios.data.csv_layout import has_header
from glassnet.scenarios.reading import watched


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


@pytest.mark.parametrize("rows", [3, 19, 20, 50, 400])
@pytest.mark.parametrize("row", ["7,{};ax;cy", "3,{};ax;5,1", "x;1,{}", "1,{};y", "{};2,5"])
@pytest.mark.parametrize("header", ["", "spalte0;b;c", "spalte, erste;b;c"])
def test_semicolons_with_decimal_commas_and_texts(rows: int, row: str, header: str) -> None:
    names = ";".join(header.split(";")[: row.count(";") + 1])
    lines = [names] * bool(header) + [row.format(k % 7) for k in range(rows)]
    table = parse("\n".join(lines))
    assert (table.delimiter, len(table.columns), len(table.columns[0])) == (";", row.count(";") + 1, rows)


@pytest.mark.parametrize(
    ("text", "names", "first"),
    [
        ('"","class","sex"\n"1","2nd","m"\n"2","1st","f"\n', ("column 0", "class", "sex"), ("1", "2")),
        ("country,1990,1991\nNorway,3.2,4\nSweden,5,7\n", ("country", "1990", "1991"), ("Norway", "Sweden")),
        ("1990,1991,1992\n3,4,5\n6,7,8\n", ("1990", "1991", "1992"), ("3", "6")),
        ("country,1990\nNorway,3.2\nSweden,5.5\n", ("country", "1990"), ("Norway", "Sweden")),
        (",0,1,2\n0,5.5,6,7\n1,8,9,1\n", ("column 0", "0", "1", "2"), ("0", "1")),
        (",1940,1950\nFood,22.2,44.5\nHealth,3.5,9.7\n", ("column 0", "1940", "1950"), ("Food", "Health")),
        (",16.5,17.25\n71,0,3\n70,4,5\n", ("column 0", "16.5", "17.25"), ("71", "70")),
        ("date,ok\n2020-01-01,yes\n2020-01-02,no\n", ("date", "ok"), ("2020-01-01", "2020-01-02")),
        ("price,ok\n$5,yes\n$6,no\n", ("price", "ok"), ("$5", "$6")),
        ("w,x\na,1,2\nb,3,4\n", ("column 0", "w", "x"), ("a", "b")),  # as R writes names of rows
        ("'w' 'x'\n1 2\n3 4\n", ("w", "x"), ("1", "3")),
    ],
)
def test_headers_that_are_not_plain(text: str, names: tuple[str, ...], first: tuple[str, ...]) -> None:
    table = parse(text)
    assert (table.header, table.names, table.columns[0]) == (True, names, first)
    assert table.nameless == (names[0] == "column 0")


@pytest.mark.parametrize(
    "text",
    [
        "2020-01-01,yes\n2020-01-02,no\n2020-01-03,no\n",
        "2001,5\n2002,6\n2003,7\n",
        "a,1990,1991\nb,1985,1999\na,1970,1971\n",
        ",5.5,6.5\n3.25,4,5\n3.25,9,1\n",  # a missing cell
        "7,1;ax\n4,4;bx\n3,1;ax\n",
    ],
)
def test_rows_that_are_no_header(text: str) -> None:
    assert not parse(text).header


@pytest.mark.parametrize(
    ("text", "names", "first"),
    [
        ("x,ok,\n1,yes,\n2,no,\n", ("x", "ok"), ("1", "2")),
        ("x,ok\n1,yes,\n2,no,\n", ("x", "ok"), ("1", "2")),
        ("x,ok,\n1,yes\n2,no\n", ("x", "ok"), ("1", "2")),
        ("x,ok,,,\n1,yes,,,\n2,no,,,\n", ("x", "ok"), ("1", "2")),
        ("x,ok\n1,yes\n,\n2,no\n,\n", ("x", "ok"), ("1", "2")),
        ("a b  c\n1   2 3\n 4 5\t6 \n", ("a", "b", "c"), ("1", "4")),
        ("1 2 yes\n4 5 no\n7 8 no\n", ("column 0", "column 1", "column 2"), ("1", "4", "7")),
        ("# x, y\n1,2\n3,4\n", ("x", "y"), ("1", "3")),
        ("# x y\n1 2\n3 4\n", ("x", "y"), ("1", "3")),
        ("#,Name\n1,a\n2,b\n", ("#", "Name"), ("1", "2")),
    ],
)
def test_last_commas_spaces_and_marked_headers(text: str, names: tuple[str, ...], first: tuple[str, ...]) -> None:
    table = parse(text)
    assert (table.names, table.columns[0], table.notes) == (names, first, ())


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("# made by me\n# 2024\nx,ok\n1,yes\n2,no\n", '2 lines before the header: "# made by me", "# 2024".'),
        ("# made, by me\nx,ok\n1,yes\n2,no\n", '1 line before the header: "# made by me".'),
        ("My title\n\nx;ok\n1;yes\n2;no\n", '1 line before the header: "My title".'),
        ("My title,,\nx,y,ok\n1,2,yes\n2,3,no\n", '1 line before the header: "My title".'),
        ("2,1,yes,no\nx,y,z,w,ok\n" + "1,2,3,4,yes\n" * 3, '1 line before the header: "2,1,yes,no".'),
        ("x,ok\n1,yes\n2,no\nSource: me\n", '1 line behind the last row: "Source: me".'),
        ("x,ok\n1,yes\n# odd\n2,no\n", '1 line of comment: "# odd".'),
    ],
)
def test_lines_that_are_no_rows_are_named(text: str, note: str) -> None:
    table = parse(text)
    assert table.names[-1] == "ok"
    assert set(table.columns[-1]) == {"yes", "no"} or note.startswith('1 line before the header: "2')
    assert table.notes == (f"Left out, {note}",)


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
        (b"a,b,c\n1,2\n3,4\n", "line 1 has 3 cells, the lines after it 2 (parted by comma)"),
        (b"1,2\n" * 9 + b"1,2,3\n" * 10, "line 1 has 2 cells, the lines after it 3 (parted by comma)"),
        (b"New York\nLos Angeles\n", "one column only"),
    ],
)
def test_what_is_no_table(content: bytes, words: str, tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_bytes(content)
    with pytest.raises(GlassnetError, match="^") as caught:
        read_csv(str(file))
    assert words in str(caught.value)


def test_a_file_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_file, "most_bytes", lambda share: 2**20)
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
    column = read_column("x", cells, Marks(comma=semicolons))
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
    column = read_column("x", [*map(str, range(40)), "about 3", "many"])
    assert column.slips == ("about 3", 2)
    assert int(column.missing.sum()) == 2


@pytest.mark.parametrize("numbers", [(0, 1, 2, 4, 5, 9), (7, 3, 9, 100, 4, 1)])
def test_a_first_column_without_a_name_numbers_the_rows(numbers: tuple[int, ...]) -> None:
    column = read_column("column 0", list(map(str, numbers)))
    assert not column.names_rows
    assert replace(column, nameless=True).names_rows
    measured = read_column("column 0", [*map(str, numbers), "4.5"])
    assert not replace(measured, nameless=True).names_rows


@pytest.mark.parametrize(
    ("name", "cells", "counts", "names"),
    [
        ("Id", "1234", True, True),
        ("PassengerId", "3124", True, True),
        ("column 0", "0123", True, True),
        ("day", "1234", True, False),
        ("id", "1224", False, False),
        ("id", "1235", False, True),
        ("day", "1235", False, False),
        ("obs", "1235", False, True),
        ("obs", "1325", False, False),
        ("patientID", "9325", False, True),
    ],
)
def test_columns_that_count_the_rows(name: str, cells: str, counts: bool, names: bool) -> None:
    column = read_column(name, list(cells))
    assert (column.counts_rows, column.names_rows) == (counts, names)


def test_a_header_over_numbered_rows_of_which_one_has_no_number() -> None:
    """As R writes it, with rows taken out; all other columns are texts."""
    numbers = ["1", "2", "3", "4", "5", "8", "9", "10", "11", "12", "13", ""]
    rows = [["", "nonEnglish", "English"], *([number, f"Jos_{number}", f"Jose{number}"] for number in numbers)]
    assert has_header(rows)
    assert not has_header([["7", "Jos_", "Jose"], *rows[1:]])


def test_it_tells_how_far_a_text_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("glassnet.scenarios.data.csv_layout.TELLS", 10)
    file, told = tmp_path / "quoted.csv", list[tuple[int, ...]]()
    file.write_text("a,b\n" + '"1, 2",3\n' * 95)
    with watched(lambda *progress: told.append(progress)):
        read_csv(str(file))
    size = file.stat().st_size
    assert len(told) == 10
    assert told == sorted(told)
    assert told[-1] == (size, size, 95)
