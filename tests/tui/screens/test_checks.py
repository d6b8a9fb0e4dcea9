"""The check of a layer's gradients, as a person reads it."""

from __future__ import annotations

import re

import pytest
from textual.pilot import Pilot

from glassnet.tui.app import Glassnet
from glassnet.tui.screens.checks import CheckSheet
from glassnet.tui.screens.sheets import LongSheet
from tests.screen import drive, text, wait_until


async def shown(pilot: Pilot[None], app: Glassnet) -> str:
    await pilot.press("c")
    while not (isinstance(app.screen, CheckSheet) and "agree" in text(app)):
        await pilot.pause()
    await pilot.pause()
    region = app.screen.query_one(LongSheet).region
    lines = [line[region.x : region.right] for line in text(app).splitlines()[region.y : region.bottom]]
    return re.sub(r"[\s│]+", " ", "\n".join(lines))


def test_the_first_check_of_xor_says_what_is_so() -> None:
    """Four biases move z1 of sample (0, 0), which stands on the kink of each unit."""

    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("b", "l")
        said = await shown(pilot, app)
        assert "8 of 12 agree, relative error at most 2.8e-9" in said
        assert "4 at a kink (relu′(0) = 0 by convention): going up and going down have slopes of their own" in said
        assert "db1[0] 0.0010562019 -0.00055659267 at a kink up -0.0021694 down +0.0010562" in said
        assert re.search(r"dW1\[0,0\] -0.0021917723 -0.0021917723 [\d.]+e-\d+ agrees", said)

    drive(steps, "xor", (140, 45))


def test_every_verdict_is_counted() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("i", "l")
        await shown(pilot, app)
        sheet = app.screen
        assert isinstance(sheet, CheckSheet)
        assert len(sheet.checks) == 12
        numbers = [int(each) for each in re.findall(r"(?:^|; (?:of )?)(\d+)", sheet.verdict())]
        assert sum(numbers) == 12

    drive(steps, "xor", (140, 45))


@pytest.mark.parametrize("steps_done", [0, 1])
def test_mini_batches_are_checked_before_the_batch_is_taken(steps_done: int) -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press(*["space"] * steps_done, "c")
        await wait_until(pilot, lambda: " agree" in text(app))
        await pilot.press("escape")
        assert app.session.state.done == steps_done

    drive(steps, "spiral")
