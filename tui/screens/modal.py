"""The base of all screens over the screen: what they look like, and that each gives one answer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from textual import events
from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen

if TYPE_CHECKING:
    from glassnet.tui.app import Glassnet

Answer = TypeVar("Answer")
Help = tuple[tuple[str, str], ...]  # keys as people read them, and what they do


class AnswersOnce:
    """What makes a screen give one answer, whatever else was pressed before it was gone; named before its screen."""

    def dismiss(self, result: Any = None) -> AwaitComplete:
        """Give the answer and go; nothing where this screen has gone, or another one stands over it."""
        if self.app.screen_stack[-1:] != [self]:  # type: ignore[attr-defined]
            return AwaitComplete()
        done: AwaitComplete = super().dismiss(result)  # type: ignore[misc]
        return done


class Modal(AnswersOnce, ModalScreen[Answer]):
    """One of ours.

    KEYS_HERE: its keys, and what each does.
    refused: whether what was typed into it was no answer; who then leaves it may go on typing.
    """

    CSS_PATH = Path(__file__).parent / "screens.tcss"  # of this file, not of a subclass
    OPENED_BY = ""  # the id of the key that opens it
    KEYS_HERE: ClassVar[Help] = (("↑ ↓", "scroll"), ("esc q", "close it; so do enter and space"))
    refused = False

    def on_key(self, event: events.Key) -> None:
        """The key that opened it closes it, and the one for help tells its keys, unless they mean something else here.

        A letter that is typed into a line of text does not come here.
        """
        keys = cast("Glassnet", self.app).keys.keys
        if event.key in self._bindings.key_to_bindings:
            return
        if event.key in keys.get(self.OPENED_BY, ()):
            event.stop()
            self.dismiss()
        elif event.key in keys["help"]:
            event.stop()
            cast("Glassnet", self.app).tell_keys(self.KEYS_HERE)

    def ink(self, role: str) -> str:
        """A role of the palette as Rich writes colours."""
        return f"#{getattr(cast('Glassnet', self.app).palette, role):06x}"

    def renew(self) -> None:
        """Show anew what has changed beneath; nothing on a screen that is not composed yet, or has gone."""
        if self.is_mounted and self in self.app.screen_stack:
            self.show_again()

    def show_again(self) -> None:
        """To override: put what may have changed on the screen, which is there."""
