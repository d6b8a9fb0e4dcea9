"""A disc inside a ring: the simplest data that need a border which closes upon itself."""

import numpy as np

from glassnet.core.config import Dense, NetworkConfig, TrainingConfig
from glassnet.scenarios.base import BINARY, Array, Scenario
from glassnet.scenarios.data.generated import generated, in_square
from glassnet.scenarios.data.generator import GeneratorConfig

RADIUS = 5.0
DISC, RING = (0.0, 0.5), (0.7, 1.0)  # distances from the centre, in radii


def draw(random: np.random.RandomState, points: int, noise: float) -> tuple[Array, Array]:
    """Half of the points in the disc, the others in the ring, at any angle.

    The target is 1 in the inner half of the radius. Noise moves where a point is looked up, by up to `noise` radii
    across and up, and so gives some points of disc and ring the other target.
    """
    inner = points // 2
    distance = RADIUS * np.concatenate([random.uniform(*DISC, inner), random.uniform(*RING, points - inner)])
    angle = random.uniform(0, 2 * np.pi, points)
    found = np.stack([distance * np.sin(angle), distance * np.cos(angle)], axis=1)
    looked_up = found + noise * in_square(random, points, RADIUS)
    return found, (np.hypot(looked_up[:, 0], looked_up[:, 1]) < DISC[1] * RADIUS).astype(np.float64)


def scenario(generator: GeneratorConfig | None = None) -> Scenario:
    """2–4–1 with tanh, which closes a border around the disc."""
    chosen = generator or GeneratorConfig(noise=0.0, points=400)
    return Scenario(
        key="circle",
        title="disc and ring",
        problem="Say 1 inside, 0 in the ring around it. One straight line has points of the ring on both sides; "
        "a hidden layer puts several lines together until they close around the disc.",
        watch="The map: a line, then a wedge, then a strip across the disc, and near iteration 450 it closes. Each "
        "hidden unit is one line in the plane; the output layer adds the four up.",
        attempt="Take a unit away: three lines still close a triangle, two never close. Or give one neuron alone the "
        "features x1² and x2²: in those the circle is a straight line.",
        data=generated(BINARY, draw, chosen),
        network=NetworkConfig(
            len(chosen.features), (Dense(4, "tanh"), Dense(1, "sigmoid")), init="normal", init_scale=0.5, seed=0
        ),
        training=TrainingConfig(loss="binary_cross_entropy", learning_rate=0.3),
        plateaus=((float(np.log(2)), "all at 0.5: ln 2"),),
        generator=chosen,
        notes=(chosen.note,),
    )
