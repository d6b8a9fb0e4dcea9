"""The list of pictures: what can be seen at a glance of the network on show. Each has a key of its own here."""

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
KEYS = dict(zip("1234567890abcdef", IDS, strict=False))  # what each chooses


class PictureList(Modal[str | None]):
    """Gives the id of the chosen picture."""

    OPENED_BY = "pictures"
    KEYS_HERE = (
        ("↑ ↓", "another picture"),
        ("enter", "show it"),
        (" ".join(KEYS), "show the one beside this key"),
        ("esc q", "leave it"),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss", show=False),
        *(Binding(key, f"choose('{id_}')", show=False) for key, id_ in KEYS.items()),
    ]

    def compose(self) -> ComposeResult:
        with Sheet() as sheet:
            sheet.border_title = "pictures"
            sheet.border_subtitle = "its key shows one, or arrows and enter; esc closes"
            yield ChoiceList(
                *(Option(Text.assemble((f"{key}  ", "bold"), TABLE[id_].words), id=id_) for key, id_ in KEYS.items())
            )

    def on_option_list_option_selected(self, event: ChoiceList.OptionSelected) -> None:
        self.dismiss(event.option.id)

    def action_choose(self, id_: str) -> None:
        self.dismiss(id_)
