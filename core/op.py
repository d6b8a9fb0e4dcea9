"""What an op is: a pure function on arrays, how it is written in formulas, and the sentence that its step says.

Knows no formula; those stand in `ops.py`, `activations.py` and `losses.py`.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

from glassnet.core.deferred import dataclass

Array: TypeAlias = Any  # a float64 array, or what stands for one in another reading
Op: TypeAlias = Callable[..., Array]


@dataclass(frozen=True)
class Notation:
    """How a function is written where not as its body is: `{}` stands for its argument, `{0}` and `{1}` for its two.

    formula: in formulas, `σ({})`. `{z}` stands for the z of the layer whose a is the argument.
    numpy: in NumPy code, where NumPy has a shorter word than the function's own body.
    torch: in PyTorch code, where it has a word of its own: at a kink its derivative is ours, which that of the
        body need not be.
    elementwise: whether each entry of the result depends on the same entry of the argument alone.
    """

    formula: str | None = None
    numpy: str | None = None
    torch: str | None = None
    elementwise: bool = True


def notation(
    formula: str | None = None, numpy: str | None = None, torch: str | None = None, *, elementwise: bool = True
) -> Callable[[Op], Op]:
    """Say how a function is written; see `Notation`."""
    marks = Notation(formula, numpy, torch, elementwise)

    def mark(function: Op) -> Op:
        @functools.wraps(function)
        def op(*args: Array) -> Array:
            result = function(*args)
            written = getattr(result, "written", None)  # arrays have none and pass through
            return result if written is None else written(marks, args)

        return op

    return mark


def sentence(op: Op) -> str:
    """What an op does and why, in one plain sentence: the first line of its docstring; NumPy's own have none."""
    return (inspect.getdoc(op) or "").split("\n", 1)[0] if inspect.isfunction(op) else ""


def by_name(*entries: Any) -> Mapping[str, Any]:
    """A table of entries under their names, which cannot be changed."""
    return MappingProxyType({entry.name: entry for entry in entries})
