"""Numbers with what they may be off by: an op run on `Bounded` arrays says how far its result may be off.

A reading of the ops like `core/terms.py`. Each operand's part is kept with its sign as long as the same entry meets
itself again (in a·(1 - a) the two parts meet and half cancel), and as a size once different entries are added up.
First order only: what half a unit in each input changes. Knows nothing of programs, names and digits.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin
from numpy.typing import NDArray

Array = NDArray[np.float64]
Parts = dict[int, Array]

SLOPES: dict[Any, Callable[[Array, Array], Array]] = {  # of a ufunc of one number, from the number and the result
    np.positive: lambda v, r: np.ones_like(v),
    np.negative: lambda v, r: -np.ones_like(v),
    np.square: lambda v, r: 2 * v,
    np.exp: lambda v, r: r,
    np.log: lambda v, r: 1 / v,
    np.log1p: lambda v, r: 1 / (1 + v),
    np.tanh: lambda v, r: 1 - r * r,
    np.sqrt: lambda v, r: 0.5 / r,
    np.absolute: lambda v, r: np.sign(v),
}


class Bounded(NDArrayOperatorsMixin):
    """An array and what each of its entries may be off by.

    value: the numbers. parts: the signed change by each operand, by its number. loose: sizes of changes without sign.
    """

    def __init__(self, value: Array, parts: Parts | None = None, loose: Any = 0.0) -> None:
        self.value = np.asarray(value, dtype=np.float64)
        self.parts = parts or {}
        self.loose = loose

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the value."""
        return self.value.shape

    @property
    def error(self) -> Array:
        """What each entry may be off by."""
        made: Array = np.broadcast_to(sum((np.abs(part) for part in self.parts.values()), self.loose), self.shape)
        return made

    @property
    def mT(self) -> Bounded:
        """The transpose of the last two axes."""
        return self._map(lambda array: np.swapaxes(array, -1, -2))

    def __getitem__(self, key: Any) -> Bounded:
        return self._map(lambda array: array[key])

    def _map(self, way: Callable[[Array], Array]) -> Bounded:
        def each(array: Array | float) -> Array:
            return way(np.broadcast_to(array, self.shape))

        return Bounded(each(self.value), {at: each(part) for at, part in self.parts.items()}, each(self.loose))

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Bounded:
        if method == "reduce":
            return _reduced(ufunc, self, options["axis"], options.get("keepdims", False))
        parts = [part if isinstance(part, Bounded) else Bounded(np.asarray(part, dtype=float)) for part in inputs]
        if len(parts) == 1:
            return _of_one(ufunc, parts[0])
        return _of_two(ufunc, *parts)


def _reduced(ufunc: Any, of: Bounded, axis: Any, keepdims: bool) -> Bounded:
    add: Any = np.add
    value = ufunc.reduce(of.value, axis=axis, keepdims=keepdims)
    if ufunc is np.maximum:  # ops take it off and change nothing by it
        return Bounded(value)
    return Bounded(value, loose=add.reduce(of.error, axis=axis, keepdims=keepdims))


def _of_one(ufunc: Any, of: Bounded) -> Bounded:
    value = ufunc(of.value)
    if ufunc is np.sign:
        return Bounded(value, loose=2.0 * (np.abs(of.value) <= of.error) * (of.error > 0))
    slope = SLOPES[ufunc](of.value, value)
    return Bounded(value, {at: slope * part for at, part in of.parts.items()}, np.abs(slope) * of.loose)


def _of_two(ufunc: Any, left: Bounded, right: Bounded) -> Bounded:
    a, b = left.value, right.value
    value = ufunc(a, b)
    if ufunc is np.matmul:
        size = left.error @ np.abs(b) + np.abs(a) @ right.error
        return Bounded(value, loose=size)
    if ufunc in (np.greater, np.greater_equal):
        reach = left.error + right.error
        return Bounded(value, loose=1.0 * ((np.abs(a - b) <= reach) & (reach > 0)))
    if ufunc in (np.maximum, np.minimum):
        reach = left.error + right.error
        first = ufunc is np.maximum
        by_left = (a - b >= -reach) if first else (a - b <= reach)
        by_right = (b - a >= -reach) if first else (b - a <= reach)
        return _joined(value, left, 1.0 * by_left, right, 1.0 * by_right)
    if ufunc is np.add:
        return _joined(value, left, 1.0, right, 1.0)
    if ufunc is np.subtract:
        return _joined(value, left, 1.0, right, -1.0)
    if ufunc is np.multiply:
        return _joined(value, left, b, right, a)
    if ufunc is np.true_divide:
        return _joined(value, left, 1 / b, right, -value / b)
    if ufunc is np.power:
        return _joined(value, left, b * np.power(a, b - 1), right, value * np.log(np.maximum(a, 1e-300)))
    raise TypeError(f"no rule for {ufunc}")


def _joined(value: Array, left: Bounded, by_left: Any, right: Bounded, by_right: Any) -> Bounded:
    """A result with its slopes by both operands; parts of one origin meet with their signs."""
    parts: Parts = {}
    for of, slope in ((left, by_left), (right, by_right)):
        for at, part in of.parts.items():
            grown = slope * part
            parts[at] = parts[at] + grown if at in parts else grown
    return Bounded(value, parts, np.abs(by_left) * left.loose + np.abs(by_right) * right.loose)
