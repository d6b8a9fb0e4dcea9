"""Dates and times in cells: which day each is, and what is not read as one."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from glassnet.scenarios.data.csv_columns import read_column
from glassnet.scenarios.data.csv_dates import AMBIGUOUS


@pytest.mark.parametrize(
    ("cells", "dates"),
    [
        (["2020-02-28", "2020-03-01"], ["2020-02-28", "2020-03-01"]),
        (["2020/2/28", "2020/3/1"], ["2020-02-28", "2020-03-01"]),
        (["12/31/2020", "1/2/2021"], ["2020-12-31", "2021-01-02"]),
        (["31/12/2020", "1/2/2021"], ["2020-12-31", "2021-02-01"]),
        (["31.12.2020", "01.02.2021"], ["2020-12-31", "2021-02-01"]),
        (["1.2.2020", "3.4.2020"], ["2020-02-01", "2020-04-03"]),
        (["25/11/63", "5/2/64"], ["1963-11-25", "1964-02-05"]),
        (["19-Sep-03", "1-Oct-03"], ["2003-09-19", "2003-10-01"]),
        (["Jan 1 2000", "Feb 1 2000"], ["2000-01-01", "2000-02-01"]),
        (["Jan-1-1995", "Feb-1-1995"], ["1995-01-01", "1995-02-01"]),
        (["3 March 2020", "14 May 2020"], ["2020-03-03", "2020-05-14"]),
        (["Mon, 3 Feb 2020", "Tue, 4 Feb 2020"], ["2020-02-03", "2020-02-04"]),
        (["2020-01", "2020-03"], ["2020-01-01", "2020-03-01"]),
        (["1974Q1", "1974Q2"], ["1974-01-01", "1974-04-01"]),
        (["1/86", "2/86"], ["1986-01-01", "1986-02-01"]),
        (["20191231", "20200101", "20200229"], ["2019-12-31", "2020-01-01", "2020-02-29"]),
    ],
)
def test_dates_are_days(cells: list[str], dates: list[str]) -> None:
    column = read_column("x", cells)
    days = [date.fromisoformat(text) for text in dates]
    assert column.dates
    assert column.since == min(days)
    assert column.numbers is not None
    assert column.numbers.tolist() == [(day - min(days)).days for day in days]


@pytest.mark.parametrize("cells", [["1/2/2020", "3/4/2020"], ["13/4/05", "1/2/03"], ["13/12/2020", "1/13/2020"]])
def test_a_day_that_could_be_the_month_is_not_guessed(cells: list[str]) -> None:
    column = read_column("x", cells)
    assert (column.dates, column.numbers, column.why) == (False, None, AMBIGUOUS)


@pytest.mark.parametrize(
    "cells", [["2001-02", "2002-03"], ["10-19", "20-29"], ["may", "june"], ["2:1", "0:3"], ["1e3"]]
)
def test_what_is_no_date(cells: list[str]) -> None:
    assert not read_column("x", cells).dates


def test_what_is_learned_from_them() -> None:
    parts = read_column("x", ["2020-01-01 06:30", "2020-01-05 18:00", "", "2020-02-01 00:00"]).parts
    found = {part.name: part.known.tolist() for _, part in parts}
    assert found == {
        "x days": pytest.approx([6.5 / 24, 4.75, 31]),
        "x weekday": [3, 7, 6],
        "x month": [1, 1, 2],
        "x hour": pytest.approx([6.5, 18, 0], abs=1e-5),
    }
    assert all(np.flatnonzero(np.isnan(part.numbers)).tolist() == [2] for _, part in parts if part.numbers is not None)
    assert [part.name for _, part in read_column("x", ["2020-01", "2020-02", "2020-03"]).parts] == ["x days", "x month"]


def test_times_are_hours() -> None:
    column = read_column("x", ["12:30", "1:15 PM", "00:45:36"])
    assert column.known.tolist() == pytest.approx([12.5, 13.25, 0.76])
    assert column.since is None


def test_days_that_there_are_not_are_slips() -> None:
    column = read_column("x", ["2020-02-30", *["2020-02-28"] * 9, "NaT", "-"])
    assert column.slips == ("2020-02-30", 1)
    assert np.flatnonzero(column.missing).tolist() == [0, 10, 11]
