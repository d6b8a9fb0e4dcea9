"""What the app says about keys: notifications, refusals, and what then becomes of a number that is typed for no box."""

from __future__ import annotations

from textual import events
from textual.app import App

from glassnet.tui.typed import Typed

DEAF = "digits do nothing until another key"


class Telling(App[None]):
    """An app whose notifications are of the last key, and which types no number into its keys."""

    NOTIFICATION_TIMEOUT = 3  # seconds for what only confirms; what says more stays longer

    def __init__(self) -> None:
        super().__init__()
        self._typed = Typed()

    def on_key(self, event: events.Key) -> None:
        """Before a key does what it is bound to: it closes notifications, and escape does no more than that.

        Letters of a number that nothing asks for do nothing at all.
        """
        alone = len(self.screen_stack) == 1  # no screen over this one
        told = len(self._notifications) > 0
        if alone and self._typed.takes(event.key):
            event.prevent_default()
            if not told:
                self._warn(f"no box is open: {DEAF}")
            return
        if told:
            self.clear_notifications()
        if alone and ((told and event.key == "escape") or self._begins(event.key)):
            event.prevent_default()

    def _begins(self, key: str) -> bool:
        """To override: take a key as the first letter of a number, and say whether it was."""
        return False

    def _warn(self, words: object) -> None:
        self.notify(str(words), severity="warning", timeout=5, markup=False)

    def _refuse(self, words: object, several: bool = False) -> None:
        """Say why a key does not ask for what it is to ask for: a number, `several` numbers, or the name of a file.

        Who did not look types on, and a digit alone would open a scenario.
        """
        self._typed.refused(several)
        self._warn(f"{words}; {DEAF}")
