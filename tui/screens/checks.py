"""The gradients of one layer beside central differences, entry by entry."""

from __future__ import annotations

import asyncio
import time
from typing import ClassVar

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from core.errors import GlassnetError
from core.gradcheck import Check, gradcheck
from core.terms import brief, label
from scenarios.session import Session
from tui.messages import Entry
from tui.screens.modal import Modal
from tui.screens.sheets import LongSheet

SLICE = 0.02  # seconds of checking before the screen may answer keys again
MOST = 200  # rows shown; the verdict is over all
COLOURS = {"agrees": "green", "differs": "bold red", "at a kink": "yellow"}


class CheckSheet(Modal[None]):
    """Runs the check of a layer and shows it as it grows; the entry in hand comes first."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,c,q,enter,space", "dismiss", show=False)]

    def __init__(self, session: Session, layer: int, entry: Entry | None) -> None:
        super().__init__()
        self._session, self._layer = session, layer
        name = entry.name.removeprefix("d") if entry else ""
        self._first = Entry(name, entry.index) if entry and name in session.program.parameters else None
        self.checks: list[Check] = []

    def compose(self) -> ComposeResult:
        with LongSheet() as sheet:
            sheet.border_title = f"gradients of layer {self._layer}: (loss(w + ε) - loss(w - ε)) / 2ε"
            sheet.border_subtitle = "esc closes"
            yield Static("checking …", id="verdict", markup=False)
            yield Static("", id="table")

    def on_mount(self) -> None:
        self.run_worker(self._check())

    async def _check(self) -> None:
        """All entries of W and b of the layer, in slices, so that keys are answered in between."""
        verdict, began = self.query_one("#verdict", Static), time.monotonic()
        try:
            for name in (f"W{self._layer}", f"b{self._layer}"):
                for check in gradcheck(self._session.program, self._session.opening, name):
                    self.checks.append(check)
                    if time.monotonic() - began > SLICE:
                        verdict.update(f"checking … {len(self.checks)} entries")
                        await asyncio.sleep(0)
                        began = time.monotonic()
        except (GlassnetError, KeyError):
            verdict.update("no samples yet: space picks the batch first")
            return
        verdict.update(self.verdict())
        self.query_one("#table", Static).update(self._table())

    def verdict(self) -> str:
        """The outcome in one line."""
        agree = sum(check.verdict == "agrees" for check in self.checks)
        kinks = sum(check.verdict == "at a kink" for check in self.checks)
        worst = max((check.error for check in self.checks if check.verdict == "agrees"), default=0.0)
        words = f"{agree} of {len(self.checks)} agree, relative error at most {brief(worst, 2)}"
        if kinks:
            words += f"; {kinks} at a kink, where the slope jumps and neither is wrong"
        differ = len(self.checks) - agree - kinks
        return words + (f"; {differ} DIFFER" if differ else "")

    def _table(self) -> Table:
        table = Table.grid(padding=(0, 2))
        for title in ("", "backward pass", "central difference", "relative error", ""):
            table.add_column(title, justify="left" if not title else "right")
        table.add_row("entry", "backward pass", "central difference", "error", "", style="dim")
        first = [check for check in self.checks if self._first == Entry(check.name, check.index)]
        others = [check for check in self.checks if self._first != Entry(check.name, check.index)]
        for check in (*first, *others)[:MOST]:
            name = Text(label(f"d{check.name}", check.index), style="bold" if check in first else "")
            verdict = Text(check.verdict, style=COLOURS[check.verdict])
            table.add_row(name, brief(check.analytic, 8), brief(check.numeric, 8), brief(check.error, 2), verdict)
        if len(self.checks) > MOST:
            table.add_row(f"… {len(self.checks) - MOST} more", "", "", "", "")
        return table
