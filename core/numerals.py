"""Numbers in few characters, the same in formulas, sentences and tables. Knows nothing of what a number means."""

from __future__ import annotations


def brief(value: float, digits: int = 4) -> str:
    """A number with so many significant digits and nothing superfluous: `0.02158`, `-3e-5`, `0`, `nan`.

    Below a million all digits before the point are told, as they are no longer than an exponent: `12346`.
    Just below 1 it has six decimals, and nines only where those would still make 1 of it.
    """
    if value == 0:
        return "0"
    text = f"{value:.{digits}g}"
    if "e" in text and 1 <= abs(value) < 999_999.5:
        return f"{value:.0f}"
    if text.lstrip("-") == "1" and abs(value) < 1:
        near = f"{abs(value):.6f}"
        return f"{'-' if value < 0 else ''}{near.rstrip('0') if near < '1' else '0.999999'}"
    return tidy(text)


def tidy(text: str) -> str:
    """A printed number with a short exponent: `1.2e8` rather than Python's `1.20e+08`."""
    mantissa, e, exponent = text.partition("e")
    if not e:
        return text
    return f"{mantissa.rstrip('0').rstrip('.') if '.' in mantissa else mantissa}e{int(exponent)}"
