"""The palette of all commands: Textual's, with a list that bears any key and one answer."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.command import CommandInput, CommandList, CommandPalette, SearchIcon
from textual.containers import Horizontal, Vertical
from textual.widgets import LoadingIndicator

from glassnet.tui.screens.choices import Bearing
from glassnet.tui.screens.modal import AnswersOnce


class Commands(Bearing, CommandList, can_focus=False):
    """The list of commands."""


class Palette(AnswersOnce, CommandPalette):
    """Commands by name."""

    def compose(self) -> ComposeResult:
        """As in Textual, but for the list."""
        with Vertical(id="--container"):
            with Horizontal(id="--input"):
                yield SearchIcon()
                yield CommandInput(placeholder="Search for commands…", select_on_focus=False)
            with Vertical(id="--results"):
                yield Commands()
                yield LoadingIndicator()
