"""Configurations that cannot be are refused with one line that names the key."""

from __future__ import annotations

import re

import numpy as np
import pytest

from glassnet.core.config import Config, Dense, NetworkConfig, TrainingConfig, initial_parameters
from glassnet.core.errors import ConfigError

NETWORK = NetworkConfig(2, (Dense(4, "relu"), Dense(1, "sigmoid")))


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Dense(0, "relu"), "units must be a whole number of at least 1, got 0"),
        (lambda: Dense(2.0, "relu"), "units must be a whole number of at least 1, got 2.0"),  # type: ignore[arg-type]
        (lambda: Dense(True, "relu"), "units must be a whole number"),
        (lambda: Dense(2, "rleu"), 'unknown name "rleu": did you mean "relu"?'),
        (lambda: NetworkConfig(2, ()), "at least an output layer"),
        (lambda: NetworkConfig(2, (Dense(2, "softmax"), Dense(1, "sigmoid"))), '"softmax" is for the output only'),
        (lambda: NetworkConfig(2, NETWORK.layers, seed=-1), "seed must be a whole number from 0 to 4294967295, got -1"),
        (lambda: NetworkConfig(2, NETWORK.layers, init="hee"), 'did you mean "he"?'),
        (
            lambda: NetworkConfig(2, NETWORK.layers, init_scale=float("nan")),
            "network.init_scale must be a finite number",
        ),
        (lambda: TrainingConfig(learning_rate=0), "training.learning_rate must be a finite number above 0, got 0"),
        (lambda: TrainingConfig(momentum=1), "training.momentum must be below 1"),
        (lambda: TrainingConfig(batch_size=0), "training.batch_size must be a whole number of at least 1, got 0"),
        (lambda: TrainingConfig(batch_size="half"), 'training.batch_size must be "full" or a whole number'),  # type: ignore[arg-type]
        (lambda: TrainingConfig(optimizer="sdg"), 'did you mean "sgd"?'),
        (lambda: TrainingConfig(regularization_rate=-1), "of at least 0, got -1"),
        (
            lambda: Config(NETWORK, TrainingConfig(loss="cross_entropy"), 4),
            'does not go with training.loss "cross_entropy"',
        ),
    ],
)
def test_one_line_that_names_the_key(make: object, words: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(words)) as caught:
        make()  # type: ignore[operator]
    assert "\n" not in str(caught.value)


def test_initial_weights_are_frozen() -> None:
    first = initial_parameters(NETWORK)
    assert list(first) == ["W1", "b1", "W2", "b2"]
    assert np.array_equal(first["W1"], 0.5 * np.random.RandomState(0).standard_normal((2, 4)))
    assert not first["b1"].any()
    he = initial_parameters(NetworkConfig(8, (Dense(3, "relu"),), init="he", seed=1))["W1"]
    assert np.array_equal(he, 0.5 * np.random.RandomState(1).standard_normal((8, 3)))
    assert not initial_parameters(NetworkConfig(2, NETWORK.layers, init="zeros"))["W2"].any()
