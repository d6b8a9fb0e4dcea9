"""Test rows that are forgotten. Knows nothing of units and gradients."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from glassnet.core.numerals import brief
from glassnet.scenarios.diagnosis.finding import WARNING, Finding
from glassnet.scenarios.diagnosis.standing import HARDLY
from glassnet.scenarios.diagnosis.symptoms import Symptoms

RISEN = 1.15  # of the least test loss: less is the luck of which rows are in the test
RISEN_LEAST = 0.02  # of the first test loss: a rise from nothing to next to nothing is none
LATER = 5  # test losses since the least one, and those whose median counts as now


def is_tested(symptoms: Symptoms) -> bool:
    """Whether there have been enough test losses for a rise to show."""
    return len(symptoms.test) >= 2 * LATER


def overfitting(symptoms: Symptoms) -> Iterator[Finding]:
    """The loss on test rows rises for a while, while that on training rows falls and is low."""
    at, losses = symptoms.test.whole
    if not np.isfinite(losses).all():
        return
    best = int(losses.argmin())
    now, least = float(np.median(losses[-LATER:])), float(losses[best])
    since = len(losses) - 1 - best
    if since < LATER or now < RISEN * least or now - least < RISEN_LEAST * losses[0]:
        return
    then = int(at[best])
    before, after = _training_loss(symptoms, then), _training_loss(symptoms, symptoms.iteration)
    if not after < before or not after < HARDLY * symptoms.scale:
        return
    last = float(losses[-1])
    yield Finding(
        "overfitting",
        WARNING,
        "overfitting: test rows get worse",
        f"The test loss was least, {brief(least)}, at iteration {then:,}, and is {brief(last)} now"
        f"{_above(last, least)}; the training loss fell from {brief(before)} to {brief(after)}.",
        (*symptoms.loss_entry, *symptoms.extreme(f"W{symptoms.layers}")),
        f"to stop at iteration {then:,}",
    )


def _training_loss(symptoms: Symptoms, iteration: int) -> float:
    """The mean over an epoch up to an iteration, of what is there of it; else the last one before."""
    train, each = symptoms.batch_losses, symptoms.program.config.iterations_per_epoch
    last = train.up_to(iteration)
    return float("nan") if last is None else float(np.mean(train.part(last[0] - each + 1, last[0]).whole[1]))


def _above(last: float, least: float) -> str:
    return f", {100 * (last / least - 1):,.0f} % above" if least > 0 and last < 100 * least else ""
