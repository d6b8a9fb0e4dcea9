"""`--lock`: what is switched off stays so by key, palette and digit, and the rest works."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from glassnet.command_line import main
from glassnet.tui.app import Glassnet
from glassnet.tui.lessons.locks import keys_of
from tests.screen import drive, told


def test_what_is_locked_is_refused_with_the_reason() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        app.locked = keys_of(("settings", "scenario"))
        for key in ("s", "0", "3", "T", "-"):
            await pilot.press(key)
            assert "switched off" in told(app), key
            assert len(app.screen_stack) == 1
        assert app.workspace.key == "xor"
        await pilot.press("space", "?")  # which are not locked
        assert app.session.state.done == 1
        assert len(app.screen_stack) == 2

    drive(steps)


def test_what_cannot_be_locked_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["xor", "--lock", "settings,colour"]) == 2
    assert 'unknown name "colour"' in capsys.readouterr().err
