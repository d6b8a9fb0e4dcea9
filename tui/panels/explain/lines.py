"""Lines of an explanation as pieces of text, each with its place and its colour."""

from __future__ import annotations

from typing import NamedTuple

from glassnet.tui.drawing.palette import Palette


class Span(NamedTuple):
    """A piece of text on a line."""

    x: int
    text: str
    fg: int
    bold: bool = False


Line = list[Span]


def valued(x: int, texts: list[str], value: str, number: float, palette: Palette) -> list[Line]:
    """Lines of numbers from x on; the value at the end of the last one is in the colour of its sign."""
    ends = [len(text) for text in texts]
    if texts and texts[-1].endswith(value):
        ends[-1] -= len(value)
    return [
        [Span(x, text[:end], palette.text), Span(x + end, text[end:], palette.sign(number), True)]
        for text, end in zip(texts, ends, strict=True)
    ]
