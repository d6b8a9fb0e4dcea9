"""What a network sees of a CSV file's columns: indexes, texts, dates, stand-ins and rows with missing cells."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from glassnet.core.errors import GlassnetError
from glassnet.scenarios.base import CLASSES
from glassnet.scenarios.data.csv_data import CsvData, csv_data, split

Made = Callable[[str], CsvData]


@pytest.fixture
def made(tmp_path: Path) -> Made:
    """The data of a text."""

    def read(text: str) -> CsvData:
        (tmp_path / "data.csv").write_text(text)
        return csv_data(str(tmp_path / "data.csv"))

    return read


def names(found: CsvData) -> list[str]:
    return [feature.name for feature in found.data.features]


def test_an_index_with_gaps_is_no_input(made: Made) -> None:
    gone = {3, 17, 40}
    rows = [(k, 2007 + k % 3, "abc"[k // 50]) for k in range(150) if k not in gone]
    found = made(",year,species\n" + "".join(f"{k},{year},{kind}\n" for k, year, kind in rows))
    assert names(found) == ["year"]
    assert 'Left out, only numbers the rows: "column 0".' in found.notes


@pytest.mark.parametrize("name", ["", "id", "obs", "patientID", "row_index", "Unnamed: 0", "case"])
def test_a_number_of_rows_alone_is_nothing_to_learn_from(name: str, made: Made) -> None:
    with pytest.raises(GlassnetError, match=r"no column is left .*only numbers the rows"):
        made(f"{name},y\n" + "".join(f"{k * 2},{k % 7}.5\n" for k in range(40)))


@pytest.mark.parametrize("name", ["t", "year", "size"])
def test_what_may_be_measured_stays(name: str, made: Made) -> None:
    assert names(made(f"{name},y\n" + "".join(f"{k * 2},{k % 7}.5\n" for k in range(40)))) == [name]


def test_dates_are_days_weekday_and_month(made: Made) -> None:
    days = np.datetime64("2020-01-01") + np.arange(60)
    found = made("when,y\n" + "".join(f"{day},{k % 7}\n" for k, day in enumerate(days)))
    assert names(found) == ["when days", "when weekday", "when month"]
    assert 'Dates in "when" are 3 inputs: days since 2020-01-01, weekday (Monday 1 to Sunday 7), month.' in found.notes
    inputs, features = found.data.inputs, found.data.features
    raw = [[feature.raw(float(value)) for feature, value in zip(features, row, strict=True)] for row in inputs]
    for at, weekday, month in np.rint(raw).astype(int).tolist():
        assert weekday == (at + 2) % 7 + 1  # the first of January was a Wednesday
        assert month == (1 if at < 31 else 2)


def test_dates_to_learn_are_days(made: Made) -> None:
    found = made("x,when\n" + "".join(f"{k % 5},1/{k % 28 + 1}/2020\n" for k in range(50)))
    assert 'Task: regression, as "when" is a date.' in found.notes
    assert 'Target "when" is days since 2020-01-01 ("1/1/2020" is 2020-01-01).' in found.notes
    raw = [found.data.outputs[0].raw(float(value)) for value in found.data.targets[:, 0]]
    assert set(np.rint(raw)) <= set(range(28))


def test_dates_that_could_be_others_are_left_out_with_the_reason(made: Made) -> None:
    found = made("when,x,y\n" + "".join(f"{k % 12 + 1}/{k % 11 + 1}/2020,{k % 5}.5,{k * k}\n" for k in range(120)))
    assert names(found) == ["x"]
    assert any("the day and the month cannot be told apart" in note and '"when"' in note for note in found.notes)


def test_thirty_kinds_of_texts_and_the_rarer_ones_together(made: Made) -> None:
    kinds = [f"k{n:02}" for n in range(40) for _ in range(45 - n)]
    found = made("kind,y\n" + "".join(f"{kind},{at * 7 % 100}.5\n" for at, kind in enumerate(kinds)))
    assert names(found) == [*(f"kind=k{n:02}" for n in range(29)), "kind=other"]
    assert (found.data.inputs.sum(axis=1) == 1).all()
    note = 'Text column "kind" is 30 inputs, one for each of its common texts and one for the 11 rarer ones.'
    assert note in found.notes


def test_rarer_texts_do_not_take_the_name_of_another(made: Made) -> None:
    kinds = ["Other"] * 60 + [f"k{k}" for k in range(28)] * 5 + list("abcdef")
    found = made("kind,y\n" + "".join(f"{kind},{k * 7 % 45}.5\n" for k, kind in enumerate(kinds)))
    assert len(names(found)) == 30
    assert {"kind=Other", "kind=rarer"} <= set(names(found))
    found = made("kind,y\nred,1\ngreen,2\nblue,3\nred,1.5\n")  # few texts have one each
    assert names(found) == ["kind=blue", "kind=green", "kind=red"]


@pytest.mark.parametrize("texts", [[f"n{k}" for k in range(60)], [f"n{k // 2}" for k in range(200)]])
def test_texts_that_hardly_come_again_are_left_out(texts: list[str], made: Made) -> None:
    found = made("kind,x,y\n" + "".join(f"{text},{k % 9},{k * k}\n" for k, text in enumerate(texts)))
    assert names(found) == ["x"]
    assert any(note.endswith(': "kind".') for note in found.notes)


def test_numbers_lost_to_other_cells_are_told(made: Made) -> None:
    cells = [f"about {k}" if k % 3 == 0 else str(k) for k in range(100)]
    found = made("size,x,y\n" + "".join(f"{cell},{k % 9},{k * k}\n" for k, cell in enumerate(cells)))
    assert 'Left out, numbers, but 34 of 100 cells as "about 0" are none: "size".' in found.notes


@pytest.mark.parametrize(
    ("number", "times", "told"), [(-999, 5, True), (-99, 1, True), (9999, 4, True), (9999, 1, False)]
)
def test_numbers_that_may_stand_for_no_value_are_named(number: int, times: int, told: bool, made: Made) -> None:
    values = [number] * times + [k % 10 for k in range(80)]
    found = made("x,y\n" + "".join(f"{value},{k * k}\n" for k, value in enumerate(values)))
    rows = "1 row" if times == 1 else f"{times} rows"
    assert any(note.startswith(f'Column "x": {number} in {rows}, far from all') for note in found.notes) == told
    values_read = np.concatenate([found.data.inputs, found.data.test_inputs])[:, 0].tolist()
    raw = [found.data.features[0].raw(value) for value in values_read]
    assert sum(np.isclose(raw, number)) == times  # used as it stands


def test_minus_999_among_its_like_is_a_number(made: Made) -> None:
    notes = made("x,y\n" + "".join(f"{-k * 37},{k * k}\n" for k in range(28))).notes
    assert not any("far from" in note for note in notes)


def test_a_column_that_would_cost_nearly_all_rows_is_left_out(made: Made) -> None:
    rows = [f"{k},{k if k % 2 else ''},{k if k % 2 == 0 else ''},{k % 7}.5" for k in range(5, 105)]
    found = made("a,b,c,y\n" + "\n".join(rows))
    assert 'Left out, as too few rows would be whole with them: "b".' in found.notes
    assert len(found.data.inputs) + len(found.data.test_inputs) == 50


def test_missing_is_counted_where_there_is_a_target(made: Made) -> None:
    rows = [f"{k},{k if k < 30 else ''},{k % 7 + 0.5 if k < 40 else ''}" for k in range(5, 105)]
    found = made("a,b,y\n" + "\n".join(rows))  # b is missing in most rows, but not in those that can be learned from
    assert names(found) == ["a", "b"]


def test_european_files_are_read_as_a_whole(made: Made) -> None:
    rows = "".join(f"{k},5;1.{k % 10}00;{'ja' if k % 2 else 'nein'}\n" for k in range(30))
    found = made("a;b;c\n" + rows)
    assert found.data.task == CLASSES
    assert 'Commas stand before decimals, as in "0,5".' in found.notes
    assert 'Column "b": "1.000" is read as 1000.' in found.notes
    assert found.data.features[1].mean > 1000


def test_spellings_are_told_once(made: Made) -> None:
    rows = "".join(f'"${1000 + k:,}.50",{k % 10}%,{"." if k % 5 == 0 else k},{k * k}\n' for k in range(50))
    notes = "\n".join(made("price,share,z,y\n" + rows).notes)
    assert notes.count('Column "price": "$1,000.50" is read as 1000.5.') == 1
    assert notes.count('Column "share": "0%" is read as 0.') == 1
    assert notes.count('Column "z": "." in 10 rows means missing.') == 1


def _rows(*columns: Callable[[int], object]) -> str:
    """A file of 20 rows with the columns `a`, `b` … each made of the row's number."""
    names = ",".join("abcdef"[: len(columns)])
    return f"{names}\n" + "".join(",".join(str(made(k)) for made in columns) + "\n" for k in range(20))


@pytest.mark.parametrize("column", [lambda k: f"{(-1) ** k}e308", lambda k: f"{k % 7}e-320", lambda k: f"{k % 3}e200"])
def test_numbers_that_have_no_deviation_are_not_called_the_same(column: Callable[[int], str], tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text(_rows(column, lambda k: k % 5 + 0.5, lambda k: k % 2))
    notes = csv_data(str(tmp_path / "data.csv")).notes
    assert 'Left out, too large or too close together to be standardized: "a".' in notes
    assert not any("the same" in note for note in notes)
    (tmp_path / "data.csv").write_text(_rows(column, lambda k: k % 2))
    with pytest.raises(GlassnetError, match='no column is left .*: too large or too close .*: "a"$'):
        csv_data(str(tmp_path / "data.csv"))
    (tmp_path / "data.csv").write_text(_rows(lambda k: k % 5 + 0.5, column))
    with pytest.raises(GlassnetError, match='the target "b" is too large or too close together'):
        csv_data(str(tmp_path / "data.csv"), task="regression")


def test_a_test_row_that_no_float_can_hold_when_standardized(tmp_path: Path) -> None:
    _, test = split(np.zeros(20, dtype=np.intp), 20, 0)
    (tmp_path / "data.csv").write_text(
        _rows(lambda k: "1e308" if k == test[0] else f"{k % 3}e-6", lambda k: k % 5, lambda k: k * 1.5)
    )
    made = csv_data(str(tmp_path / "data.csv"))
    assert 'Left out, too large or too close together to be standardized: "a".' in made.notes
    assert np.isfinite(made.data.test_inputs).all()


@pytest.mark.parametrize("cell", ["inf", "-Infinity", "1e400", "9" * 400, "$" + "9" * 50 + "e300", "9" * 5000])
def test_infinite_cells_and_those_too_large_are_called_so(cell: str, tmp_path: Path) -> None:
    file = tmp_path / "data.csv"
    file.write_text(_rows(lambda k: k if k % 9 else cell, lambda k: k % 5 + 0.5, lambda k: k % 2))
    notes = csv_data(str(file)).notes
    assert any("and 2 more cells are infinite or too large, taken as missing." in note for note in notes)
    assert '3 of 20 rows dropped for missing, infinite or too large cells: "a" 3.' in notes
    file.write_text(_rows(lambda k: cell, lambda k: k % 5 + 0.5, lambda k: k % 2))
    assert 'Left out, without a finite number: "a".' in csv_data(str(file)).notes
    file.write_text(_rows(lambda k: k if k < 5 else cell, lambda k: k % 5 + 0.5, lambda k: k % 2))
    assert 'Left out, missing, infinite or too large in 15 of 20 rows: "a".' in csv_data(str(file)).notes
    file.write_text(_rows(lambda k: k % 5 + 0.5, lambda k: cell))
    with pytest.raises(GlassnetError, match='the target "b" is missing, infinite or too large in 20 of 20 rows'):
        csv_data(str(file), "b")
