"""The target of a CSV file: classes of one row, whole numbers that are no classes, and columns without values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from glassnet.core.errors import GlassnetError
from glassnet.scenarios.base import BINARY, CLASSES, REGRESSION
from glassnet.scenarios.data.csv_data import CsvData, csv_data


def learned(folder: Path, targets: Sequence[object], task: str | None = None, more: str = "") -> CsvData:
    """The data of a file with these targets in its last column; more: a last part of its lines."""
    rows = "".join(f"{k * 7 % 31}.5,{target}{more}\n" for k, target in enumerate(targets))
    (folder / "data.csv").write_text(f"x,t{more}\n{rows}")
    return csv_data(str(folder / "data.csv"), task=task)


def test_few_whole_numbers_with_a_lone_one_are_a_regression(tmp_path: Path) -> None:
    found = learned(tmp_path, [0, 1, 2] * 10 + [6])
    assert found.data.task == REGRESSION
    note = 'Task: regression, as "t" is a number, of which some values come only once (--task classes takes them as '
    assert any(one.startswith(note) for one in found.notes)


def test_a_lone_number_is_left_out_of_classes_that_are_asked_for(tmp_path: Path) -> None:
    found = learned(tmp_path, [0, 1, 2] * 10 + [6], CLASSES)
    assert found.data.classes == ("0", "1", "2")
    assert len(found.data.inputs) + len(found.data.test_inputs) == 30
    assert any("1 row is left out" in one and '"6" (--task regression' in one for one in found.notes)


def test_lone_texts_are_left_out(tmp_path: Path) -> None:
    found = learned(tmp_path, ["yes", "no"] * 10 + ["maybe", "never"])
    assert (found.data.task, found.data.classes) == (CLASSES, ("no", "yes"))
    note = '2 rows are left out, alone in the class, as a class needs two rows: "maybe", "never".'
    assert note in found.notes
    assert len(found.data.inputs) + len(found.data.test_inputs) == 20


def test_a_lone_one_among_zeros_is_a_regression(tmp_path: Path) -> None:
    assert learned(tmp_path, [0] * 30 + [1, 1]).data.task == BINARY
    with pytest.raises(GlassnetError, match="only one value in the training rows|--task") as caught:
        learned(tmp_path, [0] * 30 + [1], BINARY)
    assert '"1" of the target "t" has only one row' in str(caught.value)
    assert "--task regression" in str(caught.value)


@pytest.mark.parametrize(
    ("targets", "words"),
    [
        ([f"n{k}" for k in range(40)], 'the target "t" have only one row, as "n0"'),
        ([f"n{k}" for k in range(80)], "has 80 different values, at most 50 classes go"),
        (["yes"] * 9 + ["no"], 'the class "no" of the target "t" has only one row'),
        ([7] * 20, "has only one value (7)"),
        ([*[""] * 20, 5], 'the target "t" is missing in 20 of 21 rows'),
    ],
)
def test_what_cannot_be_learned_names_another_way(targets: Sequence[object], words: str, tmp_path: Path) -> None:
    with pytest.raises(GlassnetError) as caught:
        learned(tmp_path, targets)
    assert words in str(caught.value)
    assert "--target" in str(caught.value)


@pytest.mark.parametrize("more", [",", ",,", ", "])
def test_the_last_column_with_a_value_is_the_target(more: str, tmp_path: Path) -> None:
    found = learned(tmp_path, ["yes", "no"] * 10, more=more)
    assert found.target == "t"
    assert found.notes[0] == 'Target: column "t", the last one (--target takes another).'
    (tmp_path / "data.csv").write_text("x,t,notes\n" + "1.5,yes,\n2.5,no,\n" * 10)
    found = csv_data(str(tmp_path / "data.csv"))
    assert found.notes[0] == 'Target: column "t", the last one with values (--target takes another).'


@pytest.mark.parametrize("empty", ["", "NA", ".", "None"])
def test_rows_without_a_target_are_dropped(empty: str, tmp_path: Path) -> None:
    found = learned(tmp_path, [1.5, 2.5, 3.5] * 10 + [empty] * 3)
    assert '3 of 33 rows dropped for missing cells: "t" 3.' in found.notes


@pytest.mark.parametrize(
    ("header", "gaps"), [("a,b,", False), ("a,b,", True), ('"a","b",""', True), ("a,b,id", True), ("", False)]
)
def test_a_last_column_that_numbers_the_rows_is_no_target(header: str, gaps: bool, tmp_path: Path) -> None:
    file = tmp_path / "data.csv"
    lines = [f"{k * 7 % 31}.5,{k * 5 % 17}.25,{k + 1}\n" for k in range(40) if not gaps or k % 6]
    file.write_text(f"{header}\n" * bool(header) + "".join(lines))
    found = csv_data(str(file))
    assert found.target == ("b" if header else "column 1")
    assert len(found.data.features) == 1
    notes = "\n".join(found.notes)
    assert f'Target: column "{found.target}", the last one that does not only number the rows (--target' in notes
    assert 'Left out, only numbers the rows: "' in notes
    assert csv_data(str(file), 2).target == ("id" if "id" in header else "column 2")


def test_numbers_in_a_row_are_the_target_where_nothing_else_is(tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text("".join(f"{k * k}.5,{k}\n" for k in range(9)))
    assert csv_data(str(tmp_path / "data.csv")).target == "column 1"
    (tmp_path / "data.csv").write_text("x,z,y\n" + "".join(f"{k * k}.5,{k % 4}.5,{k}\n" for k in range(9)))
    assert csv_data(str(tmp_path / "data.csv")).target == "y"


@pytest.mark.parametrize("header", [",English,English", ",nonEnglish,"])
def test_a_row_number_below_an_empty_name_is_not_learned_from(header: str, tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text(f"{header}\n" + "".join(f"{k},n{k % 4}é,m{k % 5}\n" for k in range(1, 40)))
    found = csv_data(str(tmp_path / "data.csv"))
    assert not any("looks like data" in note for note in found.notes)
    assert 'Left out, only numbers the rows: "column 0".' in found.notes
    assert len(found.data.inputs) + len(found.data.test_inputs) == 39


def test_a_row_number_with_a_missing_cell_is_none_the_less_one(tmp_path: Path) -> None:
    lines = ["", *map(str, range(1, 40))]
    (tmp_path / "data.csv").write_text("".join(f"{k},n{at % 4},{at % 7}.5\n" for at, k in enumerate(lines)))
    assert 'Left out, only numbers the rows: "column 0".' in csv_data(str(tmp_path / "data.csv")).notes


def test_a_lone_text_names_the_task(tmp_path: Path) -> None:
    for targets in (["no"] * 9 + ["yes"], ["a", "b", "c"]):
        with pytest.raises(GlassnetError, match=r"--task regression would need numbers"):
            learned(tmp_path, targets)


@pytest.mark.parametrize("task", [CLASSES, BINARY])
@pytest.mark.parametrize(
    "begin", ["a class whose name goes on and on ", "男性平均男性平均男性平均男性平均男性平均男性平均", "x" * 100]
)
@pytest.mark.parametrize("end", ["", " as others and what differs is in the middle of it"])
def test_long_names_of_classes_stay_different(task: str, begin: str, end: str, tmp_path: Path) -> None:
    names = [f"{begin}{k}{end}" for k in range(2 if task == BINARY else 4)]
    found = learned(tmp_path, names * 10, task)
    note = next(note for note in found.notes if note.startswith("Task: "))
    shown = (
        re.findall(r'"([^"]*)"', note)
        if task == BINARY
        else note.removesuffix(".").partition(": ")[2].split(": ")[1].split(", ")
    )
    assert len(set(shown)) == len(shown) >= len(names)
