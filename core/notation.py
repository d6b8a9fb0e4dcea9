"""How formulas are written: one table of the ufuncs that ops may use, in formulas, in NumPy and in PyTorch.

A `Text` is a piece of formula with the strength of its outermost operator, so that brackets stand
where they are needed and nowhere else. Knows nothing of values.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from glassnet.core.deferred import dataclass

LOOSE, COMPARE, SUM, PRODUCT, SIGN, POWER, ATOM = range(7)
FORMULA, NUMPY, TORCH = LANGUAGES = ("formula", "numpy", "torch")


class Text(NamedTuple):
    """A piece of formula and how strongly its outermost operator binds."""

    text: str
    strength: int = ATOM

    def within(self, strength: int) -> str:
        """The text, in brackets where it binds less than `strength`."""
        return self.text if self.strength >= strength else f"({self.text})"


@dataclass(frozen=True)
class Operator:
    """A ufunc as an infix operator: its sign in formulas and in code, and whether it is associative.

    Code keeps the brackets of a + (b + c) all the same, as they decide the last bit.
    """

    formula: str
    code: str
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

CALLS: dict[Any, dict[str, str]] = {  # `{}` is the arguments, with commas between them
    ufunc: dict(zip(LANGUAGES, spelled, strict=True))
    for ufunc, spelled in {
        np.exp: ("exp({})", "np.exp({})", "torch.exp({})"),
        np.log: ("log({})", "np.log({})", "torch.log({})"),
        np.log1p: ("log1p({})", "np.log1p({})", "torch.log1p({})"),
        np.tanh: ("tanh({})", "np.tanh({})", "torch.tanh({})"),
        np.sqrt: ("√({})", "np.sqrt({})", "torch.sqrt({})"),
        np.sign: ("sign({})", "np.sign({})", "torch.sign({})"),
        np.absolute: ("|{}|", "np.abs({})", "torch.abs({})"),
        np.maximum: ("max({})", "np.maximum({})", "torch.clamp({})"),  # clamp takes a number for its lower bound
    }.items()
}


SIGNS: dict[str, str] = {  # of formulas, with what each stands for
    "@": "matrix product: each row of the left with each column of the right, number times number, added up",
    "·": "times, number by number: no sum, and the shape stays",
    "ᵀ": "transposed: rows become columns",
    "Σₙ": "the sum over the samples: one number for each unit is left",
    "Σₖ": "the sum over the units: one number for each sample is left",
    "Σ": "the sum of all numbers that follow",
    "mean": "the sum of all numbers that follow, divided by how many they are",
    "′": "the slope of a function there: how fast it changes with what stands in the brackets",
    "²": "squared: times itself",
    "^": "to the power",
    "√": "the square root",
    "|": "the size, without its sign",
}


def write(ufunc: Any, parts: list[Text], language: str = FORMULA, *, tight: bool = False) -> Text:
    """One ufunc applied to written arguments, in one of LANGUAGES.

    tight: products without spaces around the dot, as between numbers.
    """
    if ufunc in INFIX:
        return _infix(INFIX[ufunc], ufunc, parts, language != FORMULA, tight)
    if ufunc is np.positive:
        return parts[0]
    if ufunc is np.negative:
        return Text(f"-{parts[0].within(SIGN)}", SIGN)
    if ufunc is np.square:
        inner = parts[0].within(ATOM)
        return Text(f"{inner}²" if language == FORMULA else f"{inner} ** 2", POWER)
    if ufunc is np.power:
        joint = "^" if language == FORMULA else " ** "
        return Text(f"{parts[0].within(ATOM)}{joint}{parts[1].within(ATOM)}", POWER)
    return Text(CALLS[ufunc][language].format(", ".join(part.text for part in parts)))


def _infix(operator: Operator, ufunc: Any, parts: list[Text], code: bool, tight: bool) -> Text:
    left, right = parts
    sign = operator.code if code else operator.formula
    if tight and operator.strength == PRODUCT:
        sign = sign.replace(" · ", "·")
    a = left.within(operator.strength)
    b = right.within(operator.strength + (code or not operator.associative))
    if not code and ufunc is np.multiply and not tight and _is_number(a) and b.startswith("("):
        sign = " "  # 2 (a - y) rather than 2 · (a - y)
    if not code and right.strength == SIGN:
        b = f"({right.text})"
    return Text(f"{a}{sign}{b}", operator.strength)


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdigit()
