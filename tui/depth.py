"""How many colours the terminal shows, and all that is sent to it in those.

Rich tells from COLORTERM and TERM; its own way from true colours to 256 takes greys, and what is nearly grey, for other
ones. Knows nothing of what the colours mean.
"""

from __future__ import annotations

from functools import lru_cache

from rich.color import Color, ColorSystem, ColorType
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual import constants
from textual.color import Color as Background
from textual.filter import LineFilter

from glassnet.tui.drawing.cube import CUBE, TRUE, nearest


def depth_of(console: Console) -> int:
    """TRUE or CUBE. What a TERM that says nothing of colours gets is the 256, which all but the oldest terminals show:
    such are `screen`, as many tmux call themselves, and `xterm`."""
    if console._color_system is ColorSystem.STANDARD and constants.COLOR_SYSTEM == "auto":
        console._color_system = ColorSystem.EIGHT_BIT
    return CUBE if console._color_system in (ColorSystem.EIGHT_BIT, ColorSystem.STANDARD) else TRUE


class InCube(LineFilter):
    """Every colour as one of the 256 by its number, so that nothing on its way to the terminal takes another one."""

    def apply(self, segments: list[Segment], background: Background) -> list[Segment]:
        """The segments in colours of the cube."""
        return [Segment(text, style and _in_cube(style), control) for text, style, control in segments]


@lru_cache(maxsize=4096)
def _in_cube(style: Style) -> Style:
    colours = [_numbered(colour) for colour in (style.color, style.bgcolor)]
    return style + Style(color=colours[0], bgcolor=colours[1])


@lru_cache(maxsize=4096)
def _numbered(colour: Color | None) -> Color | None:
    if colour is None or colour.triplet is None:
        return colour
    number = nearest(int.from_bytes(bytes(colour.triplet), "big"))
    return Color(f"color({number})", ColorType.EIGHT_BIT, number=number)
