"""Is a gradient right? Central differences over the program's own forward steps, beside the backward pass.

(loss(w + ε) - loss(w - ε)) / 2ε needs no calculus, only the forward pass, so it can judge the gradients.
At a kink (a relu whose z changes sign between the two sides) the slope itself jumps and the two
may differ without either being wrong; such entries are named, not judged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from core.errors import UnknownName
from core.machine import State, run_step
from core.ops import ACTIVATIONS, REGULARIZATIONS, Array
from core.program import Program

EPSILON = 1e-5  # near the cube root of the machine epsilon: rounding and curvature err alike
TOLERANCE = 1e-6


@dataclass(frozen=True)
class Check:
    """One entry: the backward pass beside the central difference.

    error: their difference over the larger of the two, 0 where both are nothing but rounding.
    kink: whether an activation or a penalty has its bend between the two sides.
    """

    name: str
    index: tuple[int, ...]
    analytic: float
    numeric: float
    error: float
    kink: bool

    @property
    def verdict(self) -> str:
        """`agrees`, `differs`, or `at a kink`, where a difference says nothing."""
        if self.error <= TOLERANCE:
            return "agrees"
        return "at a kink" if self.kink else "differs"


def gradcheck(program: Program, state: State, name: str | None = None) -> Iterator[Check]:
    """Check every entry of one parameter (`"W1"`), or of all of them, with the parameters of this state.

    Needs the iteration's x and y in the state: with mini-batches, at least the batch steps done.
    Raises UnknownName for a name that is no parameter.
    """
    if name is not None and name not in program.parameters:
        raise UnknownName("parameter", name, program.parameters)
    gradients = _run(program, dict(state.values), ("forward", "backward"))
    for parameter in program.parameters if name is None else (name,):
        for index in np.ndindex(state.values[parameter].shape):
            yield check_entry(program, state, parameter, index, float(gradients[f"d{parameter}"][index]))


def check_entry(program: Program, state: State, name: str, index: tuple[int, ...], analytic: float) -> Check:
    """Check one entry of a parameter whose gradient is said to be `analytic`."""
    before = float(state.values[name][index])
    step = EPSILON * max(1.0, abs(before))
    sides = []
    for moved in (before + step, before - step):
        changed = np.array(state.values[name])
        changed[index] = moved
        sides.append(_run(program, {**state.values, name: changed}, ("forward",)))
    up, down = (side["loss"] + side.get("penalty", 0.0) for side in sides)
    numeric = float((up - down) / (2 * step))
    difference, size = abs(analytic - numeric), max(abs(analytic), abs(numeric))
    # below this the difference of two nearly equal losses is rounding and nothing else
    noise = 4 * np.finfo(float).eps * max(abs(float(up)), 1e-3) / step
    error = 0.0 if difference <= noise else difference / size
    return Check(name, index, analytic, numeric, error, _kink(program, sides[0], sides[1], name))


def _run(program: Program, values: dict[str, Array], phases: tuple[str, ...]) -> dict[str, Array]:
    with np.errstate(all="ignore"):
        for step in program.steps:
            if step.phase in phases:
                values[step.output] = run_step(step, values)
    return values


def _kink(program: Program, up: Mapping[str, Array], down: Mapping[str, Array], name: str) -> bool:
    """Whether some value has a bend of its function between the two sides."""
    places = [
        (f"z{layer}", kink)
        for layer, dense in enumerate(program.config.network.layers, start=1)
        for kink in ACTIVATIONS[dense.activation].kinks
    ]
    if name.startswith("W"):
        places += [(name, kink) for kink in REGULARIZATIONS[program.config.training.regularization].kinks]
    return any(bool((((up[at] - kink) * (down[at] - kink) <= 0) & (up[at] != down[at])).any()) for at, kink in places)
