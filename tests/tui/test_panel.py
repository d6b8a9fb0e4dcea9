"""What goes to the terminal: the lines that are not as before, and no others."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from textual._compositor import ChopsUpdate
from textual.pilot import Pilot
from textual.strip import Strip

from glassnet.tui.app import Glassnet
from glassnet.tui.panels.loss import LossPanel
from tests.screen import drive, text


def lines(app: Glassnet) -> list[Strip]:
    """The whole screen with its colours."""
    return [line.simplify() for line in app.screen._compositor.render_strips()]


async def sent(pilot: Pilot[None], app: Glassnet, *keys: str) -> set[int]:
    """The lines that go to the terminal after these keys; without any, after the same moment is shown again."""
    numbers: set[int] = set()
    display = app._display

    def record(screen: object, update: object) -> None:
        if update is not None:
            assert isinstance(update, ChopsUpdate), "all of the screen went"
            numbers.update(y for y, *_ in update.spans)
        display(screen, update)  # type: ignore[arg-type]

    app._display = record  # type: ignore[method-assign, assignment]
    if not keys:
        app.show()
    await pilot.press(*keys)
    await pilot.pause()
    app._display = display  # type: ignore[method-assign]
    return numbers


def test_the_same_moment_again_sends_nothing() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("b")
        assert await sent(pilot, app) == set()

    drive(steps)


@pytest.mark.parametrize("scenario", ["neuron", "xor", "sensor"])
def test_a_step_sends_the_lines_that_changed(scenario: str) -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("i", "space", "right")  # the cursor is in the panel that it will move in
        await pilot.press("space")  # what another layout left to be sent once more has gone with it
        for key in ("space", "space", "b", "u", "space", "backspace", "n", "v", "right"):
            before = lines(app)
            went = await sent(pilot, app, key)
            after = lines(app)
            assert went == {y for y, line in enumerate(after) if line != before[y]}
            assert len(went) < 40

    drive(steps, scenario)


def test_all_of_a_panel_is_sent_where_it_moves() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("b")
        at_first = text(app)
        for size in ((80, 24), (60, 20), (200, 60), (120, 40)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert len(text(app).splitlines()) == size[1]
            assert "? help" in text(app)
        assert text(app) == at_first

    drive(steps)


def test_a_plot_may_stay_while_running_but_its_numbers_are_the_frames() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        app.session.run(100)
        await pilot.press("i")
        loss = app.query_one("#loss", LossPanel)

        def show(running: bool = True, **choices: Any) -> object:
            snapshot = app.snapshot()
            loss.show(replace(snapshot, choices=replace(snapshot.choices, running=running, **choices)), loss.look)
            return loss._plot

        first = show()
        assert loss._plot is not None
        loss._plot = first = replace(loss._plot, until=float("inf"))  # as on a very slow machine
        app.session.run(1)
        assert show(rate=123.0) is first
        assert f"loss {app.session.state.values['loss']:.4g} " in text(app)
        assert show(log=True) is not first
        loss._plot = second = replace(loss._plot, until=float("inf"))
        assert show(log=True) is second
        assert show(running=False, log=True) is not second

    drive(steps)
