"""What the keys need of the app: the thin side of the screen that `actions/` know. No Textual here.

What is open is in the workspace; how it comes on the screen is the app's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from glassnet.tui.keys.keymap import Keymap
from glassnet.tui.layout import Content, PanelView
from glassnet.tui.messages import Entry
from glassnet.tui.storage import Storage
from glassnet.tui.workspace import Workspace

if TYPE_CHECKING:
    from textual.screen import Screen

    from glassnet.scenarios.sessions.session import Session
    from glassnet.tui.lessons.asking import Asking
    from glassnet.tui.lessons.line import Line
    from glassnet.tui.snapshot import Snapshot

Command = tuple[str, str, Callable[[], object]]  # of the palette: its title, words, and what it does


class Playground(Protocol):
    """The app as the keys see it.

    keys: which ones there are, for texts that name one. workspace: what is open. storage: where files are.
    asking: what asks, if anything does.
    """

    keys: Keymap
    workspace: Workspace
    storage: Storage
    asking: Asking | None

    @property
    def view(self) -> PanelView:
        """What of the screen is on show."""

    @property
    def session(self) -> Session:
        """The session on show."""

    @property
    def running(self) -> bool:
        """Whether a run is going on."""

    def snapshot(self) -> Snapshot:
        """The moment on show."""

    def do(self, id_: str) -> None:
        """What a key does, by its id in the table."""

    # --- telling ---

    def tell(self, words: str, seconds: float = 3) -> None:
        """A notification."""

    def warn(self, words: object) -> None:
        """A notification of what did not come out."""

    def refuse(self, words: object, several: bool = False) -> None:
        """Say why a key does not ask for the number, or `several` ones, that it is to ask for."""

    def tell_notes(self) -> None:
        """What was decided about the data on show, where they come from a CSV file."""

    def copy(self, text: str) -> None:
        """Put a text on the clipboard."""

    def ask(self, screen: Screen[Any], answered: Callable[[Any], object] = ...) -> None:
        """Open a screen over this one, and hand on what it gives: None where it is left."""

    # --- time ---

    def start_run(self, until: int | None = None) -> None:
        """Run, to an iteration or until something stops it."""

    def paused(self) -> bool:
        """Pause a run that is going on; whether there was one, as such a key does nothing else."""

    def paused_instead(self, asks: str, several: bool = False) -> bool:
        """The same where the key would have asked for something. asks: how it does so now."""

    def move(self, go: Callable[[], object]) -> None:
        """Go somewhere in time; an explanation on show is asked anew there."""

    def moved(self) -> None:
        """Show another moment of what is open."""

    # --- the screen ---

    @property
    def content(self) -> Content:
        """What there is to be shown."""

    @property
    def has_room(self) -> bool:
        """Whether the terminal is large enough for panels."""

    @property
    def has_tabs(self) -> bool:
        """Whether the panels share the room of a small terminal."""

    def show(self) -> None:
        """Show the moment and what is chosen."""

    def is_taken(self, id_: str) -> bool:
        """Whether what asks takes what a key does for an answer, or has switched it off, and says so."""

    def say(self, line: Line | None) -> None:
        """Show what asks, or that nothing does any more."""

    def arrange(self, **view: Any) -> None:
        """Put every panel where it belongs, with another view if any of it is given."""

    def is_shown(self, panel: str) -> bool:
        """Whether this panel is on the screen."""

    def can_see(self, entry: Entry | None) -> bool:
        """Whether a panel shows this number."""

    @property
    def panel_with_keys(self) -> str:
        """The panel that has the keys; empty where none has."""

    @property
    def panels_for_keys(self) -> list[str]:
        """Those on the screen that can have them, in their order."""

    def give_keys(self, panel: str = "") -> None:
        """Let a panel have the keys, at once; without a name the first one, where none on the screen has them."""

    def move_cursor(self, across: int, down: int) -> None:
        """Move the cursor of the panel that has the keys."""

    def open_palette(self) -> None:
        """All commands by name."""

    @property
    def is_dark(self) -> bool:
        """Whether its theme is the dark one."""

    @property
    def is_plain(self) -> bool:
        """Whether it draws without braille."""

    def other_theme(self) -> None:
        """From dark to light, or back."""

    def picture(self) -> str:
        """The screen as SVG."""

    @property
    def can_suspend(self) -> bool:
        """Whether a shell can have the terminal for a while."""

    def action_suspend_process(self) -> None:
        """Let the shell have it."""

    def exit(self) -> None:
        """Leave the app."""
