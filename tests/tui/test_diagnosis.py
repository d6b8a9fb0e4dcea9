"""The diagnosis by keys: from a run that is stuck to the number that says why."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from glassnet.tui.app import Glassnet
from glassnet.tui.messages import Entry
from tests.screen import drive, text


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (200, 60)])
def test_from_stuck_to_the_origin_of_its_evidence(size: tuple[int, int]) -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        assert "!! 2 problems: d shows" in text(app)
        await pilot.press("d")
        screen = text(app)
        assert "unit 1 of layer 1 is dead" in screen
        assert "stuck on the plateau" in screen
        assert app.workspace.choices.cursor == Entry("loss")  # so that enter explains it at once
        await pilot.press(*["down"] * 6)
        assert app.workspace.choices.cursor == Entry("dz1", (0, 1))
        await pilot.press("enter")
        screen = text(app)
        assert "explain: dz1[0,1] = 0" in screen
        assert "dz1 = da1 · relu′(z1)" in screen
        assert "0.02009·relu′(0) = 0" in screen
        await pilot.press("escape")
        if size == (80, 24):
            assert "[Diagnosis]" in text(app)

    drive(steps, "xor-stuck", size, at="2000")


def test_d_brings_the_list_of_steps_back() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        assert "1 forward pass" in text(app)
        await pilot.press("d")
        assert "1 forward pass" not in text(app)
        assert "nothing is computed yet" in text(app)
        assert "all is well" not in text(app)
        await pilot.press("d")
        assert "1 forward pass" in text(app)
        await pilot.press("question_mark")
        assert "what keeps it from learning" in text(app)

    drive(steps)


def test_on_a_small_terminal_it_is_a_tab() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("d")
        assert "[Diagnosis]" in text(app)
        assert "nothing is computed yet" in text(app)
        assert "all is well" not in text(app)
        await pilot.press("d")
        assert "[Network]" in text(app)

    drive(steps, size=(80, 24))
