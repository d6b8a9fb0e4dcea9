"""XOR through three hidden sigmoid layers: gradients that vanish on the way back."""

from dataclasses import replace

from core.config import Dense, NetworkConfig
from scenarios import xor
from scenarios.base import Scenario


def scenario() -> Scenario:
    """XOR with 2–4–4–4–1, all sigmoid."""
    hidden = tuple(Dense(4, "sigmoid") for _ in range(3))
    return replace(
        xor.scenario(),
        key="deep-sigmoid",
        title="vanishing gradients",
        problem="XOR with three hidden layers of sigmoids. More layers could do more, but this one hardly learns.",
        watch="The gradients layer by layer (l and L): each layer back they shrink, as the slope of a sigmoid is "
        "at most a quarter and multiplies at every layer.",
        attempt="Step through a backward pass and compare dW4, dW3, dW2 and dW1. Run it: the loss sits at 0.25 for a "
        "long time, because the first layers barely move.",
        network=NetworkConfig(2, (*hidden, Dense(1, "sigmoid")), init="normal", init_scale=0.5, seed=0),
    )
