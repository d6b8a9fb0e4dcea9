"""What a lesson shows stays on the screen, and what it speaks of or asks is to be seen there."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from glassnet.scenarios.lessons import Progress
from glassnet.scenarios.lessons.conditions import number_named
from glassnet.tui.actions.lessons import begin
from glassnet.tui.app import Glassnet
from glassnet.tui.lessons.course import Course
from glassnet.tui.lessons.showing import bring_forward
from glassnet.tui.messages import Entry
from tests.screen import drive, part, text, wait_until

SHOWN = """
title = "Shown"
about = "What is shown stays until somebody goes on."
start = "xor --seed 0"
at = "120:db1"

[[step]]
id = "origin"
say = "W2[0,0] is {W2[0,0]}. Where does dW1[0,0] come from?"
wait = { explained = "dW1[0,0]" }
do = ["@dW1[0,0]", "enter"]

[[step]]
id = "check"
say = "Is dW2 right?"
wait = { checked = "dW2" }
do = ["@dW2[0,0]", "c", "esc"]

[[step]]
id = "ends"
say = "W2[0,0] is {W2[0,0]}. Do the update."
wait = { reached = "b2" }
do = ["u"]
then = "W2[0,0] was {was W2[0,0]} and is {W2[0,0]}."
"""


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def test_what_is_shown_stays_and_what_came_of_a_step_is_said_beside_it(tmp_path: Path) -> None:
    (tmp_path / "shown.toml").write_text(SHOWN, encoding="utf-8")

    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        begin(app, str(tmp_path / "shown.toml"))
        await pilot.pause()
        course = app.asking
        assert isinstance(course, Course)
        await pilot.press("H")
        await wait_until(pilot, lambda: course.told and not course.busy)
        assert "explain: dW1[0,0]" in text(app)
        await pilot.press("enter", "H")
        await wait_until(pilot, lambda: course.told and not course.busy)
        assert "5 of 5 agree" in text(app)
        await pilot.press("escape")
        assert "✓ shown   enter goes on" in part(app, "lesson")
        await pilot.press("enter", "H")
        await wait_until(pilot, lambda: course.told and not course.busy)
        for _ in range(2):
            assert app.session.state.done == len(app.session.program.steps)
            assert app.prints(Entry("W2", (0, 0)))
            await pilot.press("enter")
        await pilot.press("X")
        begin(app, str(tmp_path / "shown.toml"))
        assert set(Progress.kept().of(str(tmp_path / "shown.toml")).values()) == {"shown"}

    drive(steps, "neuron", (80, 24))


def test_the_row_that_is_asked_stays_in_a_small_window() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        begin(app, "cancel")
        await pilot.pause()
        await pilot.press("2")
        await pilot.pause()
        assert "✗ Sample 3 should say 0" in part(app, "lesson")
        assert app.prints(Entry("dz1", (3, 0)))

    drive(steps, "neuron", (80, 24))


def test_what_is_no_longer_so_is_said_to_have_been_so(tmp_path: Path) -> None:
    (tmp_path / "shown.toml").write_text(SHOWN, encoding="utf-8")

    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        begin(app, str(tmp_path / "shown.toml"))
        await pilot.pause()
        await pilot.press("H")
        await wait_until(pilot, lambda: "✓ shown" in part(app, "lesson"))
        await pilot.press("enter", "H")
        await wait_until(pilot, lambda: len(app.screen_stack) > 1)
        await pilot.press("escape", "enter")
        said, gone = "W2[0,0] is ‹-1.0018›", "as it was at db1 of iteration 120: G goes back"
        assert said in part(app, "lesson")
        for key, changed in (("space", False), ("space", False), ("space", True), ("G", False)):
            await pilot.press(key)  # only the third writes W2
            assert said in part(app, "lesson")
            assert (gone in part(app, "lesson")) == changed
        await pilot.press("u")
        assert "is ‹-1.0137›" in part(app, "lesson")
        await pilot.press("i")
        assert "as it was at b2 of iteration 120: G goes back" in part(app, "lesson")
        await pilot.press("G")
        assert "as it was" not in part(app, "lesson")
        assert app.session.state.iteration == 120

    drive(steps, "neuron", (80, 24))


def test_another_origin_than_the_one_waited_for_is_named(tmp_path: Path) -> None:
    (tmp_path / "shown.toml").write_text(SHOWN, encoding="utf-8")

    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        begin(app, str(tmp_path / "shown.toml"))
        await pilot.pause()
        bring_forward(app, number_named("dW1[1,0]"))
        await pilot.press("G")
        assert "go to dW1[0,0] with the arrow keys and press enter, or click it twice" in part(app, "lesson")
        await pilot.press("enter")
        other = "This is dW1[1,0]. esc closes it; then to dW1[0,0]."
        assert other in part(app, "lesson")
        await pilot.press("escape")
        assert other not in part(app, "lesson")
        bring_forward(app, number_named("dW1[1,0]"))
        await pilot.press("up")
        assert "go to" not in part(app, "lesson")
        assert "press enter" in part(app, "lesson")
        await pilot.press("enter")
        assert "✓ done" in part(app, "lesson")

    drive(steps, "neuron", (80, 24))


ON = """
title = "On"
about = "A step begins where the one before it ended."
start = "xor --seed 0"
at = "120:dW2"

[[step]]
id = "first"
say = "Step on until only da1 is missing."
wait = { reached = "db2" }
do = ["space"]

[[step]]
id = "second"
say = "Which sign will da1[2,0] have?"
ask = { sign = "da1[2,0]" }
"""


@pytest.mark.parametrize("detour", [("u", "i"), ("=", "1", "enter", "u")])
def test_a_step_begins_where_the_one_before_it_ended_whatever_was_done_since(
    tmp_path: Path, detour: tuple[str, ...]
) -> None:
    (tmp_path / "on.toml").write_text(ON, encoding="utf-8")

    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        begin(app, str(tmp_path / "on.toml"))
        await pilot.pause()
        course = app.asking
        assert isinstance(course, Course)
        bring_forward(app, number_named("W2[0,0]"))
        await pilot.press("space")
        assert "✓ db2 is computed" in part(app, "lesson")
        await pilot.press(*detour, "enter")
        await wait_until(pilot, lambda: course.playing.question is not None and not course.busy)
        assert "Which sign will da1[2,0] have?" in part(app, "lesson")
        assert app.session.state.step is not None
        assert (app.session.state.iteration, app.session.state.step.output) == (120, "db2")
        assert app.session.state["W2"][0, 0] == pytest.approx(-1.0018, abs=1e-4)

    drive(steps, "neuron", (80, 24))
