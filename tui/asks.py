"""The side of the app that has to do with what asks: a lesson, or predict mode.

Knows when it is to look, and what it is told; what it makes of that is its own (`lessons/`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from glassnet.tui.actions import action
from glassnet.tui.board import Board
from glassnet.tui.endings import Endings
from glassnet.tui.messages import Entry
from glassnet.tui.workspace import Workspace

if TYPE_CHECKING:
    from glassnet.tui.lessons.asking import Asking
    from glassnet.tui.lessons.line import Line
    from glassnet.tui.playground import Playground


class Asks(Endings):
    """An app in which something may ask.

    asking: what does; None for nothing. offered: whether the tour is offered. begins_with: the lesson to open after the
    first frame, empty for the list of them, None for neither. lesson_files: lessons that were opened from files.
    locked: ids of keys that are switched off for good.
    """

    workspace: Workspace
    _board: Board

    def __init__(self) -> None:
        super().__init__()
        self.asking: Asking | None = None
        self.offered = False
        self.begins_with: str | None = None
        self.lesson_files: list[str] = []
        self.locked: frozenset[str] = frozenset()

    @property
    def _here(self) -> Playground:
        """The app that this is a side of."""
        return cast("Playground", self)

    def begin_lesson(self) -> None:
        """Open what there is to begin with."""
        if self.begins_with:
            action("lessons:begin")(self, self.begins_with)
        elif self.begins_with is not None:
            action("lessons:lessons")(self)

    def leave_lesson(self) -> None:
        """What asks does so no more."""
        if self.asking is not None:
            self.asking.close()
        if self.workspace.predicting:
            self.workspace.switch_predicting()
        self.asking = None
        self.say(None)

    def say(self, line: Line | None) -> None:
        """Show what asks, or that nothing does any more."""
        boxes, self.workspace.line = self._board.boxes(), line
        if self._board.boxes() == boxes:
            self._here.show()
        else:
            self._here.arrange()
            self._here.give_keys()

    # --- what it is told ---

    def takes_answer(self, key: str) -> bool:
        """Whether a key belongs to the answer of a question."""
        return self.asking is not None and self.asking.takes(key)

    def is_taken(self, id_: str) -> bool:
        """Whether what asks takes what a key does for an answer, or has switched it off, and says so."""
        if id_ in self.locked:
            self._here.tell("this is switched off: the playground was opened with --lock")
            return True
        if self.asking is None or self.asking.instead(id_):
            return self.asking is not None
        locked = id_ in self.asking.locked
        if locked:
            self._here.tell(self._here.keys.say("this is switched off in the lesson; {leave_lesson} leaves it"))
        return locked

    def look_whether_over(self) -> None:
        """Something was done, for which what asks may have been waiting."""
        if self.asking is not None and not self._here.running and len(self.screen_stack) == 1:
            self.asking.look()

    def on_descendant_focus(self) -> None:
        self.look_whether_over()

    def pointed(self) -> None:
        """Something was pointed at."""
        self._here.show()
        self.look_whether_over()

    def prints(self, entry: Entry) -> bool:
        """Whether a panel has this number in digits."""
        return self._board.prints(entry)
