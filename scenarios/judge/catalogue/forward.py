"""Mistakes on the way forward: sums and activations."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from glassnet.core.activations import identity
from glassnet.core.ops import ACTIVATIONS, Array
from glassnet.core.program import Step
from glassnet.scenarios.judge.catalogue.entry import Site, mistake
from glassnet.scenarios.judge.catalogue.numbers import one_number


@mistake("bias-left-out", "the bias {b} is not added", "z")
def bias_left_out(site: Site) -> Iterator[Step]:
    yield site.with_op(lambda x, W: x @ W, site.step.inputs[:2], "ni,io->no")


@mistake("untransposed", "{W} is read the wrong way round; the layer is square, so the shapes fit all the same", "z")
def turned_forward(site: Site) -> Iterator[Step]:
    sizes = site.judged.config.network.sizes
    if sizes[site.layer - 1] == sizes[site.layer]:
        yield site.with_op(lambda x, W, b: x @ W.mT + b[..., None, :], shapes="ni,oi,o->no")


@mistake("activation-left-out", "{a} is {z} itself: the {unit} is left out", "a")
def left_out(site: Site) -> Iterator[Step]:
    if site.activation.name != "identity":
        yield site.with_op(identity, shapes="no->no")


@mistake("activation-twice", "the activation is applied twice", "a")
def twice(site: Site) -> Iterator[Step]:
    if site.activation.name not in ("identity", "relu"):
        forward = site.activation.forward
        yield site.with_op(lambda z: forward(forward(z)))


@mistake("softmax-axis", "softmax runs over the samples, not over the outputs of each", "a")
def over_samples(site: Site) -> Iterator[Step]:
    if site.activation.mixes:
        yield site.with_op(lambda z: np.exp(z) / np.add.reduce(np.exp(z), axis=-2, keepdims=True), shapes="NO->no")


@mistake("softmax-whole", "softmax divides by the sum over all samples, not by that of each", "a")
def over_all(site: Site) -> Iterator[Step]:
    if site.activation.mixes:
        yield site.with_op(
            lambda z: np.exp(z) / np.add.reduce(np.exp(z), axis=(-2, -1), keepdims=True), shapes="NO->no"
        )


@mistake("divided-by-sum", "softmax without exp: each score is divided by their sum", "a")
def without_exp(site: Site) -> Iterator[Step]:
    if site.activation.mixes:
        yield site.with_op(lambda z: z / np.add.reduce(z, axis=-1, keepdims=True))


@mistake("other-activation", "{a} is not {unit} of {z} but another activation", "a")
def other(site: Site) -> Iterator[Step]:
    for name, entry in ACTIVATIONS.items():
        if name not in (site.activation.name, "identity") and (site.last or not entry.mixes):
            yield site.with_op(entry.forward, shapes="nO->no" if entry.mixes else "no->no")


@mistake("other-leak", "the leak of {unit} is another number than 0.01", "a", "dz", free=True)
def other_leak(site: Site) -> Iterator[Step]:
    leaking = site.kind == "a"
    if site.activation.name not in ("leaky_relu", "relu"):
        return
    source, result, z = (site.number(name) for name in (site.step.inputs[0], site.step.output, site.names["z"]))
    if source is None or result is None or z is None or source.value.shape != result.value.shape != ():
        return
    below = z.value < 0
    leak = one_number(result.value[below], source.value[below], result.error[below])
    if leak is None or abs(leak) < 1e-9 or any(abs(leak - known) < 1e-9 for known in (0.01, 1.0)):
        return

    def leaky(z: Array) -> Array:
        return np.maximum(z, leak * z)

    def sloping(da: Array, z: Array) -> Array:
        return da * np.maximum(z > 0, leak)

    if leaking:
        yield site.with_op(leaky)
    else:
        yield site.with_op(sloping, (site.step.inputs[0], site.names["z"]), "no,no->no")


ENTRIES = (
    bias_left_out,
    left_out,
    twice,
    over_samples,
    over_all,
    without_exp,
    other,
    other_leak,
    turned_forward,
)
