"""Activations and their slopes, and softmax: written as all formulas of the engine are (see `ops.py`).

A new activation is a function, its slope and a new entry of `ACTIVATIONS`. Knows nothing of layers and losses.
"""

from __future__ import annotations

from collections.abc import Mapping

from glassnet.core.deferred import dataclass, np
from glassnet.core.op import Array, Op, by_name, notation, sentence


@notation("{}", "{}.copy()", "{}.clone()")
def identity(z: Array) -> Array:
    """Lets every sum through as it is: a linear layer."""
    return np.positive(z)


def identity_dz(da: Array) -> Array:
    """The slope of identity is 1 everywhere, so dz is da."""
    return np.positive(da)


@notation("tanh({})")
def tanh(z: Array) -> Array:
    """Bends every sum into the range -1 to 1: steep around 0, flat far out."""
    return np.tanh(z)


@notation("tanh′({z})")
def tanh_slope(a: Array) -> Array:
    """1 - a²: 1 at z = 0, nearly 0 where the unit is saturated."""
    return 1 - np.square(a)


@notation("relu({})", torch="torch.relu({})")
def relu(z: Array) -> Array:
    """Keeps what is positive, makes the rest 0: the bend that lets layers do more."""
    return np.maximum(z, 0)


@notation("relu′({})")
def relu_slope(z: Array) -> Array:
    """1 where z > 0, else 0: so at 0 too."""
    return z > 0


@notation("leaky_relu({})", torch="F.leaky_relu({})")
def leaky_relu(z: Array) -> Array:
    """Keeps what is positive, and lets a hundredth of the rest leak through."""
    return np.maximum(z, 0.01 * z)


@notation("leaky_relu′({})")
def leaky_relu_slope(z: Array) -> Array:
    """1 where z > 0, else 0.01: so at 0 too."""
    return np.maximum(z > 0, 0.01)


@notation("σ({})", torch="torch.sigmoid({})")
def sigmoid(z: Array) -> Array:
    """Squeezes every sum into the range 0 to 1, to be read as a degree of yes."""
    return 1 / (1 + np.exp(-z))


@notation("σ′({z})")
def sigmoid_slope(a: Array) -> Array:
    """a·(1 - a): at most a quarter, nearly 0 where the unit is saturated."""
    return a * (1 - a)


@notation("softmax({})", torch="torch.softmax({}, dim=1)", elementwise=False)
def softmax(z: Array) -> Array:
    """Turns each sample's scores into probabilities that add up to 1.

    The largest score is taken off first, which changes nothing but keeps exp from overflowing.
    """
    raised = np.exp(z - np.maximum.reduce(z, axis=-1, keepdims=True))
    return raised / np.add.reduce(raised, axis=-1, keepdims=True)


def chain(slope: Op) -> Op:
    """The chain rule for an elementwise activation with this slope, which its docstring tells before a colon."""

    def activation_dz(da: Array, at: Array) -> Array:
        return da * slope(at)

    what = sentence(slope).partition(":")[0]
    activation_dz.__doc__ = f"Chain rule: da, times the slope of a at this z: {what}."
    return activation_dz


def softmax_dz(da: Array, a: Array) -> Array:
    """Chain rule through softmax, where every output depends on every z of its row.

    da (n, k), a (n, k) -> (n, k). One output alone: a_k changes with its own z_k by a_k·(1 - a_k), with another z_j by
    -a_k·a_j.
    """
    return a * (da - np.add.reduce(da * a, axis=-1, keepdims=True))


@dataclass(frozen=True)
class Activation:
    """One activation function.

    name, symbol: in files, in formulas.
    forward: z (n, o) -> a (n, o).
    backward: da and what it `reads` ("z", "a" or nothing) -> dz; None where the loss gives dz at once.
    apart: of one without `backward`, da and a -> dz, for whoever takes loss and activation apart.
    mixes: whether an entry of a depends on all of its row's z (softmax).
    kinks: z at which the slope jumps, for the gradient check.
    limits: the range of a, for pictures.
    """

    name: str
    symbol: str
    forward: Op
    backward: Op | None
    reads: str
    apart: Op | None = None
    mixes: bool = False
    kinks: tuple[float, ...] = ()
    limits: tuple[float, float] = (-float("inf"), float("inf"))

    @property
    def can_die(self) -> bool:
        """Whether it is 0, and flat, on one whole side of z: a unit can be so for every sample (relu)."""
        return self.limits == (0.0, float("inf"))

    def slope(self, z: Array) -> Array:
        """da/dz at z, any shape of at least 2 axes. Raises TypeError for softmax, whose slope is a matrix."""
        if self.backward is None:
            raise TypeError(f"{self.name} has no slope for a single z")
        ones = np.ones_like(z)
        if not self.reads:
            return self.backward(ones)
        return self.backward(ones, z if self.reads == "z" else self.forward(z))


ACTIVATIONS: Mapping[str, Activation] = by_name(
    Activation("identity", "identity", identity, identity_dz, ""),
    Activation("tanh", "tanh", tanh, chain(tanh_slope), "a", limits=(-1.0, 1.0)),
    Activation("relu", "relu", relu, chain(relu_slope), "z", kinks=(0.0,), limits=(0.0, float("inf"))),
    Activation("leaky_relu", "leaky_relu", leaky_relu, chain(leaky_relu_slope), "z", kinks=(0.0,)),
    Activation("sigmoid", "σ", sigmoid, chain(sigmoid_slope), "a", limits=(0.0, 1.0)),
    Activation("softmax", "softmax", softmax, None, "", softmax_dz, mixes=True, limits=(0.0, 1.0)),
)
