"""The settings as lines of a list, which arrow keys and the mouse change. Knows rows, not what comes of them."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets.option_list import Option

from glassnet.scenarios.settings.outcome import goes_on
from glassnet.scenarios.settings.rows import Row
from glassnet.tui.screens.choices import ChoiceList

NAME = 26  # columns that a name takes
EFFECTS = {True: "goes on", False: "starts again"}


class SettingLines(ChoiceList):
    """One option a row. Left and right, or a click on ‹ or ›, change the value; enter, or a click, asks for it.

    room: columns of a line.
    """

    room = 60

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "change(-1)", show=False),
        Binding("right", "change(1)", show=False),
    ]

    class Changed(Message):
        """The value of the row under the cursor is to be the next one, or the one before for -1."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    def show(self, rows: tuple[Row, ...], before: dict[str, str]) -> None:
        """Show these rows; the cursor stays on its row. before: the values as they are now, by row."""
        here = self.highlighted_option.id if self.highlighted_option else None
        options: list[Option | None] = []
        group = ""
        for row in rows:
            if row.group != group:
                group = row.group
                options.append(Option(Text(group, style="bold"), disabled=True))
            options.append(Option(line(row, before.get(row.id), self.room), id=row.id, disabled=bool(row.idle)))
        top = self.scroll_offset.y
        self.set_options(options)
        ids = [option.id for option in self.options if option.id is not None and not option.disabled]
        self.highlighted = self.get_option_index(here if here in ids else ids[0])
        self.scroll_to(y=top, animate=False)
        self.scroll_to_highlight()

    def action_change(self, by: int) -> None:
        self.post_message(self.Changed(by))

    def on_click(self, event: events.Click) -> None:
        """A click beside ‹ or › is an arrow key; the option list itself sees to all others."""
        clicked = event.style.meta.get("option")
        if clicked is None or clicked >= self.option_count or self.options[clicked].disabled:
            return
        text = str(self.options[clicked].prompt)
        marks = {text.find("‹"): -1, text.find("›"): 1}
        by = next((by for at, by in marks.items() if abs(event.x - self.gutter.left - at) <= 1), None)
        if by is not None:
            event.prevent_default()
            self.highlighted = clicked
            self.action_change(by)


def line(row: Row, before: str | None, room: int) -> Text:
    """A row as one line: name, value, what it was, and at the right what a change of it would do."""
    text = Text(no_wrap=True, overflow="ellipsis")
    text.append(f" {row.name}".ljust(NAME))
    if row.idle:
        return text.append(f"  {row.text}  {row.idle}")
    changed = before is not None and before != row.text
    text.append(f"‹ {row.text} ›", style="bold" if changed else "")
    if changed:
        text.append(f"  was {before}", style="italic")
    effect = EFFECTS[goes_on(row.path)]
    gap = room - len(text) - max(map(len, EFFECTS.values()))
    return text.append(" " * gap + effect, style="dim") if gap > 0 else text
