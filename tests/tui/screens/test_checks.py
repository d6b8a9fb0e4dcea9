"""The check of gradients in the app."""

from __future__ import annotations

import pytest
from screen import drive, text, wait_until
from textual.pilot import Pilot

from tui.app import Glassnet


@pytest.mark.parametrize("steps_done", [0, 1])
def test_mini_batches_are_checked_before_the_batch_is_taken(steps_done: int) -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press(*["space"] * steps_done, "c")
        await wait_until(pilot, lambda: " agree" in text(app))
        await pilot.press("escape")
        assert app.session.state.done == steps_done

    drive(steps, "spiral")
