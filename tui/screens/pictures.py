"""The list of pictures: what can be seen at a glance of the network on show. A digit chooses, and so does enter."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets.option_list import Option

from glassnet.tui.keys.table import TABLE
from glassnet.tui.pictures import ON_SCREENS_OF_THEIR_OWN, PICTURES
from glassnet.tui.screens.choices import ChoiceList
from glassnet.tui.screens.modal import Modal
from glassnet.tui.screens.sheets import Sheet

IDS = (*(picture.id for picture in PICTURES.values()), *ON_SCREENS_OF_THEIR_OWN)


class PictureList(Modal[str | None]):
    """Gives the id of the chosen picture."""

    OPENED_BY = "pictures"
    KEYS_HERE = (
        ("↑ ↓", "another picture"),
        ("enter", "show it, or all panels again where it is on show"),
        ("1 2 3 4 5 6 7 8 9", "show it by its number"),
        ("esc q", "leave it"),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss", show=False),
        *(Binding(str(digit), f"number({digit})", show=False) for digit in range(1, 10)),
    ]

    def compose(self) -> ComposeResult:
        with Sheet() as sheet:
            sheet.border_title = "pictures"
            sheet.border_subtitle = "a digit or enter chooses, esc closes"
            yield ChoiceList(
                *(
                    Option(Text.assemble((f"{number:>2}  ", "bold"), TABLE[id_].words), id=id_)
                    for number, id_ in enumerate(IDS, start=1)
                )
            )

    def on_option_list_option_selected(self, event: ChoiceList.OptionSelected) -> None:
        self.dismiss(event.option.id)

    def action_number(self, digit: int) -> None:
        if digit <= len(IDS):
            self.dismiss(IDS[digit - 1])
