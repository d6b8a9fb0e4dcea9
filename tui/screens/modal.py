"""The base of all screens over the screen: what they look like, and that each gives one answer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from textual import events
from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen

if TYPE_CHECKING:
    from glassnet.tui.app import Glassnet

Answer = TypeVar("Answer")


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

    refused: whether what was typed into it was no answer; who then leaves it may go on typing.
    """

    CSS_PATH = Path(__file__).parent / "screens.tcss"  # of this file, not of a subclass
    OPENED_BY = ""  # the id of the key that opens it
    refused = False

    def on_key(self, event: events.Key) -> None:
        """The key that opened it closes it, unless it means something else here."""
        keys = cast("Glassnet", self.app).keys.keys.get(self.OPENED_BY, ())
        if event.key in keys and event.key not in self._bindings.key_to_bindings:
            event.stop()
            self.dismiss()

    def ink(self, role: str) -> str:
        """A role of the palette as Rich writes colours."""
        return f"#{getattr(cast('Glassnet', self.app).palette, role):06x}"

    def renew(self) -> None:
        """Show anew what has changed beneath; nothing on a screen that is not composed yet, or has gone."""
        if self.is_mounted and self in self.app.screen_stack:
            self.show_again()

    def show_again(self) -> None:
        """To override: put what may have changed on the screen, which is there."""
