"""The panels on the screen: made when they are needed, put where they belong, and given one snapshot each.

Knows nothing of keys, nor of what becomes of time.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable

from textual.app import App
from textual.geometry import Size

from glassnet.tui.keys import offers
from glassnet.tui.layout import LEAST_HEIGHT, LEAST_WIDTH, Box, Content, PanelView, arrange, has_tabs
from glassnet.tui.messages import Entry
from glassnet.tui.panel import PaintOptions, Panel
from glassnet.tui.panels import ALWAYS, PANELS
from glassnet.tui.panels.bars import Footer, Header, Tabs
from glassnet.tui.snapshot import Snapshot

Seen = tuple[Snapshot, PaintOptions]  # the moment on show, and how it is painted


def panel_kind(name: str) -> type[Panel]:
    """The class of the panel of this name; its module is loaded when it is first needed."""
    module, _, kind = PANELS[name].partition(":")
    found: type[Panel] = getattr(importlib.import_module(f"glassnet.tui.panels.{module}"), kind)
    return found


def make_panel(name: str) -> Panel:
    """The panel of this name."""
    return panel_kind(name)(id=name)


class Board:
    """The panels of an app.

    content: what there is to be shown. seen: the moment, and how it is painted. view: what of the screen was chosen.
    room: the size of the terminal.
    """

    def __init__(self, app: App[None], content: Callable[[], Content], seen: Callable[[], Seen]) -> None:
        self._app, self._content, self._seen = app, content, seen
        self.view = PanelView()
        self.room = Size(0, 0)

    # --- what there is ---

    def boxes(self) -> dict[str, Box]:
        """Where each panel belongs; empty where nothing fits."""
        return arrange(*self.room, self._content(), self.view)

    @property
    def has_tabs(self) -> bool:
        """Whether the panels share the room of a small terminal."""
        return has_tabs(*self.room) and not self.view.big

    def first(self) -> list[Panel]:
        """The panels of the first frame; the others come when they are needed, or after it."""
        shown = self.boxes()
        return [make_panel(name) for name in PANELS if name in shown or name in ALWAYS]

    def ensure(self, *names: str) -> None:
        """Make those of these panels that are not there yet, out of sight."""
        there = {panel.id for panel in self._app.query(Panel)}
        missing = [make_panel(name) for name in names if name not in there]
        for panel in missing:
            panel.display = False
        if missing:
            self._app.screen_stack[0].mount(*missing)  # whatever screen stands over it

    @property
    def panels(self) -> list[Panel]:
        """The panels that there are, in their order."""
        return sorted(self._app.query(Panel), key=lambda panel: list(PANELS).index(panel.id or ""))

    def is_shown(self, name: str) -> bool:
        """Whether this panel is on the screen."""
        return any(panel.display for panel in self._app.query(f"#{name}"))

    # --- showing ---

    def arrange(self) -> None:
        """Put every panel where it belongs; the moment is yet to be shown."""
        boxes, (width, height) = self.boxes(), self.room
        self.ensure(*boxes)
        header = self._app.query_one(Header)
        header.notice = "" if boxes else f"{LEAST_WIDTH}×{LEAST_HEIGHT} needed, this is {width}×{height}"
        for panel in self.panels:
            box = boxes.get(panel.id or "") if boxes else ((0, 0, width, 1) if panel is header else None)
            if box is not None and not panel.display:  # what it had shown is of another moment
                panel.renew(*self._seen())
            panel.display = box is not None
            if box is not None:
                panel.styles.offset = (box[0], box[1])
                panel.styles.width, panel.styles.height = box[2], box[3]
        content = self._content()
        self._app.query_one(Tabs).choose(content.tabs(), content.shown_tab(self.view))

    def show(self) -> None:
        """Give all visible panels a new snapshot."""
        snapshot, look = self._seen()
        # the current step last: it tells what others show
        for panel in sorted(self._app.query(Panel), key=lambda panel: panel.id == "now"):
            if panel.display:
                panel.pointed = panel.id != "now" or self.can_see(snapshot.choices.cursor)
                panel.show(snapshot, look)
        self.name_hovered()
        self._app.query_one(Footer).offer(offers.footer(snapshot, self.room.width, look.keys))

    def can_see(self, entry: Entry | None) -> bool:
        """Whether a panel shows this number; one that has no size yet may."""
        shown = [panel for panel in self._app.query(Panel) if panel.display]
        return entry is not None and any(panel.has(entry) or not panel.size for panel in shown)

    def prints(self, entry: Entry) -> bool:
        """Whether a panel has this number in digits."""
        return any(panel.display and panel.prints(entry) for panel in self._app.query(Panel))

    def name_hovered(self) -> bool:
        """Let one panel name what the mouse is on: the current step where it is on show, else the panel itself.

        Whether it is on anything.
        """
        shown = [panel for panel in self._app.query(Panel) if panel.display]
        on = next((panel for panel in shown if panel.hovered is not None), None)
        telling = next((panel for panel in shown if panel.id == "now"), on)
        for panel in shown:
            names = on.hovered if on is not None and panel is telling else None
            if panel.naming != names:
                panel.naming = names
                panel.repaint()
        return on is not None

    def forget_hovered(self) -> None:
        """Name nothing until the mouse moves again."""
        for panel in self._app.query(Panel):
            panel.leave()

    def placed(self) -> None:
        """A panel has got its size: it may show the number under the cursor, or no longer; the current step tells."""
        for panel in self._app.query("#now").results(Panel):
            pointed = self.can_see(self._seen()[0].choices.cursor)
            if panel.display and panel.pointed != pointed:
                panel.pointed = pointed
                panel.repaint()

    # --- which panel has the keys ---

    @property
    def with_keys(self) -> str:
        """The panel that has the keys; empty where none has."""
        focused = self._app.focused
        return (focused.id or "") if isinstance(focused, Panel) else ""

    @property
    def for_keys(self) -> list[str]:
        """Those on the screen that can have them, in their order."""
        return [panel.id or "" for panel in self.panels if panel.display and panel.can_focus]

    def give_keys(self, name: str) -> None:
        """Let this panel have the keys, at once: the next one may be waiting already."""
        self.ensure(name)
        panel = self._app.query_one(f"#{name}", Panel)
        panel.chosen = True
        self._app.screen_stack[0].set_focus(panel)

    def give_keys_to_first(self) -> None:
        """The first panel has them, where none on the screen does; nobody chose it."""
        focused, names = self._app.focused, self.for_keys
        if names and (focused is None or not focused.display):
            panel = self._app.query_one(f"#{names[0]}", Panel)
            panel.chosen = False
            panel.focus()
