"""The text of every formula: as mathematics, as NumPy and, where a script has it, as PyTorch, line by line.

Those of the optimizers stand beside their steps by hand, in `test_optimizers.py`.
"""

from __future__ import annotations

from glassnet.core.names import code_lines, formula, numpy_line
from glassnet.core.notation import NUMPY, TORCH
from glassnet.core.program import Program, Step
from tests.conftest import COMBINATIONS, make

TEXTS: dict[str, tuple[list[str], list[str] | None]] = {
    "x = X[rows]": (
        ["x = X[rows]"],
        ["x = X[rows]"],
    ),
    "y = Y[rows]": (
        ["y = Y[rows]"],
        ["y = Y[rows]"],
    ),
    "z1 = x @ W1 + b1": (
        ["z1 = x @ W1 + b1"],
        ["z1 = x @ W1 + b1"],
    ),
    "a1 = z1": (
        ["a1 = z1.copy()"],
        ["a1 = z1.clone()"],
    ),
    "a1 = tanh(z1)": (
        ["a1 = np.tanh(z1)"],
        ["a1 = torch.tanh(z1)"],
    ),
    "a1 = relu(z1)": (
        ["a1 = np.maximum(z1, 0)"],
        ["a1 = torch.relu(z1)"],
    ),
    "a1 = leaky_relu(z1)": (
        ["a1 = np.maximum(z1, 0.01 * z1)"],
        ["a1 = F.leaky_relu(z1)"],
    ),
    "a1 = σ(z1)": (
        ["a1 = 1 / (1 + np.exp(-z1))"],
        ["a1 = torch.sigmoid(z1)"],
    ),
    "a2 = softmax(z2)": (
        ["a2_part = np.exp(z2 - z2.max(axis=1, keepdims=True))", "a2 = a2_part / a2_part.sum(axis=1, keepdims=True)"],
        ["a2 = torch.softmax(z2, dim=1)"],
    ),
    "loss = mean (a2 - y)²": (
        ["loss = ((a2 - y) ** 2).mean()"],
        ["loss = ((a2 - y) ** 2).mean()"],
    ),
    "loss = Σ (a2 - y)² / 2 / n": (
        ["loss = ((a2 - y) ** 2).sum() / 2 / len(y)"],
        ["loss = ((a2 - y) ** 2).sum() / 2 / len(y)"],
    ),
    "da2 = (a2 - y) / n": (["da2 = (a2 - y) / len(y)"], None),
    "loss = mean (max(z2, 0) - z2 · y + log1p(exp(-|z2|)))": (
        ["loss = (np.maximum(z2, 0) - z2 * y + np.log1p(np.exp(-np.abs(z2)))).mean()"],
        ["loss = F.binary_cross_entropy_with_logits(z2, y)"],
    ),
    "loss = -(Σ y · log softmax(z2)) / n": (
        [
            "loss_part = z2 - z2.max(axis=1, keepdims=True)",
            "loss = -(y * (loss_part - np.log(np.exp(loss_part).sum(axis=1, keepdims=True)))).sum() / len(y)",
        ],
        ["loss = -(y * torch.log_softmax(z2, dim=1)).sum() / len(y)"],
    ),
    "penalty = rate / 2 · (Σ W1² + Σ W2²)": (
        ["penalty = rate / 2 * ((W1 ** 2).sum() + (W2 ** 2).sum())"],
        ["penalty = rate / 2 * ((W1 ** 2).sum() + (W2 ** 2).sum())"],
    ),
    "penalty = rate · (Σ |W1| + Σ |W2|)": (
        ["penalty = rate * (np.abs(W1).sum() + np.abs(W2).sum())"],
        ["penalty = rate * (torch.abs(W1).sum() + torch.abs(W2).sum())"],
    ),
    "da2 = 2 (a2 - y) / (n · 2)": (
        ["da2 = 2 * (a2 - y) / (len(y) * 2)"],
        None,
    ),
    "dz2 = (a2 - y) / (n · 2)": (
        ["dz2 = (a2 - y) / (len(y) * 2)"],
        None,
    ),
    "dz2 = (a2 - y) / n": (
        ["dz2 = (a2 - y) / len(y)"],
        None,
    ),
    "da1 = dz2 @ W2ᵀ": (
        ["da1 = dz2 @ W2.T"],
        None,
    ),
    "dz1 = da1": (
        ["dz1 = da1"],
        None,
    ),
    "dz1 = da1 · tanh′(z1)": (
        ["dz1 = da1 * (1 - a1 ** 2)"],
        None,
    ),
    "dz1 = da1 · relu′(z1)": (
        ["dz1 = da1 * (z1 > 0)"],
        None,
    ),
    "dz1 = da1 · leaky_relu′(z1)": (
        ["dz1 = da1 * np.maximum(z1 > 0, 0.01)"],
        None,
    ),
    "dz1 = da1 · σ′(z1)": (
        ["dz1 = da1 * (a1 * (1 - a1))"],
        None,
    ),
    "dW1 = xᵀ @ dz1": (
        ["dW1 = x.T @ dz1"],
        None,
    ),
    "dW1 = xᵀ @ dz1 + rate · W1": (
        ["dW1 = x.T @ dz1 + rate * W1"],
        None,
    ),
    "dW1 = xᵀ @ dz1 + rate · sign(W1)": (
        ["dW1 = x.T @ dz1 + rate * np.sign(W1)"],
        None,
    ),
    "db1 = Σₙ dz1": (
        ["db1 = dz1.sum(axis=0)"],
        None,
    ),
}


def all_steps() -> list[tuple[Program, Step]]:
    """Every op but those of updates: on layer 1, and what only an output layer has."""
    programs = [make(*choice, batch_size=3)[0] for choice in COMBINATIONS]
    first = {step.op for program in programs for step in program.steps if step.layer <= 1}
    return [
        (program, step)
        for program in programs
        for step in program.steps
        if step.phase != "update" and (step.layer <= 1 or step.op not in first)
    ]


def test_every_formula_is_written_as_it_should_be() -> None:
    assert {formula(program, step) for program, step in all_steps()} == TEXTS.keys()
    for program, step in all_steps():
        numpy, torch = TEXTS[formula(program, step)]
        assert code_lines(program, step, NUMPY) == numpy
        assert torch is None or code_lines(program, step, TORCH) == torch
        assert (torch is None) == (step.phase == "backward"), "autograd has the backward pass"


def test_what_scripts_give_lines_of_their_own_a_single_line_says_again() -> None:
    texts = {formula(program, step): numpy_line(program, step) for program, step in all_steps()}
    exp = "np.exp(z2 - z2.max(axis=1, keepdims=True))"
    assert texts.pop("a2 = softmax(z2)") == f"a2 = {exp} / {exp}.sum(axis=1, keepdims=True)"
    shifted, log = "z2 - z2.max(axis=1, keepdims=True)", f"np.log({exp}.sum(axis=1, keepdims=True))"
    assert texts.pop("loss = -(Σ y · log softmax(z2)) / n") == f"loss = -(y * ({shifted} - {log})).sum() / len(y)"
    assert {text: [line] for text, line in texts.items()} == {text: TEXTS[text][0] for text in texts}
