"""Numbers as text: of fixed width for matrices, short for sentences, rounded without lying.

No rounding here turns a small number into 0, "almost all" into 100 %, or what is below 1 into 1. This module knows
nothing about colours or about what a number means.
"""

from __future__ import annotations

import math

from glassnet.core.counts import count as count
from glassnet.core.numerals import below_one, brief, tidy

MISSING = "·"


def fixed(value: float | None, decimals: int = 4, width: int = 7) -> str:
    """Exactly `width` cells, signed and aligned on the decimal point (but for what is just below 1).

    '+0.0061'   a number
    ' 0     '   exactly zero (also -0.0), in the column of the units
    ' ·     '   None: not computed yet
    '+.99998'   below 1, what rounding would make 1: an output that never gets there
    '-2e-5  '   too small for the decimals; its sign stands where the others' signs stand
    '+12346.'   too large for all decimals; beyond that '+1.2e8 '

    From 6 cells on every number fits; what does not fit fewer cells is '#####'.
    """
    decimals = max(0, min(decimals, width - 3))
    units = width - 1 - (decimals + 1 if decimals else 0)
    if value is None:
        return (" " * units + MISSING).ljust(width)[:width]
    value = float(value)
    if value == 0:
        return (" " * units + "0").ljust(width)[:width]
    if not math.isfinite(value):
        return _infinite(value).rjust(width)
    text = f"{value:+.{decimals}f}"
    if _is_zero(text):
        sign_column = " " * max(0, units - 1)
        tiny = [_exponent(value, 0), f"{text[0]}~0"]  # '~0' only where a three-digit exponent has no room
        return next((fit for fit in (sign_column + tiny[0], *tiny) if len(fit) <= width), "#" * width).ljust(width)
    if abs(value) < 1 and text[1] == "1":
        nines = below_one(abs(value), decimals + 1)
        text = text[0] + ("0" if len(nines) + 2 <= width else "") + nines
    if len(text) <= width:
        return text.rjust(width)
    return next((fit for fit in _shorter(value, decimals) if len(fit) <= width), "#" * width).ljust(width)


def plain(value: float) -> str:
    """As data are usually written: '1', '-3', '0.5', '31.24'; at most two decimals unless they would all be 0."""
    value = float(value)
    if not math.isfinite(value) or abs(value) >= 1e6:
        return brief(value)
    if value == 0:
        return "0"
    text = f"{value:.2f}"
    unlike = _is_zero(text) or (abs(value) < 1 and abs(float(text)) == 1)
    return brief(value) if unlike else text.rstrip("0").rstrip(".")


def percent(share: float) -> str:
    """A share of 1 as seven cells: ' 99.0 %'. 100.0 and 0.0 are said of exactly all and exactly none only."""
    if not math.isfinite(share):
        return _infinite(share).rjust(7)
    text = f"{100 * share:.1f} %"
    if share < 1 and text == "100.0 %":
        text = ">99.9 %"
    elif share > 0 and text == "0.0 %":
        text = "<0.1 %"
    return text.rjust(7)


def big(n: float) -> str:
    """The tick of an axis: '40', '1.5k', '100k', '2M'; three significant digits from a thousand on."""
    if not math.isfinite(n):
        return _infinite(n).lstrip("+")
    if abs(n) < 999.5 or abs(n) == 999.5:
        return tidy(f"{n:.4g}") if n else "0"
    for unit, name in ((1e3, "k"), (1e6, "M"), (1e9, "G")):
        text = f"{n / unit:.3g}"
        if "e" not in text:  # '1e+03' says: round up into the next unit
            return text + name
    return tidy(f"{n:.2g}")


def _infinite(value: float) -> str:
    return "nan" if math.isnan(value) else f"{value:+}"


def _is_zero(text: str) -> bool:
    return not text.strip("+-.0")


def _exponent(value: float, decimals: int) -> str:
    """'+1.2e8' rather than Python's '+1.2e+08'."""
    return tidy(f"{value:+.{decimals}e}")


def _shorter(value: float, decimals: int) -> list[str]:
    """Ever shorter ways to write a large number."""
    fewer = [f"{value:+.{places}f}" for places in range(decimals - 1, 0, -1)] if abs(value) < 1e16 else []
    whole = f"{value:+.0f}"
    return [*fewer, whole + ".", whole, _exponent(value, 1), _exponent(value, 0)]
