"""A number that rises evenly across the plane: linear regression."""

import numpy as np

from glassnet.core.config import Dense, NetworkConfig, TrainingConfig
from glassnet.scenarios.base import REGRESSION, Array, Scenario
from glassnet.scenarios.data.generated import generated, in_square
from glassnet.scenarios.data.generator import GeneratorConfig

HALF = 6.0  # half the side of the square that the points lie in
FULL = 10.0  # where x1 + x2 gives the target 1


def draw(random: np.random.RandomState, points: int, noise: float) -> tuple[Array, Array]:
    """Points anywhere in the square; the target rises with x1 + x2, from -1 at -10 to 1 at 10, and stays there.

    Noise moves where a target is looked up, by up to `noise` of the half side across and up.
    """
    found = in_square(random, points, HALF)
    looked_up = found + noise * in_square(random, points, HALF)
    return found, np.clip(looked_up.sum(axis=1) / FULL, -1.0, 1.0)


def scenario(generator: GeneratorConfig | None = None) -> Scenario:
    """A single unit without a bend: a linear model, fitted by gradient descent."""
    chosen = generator or GeneratorConfig(noise=10.0, points=400)
    data = generated(REGRESSION, draw, chosen)
    return Scenario(
        key="plane",
        title="a tilted plane",
        problem="Not yes or no but a number: how high is the ground at (x1, x2)? One unit without an activation "
        "fits a plane to the points, which is linear regression.",
        watch="The two weights go to nearly 0.1, the bias to nearly 0: the plane (x1 + x2)/10 that the points were "
        "taken from. The loss that is left is the noise, and the two corners where the ground is cut off at 1 and -1.",
        attempt="Raise the learning rate: somewhere between 0.05 and 0.2 the steps get longer than the valley is "
        "wide, and the loss explodes.",
        data=data,
        network=NetworkConfig(len(chosen.features), (Dense(1, "identity"),), init="normal", init_scale=0.5, seed=0),
        training=TrainingConfig(loss="mse", learning_rate=0.01),
        plateaus=((float(data.targets.var()), "all at the mean"),),
        generator=chosen,
        notes=(chosen.note,),
    )
