"""A loss that stands still while little is learned: where it stands, why nothing moves, and what may lead away.

What other diagnoses find (units that are dead or the same, gradients that vanish, a strong penalty) goes before it.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from glassnet.core.numerals import brief
from glassnet.core.terms import label
from glassnet.scenarios.base import Array
from glassnet.scenarios.diagnosis import gradients, penalty, rate, saturated, slow, symmetric, units
from glassnet.scenarios.diagnosis.finding import NOTE, SEVERE, WARNING, Attempt, Finding, Place
from glassnet.scenarios.diagnosis.standing import answers_in_words, known_plateau, standing_still, still
from glassnet.scenarios.diagnosis.symptoms import Symptoms, largest

SMALL_WEIGHTS = 0.1  # times what xavier draws: so near to 0 every slope is nearly 0 for long
FEW_PULLS = 6  # rows whose pulls on a number are told one by one
CANCEL = 0.1  # of all pulls are left when the rows' are summed: what a row wants, others undo


def plateau(symptoms: Symptoms) -> Iterator[Finding]:
    """The loss stands still at a known plateau, or high up; not where the learning rate is to blame."""
    last = still(symptoms)
    if last is None or not standing_still(symptoms) or next(slow.too_small(symptoms), None):
        return
    value, words = known_plateau(symptoms), answers_in_words(symptoms)
    place = f"on the plateau {brief(value)}" if value is not None else f"at {brief(float(last[-1]))}"
    ends = _may_end(symptoms)
    how = "slow" if ends else "stuck" if _at_rest(symptoms) else "the loss stands still"
    unit, right = "epochs" if symptoms.batches else "iterations", symptoms.right
    told = "" if right is None else f", {int(right.sum()):,} of {len(right):,} right"
    names = list(dict.fromkeys(f"dW{layer}" for layer in (1, symptoms.layers)))
    attempt = _way_out(symptoms, ends)
    yield Finding(
        "plateau",
        WARNING if ends else SEVERE,
        f"{how} {place}" + (f": {words}" if words else ""),
        f"The loss is {brief(float(last[-1]))}{told}; in the last {len(last)} {unit} it "
        f"changed by {brief(float(last.max() - last.min()), 2)}. {_pulls(symptoms, names)}".rstrip(),
        (*symptoms.loss_entry, *_wrong(symptoms), *(entry for name in names for entry in symptoms.extreme(name))),
        attempt.words,
        changes=attempt.changes,
    )


def _exhausted(symptoms: Symptoms) -> bool:
    """Whether nothing at all pulls on any weight or bias, by all rows and the penalty."""
    layers = range(1, symptoms.layers + 1)
    return not any(symptoms.pulls(layer)[0].any() or symptoms.penalty_pull(layer).any() for layer in layers)


def _cancel(symptoms: Symptoms) -> bool:
    return symptoms.left <= CANCEL


def _at_rest(symptoms: Symptoms) -> bool:
    """Whether nothing that the rows want is left: no pull at all, or all but undone by one another."""
    return _exhausted(symptoms) or _cancel(symptoms)


def _may_end(symptoms: Symptoms) -> bool:
    """σ and tanh leave a plateau by themselves, sooner or later, if any gradient is left; relu seldom does."""
    hidden = symptoms.hidden
    return (
        len(hidden) > 0
        and not _exhausted(symptoms)
        and all(np.isfinite(symptoms.activation(layer).limits).all() for layer in hidden)
    )


def _pulls(symptoms: Symptoms, names: list[str]) -> str:
    """Why the weights do not move, by the pulls of the rows on them."""
    if _exhausted(symptoms):
        return "Every gradient is exactly 0."
    told = ""
    if not symptoms.batches:
        most = max(largest(symptoms.gradient(name)) for name in names)
        told = f"The largest entry of {' and '.join(names)} is {brief(most, 2)}"
    if not _cancel(symptoms):
        return told and f"{told}."
    return (
        f"{told}{', for the' if told else 'The'} pulls of the rows cancel: {_example(symptoms)}of all pulls on all "
        f"weights and biases {brief(100 * symptoms.left, 2)} % is left."
    )


def _example(symptoms: Symptoms) -> str:
    """Of the weights and biases whose pulls cancel the one that is pulled at most, with the pulls on it.

    Those of each row where there are few, else what those to either side add up to.
    """
    best, words = 0.0, ""
    for layer in range(1, symptoms.layers + 1):
        sums, sizes = symptoms.pulls(layer)
        balanced = np.where(np.abs(sums) <= CANCEL * sizes, sizes, 0.0)
        at = row, unit = np.unravel_index(int(balanced.argmax()), balanced.shape)
        if balanced[at] > best:
            best = float(balanced[at])
            weight = row < len(sums) - 1
            name = label(f"W{layer}", (int(row), int(unit))) if weight else label(f"b{layer}", (int(unit),))
            each = symptoms.pulls_on(layer, int(row), int(unit))
            if len(each) <= FEW_PULLS:
                words = f"{_listed(each)} on {name} add up to {brief(float(sums[at]), 2)}; "
            else:
                more, less = (float(sizes[at] + sign * sums[at]) / 2 for sign in (1, -1))
                words = f"those on {name} add up to {brief(more)} and {brief(-less)}; "
    return words


def _listed(pulls: Array) -> str:
    """`+0.0625, -0.0613 and 0`."""
    texts = [f"{'+' * (pull > 0)}{brief(pull, 3)}" for pull in pulls.tolist()]
    return f"{', '.join(texts[:-1])} and {texts[-1]}" if len(texts) > 1 else texts[0]


def _way_out(symptoms: Symptoms, ends: bool) -> Attempt:
    first = _goes_before(symptoms)
    if first:
        return Attempt(f"to see to {first} first")
    if symptoms.layers == 1 and _cancel(symptoms):
        straight = "the answer is a straight function of the inputs"
        if symptoms.right is not None:
            straight = "every border between answers is straight"
        return Attempt(f"a hidden layer: without one, {straight}", (("network.hidden", [4]),))
    hidden = [symptoms.activation(layer).name for layer in symptoms.hidden]
    if hidden and set(hidden) == {"identity"}:
        return Attempt(
            "relu or tanh: with identity in every hidden layer, all of them are one straight layer",
            (("network.activation", ["tanh"] * len(hidden)),),
        )
    if _exhausted(symptoms):
        return Attempt("other initial weights: every gradient is exactly 0, so that nothing will move")
    if symptoms.layers == 1 or not (ends or _cancel(symptoms)):
        return Attempt("to ask the numbers above where they come from")
    small = min(symptoms.oversize(layer) for layer in range(1, symptoms.layers + 1))
    if small <= SMALL_WEIGHTS:
        words = f"larger initial weights (xavier): they began {brief(small, 2)} times as large as xavier draws them"
        return Attempt(words, (("network.init", "xavier"),))
    lr = float(symptoms.values["lr"])
    if ends and lr <= rate.usual_rate(symptoms):
        more = float(brief(10 * lr))
        return Attempt(
            f"a larger learning rate, {brief(more)}, or more iterations: with σ and tanh a plateau may end by itself",
            (("training.learning_rate", more),),
        )
    if ends:
        return Attempt("more iterations: with σ and tanh a plateau may end by itself")
    return units.more(symptoms)


def _goes_before(symptoms: Symptoms) -> str:
    """What is to be mended first, where other diagnoses find the reason."""
    asleep = [layer for layer in symptoms.hidden if symptoms.dead(layer).all()]
    if any(True for _ in symmetric.symmetric(symptoms)):
        return "the units that are equal"
    if asleep:
        return f"the dead layer {asleep[-1]}, through which no input gets,"
    if any(True for _ in saturated.reach(symptoms)):
        return "the targets that are out of reach"
    if any(True for _ in penalty.penalty(symptoms)):
        return "the penalty"
    if any(finding.severity > NOTE for finding in saturated.saturated(symptoms)):
        return "what is saturated"
    if any(True for _ in gradients.vanishing(symptoms)):
        return "the gradients that vanish"
    tiny = rate.tiny_inputs(symptoms)
    return f"the inputs (standardize them: their root mean square is {brief(tiny, 2)})" if tiny else ""


def _wrong(symptoms: Symptoms) -> tuple[Place, ...]:
    """An answer that is wrong: of the output whose error is largest in this batch."""
    name = f"a{symptoms.layers}"
    if name not in symptoms.values or "y" not in symptoms.values:
        return ()
    errors = np.abs(symptoms.values[name] - symptoms.values["y"])
    row, column = np.unravel_index(int(np.nan_to_num(errors).argmax()), errors.shape)
    return ((name, (int(row), int(column))),)
