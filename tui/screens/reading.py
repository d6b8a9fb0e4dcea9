"""While a large file is read: how far it is, and a key that stops it."""

from __future__ import annotations

import os
import time
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from glassnet.core.counts import counted
from glassnet.core.errors import one_line
from glassnet.scenarios.data.csv_elsewhere import Reading
from glassnet.tui.screens.modal import Help, Modal
from glassnet.tui.screens.sheets import Sheet, bar

EVERY = 0.1  # seconds from one look to the next
UNSEEN = 0.3  # seconds for which nothing is shown: what is done by then would only flash up


class ReadingSheet(Modal[bool]):
    """Waits for a file that another process reads; gives True when what came of it is at hand.

    alone: whether there is nothing else to be shown yet, so that it fills the screen from the beginning.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q", "dismiss", show=False)]
    KEYS_HERE: ClassVar[Help] = (("esc q", "stop reading"),)

    def __init__(self, reading: Reading, alone: bool = False) -> None:
        super().__init__(classes="alone" if alone else "")
        self._reading, self._alone = reading, alone
        self._began = time.monotonic()

    def compose(self) -> ComposeResult:
        with Sheet() as sheet:
            sheet.display = self._alone
            sheet.border_title = "reading"
            sheet.border_subtitle = "esc leaves Glassnet" if self._alone else "esc stops it"
            yield Static(one_line(os.path.basename(self._reading.request.path)), markup=False)
            yield Static("", id="bar", markup=False)
            yield Static("", id="rows", markup=False)

    def on_mount(self) -> None:
        self.show_again()
        self.set_interval(EVERY, self._look)

    def on_unmount(self) -> None:
        self._reading.close()

    def _look(self) -> None:
        if self._reading.done and self.app.screen is self:
            self._reading.take()
            self.dismiss(True)
        else:
            self.query_one(Sheet).display = self._alone or time.monotonic() - self._began > UNSEEN
            self.show_again()

    def show_again(self) -> None:
        read, size, rows = self._reading.progress
        share, whole = read / max(1, size), self._reading.request.size / 1e6
        self.query_one("#bar", Static).update(bar(share))
        words = f"{share * whole:,.1f} of {whole:,.1f} MB, {counted(rows, 'row')}"
        if read == size > 0:
            words = f"all {whole:,.1f} MB, {counted(rows, 'row')}; making inputs and targets of them"
        self.query_one("#rows", Static).update(words)
