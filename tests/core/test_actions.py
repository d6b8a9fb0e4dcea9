"""The rules of time, by hand: how far each action rewinds, what waits, and what opens the next iteration.

xor's steps: 0 z1, 1 a1, 2 z2, 3 a2, 4 loss, 5 da2, 6 dz2, 7 dW2, 8 db2, 9 da1, 10 dz1, 11 dW1, 12 db1, 13 W1, 14 b1,
15 W2, 16 b2.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from glassnet.core.actions import Change, Edit, acted, check_takes_over, edited_state, source, takes_effect
from glassnet.core.config import Config, Dense, NetworkConfig, batch_rows
from glassnet.core.errors import GlassnetError
from glassnet.core.machine import State, advance, start
from glassnet.core.program import Program, compile_program
from glassnet.scenarios import load
from tests.conftest import make


def xor(done: int, iterations: int = 0) -> tuple[Program, State]:
    program, state = load("xor").begin()
    for _ in range(iterations * len(program.steps) + done):
        state = advance(program, state)
    return program, state


@pytest.mark.parametrize(
    ("name", "index", "done", "left"),
    [
        ("W1", (0, 0), 13, 0),  # z1 reads it
        ("b1", (0,), 1, 0),
        ("W2", (0, 0), 13, 2),  # z2 reads it
        ("W2", (0, 0), 3, 2),
        ("W2", (0, 0), 2, 2),  # nothing that reads it is done
        ("W2", (0, 0), 1, 1),
        ("b2", (0,), 4, 2),
        ("x", (0, 0), 9, 0),
        ("y", (0, 0), 9, 4),  # the loss reads it
        ("y", (0, 0), 4, 4),
        ("lr", (), 13, 13),  # the update reads it, which is still to come
        ("lr", (), 5, 5),
    ],
)
def test_an_edit_rewinds_to_the_first_step_that_reads(name: str, index: tuple[int, ...], done: int, left: int) -> None:
    program, state = xor(done)
    after = acted(program, state, Edit(name, index, 0.75))
    assert (after.iteration, after.done, after.pending) == (1, left, ())
    assert after.values[name][index] == 0.75
    computed = [step.output for step in program.steps if step.output in program.computed]
    assert [each for each in computed if each in after.values] == computed[:left]


@pytest.mark.parametrize("done", [14, 15, 16])
def test_in_the_update_an_edit_waits_for_the_next_iteration(done: int) -> None:
    program, state = xor(done)
    after = acted(program, state, Edit("W2", (1, 0), 0.75))
    assert (after.done, after.pending) == (done, (("W2", (1, 0), 0.75),))
    assert after.values is state.values
    again = acted(program, after, Edit("W2", (1, 0), 0.5))
    assert again.pending == (("W2", (1, 0), 0.75), ("W2", (1, 0), 0.5))
    while again.done < 17:
        again = advance(program, again)
    assert advance(program, again).values["W2"][1, 0] == 0.5  # the later one
    assert takes_effect(program, state) == 2


def test_after_the_last_step_an_edit_shows_at_once_and_takes_the_place_of_one_that_waits() -> None:
    program, state = xor(15)
    state = acted(program, state, Edit("b2", (0,), 3.0))
    state = acted(program, state, Edit("b1", (1,), 4.0))
    while state.done < 17:
        state = advance(program, state)
    after = acted(program, state, Edit("b2", (0,), 0.75))
    assert (after.iteration, after.done, after.pending) == (1, 17, (("b1", (1,), 4.0),))
    assert after.values["b2"][0] == 0.75
    following = advance(program, after)
    assert following.values["b2"][0] == 0.75
    assert following.values["b1"][1] == 4.0
    assert takes_effect(program, state) == 2
    assert takes_effect(program, xor(13)[1]) == takes_effect(program, xor(0)[1]) == 1


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (Edit("x", (4, 0), 1.0), r"x\[4,0\] does not exist; x has the shape \(4, 2\)"),
        (Edit("x", (0, 2), 1.0), r"x\[0,2\] does not exist"),
        (Edit("x", (-1, 0), 1.0), r"x\[-1,0\] does not exist"),
        (Edit("b1", (0, 0), 1.0), r"b1\[0,0\] does not exist; b1 has the shape \(4,\)"),
        (Edit("lr", (0,), 1.0), r"lr\[0\] does not exist"),
        (Edit("lr", (), float("inf")), "lr must be a finite number, got inf"),
        (Edit("rate", (), 1.0), "rate is not used by this network"),
        (Edit("X", (0, 0), 1.0), "X is not used by this network"),
    ],
)
def test_numbers_that_are_not_there_cannot_be_edited(edit: Edit, words: str) -> None:
    program, state = xor(3)
    with pytest.raises(GlassnetError, match=words):
        edited_state(program, state, edit)


def test_an_input_of_a_batch_is_a_row_of_the_data() -> None:
    program, state = make(batch_size=3)
    row = int(state.values["rows"][2])
    assert source(program, state, Edit("y", (2, 1), 0.0)) == ("Y", (row, 1))
    assert source(program, state, Edit("X", (2, 1), 0.0)) == ("X", (2, 1))
    for index in ((3, 0), (-1, 0), ()):
        with pytest.raises(GlassnetError, match="the batch has 3 samples"):
            source(program, state, Edit("x", index, 0.0))
    assert source(*xor(0), Edit("x", (2, 1), 0.0)) == ("x", (2, 1))
    assert str(Edit("W1", (0, 2), 0.5)) == "W1[0,2] = 0.5"


# --- changes ---


def change(program: Program, state: State, data: Any = None, **training: Any) -> Change:
    """The same with other settings or data, taking over at this moment."""
    config, before = program.config, state.iteration - (state.done < len(program.steps))
    begins: dict[str, Any] = {"before": before, "epochs_before": before} if "batch_size" in training else {}
    new = compile_program(replace(config, training=replace(config.training, **training), **begins))
    x, y = (state.values["x"], state.values["y"]) if data is None else data
    fresh = start(new, x, y, state.values).values
    lasting = {*new.parameters, *new.optimizer_state, "rows", "t"}
    return Change(new, {name: value for name, value in fresh.items() if name not in lasting}, "another")


L2 = {"regularization": "l2", "regularization_rate": 0.1}


@pytest.mark.parametrize(
    ("training", "done", "left"),
    [
        ({"learning_rate": 0.25}, 11, 11),  # the update is still to come
        ({"loss": "binary_cross_entropy"}, 11, 4),  # another loss, step 4
        (L2, 11, 5),  # the penalty is step 5
        (L2, 3, 3),
        ({"batch_size": 2}, 11, 0),
    ],
)
def test_a_change_rewinds_to_the_first_step_that_is_another_one(training: dict[str, Any], done: int, left: int) -> None:
    program, state = xor(done, 2)
    after = acted(program, state, change(program, state, **training))
    assert (after.iteration, after.done, after.pending) == (3, left, ())
    new = change(program, state, **training).program
    assert {step.output for step in new.steps[:left]} <= after.values.keys()
    assert not {step.output for step in new.steps[left:]} - {*program.parameters} & after.values.keys()
    for name in program.parameters:
        assert np.array_equal(after.values[name], state.values[name])
    assert str(change(program, state, **training)) == "another"


def test_a_change_of_a_rate_that_a_step_has_read_rewinds_to_it() -> None:
    program, state = make(regularization="l2")
    for _ in range(8):  # z1 a1 z2 a2 loss penalty da2 dz2
        state = advance(program, state)
    assert acted(program, state, change(program, state, regularization_rate=0.5)).done == 5
    assert acted(program, state, change(program, state, regularization_rate=0.05)).done == 8  # the same as before


def test_other_data_begin_the_iteration_again() -> None:
    program, state = xor(6)
    x, y = np.array(state.values["x"]), np.array(state.values["y"])
    assert acted(program, state, change(program, state, (x.copy(), y.copy()))).done == 6
    assert acted(program, state, change(program, state, (x + 1, y))).done == 0
    assert acted(program, state, change(program, state, (x, 1 - y))).done == 0


def test_after_the_last_step_a_change_opens_the_next_iteration_with_the_edits_that_wait() -> None:
    program, state = xor(15)
    for edit in (Edit("b1", (1,), 4.0), Edit("lr", (), 0.9)):
        state = acted(program, state, edit)
    while state.done < 17:
        state = advance(program, state)
    after = acted(program, state, change(program, state, learning_rate=0.125))
    assert (after.iteration, after.done, after.pending) == (2, 0, ())
    assert after.values["b1"][1] == 4.0
    assert after.values["lr"] == 0.125  # it was changed: the edit that waited is older
    same = acted(program, state, change(program, state))
    assert same.values["lr"] == 0.9


def test_there_is_no_change_while_parameters_move() -> None:
    program, state = xor(14)
    with pytest.raises(GlassnetError, match="in the update phase the program cannot change"):
        acted(program, state, change(program, state, learning_rate=0.1))
    waiting = acted(program, state, Edit("y", (0, 0), 0.5))
    while waiting.done < 17:
        waiting = advance(program, waiting)
    with pytest.raises(GlassnetError, match="an edit of the data waits"):
        acted(program, waiting, change(program, waiting, learning_rate=0.1))


def test_another_network_cannot_take_over() -> None:
    program, _ = make()
    training = program.config.training
    wider = NetworkConfig(3, (Dense(5, "tanh"), Dense(2, "sigmoid")))
    bent = replace(program.config.network, layers=(Dense(4, "relu"), Dense(2, "sigmoid")))
    for network, also, words in (
        (wider, training, "another network or optimizer"),
        (bent, training, "another network or optimizer"),
        (program.config.network, replace(training, optimizer="adam"), "another network or optimizer"),
        (replace(program.config.network, inputs=2), training, "other inputs"),
    ):
        with pytest.raises(GlassnetError, match=words):
            check_takes_over(program, compile_program(Config(network, also, 7)))
    check_takes_over(program, compile_program(replace(program.config, samples=9)))


@pytest.mark.parametrize(("steps", "iteration"), [(27, 2), (3, 1), (30, 2)])
def test_after_a_change_count_and_rows_are_those_of_the_iteration(steps: int, iteration: int) -> None:
    """A mini-batch of 3 by adam: 27 steps an iteration, x and y first."""
    program, state = make(optimizer="adam", batch_size=3)
    assert len(program.steps) == 27
    for _ in range(steps):
        state = advance(program, state)
    data = (state.values["X"], state.values["Y"])
    after = acted(program, state, change(program, state, data, learning_rate=0.25))
    assert (after.iteration, float(after.values["t"])) == (iteration, iteration)
    assert np.array_equal(after.values["rows"], batch_rows(program.config, iteration))
    assert after.values["lr"] == 0.25
