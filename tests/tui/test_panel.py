"""What goes to the terminal: the lines that are not as before, and no others."""

from __future__ import annotations

from dataclasses import replace

import pytest
from screen import drive, text
from textual._compositor import ChopsUpdate
from textual.pilot import Pilot
from textual.strip import Strip

from tui.app import Glassnet
from tui.panel import Panel
from tui.snapshot import Snapshot


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
        await pilot.press("i", "space")
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


def test_a_plot_leaves_frames_out_but_answers_keys_and_the_end_of_a_run() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("i")
        loss, matrices = app.query_one("#loss", Panel), app.query_one("#matrices", Panel)

        def show(running: bool = True, **choices: object) -> Snapshot:
            snapshot = app.snapshot()
            snapshot = replace(snapshot, choices=replace(snapshot.choices, running=running, **choices))
            for panel in (loss, matrices):
                panel.show(snapshot, panel.look)
            return snapshot

        first = show()
        loss._took = 1e6  # as on a very slow machine
        second = show(rate=123.0)
        assert (loss.snapshot, matrices.snapshot) == (first, second)
        assert show(log=True) is loss.snapshot
        loss._took = 1e6
        assert show(log=True) is not loss.snapshot
        assert show(running=False) is loss.snapshot

    drive(steps)
