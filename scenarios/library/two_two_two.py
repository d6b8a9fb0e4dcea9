"""Two inputs, two hidden units, two outputs, one sample: a network small enough to be worked out on paper."""

import numpy as np

from glassnet.core.config import Dense, NetworkConfig, TrainingConfig
from glassnet.scenarios.base import REGRESSION, Scenario, dataset
from glassnet.scenarios.printed import Printed

WEIGHTS = {  # the page counts them one by one, unit by unit
    **{f"W1[{i},{unit}]": f"w{1 + 2 * unit + i}" for unit in range(2) for i in range(2)},
    **{f"W2[{i},{unit}]": f"w{5 + 2 * unit + i}" for unit in range(2) for i in range(2)},
}
VALUES = {"x": "i", "z1": "net h", "a1": "out h", "z2": "net o", "a2": "out o", "y": "target", "loss": "E total"}


def scenario() -> Scenario:
    """The example of M. Mazur's page on backpropagation, with the numbers that it prints."""
    return Scenario(
        key="two-two-two",
        title="worked out on paper",
        problem="One sample, two sigmoid units in each layer, biases that stay: M. Mazur's example, which many learn "
        "backpropagation from. His names stand beside ours (w1 is W1[0,0]), and the numbers that his page prints are "
        "ticked where they come out here.",
        watch="W2 before and after its update, and da1, which is computed from the W2 before it. The numbers of "
        "iteration 2 are what one update leads to.",
        attempt="Work out z1 and a1 on paper, then step to them. Then let dz2 and dW2 come, and ask for the origin of "
        "da1[0,0]: which two weights does it read?",
        data=dataset(REGRESSION, [[0.05, 0.1]], [[0.01, 0.99]]),
        network=NetworkConfig(2, (Dense(2, "sigmoid"), Dense(2, "sigmoid"))),
        training=TrainingConfig(loss="half_squares", learning_rate=0.5, frozen=("b1", "b2")),
        parameters={
            "W1": np.array([[0.15, 0.25], [0.2, 0.3]]),
            "b1": np.array([0.35, 0.35]),
            "W2": np.array([[0.4, 0.5], [0.45, 0.55]]),
            "b2": np.array([0.6, 0.6]),
        },
        printed=(
            Printed(1, "z1", (0, 0), 0.3775, 4),
            Printed(1, "a1", (0, 0), 0.593269992, 9),
            Printed(1, "a1", (0, 1), 0.596884378, 9),
            Printed(1, "z2", (0, 0), 1.105905967, 9),
            Printed(1, "a2", (0, 0), 0.75136507, 8),
            Printed(1, "a2", (0, 1), 0.772928465, 9),
            Printed(1, "loss", (), 0.298371109, 9),
            Printed(1, "da2", (0, 0), 0.74136507, 8),
            Printed(1, "dz2", (0, 0), 0.138498562, 9),
            Printed(1, "dW2", (0, 0), 0.082167041, 9),
            Printed(1, "da1", (0, 0), 0.036350306, 9),
            Printed(1, "dW1", (0, 0), 0.000438568, 9),
            Printed(2, "W2", (0, 0), 0.35891648, 8),
            Printed(2, "W2", (1, 0), 0.408666186, 9),
            Printed(2, "W2", (0, 1), 0.51130127, 9),
            Printed(2, "W2", (1, 1), 0.561370121, 9),
            Printed(2, "W1", (0, 0), 0.149780716, 9),
            Printed(2, "W1", (1, 0), 0.19956143, 8),
            Printed(2, "W1", (0, 1), 0.24975114, 8),
            Printed(2, "W1", (1, 1), 0.29950229, 8),
            Printed(2, "loss", (), 0.291027924, 9),
        ),
        names=WEIGHTS | VALUES,
    )
