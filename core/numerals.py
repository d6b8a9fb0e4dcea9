"""Numbers as text, the same in formulas, sentences, tables and matrices: short, or of fixed width.

No rounding here turns a small number into 0, "almost all" into 100 %, or what is below 1 into 1. Knows nothing of what
a number means.
"""

from __future__ import annotations

import math

MISSING = "·"
DIGITS = 4  # significant ones, where nobody asks for more


def brief(value: float, digits: int = DIGITS) -> str:
    """A number with so many significant digits and nothing superfluous: `0.02158`, `-3e-5`, `0`, `nan`.

    Below a million all digits before the point are told, as they are no longer than an exponent: `12346`.
    What is below 1 is not told as 1: `0.99998`.
    """
    if value == 0:
        return "0"
    text = f"{value:.{digits}g}"
    if "e" in text and 1 <= abs(value) < 999_999.5:
        return f"{value:.0f}"
    if text in ("1", "-1") and abs(value) < 1:
        return f"{text[:-1]}0{below_one(abs(value), digits + 2).rstrip('0')}"
    return tidy(text)


def below_one(size: float, decimals: int) -> str:
    """`.998` of a number a little below 1; nines where even so many decimals would make 1 of it."""
    text = f"{size:.{decimals}f}"
    return text[1:] if text[0] == "0" else "." + "9" * decimals


def tidy(text: str) -> str:
    """A printed number with a short exponent: `1.2e8` rather than Python's `1.20e+08`."""
    mantissa, e, exponent = text.partition("e")
    if not e:
        return text
    return f"{mantissa.rstrip('0').rstrip('.') if '.' in mantissa else mantissa}e{int(exponent)}"


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
        return infinite(value).rjust(width)
    text = f"{value:+.{decimals}f}"
    if is_zero(text):
        sign_column = " " * max(0, units - 1)
        tiny = [_exponent(value, 0), f"{text[0]}~0"]  # '~0' only where a three-digit exponent has no room
        return next((fit for fit in (sign_column + tiny[0], *tiny) if len(fit) <= width), "#" * width).ljust(width)
    if abs(value) < 1 and text[1] == "1":
        nines = below_one(abs(value), decimals + 1)
        text = text[0] + ("0" if len(nines) + 2 <= width else "") + nines
    if len(text) <= width:
        return text.rjust(width)
    return next((fit for fit in _shorter(value, decimals) if len(fit) <= width), "#" * width).ljust(width)


def percent(share: float) -> str:
    """A share of 1 as seven cells: ' 99.0 %'. 100.0 and 0.0 are said of exactly all and exactly none only."""
    if not math.isfinite(share):
        return infinite(share).rjust(7)
    text = f"{100 * share:.1f} %"
    if share < 1 and text == "100.0 %":
        text = ">99.9 %"
    elif share > 0 and text == "0.0 %":
        text = "<0.1 %"
    return text.rjust(7)


def infinite(value: float) -> str:
    """`nan`, `+inf` or `-inf`."""
    return "nan" if math.isnan(value) else f"{value:+}"


def is_zero(text: str) -> bool:
    """Whether a number as text has no digit but zeros."""
    return not text.strip("+-.0")


def _exponent(value: float, decimals: int) -> str:
    """'+1.2e8' rather than Python's '+1.2e+08'."""
    return tidy(f"{value:+.{decimals}e}")


def _shorter(value: float, decimals: int) -> list[str]:
    """Ever shorter ways to write a large number."""
    fewer = [f"{value:+.{places}f}" for places in range(decimals - 1, 0, -1)] if abs(value) < 1e16 else []
    whole = f"{value:+.0f}"
    return [*fewer, whole + ".", whole, _exponent(value, 1), _exponent(value, 0)]
