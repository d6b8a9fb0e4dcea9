"""The front buffer: what the terminal shows, so that of each frame only the cells that look otherwise are sent.

Textual sends whole parts of lines, each run of cells with all of its colours, which is ten times as much. Knows cells
and their looks, and nothing of what they mean.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from rich.cells import cell_len
from rich.color import ColorSystem
from rich.console import Console
from rich.style import Style
from textual import events
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.app import App
from textual.screen import Screen
from textual.strip import Strip

from glassnet.tui.drawing.cells import is_plain
from glassnet.tui.drawing.rendition import PLAIN, Pen, Rendition, Row

ATTRIBUTES = {
    **{"bold": "1", "dim": "2", "italic": "3", "underline": "4", "blink": "5", "blink2": "6", "reverse": "7"},
    **{"conceal": "8", "strike": "9", "underline2": "21", "frame": "51", "encircle": "52", "overline": "53"},
}
IN_LETTERS_ONLY = {"bold", "dim", "italic", "blink", "blink2", "conceal"}  # a blank looks the same with them

CONTROLS = dict.fromkeys((*range(32), *range(127, 160)))  # they take no cell, and would be orders to the terminal

Part = tuple[int, int, Strip]  # the column and row where a strip belongs


class FrontBuffer:
    """What the terminal shows, as far as that is known."""

    def __init__(self) -> None:
        self._size = 0, 0
        self._rows: list[Row] = []

    def forget(self) -> None:
        """Anything may be on the screen: another program had it, or it has another size."""
        self._size = 0, 0

    def sent(self, update: ChopsUpdate | LayoutUpdate, system: ColorSystem) -> str:
        """What makes the terminal show an update of Textual's; a layout is sent in whole, whatever was there."""
        if isinstance(update, LayoutUpdate):
            self.forget()
            parts, size = _layout(update), (update.region.width, update.region.height)
        else:
            parts, size = _chops(update), (max((ends[-1] for ends in update.chop_ends), default=0), len(update.chops))
        if size != self._size:
            self._size = width, height = size
            self._rows = [Row([" "] * width, [None] * width) for _ in range(height)]
        pen = Pen()
        for x, y, strip in parts:
            if y >= len(self._rows):  # it was made for a terminal that has become smaller since
                continue
            texts, looks = self._rows[y]
            row = _row(strip.crop(0, max(0, len(texts) - x)), system)
            end = min(x + len(row.texts), len(texts))
            row = Row(row.texts[: end - x], row.looks[: end - x])
            columns = row.differs(Row(texts[x:end], looks[x:end]))
            if columns:
                pen.draw(x, y, row, columns)
                texts[x:end], looks[x:end] = row
        return pen.text()


class Changes(CompositorUpdate):
    """An update as what it changes. It becomes text, and the buffer takes it for shown, only when it is written."""

    def __init__(self, update: ChopsUpdate | LayoutUpdate, buffer: FrontBuffer) -> None:
        self._update, self._buffer = update, buffer

    def render_segments(self, console: Console) -> str:
        """The text to write."""
        return self._buffer.sent(self._update, console._color_system or ColorSystem.TRUECOLOR)


class Buffered(App[None]):
    """An app that sends what changes on the screen, and no more."""

    def __init__(self) -> None:
        super().__init__()
        self.front_buffer = FrontBuffer()

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        """What Textual calls with each frame."""
        if isinstance(renderable, ChopsUpdate | LayoutUpdate):
            renderable = Changes(renderable, self.front_buffer)
        super()._display(screen, renderable)

    def on_resize(self, event: events.Resize) -> None:
        """Terminals do as they like with what is shown when they get another size."""
        self.front_buffer.forget()


def _layout(update: LayoutUpdate) -> Iterator[Part]:
    """The strips of the whole screen."""
    for y, line in enumerate(update.strips, start=update.region.y):
        x = update.region.x
        for strip in line:
            yield x, y, strip
            x += strip.cell_length


def _chops(update: ChopsUpdate) -> Iterator[Part]:
    """What of each strip lies within the spans that are to be updated."""
    for y, begin, end in update.spans:
        for x, strip in update.chops[y].items():
            if strip is None or x >= end or x + strip.cell_length <= begin:
                continue
            left = max(x, begin)
            inside = strip.crop(left - x, min(end - x, strip.cell_length))
            yield left, y, inside


def _row(strip: Strip, system: ColorSystem) -> Row:
    """The cells of a strip."""
    texts: list[str] = []
    looks: list[Rendition | None] = []
    for segment in strip:
        text, style, control = segment
        if control or not text:
            continue
        look = PLAIN if style is None else _rendition(style, system)
        if not text.isprintable():
            text = text.translate(CONTROLS)
        width = len(text)
        if text.isascii() or is_plain(text):
            texts += text
        elif width := cell_len(text):  # one text that takes all of these cells, wherever its letters stand
            texts += [text, *[""] * (width - 1)]
        looks += [look] * width
    return Row(texts, looks)


@lru_cache(maxsize=16384)
def _rendition(style: Style, system: ColorSystem) -> Rendition:
    """How a style looks; links, and what Textual keeps in styles, do not show."""
    attributes = [name for name in ATTRIBUTES if getattr(style, name)]
    fg, bg = (
        "" if colour is None else ";".join(colour.downgrade(system).get_ansi_codes(foreground))
        for colour, foreground in ((style.color, True), (style.bgcolor, False))
    )
    codes = ";".join(ATTRIBUTES[name] for name in attributes)
    return _the(Rendition(codes, fg, bg, not IN_LETTERS_ONLY.issuperset(attributes)))


@lru_cache(maxsize=16384)
def _the(look: Rendition) -> Rendition:
    """The same object for equal ones, which are quicker to compare."""
    return look
