"""While a moving picture is made: how far it is, and a key that stops it."""

from __future__ import annotations

import asyncio
import time
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from glassnet.tui.recording.recording import Recording
from glassnet.tui.screens.modal import Help, Modal
from glassnet.tui.screens.sheets import Sheet, bar

SLICE = 0.02  # seconds of work before the screen may answer keys again
BREATH = 0.002  # seconds for these


class RecordingSheet(Modal[Recording]):
    """Makes a recording and gives it back; nothing where it was stopped."""

    OPENED_BY = "record"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q", "dismiss", show=False)]
    KEYS_HERE: ClassVar[Help] = (("esc q", "stop; nothing is written then"),)

    def __init__(self, recording: Recording) -> None:
        super().__init__()
        self._recording, self.done = recording, 0.0

    def compose(self) -> ComposeResult:
        with Sheet() as sheet:
            sheet.border_title = "recording"
            sheet.border_subtitle = "esc stops it"
            yield Static("", id="bar", markup=False)

    def on_mount(self) -> None:
        self.show_again()
        self.run_worker(self._make())

    async def _make(self) -> None:
        """All of it, in slices, so that keys are answered in between."""
        began = time.monotonic()
        for done in self._recording:
            self.done = done
            if time.monotonic() - began > SLICE:
                self.show_again()
                await asyncio.sleep(BREATH)
                began = time.monotonic()
        self.dismiss(self._recording)

    def show_again(self) -> None:
        self.query_one("#bar", Static).update(bar(self.done))
