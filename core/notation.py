"""How formulas are written: one table of the ufuncs that ops may use, in mathematical and in NumPy spelling.

A `Text` is a piece of formula with the strength of its outermost operator, so that brackets stand
where they are needed and nowhere else. Knows nothing of values.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

LOOSE, COMPARE, SUM, PRODUCT, SIGN, POWER, ATOM = range(7)


class Text(NamedTuple):
    """A piece of formula and how strongly its outermost operator binds."""

    text: str
    strength: int = ATOM

    def within(self, strength: int) -> str:
        """The text, in brackets where it binds less than `strength`."""
        return self.text if self.strength >= strength else f"({self.text})"


@dataclass(frozen=True)
class Operator:
    """A ufunc as an infix operator: its sign in formulas and in NumPy, and whether it is associative.

    NumPy code keeps the brackets of a + (b + c) all the same, as they decide the last bit.
    """

    formula: str
    numpy: str
    strength: int
    associative: bool = True


INFIX: dict[Any, Operator] = {
    np.add: Operator(" + ", " + ", SUM),
    np.subtract: Operator(" - ", " - ", SUM, associative=False),
    np.multiply: Operator(" · ", " * ", PRODUCT),
    np.true_divide: Operator(" / ", " / ", PRODUCT, associative=False),
    np.matmul: Operator(" @ ", " @ ", PRODUCT, associative=False),
    np.greater: Operator(" > ", " > ", COMPARE),
}

CALLS: dict[Any, tuple[str, str]] = {
    np.exp: ("exp", "np.exp"),
    np.log: ("log", "np.log"),
    np.log1p: ("log1p", "np.log1p"),
    np.tanh: ("tanh", "np.tanh"),
    np.sqrt: ("√", "np.sqrt"),
    np.sign: ("sign", "np.sign"),
    np.maximum: ("max", "np.maximum"),
}


def write(ufunc: Any, parts: list[Text], *, numpy: bool = False, tight: bool = False) -> Text:
    """One ufunc applied to written arguments.

    numpy: in NumPy's spelling rather than in formulas.
    tight: products without spaces around the dot, as between numbers.
    """
    if ufunc in INFIX:
        return _infix(INFIX[ufunc], ufunc, parts, numpy, tight)
    if ufunc is np.positive:
        return parts[0]
    if ufunc is np.negative:
        return Text(f"-{parts[0].within(SIGN)}", SIGN)
    if ufunc is np.square:
        inner = parts[0].within(ATOM)
        return Text(f"{inner} ** 2" if numpy else f"{inner}²", POWER)
    if ufunc is np.power:
        joint = " ** " if numpy else "^"
        return Text(f"{parts[0].within(ATOM)}{joint}{parts[1].within(ATOM)}", POWER)
    if ufunc is np.absolute:
        return Text(f"np.abs({parts[0].text})" if numpy else f"|{parts[0].text}|")
    word = CALLS[ufunc][numpy]
    return Text(f"{word}({', '.join(part.text for part in parts)})")


def _infix(operator: Operator, ufunc: Any, parts: list[Text], numpy: bool, tight: bool) -> Text:
    left, right = parts
    sign = operator.numpy if numpy else operator.formula
    if tight and operator.strength == PRODUCT:
        sign = sign.replace(" · ", "·")
    a = left.within(operator.strength)
    b = right.within(operator.strength + (numpy or not operator.associative))
    if not numpy and ufunc is np.multiply and not tight and _is_number(a) and b.startswith("("):
        sign = " "  # 2 (a - y) rather than 2 · (a - y)
    if not numpy and right.strength == SIGN:
        b = f"({right.text})"
    return Text(f"{a}{sign}{b}", operator.strength)


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdigit()
