"""Which panel has the keys, that it is seen, and where its cursor begins."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from glassnet.tui.app import Glassnet
from glassnet.tui.drawing.palette import DARK
from glassnet.tui.panel import Panel
from tests.screen import drive, text, told


def bright(app: Glassnet) -> set[str]:
    """The panels whose frame stands out."""
    lines = app.screen._compositor.render_strips()
    found = set()
    for panel in app.query(Panel):
        if panel.display and panel.can_focus:
            x, y = panel.region.offset
            corner = next(iter(lines[y].crop(x, x + 1)))
            colour = corner.style.color.get_truecolor() if corner.style and corner.style.color else (0, 0, 0)
            if tuple(colour) == tuple(DARK.frame_focus.to_bytes(3)):
                found.add(panel.id or "")
    return found


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.parametrize("scenario", ["neuron", "xor"])
def test_each_tab_is_seen_at_once(scenario: str, size: tuple[int, int]) -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        seen = bright(app)
        assert len(seen) == 1
        for key in ("tab", "tab", "tab", "shift+tab", "d", "d", "enter", "escape"):
            await pilot.press(key)
            assert bright(app) == {app.focused.id if app.focused else ""}
            if "tab" in key:
                assert bright(app) != seen
            seen = bright(app)

    drive(steps, scenario, size)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_tab_beside_a_panel_alone_shows_the_next_one(size: tuple[int, int]) -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("tab", "m")
        assert bright(app) == {"predictions"}
        await pilot.press("tab")
        assert bright(app) == {"matrices"}
        assert "predictions" not in text(app)
        await pilot.press("shift+tab", "m")
        assert bright(app) == {"predictions"}
        assert "network" in text(app)

    drive(steps, size=size)


@pytest.mark.parametrize(
    ("scenario", "size"),
    [("neuron", (80, 24)), ("neuron", (120, 40)), ("xor", (80, 24)), ("xor", (120, 40)), ("digits", (120, 40))],
)
def test_the_first_arrow_leads_to_the_number_just_written(scenario: str, size: tuple[int, int]) -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        first = app.focused
        for _ in app.session.program.steps[:10]:
            await pilot.press("space")
            written = app.snapshot().focus
            assert written is not None
            shown = {panel.id for panel in app.query(Panel) if panel.display and panel.has(written)}
            await pilot.press("down")
            assert app.focused is not None
            if shown:
                assert app.snapshot().choices.cursor == written  # by its place in the batch
                assert app.focused.id in shown
            app.workspace.choose(cursor=None)
            app.set_focus(None)
            await pilot.pause()
            app.give_keys()
            await pilot.pause()
            assert app.focused is first

    drive(steps, scenario, size)


def test_an_arrow_stays_in_the_panel_that_was_chosen() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("b", "shift+tab", "tab")
        assert app.focused is not None
        assert app.focused.id == "network"
        await pilot.press("down")  # db1 is in the matrices alone
        assert app.focused.id == "network"
        cursor = app.workspace.choices.cursor
        assert cursor is not None
        assert app.query_one("#network", Panel).has(cursor)

    drive(steps)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_in_the_steps_the_cursor_begins_at_the_current_one_and_moves(size: tuple[int, int]) -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("f", "u")
        while app.focused is None or app.focused.id != "steps":
            await pilot.press("tab")
        for key, name in (("down", "b2"), ("up", "W2"), ("up", "b1")):
            await pilot.press(key)
            cursor = app.workspace.choices.cursor
            assert cursor is not None
            assert cursor.name == name
        await pilot.press("=")
        assert "b1 is more than one number; choose" in told(app)

    drive(steps, size=size)
