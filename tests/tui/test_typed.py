"""Numbers that are typed where no box is open: after a refusal, in predict mode."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from glassnet.tui.actions.look import switch
from glassnet.tui.app import Glassnet
from glassnet.tui.messages import Entry
from tests.screen import drive, text, told, wait_until


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
def test_a_number_typed_after_a_refusal_does_nothing(size: tuple[int, int]) -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("f", "=")
        assert "loss is computed" in told(app)
        assert "digits do nothing until another key" in told(app)
        before = app.session.state
        await pilot.press("minus", *"0.2,7e", "minus", "3", "plus", "backspace", "enter", "2", "0", "enter")
        assert app.session.state is before
        assert len(app.screen_stack) == 1
        assert "digits do nothing" in told(app)  # still there to be read
        assert app.session.scenario.key == "xor"
        await pilot.press("enter")  # after the number it is a key again
        assert "explain: loss" in text(app)
        await pilot.press("1")
        assert app.session.scenario.key == "neuron"

    drive(steps, size=size)


def test_right_after_a_refusal_keys_that_begin_no_number_do_what_they_do() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        for key in ("e", "backspace", "enter"):
            await pilot.press("f", "=", key)
        assert "explain: loss" in text(app)
        await pilot.press("o", "=", "space", "3")
        assert app.session.scenario.key == "sensor"

    drive(steps)


def test_a_number_typed_long_after_a_refusal_is_told_again() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("f", "=")
        app.clear_notifications()  # as after their time
        await pilot.press("3")
        assert told(app) == "no box is open: digits do nothing until another key"
        await pilot.press("escape", "3")
        assert app.session.scenario.key == "sensor"

    drive(steps)


def test_a_click_on_a_scenario_counts_after_a_refusal() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        for keys in (("f", "="), ("p",)):
            await pilot.press(*keys)
            line = text(app).splitlines()[0]
            name = "neuron" if app.workspace.key == "xor" else "xor"
            await pilot.click(offset=(line.index(name) + 2, 0))
            assert app.workspace.key == name

    drive(steps)


@pytest.mark.parametrize("key", ["=", "g"])
def test_a_key_that_pauses_instead_of_asking_says_so(key: str) -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press(*["]"] * 9, "r")
        await wait_until(pilot, lambda: app.session.state.iteration > 5)
        await pilot.press(key, *"13", "enter")
        assert f"paused; {key} again" in told(app)
        await wait_until(pilot, lambda: not app.running)
        assert app.session.scenario.key == "xor"
        assert len(app.screen_stack) == 1
        await pilot.press("g", *"2", "enter")
        assert app.session.state.iteration == 2

    drive(steps)


@pytest.mark.parametrize("words", ["Add a point", "Learning rate"])
def test_a_command_that_cannot_ask_leaves_numbers_alone(words: str) -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        commands = {command.title: command.callback for command in app.get_system_commands(app.screen)}
        if words == "Learning rate":
            await pilot.press("r")
        commands[words]()
        typed = [
            "0",
            "full_stop",
            "5",
            *(["space", "0", "full_stop", "5", "space", "1"] if words != "Learning rate" else []),
        ]
        await pilot.press(*typed, "enter")
        await wait_until(pilot, lambda: not app.running)
        assert app.session.scenario.key == "wave"
        assert len(app.screen_stack) == 1
        assert words == "Learning rate" or app.session.state.done == 0

    drive(steps, "wave")


def test_a_number_typed_after_copying_nothing_does_nothing() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("y")
        assert "no number under the cursor yet" in told(app)
        await pilot.press("1")
        assert app.workspace.key == "xor"

    drive(steps)


@pytest.mark.parametrize("keys", ["g a b c enter escape", "g minus 1 enter escape", "equals_sign n a n enter escape"])
def test_who_leaves_a_box_that_refused_may_type_on(keys: str) -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        app.workspace.point_at(Entry("W1", (0, 0)))
        await pilot.press(*keys.split())
        assert len(app.screen_stack) == 1
        assert "nothing was entered" in told(app)
        await pilot.press("1")
        assert app.workspace.key == "xor"
        await pilot.press("space", "1")
        assert app.workspace.key == "neuron"

    drive(steps)


def test_who_leaves_a_box_without_a_mistake_has_all_keys() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("g", "escape", "1")
        assert app.workspace.key == "neuron"

    drive(steps)


# --- predict mode ---


def test_a_number_typed_in_predict_mode_is_the_answer() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("p", "0")
        assert "z1[0,0] = x[0,0]·W1[0,0] + x[0,1]·W1[1,0] + b1[0] = ?" in text(app)
        await pilot.press(*".27", "enter")
        assert "predict 1 of 1 right" in text(app)
        assert app.session.state.done == 1
        await pilot.press("full_stop", *"567", "enter", "minus", "9", "enter", "minus", "8", "enter", "enter")
        assert "predict 2 of 3 right" in text(app)
        await pilot.press("p", "2")
        assert app.session.scenario.key == "xor"
        assert "predict" not in text(app).splitlines()[1]

    drive(steps, "neuron")


def test_predict_mode_takes_a_batch_without_a_question() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("p", "8")
        assert "x is looked up in the data; space takes it" in told(app)
        assert app.session.scenario.key == "digits"
        await pilot.press("space", "space")
        assert app.session.state.done == 2
        assert len(app.screen_stack) == 1
        assert "predict 0 of 0 right" in text(app)
        assert "z1[" in text(app)
        assert "= ?" in text(app)

    drive(steps, "digits")


def test_predict_mode_stays_in_sight_in_another_scenario() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("p")
        switch(app, "xor")
        await pilot.pause()
        assert "predict 0 of 0 right" in text(app)
        await pilot.press("p")
        switch(app, "neuron")
        await pilot.pause()
        assert "predict 0 of 0 right" not in text(app)

    drive(steps, "neuron")
