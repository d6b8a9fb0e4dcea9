"""Numbers in cells as people spell them, and cells that say that there is no value."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.scenarios.data.csv_cells import Marks, is_missing, looks_like_number, marks_of
from glassnet.scenarios.data.csv_columns import read_column

SURE = Marks(comma=True, example="0,5")


@pytest.mark.parametrize(
    ("cells", "marks", "numbers", "told"),
    [
        (["$1,234.50", "$2", "($3.20)"], Marks(), [1234.5, 2, -3.2], '"$1,234.50" is read as 1234.5'),
        (["€ 1.234,50", "2,00 €"], Marks(), [1234.5, 2], '"€ 1.234,50" is read as 1234.5'),
        (["USD 5", "USD 1,200"], Marks(), [5, 1200], '"USD 5" is read as 5'),
        (["12.5%", "3 %"], Marks(), [12.5, 3], '"12.5%" is read as 12.5'),
        (["1 234", "12 345", "7"], Marks(), [1234, 12345, 7], '"1 234" is read as 1234'),
        (["1\u202f234,5", "7,25"], Marks(), [1234.5, 7.25], "is read as 1234.5"),
        (["1'234", "2'000.5"], Marks(), [1234, 2000.5], '"1\'234" is read as 1234'),
        (["(3.2)", "4"], Marks(), [-3.2, 4], '"(3.2)" is read as -3.2'),
        (["−3", "–4.5", "5"], Marks(), [-3, -4.5, 5], '"−3" is read as -3'),
        (["5 kg", "12.5 kg"], Marks(), [5, 12.5], '"5 kg" is read as 5'),
        (["20 °C", "-3 °C"], Marks(), [20, -3], '"20 °C" is read as 20'),
        (["$1,234.50", "$2.00"], SURE, [1234.5, 2], '"$1,234.50" is read as 1234.5'),
        (["1,234", "2,500"], Marks(comma=True), [1.234, 2.5], '"1,234" is read as 1.234'),
        (["1.234", "950"], SURE, [1234, 950], '"1.234" is read as 1234'),
        (["1.234", "9.5"], SURE, [1.234, 9.5], ""),
        (["1,5", "2"], SURE, [1.5, 2], ""),  # told once for the file
    ],
)
def test_spellings_are_read_and_told_once(cells: list[str], marks: Marks, numbers: list[float], told: str) -> None:
    column = read_column("x", cells * 5, marks)
    assert column.numbers is not None
    assert column.numbers.tolist() == numbers * 5
    assert len(column.notes) == bool(told)
    assert told in "".join(column.notes)


@pytest.mark.parametrize(
    "cells",
    [
        ["5 kg", "300 g", "2 kg"],
        ["$5", "€5", "€6"],
        ["1st", "2nd", "3rd"],
        ["12.5%", "0.5", "0.25"],  # a share or a per cent of it
        ["12 34", "1 2"],
        ["(3.2", "4)"],
        ["<5", ">90"],
        ["10-19", "20-29"],
        ["ID12", "ID7"],
    ],
)
def test_what_could_mean_several_numbers_is_none(cells: list[str]) -> None:
    assert read_column("x", cells).numbers is None


MISSING = [".", "-", "--", "None", "missing", "NaT", "*", "#DIV/0!", "N.A.", "n/a", "NULL", "", "?", "–", "#N/A", "NA"]


@pytest.mark.parametrize("cell", MISSING)
def test_missing_among_numbers(cell: str) -> None:
    column = read_column("x", [cell, "1.5", "2", cell, "$3" if cell == "*" else "3"])
    assert column.numbers is not None
    assert np.flatnonzero(column.missing).tolist() == [0, 3]
    assert column.slips == ("", 0)
    assert is_missing(cell, number=True)
    if not is_missing(cell):
        assert f'"{cell}" in 2 rows means missing' in "".join(column.notes)


def test_words_among_texts_are_kinds() -> None:
    assert read_column("x", ["none", "low", "high", "missing"]).kinds == ("high", "low", "missing", "none")
    assert read_column("x", ["+", "-", "+", "-"]).kinds == ("+", "-")
    answers = read_column("x", ["yes", "no", "-", "."])
    assert answers.kinds == ("no", "yes")
    assert answers.missing.tolist() == [False, False, True, True]
    assert answers.notes == ('Column "x": "-", "." in 2 rows means missing.',)


def test_what_keeps_a_column_from_being_numbers_is_said() -> None:
    assert read_column("x", ["5 kg", "300 g"]).why == 'numbers in different units, as "5 kg", "300 g"'
    assert read_column("x", ["1", "2", "3", "a", "b"]).why == 'numbers, but 2 of 5 cells as "a" are none'
    assert not read_column("x", ["a", "b", "3"]).why


@pytest.mark.parametrize(
    ("columns", "semicolons", "comma", "sure"),
    [
        ([["3,5", "2"]], True, True, True),
        ([["3,5", "2"]], False, True, True),  # parted by tabs
        ([["1.234,5"]], False, True, True),
        ([["1,234"]], True, True, False),
        ([["1,234"]], False, False, False),
        ([["1,234"], ["0.5"]], True, False, False),
        ([["1,234.5"]], True, False, False),
        ([["a, b", "c, d"]], True, True, False),
    ],
)
def test_the_decimal_mark_of_a_file(columns: list[list[str]], semicolons: bool, comma: bool, sure: bool) -> None:
    marks = marks_of(columns, semicolons)
    assert (marks.comma, marks.sure) == (comma, sure)


@pytest.mark.parametrize("cell", ["-3", "1,5", "1.234,5", "1e-3", "$5", "12 %", "(3.2)", "−1", ".5", "1 234"])
def test_numbers_look_like_some(cell: str) -> None:
    assert looks_like_number(cell)


@pytest.mark.parametrize("cell", ["", "a", "2nd", "5 kg", "2020-01-01", "12:30", "--", "1-2"])
def test_names_look_like_no_number(cell: str) -> None:
    assert not looks_like_number(cell)


@pytest.mark.parametrize("cell", ["1" + " " * 50_000 + "!", "1" * 400, "2020-01-01" + " " * 50_000 + "x", "1," * 9999])
def test_long_cells_are_told_at_once(cell: str) -> None:
    assert read_column("x", [cell, "a", "b"]).numbers is None
    assert not looks_like_number("(" + cell)
