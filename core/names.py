"""Formulas read off the ops themselves: the same function, run on names instead of arrays.

`formula(step)` gives `dW1 = xᵀ @ dz1`, `numpy_line(step)` gives `dW1 = x.T @ dz1`; `shapes(step)` the
shapes that meet. Names have shapes only as letters; extra leading axes are left out of the spelling.
"""

from __future__ import annotations

from functools import lru_cache

from glassnet.core.notation import FORMULA, LANGUAGES, NUMPY, TORCH, Text
from glassnet.core.program import Program, Step
from glassnet.core.symbols import Count, Name, ShapeName, Sheet


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


def _read(program: Program, step: Step, kind: type[Name], sheet: Sheet | None = None) -> Name:
    arguments = []
    for name in step.inputs:
        dims = shape_of(program, name)
        counts = tuple(_count(dim, name) for dim in dims)
        text = shape_text(program, name) if kind is ShapeName and dims else name
        arguments.append(kind({**dict.fromkeys(LANGUAGES, Text(name)), FORMULA: Text(text)}, counts, sheet))
    result = step.op(*arguments)
    assert isinstance(result, Name)
    return result


def _count(dim: str, name: str) -> Count:
    code = Text(f"len({name})" if dim == "n" else dim)
    return Count({FORMULA: Text(dim), NUMPY: code, TORCH: code})


@lru_cache(maxsize=1024)
def formula(program: Program, step: Step) -> str:
    """The step as mathematics writes it: `dW1 = xᵀ @ dz1`."""
    return f"{step.output} = {_read(program, step, Name).texts[FORMULA].text}"


@lru_cache(maxsize=1024)
def numpy_line(program: Program, step: Step) -> str:
    """The step as a line of NumPy for plain two-dimensional arrays: `dW1 = x.T @ dz1`."""
    return f"{step.output} = {_read(program, step, Name).texts[NUMPY].text}"


def code_lines(program: Program, step: Step, language: str) -> list[str]:
    """The step as code in NUMPY or TORCH, for plain two-dimensional arrays.

    One line, after lines for what it needs more than once: `a2_part = np.exp(…)`, `a2 = a2_part / a2_part.sum(…)`.
    """
    first = Sheet(language)
    _read(program, step, Name, first)
    places = first.used_again()
    numbers = range(1, len(places) + 1) if len(places) > 1 else ("",)
    sheet = Sheet(language, {place: f"{step.output}_part{at}" for place, at in zip(places, numbers, strict=False)})
    lines = [(step.output, _read(program, step, Name, sheet).texts[language].text)]
    for name, text in reversed(sheet.lines):
        if any(name in below for _, below in lines):  # not where the language has one word for all of it
            lines.insert(0, (name, text))
    return [f"{name} = {text}" for name, text in lines]


@lru_cache(maxsize=1024)
def shapes(program: Program, step: Step) -> str:
    """The same formula with shapes in place of arrays: `2×4 = 2×n @ n×4`."""
    return f"{shape_text(program, step.output)} = {_read(program, step, ShapeName).texts[FORMULA].text}"


def with_penalty(program: Program, name: str) -> bool:
    """Whether a gradient, `dW1`, is that of loss and penalty together: of weights where there is one."""
    return name.startswith("dW") and program.index_of("penalty") is not None


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
        whole = "the loss and penalty change" if with_penalty(program, name) else "the loss changes"
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
