"""The way of a key as CONTRIBUTING tells it: a press of `space` comes through these files, in this order."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import FrameType

from textual.pilot import Pilot

from glassnet.tui.app import Glassnet
from tests.screen import drive

ROOT = Path(__file__).parents[2]
WAY = re.findall(r"^\d+\. `([\w/]+\.py)`", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), re.MULTILINE)


def test_the_way_of_a_key_is_as_it_is_told() -> None:
    reached: list[str] = []

    def note(frame: FrameType, event: str, argument: object) -> None:
        if event == "call":
            path = frame.f_code.co_filename
            if path.startswith(str(ROOT)) and (name := path.removeprefix(f"{ROOT}/")) not in reached:
                reached.append(name)

    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("space")  # what is loaded and worked out once
        sys.setprofile(note)
        try:
            await pilot.press("space")
        finally:
            sys.setprofile(None)
        assert app.session.state.done == 2

    drive(steps)
    assert len(WAY) <= 10
    assert [name for name in reached if name in WAY] == WAY
