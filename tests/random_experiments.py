"""Any experiment there can be, small: what the property tests of the engine draw from."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from glassnet.core.config import Dense, NetworkConfig, TrainingConfig
from glassnet.core.ops import INITIALIZERS, OPTIMIZERS, REGULARIZATIONS
from glassnet.scenarios.base import BINARY, CLASSES, REGRESSION, Array, Scenario, dataset
from tests.conftest import HIDDEN, PAIRS


@st.composite
def experiments(draw: st.DrawFn) -> Scenario:
    """Up to four hidden layers, each with its activation; any loss, output, optimizer, regularization, initializer.

    Whole or mini-batches with a smaller last one; weights from a seed or given; inputs small and large, or zero.
    """
    loss, output = draw(st.sampled_from(PAIRS))
    inputs, outputs, samples = draw(st.integers(1, 4)), draw(st.integers(1, 3)), draw(st.integers(1, 7))
    hidden = draw(st.lists(st.builds(Dense, st.integers(1, 5), st.sampled_from(HIDDEN)), max_size=4))
    network = NetworkConfig(
        inputs,
        (*hidden, Dense(outputs, output)),
        init=draw(st.sampled_from(list(INITIALIZERS))),
        init_scale=draw(st.sampled_from([0.1, 0.5, 1.0])),
        seed=draw(st.integers(0, 2**32 - 1)),
    )
    optimizer, regularization = draw(st.sampled_from(list(OPTIMIZERS))), draw(st.sampled_from(list(REGULARIZATIONS)))
    training = TrainingConfig(
        loss=loss,
        optimizer=optimizer,
        learning_rate=draw(st.sampled_from([0.003, 0.03, 0.1])),
        momentum=draw(st.sampled_from([0.0, 0.5, 0.9])),
        batch_size=draw(st.one_of(st.just("full"), st.integers(1, 8))),
        regularization=regularization,
        regularization_rate=draw(st.sampled_from([0.0, 0.01, 0.3])),
        frozen=draw(st.sampled_from([(), (), ("b1",), ("W1",)])),
        shuffle=draw(st.booleans()),
    )
    random = np.random.RandomState(draw(st.integers(0, 1000)))
    x = draw(st.sampled_from([0.0, 1e-3, 1.0, 5.0])) * random.standard_normal((samples, inputs))
    task, y = _targets(random, loss, samples, outputs)
    made = Scenario(
        key="random",
        title="",
        problem="",
        watch="",
        attempt="",
        data=dataset(task, x, y, classes=tuple("abc"[:outputs])),
        network=network,
        training=training,
    )
    if not draw(st.booleans()):
        return made
    given = {name: np.round(random.standard_normal(shape), 3) for name, shape in made.config.parameters.items()}
    return replace(made, parameters=given)


def _targets(random: np.random.RandomState, loss: str, samples: int, outputs: int) -> tuple[str, Array]:
    if loss == "cross_entropy":
        return CLASSES, np.eye(outputs)[random.randint(0, outputs, samples)]
    if loss == "binary_cross_entropy":
        return BINARY, random.randint(0, 2, (samples, outputs)).astype(float)
    return REGRESSION, random.standard_normal((samples, outputs))
