"""What a network is and how it is trained: frozen descriptions, checked when they are made.

Knows which values and combinations make sense; knows nothing of data, arrays or time.
Every error names the key as an experiment file spells it (`network.hidden[1]`).
"""

from __future__ import annotations

import itertools
import math
import threading
from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from glassnet.core.deferred import dataclass
from glassnet.core.errors import ConfigError, check_choice, check_number, check_whole, quoted, short
from glassnet.core.ops import ACTIVATIONS, INITIALIZERS, LOSSES, OPTIMIZERS, REGULARIZATIONS, SETTINGS

SEEDS = 2**32
FULL: Literal["full"] = "full"
MOST_LAYERS = 100
MOST_PARAMETERS = 10_000_000  # of a network; a slip of the keyboard must not take all memory
LARGEST_SCALE = 1e300  # of initial weights: times any normal number it is finite


@dataclass(frozen=True)
class Dense:
    """A fully connected layer: `units` sums, each bent by `activation`."""

    units: int
    activation: str

    def __post_init__(self) -> None:
        check_whole("units", self.units, 1)
        check_choice("activation", self.activation, ACTIVATIONS)


@dataclass(frozen=True)
class NetworkConfig:
    """Layers from the first hidden one to the output, and how their weights begin.

    inputs: number of input features, at least 1.
    init_scale: the standard deviation; read by the initializer "normal" only.
    seed: 0 … 2³²-1, of the initial weights and of the order of mini-batches.
    """

    inputs: int
    layers: tuple[Dense, ...]
    init: str = "normal"
    init_scale: float = 0.5
    seed: int = 0

    def __post_init__(self) -> None:
        check_whole("inputs", self.inputs, 1)
        if not self.layers:
            raise ConfigError("a network needs at least an output layer")
        for layer, dense in enumerate(self.layers[:-1]):
            if ACTIVATIONS[dense.activation].mixes:
                raise ConfigError(f'network.activation[{layer}]: "{dense.activation}" is for the output only')
        check_choice("network.init", self.init, INITIALIZERS)
        check_number("network.init_scale", self.init_scale, least=0)
        if self.init_scale > LARGEST_SCALE:
            raise ConfigError(f"network.init_scale must be at most {LARGEST_SCALE:g}, got {quoted(self.init_scale)}")
        check_whole("seed", self.seed, 0, SEEDS - 1)
        if len(self.layers) > MOST_LAYERS:
            raise ConfigError(f"network.hidden: {len(self.layers):,} layers are too many, at most {MOST_LAYERS} go")
        parameters = sum((inputs + 1) * units for inputs, units in itertools.pairwise(self.sizes))
        if parameters > MOST_PARAMETERS:
            raise ConfigError(
                f"network.hidden: {quoted(parameters)} weights and biases are too many, at most {MOST_PARAMETERS} go"
            )

    @property
    def sizes(self) -> tuple[int, ...]:
        """Numbers of units from the inputs to the outputs."""
        return (self.inputs, *(dense.units for dense in self.layers))

    @property
    def single_unit(self) -> bool:
        """Whether it is one neuron."""
        return self.sizes[1:] == (1,)

    @property
    def shape(self) -> str:
        """The numbers of units as they are told: `2–4–1`."""
        return "–".join(map(str, self.sizes))

    def __repr__(self) -> str:
        bent = ", ".join(dense.activation for dense in self.layers)
        return short(self, f"{self.shape}, {bent}, {self.init} from seed {self.seed}")

    @property
    def output(self) -> Dense:
        """The last layer."""
        return self.layers[-1]


@dataclass(frozen=True)
class TrainingConfig:
    """How the network learns.

    batch_size: "full", or a number of samples; at least the number of all of them is as good as "full".
    momentum: read by optimizers with a velocity only.
    frozen: names of parameters that are not updated, W1 b1 …; frozen biases of 0 are no biases.
    shuffle: whether mini-batches are drawn in another order in each epoch; False takes the rows as they are given.
    """

    loss: str = "mse"
    optimizer: str = "sgd"
    learning_rate: float = SETTINGS["lr"].value
    momentum: float = SETTINGS["momentum"].value
    batch_size: int | Literal["full"] = FULL
    regularization: str = "none"
    regularization_rate: float = SETTINGS["rate"].value
    frozen: tuple[str, ...] = ()
    shuffle: bool = True

    def __post_init__(self) -> None:
        check_choice("training.loss", self.loss, LOSSES)
        check_choice("training.optimizer", self.optimizer, OPTIMIZERS)
        check_number("training.learning_rate", self.learning_rate, above=0)
        check_number("training.momentum", self.momentum, least=0)
        if self.momentum >= 1:
            raise ConfigError(f"training.momentum must be below 1, got {quoted(self.momentum)}")
        if self.batch_size != FULL:
            if isinstance(self.batch_size, str):
                raise ConfigError(
                    f'training.batch_size must be "full" or a whole number, got {quoted(self.batch_size)}'
                )
            check_whole("training.batch_size", self.batch_size, 1)
        check_choice("training.regularization", self.regularization, REGULARIZATIONS)
        check_number("training.regularization_rate", self.regularization_rate, least=0)
        object.__setattr__(self, "frozen", tuple(self.frozen))

    def __repr__(self) -> str:
        said = [f"{self.loss}, {self.optimizer} at {self.learning_rate:g}, batch {self.batch_size}"]
        if self.regularization != "none":
            said.append(f"{self.regularization} at {self.regularization_rate:g}")
        return short(self, ", ".join(said))


@dataclass(frozen=True)
class Config:
    """One experiment without its data: network, training and the number of training samples.

    before, epochs_before: iterations and epochs done when this configuration took over from another one; its first
        epoch begins there.
    """

    network: NetworkConfig
    training: TrainingConfig
    samples: int
    before: int = 0
    epochs_before: int = 0

    def __post_init__(self) -> None:
        check_whole("samples", self.samples, 1)
        loss, output = LOSSES[self.training.loss], self.network.output.activation
        if output not in loss.outputs:
            allowed = ", ".join(loss.outputs)
            raise ConfigError(
                f'network.output_activation "{output}" does not go with training.loss "{loss.name}" '
                f"(it takes: {allowed})"
            )
        for at, name in enumerate(self.training.frozen):
            check_choice(f"training.frozen[{at}]", name, self.parameters)
            if name in self.training.frozen[:at]:
                raise ConfigError(f"training.frozen names {name} twice")
        if not self.trained:
            raise ConfigError("training.frozen names all weights and biases; leave one of them to be trained")

    def __repr__(self) -> str:
        training = self.training
        return short(self, f"{self.network.shape}, {training.loss}, {training.optimizer}, {self.samples} samples")

    @property
    def batch_size(self) -> int | None:
        """Samples of a mini-batch, or None when every batch is the whole data."""
        size = self.training.batch_size
        return None if size == FULL or size >= self.samples else size

    @property
    def trained(self) -> tuple[str, ...]:
        """The names of those parameters that updates change."""
        return tuple(name for name in self.parameters if name not in self.training.frozen)

    @property
    def drawn(self) -> bool:
        """Whether the seed orders the samples: in mini-batches that are drawn."""
        return self.batch_size is not None and self.training.shuffle

    @property
    def iterations_per_epoch(self) -> int:
        """Parameter updates in one pass over the data."""
        return 1 if self.batch_size is None else math.ceil(self.samples / self.batch_size)

    def epoch(self, iteration: int) -> tuple[int, int]:
        """The epoch of an iteration, from 1, and which of the epoch's iterations it is, from 0."""
        epochs, part = divmod(iteration - 1 - self.before, self.iterations_per_epoch)
        return self.epochs_before + epochs + 1, part

    def ends_epoch(self, iteration: int) -> bool:
        """Whether an epoch ends with this iteration; before anything (0) none is begun."""
        return (iteration - self.before) % self.iterations_per_epoch == 0

    @property
    def parameters(self) -> dict[str, tuple[int, ...]]:
        """Names and shapes of all parameters, W1 b1 W2 b2 …"""
        shapes: dict[str, tuple[int, ...]] = {}
        sizes = self.network.sizes
        for layer, (inputs, units) in enumerate(itertools.pairwise(sizes), start=1):
            shapes[f"W{layer}"] = (inputs, units)
            shapes[f"b{layer}"] = (units,)
        return shapes


def initial_parameters(network: NetworkConfig) -> dict[str, NDArray[np.float64]]:
    """The weights a network begins with, W1 first; biases are 0.

    The stream of `RandomState` is frozen, so a seed gives the same weights with every NumPy.
    """
    random = _draws().random
    random.seed(network.seed)
    parameters: dict[str, NDArray[np.float64]] = {}
    sizes = network.sizes
    for layer, (inputs, units) in enumerate(itertools.pairwise(sizes), start=1):
        scale = INITIALIZERS[network.init](inputs, units, network.init_scale)
        parameters[f"W{layer}"] = scale * random.standard_normal((inputs, units))
        parameters[f"b{layer}"] = np.zeros(units)
    return parameters


def batch_rows(config: Config, iteration: int) -> NDArray[np.intp]:
    """Which training samples iteration 1, 2, … takes, in order; only where there are mini-batches."""
    size = config.batch_size
    if size is None:
        return np.arange(config.samples)
    epoch, part = config.epoch(iteration)
    return _order(config, epoch)[part * size : (part + 1) * size]


def batches_of_one_length(config: Config, first: int, most: int) -> NDArray[np.intp]:
    """The rows of iterations from this one on that are batches of one length in one epoch, (at most `most`, length)."""
    size, (epoch, part) = config.batch_size or config.samples, config.epoch(first)
    whole = config.samples // size
    if part >= whole:  # the smaller last one
        return batch_rows(config, first)[None, :]
    count = min(most, whole - part)
    return _order(config, epoch)[part * size : (part + count) * size].reshape(count, size)


def _order(config: Config, epoch: int) -> NDArray[np.intp]:
    """All samples in the order in which an epoch takes them."""
    if not config.training.shuffle:
        return np.arange(config.samples)
    return _epoch_order(config.network.seed, epoch, config.samples)


class _Draws(threading.local):
    """A generator of each thread, seeded anew for each use: as good as a new one, and 20 times faster.

    last: the order of the last epoch, by seed, epoch and number of samples.
    """

    def __init__(self) -> None:
        self.random = np.random.RandomState(0)
        self.last: dict[tuple[int, int, int], NDArray[np.intp]] = {}


@cache
def _draws() -> _Draws:
    """NumPy loads its generators when they are first used."""
    return _Draws()


def _epoch_order(seed: int, epoch: int, samples: int) -> NDArray[np.intp]:
    """The permutation of one epoch; the last one is kept, as every iteration of the epoch asks for it."""
    key, draws = (seed, epoch, samples), _draws()
    if key not in draws.last:
        draws.random.seed([seed, epoch])
        draws.last = {key: draws.random.permutation(samples).astype(np.intp)}
    return draws.last[key]
