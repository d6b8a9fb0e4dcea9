"""f = (x + y) · z as a network: backpropagation where every number is whole."""

import numpy as np

from glassnet.core.config import Dense, NetworkConfig, TrainingConfig
from glassnet.scenarios.base import REGRESSION, Scenario, dataset
from glassnet.scenarios.printed import Printed


def scenario() -> Scenario:
    """x = -2, y = 5, z = -4 as in CS231n's notes; the target is chosen so that the loss has the slope 1."""
    return Scenario(
        key="circuit",
        title="a circuit of whole numbers",
        problem="f = (x + y) · z with x = -2, y = 5, z = -4, after the notes of CS231n. The sum is a unit with two "
        "weights of 1, the product a weight of -4. The target is half below the answer, so da3 = 1: what comes back "
        "is the derivative of f itself.",
        watch="The sum hands its gradient on to both inputs; the product hands on the other factor.",
        attempt="Before each step of the backward pass say the number. Then ask ({explain}) where dW3 comes from.",
        data=dataset(REGRESSION, [[-2.0, 5.0]], [[-12.5]]),
        network=NetworkConfig(2, (Dense(2, "identity"), Dense(1, "identity"), Dense(1, "identity"))),
        training=TrainingConfig(loss="mse", learning_rate=0.001),
        parameters={
            "W1": np.eye(2),
            "b1": np.zeros(2),
            "W2": np.ones((2, 1)),
            "b2": np.zeros(1),
            "W3": np.array([[-4.0]]),
            "b3": np.zeros(1),
        },
        printed=(
            Printed(1, "a2", (0, 0), 3, 0),
            Printed(1, "a3", (0, 0), -12, 0),
            Printed(1, "dW3", (0, 0), 3, 0),
            Printed(1, "da2", (0, 0), -4, 0),
            Printed(1, "da1", (0, 0), -4, 0),
            Printed(1, "da1", (0, 1), -4, 0),
        ),
        names={"a1[0,0]": "x", "a1[0,1]": "y", "a2[0,0]": "q", "a3[0,0]": "f", "W3[0,0]": "z"},
    )
