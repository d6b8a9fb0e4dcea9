"""XOR solved without training: weights that somebody thought of."""

import numpy as np

from glassnet.core.config import Dense, NetworkConfig, TrainingConfig
from glassnet.scenarios.base import Scenario
from glassnet.scenarios.library.xor import points
from glassnet.scenarios.printed import Printed

SUMS = ((0, -1), (1, 0), (1, 0), (2, 1))  # of the hidden units, by sample
ANSWERS = (0, 1, 1, 0)


def scenario() -> Scenario:
    """The solution in Goodfellow, Bengio and Courville's Deep Learning, 6.1: 2–2–1, relu and a plain sum."""
    numbers = [Printed(1, "z1", (row, unit), z, 0) for row, sums in enumerate(SUMS) for unit, z in enumerate(sums)]
    numbers += [Printed(1, "a2", (row, 0), answer, 0) for row, answer in enumerate(ANSWERS)]
    return Scenario(
        key="by-hand",
        title="exclusive or, solved by hand",
        problem="Two relu units are enough for exclusive or when somebody chooses the weights: one counts the ones, "
        "the other is on only where both are. After Goodfellow, Bengio and Courville.",
        watch="All four answers are right before anything is learned, the loss is 0, and so is every gradient.",
        attempt="Change a weight ({edit}) a little and let it find back. Then draw other weights (the setting init) "
        "and see whether training finds a solution too.",
        data=points(),
        network=NetworkConfig(2, (Dense(2, "relu"), Dense(1, "identity"))),
        training=TrainingConfig(loss="mse", learning_rate=0.1),
        parameters={
            "W1": np.ones((2, 2)),
            "b1": np.array([0.0, -1.0]),
            "W2": np.array([[1.0], [-2.0]]),
            "b2": np.zeros(1),
        },
        printed=(*numbers, Printed(1, "loss", (), 0, 0)),
        names={"W1": "W", "b1": "c", "W2": "w", "b2": "b", "a1": "h"},
    )
