"""Frozen parameters stay, whatever the optimizer, and mini-batches may come in the given order."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from glassnet.core.config import Config, batch_rows
from glassnet.core.errors import ConfigError
from glassnet.core.explain import why
from glassnet.core.export import torch_script
from glassnet.core.gradcheck import AGREES, gradcheck
from glassnet.core.history import History
from glassnet.core.machine import State, run, start
from glassnet.core.ops import OPTIMIZERS
from glassnet.core.program import Program, compile_program
from tests.conftest import make


def with_training(program: Program, state: State, **changes: object) -> tuple[Program, State]:
    """The same beginning with other keys of the training."""
    config = program.config
    training = replace(config.training, **changes)  # type: ignore[arg-type]
    other = compile_program(replace(config, training=training))
    x, y = (state.values[name] for name in (("x", "y") if config.batch_size is None else ("X", "Y")))
    return other, start(other, x, y, {name: state.values[name] for name in program.parameters})


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_what_is_frozen_stays_and_the_first_update_of_the_others_is_the_same(optimizer: str) -> None:
    free, begun = make("mse", "sigmoid", "tanh", optimizer, "none", batch_size=3)
    program, state = with_training(free, begun, frozen=("b1", "W2"))
    one, other = run(free, begun, 1), run(program, state, 1)
    for name in program.parameters:
        same_as = begun if name in ("b1", "W2") else one
        np.testing.assert_array_equal(other.values[name], same_as.values[name])
        np.testing.assert_array_equal(other.values[f"d{name}"], one.values[f"d{name}"])
    later = run(program, other, 20)
    for name in program.parameters:
        assert np.array_equal(later.values[name], begun.values[name]) == (name in ("b1", "W2"))
    assert not {name for name in program.optimizer_state if name.endswith(("_b1", "_W2"))}
    history = History(program, state)
    while history.state.iteration < 4:
        history.forward()
    np.testing.assert_array_equal(history.state.values["W1"], run(program, state, 3).values["W1"])
    assert all(check.verdict == AGREES for check in gradcheck(program, later))


def test_it_is_told_where_the_number_comes_from() -> None:
    program, state = with_training(*make("mse", "sigmoid", "tanh", "adam", "none", batch_size=3), frozen=("b1",))
    history = History(program, state)
    while history.state.iteration < 3:
        history.forward()
    assert why(history, "b1", (0,)).origin == "fixed: b1 is frozen, no update changes it"
    assert why(history, "b2", (0,)).step is not None


def test_the_script_for_pytorch_does_not_hand_it_to_the_optimizer() -> None:
    program, state = with_training(*make("mse", "sigmoid", "tanh", "sgd", "none", batch_size="full"), frozen=("b1",))
    script = torch_script(program, state, 3, "frozen")
    assert "parameters = [W1, W2, b2]" in script
    assert "return [W1, b1, W2, b2]" in script
    assert script.count("requires_grad=True") == 3


def test_rows_come_in_the_given_order_and_a_seed_changes_nothing() -> None:
    free, begun = make("mse", "sigmoid", "tanh", "sgd", "none", batch_size=3)
    program, _ = with_training(free, begun, shuffle=False)
    config = program.config
    for iteration in range(1, 3 * config.iterations_per_epoch + 1):
        _, part = config.epoch(iteration)
        rows = list(range(config.samples))[3 * part : 3 * part + 3]
        assert batch_rows(config, iteration).tolist() == rows
        again = replace(config, network=replace(config.network, seed=99))
        assert batch_rows(again, iteration).tolist() == rows
    assert (free.config.drawn, config.drawn) == (True, False)


@pytest.mark.parametrize(
    ("frozen", "said"),
    [
        (("W9",), "training.frozen[0]"),
        (("b1", "b1"), "training.frozen names b1 twice"),
        (("W1", "b1", "W2", "b2"), "leave one of them to be trained"),
    ],
)
def test_what_cannot_be_frozen_is_told(frozen: tuple[str, ...], said: str) -> None:
    program, _ = make("mse", "sigmoid", "tanh", "sgd", "none", batch_size=3)
    config = program.config
    with pytest.raises(ConfigError) as error:
        Config(config.network, replace(config.training, frozen=frozen), config.samples)
    assert said in str(error.value)
