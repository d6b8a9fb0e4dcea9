"""A list to choose from that bears a key before it has a size, and a click on a line that has just gone."""

from __future__ import annotations

from textual import events
from textual.widgets import OptionList


class Bearing:
    """What Textual's list lacks: it counts its lines when it is first laid out, and looks them up before.

    Named before the list, whose styles Textual finds by the first widget among the bases.
    """

    def action_page_up(self) -> None:
        if self.scrollable_content_region:  # type: ignore[attr-defined]
            super().action_page_up()  # type: ignore[misc]

    def action_page_down(self) -> None:
        if self.scrollable_content_region:  # type: ignore[attr-defined]
            super().action_page_down()  # type: ignore[misc]

    def on_click(self, event: events.Click) -> None:
        clicked = event.style.meta.get("option")
        if clicked is not None and clicked >= self.option_count:  # type: ignore[attr-defined]
            event.prevent_default()


class ChoiceList(Bearing, OptionList):
    """A list of options."""
