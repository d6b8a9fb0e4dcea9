"""Three inputs, four hidden units, one output and no biases: the network of a page that builds one in eleven lines."""

import numpy as np

from glassnet.core.config import Dense, NetworkConfig, TrainingConfig
from glassnet.scenarios.base import BINARY, Scenario, dataset


def scenario() -> Scenario:
    """The network of A. Trask's page, with the weights of its longer version; the sum of half squares at rate 1."""
    random = np.random.RandomState(1)
    W1, W2 = (2 * random.random_sample(shape) - 1 for shape in ((3, 4), (4, 1)))
    return Scenario(
        key="eleven-lines",
        title="in eleven lines",
        problem="Exclusive or of the first two inputs; the third is always 1, and its weights do what biases do "
        "elsewhere: the real biases are frozen at 0. After A. Trask, whose whole network is eleven lines of Python.",
        watch="His step is a + where ours is a minus: his error is y - a, the gradient's is a - y. His rate is 1 of a "
        "sum over four samples, ours 4 of their mean.",
        attempt="Run it for 10,000 iterations, then export it ({export}) to NumPy and put the script beside his lines.",
        data=dataset(BINARY, [[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]], [[0], [1], [1], [0]]),
        network=NetworkConfig(3, (Dense(4, "sigmoid"), Dense(1, "sigmoid"))),
        training=TrainingConfig(loss="half_squares", learning_rate=4.0, frozen=("b1", "b2")),
        parameters={"W1": W1, "b1": np.zeros(4), "W2": W2, "b2": np.zeros(1)},
        names={"x": "l0", "a1": "l1", "a2": "l2", "W1": "syn0", "W2": "syn1"},
    )
