"""Mistakes on the way back from one layer to the one below: through which weights, and what is sent."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from glassnet.core.ops import Array
from glassnet.core.program import Step
from glassnet.scenarios.judge.catalogue.entry import Site, mistake
from glassnet.scenarios.judge.names import NEW

ALL = "NO,IO->ni"  # both operands whole


@mistake("updated-first", "W{up} was already updated when the error was sent back through it", "da")
def updated_first(site: Site) -> Iterator[Step]:
    dz, W = site.step.inputs
    yield site.reading(dz, f"{W}{NEW}")


@mistake("gradient-for-weight", "the error is sent back through dW{up}, not through W{up}", "da")
def through_gradient(site: Site) -> Iterator[Step]:
    dz, W = site.step.inputs
    yield site.reading(dz, f"d{W}")


@mistake("weights-summed", "every unit gets the sum of all weights, not its own W{up}", "da")
def summed(site: Site) -> Iterator[Step]:
    yield site.with_op(_column_sums, shapes=ALL)
    yield site.with_op(
        lambda dz, W: np.add.reduce(dz, axis=-1, keepdims=True) @ np.add.reduce(W, axis=-1, keepdims=True).mT,
        shapes=ALL,
    )
    yield site.with_op(_all_summed, shapes=ALL)


def _column_sums(dz: Array, W: Array) -> Array:
    return dz @ (0 * W + np.add.reduce(W, axis=-2, keepdims=True)).mT


def _all_summed(dz: Array, W: Array) -> Array:
    return (
        np.add.reduce(dz, axis=-1, keepdims=True)
        @ (0 * W[..., :, :1] + np.add.reduce(W, axis=(-2, -1), keepdims=True)).mT
    )


@mistake("not-sent-back", "the error of the layer above is taken as it is, without W{up}", "da")
def not_sent(site: Site) -> Iterator[Step]:
    dz, _ = site.step.inputs
    sizes = site.judged.config.network.sizes
    for name in (dz, dz.replace("dz", "da")):
        if not site.has(name):
            continue
        if sizes[site.layer + 1] in (1, sizes[site.layer]):
            yield site.with_op(lambda error, a: error + 0 * a, (name, site.names["a"]), "NO,NI->ni")
        if sizes[site.layer + 1] > 1:
            yield site.with_op(_spread, (name, site.names["a"]), "NO,NI->ni")


def _spread(error: Array, a: Array) -> Array:
    return np.add.reduce(error, axis=-1, keepdims=True) + 0 * a


@mistake("sent-from-da", "da{up} is sent back, not dz{up}: the slope of the layer above is skipped", "da")
def from_da(site: Site) -> Iterator[Step]:
    dz, W = site.step.inputs
    da = dz.replace("dz", "da")
    if site.has(da) and site.judged.activation(site.layer + 1).name != "identity":
        yield site.reading(da, W)


@mistake("sent-value", "the activation a{up} is sent back, not the error dz{up}", "da")
def value(site: Site) -> Iterator[Step]:
    dz, W = site.step.inputs
    yield site.reading(dz.replace("dz", "a"), W)
    yield site.reading(dz.replace("dz", "z"), W)


@mistake("untransposed", "W{up} is not transposed; the layer is square, so the shapes fit all the same", "da")
def untransposed(site: Site) -> Iterator[Step]:
    sizes = site.judged.config.network.sizes
    if sizes[site.layer] == sizes[site.layer + 1] > 1:
        yield site.with_op(lambda dz, W: dz @ W, shapes="nO,OI->ni")


@mistake("elementwise", "`*` stands where `@` belongs: products are not summed", "da")
def elementwise(site: Site) -> Iterator[Step]:
    yield site.with_op(lambda dz, W: dz * W.mT, shapes=ALL)
    yield site.with_op(lambda dz, W: dz * W, shapes=ALL)


ENTRIES = (
    updated_first,
    through_gradient,
    summed,
    not_sent,
    from_da,
    value,
    untransposed,
    elementwise,
)
