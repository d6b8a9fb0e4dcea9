"""Two round clouds that one straight line can part."""

import numpy as np

from glassnet.core.config import Dense, NetworkConfig, TrainingConfig
from glassnet.scenarios.base import BINARY, Array, Scenario
from glassnet.scenarios.data.generated import generated
from glassnet.scenarios.data.generator import GeneratorConfig

CENTRE = 2.0  # of the cloud of ones in both directions; the other cloud lies opposite
NARROW, WIDE = 0.5, 4.0  # variances without noise and with all of it, 50 per cent


def draw(random: np.random.RandomState, points: int, noise: float) -> tuple[Array, Array]:
    """Half of the points around (2, 2) with the target 1, the others around (-2, -2) with 0.

    Normally distributed; noise widens the clouds until they run into each other.
    """
    ones = points // 2
    targets = np.repeat([1.0, 0.0], [ones, points - ones])
    deviation = np.sqrt(NARROW + (WIDE - NARROW) * noise / 0.5)
    centres = np.where(targets == 1, CENTRE, -CENTRE)[:, None]
    return centres + deviation * random.standard_normal((points, 2)), targets


def scenario(generator: GeneratorConfig | None = None) -> Scenario:
    """A single sigmoid unit, which is all that two clouds need."""
    chosen = generator or GeneratorConfig(noise=10.0, points=400)
    return Scenario(
        key="gauss",
        title="two clouds",
        problem="Two clouds of points, and one neuron to tell them apart. Its border is a straight line, and here a "
        "straight line is all it takes.",
        watch="After 30 iterations every answer is right, and none changes any more. The loss creeps on: the border "
        "still turns to lie across the line between the two centres, and as the weights grow it gets sharper.",
        attempt="More noise: where the clouds overlap no border is right for all, and the loss has a floor above 0. "
        "Compare training and test rows there.",
        data=generated(BINARY, draw, chosen),
        network=NetworkConfig(len(chosen.features), (Dense(1, "sigmoid"),), init="normal", init_scale=0.5, seed=0),
        training=TrainingConfig(loss="binary_cross_entropy", learning_rate=0.1),
        plateaus=((float(np.log(2)), "all at 0.5: ln 2"),),
        generator=chosen,
        notes=(chosen.note,),
    )
