"""One row of data beside the batch: what the program's own steps make of it, as of one of the batch's n rows.

Only steps that work row by row are run. A row feels the others of its batch in one place alone: the loss is a mean,
so its derivative is divided by n. Knows nothing of time, and not where the row comes from.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from glassnet.core.machine import frozen, run_step
from glassnet.core.ops import Array
from glassnet.core.program import Program, Step


def row_steps(program: Program, done: int) -> tuple[Step, ...]:
    """Of an iteration's first `done` steps those of the forward and the backward pass that give a number a row."""
    return tuple(
        step
        for step in program.steps[:done]
        if step.phase in ("forward", "backward") and step.output_letters.startswith("n")
    )


def row_values(
    program: Program, parameters: Mapping[str, Array], x: Array, y: Array, n: int, done: int
) -> dict[str, Array]:
    """The values of one row after an iteration's first `done` steps, by name: each (1, units), and x (1, inputs).

    x (inputs,), y (outputs,). n: rows of the batch that its gradients are told for. y is given back n times, (n,
    outputs), as the derivative of the loss reads its length; so explained, a gradient has its division by n.
    """
    values = {**parameters, "x": frozen(x[None, :]), "y": np.broadcast_to(y, (n, len(y)))}
    found = {"x": values["x"], "y": values["y"]}
    with np.errstate(all="ignore"):
        for step in row_steps(program, done):
            found[step.output] = values[step.output] = frozen(run_step(step, values)[:1])
    return found
