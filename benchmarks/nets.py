"""The nets that training is measured on, as every contender takes them. Knows no contender."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glassnet.core.config import Config, Dense, NetworkConfig, TrainingConfig, initial_parameters

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Net:
    """One task: sizes of the layers, their activations, loss, learning rate, samples, and samples of a batch.

    batch: None is the full batch.
    """

    sizes: tuple[int, ...]
    hidden: str
    output: str
    loss: str
    rate: float
    samples: int
    batch: int | None = None

    def __str__(self) -> str:
        return f"{'–'.join(map(str, self.sizes))}, batch {self.batch or self.samples}"

    @property
    def activations(self) -> tuple[str, ...]:
        """By name, of layers 1, 2, …"""
        return (*[self.hidden] * (len(self.sizes) - 2), self.output)

    def config(self) -> Config:
        """The same task as the engine takes it."""
        layers = tuple(Dense(units, name) for units, name in zip(self.sizes[1:], self.activations, strict=True))
        training = TrainingConfig(loss=self.loss, learning_rate=self.rate, batch_size=self.batch or "full")
        return Config(NetworkConfig(self.sizes[0], layers, init="xavier"), training, self.samples)

    def data(self) -> tuple[Array, Array]:
        """Random inputs; classes as rows of 0 and 1, or random targets from 0 to 1."""
        random = np.random.RandomState(1)
        x = random.standard_normal((self.samples, self.sizes[0]))
        if self.loss == "cross_entropy":
            return x, np.eye(self.sizes[-1])[random.randint(0, self.sizes[-1], self.samples)]
        return x, random.uniform(0, 1, (self.samples, self.sizes[-1]))

    def parameters(self) -> Mapping[str, Array]:
        """The initial weights and biases, W1 b1 W2 b2 …"""
        return initial_parameters(self.config().network)


NETS = (
    Net((2, 4, 1), "relu", "sigmoid", "mse", 0.5, 4),
    Net((2, 16, 3), "relu", "softmax", "cross_entropy", 0.1, 300),
    Net((2, 8, 8, 8, 1), "tanh", "tanh", "mse", 0.05, 10),
    Net((2, 16, 3), "relu", "softmax", "cross_entropy", 0.1, 300, 32),
    Net((64, 64, 32, 10), "relu", "softmax", "cross_entropy", 0.05, 320, 32),
    Net((784, 128, 10), "relu", "softmax", "cross_entropy", 0.05, 1280, 64),
)
