"""A single sigmoid neuron with two inputs: the smallest network there is."""

import numpy as np

from glassnet.core.config import Dense, NetworkConfig, TrainingConfig
from glassnet.scenarios.base import REGRESSION, Scenario, dataset


def scenario() -> Scenario:
    """The lesson's neuron: z1 = 0.27, a1 = 0.5671 at first; taught to say 1."""
    return Scenario(
        key="neuron",
        title="one neuron",
        problem="One neuron with two inputs. Each is multiplied by a weight, products and bias add up to z; the "
        "sigmoid squeezes z between 0 and 1: its answer a.",
        watch="z1 = 0.5·0.3 + 0.8·(-0.1) + 0.2 = 0.27 and a1 = σ(0.27) = 0.5671. The target is 1, so the backward "
        "pass asks each weight which way it should move.",
        attempt="Press {step} through one iteration, then {iteration} a few times: the answer creeps towards 1, "
        "and slower the nearer it comes, as the sigmoid gets flat.",
        data=dataset(REGRESSION, [[0.5, 0.8]], [[1.0]]),
        network=NetworkConfig(2, (Dense(1, "sigmoid"),)),
        training=TrainingConfig(loss="mse", learning_rate=0.5),
        parameters={"W1": np.array([[0.3], [-0.1]]), "b1": np.array([0.2])},
    )
