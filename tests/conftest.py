"""Small networks and data that many tests share; and what keeps thousands of them short."""

from __future__ import annotations

import gc
import itertools
import os
import sys

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from numpy.typing import NDArray

from glassnet.core.config import Config, Dense, NetworkConfig, TrainingConfig, initial_parameters
from glassnet.core.machine import State, start
from glassnet.core.ops import ACTIVATIONS, LOSSES, OPTIMIZERS, REGULARIZATIONS
from glassnet.core.program import Program, compile_program

settings.register_profile("any load", deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any load")  # how long an example takes says nothing of what is tested


# dozens of processes are started, and without it each would compile all modules again
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

HIDDEN = [name for name, activation in ACTIVATIONS.items() if not activation.mixes]
PAIRS = [(loss, output) for loss, entry in LOSSES.items() for output in entry.outputs]

# every loss and output with every hidden activation, every optimizer with every regularization, at least once
COMBINATIONS = [
    (*forward, hidden, *update)
    for (forward, hidden), update in zip(
        itertools.product(PAIRS, HIDDEN), itertools.cycle(itertools.product(OPTIMIZERS, REGULARIZATIONS))
    )
]


def pytest_collection_finish() -> None:
    """What is there by now stays: to look through it for garbage again and again would take a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def make_data(samples: int, inputs: int, outputs: int, loss: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Random inputs, and targets that suit the loss."""
    random = np.random.RandomState(5)
    x = random.standard_normal((samples, inputs))
    if loss == "cross_entropy":
        return x, np.eye(outputs)[random.randint(0, outputs, samples)]
    if loss == "binary_cross_entropy":
        return x, random.randint(0, 2, (samples, outputs)).astype(float)
    return x, random.standard_normal((samples, outputs))


def make(
    loss: str = "mse",
    output: str = "sigmoid",
    hidden: str = "tanh",
    optimizer: str = "sgd",
    regularization: str = "none",
    sizes: tuple[int, ...] = (3, 4, 2),
    samples: int = 7,
    batch_size: int | str = "full",
    seed: int = 3,
    engine: str = "",
) -> tuple[Program, State]:
    """A program and its first moment."""
    layers = (*(Dense(units, hidden) for units in sizes[1:-1]), Dense(sizes[-1], output))
    config = Config(
        NetworkConfig(sizes[0], layers, init="xavier", seed=seed),
        TrainingConfig(
            loss=loss,
            optimizer=optimizer,
            learning_rate=0.1,
            batch_size=batch_size,  # type: ignore[arg-type]
            regularization=regularization,
            regularization_rate=0.0 if regularization == "none" else 0.05,
        ),
        samples,
    )
    x, y = make_data(samples, sizes[0], sizes[-1], loss)
    program = compile_program(config, engine)
    return program, start(program, x, y, initial_parameters(config.network))


@pytest.fixture(params=COMBINATIONS, ids=lambda combination: "-".join(combination))
def combination(request: pytest.FixtureRequest) -> tuple[str, str, str, str, str]:
    """loss, output activation, hidden activation, optimizer, regularization."""
    chosen: tuple[str, str, str, str, str] = request.param
    return chosen
