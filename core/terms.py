"""Numbers that remember their formula: run an op on `Terms` and every entry can say where it comes from.

A `Term` is one number and how it was made: a named entry (`dz1[2,0]`), a constant, or a ufunc of other
terms. Values come from the very ufuncs that arrays run. `Terms` is an array of them that answers to the
same operations as an ndarray does. Knows nothing of programs or states; `explain.py` brings the two together.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin
from numpy.typing import NDArray

from glassnet.core.deferred import dataclass
from glassnet.core.errors import quoted, short
from glassnet.core.notation import PRODUCT, SUM, Text, write
from glassnet.core.numerals import DIGITS, brief
from glassnet.core.op import Notation

Index = tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Term:
    """One number and its origin.

    made_by: a ufunc, `"sum"` (of any number of terms), `"max"`, `"entry"` (a named value), `"constant"`,
        or `"rest"` (terms of a sum that are not shown one by one; `count` says how many).
    parts: the terms it was made from.
    name, index: of an entry.
    written: how its function is written, `σ({})`, where it stands for one; `argument` is what goes in.
    """

    value: float
    made_by: Any
    parts: tuple[Term, ...] = ()
    name: str = ""
    index: Index = ()
    written: str = ""
    argument: Term | None = None
    count: int = 0

    def __repr__(self) -> str:
        return short(self, f"{brief(self.value)} = {in_symbols(shortened(self, 1))}")

    def entries(self) -> Iterator[Term]:
        """The named entries it was made from, in the order of the formula, each once."""
        seen: set[tuple[str, Index]] = set()
        left = [self]
        while left:
            term = left.pop()
            if term.parts:
                left.extend(reversed(term.parts))
            elif term.made_by == "entry" and (term.name, term.index) not in seen:
                seen.add((term.name, term.index))
                yield term

    def magnitude(self) -> float:
        """The sum of the absolute values of what is added up: what rounding errors are measured against."""
        if self.made_by == "sum" or self.made_by in (np.add, np.subtract):
            return sum(part.magnitude() for part in self.parts)
        return abs(self.value)


def entry(value: float, name: str, index: Index) -> Term:
    """A named number, the end of a formula."""
    return Term(float(value), "entry", name=name, index=index)


def constant(value: float) -> Term:
    """A number that stands in the formula itself."""
    return Term(float(value), "constant")


def calculate(made_by: Any, values: list[float]) -> float:
    """One operation on plain numbers; infinities and nan come out as NumPy gives them, without a warning."""
    if made_by == "sum":
        return float(np.add.reduce(values))
    if made_by == "max":
        return float(np.maximum.reduce(values))
    return float(made_by(*map(np.float64, values)))


def apply(made_by: Any, *parts: Term) -> Term:
    """The term of an operation on terms."""
    return Term(calculate(made_by, [part.value for part in parts]), made_by, parts)


class Terms(NDArrayOperatorsMixin):
    """An array of terms.

    items: object array of Term.
    shape: the shape of the array that it was cut from, so that an op that divides by a number of
        samples finds the true one.
    """

    def __init__(self, items: NDArray[np.object_], shape: tuple[int, ...] | None = None) -> None:
        self.items = items
        self.shape = items.shape if shape is None else shape

    @property
    def mT(self) -> Terms:
        """The transpose of the last two axes."""
        return Terms(np.swapaxes(self.items, -1, -2), (*self.shape[:-2], *self.shape[:-3:-1]))

    def __getitem__(self, key: Any) -> Terms:
        return Terms(_array(self.items[tuple(_plain(part) for part in key)]))

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Terms:
        if method == "reduce":
            return _reduce("max" if ufunc is np.maximum else "sum", self, **options)
        arrays = [part.items if isinstance(part, Terms) else _constants(part) for part in inputs]
        if ufunc is np.matmul:
            return Terms(_matmul(*arrays))
        whole = np.broadcast_shapes(*(part.shape if isinstance(part, Terms) else np.shape(part) for part in inputs))
        return Terms(_elementwise(lambda *parts: apply(ufunc, *parts), *arrays), whole)

    def written(self, marks: Notation, arguments: tuple[Any, ...]) -> Terms:
        """Remember that these stand for a function of one number; called by `ops.notation`."""
        formula = marks.formula
        if formula is None or not marks.elementwise or "{z}" in formula or formula == "{}":
            return self

        def named(result: Term, argument: Term) -> Term:
            return Term(result.value, result.made_by, result.parts, written=formula, argument=argument)

        return Terms(_elementwise(named, self.items, arguments[0].items), self.shape)


def _array(items: Any) -> NDArray[np.object_]:
    if isinstance(items, np.ndarray):
        return items
    single = np.empty((), dtype=object)
    single[()] = items
    return single


def _plain(part: Any) -> Any:
    """An index as NumPy takes it; whole numbers given as terms lose their origin here."""
    if isinstance(part, Terms):
        return np.vectorize(lambda term: int(term.value), otypes=[int])(part.items)
    return part


def _constants(value: Any) -> NDArray[np.object_]:
    return _elementwise(lambda number: constant(float(number)), np.asarray(value, dtype=object))


def _elementwise(function: Callable[..., Term], *arrays: NDArray[np.object_]) -> NDArray[np.object_]:
    spread = np.broadcast(*arrays)
    out = np.empty(spread.size, dtype=object)
    for place, parts in enumerate(spread):
        out[place] = function(*parts)
    return out.reshape(spread.shape)


def _matmul(a: NDArray[np.object_], b: NDArray[np.object_]) -> NDArray[np.object_]:
    out = np.empty((a.shape[0], b.shape[1]), dtype=object)
    for row, column in itertools.product(range(a.shape[0]), range(b.shape[1])):
        products = [apply(np.multiply, *pair) for pair in zip(a[row], b[:, column], strict=True)]
        out[row, column] = apply("sum", *products)
    return out


def _reduce(made_by: str, terms: Terms, axis: int | tuple[int, ...], keepdims: bool = False) -> Terms:
    axes = axis if isinstance(axis, tuple) else (axis,)
    kept = np.moveaxis(terms.items, axes, range(-len(axes), 0))
    flat = kept.reshape(*kept.shape[: kept.ndim - len(axes)], -1)
    out = np.empty(flat.shape[:-1], dtype=object)
    for index in np.ndindex(out.shape):
        out[index] = apply(made_by, *flat[index])
    return Terms(np.expand_dims(out, axes) if keepdims else out)


def shortened(term: Term, most: int) -> Term:
    """The same number with long sums cut: the `most` largest terms in their order, the rest as one honest number."""
    if term.made_by != "sum" or len(term.parts) <= most + 1:
        if not any(part.parts for part in term.parts):
            return term
        return replace(term, parts=tuple(shortened(part, most) for part in term.parts))
    largest = set(sorted(range(len(term.parts)), key=lambda i: -abs(term.parts[i].value))[:most])
    shown = [shortened(term.parts[i], most) for i in sorted(largest)]
    others = [part.value for i, part in enumerate(term.parts) if i not in largest]
    rest = Term(calculate("sum", others), "rest", count=len(others))
    return replace(term, parts=(*shown, rest))


# --- printing ------------------------------------------------------------------------------


def in_symbols(term: Term, unfold: bool = False) -> str:
    """The formula with names: `x[0,0]·dz1[0,2] + x[1,0]·dz1[1,2]`."""

    def leaf(term: Term) -> Text:
        if term.made_by == "rest":
            return Text(f"… {term.count} more terms", PRODUCT)
        return Text(label(term.name, term.index))

    return _write(term, leaf, unfold).text


def in_numbers(term: Term, least: int = DIGITS, unfold: bool = False) -> str:
    """The formula with its numbers filled in, digits enough that they give the result: `0·0.02158 + 1·(-0.003127)`.

    least: how many significant digits the result is told with, and each number at least.
    """
    digits = enough_digits(term, least)

    def leaf(term: Term) -> Text:
        if term.made_by == "rest":
            return Text(f"… {term.count} more terms, together {brief(term.value, digits)}", PRODUCT)
        return _number(term.value, digits)

    return _NEEDLESS.sub(r"\1\2", _write(term, leaf, unfold).text)


def unfolded(term: Term, least: int = DIGITS) -> str:
    """The formula with its numbers and without short words for functions; empty where it has none."""
    numbers = in_numbers(term, least, unfold=True)
    return "" if numbers == in_numbers(term, least) else numbers


def enough_digits(term: Term, least: int = DIGITS, most: int = 17) -> int:
    """The fewest significant digits at which the printed operands give the printed result."""
    wanted = brief(term.value, least)
    for digits in range(least, most):
        if brief(_recalculated(term, digits), least) == wanted:
            return digits
    return most


def label(name: str, index: Index) -> str:
    """`dW1[0,2]`; the name alone for a single number."""
    return f"{name}[{','.join(map(str, index))}]" if index else name


def parse_label(text: str) -> tuple[str, Index]:
    """The name and index of `dW1[0,2]`. Raises ValueError for what is not of that form."""
    found = re.fullmatch(r"\s*(\w+)\s*(?:\[\s*(\d{1,9}(?:\s*,\s*\d{1,9}){0,3})\s*\])?\s*", text)
    if found is None:
        raise ValueError(f"{quoted(text)} is not a name like dW1 or dW1[0,2]")
    return found[1], tuple(int(number) for number in found[2].split(",")) if found[2] else ()


def _recalculated(term: Term, digits: int) -> float:
    if not term.parts:
        printed = term.made_by in ("entry", "rest") and math.isfinite(term.value)
        return float(brief(term.value, digits)) if printed else term.value
    with np.errstate(all="ignore"):
        return calculate(term.made_by, [_recalculated(part, digits) for part in term.parts])


_NEEDLESS = re.compile(r"(^|[(|]|, )\((-[^()]+)\)(?![²^])")  # brackets around a negative number that begins a formula


def _number(value: float, digits: int) -> Text:
    text = brief(value, digits)
    return Text(f"({text})" if text.startswith("-") else text)


def _write(term: Term, leaf: Callable[[Term], Text], unfold: bool) -> Text:
    if term.made_by in ("entry", "rest"):
        return leaf(term)
    if term.made_by == "constant":
        return _number(term.value, 4)
    if term.written and term.argument is not None and not unfold:
        return Text(term.written.format(_write(term.argument, leaf, unfold).text))
    parts = [_write(part, leaf, unfold) for part in term.parts]
    if term.made_by == "max":
        return Text(f"max({', '.join(part.text for part in parts)})")
    if term.made_by == "sum":
        if len(parts) == 1:
            return parts[0]
        return Text(" + ".join(part.within(PRODUCT) for part in parts), SUM)
    return write(term.made_by, parts, tight=True)
