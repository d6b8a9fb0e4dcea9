"""Running: the session goes on in short slices on the event loop, and every slice waits for its frame.

No threads: between two slices the app answers keys, so a run can be paused within a frame. What a key changes on
screen comes with a frame of its own, before the next slice.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

from glassnet.scenarios.sessions.session import Session
from glassnet.tui.speeds import Speed

SLICE = 0.02  # seconds of training before the next frame, at least
MORE = 1.2  # times as long as a frame takes, so that more than half of the time is training's …
PERIOD = 0.048  # … where that leaves 20 frames a second
BREATH = 0.002  # seconds for keys between two slices


class Runner:
    """Drives one session until told to stop.

    session, speed: asked anew each slice, so that both may change while running.
    frame: shows the session's moment and returns when that is on screen.
    until: an iteration to stop at, gone to flat out; None runs on.
    """

    def __init__(
        self,
        session: Callable[[], Session],
        speed: Callable[[], Speed],
        frame: Callable[[], Awaitable[None]],
        fps: float,
        until: int | None = None,
    ) -> None:
        self._session, self._speed, self._frame = session, speed, frame
        self._least = 1 / fps
        self._until = until
        self.rate = 0.0
        self.stopping = False
        self._asked = asyncio.Event()  # for a frame before the next slice

    def ask(self) -> None:
        """Let a frame come at once: a key changed what is looked at."""
        self._asked.set()

    def stop(self) -> None:
        """End the run, at once where it waits."""
        self.stopping = True
        self._asked.set()

    async def run(self) -> None:
        """Until `stopping` is set, a breakpoint holds or the session has trouble."""
        owed, last, slice_ = 0.0, time.monotonic(), SLICE
        counted, since = self._session().state.iteration, last
        while not self.stopping:
            session, speed, began = self._session(), self._speed(), time.monotonic()
            if self._asked.is_set():
                self._asked.clear()
            elif self._until is not None:
                left = self._until - session.state.iteration
                session.run(iterations=max(1, left), seconds=slice_)
                self.stopping = self.stopping or session.state.iteration >= self._until
            elif speed.per_second is None:
                session.run(seconds=slice_)
            else:
                owed = min(owed + (began - last) * speed.per_second, max(1.0, speed.per_second))
                owed -= _pay(session, speed, owed)
                last = began
            if session.trouble or session.halted:
                self.stopping = True
            now = time.monotonic()
            if now - since >= 0.5:
                self.rate = (session.state.iteration - counted) / (now - since)
                counted, since = session.state.iteration, now
            drawing = time.monotonic()
            await self._frame()
            drawn = time.monotonic() - drawing
            slice_ = max(SLICE, min(MORE * drawn, PERIOD - drawn))
            spent = time.monotonic() - began
            pause = 0.0
            if speed.per_second is not None and self._until is None:
                pause = min(0.25, max(0.0, (1 - owed) / speed.per_second))
            with suppress(TimeoutError):
                pause = max(BREATH, self._least - spent, min(pause, 1 / 30))
                await asyncio.wait_for(self._asked.wait(), pause)


def _pay(session: Session, speed: Speed, owed: float) -> int:
    """Do the whole steps or iterations that are due, at most a slice's worth of time; returns how many."""
    due = int(owed)
    if speed.each == "iteration":
        return session.run(iterations=due, seconds=SLICE) if due else 0
    for count in range(1, due + 1):
        session.step()
        session.look_for_halts()
        if session.trouble or session.halted:
            return count
    return due
