"""Numbers in few characters, the same in formulas, sentences and tables. Knows nothing of what a number means."""

from __future__ import annotations

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
