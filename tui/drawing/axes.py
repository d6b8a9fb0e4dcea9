"""Limits and ticks of an axis: where the labels stand so that they are round and never overlap.

Pure arithmetic on numbers and cells; it does not know who draws the axis.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from glassnet.core.numerals import brief
from glassnet.tui.drawing.numbers import big

FLAT = 0.004  # a range narrower than this share of its values would need more than four digits on its ticks
NOISE = 1e-9  # a range narrower than this is hardly more than rounding
FARTHEST = 1e300  # of a number that an axis is around
MARGIN = 0.05  # room above and below the curve


class Tick(NamedTuple):
    at: float  # in the axis's own coordinates: log10 of the value on a logarithmic axis
    label: str


def padded(low: float, high: float, log: bool = False, flat: float = FLAT) -> tuple[float, float]:
    """Limits with some room around low … high; a range that never goes below zero does not get a margin below zero.

    flat: the share of its values that a range has to be wider than; one that is not becomes a line in the middle.
    """
    span = high - low
    if log:
        margin = MARGIN * span if span > FLAT else 0.3
        return low - margin, high + margin
    largest = max(abs(low), abs(high))
    if largest < 1e-300:  # zeros, or so small that dividing by the range would overflow
        return (0.0, 1.0) if low >= 0 else (-1.0, 1.0)
    # What is (nearly) constant becomes a flat line in the middle.
    margin = MARGIN * span if span > flat * largest else 0.2 * largest
    return (max(0.0, low - margin) if low >= 0 else low - margin), high + margin


def y_ticks(low: float, high: float, rows: int, log: bool = False) -> list[Tick]:
    """Ticks for an axis of `rows` cells, at most one a row and mostly every third or fourth."""
    wanted = max(3, rows // 4)
    if log:
        ticks = _log_ticks(low, high, rows, wanted)
    else:
        values = _round_values(low, high, wanted)
        ticks = [Tick(value, text) for value, text in zip(values, apart(*values), strict=True)]
    gap = 2 if rows >= 6 else 1
    kept: list[Tick] = []
    last_row = -gap
    for tick in ticks:
        row = math.floor(0.5 + (rows - 1) * (tick.at - low) / (high - low))
        if row - last_row >= gap and not any(tick.label == other.label for other in kept):
            kept.append(tick)
            last_row = row
    return kept


def apart(*values: float) -> list[str]:
    """Numbers in as few digits, from four on, as tell each from the others; the same where there is no telling."""
    for digits in range(4, 18):
        texts = [brief(value, digits) for value in values]
        if len(set(texts)) == len(set(values)):
            break
    return texts


def x_ticks(low: float, high: float, columns: int) -> list[Tick]:
    """Both ends and round values between them, with at least two blank cells between any two labels."""

    def extent(tick: Tick) -> tuple[int, int]:
        """First and end column of a label, centred under its value but kept inside."""
        width = len(tick.label)
        column = math.floor(0.5 + (columns - 1) * (tick.at - low) / (high - low))
        begin = min(max(0, column - width // 2), columns - width)
        return begin - 1, begin + width + 1  # a cell to spare on each side, whichever way the label is rounded

    between = _round_values(low, high, max(2, columns // 9), factors=(1, 2, 3, 4, 5))
    step = between[1] - between[0] if len(between) > 1 else 0.0
    between = [value for value in between if min(value - low, high - value) >= 0.49 * step]
    if low == round(low) and high == round(high):
        between = [value for value in between if value == round(value)]
    kept: list[Tick] = []
    for value in (low, high, *between):  # the ends come first: what has no room beside them is left out
        tick = Tick(value, big(value))
        begin, end = extent(tick)
        clear = all(end <= extent(other)[0] or begin >= extent(other)[1] for other in kept)
        if clear and len(tick.label) <= columns and not any(tick.label == other.label for other in kept):
            kept.append(tick)
    return sorted(kept)


def _round_values(low: float, high: float, wanted: int, factors: tuple[int, ...] = (1, 2, 5)) -> list[float]:
    """Multiples of 1, 2, 5, 10, 20, 50 … within low … high, about `wanted` of them."""
    least = (high - low) / wanted
    if not least > 1e-300:
        return []
    exponent = math.floor(math.log10(least))
    power = 10.0**exponent
    step = next(power * factor for factor in (*factors, 10, 20) if power * factor >= least * (1 - 1e-9))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(k * step, 1 - exponent) for k in range(first, last + 1)]  # 0.3, not 0.30000000000000004


def _log_ticks(low: float, high: float, rows: int, wanted: int) -> list[Tick]:
    """Whole decades; within one decade 1, 2, 5; within less than that, round values."""
    decades = range(math.ceil(low), math.floor(high) + 1)
    if len(decades) >= 2:
        stride = math.ceil(2 * (high - low) / max(1, rows - 1))  # two rows or more from one to the next
        return [Tick(k, _decade(k)) for k in decades if k % stride == 0] or [Tick(decades[0], _decade(decades[0]))]
    values = [m * 10.0**k for k in range(math.floor(low), math.floor(high) + 1) for m in (1, 2, 5)]
    values = [value for value in values if value > 0 and low <= math.log10(value) <= high]
    if len(values) < 2:
        values = [value for value in _round_values(10.0**low, 10.0**high, wanted) if value > 0]
    return [Tick(math.log10(value), brief(value)) for value in values]


def _decade(power: int) -> str:
    return {-1: "0.1", 0: "1", 1: "10", 2: "100"}.get(power, f"1e{power}")


def around(value: float, step: float, zoom: int = 0, reach: float = 0.0) -> tuple[float, float]:
    """Limits around a number that show it, how far it steps, what lies beside it, and as far as `reach` to both sides.

    They have round ends that stay where they are while the number moves a little. zoom: how many times closer, by 2.
    """
    value = min(max(value, -FARTHEST), FARTHEST)
    least = max(1.0, abs(value) / 2, *(each for each in (1.5 * abs(step), 1.2 * reach) if math.isfinite(each)))
    half = 2.0 ** (min(1000, math.ceil(math.log2(least))) - zoom)
    half = max(half, 1e-9 * least)
    middle = round(value / (half / 4)) * (half / 4)
    return middle - half, middle + half
