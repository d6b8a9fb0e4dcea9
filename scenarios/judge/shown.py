"""The loss that a learner shows: with which constant, with the penalty or without, with log(a + ε) or a clip.

None of this is a mistake. Knows formulas of losses; knows nothing of gradients.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from glassnet.core.deferred import dataclass
from glassnet.core.ops import Array
from glassnet.core.program import Step
from glassnet.scenarios.judge.constants import ONE, Factor, losses_in_use
from glassnet.scenarios.judge.follow import Own, Trace
from glassnet.scenarios.judge.steps import Judged

EPSILONS = (*(10.0**-power for power in range(7, 21)), 2.0**-52)


@dataclass(frozen=True, eq=False)
class Shown:
    """How the loss is spelled. factor: to the engine's; None where none is given, or it is no such loss.

    step: the loss as it is spelled, where not as the engine has it. note: what was accepted.
    """

    factor: Factor | None = None
    step: Step | None = None
    note: str = ""


def find(judged: Judged, own: Own, plain: Trace) -> Shown:
    """The spelling that the loss handed in follows from."""
    if "loss" not in own.computed:
        return Shown()
    changed = frozenset({"loss"})
    for factor, step, note in _spellings(judged):
        if plain.changed_to({**judged.steps, "loss": step}, changed).follows("loss"):
            return Shown(factor, step, note)
    return Shown()


def _spellings(judged: Judged) -> Iterator[tuple[Factor, Step, str]]:
    n, k = judged.samples, judged.outputs
    for constant in losses_in_use(judged.loss, n, k):
        factor = constant.factor
        step = _with(judged.steps["loss"], factor)
        yield factor, step, ""
        if "penalty" in judged.steps:
            yield factor, _with_penalty(step), "the loss shown has the penalty in it"
            yield factor, _with_penalty(step, n), "the loss shown has the penalty in it, divided by n"
    if judged.loss == "mse":
        return
    form = _binary if judged.loss == "binary_cross_entropy" else _classes
    for constant in losses_in_use(judged.loss, n, k):
        for epsilon in EPSILONS:
            for clipped in (False, True):
                own = replace(
                    judged.steps["loss"], op=form(epsilon, clipped), inputs=(f"a{judged.layers}", "y"), shapes="nk,nk->"
                )
                yield constant.factor, _with(own, constant.factor), f"the loss shown has log(a + ε), ε = {epsilon:.0e}"


def _with(step: Step, factor: Factor) -> Step:
    op = step.op
    if factor == ONE:
        return step
    return replace(step, op=lambda a, y: factor.times(op(a, y), y.shape[-2], y.shape[-1]))


def _with_penalty(step: Step, by: int = 1) -> Step:
    op, letters = step.op, step.shapes.removesuffix("->")
    return replace(
        step, op=lambda a, y, penalty: op(a, y) + penalty / by, inputs=(*step.inputs, "penalty"), shapes=f"{letters},->"
    )


def _kept(a: Array, epsilon: float, clipped: bool) -> Array:
    return np.minimum(np.maximum(a, epsilon), 1 - epsilon) if clipped else a + epsilon


def _binary(epsilon: float, clipped: bool) -> Callable[[Array, Array], Array]:
    def loss(a: Array, y: Array) -> Array:
        yes, no = np.log(_kept(a, epsilon, clipped)), np.log(_kept(1 - a, epsilon, clipped))
        return -np.add.reduce(y * yes + (1 - y) * no, axis=(-2, -1)) / (y.shape[-2] * y.shape[-1])

    return loss


def _classes(epsilon: float, clipped: bool) -> Callable[[Array, Array], Array]:
    return lambda a, y: -np.add.reduce(y * np.log(_kept(a, epsilon, clipped)), axis=(-2, -1)) / y.shape[-2]
