"""The palette of all commands: Textual's, with what the table of keys has for it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, cast

from textual import events
from textual.app import ComposeResult, SystemCommand
from textual.command import CommandInput, CommandList, CommandPalette, SearchIcon
from textual.containers import Horizontal, Vertical
from textual.markup import escape
from textual.widgets import LoadingIndicator

from glassnet.tui.actions import action
from glassnet.tui.keys.table import TABLE
from glassnet.tui.playground import Playground
from glassnet.tui.screens.choices import Bearing
from glassnet.tui.screens.modal import AnswersOnce, Help, Modal

if TYPE_CHECKING:
    from glassnet.tui.app import Glassnet

KEYS_HERE: Help = (
    ("letters", "a part of the name of what you look for"),
    ("↑ ↓", "another command"),
    ("enter", "do it; the keys that do it are told behind it"),
    ("esc", "leave it"),
)


def commands(app: Playground) -> Iterator[SystemCommand]:
    """All that the table has for the palette, with the keys."""
    for entry in TABLE.values():
        if entry.listed and entry.does:
            words = entry.words[:1].upper() + entry.words[1:]
            keys = app.keys.names(entry.id).replace(" ", ", ")
            yield SystemCommand(entry.name, f"{words} ({keys})" if keys else words, partial(app.do, entry.id))
        if entry.also:
            for title, words, does in action(entry.also)(app):
                yield SystemCommand(escape(title), escape(words), does)  # names from files are no markup


class Commands(Bearing, CommandList, can_focus=False):
    """The list of commands, which bears any key."""


class Palette(AnswersOnce, CommandPalette):
    """Commands by name; gives one answer."""

    CSS_PATH = Modal.CSS_PATH

    def on_key(self, event: events.Key) -> None:
        """The key for help, which no search begins with, tells the keys."""
        app = cast("Glassnet", self.app)
        if event.key in app.keys.keys["help"]:
            event.stop()
            app.tell_keys(KEYS_HERE)

    def compose(self) -> ComposeResult:
        """As in Textual, but for the list."""
        with Vertical(id="--container"):
            with Horizontal(id="--input"):
                yield SearchIcon()
                yield CommandInput(placeholder="Search for commands…", select_on_focus=False)
            with Vertical(id="--results"):
                yield Commands()
                yield LoadingIndicator()
