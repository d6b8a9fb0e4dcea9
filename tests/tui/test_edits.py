"""Numbers changed by hand, and what follows: asked first, undone, forgotten; judged by what a person would read."""

from __future__ import annotations

import numpy as np
from textual.pilot import Pilot
from textual.widgets import Input

from glassnet.tui.app import Glassnet
from glassnet.tui.messages import Entry
from tests.screen import drive, text, told, wait_until


def test_editing_an_output_bias_after_the_forward_pass() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("b")
        app.workspace.point_at(Entry("b2", (0,)))
        await pilot.press("=")
        assert "change b2[0]" in text(app)
        await pilot.press(*["delete"] * 6, *"0.5", "enter")
        state = app.session.state
        assert state.values["b2"][0] == 0.5
        assert state.done == 2
        assert not {"z2", "a2", "loss", "da2", "dz2", "dW2", "dW1"} & state.values.keys()
        await pilot.press("l", "l")
        rows = [line for line in text(app).splitlines() if "│ z2" in line or "│ a2" in line]
        assert len(rows) == 2
        assert all("·" in row for row in rows)
        await pilot.press("space")
        z2 = app.session.state.values["z2"]
        assert np.array_equal(z2, state.values["a1"] @ state.values["W2"] + 0.5)

    drive(steps)


def test_an_edit_in_the_past_asks_first() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        app.session.run(iterations=40)
        app.session.goto(10)
        app.workspace.point_at(Entry("W1", (0, 0)))
        app.show()
        await pilot.press("=", *"9", "enter")
        assert "30 recorded iterations" in text(app)
        await pilot.press("n")
        assert app.snapshot().last == 40
        await pilot.press("=", *"9", "enter", "y")
        assert app.snapshot().last == 10
        assert app.session.state.values["W1"][0, 0] == 9
        assert len(app.session.losses.train.values) == 10
        await pilot.press("backspace")
        assert app.session.state.values["W1"][0, 0] != 9

    drive(steps)


def test_what_is_computed_cannot_be_edited() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("f")
        app.workspace.point_at(Entry("z1", (0, 0)))
        await pilot.press("=")
        assert "z1 is computed" in told(app)

    drive(steps)


def test_words_that_are_no_number_lose_nothing() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        app.workspace.point_at(Entry("W1", (0, 0)))
        before = app.session.state.values["W1"][0, 0]
        await pilot.press("=", *"abc", "enter")
        assert '"abc" is not a number' in text(app)
        await pilot.press(*["backspace"] * 3, *"1e999", "enter")
        assert '"1e999" is too large' in text(app)
        field = app.screen.query_one(Input)
        for typed, wrong in (("inf", '"inf" is not a finite number'), ("9" * 5000, "is too large")):
            field.value = typed
            await pilot.press("enter")
            assert wrong in text(app)
        await pilot.press("escape")
        assert app.session.state.values["W1"][0, 0] == before

    drive(steps)


def test_the_learning_rate_is_an_action_too() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("i")
        app.do("learning_rate")
        await pilot.pause()
        await pilot.press(*"0.1", "enter")
        assert app.session.state.values["lr"] == 0.1
        assert "lr 0.1" in text(app)
        await pilot.press("backspace")
        assert "lr 0.5" in text(app)

    drive(steps)


def test_undo_takes_a_change_back_for_good() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("f", "b")
        app.workspace.point_at(Entry("W1", (0, 0)))
        before = app.session.state
        await pilot.press("=")
        assert "it goes back to step 0" in text(app)
        await pilot.press(*"3", "enter")
        assert "back at step 0: z1 reads W1" in told(app)
        await pilot.press("backspace")
        assert "before W1[0,0] = 3; forward does it again, ctrl+z forgets it" in told(app)
        assert "no iteration has a loss yet" not in text(app)
        await pilot.press("space")
        assert app.session.state.values["W1"][0, 0] == 3
        await pilot.press("i", "ctrl+z")
        assert "undone: W1[0,0] = 3" in told(app)
        assert app.session.state.values["W1"] is before.values["W1"]
        assert app.session.state.done == before.done
        assert not app.session.history.in_the_past
        await pilot.press("ctrl+z")
        assert "nothing to undo" in told(app)

    drive(steps)


def test_undo_asks_where_more_than_an_iteration_would_go() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        app.session.run(iterations=3)
        app.workspace.point_at(Entry("W1", (0, 0)))
        await pilot.press("=")
        assert "This iteration stays as it was computed; the next one reads it." in text(app)
        await pilot.press(*"9", "enter")
        app.session.run(iterations=20)
        await pilot.press("ctrl+z")
        assert "20 recorded iterations would go" in text(app)
        await pilot.press("n")
        assert app.session.state.iteration == 23
        await pilot.press("ctrl+z", "y")
        assert app.session.state.iteration == 3
        assert app.session.state.values["W1"][0, 0] != 9

    drive(steps)


def test_what_backspace_went_back_over_is_forgotten_first() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("u")
        for name, number in (("W1", "3"), ("W2", "4")):
            app.workspace.point_at(Entry(name, (0, 0)))
            await pilot.press("=", number, "enter")
        await pilot.press("backspace", "ctrl+z")
        assert app.session.state.values["W1"][0, 0] == 3
        assert not app.session.history.in_the_past
        await pilot.press("ctrl+z")
        assert app.session.state.values["W1"][0, 0] != 3

    drive(steps)


def test_an_input_changed_at_the_end_leaves_the_sum_as_it_was_made() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("u")
        app.workspace.point_at(Entry("x", (0, 0)))
        await pilot.press("=", *"2.5", "enter")
        await pilot.pause()
        screen = text(app)
        row = next(line for line in screen.splitlines() if "x[0]" in line)
        assert "0.5000" in row
        assert "0.1500" in row
        assert "→" in screen
        assert "2.5000" in screen
        assert "0.7500" not in screen

    drive(steps, "neuron", (80, 24))


def test_a_change_that_is_asked_for_while_running_pauses_first() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press(*["]"] * 9, "r")
        await wait_until(pilot, lambda: app.session.state.iteration > 50)
        app.do("learning_rate")
        await wait_until(pilot, lambda: not app.running)
        app.do("learning_rate")
        await pilot.pause()
        await pilot.press(*"0.1", "enter")
        assert app.session.scenario.training.learning_rate == 0.1

    drive(steps)
