"""Keys, clicks and pastes one after the other: the next one is taken when what the last one led to has been done.

Textual hands each input on at once, so that several in one read (a slow line, a held key, keys typed ahead) would all
go to the widget that has the keys now: `g12` would open the question for an iteration and then scenarios 1 and 2.
Knows nothing of what the keys mean.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from textual import events
from textual.app import App, ScreenStackError
from textual.message import Message
from textual.message_pump import MessagePump
from textual.widgets import Input

TURN = 0.05  # seconds in which a part of the app that could go on would have done so
MOST_TURNS = 10  # that an input waits for the one before it where nothing comes of it any more
ROUNDS = 12  # of asking all that may have to do with an input; most need three
MOST_REPEATS = 16  # of one key that wait; a held key which the screen cannot follow ends when it is let go
MOST_NOTCHES = 4  # of a wheel that wait: it is turned until the screen shows what is wanted
WHEELS = events.MouseScrollUp, events.MouseScrollDown, events.MouseScrollLeft, events.MouseScrollRight
MOST_WAITING = 24  # inputs; more are no typing but into a line of text, and who presses q is not to wait for them


class _Waiting(NamedTuple):
    """An input. surplus: so many waited when it came that it is left out, unless it turns out to go into a text."""

    message: Message
    surplus: bool


class InOrder(App[None]):
    """An app whose inputs wait for each other."""

    def __init__(self) -> None:
        super().__init__()
        self._inputs: deque[_Waiting] = deque()
        self._needed = 0  # of those that are no surplus
        self._came = asyncio.Event()
        self._calm = asyncio.Event()  # no input waits, and what the last one led to is done
        self._calm.set()
        self._taking: asyncio.Task[None] | None = None
        self._turns = 0  # that the input which was taken last is still waited for

    def on_mount(self) -> None:
        self._taking = asyncio.create_task(self._take_inputs(), name="inputs")

    def on_unmount(self) -> None:
        if self._taking is not None:
            self._taking.cancel()

    def post_message(self, message: Message) -> bool:
        """Take a message; an input waits for its turn."""
        if not isinstance(message, events.InputEvent | events.Paste) or message.is_forwarded:
            return super().post_message(message)
        if self.screen_stack:
            self._put(message)
            self._calm.clear()
            self._came.set()
        return True

    async def press(self, key: str, character: str | None = None) -> None:
        """A key by Textual's name, as if somebody pressed it; returns when what it led to is done.

        character: what it types; None for none.

        Not to be waited for where an input is being done, which would wait for itself: that is for a worker.
        """
        event = events.Key(key, character)
        event.set_sender(self)
        self.post_message(event)
        await self._calm.wait()

    def _put(self, message: Message) -> None:
        """Let an input wait; a place of the mouse takes that of the one before it."""
        moved = isinstance(message, events.MouseMove)
        if moved and self._inputs and isinstance(self._inputs[-1].message, events.MouseMove):
            self._needed -= not self._inputs.pop().surplus  # only where the mouse is now matters
        surplus = self._is_too_much(message)  # a letter too: the line of text may be gone when its turn comes
        self._inputs.append(_Waiting(message, surplus))
        self._needed += not surplus

    def _is_too_much(self, message: Message) -> bool:
        """Whether the screen is not to catch up with it; in a line of text it is (see `_next`), else letters lack."""
        most = MOST_NOTCHES if isinstance(message, WHEELS) else MOST_REPEATS
        last = list(islice(reversed(self._inputs), most))
        repeated = len(last) == most and all(_is_same_key(message, before.message) for before in last)
        return repeated or self._needed >= MOST_WAITING

    def _is_letter(self, message: Message) -> bool:
        """Whether it is typed into a line of text."""
        return isinstance(message, events.Key) and message.is_printable and isinstance(self.focused, Input)

    def _take(self) -> _Waiting:
        first = self._inputs.popleft()
        self._needed -= not first.surplus
        return first

    def _next(self) -> Message | None:
        """The next input; letters that wait for one another go into a line of text at once. None: one left out."""
        letters = []
        while self._inputs and self._is_letter(self._inputs[0].message):
            letters.append(self._take().message)
        if len(letters) > 1:
            behind, self._needed = [each.message for each in self._inputs], 0
            self._inputs.clear()
            for message in behind:  # it waits for one input now
                self._put(message)
            return events.Paste("".join(getattr(letter, "character", None) or "" for letter in letters))
        if letters:
            return letters[0]
        first = self._take()
        typed = isinstance(first.message, events.Key | events.Paste) and isinstance(self.focused, Input)
        return first.message if typed or not first.surplus else None

    async def _take_inputs(self) -> None:
        with self._context():
            while True:
                await self._came.wait()
                self._came.clear()
                try:
                    while self._inputs:
                        message = self._next()
                        if message is None:
                            continue
                        super().post_message(message)
                        if not isinstance(message, events.MouseMove):
                            await self._until_done()
                    self._calm.set()
                except ScreenStackError:  # the app is ending
                    return
                except Exception as error:  # an app that hears no key could not even be left
                    self._handle_exception(error)
                    return

    async def _until_done(self) -> None:
        """Until the messages of an input have gone up to the app, and screens that it opened are there."""
        self._turns, calm = MOST_TURNS, 0
        for _ in range(ROUNDS):
            before = self._place()
            for pump in self._concerned():
                await self._caught_up(pump)
            calm = calm + 1 if self._place() == before else 0
            if calm == 2 or not self._turns:
                return

    def _place(self) -> tuple[object, object, int]:
        """Where the next key would go."""
        return self.focused, self.screen_stack[-1] if self.screen_stack else None, len(self.screen_stack)

    def _concerned(self) -> Iterator[MessagePump]:
        """All that an input comes by, in the order in which it does."""
        yield self
        for widget in dict.fromkeys((self.mouse_over, self.focused)):
            if widget is not None:
                yield from (node for node in widget.ancestors_with_self if node is not self)
        try:
            yield self.screen
        except ScreenStackError:
            return
        yield self

    async def _caught_up(self, pump: MessagePump) -> None:
        """Until this one has done what it was sent before now, or is gone, or stands still.

        What takes long, on a slow machine or over large data, holds up all of the app and is one turn, however long; to
        count seconds would let the next key pass it.
        """
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def passed() -> None:
            if not done.done():
                done.set_result(None)

        if not pump.call_later(passed):
            return
        while not done.done() and self._turns:
            _, waits = await asyncio.wait((done,), timeout=TURN)
            self._turns -= len(waits)
            if pump is not self and not pump.is_running and pump.is_attached:
                continue  # a screen that is about to begin
            if not pump.is_running:
                return


def _is_same_key(message: Message, before: Message) -> bool:
    if isinstance(message, events.Key) and isinstance(before, events.Key):
        return message.key == before.key
    return type(message) is type(before) and isinstance(message, WHEELS)
