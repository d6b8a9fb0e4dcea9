"""The side of the app that paints: what there is to be shown, which panels stand where, and in which colours.

Asks the board, which places the panels (`board.py`), and the workspace, which has the moment. Knows no keys.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from glassnet.scenarios.sessions.session import Session
from glassnet.tui.board import Board
from glassnet.tui.depth import InCube, depth_of
from glassnet.tui.drawing.cube import CUBE, palette_for
from glassnet.tui.drawing.palette import Palette
from glassnet.tui.keys.keymap import Keymap
from glassnet.tui.layout import NETWORK, OF_A_NUMBER, Content, PanelView
from glassnet.tui.messages import Entry
from glassnet.tui.panel import PaintOptions, Panel, loud
from glassnet.tui.panels.matrices.areas import lines_wanted
from glassnet.tui.panels.steps import line_count
from glassnet.tui.pictures import PICTURES
from glassnet.tui.running import Running
from glassnet.tui.snapshot import Snapshot
from glassnet.tui.themes import THEMES, themes

FIRST = "neuron"  # the scenario of plain `glassnet`


class Paints(Running):
    """An app that shows what is open. keys: those that its texts name. For the others see `Glassnet`."""

    keys: Keymap

    def __init__(self, theme: str, remember: Callable[[str], str], depth: int | None, plain: bool, big: bool) -> None:
        super().__init__()
        self._depth = depth_of(self.console) if depth is None else depth
        if self._depth == CUBE:
            self._filters.append(InCube())
        for each in themes(self._depth).values():
            self.register_theme(each)
        self._remember = remember
        self.theme = THEMES[theme].name  # before the styles are read, or they would be read twice
        self._plain = plain
        self._board = Board(self, lambda: self.content, self._seen)
        self._board.view = PanelView(big=big)

    # --- colours ---

    def other_theme(self) -> None:
        chosen = "light" if self.is_dark else "dark"
        self.theme = THEMES[chosen].name
        if wrong := self._remember(chosen):
            self._here.warn(wrong)

    @property
    def is_dark(self) -> bool:
        return self.current_theme.dark

    @property
    def is_plain(self) -> bool:
        return self._plain

    @property
    def palette(self) -> Palette:
        """The colours of this theme on this terminal."""
        return palette_for(self.is_dark, self._depth)

    def watch_theme(self, theme: str) -> None:
        if self.is_running and self.query(Panel):
            self.show()

    # --- what is on show ---

    @property
    def session(self) -> Session:
        return self.workspace.session

    @property
    def content(self) -> Content:
        program = self.session.program
        lines = line_count([step.heading for step in program.steps])
        plane, single = self.session.scenario.data.plane is not None, program.config.network.single_unit
        return Content(
            single,
            lines,
            bool(self.workspace.choices.trail),
            lambda width: lines_wanted(self.snapshot(), width),
            plane,
            program.config.samples > 1,
            self.greets and self.workspace.key == FIRST and self.asking is None,
            None if self.workspace.line is None else self.workspace.line.height,
            lambda picture: not PICTURES[picture].missing(self.snapshot()),
        )

    @property
    def view(self) -> PanelView:
        return self._board.view

    def snapshot(self) -> Snapshot:
        preview = self.previewed if self.content.preview else None
        offered, pictured = self.offered and self.content.preview, self.view.picture in OF_A_NUMBER
        return self.workspace.snapshot(self.running, self.rate, preview, offered, pictured)

    def _seen(self) -> tuple[Snapshot, PaintOptions]:
        view, palette = self._board.view, self.palette
        options = PaintOptions(
            loud(palette) if view.big else palette,
            self._plain,
            maps=view.picture == NETWORK,
            keys=self.keys,
            colourless=self.no_color,
            big=view.big,
        )
        return self.snapshot(), options

    def show(self) -> None:
        """Show the moment and what is chosen; while running the next frame does, and comes at once."""
        if not self.ask_frame():
            self._board.show()
            if self.session.pasts.missed():  # so that no frame is without what a panel has just asked for
                self._board.show()
            self.recall()

    def arrange(self, **view: Any) -> None:
        self._board.view = replace(self._board.view, **view)
        self._board.arrange()
        self.show()

    @property
    def has_room(self) -> bool:
        return bool(self._board.boxes())

    @property
    def has_tabs(self) -> bool:
        return self._board.has_tabs

    def is_shown(self, panel: str) -> bool:
        return self._board.is_shown(panel)

    def can_see(self, entry: Entry | None) -> bool:
        return self._board.can_see(entry)

    @property
    def panel_with_keys(self) -> str:
        return self._board.with_keys

    @property
    def panels_for_keys(self) -> list[str]:
        return self._board.for_keys

    def give_keys(self, panel: str = "") -> None:
        if panel:
            self._board.give_keys(panel)
        else:
            self._board.give_keys_to_first()

    def move_cursor(self, across: int, down: int) -> None:
        if isinstance(self.focused, Panel):
            self.focused.move_cursor(across, down)
