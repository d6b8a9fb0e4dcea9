"""The palettes of terminals that show 256 colours, and which palette belongs to which terminal.

Such a terminal has a cube of 6×6×6 colours (16 … 231) and a row of 24 greys (232 … 255); 0 … 15 are whatever its owner
made them. Every role and every step of every ramp is chosen by hand among the 240, so that what is sent is what was
chosen, and orange stays orange on its way into the dark. Pure.
"""

from __future__ import annotations

from functools import lru_cache

from glassnet.tui.drawing.palette import DARK, LIGHT, Palette

TRUE, CUBE = 1 << 24, 256  # colours that a terminal can show
FIRST, GREYS, END = 16, 232, 256
_LEVELS = (0, 95, 135, 175, 215, 255)  # of each channel in the cube


def rgb(number: int) -> int:
    """Colour 16 … 255 of the 256 as 0xRRGGBB."""
    if number >= GREYS:
        return (8 + 10 * (number - GREYS)) * 0x010101
    red, rest = divmod(number - FIRST, 36)
    green, blue = divmod(rest, 6)
    return _LEVELS[red] << 16 | _LEVELS[green] << 8 | _LEVELS[blue]


@lru_cache(maxsize=4096)
def nearest(colour: int) -> int:
    """The number of the colour of the 256 that is nearest to 0xRRGGBB; its own where it is one of them."""

    def distance(number: int) -> int:
        other = rgb(number)
        return sum(((colour >> shift & 255) - (other >> shift & 255)) ** 2 for shift in (16, 8, 0))

    return min(range(FIRST, END), key=distance)


def palette_for(dark: bool, depth: int = TRUE) -> Palette:
    """The palette of a theme on a terminal that shows `depth` colours, TRUE or CUBE."""
    if depth == TRUE:
        return DARK if dark else LIGHT
    return DARK_CUBE if dark else LIGHT_CUBE


def _all(*numbers: int) -> tuple[int, ...]:
    return tuple(map(rgb, numbers))


DARK_CUBE = Palette(
    background=rgb(233),
    frame=rgb(240),
    frame_focus=rgb(252),
    text=rgb(253),
    muted=rgb(248),
    faint=rgb(240),
    title=rgb(208),
    now=rgb(220),
    good=rgb(114),
    bad=rgb(204),
    positive=rgb(215),
    negative=rgb(75),
    heat_positive=rgb(130),
    heat_negative=rgb(25),
    cursor_bg=rgb(220),
    cursor_fg=rgb(16),
    row_bg=rgb(235),
    now_bg=rgb(237),
    header_bg=rgb(234),
    tab_bg=rgb(238),
    low=rgb(25),
    high=rgb(172),
    classes=_all(25, 179, 96, 72, 246, 131, 175, 28, 74, 143),
    class_inks=_all(111, 180, 176, 115, 251, 174, 218, 150, 117, 186),
    image=rgb(255),
    ramps=(
        _all(94, 130),  # positive heat
        _all(18, 25),  # negative heat, low answers, and a class
        _all(94, 130, 172),  # high answers
        _all(94, 130, 172, 215),  # positive edges
        _all(25, 32, 75),  # negative edges
        _all(22, 28, 71, 114),  # right
        _all(52, 88, 124, 204),  # wrong
        _all(94, 136, 179),  # the other classes
        _all(53, 96),
        _all(23, 29, 72),
        _all(238, 242, 246),
        _all(52, 95, 131),
        _all(89, 132, 175),
        _all(22, 28),
        _all(24, 31, 74),
        _all(58, 101, 143),
        _all(236, 238, 240, 242, 244, 246, 248, 250, 252, 255),  # images
    ),
)

LIGHT_CUBE = Palette(
    background=rgb(231),
    frame=rgb(250),
    frame_focus=rgb(238),
    text=rgb(235),
    muted=rgb(240),
    faint=rgb(248),
    title=rgb(94),
    now=rgb(58),
    good=rgb(22),
    bad=rgb(124),
    positive=rgb(94),
    negative=rgb(25),
    heat_positive=rgb(215),
    heat_negative=rgb(111),
    cursor_bg=rgb(220),
    cursor_fg=rgb(16),
    row_bg=rgb(255),
    now_bg=rgb(230),
    header_bg=rgb(255),
    tab_bg=rgb(253),
    low=rgb(68),
    high=rgb(215),
    classes=_all(68, 179, 139, 108, 247, 174, 218, 71, 117, 143),
    class_inks=_all(25, 94, 90, 23, 240, 95, 89, 22, 24, 58),
    image=rgb(235),
    ramps=(
        _all(223, 222, 215),  # positive heat, and high answers
        _all(189, 153, 111),  # negative heat
        _all(153, 111, 68),  # low answers, and a class
        _all(215, 172, 94),  # positive edges
        _all(111, 68, 25),  # negative edges
        _all(194, 151, 65, 22),  # right
        _all(224, 217, 174, 124),  # wrong
        _all(230, 222, 179),  # the other classes
        _all(225, 182, 139),
        _all(194, 151, 108),
        _all(254, 251, 247),
        _all(224, 217, 174),
        _all(225, 218),
        _all(194, 114, 71),
        _all(195, 117),
        _all(229, 186, 143),
        _all(253, 251, 249, 247, 245, 243, 241, 239, 237, 235),  # images
    ),
)
