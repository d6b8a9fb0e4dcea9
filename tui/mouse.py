"""What the mouse does to a panel: a click chooses, another one explains, the wheel scrolls, what it is on is named.

Knows what lies where by `target_at`, and nothing of what that is.
"""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.widget import Widget

from glassnet.tui.messages import Hovered, Target

NOTCH = 3  # rows that the wheel moves a window by, where it has so many


class Pointable(Widget):
    """A widget that the mouse can point into. first: the one that had the first of clicks close to each other."""

    first: ClassVar[Pointable | None] = None

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._mouse: tuple[int, int] | None = None  # the cell that the mouse is on
        self._hovered: Target | None = None  # what was under it when that was told
        self._clicked: Target | None = None  # by the first click of two

    # --- to override ---

    def target_at(self, x: int, y: int) -> Target | None:
        """What a cell stands for; None where it stands for nothing."""
        raise NotImplementedError

    def is_cursor(self, target: Target) -> bool:
        """Whether the cursor stands on this target."""
        raise NotImplementedError

    def send(self, target: Target) -> None:
        """Tell the app what was pointed at."""
        raise NotImplementedError

    def clicked(self, target: Target) -> None:
        """Choose what was clicked; where a window follows what is chosen, it is to stay under the mouse."""
        self.send(target)

    def explain(self) -> None:
        """Do what the key does that explains the number under the cursor."""
        raise NotImplementedError

    def wheel(self, across: int, down: int, x: int, y: int) -> None:
        """Move a window of what is shown by so many notches, with the mouse at this cell; the cursor stays."""

    def repaint(self) -> None:
        """Paint again."""
        raise NotImplementedError

    # --- a click ---

    def on_click(self, event: events.Click) -> None:
        """A click on what has the cursor explains it; the second of two close ones means what the first one did."""
        if event.chain == 1:
            Pointable.first = self
        elif Pointable.first is not self:  # another panel has come under the mouse since the first of them
            return
        again = event.chain == 2 and self._clicked is not None  # a window may have moved under the mouse since
        target = self._clicked if again else self.target_at(event.x, event.y)
        self._clicked = target
        if target is not None and self.is_cursor(target):
            self.explain()
        elif target is not None:
            self.clicked(target)

    # --- what it is on ---

    @property
    def hovered(self) -> Target | None:
        """What the mouse is on; None where it is elsewhere, or on nothing that has a name."""
        return None if self._mouse is None or not self.display else self.target_at(*self._mouse)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        self._mouse = event.x, event.y
        self._tell_hovered()

    def on_leave(self, event: events.Leave) -> None:
        self.leave()

    def leave(self) -> None:
        """The mouse is elsewhere, or no longer what is looked at."""
        self._mouse = None
        self._tell_hovered()

    def _tell_hovered(self) -> None:
        hovered = self.hovered
        if hovered != self._hovered:
            self._hovered = hovered
            self.post_message(Hovered())

    # --- the wheel ---

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self._turned(event, 1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self._turned(event, -1)

    def on_mouse_scroll_right(self, event: events.MouseScrollRight) -> None:
        self._turned(event, 1, sideways=True)

    def on_mouse_scroll_left(self, event: events.MouseScrollLeft) -> None:
        self._turned(event, -1, sideways=True)

    def _turned(self, event: events.MouseEvent, by: int, sideways: bool = False) -> None:
        """With shift or ctrl a wheel goes sideways, as in other programs."""
        event.stop()
        event.prevent_default()
        sideways = sideways or event.shift or event.ctrl
        self._mouse = event.x, event.y
        self.wheel(by if sideways else 0, 0 if sideways else by, event.x, event.y)
        self._tell_hovered()
