"""What a program says of its names, held against the steps and the values."""

from __future__ import annotations

import itertools

import pytest

from glassnet.core.info import (
    BIASES,
    CONSTANT,
    COUNT,
    DATA,
    GRADIENT,
    INPUTS,
    LOSS,
    OUTPUTS,
    PARAMETERS,
    PENALTY,
    ROWS,
    SETTING,
    STATE,
    SUMS,
    TARGETS,
    WEIGHTS,
)
from glassnet.core.machine import advance
from tests.conftest import make

Combination = tuple[str, str, str, str, str]


def test_every_name_of_the_steps_has_one_and_no_other(combination: Combination) -> None:
    for batch_size in ("full", 3):
        program, _ = make(*combination, batch_size=batch_size)
        read = itertools.chain(*(step.inputs for step in program.steps))
        assert program.info.keys() == {*read, *(step.output for step in program.steps)}
        assert all(info.words for info in program.info.values())


def test_kinds_and_layers_by_name() -> None:
    """Spelled out once, of a network 3–4–2 by adam with a penalty, in mini-batches."""
    program, _ = make("mse", "sigmoid", "tanh", "adam", "l2", batch_size=3)
    said = {name: (info.kind, info.layer, info.of, info.part) for name, info in program.info.items()}
    wanted = {
        "x": (INPUTS, 0, "", INPUTS),
        "X": (INPUTS, 0, "", INPUTS),
        "y": (TARGETS, 2, "", TARGETS),
        "Y": (TARGETS, 2, "", TARGETS),
        "rows": (ROWS, 0, "", ROWS),
        "loss": (LOSS, 2, "", LOSS),
        "penalty": (PENALTY, 0, "", PENALTY),
        "lr": (SETTING, 0, "", SETTING),
        "rate": (SETTING, 0, "", SETTING),
        "beta1": (CONSTANT, 0, "", CONSTANT),
        "beta2": (CONSTANT, 0, "", CONSTANT),
        "t": (COUNT, 0, "", COUNT),
    }
    for layer in (1, 2):
        for letter, part in (("W", WEIGHTS), ("b", BIASES), ("z", SUMS), ("a", OUTPUTS)):
            name = f"{letter}{layer}"
            wanted[name] = (part, layer, "", part)
            wanted[f"d{name}"] = (GRADIENT, layer, name, part)
            if part in PARAMETERS:
                wanted[f"m_{name}"] = wanted[f"v_{name}"] = (STATE, layer, name, part)
    assert said == wanted


def test_it_says_of_outputs_what_their_steps_do(combination: Combination) -> None:
    program, state = make(*combination, batch_size=3)
    penalized = combination[4] != "none"
    for step in program.steps:
        state = advance(program, state)
        info, value = program.info[step.output], state.values[step.output]
        assert len(info.letters) == len(step.output_letters) == value.ndim == len(info.shape)
        assert info.has_rows == (step.output_letters[:1] == "n")
        if step.phase in ("forward", "backward") and info.kind != PENALTY:
            assert info.layer == step.layer
        assert info.with_penalty == (info.kind == GRADIENT and info.part == WEIGHTS and penalized)
        assert not info.with_penalty or "rate" in step.inputs
        assert not info.is_scalar
        if info.of:
            assert info.letters == program.info[info.of].letters
            assert value.shape == state.values[info.of].shape
        if not info.is_signed:
            assert (value >= 0).all()


@pytest.mark.parametrize("batch_size", ["full", 3])
def test_what_is_given_says_where_it_comes_from(batch_size: int | str) -> None:
    program, first = make(optimizer="adam", batch_size=batch_size)
    for name in first.values:
        info = program.info[name]
        assert info.origin
        assert info.is_scalar == (first.values[name].ndim == 0)
        assert (info.kind in DATA) == (name in ("x", "y", "X", "Y"))
    assert program.info["X" if batch_size == 3 else "x"].origin == "an input"
    assert program.info["Y" if batch_size == 3 else "y"].origin == "a target"


def test_words_in_full() -> None:
    program, _ = make("mse", "sigmoid", "tanh", "momentum", "l1", batch_size=3, seed=11)
    info = program.info
    assert info["W1"].words == "the weights of layer 1, from each input to each unit"
    assert info["W2"].words == "the weights of layer 2, from each unit of layer 1 to each unit"
    assert info["b2"].words == "the biases of layer 2, one a unit"
    assert info["z2"].words == "the sums of layer 2, before its activation"
    assert info["a1"].words == "the outputs of layer 1: tanh of z1"
    assert info["a2"].words == "the outputs of layer 2: sigmoid of z2"
    assert info["dW2"].words == "how the loss and penalty change with W2"
    assert info["db2"].words == "how the loss changes with b2"
    assert info["da1"].words == "how the loss changes with a1"
    assert info["v_b1"].words == "the velocity of b1"
    assert info["rows"].origin == "a training row of this batch, by the order of its epoch under seed 11"
    plain, _ = make()
    assert plain.info["dW2"].words == "how the loss changes with W2"
