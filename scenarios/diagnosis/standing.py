"""Whether the loss stands still, and what the network answers there: what several diagnoses start from.

Shares of a loss are those of the loss of one answer for all rows, where nothing is learned, unless said otherwise.
With mini-batches the means of epochs are looked at, as the loss of a batch goes up and down by the luck of the draw.
"""

from __future__ import annotations

import numpy as np

from glassnet.core.numerals import brief
from glassnet.scenarios.base import CLASSES, Array
from glassnet.scenarios.diagnosis.symptoms import Symptoms

LONG, LONG_EPOCHS = 100, 20  # iterations (epochs) that a loss must have stood still
STILL, STILL_EPOCHS = 1e-3, 1e-2  # of the loss, most to least over that long; epoch means keep a little of their noise
HARDLY = 0.5  # of the loss of one answer for all rows: from there on something has been learned, plateau or not
NEAR = 0.02  # a loss this close to a plateau, as a share of it, is on it
ALIKE = 0.05  # answers closer than that, as a share of what the targets span, are near the same
FEW = 8  # rows whose answers can be counted in a few words
COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight")


def is_long(symptoms: Symptoms) -> bool:
    """Whether there are enough losses to tell whether they stand still."""
    return len(symptoms.losses.lately[1]) >= (LONG_EPOCHS if symptoms.batches else LONG)


def still(symptoms: Symptoms) -> Array | None:
    """The last losses where they have stood still, else None."""
    long, most = (LONG_EPOCHS, STILL_EPOCHS) if symptoms.batches else (LONG, STILL)
    last = symptoms.losses.lately[1][-long:]
    if len(last) < long or not is_long(symptoms) or not np.isfinite(last).all() or last[-1] <= 0:
        return None
    return last if last.max() - last.min() <= most * last[-1] else None


def learned_little(symptoms: Symptoms) -> bool:
    """Whether the loss is still near, or above, that of a network that has learned nothing."""
    return symptoms.lately is None or symptoms.lately >= HARDLY * symptoms.scale


def standing_still(symptoms: Symptoms) -> bool:
    """Whether the loss does not move although little has been learned, or at a known plateau."""
    if symptoms.solved or still(symptoms) is None:
        return False
    return known_plateau(symptoms) is not None or learned_little(symptoms)


def known_plateau(symptoms: Symptoms) -> float | None:
    """The plateau that the loss is on, of those the scenario knows and that of one answer for all rows; or None."""
    loss = symptoms.lately
    if loss is None:
        return None
    named = [value for value, _ in symptoms.scenario.plateaus]
    for known in (named, [symptoms.answered_alike]):  # those that the plot of the loss shows go first
        near = [value for value in known if abs(loss - value) <= NEAR * value]
        if near:
            return min(near, key=lambda value: abs(loss - value))
    return None


def answers_in_words(symptoms: Symptoms) -> str:
    """How the answers are alike, read off the answers themselves; empty where they are not."""
    answers, targets = symptoms.rows(f"a{symptoms.layers}"), symptoms.rows("y")
    span = float(targets.max() - targets.min())
    if len(answers) < 2 or not span > 0 or not np.isfinite(answers).all():
        return ""
    if (answers.max(axis=0) - answers.min(axis=0) <= ALIKE * span).all():
        if answers.shape[1] == 1:
            return f"every answer near {_middle(answers)}"
        classes, at = answers.shape[1], known_plateau(symptoms)
        no_idea = symptoms.data.task == CLASSES and at is not None and brief(at) == brief(float(np.log(classes)))
        return "the same answer for all" + (f": ln {classes}" if no_idea else "")
    if answers.shape[1] > 1 or len(answers) > FEW:
        return ""
    column = np.sort(answers[:, 0])
    groups = np.split(column, np.flatnonzero(np.diff(column) > ALIKE * span) + 1)
    group = max(groups, key=len)
    if len(group) < 2 or group[-1] - group[0] > ALIKE * span:
        return ""
    return f"{COUNTS[len(group)]} answers near {_middle(group)}"


def _middle(answers: Array) -> str:
    return brief(float(np.median(answers)), 2)
