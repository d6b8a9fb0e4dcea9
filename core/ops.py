"""Every formula of the engine, forward beside backward: pure functions, arrays in, a fresh array out.

The functions know nothing of networks, names or time; `program.py` strings them together.
They are written so that one definition serves every reading of it (arrays, `terms.py`, `names.py`):

* NumPy ufuncs and `@` only, axes counted from the end, so that one more leading axis works;
* divisors come from the shape of an operand, never of an intermediate result;
* a `notation` says how a function is written in formulas; no op looks at what it is given.

The first line of an op's docstring is the sentence a learner reads when its step runs.
Letters in shapes: n samples, i inputs of a layer, o its units, k outputs.
A new activation, loss, optimizer or regularizer is a new entry of a table in this file.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeAlias

from glassnet.core.deferred import np

Array: TypeAlias = Any  # a float64 array, or what stands for one in another reading
Op: TypeAlias = Callable[..., Array]


@dataclass(frozen=True)
class Notation:
    """How a function is written where not as its body is: `{}` stands for its argument, `{0}` and `{1}` for its two.

    formula: in formulas, `σ({})`. `{z}` stands for the z of the layer whose a is the argument.
    numpy: in NumPy code, where NumPy has a shorter word than the function's own body.
    torch: in PyTorch code, where it has a word of its own: at a kink its derivative is ours, which that of the
        body need not be.
    elementwise: whether each entry of the result depends on the same entry of the argument alone.
    """

    formula: str | None = None
    numpy: str | None = None
    torch: str | None = None
    elementwise: bool = True


def notation(
    formula: str | None = None, numpy: str | None = None, torch: str | None = None, *, elementwise: bool = True
) -> Callable[[Op], Op]:
    """Say how a function is written; see `Notation`."""
    marks = Notation(formula, numpy, torch, elementwise)

    def mark(function: Op) -> Op:
        @functools.wraps(function)
        def op(*args: Array) -> Array:
            result = function(*args)
            written = getattr(result, "written", None)  # arrays have none and pass through
            return result if written is None else written(marks, args)

        return op

    return mark


def sentence(op: Op) -> str:
    """What an op does and why, in one plain sentence: the first line of its docstring."""
    return (inspect.getdoc(op) or "").split("\n", 1)[0]


# --- a batch -------------------------------------------------------------------------------


def take_rows(data: Array, rows: Array) -> Array:
    """Picks the samples of this mini-batch out of the training data.

    data (N, i), rows (n,) whole numbers -> (n, i).
    """
    return data[..., rows, :]


# --- a dense layer -------------------------------------------------------------------------


def affine(x: Array, W: Array, b: Array) -> Array:
    """Each unit adds up its inputs times their weights, and its bias.

    x (n, i), W (i, o), b (o) -> (n, o).
    """
    return x @ W + b[..., None, :]


def affine_dW(x: Array, dz: Array) -> Array:
    """For each weight: its input times dz of its unit, summed over the samples.

    x (n, i), dz (n, o) -> (i, o).
    """
    return x.mT @ dz


def affine_db(dz: Array) -> Array:
    """For each bias: dz of its unit, summed over the samples; its input is 1.

    dz (n, o) -> (o).
    """
    return np.add.reduce(dz, axis=-2)


def affine_dx(dz: Array, W: Array) -> Array:
    """Sends the blame back: each unit gets its weights' share of the dz it fed.

    dz (n, o), W (i, o) -> (n, i).
    """
    return dz @ W.mT


# --- activations and their slopes ----------------------------------------------------------


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
    """1 where z > 0, else 0, and 0 at 0."""
    return z > 0


@notation("leaky_relu({})", torch="F.leaky_relu({})")
def leaky_relu(z: Array) -> Array:
    """Keeps what is positive, and lets a hundredth of the rest leak through."""
    return np.maximum(z, 0.01 * z)


@notation("leaky_relu′({})")
def leaky_relu_slope(z: Array) -> Array:
    """1 where z > 0, else 0.01, and 0.01 at 0."""
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
    """The chain rule for an elementwise activation with this slope."""

    def activation_dz(da: Array, at: Array) -> Array:
        """Chain rule: how the loss changes with a, times the slope of a at this z."""
        return da * slope(at)

    return activation_dz


@dataclass(frozen=True)
class Activation:
    """One activation function.

    name, symbol: in files, in formulas.
    forward: z (n, o) -> a (n, o).
    backward: da and what it `reads` ("z", "a" or nothing) -> dz; None where the loss gives dz at once.
    mixes: whether an entry of a depends on all of its row's z (softmax).
    kinks: z at which the slope jumps, for the gradient check.
    limits: the range of a, for pictures.
    """

    name: str
    symbol: str
    forward: Op
    backward: Op | None
    reads: str
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


def _by_name(*entries: Any) -> Mapping[str, Any]:
    return MappingProxyType({entry.name: entry for entry in entries})


ACTIVATIONS: Mapping[str, Activation] = _by_name(
    Activation("identity", "identity", identity, identity_dz, ""),
    Activation("tanh", "tanh", tanh, chain(tanh_slope), "a", limits=(-1.0, 1.0)),
    Activation("relu", "relu", relu, chain(relu_slope), "z", kinks=(0.0,), limits=(0.0, float("inf"))),
    Activation("leaky_relu", "leaky_relu", leaky_relu, chain(leaky_relu_slope), "z", kinks=(0.0,)),
    Activation("sigmoid", "σ", sigmoid, chain(sigmoid_slope), "a", limits=(0.0, 1.0)),
    Activation("softmax", "softmax", softmax, None, "", mixes=True, limits=(0.0, 1.0)),
)


# --- losses --------------------------------------------------------------------------------


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


@dataclass(frozen=True)
class Loss:
    """One loss function.

    forward: what it `reads` of the output layer ("a" or "z") and y -> loss.
    backward: aL and y -> `gives` ("da", or "dz" where loss and activation are taken together).
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
    shares: bool = False
    rounds_at: float = 0.0


SEPARATE = tuple(name for name, entry in ACTIVATIONS.items() if entry.backward)  # with a slope of their own
LOSSES: Mapping[str, Loss] = _by_name(
    Loss("mse", mse, mse_da, "a", "da", SEPARATE),
    Loss("half_squares", half_squares, half_squares_da, "a", "da", SEPARATE),
    Loss("binary_cross_entropy", binary_cross_entropy, binary_cross_entropy_dz, "z", "dz", ("sigmoid",), shares=True),
    Loss("cross_entropy", cross_entropy, cross_entropy_dz, "z", "dz", ("softmax",), shares=True, rounds_at=1.0),
)


# --- regularization ------------------------------------------------------------------------


def l2_penalty(rate: Array, *weights: Array) -> Array:
    """A price on large weights: half the rate times each square; small ones win.

    rate (), each W (i, o) -> ().
    """
    return rate / 2 * functools.reduce(np.add, (np.add.reduce(np.square(W), axis=(-2, -1)) for W in weights))


def affine_dW_l2(x: Array, dz: Array, W: Array, rate: Array) -> Array:
    """Each weight: its input times dz over the samples, and the penalty's pull.

    x (n, i), dz (n, o), W (i, o), rate () -> (i, o).
    """
    return affine_dW(x, dz) + rate * W


def l1_penalty(rate: Array, *weights: Array) -> Array:
    """A price on every weight by its size: all are pulled to 0 equally hard.

    rate (), each W (i, o) -> ().
    """
    return rate * functools.reduce(np.add, (np.add.reduce(np.absolute(W), axis=(-2, -1)) for W in weights))


def affine_dW_l1(x: Array, dz: Array, W: Array, rate: Array) -> Array:
    """Each weight: its input times dz over the samples, and a steady pull to 0.

    x (n, i), dz (n, o), W (i, o), rate () -> (i, o). The slope of |w| at 0 is taken as 0.
    """
    return affine_dW(x, dz) + rate * np.sign(W)


@dataclass(frozen=True)
class Regularization:
    """A penalty on the weights and the weight gradient that includes it."""

    name: str
    penalty: Op | None
    affine_dW: Op
    kinks: tuple[float, ...] = ()


REGULARIZATIONS: Mapping[str, Regularization] = _by_name(
    Regularization("none", None, affine_dW),
    Regularization("l2", l2_penalty, affine_dW_l2),
    Regularization("l1", l1_penalty, affine_dW_l1, kinks=(0.0,)),
)


# --- optimizers ----------------------------------------------------------------------------


def sgd(w: Array, dw: Array, lr: Array) -> Array:
    """Downhill: each number moves against its gradient, by the learning rate.

    w, dw of one shape, lr () -> that shape.
    """
    return w - lr * dw


def momentum_v(v: Array, dw: Array, momentum: Array) -> Array:
    """The velocity keeps a share of itself and gains the new gradient.

    v, dw of one shape, momentum () -> that shape.
    """
    return momentum * v + dw


def momentum_w(w: Array, v: Array, lr: Array) -> Array:
    """Downhill with a run-up: each number moves against its velocity.

    w, v of one shape, lr () -> that shape.
    """
    return w - lr * v


def adam_m(m: Array, dw: Array, beta1: Array) -> Array:
    """A running mean of the gradient: which way, on the whole?

    m, dw of one shape, beta1 () -> that shape.
    """
    return beta1 * m + (1 - beta1) * dw


def adam_v(v: Array, dw: Array, beta2: Array) -> Array:
    """A running mean of the squared gradient: how large are they as a rule?

    v, dw of one shape, beta2 () -> that shape.
    """
    return beta2 * v + (1 - beta2) * np.square(dw)


def adam_w(w: Array, m: Array, v: Array, t: Array, lr: Array, beta1: Array, beta2: Array) -> Array:
    """Each number moves by lr times the mean of its gradients over their size.

    w, m, v of one shape, the rest () -> that shape. Kingma and Ba 2015, algorithm 1, bias corrected, ε = 1e-8.
    """
    return w - lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + 1e-8)


@dataclass(frozen=True)
class Update:
    """One step of an update; `{w}` in names stands for the parameter."""

    output: str
    op: Op
    inputs: tuple[str, ...]


@dataclass(frozen=True)
class Optimizer:
    """An optimizer: for each parameter its updates in order.

    torch: the same of PyTorch's own, with our names of numbers.
    state: names of what it keeps from iteration to iteration, 0 at first.
    constants: numbers it reads that are never set by the user.
    """

    name: str
    updates: tuple[Update, ...]
    torch: str
    state: tuple[str, ...] = ()
    constants: Mapping[str, float] = field(default_factory=dict)


OPTIMIZERS: Mapping[str, Optimizer] = _by_name(
    Optimizer("sgd", (Update("{w}", sgd, ("{w}", "d{w}", "lr")),), "SGD(parameters, lr=lr)"),
    Optimizer(
        "momentum",
        (
            Update("v_{w}", momentum_v, ("v_{w}", "d{w}", "momentum")),
            Update("{w}", momentum_w, ("{w}", "v_{w}", "lr")),
        ),
        "SGD(parameters, lr=lr, momentum=momentum)",
        state=("v_{w}",),
    ),
    Optimizer(
        "adam",
        (
            Update("m_{w}", adam_m, ("m_{w}", "d{w}", "beta1")),
            Update("v_{w}", adam_v, ("v_{w}", "d{w}", "beta2")),
            Update("{w}", adam_w, ("{w}", "m_{w}", "v_{w}", "t", "lr", "beta1", "beta2")),
        ),
        "Adam(parameters, lr=lr, betas=(beta1, beta2), eps=1e-8)",
        state=("m_{w}", "v_{w}"),
        constants={"beta1": 0.9, "beta2": 0.999},
    ),
)


# --- initializers --------------------------------------------------------------------------


def normal_scale(inputs: int, units: int, scale: float) -> float:
    """The given scale, whatever the layer's size."""
    return scale


def he_scale(inputs: int, units: int, scale: float) -> float:
    """√(2 / inputs), which keeps the spread through relu layers (He et al. 2015)."""
    return float(np.sqrt(2 / inputs))


def xavier_scale(inputs: int, units: int, scale: float) -> float:
    """√(2 / (inputs + units)), for tanh and sigmoid layers (Glorot and Bengio 2010)."""
    return float(np.sqrt(2 / (inputs + units)))


def zero_scale(inputs: int, units: int, scale: float) -> float:
    """All weights 0: the units of a hidden layer then stay the same as each other."""
    return 0.0


INITIALIZERS: Mapping[str, Callable[[int, int, float], float]] = MappingProxyType(
    {"normal": normal_scale, "he": he_scale, "xavier": xavier_scale, "zeros": zero_scale}
)
