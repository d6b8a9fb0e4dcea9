"""A page's mistake is named where it alone gives what the page prints."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from glassnet.core.machine import run
from glassnet.scenarios import load
from glassnet.scenarios.base import Scenario
from glassnet.scenarios.experiments.files import loads
from glassnet.scenarios.judge.page import cause_of
from glassnet.scenarios.printed import Printed

LESSON = """
network.hidden = [3]
network.activation = "tanh"
network.output_activation = "sigmoid"
training.learning_rate = 0.5
[data]
inputs = [[0.5, -1.0], [1.5, 0.3], [-0.7, 0.2]]
targets = [[1.0], [0.0], [1.0]]
"""


def printing(*printed: Printed) -> Scenario:
    return replace(loads(LESSON), printed=printed)


def by_hand(wrong: str, iterations: int) -> dict[str, np.ndarray]:
    """The lesson in plain NumPy with one thing wrong."""
    scenario = loads(LESSON)
    x, y = scenario.data.inputs, scenario.data.targets
    W1, b1, W2, b2 = (np.array(scenario.initial[name]) for name in ("W1", "b1", "W2", "b2"))
    for _ in range(iterations):
        a1 = np.tanh(x @ W1 + b1)
        a2 = 1 / (1 + np.exp(-(a1 @ W2 + b2)))
        loss = np.mean((a2 - y) ** 2)
        dz2 = 2 * (a2 - y) / y.size * (1 if wrong == "output slope" else a2 * (1 - a2))
        dW2, db2, sent = a1.T @ dz2, dz2.sum(axis=0), W2
        if wrong == "updated first":
            sent = W2 - 0.5 * dW2
        dz1 = dz2 @ sent.T * (1 if wrong == "hidden slope" else 1 - a1**2)
        dW1, db1 = x.T @ dz1, dz1.sum(axis=0) / (3 if wrong == "mean of db" else 1)
        W1, b1, W2, b2 = W1 - 0.5 * dW1, b1 - 0.5 * db1, W2 - 0.5 * dW2, b2 - 0.5 * db2
    return {"loss": loss, "a2": a2}


@pytest.mark.parametrize(
    ("wrong", "at", "id"),
    [
        ("output slope", "dz2", "slope-left-out"),
        ("hidden slope", "dz1", "slope-left-out"),
        ("updated first", "da1", "updated-first"),
        ("mean of db", "db1", "db-mean"),
    ],
)
def test_the_mistake_behind_a_printed_loss(wrong: str, at: str, id: str) -> None:
    numbers = by_hand(wrong, 7)
    loss = Printed(7, "loss", (), float(numbers["loss"]), 12)
    answer = Printed(7, "a2", (1, 0), float(numbers["a2"][1, 0]), 12)
    cause = cause_of(printing(loss, answer))
    assert cause is not None
    assert (cause.at, cause.id) == (at, id)
    assert cause.denied == ()
    assert f"is what comes of {id} at {at}" in str(cause)


def test_what_several_give_or_none_is_not_named() -> None:
    assert cause_of(printing(Printed(3, "loss", (), 0.5, 0))) is None  # hardly a digit: all that diverge a little
    assert cause_of(printing(Printed(3, "loss", (), 0.123456789, 9))) is None
    right = run(*loads(LESSON).begin(), 3).values["loss"]
    assert cause_of(printing(Printed(3, "loss", (), float(right), 12))) is None


def test_nothing_is_tried_far_away() -> None:
    assert cause_of(printing(Printed(2_000, "loss", (), 0.123456789, 9))) is None


def test_what_a_page_has_right_besides_is_told() -> None:
    cause = cause_of(load("two-two-two"))
    assert cause is not None
    assert (cause.at, cause.id) == ("da1", "updated-first")
    assert {one.name for one in cause.denied} == {"da1", "dW1", "W1"}
