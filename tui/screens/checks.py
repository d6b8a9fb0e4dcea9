"""The gradients of one layer beside central differences, entry by entry."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from typing import ClassVar

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from glassnet.core.counts import counted
from glassnet.core.gradcheck import AGREES, DIFFERS, KINK, UNCLEAR, Check, gradcheck
from glassnet.core.info import GRADIENT
from glassnet.core.numerals import brief
from glassnet.core.terms import label
from glassnet.scenarios.sessions.session import Session
from glassnet.tui.messages import Entry
from glassnet.tui.screens.modal import Modal
from glassnet.tui.screens.sheets import LongSheet
from glassnet.tui.verdicts import BAD, DOUBT, GOOD, TONES, convention, in_words, slopes

SLICE = 0.02  # seconds of checking before the screen may answer keys again
BREATH = 0.002  # seconds for these
MOST = 200  # rows shown; the verdict is over all
ROLES = {GOOD: "good", DOUBT: "now", BAD: "bad"}  # of the palette


class CheckSheet(Modal[None]):
    """Runs the check of a layer and shows it as it grows; the entry in hand comes first."""

    OPENED_BY = "check"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,enter,space", "dismiss", show=False)]

    def __init__(self, session: Session, layer: int, entry: Entry | None) -> None:
        super().__init__()
        self._session, self._layer = session, layer
        info = session.program.info.get(entry.name) if entry else None
        name = info.of if info and info.kind == GRADIENT else entry.name if entry else ""
        self._first = Entry(name, entry.index) if entry and name in session.program.parameters else None
        self.checks: list[Check] = []

    def compose(self) -> ComposeResult:
        with LongSheet() as sheet:
            what = "loss" if self._session.program.index_of("penalty") is None else "total"
            sheet.border_title = f"gradients of layer {self._layer}: ({what}(w + ε) - {what}(w - ε)) / 2ε"
            sheet.border_subtitle = "esc closes"
            yield Static("checking …", id="verdict", markup=False)
            yield Static("", id="table")

    def on_mount(self) -> None:
        self.run_worker(self._check())

    def _parameters(self) -> list[str]:
        program = self._session.program
        return [name for name in program.parameters if program.info[name].layer == self._layer]

    async def _check(self) -> None:
        """All entries of W and b of the layer, in slices, so that keys are answered in between."""
        verdict, table = self.query_one("#verdict", Static), self.query_one("#table", Static)
        began = time.monotonic()
        for name in self._parameters():
            for check in gradcheck(self._session.program, self._session.opening, name):
                self.checks.append(check)
                if time.monotonic() - began > SLICE:
                    verdict.update(f"checking … {counted(len(self.checks), 'entry', 'entries')}")
                    await asyncio.sleep(BREATH)
                    began = time.monotonic()
        verdict.update(self.verdict())
        table.update(self._table())

    def verdict(self) -> str:
        """The outcome in one line."""
        counts = Counter(check.verdict for check in self.checks)
        worst = max((check.error for check in self.checks if check.verdict == AGREES), default=0.0)
        words = f"{counts[AGREES]:,} of {len(self.checks):,} agree"
        if worst:
            words += f", relative error at most {brief(worst, 2)}"
        if counts[KINK]:
            words += f"; {counts[KINK]:,} at a kink{self._taken()}: going up and going down have slopes of their own"
        if counts[UNCLEAR]:
            words += f"; of {counts[UNCLEAR]} nothing can be told"
        return words + (f"; {counts[DIFFERS]} DIFFER" if counts[DIFFERS] else "")

    def _taken(self) -> str:
        """` (relu′(0) = 0 by convention)`, where numbers stand on kinks."""
        found = {each for check in self.checks if check.verdict == KINK and (each := convention(check))}
        return f" ({', '.join(sorted(found))} by convention)" if found else ""

    def _table(self) -> Table:
        table = Table.grid(padding=(0, 2))
        for right in (False, True, True, True, False):
            table.add_column(justify="right" if right else "left")
        table.add_row("entry", "backward pass", "central difference", "error", "", style="dim")
        first = [check for check in self.checks if self._first == Entry(check.name, check.index)]
        others = [check for check in self.checks if self._first != Entry(check.name, check.index)]
        for check in (*first, *others)[:MOST]:
            name = Text(label(f"d{check.name}", check.index), style="bold" if check in first else "")
            said = in_words(check)
            verdict, tone = said[1] if check.verdict == UNCLEAR else said[-1], self.ink(ROLES[TONES[check.verdict]])
            error = "" if check.verdict in (KINK, UNCLEAR) else brief(check.error, 2)  # there it says nothing
            numbers = (brief(check.analytic, 8), brief(check.numeric, 8), error)
            table.add_row(name, *numbers, Text(verdict, style=tone))
            if check.verdict == KINK:
                up, down = slopes(check, 5)
                table.add_row("", f"up {up}", f"down {down}", style=tone)
        if len(self.checks) > MOST:
            table.add_row(f"… {len(self.checks) - MOST} more", "", "", "", "")
        return table
