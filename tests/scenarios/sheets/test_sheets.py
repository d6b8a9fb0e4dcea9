"""Sheets: their keys are right, their numbers can be computed with, and nothing is lost to rounding."""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from glassnet.core.errors import GlassnetError
from glassnet.scenarios import load
from glassnet.scenarios.sheets import numbers
from glassnet.scenarios.sheets.exercise import Exercise, exercise
from glassnet.scenarios.sheets.folder import files
from glassnet.scenarios.sheets.hidden import hidden_mistakes
from glassnet.scenarios.sheets.numbers import Wish
from glassnet.scenarios.sheets.plan import plan
from glassnet.scenarios.sheets.students import Student, file_names
from tests.scenarios.sheets.papers import tables, to_four_decimals, worked_out

KINDS = {
    "xor": ("z1,a1,dz2", "relu", "sigmoid", "mse"),
    "two-two-two": ("z1,a1,W2_new,dz1", "sigmoid", "sigmoid", "half_squares"),
    "sensor": ("z2,a2,dz2", "relu", "softmax", "cross_entropy"),
}
UNIT = 1e-4


@cache
def made(key: str, names: str, seed: int, wish: Wish | None = None, name: str = "Ana") -> Exercise:
    scenario = load(key)
    student = Student(name, file_names([name])[0])
    return exercise(scenario, plan(scenario, names.split(","), 40), wish or Wish(), student, seed, "glassnet sheet")


def written(folder: Path, exercises: list[Exercise]) -> dict[str, str]:
    found = files(exercises)
    for name, text in found.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return found


@pytest.mark.parametrize("key", KINDS)
@pytest.mark.parametrize("seed", [1, 2])
def test_a_key_says_what_plain_numpy_makes_of_the_sheet(key: str, seed: int, tmp_path: Path) -> None:
    names, hidden, output, loss = KINDS[key]
    found = made(key, names, seed)
    written(tmp_path, [found])
    sheet, answers = tables(tmp_path / "sheets/Ana.md"), tables(tmp_path / "keys/Ana.md")
    given = {name: array for name, array in sheet.items() if not np.isnan(array).any()}
    right = worked_out(given, hidden, output, loss, to_four_decimals)
    exact = worked_out(given, hidden, output, loss)
    assert set(names.split(",")) <= answers.keys() == {name for name in sheet if np.isnan(sheet[name]).all()}
    for name, array in answers.items():
        assert array.shape == sheet[name].shape  # the boxes are as many as the numbers
        np.testing.assert_allclose(array, right[name], rtol=0, atol=1e-9, err_msg=name)
        np.testing.assert_allclose(array, exact[name], rtol=0, atol=UNIT * (found.tolerances[name] + 0.5), err_msg=name)
        shown = (np.abs(array) >= 10 * UNIT - 1e-9) | ((array == 0) & (name == "a1"))
        assert shown.all()  # two digits at least, or a unit that is off
    assert key != "xor" or (np.sort(right["z1"])[0, 0] < 0 < np.sort(right["z1"])[0, 1])  # its relu shows in one unit
    for layer in (1, 2):
        if f"z{layer}" in right:
            assert (np.abs(right[f"z{layer}"]) >= 0.05 - 1e-9).all()
        weights = found.value(f"W{layer}")
        assert (weights == np.round(weights, 1)).all()
        assert weights.all()


@pytest.mark.parametrize("key", KINDS)
def test_each_line_of_a_key_comes_out_as_it_says(key: str, tmp_path: Path) -> None:
    written(tmp_path, [made(key, KINDS[key][0], 5)])
    lines = re.findall(r"^- (.*)$", (tmp_path / "keys/Ana.md").read_text(encoding="utf-8"), re.M)
    sums = 0
    for line in lines:
        *_, numbers, value = re.findall(r"`([^`]*)`", line)
        code = re.sub(r"e\^(-?[\d.]+)", r"exp(\1)", numbers.replace("·", "*").replace("²", "**2"))
        if re.search(r"σ|relu", code):
            continue
        exact = eval(code, {"exp": np.exp, "max": max})  # numbers and signs, of a text of ours
        assert abs(exact - float(value)) <= UNIT / 2 + 1e-9, line
        sums += 1
    assert sums >= 9


@pytest.mark.parametrize("key", KINDS)
def test_whoever_rounds_nothing_on_the_way_stays_within_the_tolerance(key: str) -> None:
    found = made(key, KINDS[key][0], 3)
    values = {name: np.array(value) for name, value in found.givens.items()}
    for step in found.plan.steps:
        values[step.output] = np.asarray(step.op(*(values[name] for name in step.inputs)))
        off = np.abs(np.round(values[step.output], 4) - found.value(step.output)).max() / UNIT
        assert round(off) <= found.tolerances[step.output], step.output


def test_a_seed_brings_all_files_back_and_another_one_has_other_numbers() -> None:
    one, same, other = (files([made("xor", "z1,a1,dz2", seed)]) for seed in (7, 7, 8))
    assert one == same
    assert one["sheets/Ana.md"] != other["sheets/Ana.md"]
    assert made("xor", "z1,a1,dz2", 7).id != made("xor", "z1", 7).id  # other blanks, another sheet


def test_what_lies_before_the_first_blank_is_given_and_what_lies_between_is_worked_out() -> None:
    late = plan(load("sensor"), ["z2", "a2", "dz2"])
    assert (late.given, late.blanks, late.count) == (("a1",), ("z2", "a2", "dz2"), 9)
    spread = plan(load("xor"), ["dz2", "z1"])
    assert (spread.asked, spread.blanks) == (("z1", "dz2"), ("z1", "a1", "z2", "a2", "da2", "dz2"))
    assert "lr" in plan(load("xor"), ["W2_new"]).data
    with pytest.raises(GlassnetError, match=r"leave 41 numbers .*--blank z2,a2,dz2 leaves 9, --hidden 3 has smaller"):
        plan(load("sensor"), ["z1", "a1", "dz2"])
    with pytest.raises(GlassnetError, match=r'unknown step "W1".*; after the update it is W1_new'):
        plan(load("xor"), ["W1"])
    with pytest.raises(GlassnetError, match="weights, and at most 100 go on a sheet"):
        plan(load("digits"), ["dz2"])


def test_numbers_that_cannot_be_had_are_refused_and_it_is_said_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numbers, "TRIES", 10)
    with pytest.raises(GlassnetError, match="in 10 tries: all inputs are 0; "):
        made("xor", "z1", 1, Wish(sample=0))
    with pytest.raises(GlassnetError, match="an answer of dW1 would have fewer than two digits"):
        made("xor", "dW1", 1, Wish(sample=2))  # (1, 0): the 0 moves no weight


def test_weights_of_a_later_iteration_are_trained_and_of_one_decimal() -> None:
    first, later = (made("xor", "z2", 1, Wish(iteration=iteration, decimals=4)) for iteration in (1, 40))
    weights = later.value("W2")
    assert (weights == np.round(weights, 1)).all()
    assert (weights != first.value("W2")).any()


def test_a_unit_is_off_where_that_shows_and_no_answer_is_0_because_of_it() -> None:
    for seed in (1, 2):
        off = made("xor", "a1,z2", seed)
        units = (off.value("a1") == 0)[0]
        assert units.sum() == 1
        sums = load("xor").data.inputs @ off.value("W1") + off.value("b1")
        assert (sums > 0).any(axis=0).all()  # it is on for another row: not dead
        back = made("xor", "z1,dz1", seed)
        assert all(back.value(name).all() for name in back.plan.blanks)


def test_answers_for_each_input_differ_where_its_rows_would_be_alike() -> None:
    found = made("xor", "dW1", 1)
    assert found.numbers.made_up
    first, second = found.value("dW1")
    assert (first != second).all()
    assert not made("xor", "dW1", 1, Wish(sample=3)).numbers.made_up  # (1, 1), as somebody wants it


def test_the_sheet_gives_what_is_read_and_the_answers_file_all_that_judge_wants() -> None:
    found = made("sensor", "z2,a2,dz2", 1)
    assert found.plan.shown == ("y", "W2", "b2")
    assert {"x", "W1", "b1"} <= found.answers().keys()
    page = files([found])["sheets/Ana.md"]
    assert "| x |" not in page
    assert "glassnet sheet" not in page


def test_a_mistake_that_rounding_hides_is_told() -> None:
    found = made("xor", "z2,a2", 1)
    start = dict(found.numbers.start)
    assert hidden_mistakes(found.plan, start, 4) == ()
    start["b2"] = np.array([1e-7])  # so small that leaving it out changes no answer
    assert "bias-left-out of z2" in hidden_mistakes(found.plan, start, 4)


class Asked(HTMLParser):
    """What a page asks for, and its tags that were not closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.outside: list[str] = []
        self.pages = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.pages += tag == "section"
        self.outside += [f"{tag} {name}" for name, _ in attributes if name in ("src", "href", "xlink:href", "onload")]
        self.outside += [tag] if tag in ("script", "link", "iframe", "img") else []
        if tag not in ("meta", "rect", "circle", "path"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_pages_are_whole_ask_for_nothing_and_keep_a_hostile_name_a_name() -> None:
    hostile = "<script>x</script> | `*a*`"
    found = files([made("xor", "z1,a1,dz2", 1, name=hostile), made("two-two-two", "z1", 2, name="Ana")])
    for name in ("sheets.html", "keys.html", "sheets/script-x-script-a.html"):
        page = Asked(found[name])
        assert (page.open, page.outside) == ([], [])
        assert page.pages == (1 if "/" in name else 2)
        assert "&lt;script&gt;x" in found[name]
        assert "break-before: page" in found[name]
    assert r"\<script\>x\</script\> \| \`\*a\*\`" in found["sheets/script-x-script-a.md"]
    assert "url(" not in found["sheets.html"]


def test_the_drawing_has_each_weight_on_it_and_dashes_what_is_negative() -> None:
    found = made("two-two-two", "z1", 4)
    root = ElementTree.fromstring(files([found])["sheets/Ana.svg"])
    edges = [each for each in root if each.tag.endswith("path")]
    weights = np.concatenate([found.value(name).ravel() for name in ("W1", "W2")])
    assert [("stroke-dasharray" in edge.attrib) for edge in edges] == (weights < 0).tolist()
    words = ["".join(each.itertext()) for each in root if each.tag.endswith("text")]
    for weight in weights:
        assert f"{weight:+g}".replace("-", "−") in words
    assert {"x[0,0]", "a1[0,1]", "a2[0,0]", "y 0.01"} <= set(words)


def test_files_of_all_names_are_different_and_lead_nowhere_else() -> None:
    names = ["../x", "Ana", "ana", "Zoë", "Zoe\u0308", "名前", "con", "/", "a/b", "a b", "…", "x" * 300]
    found = file_names(names)
    assert len({file.casefold() for file in found}) == len(names)
    assert all(re.fullmatch(r"[\w\-]{1,60}", file) for file in found), found
    assert [found[at] for at in (0, 5, 6)] == ["x", "名前", "student-con"]
