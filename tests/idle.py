"""An event loop that can be waited for until it has nothing to do, and a pilot that does so.

Textual's own pilot waits until the process has used little of the processor for a while: two fiftieths of a second for
each key at least, and not long enough where the machine is busy with something else.
"""

from __future__ import annotations

import asyncio
import selectors
import unicodedata
from collections.abc import Callable, Coroutine

from textual.events import Key
from textual.keys import REPLACED_KEYS, _character_to_key, _get_unicode_name_from_key
from textual.pilot import Pilot

from glassnet.tui.app import Glassnet

MOMENT = 0.001  # seconds between two looks whether an input is done


class Loop(asyncio.SelectorEventLoop):
    """An event loop of which `idle` can be asked."""

    def __init__(self) -> None:
        self._watched = _Selector()
        super().__init__(self._watched)

    async def idle(self) -> None:
        """Until all callbacks that were due have run: what comes next is a timer, a thread, or input."""
        idle = self.create_future()
        self._watched.waiting.append(idle)
        await idle


class _Selector(selectors.DefaultSelector):
    """Tells who waits for it when the loop would sleep."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[asyncio.Future[None]] = []

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        sleeps = timeout is None or timeout > 0
        if not (sleeps and self.waiting):
            return super().select(timeout)
        events = super().select(0)
        if not events:
            for each in self.waiting:
                if not each.done():
                    each.set_result(None)
            self.waiting.clear()
        return events


class IdlePilot(Pilot[None]):
    """A pilot that waits until the app has nothing to do: all that an input led to is done, and on the screen."""

    app: Glassnet

    async def press(self, *keys: str) -> None:
        for key in keys:
            event = Key(*_named(key))
            event.set_sender(self.app)
            assert self.app._driver is not None
            self.app._driver.send_message(event)
            await self.pause()

    async def pause(self, delay: float | None = None) -> None:
        """Until the app has nothing to do; delay: seconds to let pass before."""
        if delay:
            await asyncio.sleep(delay)
        loop = asyncio.get_running_loop()
        assert isinstance(loop, Loop)
        while True:
            await loop.idle()
            if self.app.is_running and not self.app._calm.is_set():  # an input waits for something that takes its time
                await asyncio.sleep(MOMENT)
            elif not self._draw():
                return

    def _draw(self) -> bool:
        """Do what a timer would do soon: take another size, draw what has changed; False where there is nothing."""
        app = self.app
        if getattr(app, "_resize_timer", None) is not None:  # which Textual 8.0 has not
            app._check_resize()
            return True
        waits: bool = app.screen._update_timer._active.is_set()
        if waits:
            app.screen._on_timer_update()
        return waits


def _named(key: str) -> tuple[str, str | None]:
    """Textual's name of a key, given by it or by its character, and what it types."""
    name = _character_to_key(key) if len(key) == 1 else key
    try:
        return name, unicodedata.lookup(_get_unicode_name_from_key(REPLACED_KEYS.get(name, name)))
    except KeyError:
        return name, name if len(name) == 1 else None


def run(main: Callable[[], Coroutine[None, None, None]]) -> None:
    """Run a coroutine on such a loop."""
    with asyncio.Runner(loop_factory=Loop) as runner:
        runner.run(main())
