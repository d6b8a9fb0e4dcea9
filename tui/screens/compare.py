"""The ghost and the run on show side by side, in figures."""

from __future__ import annotations

from typing import ClassVar

from rich.table import Table
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from glassnet.scenarios.settings.compare import figures
from glassnet.scenarios.settings.ghost import Ghost
from glassnet.tui.screens.modal import Modal
from glassnet.tui.screens.sheets import LongSheet


class CompareSheet(Modal[None]):
    """Settings that differ, losses, right answers."""

    OPENED_BY = "compare"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,enter,space", "dismiss", show=False)]

    def __init__(self, ghost: Ghost, now: Ghost) -> None:
        super().__init__()
        self._ghost, self._now = ghost, now

    def compose(self) -> ComposeResult:
        table = Table.grid(padding=(0, 3))
        table.add_column(no_wrap=True)
        table.add_column(justify="right")
        table.add_column(justify="right")
        table.add_row("", "ghost", "now", style="bold")
        for name, ghost, now in figures(self._ghost, self._now):
            table.add_row(name, ghost, now)
        with LongSheet() as sheet:
            sheet.border_title = "compare: the ghost, and this run as it stands"
            sheet.border_subtitle = "esc closes"
            yield Static(table)
