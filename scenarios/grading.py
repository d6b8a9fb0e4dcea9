"""Numbers that somebody types: read as people write them, and graded by the digits that they have.

What follows from the numbers as they are printed is right too: nobody has more digits than the screen has.

Knows neither what is asked nor of which network.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from types import MappingProxyType

import numpy as np

from glassnet.core.errors import quoted
from glassnet.core.machine import State
from glassnet.core.numerals import fixed
from glassnet.core.ops import Array

NEARNESS = 0.005  # relative; what is closer than this, or than half the last digit given, is right
LEAST = 5e-5  # what is closer than this is right however small the number
DIGITS = 2  # significant ones that an answer needs to be right by rounding


def read_number(text: str) -> float:
    """A finite number as people write it, with a point or a comma. Raises ValueError, which says what is wrong."""
    try:
        number = float(text.strip().replace(",", ".").replace("−", "-"))
    except ValueError as error:
        raise ValueError(f"{quoted(text)} is not a number") from error
    if not math.isfinite(number):
        raise ValueError(f"{quoted(text)} is {'too large' if any(map(str.isdigit, text)) else 'not a finite number'}")
    return number


def is_right(value: float, answer: str, worked: Callable[[], float] | None = None) -> bool:
    """Whether an answer, a number as typed, is close enough, or the value rounded to the digits given.

    worked: what comes out where it is worked out from numbers as they are printed (`as_printed`), which is as right.
    Raises ValueError where the answer is no number.
    """
    if abs(read_number(answer) - value) <= max(NEARNESS * abs(value), LEAST, half_a_digit(answer)):
        return True
    return worked is not None and is_right(worked(), answer)


def as_printed(state: State) -> State:
    """A moment with every number as its print has it: what somebody knows who reads the screen."""
    values = {name: _read_back(array) for name, array in state.values.items()}
    return replace(state, values=MappingProxyType(values))


def _read_back(array: Array) -> Array:
    if array.dtype.kind != "f":
        return array
    return np.array([_printed(each) for each in array.ravel().tolist()], dtype=array.dtype).reshape(array.shape)


def _printed(value: float) -> float:
    try:
        return float(fixed(value))
    except ValueError:  # too small even for its exponent
        return 0.0


def half_a_digit(text: str) -> float:
    """Half of the last digit given, which rounding may take or add; 0 for fewer digits than are asked for."""
    try:
        _, digits, exponent = Decimal(text.strip().replace(",", ".").replace("−", "-")).as_tuple()
    except InvalidOperation:
        return 0.0
    if len(digits) < DIGITS or not isinstance(exponent, int):
        return 0.0
    return 0.5 * 10.0**exponent * (1 + 1e-9)  # the value itself is binary


def wrong_number(text: str) -> str:
    """What is wrong with an answer as text, or empty."""
    try:
        read_number(text)
    except ValueError:
        return f"{text!r} is not a number"
    return ""
