"""What moves a value: the numbers that can be changed by hand and that it is computed from, over all steps between.

Knows the list of steps, no numbers.
"""

from __future__ import annotations

from glassnet.core.errors import GlassnetError
from glassnet.core.names import formula
from glassnet.core.ops import SETTINGS
from glassnet.core.program import Program

EDITABLE = ("x", "y", "X", "Y", *SETTINGS)  # and all parameters
MOST = 6  # names that a sentence lists


def movers(program: Program, name: str) -> tuple[str, ...]:
    """The changeable names that a computed value comes from: those that its own step reads, then x, W1, b1, …"""
    changeable = ("x", *program.parameters, *EDITABLE[1:])
    waiting, seen = [name], [name]
    while waiting:
        at = program.index_of(waiting.pop(0))
        reads = [] if at is None else [read for read in program.steps[at].inputs if read not in seen]
        seen += reads
        waiting += [read for read in reads if read not in changeable]
    at = program.index_of(name)
    own = () if at is None else [read for read in program.steps[at].inputs if read in changeable]
    return tuple(dict.fromkeys([*own, *(each for each in changeable if each in seen[1:])]))


def check_changeable(program: Program, name: str) -> None:
    """Raises GlassnetError for a value that cannot be changed by hand."""
    if name not in (*program.parameters, *EDITABLE):
        raise GlassnetError(why_fixed(program, name))


def why_fixed(program: Program, name: str) -> str:
    """Why a value cannot be changed by hand, and what can be changed instead, in one line."""
    at, names = program.index_of(name), movers(program, name)
    if at is None or not names:
        return f"{name} cannot be changed by hand; weights, biases, inputs, targets and lr can"
    if len(names) > MOST:
        data = [other for other in names if other not in program.parameters]
        layers = sorted(program.info[other].layer for other in names if other in program.parameters)
        names = (f"weights and biases of layers {layers[0]} to {layers[-1]}", *data)
    step = formula(program, program.steps[at])
    return f"{name} is computed: {step}. What it comes from can be changed: {', '.join(names)}"
