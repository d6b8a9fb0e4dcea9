"""The formulas of the engine, forward beside backward: pure functions, arrays in, a fresh array out.

Here are a layer, penalties, optimizers and initializers; `activations.py` and `losses.py` have a file each.

The functions know nothing of networks, names or time; `program.py` strings them together.
They are written so that one definition serves every reading of it (arrays, `terms.py`, `names.py`):

* NumPy ufuncs and `@` only, axes counted from the end, so that one more leading axis works;
* divisors come from the shape of an operand, never of an intermediate result;
* a `notation` says how a function is written in formulas; no op looks at what it is given.

The first line of an op's docstring is the sentence a learner reads when its step runs.
Letters in shapes: n samples, i inputs of a layer, o its units, k outputs.
A new optimizer, regularizer or initializer is a new entry of a table in this file.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from types import MappingProxyType

from glassnet.core.activations import ACTIVATIONS as ACTIVATIONS  # these are asked for here, with all other tables
from glassnet.core.deferred import dataclass, np
from glassnet.core.losses import LOSSES as LOSSES
from glassnet.core.op import Array as Array
from glassnet.core.op import Op as Op
from glassnet.core.op import by_name

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


REGULARIZATIONS: Mapping[str, Regularization] = by_name(
    Regularization("none", None, affine_dW),
    Regularization("l2", l2_penalty, affine_dW_l2),
    Regularization("l1", l1_penalty, affine_dW_l1, kinks=(0.0,)),
)


# --- single numbers that steps read --------------------------------------------------------


@dataclass(frozen=True)
class Scalar:
    """A single number that steps read and none computes: a setting, a constant of an optimizer, or the count.

    words: what it stands for. value: of a constant its own, of a setting the one where none is given.
    key: of a setting, its key in [training] of experiment files; a setting can be changed by hand.
    called: of a setting, in two or three words.
    """

    name: str
    words: str
    value: float = 0.0
    key: str = ""
    called: str = ""


SETTINGS: Mapping[str, Scalar] = by_name(
    Scalar("lr", "the learning rate: how far one update goes", 0.5, "learning_rate", "the learning rate"),
    Scalar("momentum", "the share of its velocity that a parameter keeps", 0.9, "momentum", "the momentum"),
    Scalar(
        "rate",
        "the regularization rate: the price of a weight",
        0.0,
        "regularization_rate",
        "the regularization rate",
    ),
)
STEP_COUNT = Scalar("t", "the number of this update")  # 1, 2, …: counted as iterations begin


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
class Kept:
    """What an optimizer keeps of each parameter from update to update; 0 at first.

    name, words: with `{w}` for the parameter, `d{w}` for its gradient. torch: its name in the state of PyTorch's own.
    """

    name: str
    words: str
    torch: str


@dataclass(frozen=True)
class Optimizer:
    """An optimizer: for each parameter its updates in order.

    torch: the same of PyTorch's own, with our names of numbers.
    usual_rate: a learning rate that is seldom too low. first_rate: the one where none is given; None leaves it to
        the outputs.
    state: what it keeps. constants: numbers it reads that are never set by the user.
    """

    name: str
    updates: tuple[Update, ...]
    torch: str
    usual_rate: float
    first_rate: float | None = None
    state: tuple[Kept, ...] = ()
    constants: tuple[Scalar, ...] = ()

    def reads(self, name: str) -> bool:
        """Whether one of its updates reads this number."""
        return any(name in update.inputs for update in self.updates)


OPTIMIZERS: Mapping[str, Optimizer] = by_name(
    Optimizer("sgd", (Update("{w}", sgd, ("{w}", "d{w}", "lr")),), "SGD(parameters, lr=lr)", usual_rate=1.0),
    Optimizer(
        "momentum",
        (
            Update("v_{w}", momentum_v, ("v_{w}", "d{w}", "momentum")),
            Update("{w}", momentum_w, ("{w}", "v_{w}", "lr")),
        ),
        "SGD(parameters, lr=lr, momentum=momentum)",
        usual_rate=0.1,
        state=(Kept("v_{w}", "the velocity of {w}", "momentum_buffer"),),
    ),
    Optimizer(
        "adam",
        (
            Update("m_{w}", adam_m, ("m_{w}", "d{w}", "beta1")),
            Update("v_{w}", adam_v, ("v_{w}", "d{w}", "beta2")),
            Update("{w}", adam_w, ("{w}", "m_{w}", "v_{w}", "t", "lr", "beta1", "beta2")),
        ),
        "Adam(parameters, lr=lr, betas=(beta1, beta2), eps=1e-8)",
        usual_rate=0.1,
        first_rate=0.01,
        state=(
            Kept("m_{w}", "adam's running mean of d{w}", "exp_avg"),
            Kept("v_{w}", "adam's running mean of the square of d{w}", "exp_avg_sq"),
        ),
        constants=(
            Scalar("beta1", "the share that adam's mean gradient keeps", 0.9),
            Scalar("beta2", "the share that adam's mean squared gradient keeps", 0.999),
        ),
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
