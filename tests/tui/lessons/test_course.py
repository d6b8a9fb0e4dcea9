"""A lesson on the screen, driven by keys and read as a person would."""

from __future__ import annotations

import itertools
from pathlib import Path
from random import Random

import pytest
from textual.pilot import Pilot

from glassnet.scenarios.lessons import Progress, names
from glassnet.scenarios.lessons.conditions import number_named
from glassnet.tui.actions.lessons import begin
from glassnet.tui.app import Glassnet
from glassnet.tui.lessons.course import Course
from glassnet.tui.lessons.doing import WORKER, do
from glassnet.tui.lessons.showing import bring_forward
from glassnet.tui.messages import Entry
from tests.screen import drive, part, text, told, wait_until

LESSON = """
title = "Back through a weight"
about = "How dz2 becomes da1."
start = "xor --seed 0"
at = "120:dW2"
lock = ["settings"]

[[step]]
id = "back"
say = "Step on until only da1 is missing."
wait = { reached = "db2" }
do = ["space"]
hint = ["One key is one operation."]

[[step]]
id = "sign"
say = "dz2[2,0] is {dz2[2,0]}, and W2[0,0] is {W2[0,0]}. Which sign will da1[2,0] have?"
ask = { sign = "da1[2,0]" }
miss = { negative = "Minus times minus is plus." }

[[step]]
id = "number"
say = "How much is da1[2,1]?"
ask = { number = "dz1[2,1]" }

[[step]]
id = "largest"
say = "Which weight of layer 2 is the largest?"
ask = { which = "largest", of = "W2" }

[[step]]
id = "order"
say = "Put them in order."
ask = { order = ["dW1", "da1", "dz1"] }

[[step]]
id = "run"
say = "{right} of {n} are right. Run until all are."
wait = { right = 4, within = 20000 }
do = ["r"]
"""


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def lesson(tmp_path: Path) -> str:
    path = tmp_path / "weight.toml"
    path.write_text(LESSON, encoding="utf-8")
    return str(path)


def course_of(app: Glassnet) -> Course:
    assert isinstance(app.asking, Course)
    return app.asking


def step_of(app: Glassnet) -> str:
    step = course_of(app).playing.step
    return "" if step is None else step.id


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_a_lesson_by_its_keys(lesson: str, size: tuple[int, int]) -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        begin(app, lesson)
        await pilot.pause()
        assert "Step on until only da1 is missing." in part(app, "lesson")
        assert "step 1 of 6 ●○○○○○" in part(app, "lesson")
        await pilot.press("n", "tab", "space")
        assert "✓ db2 is computed   enter goes on" in part(app, "lesson")
        await pilot.press("enter", "4", "enter")  # what is no answer does nothing else either
        assert "a digit from 1 to 3, please" in part(app, "lesson")
        assert len(app.screen_stack) == 1
        assert not app.is_shown("explain")
        assert "1 positive" in part(app, "lesson")
        assert text(app).count("‹-0.0075›") >= 2  # in the line, and where it stands
        assert text(app).count("‹-1.0018›") == 2
        await pilot.press("2")
        assert "✗ Minus times minus is plus." in part(app, "lesson")
        await pilot.press("1")
        assert "✓ right: positive" in part(app, "lesson")
        assert "enter goes on" in part(app, "lesson")
        assert app.session.state.step is not None
        assert app.session.state.step.output == "da1"
        await pilot.press("enter")
        await pilot.press("0", "full_stop", "9", "backspace", "8", "enter", "0", "enter")  # wrong twice: it is shown
        assert "✗ Right is: -0.0061" in part(app, "lesson")
        assert "enter goes on" in part(app, "lesson")
        await pilot.press("enter")
        bring_forward(app, number_named("W2[3,0]"))
        await pilot.press("enter")
        assert "right: W2[3,0]" in part(app, "lesson")
        await pilot.press("enter")
        await pilot.press("2", "1", "backspace", "3", "1")
        assert "✓ right: da1, dz1, dW1" in part(app, "lesson")
        await pilot.press("enter")
        assert "3 of 4 are right" in part(app, "lesson")
        await pilot.press("r")
        await wait_until(pilot, lambda: "✓ iteration" in part(app, "lesson"))
        assert "4 of 4 right" in text(app)  # which is to be seen before it goes on
        await pilot.press("enter")
        assert not step_of(app)
        assert app.session.state.iteration == app.session.history.moment(app.session.history.end)[0]
        assert "How dz2 becomes da1." in part(app, "lesson")
        assert "That was the whole of it." in part(app, "lesson")
        assert not told(app)
        kept = Progress.kept().of(lesson)
        assert [step for step, how in kept.items() if how == "shown"] == ["number"]
        await pilot.press("X", "3")
        assert not app.is_shown("lesson")
        assert app.workspace.key == "sensor"

    drive(steps, "neuron", size)


# --- what is asked is not to be seen ---

HIDDEN = """
title = "Hidden"
about = "What is asked is computed already."
start = "xor --seed 0"
at = "120:dW2"

[[step]]
id = "loss"
say = "How large is the loss?"
ask = { number = "loss" }

[[step]]
id = "weight"
start = "xor --seed 0"
at = "120:dW2"
say = "Which sign has W2[0,0]?"
ask = { sign = "W2[0,0]" }

[[step]]
id = "answer"
start = "xor --seed 0"
at = "120:a1"
say = "How large is a2[2,0]?"
ask = { number = "a2[2,0]" }
"""
TABS = ("tab",) * 8


def test_what_is_asked_is_to_be_seen_nowhere(tmp_path: Path) -> None:
    (tmp_path / "hidden.toml").write_text(HIDDEN, encoding="utf-8")

    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        begin(app, str(tmp_path / "hidden.toml"))
        for name, secrets, answer in (
            ("loss", ("0.1272", "3 of 4 right"), ("0", "full_stop", "1", "3", "enter")),
            ("weight", ("1.0018", "0.8689"), ("2",)),
            ("answer", ("0.8689", "3 of 4 right"), ("0", "full_stop", "8", "6", "9", "enter")),
        ):
            await pilot.pause()
            assert step_of(app) == name
            for key in ("", *TABS, "F", "b", "enter", "c", "escape", "G"):
                await pilot.press(*filter(None, [key]))
                assert not [secret for secret in secrets if secret in text(app)], (name, key, text(app))
                app.clear_notifications()
            await pilot.press(*answer)
            assert "✓ right: " in part(app, "lesson")
            await pilot.press("enter")
        assert not step_of(app), text(app)

    drive(steps, "neuron", (120, 40))


DETOURS = ("space", "backspace", "f", "b", "I", "i", "n", "l", "tab", "down", "enter", "escape", "d", "m", "v", "w")


@pytest.mark.parametrize("name", names())
def test_a_lesson_that_ships_is_walked_by_its_keys_with_detours_between_its_steps(name: str) -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        begin(app, name)
        await pilot.pause()
        course, random = course_of(app), Random(name)
        while (step := course.playing.step) is not None:
            _reads_what_is_spoken_of(app, course)
            question = course.playing.question
            detour = random.random() < 0.5 and (question is None or not question.pointing)  # it may point at the answer
            if detour:
                await pilot.press(*random.sample(DETOURS, 2))
                await pilot.pause()
                if course.told:  # it led to what is waited for
                    await pilot.press("enter")
                    await pilot.pause()
                if course.playing.step is not step:
                    continue
                await pilot.press("G")
                await wait_until(pilot, lambda: not course.busy)
                assert (app.session.state.iteration, app.session.state.done) == course.playing.place
            await _do_or_answer(pilot, app, course)
            if course.told:
                assert "✓" in part(app, "lesson")
                await pilot.press("enter")
                await pilot.pause()
            assert course.playing.step is not step, part(app, "lesson")
        assert set(Progress.kept().of(name).values()) == {"done"}

    drive(steps, "neuron", (80, 24))


def _reads_what_is_spoken_of(app: Glassnet, course: Course) -> None:
    """The numbers of the layer on show that a step speaks of stand there."""
    layer, spoken = app.snapshot().layer, [Entry(*number) for number in course.playing.said.numbers]
    here = [each for each in spoken if app.session.program.info[each.name].layer == layer]
    if not app.is_shown("explain") and len({each.index[0] for each in here}) < 4:  # four rows may be too many
        assert not [each for each in here if not app.prints(each)], (step_of(app), text(app))


async def _do_or_answer(pilot: Pilot[None], app: Glassnet, course: Course) -> None:
    """What the step says, or the right answer."""
    question, step = course.playing.question, course.playing.step
    assert step is not None
    if question is None:
        for entry in step.do:
            worker = app.run_worker(do(app, entry), name=WORKER, group=WORKER)
            await wait_until(pilot, lambda worker=worker: worker.is_finished)  # type: ignore[misc]
    elif question.pointing:
        bring_forward(app, number_named(question.truth.split(" or ")[0]))
        await pilot.press("enter")
    elif question.kind == "number":
        await pilot.press(*question.truth, "enter")
    else:
        digits = map(str, range(1, len(question.choices) + 1))
        many = len(question.choices) if question.kind == "order" else 1
        await pilot.press(*next(each for each in itertools.permutations(digits, many) if question.grade("".join(each))))
    await pilot.pause()


# --- help, detours, coming back ---


def test_hints_end_in_showing_and_detours_are_free(lesson: str) -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        begin(app, lesson)
        await pilot.pause()
        await pilot.press("H")
        assert "hint 1 of 1: One key is one operation." in part(app, "lesson")
        for key in ("s", "1", "0"):
            await pilot.press(key)
            assert "this is switched off in the lesson; X leaves it" in told(app)
            assert len(app.screen_stack) == 1
            assert app.workspace.key == "xor"
        assert "Step on until only da1 is missing." in part(app, "lesson")
        await pilot.press("I", "G")
        await wait_until(pilot, lambda: not course_of(app).busy)
        assert (app.session.state.iteration, app.session.state.done) == course_of(app).playing.place
        await pilot.press("H")
        await wait_until(pilot, lambda: "✓ shown" in part(app, "lesson"))
        await pilot.press("enter")
        assert step_of(app) == "sign"
        await pilot.press("space", "space", "1")  # further on than the answer leads
        assert app.session.state.step is not None
        assert app.session.state.step.output == "da1"
        await pilot.press("X", "T", "escape")
        begin(app, lesson)
        await wait_until(pilot, lambda: step_of(app) == "number" and not course_of(app).busy)
        await pilot.pause()
        assert "How much is da1[2,1]?" in part(app, "lesson")
        assert app.session.state.step.output == "da1"

    drive(steps, "neuron", (80, 24))


def test_the_tour_is_offered_once_and_any_other_key_works() -> None:
    async def offered(pilot: Pilot[None], app: Glassnet) -> None:
        await wait_until(pilot, lambda: "T: a tour" in text(app))
        await pilot.press("space")
        assert "a tour" not in text(app)
        assert app.session.state.done == 1

    async def left(pilot: Pilot[None], app: Glassnet) -> None:
        await wait_until(pilot, lambda: "T: a tour" in text(app))
        await pilot.press("X")
        assert "a tour" not in text(app)

    async def never(pilot: Pilot[None], app: Glassnet) -> None:
        await wait_until(pilot, lambda: app._preview is not None)
        assert "a tour" not in text(app)
        await pilot.press("T")
        assert "From one neuron" in text(app)
        await pilot.press("enter")
        await pilot.pause()
        assert "A neuron gets two numbers" in part(app, "lesson")

    for steps in (offered, left, never):
        drive(steps, "neuron", (80, 24), greets=True)


def test_three_planted_mistakes_by_keys_and_no_empty_place_where_an_explanation_was() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        begin(app, "judge")
        await pilot.pause()
        await pilot.press("c")
        await wait_until(pilot, lambda: "5 DIFFER" in text(app))
        await pilot.press("escape")
        assert "enter goes on" in part(app, "lesson")
        await pilot.press("enter")
        assert step_of(app) == "origin"
        assert "planted: one step is wrong" in part(app, "header")
        bring_forward(app, number_named("dz2[2,0]"))
        await pilot.press("enter")
        assert "explain: dz2[2,0]" in text(app)  # which is to be seen before it goes on
        await pilot.press("enter")
        assert step_of(app) == "slope"
        assert app.is_shown("explain")  # the question is about it
        await pilot.press("1")
        assert "right: the slope of the sigmoid" in text(app)
        await pilot.press("enter")
        assert step_of(app) == "upper"
        assert not app.is_shown("explain")
        assert "slope-left-out" not in text(app)

    drive(steps)
