"""Two half moons that reach into each other: a border with one bend."""

import numpy as np

from glassnet.core.config import Dense, NetworkConfig, TrainingConfig
from glassnet.scenarios.base import BINARY, Array, Scenario
from glassnet.scenarios.data.generated import generated
from glassnet.scenarios.data.generator import GeneratorConfig

RADIUS = 3.5
CENTRE = np.array([0.5, 0.25])  # of both moons together, in radii


def draw(random: np.random.RandomState, points: int, noise: float) -> tuple[Array, Array]:
    """Half of the points on the upper half circle with the target 0, the others on the lower one with 1.

    Evenly spread; the lower one is turned around and shifted by a radius across, half a radius down. Noise adds a
    normal deviation of `noise` radii.
    """
    upper = points // 2
    targets = np.repeat([0.0, 1.0], [upper, points - upper])
    angle = np.concatenate([np.linspace(0, np.pi, upper), np.linspace(0, np.pi, points - upper)])
    arc = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    arc[upper:] = [1.0, 0.5] - arc[upper:]
    return RADIUS * (arc - CENTRE + noise * random.standard_normal((points, 2))), targets


def scenario(generator: GeneratorConfig | None = None) -> Scenario:
    """2–8–1 with relu."""
    chosen = generator or GeneratorConfig(noise=10.0, points=400)
    return Scenario(
        key="moons",
        title="two half moons",
        problem="Two half moons, each with its tip in the hollow of the other. A straight line gets most points "
        "right; the rest takes a border with bends.",
        watch="The first borders are nearly straight and have 3 of 4 right. Then the relu units bend it, in corners: "
        "9 of 10 are right after 50 iterations, all of the training rows after 400, the tips of the moons last.",
        attempt="Take the hidden layer away ({linear}): a straight border gets to 9 of 10. Change relu for tanh and "
        "compare: corners here, curves there. With more noise the moons overlap, and some points stay wrong.",
        data=generated(BINARY, draw, chosen),
        network=NetworkConfig(len(chosen.features), (Dense(8, "relu"), Dense(1, "sigmoid")), init="he", seed=0),
        training=TrainingConfig(loss="binary_cross_entropy", learning_rate=0.3),
        plateaus=((float(np.log(2)), "all at 0.5: ln 2"),),
        generator=chosen,
        notes=(chosen.note,),
    )
