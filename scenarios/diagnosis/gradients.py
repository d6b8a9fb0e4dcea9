"""How gradients travel: too little or too much of them reaches the first layer."""

from __future__ import annotations

from collections.abc import Iterator

from glassnet.core.numerals import brief
from glassnet.scenarios.diagnosis import rate, slow
from glassnet.scenarios.diagnosis.finding import SEVERE, WARNING, Attempt, Finding, Place
from glassnet.scenarios.diagnosis.standing import learned_little, standing_still
from glassnet.scenarios.diagnosis.symptoms import Symptoms

DEEP = 3  # layers from which on depth can be to blame; between two it is one layer's weights
VANISHED = 1e-2  # of the last layer's blame reaches the first: it then learns a hundred times more slowly
EXPLODED = 1e2  # times the last layer's blame


def is_deep(symptoms: Symptoms) -> bool:
    """Whether there are enough layers for gradients to vanish on the way."""
    return symptoms.layers >= DEEP


def reaches(symptoms: Symptoms) -> bool:
    """Whether there are enough layers, and the first of them gets any gradient at all."""
    return is_deep(symptoms) and symptoms.blame[0] > 0


def vanishing(symptoms: Symptoms) -> Iterator[Finding]:
    """The blame shrinks from layer to layer on its way back; where it is 0, units are dead and that says more."""
    blame = symptoms.blame
    if not is_deep(symptoms) or symptoms.solved or not 0 < blame[0] <= VANISHED * blame[-1]:
        return
    slow = 0  # the last of those that little reaches, from the first layer on
    while slow < len(blame) and blame[slow] <= VANISHED * blame[-1]:
        slow += 1
    times = (blame[-1] / blame[0]) ** (1 / (len(blame) - 1))
    attempt = _instead(symptoms)
    yield Finding(
        "vanishing",
        SEVERE if standing_still(symptoms) else WARNING,
        f"vanishing gradients: little reaches layer {'1' if slow == 1 else f'1 … {slow}'}",
        f"{_way(symptoms)}: {brief(blame[-1] / blame[0], 3)} times less in layer 1, {brief(times, 2)} times from layer "
        "to layer on average.",
        _ends(symptoms),
        attempt.words,
        slow,
        changes=attempt.changes,
    )


def _instead(symptoms: Symptoms) -> Attempt:
    """What keeps gradients from vanishing in a network like this one."""
    if any(True for _ in slow.too_small(symptoms)):
        return Attempt("to see to the learning rate first")
    why = rate.unusual(symptoms)
    if why:
        return why
    hidden = [symptoms.activation(layer).name for layer in symptoms.hidden]
    if "sigmoid" in hidden:
        other = ["tanh" if name == "sigmoid" else name for name in hidden]
        return Attempt("tanh instead of sigmoid, or fewer layers", (("network.activation", other),))
    if "relu" in hidden or "leaky_relu" in hidden:
        return Attempt("he weights, which keep the size from layer to layer", (("network.init", "he"),))
    return Attempt("xavier weights, which keep the size from layer to layer", (("network.init", "xavier"),))


def exploding(symptoms: Symptoms) -> Iterator[Finding]:
    """The blame grows from layer to layer on its way back."""
    blame = symptoms.blame
    if not is_deep(symptoms) or symptoms.solved or not blame[0] >= EXPLODED * blame[-1] > 0:
        return
    layer = rate.large_weights(symptoms)
    attempt = rate.smaller_weights(symptoms, layer) if layer else rate.smaller_rate(symptoms)
    yield Finding(
        "exploding",
        SEVERE if learned_little(symptoms) else WARNING,
        "exploding gradients: far more reaches layer 1 than the last",
        f"{_way(symptoms)}: {brief(blame[0] / blame[-1], 3)} times more in layer 1.",
        _ends(symptoms),
        attempt.words,
        1,
        changes=attempt.changes,
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
