"""Doing what the `do` of a lesson's step says, as a learner would: keys by their default names, and `@da1[2,0]`.

A key stands for what it does in the table of keys, so that other keys of somebody's own break no lesson; in a box that
is open it is the key itself.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from glassnet.core.errors import GlassnetError
from glassnet.scenarios.lessons.conditions import number_named
from glassnet.tui.keys.keymap import DEFAULT
from glassnet.tui.keys.spelling import key_named
from glassnet.tui.lessons.showing import bring_forward
from glassnet.tui.speeds import SPEEDS

if TYPE_CHECKING:
    from glassnet.tui.app import Glassnet

WORKER = "lesson"  # the name of the worker that does it, which nothing here waits for
TURN = 0.005  # seconds between two looks whether a run or a check has come to its end
POINTS = "@"
SPACE = {"space": " "}  # a name that types a character


def key_of(text: str) -> str:
    """Textual's name of a key in `do`. Raises GlassnetError for what is no key."""
    try:
        return key_named(text)
    except ValueError as error:
        raise GlassnetError(f"do: {error}") from error


def id_of(text: str) -> str | None:
    """What an entry of `do` does on the screen itself, by its id in the table of keys; None where it points."""
    return None if _points(text) else DEFAULT.id_of(key_of(text))


def _points(text: str) -> bool:
    return text.startswith(POINTS) and len(text) > 1


async def do(app: Glassnet, text: str) -> None:
    """Do one entry of `do`; returns when all that it led to has come to its end, a run too.

    For a worker of the name WORKER. Raises GlassnetError, which names it, for what is no key, does nothing, or is not
    there.
    """
    try:
        await _do(app, text)
    except GlassnetError as error:
        told = str(error)
        raise GlassnetError(told if told.startswith("do: ") else f'do: "{text}": {told}') from error


async def _do(app: Glassnet, text: str) -> None:
    boxed = len(app.screen_stack) > 1
    if _points(text):
        if boxed:
            raise GlassnetError(f"{text} points at the screen, and a box is open over it")
        bring_forward(app, number_named(text.removeprefix(POINTS)))
    elif boxed:
        await app.press(key_of(text), text if len(text) == 1 else SPACE.get(text))
    else:
        id_ = id_of(text)
        if id_ is None:
            raise GlassnetError("this does nothing on the screen")
        slower = SPEEDS.index(app.workspace.speed) - len(SPEEDS) + 1
        app.workspace.faster(len(SPEEDS))
        if app.keys.keys[id_]:
            await app.press(app.keys.keys[id_][0])
        else:
            app.do(id_)
        await _calm(app)
        app.workspace.faster(slower)
        return
    await _calm(app)


async def _calm(app: Glassnet) -> None:
    """Until nothing goes on in the app but this."""
    await asyncio.sleep(0)
    while any(not worker.is_finished and worker.name != WORKER for worker in app.workers):
        await asyncio.sleep(TURN)
