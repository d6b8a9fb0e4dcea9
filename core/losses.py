"""Losses and their derivatives: written as all formulas of the engine are (see `ops.py`).

A new loss is two functions and a new entry of `LOSSES`. Knows the names of activations; knows nothing of layers.
"""

from __future__ import annotations

from collections.abc import Mapping

from glassnet.core.activations import ACTIVATIONS
from glassnet.core.deferred import dataclass, np
from glassnet.core.op import Array, Op, by_name, notation


@notation("mean {}", "{}.mean()", "{}.mean()", elementwise=False)
def mean(v: Array) -> Array:
    """The mean over all entries of v (n, k) -> ()."""
    return np.add.reduce(v, axis=(-2, -1)) / (v.shape[-2] * v.shape[-1])


def mse(a: Array, y: Array) -> Array:
    """How far off is the answer? Squared, so that both sides count; 0 is perfect.

    a (n, k), y (n, k) -> ().
    """
    return mean(np.square(a - y))


def mse_da(a: Array, y: Array) -> Array:
    """How the loss changes with each output: twice its error, over their number.

    a (n, k), y (n, k) -> (n, k).
    """
    return 2 * (a - y) / (y.shape[-2] * y.shape[-1])


def half_squares(a: Array, y: Array) -> Array:
    """How far off, in half squares summed over the outputs? The slope has no 2.

    a (n, k), y (n, k) -> ().
    """
    return np.add.reduce(np.square(a - y), axis=(-2, -1)) / 2 / y.shape[-2]


def half_squares_da(a: Array, y: Array) -> Array:
    """How the loss changes with each output: its error, over the samples.

    a (n, k), y (n, k) -> (n, k).
    """
    return (a - y) / y.shape[-2]


@notation(torch="F.binary_cross_entropy_with_logits({0}, {1})", elementwise=False)
def binary_cross_entropy(z: Array, y: Array) -> Array:
    """How surprised is the network by the truth? Sure and wrong costs most.

    z (n, k), y (n, k) -> (). Read from z, where it cannot overflow: max(z, 0) - z·y + log(1 + exp(-|z|)).
    """
    return mean(np.maximum(z, 0) - z * y + np.log1p(np.exp(-np.absolute(z))))


def binary_cross_entropy_dz(a: Array, y: Array) -> Array:
    """Loss and σ together have a simple slope: answer minus target, averaged.

    a (n, k), y (n, k) -> (n, k).
    """
    return (a - y) / (y.shape[-2] * y.shape[-1])


def binary_cross_entropy_da(a: Array, y: Array) -> Array:
    """How the loss changes with each output: (1 - y)/(1 - a) where a should be 0, -y/a where it should be 1.

    a (n, k), y (n, k) -> (n, k).
    """
    return ((1 - y) / (1 - a) - y / a) / (y.shape[-2] * y.shape[-1])


@notation("log softmax({})", torch="torch.log_softmax({}, dim=1)", elementwise=False)
def log_softmax(z: Array) -> Array:
    """The logarithm of softmax(z) by log-sum-exp, (n, k) -> (n, k)."""
    shifted = z - np.maximum.reduce(z, axis=-1, keepdims=True)
    return shifted - np.log(np.add.reduce(np.exp(shifted), axis=-1, keepdims=True))


def cross_entropy(z: Array, y: Array) -> Array:
    """How surprised is it by the true class? -log of its probability, averaged.

    z (n, k), y (n, k) one row of shares that sum to 1 a sample -> (). Read from z, where it cannot overflow.
    """
    return -np.add.reduce(y * log_softmax(z), axis=(-2, -1)) / y.shape[-2]


def cross_entropy_dz(a: Array, y: Array) -> Array:
    """Loss and softmax together have a simple slope: probability minus target.

    a (n, k), y (n, k) -> (n, k).
    """
    return (a - y) / y.shape[-2]


def cross_entropy_da(a: Array, y: Array) -> Array:
    """How the loss changes with each probability: only that of the true class counts.

    a (n, k), y (n, k) -> (n, k).
    """
    return -y / a / y.shape[-2]


@dataclass(frozen=True)
class Loss:
    """One loss function.

    forward: what it `reads` of the output layer ("a" or "z") and y -> loss.
    backward: aL and y -> `gives` ("da", or "dz" where loss and activation are taken together).
    apart: where it gives dz, aL and y -> da, for whoever takes loss and activation apart.
    outputs: the output activations it may stand with.
    shares: whether targets must be from 0 to 1, as both cross-entropies take them.
    rounds_at: the size of the numbers that a loss near 0 is a difference of; for the gradient check.
    """

    name: str
    forward: Op
    backward: Op
    reads: str
    gives: str
    outputs: tuple[str, ...]
    apart: Op | None = None
    shares: bool = False
    rounds_at: float = 0.0


SEPARATE = tuple(name for name, entry in ACTIVATIONS.items() if entry.backward)  # with a slope of their own
LOSSES: Mapping[str, Loss] = by_name(
    Loss("mse", mse, mse_da, "a", "da", SEPARATE),
    Loss("half_squares", half_squares, half_squares_da, "a", "da", SEPARATE),
    Loss(
        "binary_cross_entropy", binary_cross_entropy, binary_cross_entropy_dz, "z", "dz", ("sigmoid",),
        binary_cross_entropy_da, shares=True,
    ),
    Loss(
        "cross_entropy", cross_entropy, cross_entropy_dz, "z", "dz", ("softmax",), cross_entropy_da,
        shares=True, rounds_at=1.0,
    ),
)  # fmt: skip
