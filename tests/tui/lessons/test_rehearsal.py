"""Lessons are rehearsed: those that ship are so, and each planted fault is one line with its step and its cause."""

from __future__ import annotations

from pathlib import Path

import pytest

from glassnet.command_line import main
from glassnet.core.errors import GlassnetError
from glassnet.scenarios.lessons import load, names, translations
from glassnet.scenarios.lessons.conditions import CONDITIONS, PANELS
from glassnet.scenarios.lessons.lesson import ASKS, LOCKS
from glassnet.tui.keys.table import TABLE
from glassnet.tui.lessons.locks import KEYS
from glassnet.tui.lessons.rehearsal import rehearse
from glassnet.tui.panels import PANELS as ON_SCREEN

GOOD = """
title = "Back through a weight"
about = "How dz2 becomes da1."
start = "xor --seed 0"
at = "120:dW2"
lock = ["settings"]

[[step]]
id = "back"
say = "Step on until only da1 is missing: {key step}."
wait = { reached = "db2" }
do = ["space"]

[[step]]
id = "sign"
say = "dz2[2,0] is {dz2[2,0]}, and W2[0,0] is {W2[0,0]}. Which sign will da1[2,0] have?"
ask = { sign = "da1[2,0]" }
miss = { negative = "Both are negative, and {n} samples do not change that." }
hint = ["A product.", "{dz2[2,0]} times {W2[0,0]}."]

[[step]]
id = "choice"
say = "Which of the weights is below zero?"
ask = { choice = ["the first", "the second"], answer = 1, holds = "W2[0,0] < 0 and W2[1,0] > 0" }

[[step]]
id = "run"
say = "{right} of {n} are right. Run until all are."
wait = { right = 4, within = 20000 }
do = ["r"]
"""

FAULTS = {  # what stands there, what somebody writes instead, and what the one line is to say
    "wait holds already": ('reached = "db2"', 'reached = "dW2"', 'step "back": wait holds already'),
    "wait does not hold": ('reached = "db2"', 'reached = "da1"', 'step "back": wait.reached does not hold after do'),
    "one of two waits": (
        "right = 4, within = 20000",
        "right = 4, sample = 3, within = 40",
        'step "run": wait.sample does not hold',
    ),
    "never within": ("within = 20000", "within = 1", 'step "run": wait.right does not hold after do'),
    "too much to do": ('do = ["space"]', 'do = ["space", "space"]', 'step "back": wait holds before the end of do'),
    "nothing to do": ('do = ["r"]', "", 'step "run": do is missing'),
    "no such key": ('do = ["space"]', 'do = ["spaec"]', 'step "back": do: "spaec" is no key'),
    "a key that does nothing": ('do = ["space"]', 'do = ["%"]', 'do: "%": this does nothing'),
    "a locked key": ('do = ["r"]', 'do = ["s"]', 'step "run": do: "s" is locked'),
    "a key that leaves": ('do = ["space"]', 'do = ["q"]', 'step "back": do: "q" is locked'),
    "a text that cannot be printed": ("Run until", "\\u001b[31m", 'step "run": say must be a text that can be printed'),
    "a box is left open": ('do = ["space"]', 'do = ["space", "?"]', 'step "back": wait holds before the end of do'),
    "no such number": ("{dz2[2,0]}, and", "{dz2[7,0]}, and", 'step "sign": say: {dz2[7,0]}: dz2[7,0] does not exist'),
    "a number to come": ("{W2[0,0]}. W", "{da1[2,0]}. W", 'step "sign": say: {da1[2,0]}: da1 is not computed yet'),
    "no such name": (
        "{right} of",
        "{rigth} of",
        'step "run": say: {rigth}: unknown number "rigth": did you mean "right"',
    ),
    "a typed number that is another": (
        "is {W2[0,0]}. W",
        "is -1.1. W",
        'step "sign": say: W2[0,0] is -1.0018 there, not -1.1; write {W2[0,0]}',
    ),
    "what was, before anything came": ("is {W2[0,0]}. W", "is {was W2[0,0]}. W", "goes with then only"),
    "an end that is not there": ('do = ["r"]', 'do = ["r"]\nthen = "{da3}"', 'step "run": then: {da3}: unknown number'),
    "a number as a bare key": (
        "miss = { negative",
        "miss = { 0.25",
        'step "sign": miss: a number stands between quotation marks, as in "0.25"',
    ),
    "at alone": ('id = "run"', 'id = "run"\nat = "1"', 'step "run": at is a moment of what start opens'),
    "a quotation mark left out": ('Run until all are."', "Run until all are.", "is a quotation mark missing?"),
    "a brace left open": ("{right} of", "{right of", 'step "run": say: '),
    "no such key in a text": ("{key step}", "{key stp}", 'step "back": say: unknown key "stp": did you mean "step"'),
    "shown before": ('sign = "da1[2,0]"', 'sign = "dz2[0,0]"', 'step "sign": ask: dz2[0,0] was shown before'),
    "shown in another run": (
        'id = "choice"',
        'id = "again"\nstart = "xor --seed 0"\nat = "120:dW2"\nsay = "s"\nask = { sign = "da1[2,0]" }\n\n'
        '[[step]]\nid = "choice"',
        'step "again": ask: da1[2,0] was shown before',
    ),
    "told by itself": (
        'sign = "da1[2,0]" }\nmiss = { negative',
        'number = "dz2[2,0]" }\nmiss = { "0.5"',
        'step "sign": say tells dz2[2,0], which is asked',
    ),
    "a false answer": ("W2[0,0] < 0 and", "W2[0,0] > 0 and", 'step "choice": ask.answer is false'),
    "a miss that is right": ("miss = { negative", "miss = { positive", 'step "sign": miss: "positive" is right'),
    "a miss that is none": ("miss = { negative", "miss = { negativ", 'miss: unknown answer "negativ": did you mean'),
    "answer out of range": ("answer = 1", "answer = 3", 'step "choice": ask.answer must be from 1 to 2, got 3'),
    "too long": ("Run until all are.", "Run " * 40, 'step "run": say does not fit 2 lines of 76 cells'),
    "choices too long": ('"the first"', f'"the {"very " * 20}first"', 'step "choice": choices does not fit a line'),
    "title too long": ("Back through", "Back " * 20 + "through", "title does not fit"),
    "id missing": ('id = "sign"\n', "", "step 2: id is missing"),
    "id doubled": ('id = "sign"', 'id = "back"', 'step "back": id: there are two steps of this id'),
    "wait and ask": ('do = ["space"]', 'ask = { sign = "da1[0,0]" }', 'step "back": give either wait or ask, both'),
    "neither of both": ('wait = { reached = "db2" }', "", 'step "back": give either wait or ask, neither'),
    "unknown key": ("hint = [", "hints = [", 'step "sign": unknown key "hints": did you mean "hint"?'),
    "unknown condition": ("reached =", "reachd =", 'unknown key "wait.reachd": did you mean "wait.reached"?'),
    "wrong type": ("right = 4", 'right = "four"', 'step "run": wait.right must be a whole number, got "four"'),
    "more than there are": ("right = 4", "right = 5", 'step "run": wait.right must be a whole number from 1 to 4'),
    "no such step": ('reached = "db2"', 'reached = "db3"', 'wait.reached: unknown step "db3": did you mean'),
    "no such scenario": ("xor --seed", "xro --seed", 'start: unknown scenario "xro": did you mean "xor"?'),
    "no such flag": ("xor --seed", "xor --sede", 'unknown flag "--sede": did you mean "--seed"?'),
    "no such moment": ('at = "120:dW2"', 'at = "120:dW9"', 'step "back": at: '),
    "no such lock": (
        'lock = ["settings"]',
        'lock = ["setings"]',
        'lock: unknown name "setings": did you mean "settings"',
    ),
    "two questions": ('sign = "da1[2,0]"', 'sign = "da1[2,0]", number = "da1[2,0]"', "ask is to have one of"),
}


def written(tmp_path: Path, text: str) -> str:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_the_lesson_without_a_fault_is_so(tmp_path: Path) -> None:
    rehearsal = rehearse(load(written(tmp_path, GOOD)))
    assert not rehearsal.notes
    assert ("run", "3 of 4 are right. Run until all are.") in rehearsal.texts


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found(fault: str, tmp_path: Path) -> None:
    before, after, said = FAULTS[fault]
    assert GOOD.count(before) == 1
    path = written(tmp_path, GOOD.replace(before, after))
    with pytest.raises(GlassnetError) as raised:
        rehearse(load(path))
    told = str(raised.value)
    assert said in told
    assert told.startswith(f"{path}: ")
    assert "\n" not in told


@pytest.mark.parametrize("name", names())
def test_lessons_that_ship_are_so(name: str) -> None:
    lesson = load(name)
    for each in (lesson, *translations(lesson)):
        notes = rehearse(each).notes
        assert name == "example" or not notes


def test_a_result_that_is_typed_is_listed(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD.replace("Run until", "W2[0,0] was 0.8689 once. Run until 0.25, or 0.1373, and until"))
    with pytest.raises(GlassnetError, match="not 0.8689"):
        rehearse(load(path))
    path = written(tmp_path, GOOD.replace("Run until", "Run until 0.25, or 0.1373, and until"))
    assert rehearse(load(path)).notes == [f'{path}: step "run": not checkable: number 0.1373 typed in say']


def test_the_example_has_everything() -> None:
    steps = load("example").steps
    assert {name for step in steps for name in step.wait} >= CONDITIONS.keys()
    assert {name for step in steps for name in step.ask} >= ASKS.keys()


def test_names_are_those_of_the_screen() -> None:
    assert set(PANELS) == set(ON_SCREEN) - {"header", "now", "lesson", "sentence", "tabs", "footer"}
    assert KEYS.keys() == LOCKS.keys()
    assert all(id_ in TABLE for ids in KEYS.values() for id_ in ids)


def test_the_command_says_what_is_wrong_in_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(
        tmp_path, GOOD.replace("answer = 1", "answer = 2").replace(', holds = "W2[0,0] < 0 and W2[1,0] > 0"', "")
    )
    assert main(["lesson", "check", path]) == 0
    assert f'{path}: step "choice": not checkable\n{path}: 4 steps, all as they say\n' == capsys.readouterr().out
    (tmp_path / "mine.de.toml").write_text('[[step]]\nid = "run"\nsay = "{rigth} von {n}"', encoding="utf-8")
    assert main(["lesson", "check", path, path]) == 1
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 2
    assert told[0].startswith(f'glassnet: {tmp_path / "mine.de.toml"}: step "run": say: {{rigth}}: unknown number')
    assert main(["lesson", "check", path, written(tmp_path, "title = 1")]) == 2
