"""Mistakes of dW and db: the wrong operand, sums that run over the wrong thing, the penalty."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from glassnet.core.op import Op, notation
from glassnet.core.ops import Array
from glassnet.core.program import Step
from glassnet.scenarios.judge.catalogue.entry import Site, mistake

WHOLE = "NI,NO->io"


@mistake("own-output", "its own {a} stands where its input {x} belongs", "dW")
def own_output(site: Site) -> Iterator[Step]:
    yield site.reading(site.names["a"], *site.step.inputs[1:])


@mistake("z-for-a", "{below} stands where {x} belongs", "dW")
def z_for_a(site: Site) -> Iterator[Step]:
    if site.layer > 1 and site.judged.activation(site.layer - 1).name != "identity":
        yield site.reading(site.names["below"], *site.step.inputs[1:])


@mistake("weight-for-input", "the weight {W} stands where its input {x} belongs", "dW")
def weight(site: Site) -> Iterator[Step]:
    inputs = (site.names["W"], site.step.inputs[1])
    yield site.with_op(lambda W, dz: W * np.add.reduce(dz, axis=-2, keepdims=True), inputs, "io,no->io")
    yield site.with_op(lambda W, dz: W * np.add.reduce(dz, axis=-2, keepdims=True) / dz.shape[-2], inputs, "io,no->io")


@mistake("input-left-out", "the input {x} is left out: {dW} is {dz} alone", "dW")
def no_input(site: Site) -> Iterator[Step]:
    dz, W = site.step.inputs[1], site.names["W"]
    yield site.with_op(lambda dz, W: np.add.reduce(dz, axis=-2, keepdims=True) + 0 * W, (dz, W), "no,io->io")
    yield site.with_op(
        lambda dz, W: np.add.reduce(dz, axis=-2, keepdims=True) / dz.shape[-2] + 0 * W, (dz, W), "no,io->io"
    )
    yield site.with_op(np.positive, (dz,), "IO->io")
    yield site.with_op(lambda dz: np.add.reduce(dz, axis=-2), (dz,), "nO->o")
    yield site.with_op(lambda dz: np.add.reduce(dz, axis=-2, keepdims=True), (dz,), "nO->io")


@mistake("transposed", "the operands have changed places: this is the transpose of {dW}", "dW")
def transposed(site: Site) -> Iterator[Step]:
    yield site.with_op(lambda x, dz: dz.mT @ x, site.step.inputs[:2], WHOLE)


@notation("{}[-1:]", "{}[-1:]", "{}[-1:]", elementwise=False)
def last_row(v: Array) -> Array:
    """The last sample alone, v (n, o) -> (1, o)."""
    return v[..., -1:, :]


@mistake("last-sample", "only the last sample counts: each sample's gradient overwrites the one before", "dW", "db")
def last_sample(site: Site) -> Iterator[Step]:
    if site.judged.samples < 2:
        return
    if site.kind == "db":
        yield site.with_op(lambda dz: np.add.reduce(last_row(dz), axis=-2), shapes="No->o")
        yield site.with_op(lambda dz: dz.shape[-2] * np.add.reduce(last_row(dz), axis=-2), shapes="No->o")
        return
    two = site.step.inputs[:2]
    yield site.with_op(lambda x, dz: last_row(x).mT @ last_row(dz), two, "Ni,No->io")
    yield site.with_op(lambda x, dz: dz.shape[-2] * (last_row(x).mT @ last_row(dz)), two, "Ni,No->io")


@mistake("elementwise", "`*` stands where `@` belongs: products are not summed over the samples", "dW")
def elementwise(site: Site) -> Iterator[Step]:
    two = site.step.inputs[:2]
    yield site.with_op(lambda x, dz: x * dz, two, "IO,IO->io")
    yield site.with_op(lambda x, dz: np.add.reduce(x * dz, axis=-2), two, "NO,NO->o")
    yield site.with_op(lambda x, dz: np.add.reduce(x * dz, axis=-2, keepdims=True), two, "NO,NO->io")
    yield site.with_op(lambda x, dz: x.mT * dz, two, WHOLE)
    yield site.with_op(lambda x, dz: x.mT * dz.mT, two, WHOLE)
    yield site.with_op(lambda x, dz: np.add.reduce(x * dz, axis=-2) / dz.shape[-2], two, "NO,NO->o")


@mistake("penalty-left-out", "the penalty is left out of {dW}", "dW")
def no_penalty(site: Site) -> Iterator[Step]:
    if len(site.step.inputs) == 4:
        op = site.step.op
        yield site.with_op(lambda x, dz, W, rate: op(x, dz, 0 * W, rate))


@mistake("penalty-twice", "the penalty is in {dW} twice", "dW")
def penalty_twice(site: Site) -> Iterator[Step]:
    if len(site.step.inputs) == 4:
        op = site.step.op
        yield site.with_op(lambda x, dz, W, rate: op(x, dz, W, rate + rate))


@mistake("", "the penalty is divided by n in {dW}; that is a convention", "dW", harmless=True)
def penalty_by_samples(site: Site) -> Iterator[Step]:
    if len(site.step.inputs) == 4 and site.judged.samples > 1:
        op = site.step.op
        yield site.with_op(lambda x, dz, W, rate: op(x, dz, W, rate / dz.shape[-2]))


@mistake("", "it is the sum over all entries of your {dz}, which is n×n", "db", harmless=True)
def over_all_pairs(site: Site) -> Iterator[Step]:
    """What a y that was broadcast makes of one output's bias."""
    dz, op = site.number(site.names["dz"]), site.step.op
    if site.judged.outputs == 1 and site.last and dz is not None and dz.value.ndim == 2 and dz.value.shape[1] > 1:
        yield site.with_op(lambda dz: np.add.reduce(op(dz), axis=-1, keepdims=True), shapes="NO->o")


@mistake("db-mean", "{db} is the mean over the samples, not the sum: {dz} has its 1/n already", "db")
def by_mean(site: Site) -> Iterator[Step]:
    if site.judged.samples > 1:
        op = site.step.op
        yield site.with_op(lambda dz: op(dz) / dz.shape[-2])


@mistake("db-not-summed", "{db} is {dz} itself: not summed over the samples", "db")
def not_summed(site: Site) -> Iterator[Step]:
    yield site.with_op(np.positive, shapes="no->no")
    yield site.with_op(lambda dz: dz / dz.shape[-2], shapes="no->no")


@mistake("db-axis", "{db} is summed over the units of each sample, not over the samples of each unit", "db")
def other_axis(site: Site) -> Iterator[Step]:
    yield site.with_op(lambda dz: np.add.reduce(dz, axis=-1), shapes="nO->n")
    yield site.with_op(lambda dz: np.add.reduce(dz, axis=-1, keepdims=True), shapes="nO->no")
    yield site.with_op(lambda dz: np.add.reduce(dz, axis=-1) / dz.shape[-2], shapes="nO->n")
    yield site.with_op(lambda dz: np.add.reduce(dz, axis=-1, keepdims=True) / dz.shape[-2], shapes="nO->no")


@mistake("db-one-number", "{db} is one number for all units: the sum over everything", "db")
def one_for_all(site: Site) -> Iterator[Step]:
    if site.judged.config.network.sizes[site.layer] < 2:
        return
    for power in (0, 1):
        for keep in (False, True):
            yield site.with_op(_over_all(power, keep), shapes="NO->")
        yield site.with_op(_over_all_spread(power), shapes="NO->o")


def _over_all(power: int, keep: bool) -> Op:
    def summed(dz: Array) -> Array:
        made: Array = np.add.reduce(dz, axis=(-2, -1), keepdims=True)
        made = made if keep else np.add.reduce(dz, axis=(-2, -1))
        return made / dz.shape[-2] ** power if power else made

    return summed


def _over_all_spread(power: int) -> Op:
    def spread(dz: Array) -> Array:
        made = np.add.reduce(dz, axis=(-2, -1), keepdims=True) + 0 * np.add.reduce(dz, axis=-2, keepdims=True)
        return np.add.reduce(made / dz.shape[-2] ** power if power else made, axis=-2)

    return spread


ENTRIES = (
    own_output,
    z_for_a,
    weight,
    no_input,
    transposed,
    last_sample,
    elementwise,
    penalty_by_samples,
    over_all_pairs,
    no_penalty,
    penalty_twice,
    by_mean,
    not_summed,
    other_axis,
    one_for_all,
)
