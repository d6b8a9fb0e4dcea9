"""Formulas read off the ops themselves: the same function, run on names instead of arrays.

`formula(step)` gives `dW1 = xᵀ @ dz1`, `numpy_line(step)` gives `dW1 = x.T @ dz1`; `shapes(step)` the
shapes that meet. Names have shapes only as letters; extra leading axes are left out of the spelling.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from core.notation import ATOM, POWER, PRODUCT, SIGN, Text, write
from core.program import Program, Step

SUMS = {-2: ("Σₙ", "axis=0"), -1: ("Σₖ", "axis=1, keepdims=True"), (-2, -1): ("Σ", "")}


class Name(NDArrayOperatorsMixin):
    """What stands for an array in a formula: its spelling in mathematics and in NumPy, and its shape."""

    def __init__(self, formula: Text, numpy: Text, shape: tuple[Any, ...] = ()) -> None:
        self.formula = formula
        self.numpy = numpy
        self.shape = shape

    @property
    def mT(self) -> Name:
        """The transpose; `x.T` in the spelling for two axes."""
        return Name(
            Text(f"{self.formula.within(ATOM)}ᵀ"),
            Text(f"{self.numpy.within(ATOM)}.T"),
            (*self.shape[:-2], *self.shape[:-3:-1]),
        )

    def __getitem__(self, key: Any) -> Name:
        names = [part for part in key if isinstance(part, Name)]
        if not names:  # a broadcast such as b[..., None, :], which needs no word with two axes
            return self
        inner = names[0]
        return Name(Text(f"{self.formula.text}[{inner.formula.text}]"), Text(f"{self.numpy.text}[{inner.numpy.text}]"))

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Name:
        parts = [part if isinstance(part, Name) else number(part) for part in inputs]
        if method == "reduce":
            return self._reduced(ufunc, options["axis"])
        spelled = [
            write(ufunc, [getattr(part, kind) for part in parts], numpy=kind == "numpy")
            for kind in ("formula", "numpy")
        ]
        shape = max((part.shape for part in parts), key=len)
        return Name(spelled[0], spelled[1], shape)

    def _reduced(self, ufunc: Any, axis: Any) -> Name:
        sign, options = SUMS[axis]
        if ufunc is np.maximum:
            sign = "max"
        call = f".max({options})" if ufunc is np.maximum else f".sum({options})"
        return Name(
            Text(f"{sign} {self.formula.within(PRODUCT)}", PRODUCT), Text(self.numpy.within(ATOM) + call), self.shape
        )

    def written(self, formula: str, numpy: str | None, elementwise: bool, arguments: tuple[Any, ...]) -> Name:
        """This result as its function's notation writes it; called by `ops.notation`."""
        argument = arguments[0]
        text = argument.formula.text
        if formula == "{}":
            spelled = argument.formula
        elif formula.endswith("{}"):  # a prefix such as `mean`
            spelled = Text(formula.format(argument.formula.within(POWER)), PRODUCT)
        else:
            spelled = Text(formula.format(text, z=text.replace("a", "z", 1)))
        code = self.numpy if numpy is None else Text(numpy.format(argument.numpy.within(ATOM)))
        return Name(spelled, code, self.shape)


def number(value: Any) -> Name:
    """A constant in a formula."""
    text = f"{float(value):g}".replace("e-0", "e-")
    strength = SIGN if text.startswith("-") else ATOM
    return Name(Text(text, strength), Text(text, strength))


class _Count(Name):
    """A number of samples or units as a divisor: `n`, or a number, with a factor of 1 left out."""

    def __mul__(self, other: Any) -> Name:
        if isinstance(other, Name) and other.formula.text == "1":
            return self
        return super().__mul__(other)  # type: ignore[no-any-return]


class _Shape(Name):
    """An array of which the formula says its shape alone: `2×n @ n×4`."""

    @property
    def mT(self) -> Name:
        """The transpose: the two lengths change places."""
        return _Shape(Text("×".join(reversed(self.formula.text.split("×")))), self.numpy, self.shape[::-1])


def shape_of(program: Program, name: str) -> tuple[str, ...]:
    """The shape of a value: `n` for the samples of a batch, `N` for all of them, else a number."""
    sizes = program.config.network.sizes
    ends = {"x": ("n", sizes[0]), "y": ("n", sizes[-1]), "X": ("N", sizes[0]), "Y": ("N", sizes[-1]), "rows": ("n",)}
    if name in ends:
        return tuple(map(str, ends[name]))
    kind = name.removeprefix("m_").removeprefix("v_").removeprefix("d")
    if kind[:1] not in tuple("Wbza") or not kind[1:].isdigit() or not 1 <= int(kind[1:]) < len(sizes):
        return ()
    inputs, units = sizes[int(kind[1:]) - 1], sizes[int(kind[1:])]
    return tuple(map(str, {"W": (inputs, units), "b": (units,)}.get(kind[0], ("n", units))))


def shape_text(program: Program, name: str) -> str:
    """The shape of a value as it is printed: `n×4`; `1` for a single number."""
    return "×".join(shape_of(program, name)) or "1"


def _read(program: Program, step: Step, kind: type[Name]) -> Name:
    arguments = []
    for name in step.inputs:
        dims = shape_of(program, name)
        counts = tuple(_Count(Text(dim), Text(f"len({name})" if dim == "n" else dim)) for dim in dims)
        text = shape_text(program, name) if kind is _Shape and dims else name
        arguments.append(kind(Text(text), Text(name), counts))
    result = step.op(*arguments)
    assert isinstance(result, Name)
    return result


@lru_cache(maxsize=1024)
def formula(program: Program, step: Step) -> str:
    """The step as mathematics writes it: `dW1 = xᵀ @ dz1`."""
    return f"{step.output} = {_read(program, step, Name).formula.text}"


@lru_cache(maxsize=1024)
def numpy_line(program: Program, step: Step) -> str:
    """The step as a line of NumPy for plain two-dimensional arrays: `dW1 = x.T @ dz1`."""
    return f"{step.output} = {_read(program, step, Name).numpy.text}"


@lru_cache(maxsize=1024)
def shapes(program: Program, step: Step) -> str:
    """The same formula with shapes in place of arrays: `2×4 = 2×n @ n×4`."""
    return f"{shape_text(program, step.output)} = {_read(program, step, _Shape).formula.text}"


def meaning(program: Program, name: str) -> str:
    """What a name stands for, in a few words: `dz1`: how the loss changes with z1."""
    single = {
        "x": "the inputs, one row a sample",
        "y": "the targets, one row a sample",
        "X": "the inputs of all training samples",
        "Y": "the targets of all training samples",
        "rows": "which training samples this batch takes",
        "loss": "how wrong the answers are, in one number",
        "penalty": "the price of large weights, beside the loss",
        "lr": "the learning rate: how far one update goes",
        "momentum": "the share of its velocity that a parameter keeps",
        "rate": "the regularization rate: the price of a weight",
        "t": "the number of this update",
        "beta1": "the share that adam's mean gradient keeps",
        "beta2": "the share that adam's mean squared gradient keeps",
    }
    if name in single:
        return single[name]
    if name.startswith("m_"):
        return f"adam's running mean of d{name[2:]}"
    if name.startswith("v_"):
        adam = program.config.training.optimizer == "adam"
        return f"adam's running mean of the square of d{name[2:]}" if adam else f"the velocity of {name[2:]}"
    if name.startswith("d"):
        whole = "the loss and penalty change" if name[1] == "W" and program.index_of("penalty") else "the loss changes"
        return f"how {whole} with {name[1:]}"
    kind, layer = name[0], int(name[1:])
    into = "input" if layer == 1 else f"unit of layer {layer - 1}"
    activation = program.config.network.layers[layer - 1].activation
    return {
        "W": f"the weights of layer {layer}, from each {into} to each unit",
        "b": f"the biases of layer {layer}, one a unit",
        "z": f"the sums of layer {layer}, before its activation",
        "a": f"the outputs of layer {layer}: {activation} of z{layer}",
    }[kind]
