"""XOR: four points that no straight line can separate, and a hidden layer that can."""

from glassnet.core.config import Dense, NetworkConfig, TrainingConfig
from glassnet.scenarios.base import BINARY, Dataset, Scenario, dataset

PLATEAUS = ((0.25, "all at 0.5"), (1 / 6, "three answers at 1/3 or 2/3"), (0.125, "two answers at 0.5"))


def points() -> Dataset:
    """The four points (0, 0) … (1, 1); the target is 1 where exactly one input is 1."""
    return dataset(BINARY, [[0, 0], [0, 1], [1, 0], [1, 1]], [[0], [1], [1], [0]])


def scenario() -> Scenario:
    """2–4–1 with relu, seed 0, which learns it."""
    return Scenario(
        key="xor",
        title="exclusive or",
        problem="Say 1 where exactly one of two inputs is 1. No straight line parts the two kinds of points, so one "
        "neuron cannot do it; four hidden relu units can bend the line.",
        watch="The loss comes to no plateau: it is below 0.1 within 150 iterations and below 0.01 within 400, while "
        "the map grows a band from corner to corner. A unit marked off has relu 0 for this sample and learns nothing "
        "from it.",
        attempt="Run it ({run}) until 4 of 4 are right; at first the answers lie around 0.5, and how many are right is "
        "chance. Then step one iteration through, and ask which sample pulls a weight which way. Then try xor-stuck, "
        "where the same network never learns.",
        data=points(),
        network=NetworkConfig(2, (Dense(4, "relu"), Dense(1, "sigmoid")), init="normal", init_scale=0.5, seed=0),
        training=TrainingConfig(loss="mse", learning_rate=0.5),
        first_sample=2,
        plateaus=PLATEAUS,
    )
