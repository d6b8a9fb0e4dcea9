"""Numbers as text on the screen: those of `core/numerals.py`, as data are usually written, ticks of axes.

Knows nothing about colours or about what a number means.
"""

from __future__ import annotations

import math

from glassnet.core.counts import count as count
from glassnet.core.numerals import MISSING as MISSING
from glassnet.core.numerals import brief, infinite, is_zero, tidy
from glassnet.core.numerals import fixed as fixed
from glassnet.core.numerals import percent as percent


def plain(value: float) -> str:
    """As data are usually written: '1', '-3', '0.5', '31.24'; at most two decimals unless they would all be 0."""
    value = float(value)
    if not math.isfinite(value) or abs(value) >= 1e6:
        return brief(value)
    if value == 0:
        return "0"
    text = f"{value:.2f}"
    unlike = is_zero(text) or (abs(value) < 1 and abs(float(text)) == 1)
    return brief(value) if unlike else text.rstrip("0").rstrip(".")


def big(n: float) -> str:
    """The tick of an axis: '40', '1.5k', '100k', '2M'; three significant digits from a thousand on."""
    if not math.isfinite(n):
        return infinite(n).lstrip("+")
    if abs(n) < 999.5 or abs(n) == 999.5:
        return tidy(f"{n:.4g}") if n else "0"
    for unit, name in ((1e3, "k"), (1e6, "M"), (1e9, "G")):
        text = f"{n / unit:.3g}"
        if "e" not in text:  # '1e+03' says: round up into the next unit
            return text + name
    return tidy(f"{n:.2g}")
