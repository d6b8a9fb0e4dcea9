"""The list of lessons, with what is done of each."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets.option_list import Option

from glassnet.scenarios.lessons import Lesson, Progress
from glassnet.tui.drawing.texts import shorten
from glassnet.tui.screens.choices import ChoiceList
from glassnet.tui.screens.modal import Modal
from glassnet.tui.screens.sheets import Sheet

BESIDE = 16  # columns of the screen that a line of the list has not: frames, numbers, a scroll bar


class LessonList(Modal[str | None]):
    """All lessons; gives the key of the chosen one. current: the one that is on."""

    OPENED_BY = "lessons"
    KEYS_HERE = (
        ("↑ ↓", "another lesson"),
        ("enter", "begin it, or go on where you were"),
        ("1 2 3 4 5 6 7 8 9", "the same by its number"),
        ("esc q", "leave it"),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss", show=False),
        *(Binding(str(digit), f"number({digit})", show=False) for digit in range(1, 10)),
    ]

    def __init__(self, lessons: list[Lesson], progress: Progress, current: str = "") -> None:
        super().__init__()
        self._lessons, self._progress, self._current = lessons, progress, current

    def compose(self) -> ComposeResult:
        options = []
        for number, lesson in enumerate(self._lessons, start=1):
            done, total = len(self._over(lesson)), len(lesson.steps)
            so_far = "all done" if done == total else f"{done} of {total} done" if done else f"{total} steps"
            room = self.app.size.width - BESIDE
            title, about = shorten(lesson.title, room - len(so_far) - 2), shorten(lesson.about, room)
            first = (f"{number:>2}  ", "dim"), (title, "bold"), f"  {so_far}\n"
            text = Text.assemble(*first, (f"    {about}", "dim"))
            options.append(Option(text, id=lesson.key))
        with Sheet() as sheet:
            sheet.border_title = "lessons"
            sheet.border_subtitle = "enter begins or goes on, esc closes"
            yield ChoiceList(*options)

    def on_mount(self) -> None:
        begun = [bool(self._over(lesson)) and len(self._over(lesson)) < len(lesson.steps) for lesson in self._lessons]
        keys = [lesson.key for lesson in self._lessons]
        at = keys.index(self._current) if self._current in keys else begun.index(True) if any(begun) else 0
        self.query_one(ChoiceList).highlighted = at if keys else None

    def _over(self, lesson: Lesson) -> list[str]:
        over = self._progress.of(lesson.key)
        return [step.id for step in lesson.steps if step.id in over]

    def on_option_list_option_selected(self, event: ChoiceList.OptionSelected) -> None:
        self.dismiss(event.option.id)

    def action_number(self, digit: int) -> None:
        if digit <= len(self._lessons):
            self.dismiss(self._lessons[digit - 1].key)
