"""Configurations that cannot be are refused with one line that names the key."""

from __future__ import annotations

import re

import numpy as np
import pytest

from glassnet.core.config import Config, Dense, NetworkConfig, TrainingConfig, batch_rows, initial_parameters
from glassnet.core.errors import ConfigError
from glassnet.core.ops import INITIALIZERS

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


def test_what_is_just_allowed() -> None:
    Dense(1, "relu")
    TrainingConfig(momentum=0, regularization_rate=0, batch_size=1, learning_rate=1e-300)
    NetworkConfig(1, NETWORK.layers, seed=2**32 - 1, init_scale=0)
    NetworkConfig(2, NETWORK.layers, init_scale=1e300)
    NetworkConfig(1, (Dense(1, "relu"),) * 100)
    NetworkConfig(999, (Dense(10_000, "relu"),))  # (999 + 1) · 10,000


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: NetworkConfig(0, NETWORK.layers), "inputs must be a whole number of at least 1, got 0"),
        (lambda: NetworkConfig(2, NETWORK.layers, seed=2**32), "from 0 to 4294967295, got 4294967296"),
        (lambda: NetworkConfig(2, NETWORK.layers, init_scale=-0.1), "init_scale must be a finite number of at least 0"),
        (
            lambda: NetworkConfig(2, NETWORK.layers, init_scale=1.1e300),
            "must be at most 1e+300, got 1.1e+300",
        ),
        (lambda: NetworkConfig(1, (Dense(1, "relu"),) * 101), "101 layers are too many, at most 100 go"),
        (lambda: NetworkConfig(1000, (Dense(10_000, "relu"),)), "10010000 weights and biases are too many"),
        (lambda: TrainingConfig(momentum=-0.1), "training.momentum must be a finite number of at least 0"),
        (lambda: TrainingConfig(loss="mes"), 'training.loss: unknown name "mes"'),
        (lambda: TrainingConfig(regularization="l3"), "training.regularization: unknown name"),
        (lambda: Config(NETWORK, TrainingConfig(), 0), "samples must be a whole number of at least 1, got 0"),
        (
            lambda: NetworkConfig(2, (Dense(2, "relu"), Dense(2, "softmax"), Dense(1, "sigmoid"))),
            'network.activation[1]: "softmax"',
        ),
    ],
)
def test_one_step_too_far(make: object, words: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(words)):
        make()  # type: ignore[operator]


def test_defaults_are_those_of_the_table() -> None:
    training = TrainingConfig()
    assert (training.learning_rate, training.momentum, training.regularization_rate) == (0.5, 0.9, 0.0)
    assert (training.loss, training.optimizer, training.batch_size) == ("mse", "sgd", "full")


def test_sizes_and_shapes() -> None:
    config = Config(NETWORK, TrainingConfig(), 5)
    assert NETWORK.sizes == (2, 4, 1)
    assert NETWORK.output is NETWORK.layers[1]
    assert config.parameters == {"W1": (2, 4), "b1": (4,), "W2": (4, 1), "b2": (1,)}


def test_epochs_are_counted_from_where_a_configuration_took_over() -> None:
    batches = TrainingConfig(batch_size=3)
    config = Config(NETWORK, batches, 7)  # 3, 3 and 1
    assert (config.batch_size, config.iterations_per_epoch) == (3, 3)
    assert [config.epoch(iteration) for iteration in (1, 2, 3, 4, 7)] == [(1, 0), (1, 1), (1, 2), (2, 0), (3, 0)]
    assert [config.ends_epoch(iteration) for iteration in (0, 1, 2, 3, 4, 6)] == [True, False, False, True, False, True]
    later = Config(NETWORK, batches, 7, before=10, epochs_before=4)
    assert [later.epoch(iteration) for iteration in (11, 13, 14)] == [(5, 0), (5, 2), (6, 0)]
    assert [later.ends_epoch(iteration) for iteration in (10, 11, 13)] == [True, False, True]


@pytest.mark.parametrize(("size", "samples", "batch"), [(7, 7, None), (6, 7, 6), (8, 7, None), ("full", 7, None)])
def test_a_batch_of_all_samples_or_more_is_the_whole(size: int, samples: int, batch: int | None) -> None:
    config = Config(NETWORK, TrainingConfig(batch_size=size), samples)
    assert config.batch_size == batch
    assert config.iterations_per_epoch == (1 if batch is None else 2)


def test_the_order_of_an_epoch_is_frozen() -> None:
    config = Config(NETWORK, TrainingConfig(batch_size=3), 7, before=2, epochs_before=1)
    order = np.random.RandomState([0, 2]).permutation(7)
    for iteration, part in ((3, order[:3]), (4, order[3:6]), (5, order[6:])):
        assert np.array_equal(batch_rows(config, iteration), part)
    assert np.array_equal(batch_rows(config, 6), np.random.RandomState([0, 3]).permutation(7)[:3])
    assert batch_rows(Config(NETWORK, TrainingConfig(), 3), 9).tolist() == [0, 1, 2]


def test_scales_of_initializers_by_hand() -> None:
    assert INITIALIZERS["normal"](8, 2, 0.25) == 0.25
    assert INITIALIZERS["he"](8, 100, 0.25) == 0.5  # √(2 / 8)
    assert INITIALIZERS["xavier"](6, 2, 0.25) == 0.5  # √(2 / 8)
    assert INITIALIZERS["zeros"](6, 2, 0.25) == 0.0
