"""How gradients travel: too little or too much of them reaches the first layer, or an update is out of proportion."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from core.terms import brief
from scenarios.diagnosis.finding import NOTE, SEVERE, WARNING, Finding, Place
from scenarios.diagnosis.losses import less_than, standing_still
from scenarios.diagnosis.symptoms import Symptoms

DEEP = 3  # layers from which on depth can be to blame; between two it is one layer's weights
VANISHED = 1e-2  # of the last layer's blame reaches the first: it then learns a hundred times more slowly
EXPLODED = 1e2  # times the last layer's blame
LARGE = 1.0  # of W's own size in one update: it is overwritten rather than improved; 1e-3 is usual, 0.1 early on
SMALL = 1e-7  # of it: ten million updates to go as far as W is large


def is_deep(symptoms: Symptoms) -> bool:
    """Whether there are enough layers for gradients to vanish on the way."""
    return symptoms.layers >= DEEP


def vanishing(symptoms: Symptoms) -> Iterator[Finding]:
    """The blame shrinks from layer to layer on its way back; where it is 0, units are dead and that says more."""
    blame = symptoms.blame
    if not is_deep(symptoms) or symptoms.solved or not 0 < blame[0] <= VANISHED * blame[-1]:
        return
    slow = [layer for layer, each in enumerate(blame, start=1) if each <= VANISHED * blame[-1]]
    times = (blame[-1] / blame[0]) ** (1 / (len(blame) - 1))
    bounded = any(np.isfinite(symptoms.activation(layer).limits).all() for layer in symptoms.hidden)
    yield Finding(
        "vanishing",
        SEVERE if standing_still(symptoms) else WARNING,
        f"vanishing gradients: little reaches layer {'1' if len(slow) == 1 else f'1 … {slow[-1]}'}",
        f"{_way(symptoms)}: {brief(blame[-1] / blame[0], 3)} times less in layer 1, {brief(times, 2)} times from layer "
        "to layer.",
        _ends(symptoms),
        "relu or tanh instead of sigmoid, fewer layers, or xavier weights"
        if bounded
        else "he weights, which keep the size from layer to layer",
        slow[-1],
    )


def exploding(symptoms: Symptoms) -> Iterator[Finding]:
    """The blame grows from layer to layer on its way back."""
    blame = symptoms.blame
    if not is_deep(symptoms) or symptoms.solved or not blame[0] >= EXPLODED * blame[-1] > 0:
        return
    yield Finding(
        "exploding",
        SEVERE,
        "exploding gradients: they grow from layer to layer",
        f"{_way(symptoms)}: {brief(blame[0] / blame[-1], 3)} times more in layer 1.",
        _ends(symptoms),
        "smaller initial weights (he, xavier), or a smaller learning rate",
        1,
    )


def _way(symptoms: Symptoms) -> str:
    """The blame on its way back, in numbers."""
    layers = range(symptoms.layers, 0, -1)
    steps = " → ".join(f"dz{layer} {brief(symptoms.blame[layer - 1], 2)}" for layer in layers)
    return f"Root mean square: {steps}"


def _ends(symptoms: Symptoms) -> tuple[Place, ...]:
    last = symptoms.layers
    return tuple(
        place for name in (f"dz{last}", "dz1", f"dW{last}", "dW1") for place in symptoms.extreme(name)
    )  # fmt: skip


def updates(symptoms: Symptoms) -> Iterator[Finding]:
    """An update that is as large as the weights themselves, or too small to get anywhere."""
    if symptoms.moved is None or symptoms.solved:
        return
    shares = np.array(symptoms.moved)
    known = np.where(np.isfinite(shares), shares, 0.0)
    lr = float(symptoms.values["lr"])
    layer = int(known.argmax()) + 1
    if known.max() >= LARGE:
        yield Finding(
            "update",
            SEVERE,
            f"the update overwrites W{layer}",
            f"In this iteration W{layer} went {_share(known.max())} of its own size; usual is about 0.1 %.",
            (*symptoms.extreme(f"dW{layer}"), *symptoms.extreme(f"W{layer}"), ("lr", ())),
            f"a smaller learning rate: {less_than(lr)}",
            layer,
        )
    elif 0 < known.max() < SMALL and not standing_still(symptoms):
        yield Finding(
            "update",
            NOTE,
            "the updates are tiny",
            f"W{layer}, which goes furthest, went {brief(float(known.max()), 2)} of its own size; usual is 1e-3.",
            (*symptoms.extreme(f"dW{layer}"), *symptoms.extreme(f"W{layer}"), ("lr", ())),
            f"a larger learning rate, such as {brief(lr * 10)}",
            layer,
        )


def _share(share: float) -> str:
    return f"{100 * share:.0f} %" if share < 100 else f"{brief(share, 2)} times"
