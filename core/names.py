"""Formulas read off the ops themselves: the same function, run on names instead of arrays.

`formula(step)` gives `dW1 = xᵀ @ dz1`, `numpy_line(step)` gives `dW1 = x.T @ dz1`; `shapes(step)` the
shapes that meet. Names have shapes only as letters; extra leading axes are left out of the spelling.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from glassnet.core.notation import FORMULA, LANGUAGES, NUMPY, SIGNS, TORCH, Text
from glassnet.core.program import Program, Step
from glassnet.core.symbols import Count, Name, ShapeName, Sheet


def shape_of(program: Program, name: str) -> tuple[str, ...]:
    """The shape of a value: `n` for the samples of a batch, `N` for all of them, else a number."""
    return program.info[name].shape if name in program.info else ()


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


def signs(program: Program) -> tuple[tuple[str, str, Step], ...]:
    """The signs in this program's formulas: each with what it stands for, and the step that shows it best."""
    found = []
    for sign, words in SIGNS.items():
        longer = [other for other in SIGNS if sign != other and other.startswith(sign)]  # Σₙ is not Σ
        written = [step for step in program.steps if sign in _without(formula(program, step), longer)]
        if written:
            found.append((sign, words, min(written, key=lambda step: len(formula(program, step)))))
    return tuple(found)


def _without(text: str, signs: Sequence[str]) -> str:
    for sign in signs:
        text = text.replace(sign, "")
    return text


def meaning(program: Program, name: str) -> str:
    """What a name stands for, in a few words: `dz1`: how the loss changes with z1."""
    return program.info[name].words
