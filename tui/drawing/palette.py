"""Colours by role, for a dark and a light background.

Colours are plain integers 0xRRGGBB. This module knows which colour says what (orange is positive, blue is negative,
yellow is the current step) and keeps text readable on its background. It does not know where the colours are used.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

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


@dataclass(frozen=True)
class Palette:
    """One theme: a colour for every role."""

    background: int
    frame: int  # borders of panels
    frame_focus: int  # border of the panel that has the keys
    text: int
    muted: int  # labels, shapes, axis ticks
    faint: int  # placeholders, axis lines, things that are off
    title: int
    now: int  # the current step
    good: int
    bad: int
    positive: int
    negative: int
    heat_positive: int  # background of a matrix cell at full scale; dark (or pale) enough for `positive` text on it
    heat_negative: int
    cursor_bg: int
    cursor_fg: int
    row_bg: int  # the chosen sample
    now_bg: int  # the row of the current step
    header_bg: int
    tab_bg: int

    @cached_property
    def _heat(self) -> tuple[int, ...]:
        """Colours from full negative to full positive; zero stands at index HEAT_LEVELS."""
        shares = [level / HEAT_LEVELS for level in range(1, HEAT_LEVELS + 1)]
        below = [blend(self.background, self.heat_negative, share) for share in reversed(shares)]
        above = [blend(self.background, self.heat_positive, share) for share in shares]
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

    def sign(self, value: float | None) -> int:
        """The text colour of a signed number; muted for 0, NaN and missing."""
        if value is None or value == 0 or math.isnan(value):
            return self.muted
        return self.positive if value > 0 else self.negative

    def on(self, bg: int) -> int:
        """Near-black or near-white, whichever reads better on `bg`."""
        return max(_INK, _PAPER, key=lambda colour: contrast(colour, bg))


_INK = 0x0B0C0F
_PAPER = 0xF7F7F5

DARK = Palette(
    background=0x111318,
    frame=0x4C505C,
    frame_focus=0xC9CED8,
    text=0xDADDE3,
    muted=0x878C99,
    faint=0x555A66,
    title=0xF58A2C,
    now=0xFFCF24,
    good=0x7ADB8F,
    bad=0xFF6B6B,
    positive=0xFF9A3C,
    negative=0x6EA8FF,
    heat_positive=0x5E3A12,
    heat_negative=0x1D3670,
    cursor_bg=0xFFCF24,
    cursor_fg=0x0B0C0F,
    row_bg=0x262A35,
    now_bg=0x3A3110,
    header_bg=0x1E222B,
    tab_bg=0x3B4152,
)

LIGHT = Palette(
    background=0xFAFAF7,
    frame=0xB4B8C2,
    frame_focus=0x3A3F4B,
    text=0x22252C,
    muted=0x666B77,
    faint=0xA4A9B4,
    title=0xA84300,
    now=0x7D5A00,
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
)
