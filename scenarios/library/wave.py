"""Hills and hollows like an egg box: a regression that is hard with x1 and x2, and linear with their sines."""

import numpy as np

from glassnet.core.config import Dense, NetworkConfig, TrainingConfig
from glassnet.scenarios.base import REGRESSION, Array, Scenario
from glassnet.scenarios.data.generated import generated, in_square
from glassnet.scenarios.data.generator import GeneratorConfig

HALF = 6.0  # half the side of the square that the points lie in


def draw(random: np.random.RandomState, points: int, noise: float) -> tuple[Array, Array]:
    """Points anywhere in the square, with the target (sin x1 + sin x2)/2.

    Noise moves where a target is looked up, by up to `noise` of the half side across and up.
    """
    found = in_square(random, points, HALF)
    looked_up = found + noise * in_square(random, points, HALF)
    return found, np.sin(looked_up).mean(axis=1)


def scenario(generator: GeneratorConfig | None = None) -> Scenario:
    """2–16–1 with tanh and Adam in mini-batches."""
    chosen = generator or GeneratorConfig(noise=0.0, points=600)
    data = generated(REGRESSION, draw, chosen)
    return Scenario(
        key="wave",
        title="hills and hollows",
        problem="How high is the ground at (x1, x2), where it goes up and down like an egg box? The sixteen tanh "
        "units of the hidden layer are sixteen smooth steps, to be added up to hills and hollows.",
        watch="The map: hills and hollows find their places within a hundred iterations. After that it is about their "
        "height and their edges, and the loss, though it jumps from batch to batch, falls ever more slowly.",
        attempt="Give the network the features sin x1 and sin x2 and take the hidden layer away: two weights of 0.5 "
        "and the loss is 0. The right inputs are worth more than a large network.",
        data=data,
        network=NetworkConfig(len(chosen.features), (Dense(16, "tanh"), Dense(1, "identity")), init="xavier", seed=0),
        training=TrainingConfig(loss="mse", optimizer="adam", learning_rate=0.02, batch_size=30),
        plateaus=((float(data.targets.var()), "all at the mean"),),
        generator=chosen,
        notes=(chosen.note,),
    )
