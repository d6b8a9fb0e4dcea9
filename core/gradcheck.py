"""Is a gradient right? Central differences over the program's own forward steps, beside the backward pass.

(loss(w + ε) - loss(w - ε)) / 2ε needs no calculus, only the forward pass, so it can judge the gradients.
At a kink (a relu whose z changes sign between the two sides) the slope itself jumps and the two
may differ without either being wrong; such entries are named, not judged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from core.errors import UnknownName
from core.machine import State, run_step
from core.ops import ACTIVATIONS, LOSSES, REGULARIZATIONS, Array, affine
from core.program import Program, Step

EPSILON = 1e-5  # near the cube root of the machine epsilon: rounding and curvature err alike
TOLERANCE = 1e-6


@dataclass(frozen=True)
class Check:
    """One entry: the backward pass beside the central difference.

    error: their difference over the larger of the two, 0 where it is nothing but rounding and curvature.
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

    Mini-batches: over the batch of the state's iteration, whether its batch steps are done or not.
    Raises UnknownName for a name that is no parameter.
    """
    if name is not None and name not in program.parameters:
        raise UnknownName("parameter", name, program.parameters)
    missing = tuple(step for step in program.steps if step.phase == "batch" and step.output not in state.values)
    state = replace(state, values=_run(missing, dict(state.values)))
    values = _run(_phases(program, "forward", "backward"), dict(state.values))
    rounding = _rounding(program, values)
    for parameter in program.parameters if name is None else (name,):
        for index in np.ndindex(state.values[parameter].shape):
            yield _check(program, state, parameter, index, float(values[f"d{parameter}"][index]), rounding)


def check_entry(program: Program, state: State, name: str, index: tuple[int, ...], analytic: float) -> Check:
    """Check one entry of a parameter whose gradient is said to be `analytic`."""
    rounding = _rounding(program, _run(_phases(program, "forward", "backward"), dict(state.values)))
    return _check(program, state, name, index, analytic, rounding)


def _check(
    program: Program, state: State, name: str, index: tuple[int, ...], analytic: float, rounding: float
) -> Check:
    step = EPSILON * max(1.0, abs(float(state.values[name][index])))
    numeric, up, down = _difference(program, state, name, index, step)
    difference, size = abs(analytic - numeric), max(abs(analytic), abs(numeric))
    noise = 4 * (rounding + np.finfo(float).eps * abs(_total(up))) / step
    error = 0.0 if difference <= noise else difference / size
    if error > TOLERANCE:  # curvature moves the difference too, and by a quarter of that at half the step
        nearer, *_ = _difference(program, state, name, index, step / 2)
        error = 0.0 if difference <= noise + 2 * abs(numeric - nearer) else error
    return Check(name, index, analytic, numeric, error, _kink(program, up, down, name))


def _difference(
    program: Program, state: State, name: str, index: tuple[int, ...], step: float
) -> tuple[float, dict[str, Array], dict[str, Array]]:
    """The central difference, and all values of its two sides."""
    sides = []
    for moved in (step, -step):
        changed = np.array(state.values[name])
        changed[index] += moved
        sides.append(_run(_phases(program, "forward"), {**state.values, name: changed}))
    up, down = sides
    return (_total(up) - _total(down)) / (2 * step), up, down


def _total(values: Mapping[str, Array]) -> float:
    return float(values["loss"] + values.get("penalty", 0.0))


def _rounding(program: Program, values: Mapping[str, Array]) -> float:
    """How much rounding may move the loss: each z by the last places of its terms, the loss by dz times that."""
    size = LOSSES[program.config.training.loss].rounds_at
    for step in program.steps:
        if step.op is affine:
            terms = run_step(step, {name: np.absolute(values[name]) for name in step.inputs})
            size += float((np.absolute(values[f"d{step.output}"]) * terms).sum())
    return float(np.finfo(float).eps) * size


def _phases(program: Program, *names: str) -> tuple[Step, ...]:
    return tuple(step for step in program.steps if step.phase in names)


def _run(steps: tuple[Step, ...], values: dict[str, Array]) -> dict[str, Array]:
    with np.errstate(all="ignore"):
        for step in steps:
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
