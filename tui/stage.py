"""The stage: the app's panels, arranged for the terminal's size and given one snapshot after each change.

What the keys do is in `actions/`, each kind of keys a subclass of `Stage`; `app.py` puts them together.
"""

from __future__ import annotations

import asyncio
import gc
import importlib
from collections.abc import Callable
from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.geometry import Size

from glassnet.core.errors import GlassnetError
from glassnet.scenarios.base import Scenario
from glassnet.scenarios.sessions.session import Session
from glassnet.tui import keys
from glassnet.tui.desk import Desk
from glassnet.tui.drawing import plot
from glassnet.tui.drawing.palette import DARK, LIGHT
from glassnet.tui.endings import Endings
from glassnet.tui.layout import EXPLAIN, LEAST_HEIGHT, LEAST_WIDTH, Box, arrange, tabs
from glassnet.tui.messages import Entry
from glassnet.tui.panel import Look, Panel
from glassnet.tui.panels.bars import Footer, Header, Tabs
from glassnet.tui.panels.steps import line_count
from glassnet.tui.runner import Runner
from glassnet.tui.runs import Saved
from glassnet.tui.snapshot import Snapshot
from glassnet.tui.telling import Telling
from glassnet.tui.themes import THEMES

PANELS = {  # by name, with the module in `panels/` and the class; the keys go through them in this order
    "header": "bars:Header",
    "now": "now:NowPanel",
    "tabs": "bars:Tabs",
    "explain": "explain.panel:ExplainPanel",
    "neuron": "neuron:NeuronPanel",
    "network": "network.panel:NetworkPanel",
    "predictions": "predictions.panel:PredictionsPanel",
    "curves": "curves:CurvesPanel",
    "matrices": "matrices.panel:MatricesPanel",
    "steps": "steps:StepsPanel",
    "diagnosis": "diagnosis.panel:DiagnosisPanel",
    "loss": "loss:LossPanel",
    "footer": "bars:Footer",
}
ALWAYS = ("header", "tabs", "footer")


def make_panel(name: str) -> Panel:
    """The panel of this name; its module is loaded when it is first needed."""
    module, _, kind = PANELS[name].partition(":")
    panel: Panel = getattr(importlib.import_module(f"glassnet.tui.panels.{module}"), kind)(id=name)
    return panel


NOTES = 5  # sentences about the data that a notification tells


class Stage(Telling, Endings):
    """The screen without its keys: what is open, where panels stand, and showing a moment.

    scenario: the one to open, by name or made from a file, or sessions that were saved. seed: of its initial weights,
        where not the scenario's own. plain: without braille. fps: frames a second at most while running.
    at: a prepared moment, `120:dW1[0,2]`. file: where the sessions were saved.
    """

    def __init__(
        self,
        scenario: str | Scenario | Saved = "neuron",
        seed: int | None = None,
        plain: bool = False,
        fps: float = 60.0,
        at: str | None = None,
        file: str = "",
    ) -> None:
        super().__init__()
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = THEMES[0].name  # before the styles are read, or they would be read twice
        self.desk = Desk(scenario, seed)
        self.files = {self.desk.key: file} if file else {}
        if at is not None:
            self.desk.open_at(at)
        self.remarks: tuple[str, ...] = ()  # about what the command line asked for, to be told once
        self._plain, self._fps = plain, fps
        self._tab = 0
        self._maximized = ""
        self._predicting = False
        self._diagnosing = False
        self._runner: Runner | None = None
        self._room = Size(0, 0)

    @property
    def session(self) -> Session:
        """The session on show."""
        return self.desk.session

    @property
    def running(self) -> bool:
        """Whether a run is going on."""
        return self._runner is not None

    # --- showing ---

    def compose(self) -> ComposeResult:
        self._room = self.size
        shown = self._boxes()
        for name in PANELS:
            if name in shown or name in ALWAYS:  # the others come when they are needed, or after the first frame
                yield make_panel(name)

    def on_mount(self) -> None:
        self._arrange()
        self._focus_first()
        self.call_after_refresh(self._settle)
        for remark in self.remarks:
            self._warn(remark)
        opened = self.session.scenario
        if opened.csv is not None and (notes := opened.notes):
            more = f"\n… ? shows {len(notes) - NOTES} more" if len(notes) > NOTES else ""
            self.notify("\n".join(notes[:NOTES]) + more, title="the data", timeout=8, markup=False)

    def _settle(self) -> None:
        """What can wait until the first frame is on screen."""
        plot.load()
        for name in PANELS:
            self._ensure(name)
        if not gc.isenabled():
            gc.freeze()  # what is loaded by now is never looked through: it would hold up a frame for three
            gc.enable()

    def snapshot(self) -> Snapshot:
        """The moment on show."""
        return self.desk.snapshot(self.running, self._runner.rate if self._runner else 0.0)

    def show(self) -> None:
        """Show the moment and what is chosen; while running the next frame does, and comes at once."""
        if self._runner is not None:
            self._runner.ask()
        else:
            self._show()

    def _show(self) -> None:
        """Give all visible panels a new snapshot."""
        snapshot, look = self._seen()
        for panel in sorted(self.query(Panel), key=lambda panel: panel.id == "now"):  # which tells what others show
            if panel.display:
                panel.pointed = panel.id != "now" or self._on_show(snapshot.choices.cursor)
                panel.show(snapshot, look)
        self.query_one(Footer).offer(keys.hints(snapshot, self._room.width))

    def _seen(self) -> tuple[Snapshot, Look]:
        """The moment on show, and how it is painted."""
        return self.snapshot(), Look(DARK if self.current_theme.dark else LIGHT, self._plain)

    def _on_show(self, cursor: Entry | None) -> bool:
        """Whether a panel shows the number under the cursor; one that has no size yet may."""
        shown = [panel for panel in self.query(Panel) if panel.display]
        return cursor is not None and any(panel.has(cursor) or not panel.size for panel in shown)

    def on_placed(self) -> None:
        """A panel has got its size: it may show the number under the cursor, or no longer; the current step tells."""
        for panel in self.query("#now").results(Panel):
            pointed = self._on_show(self.snapshot().choices.cursor)
            if panel.display and panel.pointed != pointed:
                panel.pointed = pointed
                panel.repaint()

    def _single_unit(self) -> bool:
        return self.session.program.config.network.sizes[1:] == (1,)

    def _tab_names(self) -> tuple[str, ...]:
        return (*tabs(self._single_unit()), *([EXPLAIN] if self.desk.choices.trail else []))

    def _shown_tab(self) -> str:
        names = self._tab_names()
        return EXPLAIN if self.desk.choices.trail else names[self._tab % len(names)]

    def _boxes(self) -> dict[str, Box]:
        """Where each panel belongs for this size, scenario, tab and explanation; empty where nothing fits."""
        lines, explaining = (
            line_count([step.heading for step in self.session.program.steps]),
            bool(self.desk.choices.trail),
        )
        return arrange(
            *self._room, self._single_unit(), lines, self._shown_tab(), self._maximized, explaining, self._diagnosing
        )

    def _has_room(self) -> bool:
        """Whether the terminal is large enough for panels."""
        return bool(self._boxes())

    def _ensure(self, name: str) -> None:
        """Make a panel that is not there yet, out of sight."""
        if not self.query(f"#{name}"):
            panel = make_panel(name)
            panel.display = False
            self.screen_stack[0].mount(panel)  # whatever screen stands over it

    def _panels(self) -> list[Panel]:
        """The panels that there are, in their order."""
        return sorted(self.query(Panel), key=lambda panel: list(PANELS).index(panel.id or ""))

    def _arrange(self) -> None:
        """Put every panel where it belongs."""
        boxes, (width, height) = self._boxes(), self._room
        for name in boxes:
            self._ensure(name)
        header = self.query_one(Header)
        header.notice = "" if boxes else f"{LEAST_WIDTH}×{LEAST_HEIGHT} needed, this is {width}×{height}"
        for panel in self.query(Panel):
            box = boxes.get(panel.id or "") if boxes else ((0, 0, width, 1) if panel is header else None)
            if box is not None and not panel.display:  # what it had shown is of another moment
                panel.renew(*self._seen())
            panel.display = box is not None
            if box is not None:
                panel.styles.offset = (box[0], box[1])
                panel.styles.width, panel.styles.height = box[2], box[3]
        self.query_one(Tabs).choose(self._tab_names(), self._shown_tab())
        self.show()

    def on_resize(self, event: events.Resize) -> None:
        if event.size == self._room:  # the first one says what was known when the app began
            return
        self._room = event.size
        if self.query(Panel):
            self._arrange()
            self._focus_first()

    def watch_theme(self, theme: str) -> None:
        if self.is_running and self.query(Panel):
            self.show()

    def _focusable(self) -> list[Panel]:
        return [panel for panel in self._panels() if panel.display and panel.can_focus]

    def _is_shown(self, name: str) -> bool:
        """Whether this panel is on the screen."""
        return any(panel.display for panel in self.query(f"#{name}"))

    def _has_keys(self, name: str) -> bool:
        """Whether this panel has the keys."""
        return self.focused is not None and self.focused.id == name

    def _give_keys(self, name: str) -> None:
        """Let this panel have the keys, at once: the next one may be waiting already."""
        self.screen_stack[0].set_focus(self.query_one(f"#{name}"))

    def _focus_first(self) -> None:
        focusable = self._focusable()
        if focusable and (self.focused is None or not self.focused.display):
            focusable[0].chosen = False
            focusable[0].focus()

    def push_screen(self, *args: Any, **options: Any) -> Any:
        """Open a screen over this one; notifications would cover it."""
        self.clear_notifications()
        return super().push_screen(*args, **options)

    async def _frame(self) -> None:
        """Show the moment; returns when it has been drawn."""
        drawn: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def tell() -> None:
            if not drawn.done():
                drawn.set_result(None)

        self._show()
        self.call_after_refresh(tell)
        await drawn

    # --- moving ---

    def _paused(self) -> bool:
        """Pause a run that is going on; such a key press does nothing else."""
        if self._runner is None:
            return False
        self._runner.stop()
        return True

    def _paused_instead(self, asks: str, several: bool = False) -> bool:
        """Pause a run that is going on, where the key would have asked for something. asks: how it does so now."""
        paused = self._paused()
        if paused:
            self._refuse(f"paused; {asks}", several)
        return paused

    def _move(self, move: Callable[[], object]) -> None:
        """Go somewhere in time; an explanation on show is asked anew there."""
        if self._paused():
            return
        try:
            move()
        except GlassnetError as error:
            self._warn(error)
        self._after_move()

    def _after_move(self) -> None:
        if self.session.trouble:
            self._warn(self.session.trouble)
        if self.desk.choices.trail and not self.desk.explain_again():
            self._arrange()
            self._focus_first()
        self.show()

    def _dropping(self, what: str, go: Callable[[], object]) -> None:
        """Do what drops all that is recorded after this moment; where that is more than an iteration, ask first."""
        from glassnet.tui.screens.prompts import Confirm

        self._paused()
        ahead = self.session.ahead
        if ahead <= 1:
            self._move(go)
            return
        gone = f"{round(ahead)} recorded iterations after this moment would go"
        words = f"{what} changes what follows: {gone}. Change it?"
        self.push_screen(Confirm(words), lambda yes: self._move(go) if yes else None)
