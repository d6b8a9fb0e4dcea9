"""What a terminal makes of what is written to it: the characters of its cells, with colours and attributes.

Knows the sequences that move the cursor, choose looks and clear; whatever else comes is taken and does nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

TOKEN = re.compile(r"\x1b\[([0-9;?<>=$]*)([A-Za-z])|\x1b\][^\x07]*\x07|\x1b[^\[\]]|[\r\n]|[^\x1b\r\n]+")
ENDS_ATTRIBUTES = {22: (1, 2), 23: (3,), 24: (4,), 25: (5,), 27: (7,), 28: (8,), 29: (9,)}


class Look(NamedTuple):
    """Colours of a cell as they were asked for, empty for the terminal's own; its attributes by their numbers."""

    fg: tuple[int, ...] = ()
    bg: tuple[int, ...] = ()
    attributes: frozenset[int] = frozenset()

    def after(self, codes: list[int]) -> Look:
        """The look that these parameters of "select graphic rendition" lead to."""
        fg, bg, attributes = self
        at = 0
        while at < len(codes):
            code, length = codes[at], 1
            if code in (38, 48):
                length = 5 if codes[at + 1] == 2 else 3
                colour = tuple(codes[at + 1 : at + length])
                fg, bg = (colour, bg) if code == 38 else (fg, colour)
            elif code == 0:
                fg, bg, attributes = Look()
            elif code < 10:
                attributes |= {code}
            elif code in ENDS_ATTRIBUTES:
                attributes -= set(ENDS_ATTRIBUTES[code])
            elif code in (39, 49):
                fg, bg = ((), bg) if code == 39 else (fg, ())
            elif 30 <= code < 38 or 90 <= code < 98:
                fg = (code,)
            elif 40 <= code < 48 or 100 <= code < 108:
                bg = (code,)
            at += length
        return Look(fg, bg, attributes)


PLAIN = Look()


class Emulator:
    """The cells of a terminal of this size. The second cell of a wide character is empty."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.clear()
        self.row = self.column = 0
        self.look = PLAIN

    def clear(self) -> None:
        """Leave every cell blank."""
        self.chars = [[" "] * self.width for _ in range(self.height)]
        self.looks = [[PLAIN] * self.width for _ in range(self.height)]

    def write(self, text: str) -> None:
        """Take a text that ends with a whole sequence."""
        for token in TOKEN.finditer(text):
            self.take(token)

    def take(self, token: re.Match[str]) -> None:
        """Take one piece of what is written."""
        parameters, kind = token.groups()
        if kind is None:
            if token[0] == "\n":
                self.row += 1
            elif token[0] == "\r":
                self.column = 0
            elif token[0][0] != "\x1b":
                self._print(token[0])
        elif kind == "m" and (parameters or "0")[0].isdigit():
            self.look = self.look.after([int(code or 0) for code in parameters.split(";")])
        elif kind == "H":
            row, _, column = parameters.partition(";")
            self.row, self.column = int(row or 1) - 1, int(column or 1) - 1
        elif kind == "C":
            self.column += int(parameters or 1)
        elif (parameters, kind) in (("2", "J"), ("?1049", "h")):
            self.clear()

    def _print(self, text: str) -> None:
        if not 0 <= self.row < self.height:
            return
        chars = list(_cells(text))[: max(0, self.width - self.column)]
        end = self.column + len(chars)
        self.chars[self.row][self.column : end] = chars
        self.looks[self.row][self.column : end] = [self.look] * len(chars)
        self.column = end

    @property
    def text(self) -> str:
        """All characters, a line for each row."""
        return "\n".join(map("".join, self.chars))


def _cells(text: str) -> Iterator[str]:
    """A character for each cell; marks that take no room of their own are left out."""
    for char in text:
        if char.isascii() or not unicodedata.combining(char):
            yield char
            if not char.isascii() and unicodedata.east_asian_width(char) in "WF":
                yield ""
