"""From any number on the screen back to where it began, by keys."""

from __future__ import annotations

from textual.pilot import Pilot

from glassnet.tui.app import Glassnet
from glassnet.tui.messages import Entry
from tests.screen import drive, text, told


def test_into_operands_and_out_again() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("enter")
        assert "explain: dz1[3,2]" in text(app)
        assert "dW1[0,2] › dz1[3,2]" in text(app)
        await pilot.press("enter")
        trail = [explanation.label for explanation in app.workspace.choices.trail]
        assert trail[:2] == ["dW1[0,2]", "dz1[3,2]"]
        assert len(trail) == 3
        await pilot.press("o")
        assert "explain: dz1[3,2]" in text(app)
        await pilot.press("escape", "escape")
        assert not app.workspace.choices.trail
        assert "now: step 12 of 17" in text(app)

    drive(steps, at="120:dW1[0,2]")


def test_a_chain_ends_at_an_initial_weight_or_an_input() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        app.query_one("#predictions").focus()
        await pilot.press("enter")
        assert app.workspace.choices.trail[0].label == "a2[0,0]"
        for _ in range(100):
            if not app.workspace.choices.trail[-1].operands:
                break
            await pilot.press("enter")
        last = app.workspace.choices.trail[-1]
        assert last.origin
        assert last.name in ("x", "W1", "b1", "W2", "b2")
        await pilot.press("enter")
        assert "where the chain ends" in told(app)

    drive(steps, at="3")


def test_a_weight_of_the_past_in_a_long_run() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        app.session.run(iterations=6000)
        await pilot.press("g", *"5432", "enter")
        app.workspace.point_at(Entry("W1", (0, 2)))
        await pilot.press("enter")
        explanation = app.workspace.choices.trail[-1]
        assert explanation.iteration == 5432
        assert explanation.numbers() in text(app)

    drive(steps)


def test_moving_in_time_asks_again() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("space")
        assert "explain: dW1[0,2]" in text(app)
        await pilot.press("I")
        assert app.workspace.choices.trail[-1].iteration == 119
        await pilot.press("I", "f")  # dW1 is not computed after a forward pass
        assert not app.workspace.choices.trail
        assert "now: step 5 of 17" in text(app)

    drive(steps, at="120:dW1[0,2]")


def test_nothing_to_explain_is_said() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("enter")
        assert "space computes the first one" in told(app)
        app.workspace.point_at(Entry("dW1", (0, 0)))
        await pilot.press("enter")
        assert "dW1 is not computed yet" in told(app)

    drive(steps)


def test_at_80_by_24_it_is_a_tab() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        screen = text(app)
        assert "[Explain]" in screen
        assert "x[0,0]·dz1[0,2]" in screen
        await pilot.press("escape")
        assert "[Network]" in text(app)

    drive(steps, size=(80, 24), at="120:dW1[0,2]")


def test_softmax_by_hand() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        app.workspace.point_at(Entry("a2", (0, 1)))
        await pilot.press("enter")
        screen = text(app)
        for word in ("Normal", "Warning", "Critical", "exp"):
            assert word in screen

    drive(steps, "sensor", at="5")


def test_a_prediction_is_told_from_a_value_of_the_iteration() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        app.query_one("#predictions").focus()
        await pilot.press("enter")
        row = app.snapshot().sample.row
        screen = text(app)
        assert f"explain: prediction, training row {row}: a2[0,0] = " in screen
        assert f"training row {row} (index 0 here)" in screen
        assert "weights as now" in screen.splitlines()[2]
        assert "sample 0" not in screen

    drive(steps, at="3")
