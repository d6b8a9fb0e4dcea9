"""What the losses say: a plateau, a learning rate that is too high, test rows that are forgotten.

Shares of a loss are those of the loss of one answer for all rows, where nothing is learned, unless said otherwise.
With mini-batches the means of epochs are looked at, as the loss of a batch goes up and down by the luck of the draw.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from core.terms import brief
from scenarios.base import Array
from scenarios.diagnosis.finding import SEVERE, WARNING, Finding, Place
from scenarios.diagnosis.symptoms import NEAR, Symptoms

LONG, LONG_EPOCHS = 100, 20  # iterations (epochs) that a loss must have stood still
STILL, STILL_EPOCHS = 1e-3, 1e-2  # of the loss, most to least over that long; epoch means keep a little of their noise
HARDLY = 0.5  # of the loss of one answer for all rows: from there on something has been learned, plateau or not
LATELY = 50  # iterations in which rises of the loss are counted
FEWEST = 8  # changes that make a pattern
OFTEN = 0.3  # of them: plain descent with a small enough step never rises; a few rises pass as the ground bends
ROUGH = 0.05  # the mean change from one to the next: less is noise that does no harm
ABOVE, FAR = 1.5, 0.1  # times the best loss, and that much more than it: momentum overshoots by less
RISEN = 1.15  # of the least test loss: less is the luck of which rows are in the test
RISEN_LEAST = 0.02  # of the first test loss: a rise from nothing to next to nothing is none
USUAL = 1.0  # a learning rate that is seldom too low
LATER = 5  # test losses since the least one, and those whose median counts as now


def _still(symptoms: Symptoms) -> Array | None:
    """The last losses where they have stood still, else None."""
    long, still = (LONG_EPOCHS, STILL_EPOCHS) if symptoms.batches else (LONG, STILL)
    last = symptoms.losses[-long:]
    if len(last) < long or not np.isfinite(last).all() or last[-1] <= 0:
        return None
    return last if last.max() - last.min() <= still * last[-1] else None


def standing_still(symptoms: Symptoms) -> bool:
    """Whether the loss does not move although little has been learned, or at a known plateau."""
    return not symptoms.solved and _still(symptoms) is not None and (_named(symptoms) is not None or _little(symptoms))


def _named(symptoms: Symptoms) -> tuple[float, str] | None:
    """The known plateau that the loss is on, or None."""
    loss = float(symptoms.losses[-1])
    near = [plateau for plateau in symptoms.known_plateaus if abs(loss - plateau[0]) <= NEAR * plateau[0]]
    return min(near, key=lambda plateau: abs(loss - plateau[0])) if near else None


def _little(symptoms: Symptoms) -> bool:
    return bool(symptoms.losses[-1] >= HARDLY * symptoms.answered_alike)


def plateau(symptoms: Symptoms) -> Iterator[Finding]:
    """The loss stands still at a known plateau, or high up, while rows are answered wrong."""
    last = _still(symptoms)
    if last is None or not standing_still(symptoms):
        return
    named = _named(symptoms)
    place = f"the plateau {brief(named[0])}: {named[1]}" if named else "a plateau"
    names = list(dict.fromkeys(f"dW{layer}" for layer in (1, symptoms.layers)))
    largest = max(float(np.abs(symptoms.gradient(name)).max()) for name in names)
    unit, right = "epochs" if symptoms.batches else "iterations", symptoms.right
    told = "" if right is None else f", {int(right.sum()):,} of {len(right):,} right"
    yield Finding(
        "plateau",
        WARNING if _may_end(symptoms) else SEVERE,
        f"{'slow' if _may_end(symptoms) else 'stuck'} on {place}",
        f"The loss is {brief(float(last[-1]))}{told}; in the last {len(last)} {unit} it "
        f"changed by {brief(float(last.max() - last.min()), 2)}. "
        f"The largest entry of {' and '.join(names)} is {brief(largest, 2)}.",
        (*_loss(symptoms), *_wrong(symptoms), *(entry for name in names for entry in symptoms.extreme(name))),
        _way_out(symptoms),
    )


def _may_end(symptoms: Symptoms) -> bool:
    """σ and tanh leave a plateau by themselves, sooner or later, if any gradient is left; relu seldom does."""
    hidden = symptoms.hidden
    return (
        len(hidden) > 0
        and not _exhausted(symptoms)
        and all(np.isfinite(symptoms.activation(layer).limits).all() for layer in hidden)
    )


def _exhausted(symptoms: Symptoms) -> bool:
    return not any(symptoms.gradient(f"d{name}").any() for name in symptoms.program.parameters)


def _way_out(symptoms: Symptoms) -> str:
    if symptoms.layers == 1:
        return "a hidden layer: without one, every border between answers is straight"
    asleep = [layer for layer in symptoms.hidden if symptoms.dead(layer).all()]
    if asleep:
        return f"to see to layer {asleep[-1]} first: with all its units dead, nothing of the inputs gets through"
    if _exhausted(symptoms):
        return "other initial weights: every gradient is exactly 0, so that nothing will move"
    if _may_end(symptoms):
        return "more iterations, or a larger learning rate: with σ and tanh a plateau may end by itself"
    return "another seed, or more hidden units"


def _loss(symptoms: Symptoms) -> tuple[Place, ...]:
    return (("loss", ()),) if "loss" in symptoms.values else ()


def _wrong(symptoms: Symptoms) -> tuple[Place, ...]:
    """An answer that is wrong: of the output whose error is largest in this batch."""
    name = f"a{symptoms.layers}"
    if name not in symptoms.values or "y" not in symptoms.values:
        return ()
    errors = np.abs(symptoms.values[name] - symptoms.values["y"])
    row, column = np.unravel_index(int(np.nan_to_num(errors).argmax()), errors.shape)
    return ((name, (int(row), int(column))),)


def less_than(lr: float) -> str:
    """A learning rate that may help where this one is too high; far above 1 a tenth would do no better."""
    return f"a tenth of it, {brief(lr / 10)}" if lr <= USUAL else f"a rate of at most {brief(USUAL)}"


def learning_rate(symptoms: Symptoms) -> Iterator[Finding]:
    """The loss goes up and down, or far above where it has been, or is not a number any more."""
    losses = symptoms.losses
    rate: tuple[Place, ...] = (("lr", ()),)
    lr = float(symptoms.values["lr"])
    less = less_than(lr)
    if len(symptoms.batch_losses) and not np.isfinite(symptoms.batch_losses[-1]):
        first = next((n for n in _in_order(symptoms) if not np.isfinite(symptoms.values[n]).all()), "")
        words = f"In iteration {symptoms.iteration} the loss is {symptoms.batch_losses[-1]:g}"
        yield Finding(
            "learning rate", SEVERE, "the learning rate is too high: numbers overflow",
            words + (f"; {first} is the first value with an entry that is not finite." if first else "."),
            (*rate, *symptoms.extreme(first), *_loss(symptoms)), less,
        )  # fmt: skip
        return
    if len(losses) < 4 or symptoms.solved or not np.isfinite(losses).all():
        return
    last = losses[-LATELY - 1 :]
    changes = np.diff(last)
    rises, rough = float((changes > 0).mean()), float(np.abs(changes).mean())
    scale = symptoms.answered_alike if symptoms.answered_alike > 0 else float(losses[0])
    best, now = int(losses.argmin()), float(losses[-3:].min())
    unit = "epochs" if symptoms.batches else "iterations"
    if len(changes) >= FEWEST and rises >= OFTEN and rough >= ROUGH * scale:
        evidence = (
            f"In the last {len(changes)} {unit} the loss rose {int((changes > 0).sum())} times; from one to the next "
            f"it changed by {brief(rough, 2)}. It is {brief(float(losses[-1]))}, its best was "
            f"{brief(float(losses[best]))}."
        )
        title = "the learning rate is too high: the loss goes up and down"
    elif now > ABOVE * losses[best] and now > losses[best] + FAR * scale:
        evidence = (
            f"The loss is {brief(float(losses[-1]))}; after {best + 1} of {len(losses)} {unit} it had been at "
            f"{brief(float(losses[best]))}."
        )
        title = "the learning rate is too high: the loss rose and stays up"
    else:
        return
    yield Finding(
        "learning rate", SEVERE, title, evidence, (*rate, *_loss(symptoms), *symptoms.extreme("dW1")), less
    )  # fmt: skip


def _in_order(symptoms: Symptoms) -> list[str]:
    """The values of this iteration in the order in which they were computed."""
    return [step.output for step in symptoms.program.steps if step.output in symptoms.values]


def has_test(symptoms: Symptoms) -> bool:
    """Whether there are rows to test with."""
    return len(symptoms.data.test_inputs) > 0


def overfitting(symptoms: Symptoms) -> Iterator[Finding]:
    """The loss on test rows rises for a while, while that on training rows falls."""
    at, losses = symptoms.test
    if len(losses) < 2 * LATER or not np.isfinite(losses).all():
        return
    best = int(losses.argmin())
    now, least = float(np.median(losses[-LATER:])), float(losses[best])
    since = len(losses) - 1 - best
    if since < LATER or now < RISEN * least or now - least < RISEN_LEAST * losses[0]:
        return
    train = symptoms.batch_losses
    each = symptoms.program.config.iterations_per_epoch
    then, here = int(at[best]), len(train)
    before = float(np.mean(train[max(0, then - each) : then]))
    after = float(np.mean(train[max(0, here - each) :]))
    if not after < before:
        return
    yield Finding(
        "overfitting",
        WARNING,
        "overfitting: test rows get worse",
        f"The test loss was least, {brief(least)}, at iteration {then:,}, and is {brief(float(losses[-1]))} now, "
        f"{100 * (now / least - 1):.0f} % above; the training loss fell from {brief(before)} to {brief(after)}.",
        (*_loss(symptoms), *symptoms.extreme(f"W{symptoms.layers}")),
        f"to stop at iteration {then:,}, or an l2 penalty, or fewer units",
    )
