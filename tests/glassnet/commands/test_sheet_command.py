"""`glassnet sheet`: what it writes, what it refuses, and that `glassnet judge` reads what comes back."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from glassnet.command_line import main
from glassnet.scenarios.sheets.students import listed
from tests.scenarios.sheets.papers import tables

ASKED = ["--blank", "z1,a1,dz2"]


def sheets(out: Path, *more: str, experiment: str = "xor") -> int:
    return main(["sheet", experiment, *ASKED, "--out", str(out), *more])


def filled_in(folder: Path, student: str, **changed: Any) -> Path:
    """The answers of the key, and what this student has instead."""
    path = folder / f"answers/{student}.json"
    answers = json.loads(path.read_text(encoding="utf-8"))
    for name, array in tables(folder / f"keys/{student}.md").items():
        answers[name] = array.tolist()
    path.write_text(json.dumps(answers | changed), encoding="utf-8")
    return path


@pytest.mark.parametrize("experiment", ["xor", "two-two-two"])
def test_answers_come_back_and_are_judged_a_row_each(
    experiment: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "names.csv").write_text("class,Name\n7b,Ana\n7b,Zoë\n7b,Ben\n7b,Ida\n", encoding="utf-8")
    assert sheets(tmp_path / "out", "--students", str(tmp_path / "names.csv"), experiment=experiment) == 0
    assert "4 sheets, 12 numbers to be worked out on each, seeds 1 to 4" in capsys.readouterr().out
    out = tmp_path / "out"
    ben = tables(out / "keys/Ben.md")
    paths = [
        filled_in(out, "Ana"),
        filled_in(out, "Ben", dz2=ben["da2"].tolist()),  # the slope left out
        filled_in(out, "Ida", z1=[[0.1, None]]),
        out / "answers/Zoë.json",
    ]
    assert main(["judge", *map(str, paths)]) == 2
    rows = list(csv.reader(capsys.readouterr().out.splitlines()))
    assert rows[0] == ["file", "verdict", "at", "id", "sheet"]
    assert [row[1] for row in rows[1:]] == ["right", "mistake", "not read", "not filled in"]
    assert rows[2][2:4] == ["dz2", "slope-left-out"]
    assert "null, not filled in" in rows[3][3]
    assert rows[1][4].startswith(f"{experiment}-1-")
    assert rows[4][4].startswith(f"{experiment}-2-")
    assert main(["judge", str(paths[1]), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["sheet"] == rows[2][4]


@pytest.mark.parametrize(
    ("names", "more"),
    [("dW2,dW1,W1_new", ["--hidden", "3", "--seed", "4711"]), ("dW1", []), ("dz1", [])],
)
def test_a_slip_is_where_it_was_made_and_never_at_what_the_sheet_gave(
    names: str, more: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sheets(tmp_path / "out", "--blank", names, *more) == 0
    key = tables(tmp_path / "out/keys/student-1.md")
    for name in names.split(","):
        slip = key[name].copy()
        slip[-1, -1] += 0.0137
        path = filled_in(tmp_path / "out", "student-1", **{name: slip.tolist()})
        capsys.readouterr()
        assert main(["judge", str(path), "--json"]) == 1
        found = json.loads(capsys.readouterr().out)
        assert (found["wrong"], set(found["judged"])) == ([name], set(names.split(",")))
        assert any("rounded to 4 decimals" in note for note in found["notes"])


def test_an_update_by_adam_is_refused_and_all_else_of_it_is_judged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    adam = ["--optimizer", "adam"]
    for name in ("W1_new", "v_W1_new", "m_W1_new"):
        assert sheets(tmp_path / "no", "--blank", name, *adam) == 2
        assert "is of an update by adam" in capsys.readouterr().err
    assert sheets(tmp_path / "out", *adam) == 0
    assert main(["judge", str(filled_in(tmp_path / "out", "student-1"))]) == 0


@pytest.mark.parametrize(
    ("right", "wrong", "says"),
    [
        ("[[null]]", "[[0.5]", 'line 12: a comma or a closing bracket is missing before "}"'),
        ('"dz2"', '"dz2', "line 11: a quotation mark is missing on this line"),
        ("[[null]]", "[[0,0398]]", "line 11: 0,0398: a number has a decimal point: 0.5, not 0,5"),
        ("[[null]]", "[[0,5]]", "dz2 has 1×2 numbers, and the sheet asks for 1×1 (a number has a decimal point"),
        ("[[null]]", '[["0,5"]]', 'dz2[0,0] is no number, got "0,5": a number has a decimal point'),
        ("[[null]]", "[[]]", "dz2 has 1×0 numbers, and the sheet asks for 1×1"),
    ],
)
def test_what_was_mistyped_in_an_answers_file_is_named(
    right: str, wrong: str, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sheets(tmp_path / "out", "--blank", "dz2") == 0
    path = tmp_path / "out/answers/student-1.json"
    text = path.read_text(encoding="utf-8")
    head, _, tail = text.rpartition(right)
    path.write_text(head + wrong + tail, encoding="utf-8")
    assert main(["judge", str(path)]) == 2
    assert says in capsys.readouterr().err


def test_a_sign_is_no_spelling_where_the_formula_was_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sheets(tmp_path / "out") == 0
    key = tables(tmp_path / "out/keys/student-1.md")
    turned = {name: (-key[name]).tolist() for name in ("da2", "dz2")}
    path = filled_in(tmp_path / "out", "student-1", **turned)
    capsys.readouterr()
    for experiment in ([], ["xor"]):
        assert main(["judge", str(path), *experiment, "--json"]) == 1
        found = json.loads(capsys.readouterr().out)
        assert (found["verdict"], found["wrong"]) == ("mistake", ["da2"])
        assert [each["id"] for each in found["mistakes"]] == ["sign"]
    answers = json.loads(path.read_text(encoding="utf-8"))
    del answers["sheet"]  # of numbers of somebody's own it is one
    path.write_text(json.dumps(answers), encoding="utf-8")
    assert main(["judge", str(path), "xor", "--json"]) == 0


def test_the_command_on_a_key_brings_its_numbers_back(tmp_path: Path) -> None:
    assert sheets(tmp_path / "a", "--students", "2", "--seed", "9", "--hidden=3", "--decimals", "3") == 0
    text = (tmp_path / "a/sheets/student-2.md").read_text(encoding="utf-8")
    key = (tmp_path / "a/keys/student-2.md").read_text(encoding="utf-8")
    line = next(line for line in key.splitlines() if line.startswith("These numbers again"))
    words = line.split("`")[1].replace("DIR", str(tmp_path / "b")).split()
    assert main(words[1:]) == 0
    again = (tmp_path / "b/sheets/student-1.md").read_text(encoding="utf-8")
    assert again.partition("## Given")[2].replace("student-1", "student-2") == text.partition("## Given")[2]


def test_a_folder_that_is_not_empty_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert sheets(out) == 0
    mine = filled_in(out, "student-1").read_text(encoding="utf-8")
    assert sheets(out, "--seed", "2") == 2
    assert "not empty; name a new folder, or give --force" in capsys.readouterr().err
    assert sheets(out, "--seed", "2", "--force") == 0
    assert "kept: answers/student-1.json" in capsys.readouterr().out
    assert (out / "answers/student-1.json").read_text(encoding="utf-8") == mine


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (["--students", "0"], "--students must be from 1 to 500"),
        (["--students", "501"], "--students must be from 1 to 500"),
        (["--students", "none.csv"], "--students none.csv: No such file"),
        (["--sample", "4"], "--sample must be from 0 to 3, got 4"),
        (["--sample", "0"], "all inputs are 0"),
        (["--blank", "q9"], 'unknown step "q9"'),
        (["--blank", ","], "--blank takes names"),
        (["--blanks-at-most", "4"], "and a sheet has at most 4"),
        (["--init", "he"], "--init changes nothing here"),
        (["--decimals", "1"], "must be a whole number from 2 to 8"),
    ],
)
def test_what_cannot_be_is_refused_in_a_line_and_nothing_is_written(
    more: list[str], says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        code: Any = sheets(tmp_path / "out", *more)
    except SystemExit as error:
        code = error.code
    err = capsys.readouterr().err.strip().splitlines()
    assert (code, len(err)) == (2, 1)
    assert says in err[0]
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ana\nZoë Müller\n", ["Ana", "Zoë Müller"]),
        ("mark;NAME\n1;Ana\n2; Ana\n", ["Ana", "Ana"]),
        ('"Curie, Marie"\nAna\n', ["Curie, Marie", "Ana"]),
        ("\ufeffname\n名前\n\n", ["名前"]),
    ],
)
def test_names_are_read_with_and_without_a_header(text: str, names: list[str], tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text(text, encoding="utf-8")
    found = listed(str(path))
    assert [student.name for student in found] == names
    assert len({student.file for student in found}) == len(names)


def test_an_answers_file_with_other_settings_than_there_are_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "ana.json"
    numbers = {name: np.ones((1, 1)).tolist() for name in ("x", "y", "W1", "z1")}
    path.write_text(json.dumps({"sheet": {"loss": ["mse"]}, **numbers}), encoding="utf-8")
    assert main(["judge", str(path)]) == 2
    assert "ana.json: sheet: loss: unknown name" in capsys.readouterr().err
