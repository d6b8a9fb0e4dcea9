"""How the app ends other than by `q`: by a signal, with its terminal, by an error that nobody foresaw.

What is written about it, and what is kept, is the command line's (`__main__.py`), once the terminal is as it was.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import Any

from textual.driver import Driver

from glassnet.tui.faults import Faults
from glassnet.tui.front_buffer import Buffered
from glassnet.tui.inputs import InOrder
from glassnet.tui.messages import Failed
from glassnet.tui.terminal import REPLACED, Terminal

GRACE = 2.0  # seconds that the app has to end in


class Endings(InOrder, Buffered):
    """An app that ends in order, whatever ends it."""

    def __init__(self) -> None:
        super().__init__()
        self.ended_by = 0  # the signal that ended the app, if one did
        self.last_resort: Callable[[], object] = lambda: None  # what then ends the process if nothing else does
        self.faults = Faults()  # errors that nobody foresaw
        self.failed = False  # whether one of them ended the app
        self._leaving = False

    def get_driver_class(self) -> type[Driver]:
        """Ours, where there are pseudo-terminals and nothing else is asked for."""
        chosen = super().get_driver_class()
        return Terminal if chosen is REPLACED else chosen

    @property
    def can_suspend(self) -> bool:
        """Whether a shell can have the terminal for a while."""
        return sys.platform != "win32" and self._driver is not None and self._driver.can_suspend

    @property
    def exit_code(self) -> int:
        """What the process ends with: 0 after `q`, 1 after an error, and after a signal what a shell says of it."""
        return 128 + self.ended_by if self.ended_by else self.return_code or int(self.failed)

    def end_by(self, number: int) -> None:
        """A lost connection, an interrupt or a polite kill ends the app as `q` does, so that what was open is kept."""
        self.ended_by = self.ended_by or number
        self.exit()
        self._end_for_sure()

    def _end_for_sure(self) -> None:
        force = threading.Timer(GRACE, self.last_resort)  # Textual may wait for a terminal that is gone
        force.daemon = True
        force.start()

    def exit(self, *arguments: Any, **options: Any) -> None:
        """Leave the app."""
        self._leaving = True
        super().exit(*arguments, **options)

    async def _shutdown(self) -> None:
        self._leaving = True
        await super()._shutdown()

    def leave_terminal(self) -> bool:
        """Put the terminal back as it was though the app has not ended; False where nobody reads it any more."""
        return isinstance(self._driver, Driver) and bool(getattr(self._driver, "restore", lambda: True)())

    def fail(self, error: Exception) -> None:
        """Note an error that ends the app."""
        self.faults.add(error)
        self.failed = True

    def _handle_exception(self, error: Exception) -> None:
        """What Textual calls for every error that nobody caught: the app ends, and its traceback goes into a file."""
        if self._leaving:  # screens and panels go in any order, and what was under way does not find them
            return
        self.fail(error)
        super()._handle_exception(error)
        if not self.is_headless:
            self._end_for_sure()

    def panic(self, *renderables: object) -> None:
        """End without what Textual would write on the terminal."""
        self._close_messages_no_wait()

    def _fatal_error(self) -> None:
        self.panic()

    def on_failed(self, message: Failed) -> None:
        """A panel could not be painted, and says so in its place."""
        self.faults.add(message.error)

    def paint_all(self) -> None:
        """Every cell anew, after another program had the screen."""
        self.screen.refresh(layout=True)
