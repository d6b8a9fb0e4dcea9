"""Mistakes of the slope: left out, taken of the wrong thing, taken twice, that of another activation."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator

import numpy as np

from glassnet.core.activations import leaky_relu_slope, relu_slope, sigmoid_slope, softmax, softmax_dz, tanh_slope
from glassnet.core.op import Op
from glassnet.core.ops import LOSSES, Array
from glassnet.core.program import Step
from glassnet.scenarios.judge.catalogue.entry import DELTA, Site, mistake

PLAIN: dict[str, Op] = {  # slopes as they are worked out, whatever they are taken of
    "sigmoid": inspect.unwrap(sigmoid_slope),
    "tanh": inspect.unwrap(tanh_slope),
    "relu": inspect.unwrap(relu_slope),
    "leaky_relu": inspect.unwrap(leaky_relu_slope),
}
READS_A = ("sigmoid", "tanh")
BOTH = "no,no->no"


def _chained(slope: Op) -> Op:
    return lambda da, at: da * slope(at)


def _is_chain(site: Site) -> bool:
    """Whether the step is da times an elementwise slope."""
    return site.kind == "dz" and site.activation.name in PLAIN


def _is_fused(site: Site) -> bool:
    """Whether the step is loss and activation taken together."""
    return site.kind == DELTA and site.step.output.startswith("dz")


def _apart(site: Site) -> Op:
    """The derivative of a fused loss by its outputs."""
    op = LOSSES[site.judged.loss].apart
    assert op is not None
    return op


@mistake("slope-left-out", "the slope of {unit} is left out", "dz", DELTA, "dW", "db")
def left_out(site: Site) -> Iterator[Step]:
    da, dz, entry = site.names["da"], site.names["dz"], site.activation
    if site.kind == "dz" and (entry.reads or entry.mixes):
        yield site.with_op(np.positive, (da,), "no->no")
    elif _is_fused(site):
        yield site.with_op(_apart(site))
        derivative = _apart(site)
        yield site.with_op(lambda a, y: derivative(a, y) * y.shape[-2])
    elif site.kind in ("dW", "db") and da in site.trace.steps and site.activation.reads:
        yield site.reading(*(da if name == dz else name for name in site.step.inputs))


@mistake("slope-at-other", "the slope of {unit} is worked out from {z}, but this formula wants {a}", "dz")
def at_other(site: Site) -> Iterator[Step]:
    if _is_chain(site) and site.activation.name in READS_A:
        yield site.with_op(_chained(PLAIN[site.activation.name]), (site.step.inputs[0], site.names["z"]))


@mistake("slope-twice", "the slope is taken at {a} as if that were {z}: the activation runs twice", "dz")
def twice(site: Site) -> Iterator[Step]:
    if not (_is_chain(site) and site.activation.name in READS_A):
        return
    slope, forward = PLAIN[site.activation.name], site.activation.forward
    yield site.with_op(lambda da, a: da * slope(forward(a)))
    yield site.with_op(lambda da, a: da * slope(a) * slope(a))


@mistake("slope-of-error", "the slope is taken of the error, not of the answer {a}", "dz", DELTA)
def of_error(site: Site) -> Iterator[Step]:
    if not (_is_chain(site) or _is_fused(site)) or site.activation.name == "softmax":
        return
    names = [site.activation.name] if site.activation.name in READS_A else list(READS_A)
    forward = site.activation.forward
    for name in names:
        slope = PLAIN[name]
        if site.last:
            inputs = (site.names["a"], "y")
            for form in _of_error(slope, forward):
                yield site.with_op(form, inputs, BOTH)
        if site.kind == "dz":
            da = (site.step.inputs[0],)
            yield site.with_op(lambda da, slope=slope: slope(da), da, "no->no")
            yield site.with_op(lambda da, slope=slope: da * slope(da), da, "no->no")
            yield site.with_op(lambda da, slope=slope: da * slope(forward(da)), da, "no->no")


def _of_error(slope: Op, forward: Op) -> list[Callable[[Array, Array], Array]]:
    return [
        lambda a, y: slope(a - y),
        lambda a, y: slope(y - a),
        lambda a, y: (a - y) * slope(a - y),
        lambda a, y: (a - y) * slope(y - a),
        lambda a, y: (y - a) * slope(y - a),
        lambda a, y: (a - y) * slope(forward(a - y)),
        lambda a, y: (a - y) * slope(a - y) / y.shape[-2],
        lambda a, y: (a - y) * slope(y - a) / y.shape[-2],
    ]


@mistake("value-for-slope", "the value {a} stands where its slope belongs", "dz", DELTA)
def value(site: Site) -> Iterator[Step]:
    if site.kind == "dz" and site.activation.name != "identity":
        yield site.with_op(lambda da, a: da * a, (site.step.inputs[0], site.names["a"]), BOTH)
    elif _is_fused(site):
        op = site.step.op
        yield site.with_op(lambda a, y: op(a, y) * a)


@mistake("slope-after-fused", "{a} - y has the slope of {unit} in it already; it is multiplied once more", DELTA)
def after_fused(site: Site) -> Iterator[Step]:
    if not _is_fused(site):
        return
    op = site.step.op
    yield site.with_op(lambda a, y: op(a, y) * (a * (1 - a)))
    if site.activation.mixes:
        yield site.with_op(lambda a, y: softmax_dz(op(a, y), a), shapes="nO,nO->no")


@mistake("softmax-slope-from-z", "the slope of softmax is worked out from {z}, but this formula wants {a}", DELTA, "dz")
def from_scores(site: Site) -> Iterator[Step]:
    if not site.activation.mixes:
        return
    a, z = site.names["a"], site.names["z"]
    if site.kind == "dz":
        da = site.step.inputs[0]
        yield site.with_op(softmax_dz, (da, z))
        yield site.with_op(lambda da, z: da * (z * (1 - z)), (da, z), BOTH)
        yield site.with_op(lambda da, a: softmax_dz(da, softmax(a)), (da, a))
        return
    op, apart = site.step.op, _apart(site)
    yield site.with_op(lambda a, y, z: op(a, y) * (z * (1 - z)), (a, "y", z), "no,no,no->no")
    yield site.with_op(lambda a, y, z: softmax_dz(op(a, y), z), (a, "y", z), "nO,nO,nO->no")
    yield site.with_op(lambda a, y, z: softmax_dz(apart(a, y), z), (a, "y", z), "nO,nO,nO->no")
    yield site.with_op(lambda a, y: softmax_dz(op(a, y), softmax(a)), shapes="nO,nO->no")
    yield site.with_op(lambda a, y: softmax_dz(apart(a, y), softmax(a)), shapes="nO,nO->no")


@mistake("other-slope", "the slope is not that of {unit} but of another activation", "dz")
def other(site: Site) -> Iterator[Step]:
    if site.kind != "dz" or site.activation.mixes:
        return
    da, a, z = site.step.inputs[0], site.names["a"], site.names["z"]
    for name, slope in PLAIN.items():
        if name == site.activation.name:
            continue
        if name in READS_A:
            yield site.with_op(_chained(slope), (da, a), BOTH)
            yield site.with_op(_chained(lambda z, slope=slope, name=name: slope(_forward(name)(z))), (da, z), BOTH)
        yield site.with_op(_chained(slope), (da, z), BOTH)


def _forward(name: str) -> Op:
    from glassnet.core.ops import ACTIVATIONS

    forward: Op = ACTIVATIONS[name].forward
    return forward


@mistake("relu-from-da", "the slope of {unit} is read off the sign of {da}, not of {z}", "dz")
def from_da(site: Site) -> Iterator[Step]:
    if site.kind == "dz" and site.activation.name in ("relu", "leaky_relu"):
        slope = PLAIN[site.activation.name]
        yield site.with_op(lambda da: da * slope(da), site.step.inputs[:1], "no->no")


@mistake("matmul-for-product", "`@` stands where `*` belongs: each entry has its own slope", "dz")
def matmul(site: Site) -> Iterator[Step]:
    if not _is_chain(site):
        return
    slope, inputs = PLAIN[site.activation.name], site.step.inputs
    yield site.with_op(lambda da, at: da @ slope(at), inputs, "nO,OO->no")
    yield site.with_op(lambda da, at: da @ slope(at).mT, inputs, "NO,NO->no")
    yield site.with_op(lambda da, at: da.mT @ slope(at), inputs, "NO,NO->no")


@mistake("", "at exactly 0 the slope of {unit} is taken as 1 (`z >= 0`); that is a convention", "dz", harmless=True)
def at_zero(site: Site) -> Iterator[Step]:
    if site.activation.name not in ("relu", "leaky_relu"):
        return
    z = site.number(site.names["z"])
    if z is None or not (z.value == 0).any():
        return
    low = 0.0 if site.activation.name == "relu" else 0.01
    yield site.with_op(
        lambda da, z: da * np.maximum(np.greater_equal(z, 0), low), (site.step.inputs[0], site.names["z"])
    )


@mistake("", "it was changed in place: it is {dz} already; that is a convention", "da", harmless=True)
def in_place(site: Site) -> Iterator[Step]:
    if site.activation.name != "relu":
        return
    reads = (*site.step.inputs, site.names["z"])
    yield site.with_op(lambda dz, W, z: dz @ W.mT * (z > 0), reads, "no,io,ni->ni")
    yield site.with_op(lambda dz, W, z: dz @ W.mT * np.greater_equal(z, 0), reads, "no,io,ni->ni")


ENTRIES = (
    at_zero,
    in_place,
    left_out,
    at_other,
    twice,
    of_error,
    after_fused,
    from_scores,
    value,
    from_da,
    other,
    matmul,
)
