"""What the app says about keys: notifications, refusals, and what then becomes of a number that is typed for no box."""

from __future__ import annotations

from typing import Literal

from textual.app import App
from textual.notifications import Notification

from glassnet.tui.typed import Typed

DEAF = "digits do nothing until another key"


class Telling:
    """The notifications of an app, which are of its last key.

    Those of the key before go when a key is done, rather than before: one that it says again stays as it is, where it
    would go and come with every repeat of a held key.
    """

    def __init__(self, app: App[None]) -> None:
        self._app = app
        self._before: list[Notification] = []  # of the key before the one that is being done
        self.typed = Typed()

    @property
    def tells(self) -> bool:
        """Whether there are any."""
        return len(self._app._notifications) > 0

    def begin(self) -> None:
        """A key is about to be done."""
        self._before = list(self._app._notifications)

    def end(self) -> None:
        """It is done: what was told before it goes, but for what it told again."""
        before, self._before = self._before, []
        for notification in before:
            self._app._unnotify(notification, refresh=False)
        if before:
            self._app._refresh_notifications()

    def tell(self, words: str, seconds: float, severity: Literal["information", "warning"]) -> None:
        """A notification, if it does not stand there already."""
        for notification in self._before:
            if (notification.message, notification.severity) == (words, severity):
                self._before.remove(notification)
                return
        self._app.notify(words, severity=severity, timeout=seconds, markup=False)

    def clear(self) -> None:
        """No notification any more."""
        self._before = []
        self._app.clear_notifications()
