"""The list of pictures: what can be seen at a glance of the network on show. A digit chooses one of the first ten."""

from __future__ import annotations

from itertools import zip_longest
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

DIGITS = "1234567890"
IDS = (*(picture.id for picture in PICTURES.values()), *ON_SCREENS_OF_THEIR_OWN)


class PictureList(Modal[str | None]):
    """Gives the id of the chosen picture."""

    OPENED_BY = "pictures"
    KEYS_HERE = (
        ("↑ ↓", "another picture"),
        ("enter", "show it"),
        ("1 2 3 4 5 6 7 8 9 0", "show it by its number; 0: the tenth"),
        ("esc q", "leave it"),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss", show=False),
        *(Binding(str(digit), f"number({digit})", show=False) for digit in range(10)),
    ]

    def compose(self) -> ComposeResult:
        with Sheet() as sheet:
            sheet.border_title = "pictures"
            sheet.border_subtitle = "a digit chooses, or ↑ ↓ enter; esc closes"
            yield ChoiceList(
                *(
                    Option(Text.assemble((f"{number}  ", "bold"), TABLE[id_].words), id=id_)
                    for number, id_ in zip_longest(DIGITS, IDS, fillvalue="↓")
                )
            )

    def on_option_list_option_selected(self, event: ChoiceList.OptionSelected) -> None:
        self.dismiss(event.option.id)

    def action_number(self, digit: int) -> None:
        """The picture of a digit; 0 is the tenth."""
        at = digit - 1 if digit else len(DIGITS) - 1
        if at < len(IDS):
            self.dismiss(IDS[at])
