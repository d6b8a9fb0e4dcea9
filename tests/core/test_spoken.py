"""Formulas in words: no sign is left that a screen reader leaves out, whatever the network is made of."""

from __future__ import annotations

import pytest

from glassnet.core.activations import ACTIVATIONS
from glassnet.core.config import Config, Dense, NetworkConfig, TrainingConfig
from glassnet.core.losses import LOSSES
from glassnet.core.names import formula
from glassnet.core.ops import OPTIMIZERS, REGULARIZATIONS
from glassnet.core.program import compile_program
from glassnet.core.spoken import aloud


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("dW1 = xᵀ @ dz1", "dW1 = x transposed @ dz1"),
        ("da2 = 2 (a2 - y) / n", "da2 = 2 times (a2 minus y) divided by n"),
        ("dz1 = da1 · σ′(z1)", "dz1 = da1 times sigmoid prime(z1)"),
        ("0·(-0.5) + 0.1·2e-5 - 1", "0 times (-0.5) + 0.1 times 2e-5 minus 1"),
        ("exp(-|z2|)", "exp(minus abs(z2))"),
        ("three-arms, -1 to 1", "three-arms, -1 to 1"),
    ],
)
def test_signs_become_words(written: str, said: str) -> None:
    assert aloud(written) == said


def test_every_formula_and_sentence_there_is_can_be_said() -> None:
    found = set()
    for number, name in enumerate((*ACTIVATIONS, *OPTIMIZERS, *REGULARIZATIONS, *LOSSES)):
        loss = name if name in LOSSES else "mse"
        output = {"cross_entropy": "softmax", "binary_cross_entropy": "sigmoid"}.get(loss, "identity")
        hidden = [each for each, entry in ACTIVATIONS.items() if not entry.mixes]
        network = NetworkConfig(
            2, (Dense(3, hidden[number % len(hidden)]), Dense(3 if output == "softmax" else 1, output))
        )
        optimizer = name if name in OPTIMIZERS else "sgd"
        regularization = name if name in REGULARIZATIONS else "none"
        training = TrainingConfig(loss=loss, optimizer=optimizer, regularization=regularization)
        program = compile_program(Config(network, training, 4))
        found |= {aloud(text) for step in program.steps for text in (formula(program, step), step.sentence)}
    assert len(found) > 60
    assert [text for text in found if not text.isascii() or " - " in text or "  " in text] == []
