"""The check of a layer's gradients, as a person reads it."""

from __future__ import annotations

import re

from screen import drive, text
from textual.pilot import Pilot

from tui.app import Glassnet
from tui.screens.checks import CheckSheet
from tui.screens.sheets import LongSheet


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
        assert "at a kink: up -0.00217, down +0.00106" in said
        assert "1.5" not in re.findall(r"db1\[0\].*?down", said)[0]
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
