"""The base of all screens over the screen: what they look like."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from textual.screen import ModalScreen

Answer = TypeVar("Answer")


class Modal(ModalScreen[Answer]):
    """A screen over the screen that gives an answer."""

    CSS_PATH = Path(__file__).parent / "screens.tcss"  # of this file, not of a subclass
