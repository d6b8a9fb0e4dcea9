"""Cells as the text that draws them in a terminal: few escape sequences, and only those that every terminal knows.

Knows nothing of widgets, nor what the terminal shows: `tui/front_buffer.py` keeps that.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from glassnet.tui.drawing.cells import is_plain

JUMP = 4  # bytes of a short jump within a row: fewer unchanged cells are written again instead


class Rendition(NamedTuple):
    """How a cell looks, each part as parameters of "select graphic rendition"; empty is the terminal's own.

    shows: whether the attributes show on a blank, as a line below the text does.
    """

    attributes: str
    fg: str
    bg: str
    shows: bool = False


PLAIN = Rendition("", "", "")


class Row(NamedTuple):
    """Neighbouring cells of a row.

    texts: what begins in each; '' where a text of several cells goes on. looks: None where nobody knows what is shown.
    """

    texts: list[str]
    looks: list[Rendition | None]

    def differs(self, shown: Row) -> list[int]:
        """The cells that do not look as in another row of the same length; of a text of several cells, its first."""
        if shown.looks.count(None) == len(shown.looks):
            return [at for at, text in enumerate(self.texts) if text]
        if self == shown and None not in shown.looks:
            return []
        found: list[int] = []
        cells = zip(self.texts, shown.texts, self.looks, shown.looks, strict=True)
        for at, (text, old_text, look, old) in enumerate(cells):
            if text == old_text and _are_same(text, look, old):
                continue
            while not text and at:  # its beginning draws it
                at -= 1
                text = self.texts[at]
            if not found or found[-1] < at:
                found.append(at)
        return found


def _are_same(text: str, a: Rendition | None, b: Rendition | None) -> bool:
    """Whether a text looks the same with both; the colour of text does not show on a blank."""
    if a is None or b is None:
        return False
    return a is b or a == b or (text == " " and a.bg == b.bg and not (a.shows or b.shows))


def turn(before: Rendition, after: Rendition) -> str:
    """The sequence that leads from one rendition to another, '' where they are the same."""
    if before == after:
        return ""
    if before.attributes != after.attributes or after == PLAIN:
        parts = ["0" * (before != PLAIN), after.attributes, after.fg, after.bg]
    else:
        parts = [
            "" if after.fg == before.fg else after.fg or "39",
            "" if after.bg == before.bg else after.bg or "49",
        ]
    return f"\x1b[{';'.join(filter(None, parts))}m"


class Pen:
    """Writes cells where they belong, from the terminal's own rendition on and back to it."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._look = PLAIN
        self._x = self._y = -1  # where the next character comes; -1 where that is not sure

    def draw(self, x: int, y: int, row: Row, columns: Sequence[int]) -> None:
        """Draw these cells of a row that begins at (x, y), in their order."""
        texts, looks = row
        at, count = 0, len(columns)
        while at < count:
            here = columns[at]
            look, text = looks[here], texts[here]
            self._put(x + here, y, text, look)
            at += 1
            same = at
            while at < count and columns[at] - here == at - same + 1 and looks[columns[at]] is look:
                at += 1
            at = same + self._go_on(texts[here + 1 : here + 1 + at - same], look)
            following, here = columns[at] if at < count else len(texts), columns[at - 1]
            if here + 1 < following < len(texts) and self._goes_on(row, here + 1, following):
                for between in range(here + 1, following):
                    self._put(x + between, y, texts[between], looks[between])

    def _go_on(self, texts: list[str], look: Rendition | None) -> int:
        """Write what follows a cell with the same look and needs nothing said; how many cells that are."""
        if self._x < 0:
            return 0
        text = "".join(texts)
        if look is not self._look:  # blanks have been written with another colour of text
            text = text[: len(text) - len(text.lstrip(" "))]
        elif len(text) != len(texts) or not is_plain(text):
            return 0
        self._parts.append(text)
        self._x += len(text)
        return len(text)

    def text(self) -> str:
        """All that was written."""
        return "".join(self._parts) + turn(self._look, PLAIN)

    def _goes_on(self, row: Row, begin: int, end: int) -> bool:
        """Whether to write the cells between two takes no more than a jump over them."""
        between = row.texts[begin:end]
        return (
            end - begin <= JUMP
            and all(look == self._look for look in row.looks[begin : end + 1])
            and all(len(text) == 1 and text.isascii() for text in between)
        )

    def _put(self, x: int, y: int, text: str, look: Rendition | None) -> None:
        assert look is not None
        if text == " " and not (look.shows or self._look.shows):
            look = look._replace(attributes=self._look.attributes, fg=self._look.fg)
        if self._y != y or self._x > x:
            self._parts.append(f"\x1b[{y + 1};{x + 1}H")
        elif self._x < x:
            self._parts.append(f"\x1b[{x - self._x}C")
        self._parts.append(turn(self._look, look))
        self._parts.append(text)
        self._look = look
        self._x, self._y = (x + 1, y) if _takes_one(text) else (-1, -1)


@lru_cache(maxsize=4096)
def _takes_one(text: str) -> bool:
    """Whether a text takes one cell on every terminal; how wide others are they do not agree on."""
    return len(text) == 1 and is_plain(text)
