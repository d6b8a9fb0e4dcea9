"""Mistakes of the loss, and of its derivative: what is made small is another thing than what is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from glassnet.core.losses import mean
from glassnet.core.ops import Array
from glassnet.core.program import Step
from glassnet.scenarios.judge.catalogue.entry import DELTA, Site, mistake
from glassnet.scenarios.judge.constants import ONE, Factor, losses_in_use

Formula = Callable[[Array, Array], Array]


def _squares(a: Array, y: Array) -> Array:
    return mean(np.square(a - y))


def _binary(a: Array, y: Array) -> Array:
    return -mean(y * np.log(a) + (1 - y) * np.log(1 - a))


def _classes(a: Array, y: Array) -> Array:
    return -np.add.reduce(y * np.log(a), axis=(-2, -1)) / y.shape[-2]


OF = {"mse": _squares, "binary_cross_entropy": _binary, "cross_entropy": _classes}


def _with_constants(site: Site, formulas: Sequence[tuple[Formula, str]]) -> Iterator[Step]:
    """Each formula of the outputs with all constants that its loss is in use with."""
    n, k = site.judged.samples, site.judged.outputs
    inputs = (f"a{site.layer}", "y")
    for formula, loss in formulas:
        for factor in (each.factor for each in losses_in_use(loss, n, k)):
            yield site.with_op(_times(formula, factor), inputs, "nk,nk->")


def _times(formula: Formula, factor: Factor) -> Formula:
    if factor == ONE:
        return formula
    return lambda a, y: factor.times(formula(a, y), y.shape[-2], y.shape[-1])


@mistake("loss-other", "the loss shown is another one than that of the gradients", "loss")
def other_loss(site: Site) -> Iterator[Step]:
    own = site.judged.loss
    others: list[tuple[Formula, str]] = [(formula, name) for name, formula in OF.items() if name != own]
    others += [(lambda a, y: mean(np.absolute(a - y)), "mse"), (lambda a, y: np.sqrt(mean(np.square(a - y))), "mse")]
    yield from _with_constants(site, others)


@mistake("loss-not-one", "a bracket is lost: this formula is no loss", "loss", DELTA, "dz")
def not_one(site: Site) -> Iterator[Step]:
    if site.kind != "loss":
        yield from _derivative_of_none(site)
        return
    squares: list[Formula] = [
        lambda a, y: mean(a - np.square(y)),
        lambda a, y: mean(np.square(a) - y),
        lambda a, y: np.square(mean(a - y)),
        lambda a, y: mean(a - y),
        lambda a, y: mean(y - a),
        lambda a, y: mean(a - y / 2),
        lambda a, y: mean(np.square(a) - np.square(y)),
    ]
    logs: list[Formula] = [
        lambda a, y: -mean(y * np.log(a)) + mean((1 - y) * np.log(1 - a)),
        lambda a, y: -mean(y * np.log(a) + 1 - y * np.log(1 - a)),
        lambda a, y: -mean(y * np.log(a) + (1 - y) * np.log(1) - a),
        lambda a, y: -mean(y * np.log(a) + (1 - y) * (1 - np.log(a))),
        lambda a, y: -np.log(mean(a * y)),
    ]
    loss = site.judged.loss
    forms = {"mse": squares, "binary_cross_entropy": logs}.get(loss, logs[-1:])
    yield from _with_constants(site, [(formula, loss) for formula in forms])


def _derivative_of_none(site: Site) -> Iterator[Step]:
    """A lost bracket on the way back."""
    if not site.last:
        return
    op, inputs = site.step.op, (f"a{site.layer}", "y")
    if site.kind == DELTA and site.judged.loss == "mse":
        forms: tuple[Formula, ...] = (
            lambda a, y: op(a, y) + op(a, 0 * y),  # 2a - y for 2 (a - y)
            lambda a, y: a - y / y.shape[-2],
            lambda a, y: 2 * a - y / y.shape[-2],
            lambda a, y: 2 * a - y,
        )
        for form in forms:
            yield site.with_op(form)
    if site.kind == DELTA and site.judged.loss != "mse":
        yield site.with_op(lambda a, y: a - y / y.shape[-2])
    if site.kind == DELTA and site.step.output.startswith("da") and site.judged.loss == "binary_cross_entropy":
        yield site.with_op(lambda a, y: -(y / a) - (1 - y) / (1 - a), inputs)
        yield site.with_op(lambda a, y: (-(y / a) - (1 - y) / (1 - a)) / (y.shape[-2] * y.shape[-1]), inputs)
        yield site.with_op(lambda a, y: -(y / a) + 1 - y / (1 - a), inputs)
        yield site.with_op(lambda a, y: (-(y / a) + 1 - y / (1 - a)) / (y.shape[-2] * y.shape[-1]), inputs)


@mistake("sign", "the sign is turned: this loss grows as the answers get better", "loss")
def turned(site: Site) -> Iterator[Step]:
    yield from _with_constants(site, [(lambda a, y: -OF[site.judged.loss](a, y), site.judged.loss)])


@mistake("output-for-loss", "the output was differentiated, not the loss: the error {a} - y is missing", DELTA)
def output_for_loss(site: Site) -> Iterator[Step]:
    if site.step.output.startswith("da"):
        yield site.with_op(lambda a, y: 1 + 0 * a)
        yield site.with_op(lambda a, y: (1 + 0 * a) / y.shape[-2])
        return
    yield site.with_op(lambda a, y: a * (1 - a))
    yield site.with_op(lambda a, y: a * (1 - a) / y.shape[-2])


@mistake(
    "y-broadcast", "y has one axis less than {a}, so each answer is compared with every target (n×n)", "loss", DELTA
)
def broadcast(site: Site) -> Iterator[Step]:
    judged = site.judged
    if judged.outputs != 1 or judged.samples < 2:
        return
    if site.kind == "loss":
        formula = OF[judged.loss]

        def spread(a: Array, y: Array) -> Array:
            return formula(a, y.mT)

        inputs = (f"a{site.layer}", "y")
        yield site.with_op(spread, inputs, "nk,nk->")
        for factor in (Factor(twos=-1), Factor(samples=1), Factor(samples=2), Factor(twos=-1, samples=2)):
            yield site.with_op(_times_rows(spread, factor), inputs, "nk,nk->")
        return
    own = 2.0 if judged.loss == "mse" else 1.0
    if not site.step.output.startswith("da") and judged.loss == "mse":
        return
    for power in (0, 1, 2):
        for two in {own, 1.0}:
            yield site.with_op(_rows_wide(two, power), shapes="NO,NO->no")
            yield site.with_op(_rows_summed(two, power), shapes="NO,NO->no")


def _times_rows(formula: Formula, factor: Factor) -> Formula:
    return lambda a, y: factor.times(formula(a, y), y.shape[-2], 1)


def _by_samples(made: Array, y: Array, power: int) -> Array:
    """Divided by n, or by n twice."""
    if power > 1:
        return made / y.shape[-2] ** power
    return made / y.shape[-2] if power else made


def _rows_wide(two: float, power: int) -> Formula:
    def wide(a: Array, y: Array) -> Array:
        made = two * (a - y.mT) if two != 1 else a - y.mT
        return _by_samples(made, y, power)

    return wide


def _rows_summed(two: float, power: int) -> Formula:
    def summed(a: Array, y: Array) -> Array:
        made = two * np.add.reduce(a - y.mT, axis=-1, keepdims=True)
        return _by_samples(made, y, power)

    return summed


ENTRIES = (other_loss, not_one, turned, output_for_loss, broadcast)
