"""The side of the app that greets: what moves by itself on the first screen, until anything is done.

Knows when it begins and ends; what it shows is the preview's (`preview.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from glassnet.tui.asks import Asks
from glassnet.tui.panel import Panel
from glassnet.tui.snapshot import Snapshot

if TYPE_CHECKING:
    from glassnet.tui.preview import Preview


class Greets(Asks):
    """An app that may greet.

    greets: whether something moves by itself until the first step: of plain `glassnet`.
    """

    def __init__(self) -> None:
        super().__init__()
        self.greets = False
        self._preview: Preview | None = None

    @property
    def previewed(self) -> Snapshot | None:
        """The moment that the preview shows; None where there is none."""
        return None if self._preview is None else self._preview.snapshot

    def get_ready(self) -> None:
        """Have the first picture, for the first frame."""
        if self.greets:
            from glassnet.tui.preview import Preview

            self._preview = Preview()

    def greet(self) -> None:
        """Let it move, and offer the lessons where nobody was asked before."""
        if not self.greets:
            return
        from glassnet.scenarios.lessons.progress import Progress
        from glassnet.tui.preview import EVERY

        self.offered = Progress.kept().offers

        def on() -> None:
            if not self.greets or self._preview is None or not self._preview.advance():
                timer.stop()
            for panel in self.query("#preview").results(Panel):
                if panel.display and panel.snapshot is not None:
                    panel.show(self._here.snapshot(), panel.look)

        timer = self.set_interval(EVERY, on)
        self._here.show()

    def greeted(self) -> None:
        """Something was done: what there is to see now is its own."""
        if self.greets:
            self.greets = self.offered = False
            self._preview = None
            self._here.arrange()
