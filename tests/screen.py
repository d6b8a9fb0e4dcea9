"""Driving the app without a terminal, and reading its screen as a person would."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from textual.events import Key
from textual.pilot import Pilot

from glassnet.scenarios.base import Scenario
from glassnet.tui.app import Glassnet
from glassnet.tui.drawing.cube import TRUE
from glassnet.tui.keys.keymap import DEFAULT, Keymap
from glassnet.tui.runs import Saved
from glassnet.tui.screens.pictures import KEYS
from tests.idle import IdlePilot, run
from tests.patience import PATIENCE

Drive = Callable[[Pilot[None], Glassnet], Awaitable[None]]


def text(app: Glassnet) -> str:
    """All characters on the screen."""
    lines = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in line).rstrip() for line in lines)


def part(app: Glassnet, name: str) -> str:
    """The text of one panel alone."""
    region = app.query_one(f"#{name}").region
    lines = text(app).splitlines()[region.y : region.y + region.height]
    return "\n".join(line[region.x : region.x + region.width] for line in lines)


def shown_by(id_: str) -> str:
    """The key that chooses a picture in the list, by its id in the table of keys."""
    return next(key for key, each in KEYS.items() if each == id_)


def told(app: Glassnet) -> str:
    """What the notifications say that stand on the screen now; there they are wrapped."""
    return "\n".join(notification.message for notification in app._notifications)


def drive(
    steps: Drive,
    scenario: str | Scenario | Saved = "xor",
    size: tuple[int, int] = (120, 40),
    seed: int | None = None,
    plain: bool = False,
    at: str | None = None,
    notifications: bool = False,
    keys: Keymap = DEFAULT,
    greets: bool = False,
    depth: int = TRUE,
) -> None:
    """Open the app at this size and hand it to `steps`.

    notifications: whether they stand on the screen too. greets: as plain `glassnet` does. depth: how many colours it
    shows.
    """

    async def driven() -> None:
        app = Glassnet(scenario, seed, plain, at=at, keys=keys, depth=depth)
        app.greets = greets
        app.animation_level = "none"  # what scrolls is there at once
        async with app.run_test(size=size, notifications=notifications) as _:
            pilot = IdlePilot(app)
            await pilot.pause()
            await steps(pilot, app)
            await pilot.pause()
            if app.faults.found:  # a panel that could not be painted, which the app itself outlives
                raise app.faults.found[0]

    run(driven)


def at_once(app: Glassnet, *keys: str) -> None:
    """Keys in one read, as over a slow line: none of them waits until what the others do is done."""
    assert app._driver is not None
    for key in keys:
        event = Key(key, key if len(key) == 1 else None)
        event.set_sender(app)
        app._driver.send_message(event)


async def wait_until(pilot: Pilot[None], holds: Callable[[], bool]) -> None:
    """Let the app go on until something holds; fails when it never does."""
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while not holds():
        assert asyncio.get_running_loop().time() < deadline, "it never happened"
        await asyncio.sleep(0.01)
    await pilot.pause()
