"""Colours by role, for a dark and a light background.

Colours are plain integers 0xRRGGBB. This module knows which colour says what (orange is positive, blue is negative,
yellow is the current step) and keeps text readable on its background. It does not know where the colours are used, nor
what the terminal can show: `cube.py` has the palettes for terminals of 256 colours.
"""

from __future__ import annotations

import math
from functools import cached_property, lru_cache

from glassnet.core.deferred import dataclass

READABLE = 4.5  # contrast from which on a word or a number reads well
HEAT_LEVELS = 24  # steps on each side of zero: few enough that a screen full of cells shares a handful of styles
HEAT_GAMMA = 0.7  # below 1, so that small values are told apart from zero


def blend(a: int, b: int, t: float) -> int:
    """The colour a fraction `t` of the way from `a` (t = 0) to `b` (t = 1)."""
    t = min(1.0, max(0.0, t))
    mixed = 0
    for shift in (16, 8, 0):
        start, end = a >> shift & 255, b >> shift & 255
        mixed |= round(start + (end - start) * t) << shift
    return mixed


def luminance(colour: int) -> float:
    """Relative luminance as WCAG defines it: 0 for black, 1 for white."""
    total = 0.0
    for shift, weight in ((16, 0.2126), (8, 0.7152), (0, 0.0722)):
        channel = (colour >> shift & 255) / 255
        total += weight * (channel / 12.92 if channel <= 0.04045 else math.pow((channel + 0.055) / 1.055, 2.4))
    return total


def contrast(a: int, b: int) -> float:
    """Contrast ratio as WCAG defines it, 1 … 21. From 4.5 on, text reads well."""
    dark, light = sorted((luminance(a), luminance(b)))
    return (light + 0.05) / (dark + 0.05)


@dataclass(frozen=True, eq=False)
class Palette:
    """One theme: a colour for every role.

    Words and numbers of `text`, `muted`, `title`, `now`, `good`, `bad`, `positive` and `negative` are readable on every
    ground that panels put them on; on heat, and on what is mixed, `read` sees to it.
    """

    background: int
    frame: int  # borders of panels
    frame_focus: int  # border of the panel that has the keys
    text: int
    muted: int  # labels, shapes, axis ticks, what is not yet or off
    faint: int  # marks that are no words: axis lines, dotted levels, what parts words
    title: int
    now: int  # the current step
    good: int
    bad: int
    positive: int
    negative: int
    heat_positive: int  # background of a matrix cell at full scale
    heat_negative: int
    cursor_bg: int
    cursor_fg: int
    row_bg: int  # the chosen sample
    now_bg: int  # the row of the current step
    header_bg: int
    tab_bg: int
    low: int  # an answer far below the border of the decision map; the darker of the two
    high: int
    classes: tuple[int, ...]  # the hue of each class on the decision map
    class_inks: tuple[int, ...]  # its name
    image: int  # what is most in a grey image
    ramps: tuple[tuple[int, ...], ...] = ()  # where not every mixture can be shown: the way to a colour, faintest first

    @cached_property
    def _ways(self) -> dict[int, tuple[int, ...]]:
        return {ramp[-1]: ramp for ramp in self.ramps}

    def mix(self, ground: int, colour: int, t: float) -> int:
        """A fraction `t` of `colour` over `ground`: every mixture, or the nearest step of the way to the colour.

        Where the palette has ramps, but none to this colour, it is the ground or the colour.
        """
        if not self.ramps:
            return blend(ground, colour, t)
        steps = (ground, *self._ways.get(colour, (colour,)))
        return steps[round(min(1.0, max(0.0, t)) * (len(steps) - 1))]

    @cached_property
    def _heat(self) -> tuple[int, ...]:
        """Colours from full negative to full positive; zero stands at index HEAT_LEVELS."""
        shares = [level / HEAT_LEVELS for level in range(1, HEAT_LEVELS + 1)]
        below = [self.mix(self.background, self.heat_negative, share) for share in reversed(shares)]
        above = [self.mix(self.background, self.heat_positive, share) for share in shares]
        return (*below, self.background, *above)

    def heat(self, value: float | None, scale: float) -> int:
        """The background of a matrix cell: blue … plain … orange for value/scale in -1 … 1.

        A value that is missing or NaN, and a scale that is 0 or not finite, give the plain background.
        """
        if value is None or math.isnan(value) or not (0.0 < scale < math.inf):
            return self.background
        share = min(1.0, abs(value) / scale)
        level = round(math.pow(share, HEAT_GAMMA) * HEAT_LEVELS)
        return self._heat[HEAT_LEVELS + (level if value > 0 else -level)]

    def sign(self, value: float | None, ground: int | None = None) -> int:
        """The text colour of a signed number, on its heat if it has one; muted for 0, NaN and missing."""
        if value is None or value == 0 or math.isnan(value):
            colour = self.muted
        else:
            colour = self.positive if value > 0 else self.negative
        return colour if ground is None else self.read(colour, ground)

    def read(self, colour: int, ground: int) -> int:
        """A text colour, or where nobody could read it on this ground the usual one, black or white."""
        for each in (colour, self.text):
            if _contrast(each, ground) >= READABLE:
                return each
        return self.on(ground)

    def on(self, ground: int) -> int:
        """Black or white, whichever reads better on `ground`: one of the two always does."""
        return max(0x000000, 0xFFFFFF, key=lambda colour: _contrast(colour, ground))


@lru_cache(maxsize=4096)
def _contrast(a: int, b: int) -> float:
    return contrast(a, b)


DARK = Palette(
    background=0x111318,
    frame=0x4C505C,
    frame_focus=0xC9CED8,
    text=0xDADDE3,
    muted=0x979CA9,
    faint=0x555A66,
    title=0xF58A2C,
    now=0xFFCF24,
    good=0x7ADB8F,
    bad=0xFF6B6B,
    positive=0xFF9A3C,
    negative=0x6EA8FF,
    heat_positive=0x5A3711,
    heat_negative=0x1D3670,
    cursor_bg=0xFFCF24,
    cursor_fg=0x0B0C0F,
    row_bg=0x262A35,
    now_bg=0x3A3110,
    header_bg=0x1E222B,
    tab_bg=0x3B4152,
    low=0x35589B,
    high=0xD78232,
    classes=(  # dark blue, light amber, mid mauve, …
        0x2F5FA8,
        0xD39B3F,
        0x9C5F9F,
        0x5FA08C,
        0x8A8F98,
        0xB5655A,
        0xE3A6C6,
        0x2F7A36,
        0x5DB4E0,
        0xA9AE4E,
    ),
    class_inks=(
        0x849EC6,
        0xD6BC91,
        0xBB9EC1,
        0x9CBEB8,
        0xB2B6BE,
        0xC8A19E,
        0xE3BAD1,
        0x93C698,
        0x9CCFE8,
        0xC6C98E,
    ),
    image=0xFFFFFF,
)

LIGHT = Palette(
    background=0xFAFAF7,
    frame=0xB4B8C2,
    frame_focus=0x3A3F4B,
    text=0x22252C,
    muted=0x60646F,
    faint=0xA4A9B4,
    title=0xA84300,
    now=0x6F5000,
    good=0x17703A,
    bad=0xBE2028,
    positive=0x963C00,
    negative=0x1A4BC0,
    heat_positive=0xFCD4A6,
    heat_negative=0xC5D9FB,
    cursor_bg=0xFFCF24,
    cursor_fg=0x0B0C0F,
    row_bg=0xE6E9F0,
    now_bg=0xF7EDC4,
    header_bg=0xE6E9F0,
    tab_bg=0xCDD3E0,
    low=0x7899E0,
    high=0xF2C595,
    classes=(
        0x7695C4,
        0xE1BC7F,
        0xBD95BE,
        0x95C0B1,
        0xB1B4B9,
        0xCD9991,
        0xEFB8D2,
        0x6FA36B,
        0x93D3EE,
        0xC8CB80,
    ),
    class_inks=(
        0x28426A,
        0x7A6036,
        0x5F4266,
        0x40625C,
        0x565A62,
        0x6C4543,
        0x8A2F5E,
        0x2A5A28,
        0x1B5A76,
        0x55581F,
    ),
    image=0x22252C,
)
