"""Experiments that go well and that do not, and their networks computed anew: what the diagnosis is tried on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np

from glassnet.core.config import Dense, NetworkConfig
from glassnet.core.machine import losses
from glassnet.core.ops import OPTIMIZERS
from glassnet.scenarios import load
from glassnet.scenarios.base import Array, Scenario, dataset
from glassnet.scenarios.diagnosis import Diagnosis, diagnose
from glassnet.scenarios.sessions.session import Session

SLOPES: dict[str, Callable[[Array], Array]] = {
    "relu": lambda z: (z > 0).astype(float),
    "leaky_relu": lambda z: np.where(z > 0, 1.0, 0.01),
    "tanh": lambda z: 1 - np.tanh(z) ** 2,
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)) * (1 - 1 / (1 + np.exp(-z))),
    "identity": np.ones_like,
}
BENDS: dict[str, Callable[[Array], Array]] = {
    "relu": lambda z: np.maximum(z, 0),
    "leaky_relu": lambda z: np.where(z > 0, z, 0.01 * z),
    "tanh": np.tanh,
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "identity": lambda z: z,
    "softmax": lambda z: (
        np.exp(z - z.max(1, keepdims=True)) / np.exp(z - z.max(1, keepdims=True)).sum(1, keepdims=True)
    ),
}


@dataclass(frozen=True, eq=False)
class Case:
    """An experiment after some iterations, what is said of it, and the parameters before the last update."""

    session: Session
    diagnosis: Diagnosis
    before: dict[str, Array]

    @property
    def scenario(self) -> Scenario:
        return self.session.scenario

    @property
    def layers(self) -> int:
        return self.session.program.layers

    def activation(self, layer: int) -> str:
        return self.scenario.network.layers[layer - 1].activation

    @property
    def passed(self) -> dict[str, Array]:
        """z, a and dz of all training rows, without the engine."""
        data, values = self.scenario.data, {"a0": self.scenario.data.inputs}
        for layer in range(1, self.layers + 1):
            values[f"z{layer}"] = values[f"a{layer - 1}"] @ self.before[f"W{layer}"] + self.before[f"b{layer}"]
            values[f"a{layer}"] = BENDS[self.activation(layer)](values[f"z{layer}"])
        last, rows = self.layers, len(data.inputs)
        error = values[f"a{last}"] - data.targets
        loss = self.scenario.training.loss
        if loss == "mse":
            size = data.targets.size
            values[f"dz{last}"] = 2 * error / size * SLOPES[self.activation(last)](values[f"z{last}"])
        else:
            values[f"dz{last}"] = error / (rows if loss == "cross_entropy" else data.targets.size)
        for layer in range(last - 1, 0, -1):
            back = values[f"dz{layer + 1}"] @ self.before[f"W{layer + 1}"].T
            values[f"dz{layer}"] = back * SLOPES[self.activation(layer)](values[f"z{layer}"])
        return values

    def loss(self, parameters: dict[str, Array]) -> float:
        """With the penalty, over all training rows."""
        data = self.scenario.data
        return float(sum(losses(self.session.program, parameters, data.inputs, data.targets).values()))


def case(scenario: Scenario, iterations: int) -> Case:
    session = Session(scenario)
    session.run(iterations=iterations)
    before = {name: np.array(session.opening.values[name]) for name in session.opening.values}
    return Case(session, diagnose(session.symptoms), before)


def changed(scenario: Scenario, **changes: Any) -> Scenario:
    """A scenario with other settings, by their names in either table; `activation` of every hidden layer."""
    network, training = scenario.network, scenario.training
    activation = changes.pop("activation", None)
    hidden = changes.pop("hidden", [layer.units for layer in network.layers[:-1]])
    kinds = [activation or layer.activation for layer in network.layers[:-1]] or ["relu"]
    layers = (*(Dense(units, kinds[0] if len(kinds) == 1 else kinds[at]) for at, units in enumerate(hidden)),)
    of_network = {key: value for key, value in changes.items() if hasattr(network, key)}
    of_training = {key: value for key, value in changes.items() if hasattr(training, key)}
    return replace(
        scenario,
        network=replace(network, layers=(*layers, network.layers[-1]), **of_network),
        training=replace(training, **of_training),
    )


def house(spread: float = 1.0) -> Scenario:
    """A regression whose targets no sigmoid reaches."""
    random = np.random.RandomState(5)
    inputs = random.standard_normal((60, 3))
    targets = spread * (inputs @ [[1.0], [-2.0], [0.5]] + np.sin(2 * inputs[:, :1]))
    return replace(
        load("plane"),
        data=dataset("regression", inputs[:45], targets[:45], None, (), (inputs[45:], targets[45:])),
        network=NetworkConfig(3, (Dense(6, "tanh"), Dense(1, "sigmoid")), init="xavier"),
        plateaus=(),
        generator=None,
        origin="",
    )


@cache
def cases() -> tuple[Case, ...]:
    """Those of the faults that were found, and a seeded sample of what somebody may set."""
    xor, sensor, circle, deep = (load(name) for name in ("xor", "sensor", "circle", "deep-sigmoid"))
    made = [
        case(xor, 300),
        case(load("xor-stuck"), 2000),
        case(load("xor-linear"), 1500),
        case(load("xor").with_seed(9), 300),
        case(changed(xor, learning_rate=1e-4), 2000),
        case(changed(xor, init_scale=30.0, activation="sigmoid"), 500),
        case(changed(xor, init="zeros"), 150),
        case(changed(xor, regularization="l2", regularization_rate=0.3), 400),
        case(changed(xor, optimizer="adam", learning_rate=1e-5), 300),
        case(changed(sensor, learning_rate=1e-4), 150),
        case(changed(sensor, learning_rate=30.0), 80),
        case(changed(sensor, optimizer="adam", learning_rate=1.0), 120),
        case(changed(sensor, learning_rate=1e4), 60),
        case(changed(circle, init_scale=30.0, init="normal"), 120),
        case(changed(circle, hidden=[4, 4, 4], activation="identity"), 400),
        case(deep, 500),
        case(house(), 60),
        case(changed(house(), init="normal", init_scale=20.0), 60),
    ]
    random = np.random.RandomState(2026)
    for _ in range(36):
        base = (xor, sensor, circle, deep)[random.randint(4)]
        training = {
            "learning_rate": float(10.0 ** random.randint(-5, 4)),
            "optimizer": random.choice(list(OPTIMIZERS)),
            "regularization": random.choice(["none", "none", "l1", "l2"]),
            "regularization_rate": float(random.choice([0.01, 0.1, 1.0])),
            "batch_size": int(random.choice([2, 16])) if random.rand() < 0.3 else "full",
        }
        network = {
            "init": "normal",
            "init_scale": float(random.choice([0.0, 0.01, 0.5, 3.0, 10.0, 30.0])),
            "activation": str(random.choice(["relu", "tanh", "sigmoid", "leaky_relu"])),
            "seed": int(random.randint(100)),
        }
        made.append(case(changed(base, **training, **network), int(random.choice([20, 130, 250]))))
    return tuple(made)
