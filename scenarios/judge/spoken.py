"""Steps as they are read: formula, NumPy line, one entry with its numbers; by the readings that the app shows too.

Knows steps and numbers; knows nothing of verdicts.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from glassnet.core.errors import GlassnetError
from glassnet.core.explain import entry_term
from glassnet.core.names import formula, numpy_line
from glassnet.core.numerals import brief
from glassnet.core.program import Program, Step
from glassnet.core.terms import in_numbers, label, shortened
from glassnet.scenarios.judge.follow import Missing, Trace
from glassnet.scenarios.judge.names import NEW

SHOWN = 3  # terms of a long sum
LARGEST = 4000  # entries of operands that are made terms


def written(program: Program, step: Step) -> str:
    """The step as mathematics writes it: `dW1 = xᵀ @ dz1`."""
    return formula(program, step)


def coded(program: Program, step: Step) -> str:
    """The step as a line of NumPy."""
    return numpy_line(program, step)


def with_numbers(step: Step, trace: Trace, index: tuple[int, ...]) -> str:
    """One entry of the step with his numbers: `dz2[2,0] = 2·(0.6996 - 1) / 4 = -0.1502`; empty where it cannot be."""
    try:
        values = {name: np.asarray(trace.have(name).value) for name in step.inputs}
        if sum(value.size for value in values.values()) > LARGEST and step.shapes.lower() != step.shapes:
            return ""
        term = entry_term(step, values, index)
    except (GlassnetError, Missing, ValueError, IndexError, TypeError, KeyError, AttributeError):
        return ""
    numbers, value = in_numbers(shortened(term, SHOWN)), brief(term.value)
    worked_out = "" if numbers == value else f"{numbers} = "
    return f"{label(step.output, index)} = {worked_out}{value}"


def plain(step: Step) -> Step:
    """The step with names as the engine has them."""
    return replace(step, inputs=tuple(name.removesuffix(NEW) for name in step.inputs))
