"""XOR through three hidden sigmoid layers: gradients that vanish on the way back."""

from dataclasses import replace

from glassnet.core.config import Dense, NetworkConfig
from glassnet.scenarios.base import Scenario
from glassnet.scenarios.library import xor


def scenario() -> Scenario:
    """XOR with 2–4–4–4–1, all sigmoid."""
    hidden = tuple(Dense(4, "sigmoid") for _ in range(3))
    return replace(
        xor.scenario(),
        key="deep-sigmoid",
        title="vanishing gradients",
        problem="XOR with three hidden layers of sigmoids. More layers could do more, but this network stands still "
        "for thousands of iterations before it learns.",
        watch="The gradients layer by layer ({next_layer} and {previous_layer}): on the plateau dz shrinks from each "
        "layer to the one before it, as the slope of a sigmoid, at most a quarter, multiplies at every layer.",
        attempt="Step through the first backward pass and compare dW4, dW3, dW2 and dW1. Run it: the loss sits near "
        "0.25 for 5,000 iterations, because the first layers barely move; then it learns after all.",
        network=NetworkConfig(2, (*hidden, Dense(1, "sigmoid")), init="normal", init_scale=0.5, seed=0),
    )
