"""XOR without a hidden layer: what a straight line can and cannot do."""

from dataclasses import replace

from glassnet.core.config import Dense, NetworkConfig
from glassnet.scenarios.base import Scenario
from glassnet.scenarios.library import xor


def scenario() -> Scenario:
    """XOR with a single output unit; it ends with every answer at 0.5."""
    return replace(
        xor.scenario(),
        key="xor-linear",
        title="xor without hidden units",
        problem="XOR with one neuron alone. Its border between yes and no is a straight line, and no straight line "
        "has both yes-points on one side and both no-points on the other.",
        watch="The weights shrink to 0, every answer goes to 0.5, and the loss to 0.25. A line can get 3 of 4 right, "
        "but its squared error is larger: by this loss it is best not to decide. The count falls to 0 of 4, as 0.5 is "
        "on no side and counts as undecided; a coin tossed instead is right about half of the time.",
        attempt="Run it until nothing moves, and read dW1: the two samples that reach a weight pull it with equal "
        "strength, one each way. Then press {scenario_2} for the same with a hidden layer.",
        network=NetworkConfig(2, (Dense(1, "sigmoid"),), init="normal", init_scale=0.5, seed=0),
    )
