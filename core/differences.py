"""What becomes of the loss where one number is moved a little: the program's forward steps, from that number on.

Knows no gradients but for how much rounding matters; who judges by these differences is `gradcheck.py`.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from glassnet.core.deferred import dataclass
from glassnet.core.machine import State, run_step
from glassnet.core.ops import ACTIVATIONS, LOSSES, REGULARIZATIONS, Array, affine
from glassnet.core.program import Program


@dataclass(frozen=True)
class Kink:
    """Where a function has its kink between the two sides.

    function: `relu`, `leaky_relu`, or `|w|` of the penalty. at: its argument there.
    slope: what the backward pass takes as its slope there, by convention. name, index: the number that stands there.
    exact: whether it stands on the kink, or only nearer to it than the step.
    """

    function: str
    at: float
    slope: float
    name: str
    index: tuple[int, ...]
    exact: bool


def moved(
    program: Program, values: Mapping[str, Array], name: str, index: tuple[int, ...], by: float
) -> dict[str, Array]:
    """What changes where an entry is moved: its own array, and what the forward steps make of it.

    values: of a forward pass by the plain ops; what comes out the same to the last bit is left out.
    """
    array = np.array(values[name])
    array[index] += by
    changed = {name: array}
    now = ChainMap(changed, values)  # type: ignore[arg-type]  # only read
    with np.errstate(all="ignore"):
        for step in program.steps:
            if step.phase == "forward" and not changed.keys().isdisjoint(step.inputs):
                output = run_step(step, now)
                if not np.array_equal(output, values[step.output], equal_nan=True):
                    changed[step.output] = output
    return changed


def total(values: Mapping[str, Array]) -> float:
    """The loss, with the penalty where there is one: what gradients are slopes of."""
    return float(values["loss"] + values.get("penalty", 0.0))


def rounding_of(program: Program, values: Mapping[str, Array]) -> float:
    """How much rounding may move the difference of two losses: each z by the last places of its terms, each a by its.

    A loss that reads a squares what rounding does to it, which is all there is where a and y are nearly equal.
    """
    size = LOSSES[program.config.training.loss].rounds_at + abs(total(values))
    with np.errstate(all="ignore"):
        for step in program.steps:
            if step.op is affine:
                terms = run_step(step, {name: np.absolute(values[name]) for name in step.inputs})
                size += float((np.absolute(values[f"d{step.output}"]) * terms).sum())
            if (slopes := values.get(f"d{step.output}")) is not None and step.phase == "forward":
                a = values[step.output]
                size += float((np.absolute(slopes * a) + np.finfo(float).eps * np.square(a)).sum())
    return float(4 * np.finfo(float).eps * size)


def rounding_beside(program: Program, values: Mapping[str, Array]) -> float:
    """How much the rounding of the answers may move the loss at a point beside: near a minimum, more than at it.

    values: with the moved ones in their places.
    """
    loss, last = LOSSES[program.config.training.loss], program.layers
    with np.errstate(all="ignore"):
        slopes = loss.backward(values[f"a{last}"], values["y"])
        return float(4 * np.finfo(float).eps * np.absolute(slopes * values[f"{loss.reads}{last}"]).sum())


def evaluated(program: Program, state: State) -> dict[str, Array]:
    """Every value of a forward and a backward pass by the plain ops, with the parameters of a state.

    Mini-batches: over the batch of the state's iteration, whether its batch steps are done or not. What a wrong
    program updates before its backward pass is over goes into the gradients that it has, and nowhere else.
    """
    values = dict(state.values)
    with np.errstate(all="ignore"):
        for step in program.steps[: program.ends["backward"]]:
            if step.phase != "batch" or step.output not in values:
                values[step.output] = run_step(step, values)
    return {**values, **{name: state.values[name] for name in (*program.parameters, *program.optimizer_state)}}


def kinks_between(
    program: Program, values: Mapping[str, Array], up: Mapping[str, Array], down: Mapping[str, Array]
) -> tuple[Kink, ...]:
    """For each function the first number that has its kink between the two sides; see `Check.kinks`."""
    found: dict[tuple[str, bool], Kink] = {}
    for name, kink in kinks_of(program):
        if name in up or name in down:
            high, low = (side.get(name, values[name]) - kink.at for side in (up, down))
            moves, apart = high != low, np.sign(high) * np.sign(low) <= 0  # the product itself may overflow
            for exact, places in ((True, moves & (values[name] == kink.at)), (False, moves & apart)):
                if places.any():
                    index = tuple(map(int, np.argwhere(places)[0]))
                    found.setdefault((kink.function, exact), replace(kink, name=name, index=index, exact=exact))
    standing = tuple(kink for kink in found.values() if kink.exact)
    return standing or tuple(found.values())


def kinks_of(program: Program) -> Iterator[tuple[str, Kink]]:
    """All names of values with the kink of a function that reads them; where it stands is left open."""
    config = program.config
    for layer, dense in enumerate(config.network.layers, start=1):
        activation = ACTIVATIONS[dense.activation]
        for at in activation.kinks:
            yield f"z{layer}", Kink(activation.name, at, float(activation.slope(np.array([[at]]))[0, 0]), "", (), False)
    for at in REGULARIZATIONS[config.training.regularization].kinks:
        for layer in range(1, len(config.network.layers) + 1):
            yield f"W{layer}", Kink("|w|", at, float(np.sign(at)), "", (), False)
