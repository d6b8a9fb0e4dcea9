"""Keys that do what a person expects of them at that place, and nothing else."""

from __future__ import annotations

import pytest
from screen import drive, text
from textual.pilot import Pilot

from tui.app import Glassnet
from tui.drawing.palette import DARK
from tui.panel import Panel


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
