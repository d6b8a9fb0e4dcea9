"""The runner: what a key changes is shown before training goes on."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import cast

from glassnet.scenarios.sessions.session import Session
from glassnet.tui.runner import Runner
from glassnet.tui.speeds import SPEEDS
from tests.patience import PATIENCE


def test_a_frame_that_is_asked_for_comes_before_the_next_slice() -> None:
    slices: list[float] = []
    frames: list[int] = []
    state = SimpleNamespace(iteration=0)

    def run(seconds: float) -> None:
        slices.append(seconds)

    session = SimpleNamespace(state=state, trouble="", halted="", run=run)

    async def frame() -> None:
        frames.append(len(slices))
        if len(frames) == 2:
            runner.ask()
        if len(frames) == 4:
            runner.stop()

    runner = Runner(lambda: cast(Session, session), lambda: SPEEDS[-1], frame, fps=60.0)
    asyncio.run(asyncio.wait_for(runner.run(), PATIENCE))
    assert frames == [1, 2, 2, 3]
