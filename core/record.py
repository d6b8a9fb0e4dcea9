"""Recording: an op run on `Value`s computes nothing for good, it writes down which calls it makes.

A `Value` answers to what ops do to arrays; each ufunc it meets becomes a `Call` in a `Log`. The log is free to
write a cheaper call down for the same mathematics, and does so in these cases alone:

* what has been computed from the same values is not computed again (`a - y` in a loss and in its derivative);
* a product plus a bias is one product, as a bias is the weight of an input that is always 1 (`Value.extended`),
  and so is the bias's gradient the last row of its weights' gradient;
* a sum is a product with ones, and a sum of squares or products a product of the two (`dot` beats `add.reduce`);
* factors and divisors that are plain numbers are taken together;
* `z > 0` is the sign of max(z, 0), which is there already and needs no conversion from truth to number.

Knows nothing of programs and names; `tape.py` says where results go and makes the calls runnable.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from glassnet.core.memory import room
from glassnet.core.ops import Array


class Value(NDArrayOperatorsMixin):
    """An array of the recording.

    array: where its entries will stand. maker: the call that writes it; None for what is given.
    number: of a constant. name: what the program calls it, empty for what stands between.
    fixed: whether its memory is settled; what stands between may still move.
    samples_last: whether memory runs along the first axis: the samples of a unit side by side.
    extended: the same with a column of ones (of inputs) or with its biases as last row (of weights).
    has_ones: whether the last column is ones. bias_of: of a bias, its weights.
    """

    def __init__(self, log: Log, array: Array, maker: Call | None = None, samples_last: bool = False) -> None:
        self.log = log
        self.array = array
        self.maker = maker
        self.samples_last = samples_last
        self.has_ones = False
        self.fixed = maker is None
        self.number: float | None = None
        self.name = ""
        self.extended: Value | None = None
        self.bias_of: Value | None = None

    __hash__ = object.__hash__  # a value is itself; comparing is for arrays

    @property
    def base(self) -> Value:
        """The value whose memory this one lies in: itself, but for a view."""
        return self

    @property
    def shape(self) -> tuple[int, ...]:
        """As of an array."""
        shape: tuple[int, ...] = self.array.shape
        return shape

    @property
    def mT(self) -> Value:
        """The transpose of the last two axes."""
        return self.log.view(self, "mT", lambda array: array.mT)

    def __getitem__(self, key: Any) -> Value:
        rows = [part for part in key if isinstance(part, Value)] if isinstance(key, tuple) else []
        if rows:
            return self.log.take(self, rows[0])
        return self.log.view(self, repr(key), lambda array: array[key])

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Value:
        values = [part if isinstance(part, Value) else self.log.constant(part) for part in inputs]
        if method == "reduce":
            return self.log.reduce(ufunc, values[0], options["axis"])
        return self.log.call(ufunc, *values)


class View(Value):
    """A part or a transpose of another value; follows it wherever it is placed."""

    def __init__(self, of: Value, kind: str, cut: Callable[[Array], Array]) -> None:
        self.of, self.kind, self._cut = of, kind, cut
        super().__init__(of.log, None, samples_last=of.samples_last != (kind == "mT"))
        self.fixed = of.fixed

    @property
    def array(self) -> Array:
        """The part of the other's array."""
        return self._cut(self.of.array)

    @array.setter
    def array(self, array: Array) -> None:
        assert array is None  # a view has no memory of its own

    @property
    def base(self) -> Value:
        """The value that it is a part of."""
        return self.of.base


class Call:
    """One call to be: a ufunc, or one of `"dot"`, `"inner"` (of all entries), `"rows"`, `"largest"`."""

    def __init__(self, function: Any, inputs: tuple[Value, ...]) -> None:
        self.function = function
        self.inputs = inputs
        self.output: Value

    @property
    def is_elementwise(self) -> bool:
        """Whether each entry of the output depends on the same entry of the inputs alone."""
        return isinstance(self.function, np.ufunc)


class Log:
    """All calls recorded so far, in order. `gradient` is where the product of extended inputs with dz goes."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.gradient: Array | None = None
        self._known: dict[Any, Value] = {}

    def constant(self, number: float) -> Value:
        """A number that stands in an op, as an array without axes."""
        return self._once(("constant", float(number)), lambda: self._constant(float(number)))

    def _constant(self, number: float) -> Value:
        value = Value(self, np.array(number))
        value.number = number
        return value

    def ones(self, rows: int, columns: int) -> Value:
        """Ones, to sum by a product."""
        return self._once(("ones", rows, columns), lambda: Value(self, np.ones((rows, columns))))

    def view(self, of: Value, kind: str, cut: Callable[[Array], Array]) -> Value:
        """A part of a value, the same one whenever it is asked for."""
        return self._once((kind, id(of)), lambda: View(of, kind, cut))

    def _once(self, key: Any, make: Callable[[], Value]) -> Value:
        if key not in self._known:
            self._known[key] = make()
        return self._known[key]

    def add(self, function: Any, *inputs: Value) -> Value:
        """Write a call down, or find it where it was written down before."""
        key = (function, *map(id, inputs))
        return self._once(key, lambda: self.fresh(function, *inputs))

    def fresh(self, function: Any, *inputs: Value) -> Value:
        """Write a call down in any case."""
        call = Call(function, inputs)
        self.calls.append(call)
        samples_last = any(part.samples_last for part in (inputs[:1] if function == "dot" else inputs))
        call.output = Value(self, _result(function, inputs, samples_last), call, samples_last)
        return call.output

    def take(self, data: Value, rows: Value) -> Value:
        """Rows of the data."""
        return self.add("rows", data, rows)

    def call(self, ufunc: Any, *values: Value) -> Value:
        """A ufunc on values, written down as the cheapest call for it."""
        if ufunc is np.matmul:
            return self._product(*values)
        if ufunc is np.greater and values[1].number == 0:
            return self.add(np.sign, self.call(np.maximum, *values))
        if ufunc is np.add and (joint := self._with_bias(*values)) is not None:
            return joint
        if ufunc in (np.multiply, np.true_divide) and (scaled := self._scaled(ufunc, *values)) is not None:
            return scaled
        return self.add(ufunc, *values)

    def reduce(self, ufunc: Any, value: Value, axis: Any) -> Value:
        """A largest entry of each row, or a sum: of rows, of columns, of everything."""
        if ufunc is np.maximum:
            return self.add("largest", value)
        if axis == -1:
            return self._product(value, self.ones(value.shape[-1], 1))
        if axis == -2:
            return self._sum_over_samples(value)
        maker = value.maker
        if maker is not None and maker.function is np.square:
            return self.add("inner", maker.inputs[0], maker.inputs[0])
        if maker is not None and maker.function is np.multiply and maker.inputs[0].shape == maker.inputs[1].shape:
            return self.add("inner", *maker.inputs)
        return self.add("inner", value, self._like(value))

    def _like(self, value: Value) -> Value:
        return self._once(("like", id(value)), lambda: Value(self, np.ones_like(value.array)))

    def _product(self, left: Value, right: Value) -> Value:
        if isinstance(left, View) and left.kind == "mT" and left.of.extended is not None:
            joint = self.add("dot", left.of.extended.mT, right)
            if self.gradient is not None:
                joint.array, joint.fixed = self.gradient, True
            return joint[:-1,]
        return self.add("dot", left, right)

    def _sum_over_samples(self, value: Value) -> Value:
        for call in self.calls:
            if call.function == "dot" and call.inputs[1] is value and call.output.shape[0] == self._rows(call):
                return call.output[-1,]
        return self.add("dot", self.ones(1, value.shape[-2]), value)[0,]

    def _rows(self, call: Call) -> int | None:
        """The rows of a product whose last row sums over the samples; None where it has no such row."""
        left = call.inputs[0]
        return left.shape[0] if isinstance(left, View) and left.kind == "mT" and left.of.has_ones else None

    def _with_bias(self, product: Value, row: Value) -> Value | None:
        maker = product.maker
        if maker is None or maker.function != "dot" or not isinstance(row, View) or row.of.bias_of is None:
            return None
        x, weights = maker.inputs
        if row.of.bias_of is not weights or x.extended is None or weights.extended is None:
            return None
        return self.add("dot", x.extended, weights.extended)

    def _scaled(self, ufunc: Any, left: Value, right: Value) -> Value | None:
        """A product or quotient with a number, the numbers met before taken in; None for any other."""
        if right.number is not None:
            value, number = left, right.number if ufunc is np.multiply else 1 / right.number
        elif left.number is not None and ufunc is np.multiply:
            value, number = right, left.number
        else:
            return None
        maker = value.maker
        if maker is not None and maker.function is np.negative:
            value, number = maker.inputs[0], -number
        elif maker is not None and maker.function is np.multiply and maker.inputs[1].number is not None:
            value, number = maker.inputs[0], maker.inputs[1].number * number
        return self.add(np.multiply, value, self.constant(number))


def _result(function: Any, inputs: tuple[Value, ...], samples_last: bool) -> Array:
    """Room for what a call gives, laid out in memory as its inputs are."""
    shapes = [value.shape for value in inputs]
    kind: Any = np.float64
    if function == "inner":
        shape: tuple[int, ...] = ()
    elif function == "rows":
        shape = (*shapes[1], *shapes[0][1:])
    elif function == "largest":
        shape = (shapes[0][0], 1)
    elif function == "dot":
        shape = (shapes[0][0], shapes[1][1])
    else:
        shape = np.broadcast_shapes(*shapes)
        kind = function(*[np.ones((), value.array.dtype) for value in inputs]).dtype
    return room(shape, samples_last=samples_last, dtype=kind)
