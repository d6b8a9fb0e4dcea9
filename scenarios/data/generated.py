"""From a drawing of points to a dataset: shuffled, split, and with the features that the network is given.

Knows no particular scenario; each has a function that draws its points.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from glassnet.scenarios.base import Array, Dataset, Feature, Plane, dataset
from glassnet.scenarios.data.generator import GeneratorConfig

Draw = Callable[[np.random.RandomState, int, float], tuple[Array, Array]]


def generated(task: str, draw: Draw, config: GeneratorConfig) -> Dataset:
    """The dataset of a generator: the same for the same settings.

    draw: a source of random numbers, how many points, and the noise as a share from 0 to 0.5, to points (m, 2)
    and their targets (m,). One permutation from the same source follows, and the first rows are trained on.
    """
    random = np.random.RandomState(config.seed)
    points, targets = draw(random, config.points, config.noise / 100)
    order, cut = random.permutation(config.points), config.training_points
    points, y = points[order], targets[order, None]
    points.setflags(write=False)
    plane = Plane((Feature("x1"), Feature("x2")), points[:cut], points[cut:], config.features)
    return dataset(
        task,
        plane.inputs(plane.points),
        y[:cut],
        plane.features,
        test=(plane.inputs(plane.test_points), y[cut:]),
        expanded=plane,
    )


def in_square(random: np.random.RandomState, points: int, half: float) -> Array:
    """Points (m, 2) anywhere in a square around the origin, as likely here as there; half: half its side."""
    return random.uniform(-half, half, (points, 2))
