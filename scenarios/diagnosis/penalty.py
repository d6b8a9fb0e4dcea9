"""A penalty on the weights that is stronger than what the rows want. Knows nothing of units and learning rates."""

from __future__ import annotations

from collections.abc import Iterator

from glassnet.core.numerals import brief
from glassnet.core.ops import REGULARIZATIONS
from glassnet.scenarios.diagnosis.finding import SEVERE, Finding
from glassnet.scenarios.diagnosis.standing import learned_little
from glassnet.scenarios.diagnosis.symptoms import Symptoms, largest

SHRUNK = 0.25  # of the largest initial weight: so far has a penalty pulled the weights down
STRONGER = 0.5  # of the rows' own pull: from there on the penalty holds against it


def has_penalty(symptoms: Symptoms) -> bool:
    """Whether there is a penalty on the weights."""
    return REGULARIZATIONS[symptoms.program.config.training.regularization].penalty is not None


def penalty(symptoms: Symptoms) -> Iterator[Finding]:
    """Little is learned, the weights have shrunk, and the penalty pulls them as hard as the rows do."""
    strength = float(symptoms.opening["rate"]) if has_penalty(symptoms) else 0.0
    if symptoms.solved or not strength or not learned_little(symptoms):
        return
    names = [f"W{layer}" for layer in range(1, symptoms.layers + 1)]
    now = [largest(symptoms.opening[name]) for name in names]
    first = max(largest(symptoms.initial[name]) for name in names)
    if not 0 < first * SHRUNK >= max(now):
        return
    name = names[now.index(max(now))]
    layer = symptoms.program.info[name].layer
    pull, rows = largest(symptoms.penalty_pull(layer)), largest(symptoms.pulls(layer)[0][:-1])
    if not pull >= STRONGER * rows:
        return
    kind, less = symptoms.program.config.training.regularization, float(brief(strength / 100))
    yield Finding(
        "penalty",
        SEVERE,
        f"the {kind} penalty holds the weights near 0",
        f"The largest weight is {brief(max(now), 2)}; at the beginning it was {brief(first, 2)}. On {name} the penalty "
        f"pulls with up to {brief(pull, 2)}, the rows together with up to {brief(rows, 2)}.",
        (*symptoms.loss_entry, *symptoms.extreme(name), *symptoms.extreme(f"d{name}")),
        f"a smaller regularization rate, such as {brief(less)}",
        layer,
        changes=(("training.regularization_rate", less),),
    )
