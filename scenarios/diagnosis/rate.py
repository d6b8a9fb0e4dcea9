"""Updates that are too long: what the losses did, and which of rate, weights and inputs is far from the usual.

Knows nothing of units that are dead or saturated.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from glassnet.core.numerals import brief
from glassnet.core.ops import OPTIMIZERS
from glassnet.scenarios.diagnosis.finding import SEVERE, Attempt, Finding, Place
from glassnet.scenarios.diagnosis.penalty import penalty
from glassnet.scenarios.diagnosis.symptoms import Symptoms, rms

LATELY = 50  # iterations in which rises of the loss are counted
FEWEST = 8  # changes that make a pattern
OFTEN = 0.3  # of them: plain descent with a small enough step never rises; a few rises pass as the ground bends
ROUGH = 0.025  # the sum of the rises by the changes: less is noise that does no harm
ABOVE, FAR = 1.5, 0.1  # times the best loss, and that much more than it: momentum overshoots by less
LARGE = 1.0  # of W's own size in one update: it is overwritten rather than improved
WORSE = 0.01  # what an update adds to the loss, where it does harm
LARGE_WEIGHTS = 4  # times what xavier draws: from there on sums leave the range where activations bend
LARGE_INPUTS = 50.0  # standardized ones are seldom above 4, their squares and products seldom above 20
TINY_INPUTS = 0.1  # the root mean square; that of standardized ones is 1


def usual_rate(symptoms: Symptoms) -> float:
    """A learning rate that is seldom too low."""
    return OPTIMIZERS[symptoms.program.config.training.optimizer].usual_rate


def less(symptoms: Symptoms) -> Attempt:
    """A learning rate that may help where this one is too high.

    A tenth of it; where it is far above the usual that one; in any case none whose very first update does harm.
    """
    lr, usual = float(symptoms.values["lr"]), usual_rate(symptoms)
    larger = lr / 10 if lr <= usual else usual
    rate = float(brief(min(larger, symptoms.first_rate(larger))))
    words = f"a tenth of it, {brief(rate)}" if rate == float(brief(lr / 10)) else f"a rate of at most {brief(rate)}"
    return Attempt(words, (("training.learning_rate", rate),))


def smaller_rate(symptoms: Symptoms) -> Attempt:
    """The same, where it has not been said yet that it is about the learning rate."""
    attempt = less(symptoms)
    return Attempt(f"a smaller learning rate: {attempt.words}", attempt.changes)


def unusual(symptoms: Symptoms) -> Attempt | None:
    """What to change first where weights, inputs, rate or penalty are far from the usual, or None."""
    layer, largest, tiny = large_weights(symptoms), large_inputs(symptoms), tiny_inputs(symptoms)
    if layer:
        return smaller_weights(symptoms, layer)
    if largest:
        return standardized(f"they go up to {brief(largest)}")
    if float(symptoms.values["lr"]) > usual_rate(symptoms):
        return smaller_rate(symptoms)
    if any(True for _ in penalty(symptoms)):
        return Attempt("to see to the penalty first")
    return standardized(f"their root mean square is {brief(tiny, 2)}") if tiny else None


def large_inputs(symptoms: Symptoms) -> float:
    """The largest input where it is far above what standardized ones are, else 0."""
    largest = float(np.abs(symptoms.rows("x")).max(initial=0.0))
    return largest if largest > LARGE_INPUTS else 0.0


def tiny_inputs(symptoms: Symptoms) -> float:
    """The root mean square of the inputs where it is far below what that of standardized ones is, else 0."""
    size = rms(symptoms.rows("x"))
    return size if 0 < size < TINY_INPUTS else 0.0


def large_weights(symptoms: Symptoms) -> int:
    """The layer whose weights began largest, where they began far too large; else 0."""
    sizes = [symptoms.oversize(layer) for layer in range(1, symptoms.layers + 1)]
    layer = int(np.argmax(sizes)) + 1
    return layer if sizes[layer - 1] >= LARGE_WEIGHTS else 0


def too_high(symptoms: Symptoms) -> Iterator[Finding]:
    """The loss goes up and down, or far above where it has been, or is not a number any more."""
    iterations, losses = symptoms.losses.outline
    rate: tuple[Place, ...] = (("lr", ()),)
    latest = symptoms.batch_losses.last
    if latest is not None and not np.isfinite(latest[1]):
        yield _overflow(symptoms, latest[1])
        return
    if len(losses) < 4 or symptoms.solved or not np.isfinite(losses).all():
        return
    last = symptoms.losses.lately[1][-LATELY - 1 :]
    changes = np.diff(last)
    rises = changes[changes > 0]
    best, now = int(losses.argmin()), float(last[-3:].min(initial=np.inf))
    unit = "epochs" if symptoms.batches else "iterations"
    if (
        len(changes) >= FEWEST
        and len(rises) >= OFTEN * len(changes)
        and rises.sum() >= ROUGH * len(changes) * symptoms.scale
    ):
        evidence = (
            f"In the last {len(changes)} {unit} the loss rose {len(rises)} times, by {brief(float(rises.mean()), 2)} "
            f"on average. It is {brief(float(losses[-1]))}, its best {_of_those_kept(symptoms)}was "
            f"{brief(float(losses[best]))}."
        )
        what = "the loss goes up and down"
    elif now > ABOVE * losses[best] and now > losses[best] + FAR * symptoms.scale:
        evidence = (
            f"The loss is {brief(float(losses[-1]))}; after {_count(symptoms, iterations[best]):,} of "
            f"{_count(symptoms, iterations[-1]):,} {unit} it had been at {brief(float(losses[best]))}."
        )
        what = "the loss rose and stays up"
    else:
        return
    cause, attempt = _cause(symptoms)
    yield Finding(
        "learning rate", SEVERE, f"{cause}: {what}" if cause else what, evidence,
        (*rate, *symptoms.loss_entry, *symptoms.extreme("dW1")), attempt.words, changes=attempt.changes,
    )  # fmt: skip


def _count(symptoms: Symptoms, iteration: float) -> int:
    """How many iterations, or epochs, of this program had passed at an iteration."""
    config = symptoms.program.config
    return (int(iteration) - config.before) // config.iterations_per_epoch


def _of_those_kept(symptoms: Symptoms) -> str:
    return "of those kept " if symptoms.losses.thinned else ""


def _cause(symptoms: Symptoms) -> tuple[str, Attempt]:
    """What makes updates too long, and the way out; weights and inputs that are large call for a tiny rate."""
    layer, largest = large_weights(symptoms), large_inputs(symptoms)
    if layer:
        return "", smaller_weights(symptoms, layer)
    if largest:
        return "", standardized(f"they go up to {brief(largest)}")
    return "the learning rate is too high", less(symptoms)


def plainly(number: float) -> str:
    """To two digits, without an exponent where it is not long: 16,000, 240, 7.2."""
    return f"{float(f'{number:.2g}'):,.0f}" if 100 <= number < 1e9 else brief(number, 2)


def smaller_weights(symptoms: Symptoms, layer: int) -> Attempt:
    """Initial weights of a usual size, with how large these began."""
    words = (
        f"smaller initial weights (xavier): W{layer} began {plainly(symptoms.oversize(layer))} times as large as "
        "xavier draws it"
    )
    return Attempt(words, (("network.init", "xavier"),))


def standardized(size: str) -> Attempt:
    """Inputs of a usual size; size: that of these."""
    return Attempt(f"standardized inputs ({size} here)")


def _overflow(symptoms: Symptoms, loss: float) -> Finding:
    first = next((n for n in _in_order(symptoms) if not np.isfinite(symptoms.values[n]).all()), "")
    words = f"In iteration {symptoms.iteration:,} the loss is {loss:g}"
    cause, attempt = _cause(symptoms)
    return Finding(
        "learning rate", SEVERE, f"{cause}: numbers overflow" if cause else "numbers overflow",
        words + (f"; {first} is the first value with an entry that is not finite." if first else "."),
        (("lr", ()), *symptoms.extreme(first), *symptoms.loss_entry), attempt.words, changes=attempt.changes,
    )  # fmt: skip


def _in_order(symptoms: Symptoms) -> list[str]:
    """The values of this iteration in the order in which they were computed."""
    return [step.output for step in symptoms.program.steps if step.output in symptoms.values]


def overwritten(symptoms: Symptoms) -> Iterator[Finding]:
    """An update that is as large as the weights themselves, and makes the loss worse."""
    if symptoms.moved is None or symptoms.solved:
        return
    shares = np.array(symptoms.moved)
    known = np.where(np.isfinite(shares), shares, 0.0)
    layer = int(known.argmax()) + 1
    if known.max() < LARGE:
        return
    before, after = symptoms.stepped(0), symptoms.after
    if after <= before + WORSE * symptoms.scale:  # small weights grow by much more than their size, as they should
        return
    cause, attempt = _cause(symptoms)
    yield Finding(
        "update",
        SEVERE,
        f"the update overwrites W{layer}, and the loss rises",
        f"In this iteration W{layer} went {_share(known.max())} of its own size; usual is about 0.1 %. Over "
        f"{symptoms.rows_in_words} the loss went from {brief(before)} to {brief(after)}.",
        (*symptoms.extreme(f"dW{layer}"), *symptoms.extreme(f"W{layer}"), ("lr", ())),
        f"a smaller learning rate: {attempt.words}" if cause else attempt.words,
        layer,
        changes=attempt.changes,
    )


def can_move(symptoms: Symptoms) -> bool:
    """Whether this iteration's update is done, so that its size can be told."""
    return symptoms.moved is not None and bool(np.isfinite(symptoms.moved).any())


def _share(share: float) -> str:
    return f"{100 * share:.0f} %" if share < 100 else f"{brief(share, 2)} times"
