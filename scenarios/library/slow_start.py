"""One neuron that is badly wrong, and learns slowly because of it."""

import numpy as np

from glassnet.core.config import Dense, NetworkConfig, TrainingConfig
from glassnet.scenarios.base import REGRESSION, Scenario, dataset
from glassnet.scenarios.printed import Printed


def scenario() -> Scenario:
    """w = b = 2, input 1, target 0, half squares at rate 0.15: the second demonstration of M. Nielsen's chapter 3."""
    return Scenario(
        key="slow-start",
        title="badly wrong, slow to learn",
        problem="One sigmoid neuron is to say 0 for the input 1, and says 0.98. Where the sigmoid is flat, the "
        "gradient of squared errors is small however wrong the answer is. After M. Nielsen.",
        watch="The loss hardly moves at first and falls later. σ'(z) is the factor that does it: dz1 = da1 · σ'(z1).",
        attempt="Run it for 300 iterations. Then choose the loss binary_cross_entropy in the settings ({settings}): "
        "its dz1 is a - y, without the slope, and it learns from the first iteration on.",
        data=dataset(REGRESSION, [[1.0]], [[0.0]]),
        network=NetworkConfig(1, (Dense(1, "sigmoid"),)),
        training=TrainingConfig(loss="half_squares", learning_rate=0.15),
        parameters={"W1": np.array([[2.0]]), "b1": np.array([2.0])},
        printed=(Printed(1, "a1", (0, 0), 0.98, 2), Printed(301, "a1", (0, 0), 0.2, 2)),
        names={"W1": "w", "b1": "b", "loss": "C", "lr": "η"},
    )
