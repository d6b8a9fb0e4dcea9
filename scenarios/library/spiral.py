"""Two arms wound into each other: the hardest of the classic sets, and what input features are worth."""

import numpy as np

from glassnet.core.config import Dense, NetworkConfig, TrainingConfig
from glassnet.scenarios.base import BINARY, Array, Scenario
from glassnet.scenarios.data import features
from glassnet.scenarios.data.generated import generated, in_square
from glassnet.scenarios.data.generator import GeneratorConfig

LENGTH = 5.0  # how far from the centre an arm ends
TURNS = 1.75


def draw(random: np.random.RandomState, points: int, noise: float) -> tuple[Array, Array]:
    """Half of the points on one arm with the target 1, the others on the arm opposite with 0.

    Evenly spread along an arm, from the centre outwards. Noise moves each by up to `noise` across and up.
    """
    ones = points // 2
    targets = np.repeat([1.0, 0.0], [ones, points - ones])
    along = np.concatenate([np.arange(ones) / ones, np.arange(points - ones) / (points - ones)])
    angle = 2 * np.pi * TURNS * along + np.where(targets == 1, 0.0, np.pi)
    arms = LENGTH * along[:, None] * np.stack([np.sin(angle), np.cos(angle)], axis=1)
    return arms + noise * in_square(random, points, 1.0), targets


def scenario(generator: GeneratorConfig | None = None) -> Scenario:
    """All seven features, 7–8–8–1 with tanh and Adam in mini-batches."""
    chosen = generator or GeneratorConfig(noise=0.0, points=400, features=features.ALL)
    return Scenario(
        key="spiral",
        title="two spirals",
        problem="Two arms wound into each other; say which one a point lies on. The border has to wind along between "
        "them. The network gets help: beside x1 and x2 their squares, their product and their sines.",
        watch="The map while it runs: broad bands at first, then two arms that wind from the centre outwards; the "
        "outer ends come last. The test rows lie between the training rows, on the same arms.",
        attempt="Take features away, down to x1 and x2: the same network then needs several times as long, if it gets "
        "there at all. Then more noise, and compare training and test rows.",
        data=generated(BINARY, draw, chosen),
        network=NetworkConfig(
            len(chosen.features), (Dense(8, "tanh"), Dense(8, "tanh"), Dense(1, "sigmoid")), init="xavier", seed=0
        ),
        training=TrainingConfig(loss="binary_cross_entropy", optimizer="adam", learning_rate=0.01, batch_size=10),
        plateaus=((float(np.log(2)), "all at 0.5: ln 2"),),
        generator=chosen,
        notes=(chosen.note,),
    )
