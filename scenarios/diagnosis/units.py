"""Units that do not learn: dead, or off for this batch.

Slopes come from the activation's own op. Knows nothing of losses over time.
"""

from __future__ import annotations

from collections.abc import Iterator

from glassnet.core.numerals import brief
from glassnet.scenarios.diagnosis import rate, slow
from glassnet.scenarios.diagnosis.finding import (
    NOTE,
    SEVERE,
    WARNING,
    Attempt,
    Finding,
    Place,
    is_or_are,
    numbers,
    units_in_words,
)
from glassnet.scenarios.diagnosis.standing import learned_little, standing_still
from glassnet.scenarios.diagnosis.symptoms import Symptoms

MANY = 0.25  # of a layer's units: fewer dead ones are usual with relu, and seldom missed


def can_die(symptoms: Symptoms) -> bool:
    """Whether some activation has a slope that is exactly 0 for half of all z."""
    return any(symptoms.can_die(layer) for layer in range(1, symptoms.layers + 1))


def dead(symptoms: Symptoms) -> Iterator[Finding]:
    """The slope is exactly 0 on all training rows: nothing that reaches the unit can change its weights."""
    for layer in range(1, symptoms.layers + 1):
        found = numbers(symptoms.dead(layer))
        if not found:
            continue
        total, unit = symptoms.units(layer), found[0]
        z = symptoms.rows(f"z{layer}")[:, list(found)]
        whole = len(found) == total
        if symptoms.solved:
            severity = NOTE
        elif whole or standing_still(symptoms):
            severity = SEVERE
        else:
            severity = WARNING if len(found) >= MANY * total and learned_little(symptoms) else NOTE
        its, verb = ("its", "is") if len(found) == 1 else ("their", "are")
        lost = "nothing of the gradient gets past this layer" if whole else f"no gradient moves {its} weights"
        if symptoms.program.config.training.regularization != "none":
            lost = lost.replace("gradient", "loss's gradient").replace("no loss's", "none of the loss's")
        attempt = _instead_of_dead(symptoms, layer, found)
        yield Finding(
            "dead",
            severity,
            f"{units_in_words(found, layer, total)} {verb} dead",
            f"{its.capitalize()} z{layer} {verb} 0 or less on {symptoms.rows_in_words} (at most "
            f"{brief(float(z.max()))}), so the slope is 0 and dz{layer} is 0: {lost}.",
            (
                *_highest(symptoms, layer, unit),
                *symptoms.extreme(f"da{layer}", unit),
                *_same_row(symptoms, layer, unit),
                *symptoms.extreme(f"dW{layer}", unit),
            ),
            attempt.words,
            layer,
            found,
            attempt.changes,
        )


def _instead_of_dead(symptoms: Symptoms, layer: int, found: tuple[int, ...]) -> Attempt:
    if not symptoms.initial[f"W{layer}"].any():
        return drawn()
    if any(True for _ in slow.too_small(symptoms)):
        return Attempt("to see to the learning rate first")
    why = rate.unusual(symptoms)
    if why and not symptoms.began_dead(layer)[list(found)].all():
        return why
    return Attempt("another activation of the output") if layer == symptoms.layers else more(symptoms)


def more(symptoms: Symptoms) -> Attempt:
    """What most often leads away where nothing else is to blame: relu alone can be dead on all rows."""
    hidden = [symptoms.activation(each).name for each in symptoms.hidden]
    if "relu" in hidden:
        other = ["tanh" if name == "relu" else name for name in hidden]
        return Attempt("tanh instead of relu, more hidden units, or another seed", (("network.activation", other),))
    twice = [2 * symptoms.units(layer) for layer in symptoms.hidden]
    return Attempt("more hidden units, or another seed", (("network.hidden", twice),))


def drawn() -> Attempt:
    """Initial weights at random, where they began as zeros."""
    words = "initial weights that are drawn at random (xavier, he, normal), not zeros"
    return Attempt(words, (("network.init", "xavier"),))


def off(symptoms: Symptoms) -> Iterator[Finding]:
    """The slope is 0 on all rows of this batch, but not on all training rows."""
    for layer in range(1, symptoms.layers + 1):
        z = symptoms.values.get(f"z{layer}")
        if z is None or not symptoms.can_die(layer):
            continue
        slope = symptoms.slope(layer)
        found = numbers((symptoms.slope(layer, z) == 0).all(axis=0) & (slope != 0).any(axis=0))
        if found:
            on = (slope[:, list(found)] != 0).any(axis=1).sum()
            yield Finding(
                "off",
                NOTE,
                f"{units_in_words(found, layer, symptoms.units(layer))} {is_or_are(found)} off for this batch",
                f"On all its {len(z):,} rows the slope is 0; on {int(on):,} of {len(slope):,} training rows it is not.",
                (*_highest(symptoms, layer, found[0]), *symptoms.extreme(f"dW{layer}", found[0])),
                "nothing: the next batch may wake it",
                layer,
                found,
            )


def _highest(symptoms: Symptoms, layer: int, unit: int) -> tuple[Place, ...]:
    """The z of a unit that comes nearest to switching it on."""
    z = symptoms.values.get(f"z{layer}")
    return () if z is None else ((f"z{layer}", (int(z[:, unit].argmax()), unit)),)


def _same_row(symptoms: Symptoms, layer: int, unit: int) -> tuple[Place, ...]:
    """The dz where the most blame arrives, and is stopped."""
    if f"dz{layer}" not in symptoms.values:
        return ()
    return tuple((f"dz{layer}", index) for _, index in symptoms.extreme(f"da{layer}", unit))
