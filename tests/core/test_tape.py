"""The recorded tape: each segment is its op, stepping is running, and nothing handed out ever changes."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from glassnet.core.actions import Edit, edited_state
from glassnet.core.compiled import NUMPY
from glassnet.core.explain import entry_term
from glassnet.core.machine import State, advance, frozen, run, run_step
from glassnet.core.ops import OPTIMIZERS, REGULARIZATIONS
from glassnet.core.program import Program
from glassnet.core.tape import borrowed, outside
from glassnet.scenarios import load, names
from glassnet.scenarios.base import Scenario
from tests.conftest import COMBINATIONS, HIDDEN, make
from tests.each import Each
from tests.random_experiments import experiments

SIZES = [(3, 4, 2), (2, 3), (1, 1, 2), (4, 4, 4, 4), (2, 1, 3, 2)]


def assert_same(a: State, b: State) -> None:
    assert (a.iteration, a.done) == (b.iteration, b.done)
    assert a.values.keys() == b.values.keys()
    for name in a.values:
        assert np.array_equal(a.values[name], b.values[name]), name


def stepped(program: Program, state: State, ends: int) -> State:
    while ends:
        state = advance(program, state)
        ends -= state.done == len(program.steps)
    return state


def assert_segments_are_ops(program: Program, state: State, entries: int = 6) -> None:
    """One iteration: each segment agrees with the plain op within 1e-12 of what the entry's terms add up to."""
    for _ in program.steps:
        before, state = state, advance(program, state)
        step = program.steps[state.done - 1]
        old = before.values if before.iteration == state.iteration else {**before.values, **_data(state)}
        values = {**state.values, **{name: old[name] for name in step.inputs if name == step.output}}
        with np.errstate(all="ignore"):
            plain = np.asarray(run_step(step, values))
        shown = state.values[step.output]
        assert shown.shape == plain.shape
        for index in list(np.ndindex(plain.shape))[:entries]:
            term = entry_term(step, values, index)
            assert abs(shown[index] - plain[index]) <= 1e-12 * term.magnitude(), (step.output, index)
        np.testing.assert_allclose(shown, plain, rtol=1e-9, atol=1e-12, err_msg=step.output)


def _data(state: State) -> dict[str, np.ndarray]:
    return {name: state.values[name] for name in ("t", "rows") if name in state.values}


@pytest.mark.parametrize("number", range(len(COMBINATIONS)))
def test_segments_are_ops_and_stepping_is_running(number: int) -> None:
    batch_size = ("full", 3)[number // 2 % 2]
    sizes = SIZES[(number + number // len(HIDDEN)) % len(SIZES)]  # each with every hidden activation, and every pair
    program, first = make(*COMBINATIONS[number], sizes=sizes, batch_size=batch_size)
    assert_segments_are_ops(program, run(program, first, 2))
    assert_same(stepped(program, first, 4), run(program, first, 4))


@given(experiments(), st.integers(0, 3))
@settings(max_examples=40)
def test_of_any_experiment(scenario: Scenario, before: int) -> None:
    program, first = scenario.begin()
    state, ends = run(program, first, before), program.config.iterations_per_epoch + 1  # past a smaller last batch
    end = run(program, state, ends)
    assume(all(np.isfinite(value).all() for value in end.values.values()))  # nan is not equal to itself
    assert_segments_are_ops(program, state, entries=40)
    assert_same(stepped(program, state, ends), end)


@pytest.mark.parametrize(("optimizer", "regularization"), list(itertools.product(OPTIMIZERS, REGULARIZATIONS)))
def test_every_optimizer_with_every_regularization(optimizer: str, regularization: str) -> None:
    program, first = make(optimizer=optimizer, regularization=regularization, sizes=(3, 4, 5, 2), batch_size=3)
    assert_segments_are_ops(program, run(program, first, 4))
    assert_same(stepped(program, first, 7), run(program, first, 7))


@pytest.mark.parametrize("name", names())
def test_scenarios(name: str) -> None:
    program, first = load(name).begin()
    assert_segments_are_ops(program, run(program, first, 3))
    assert_same(stepped(program, first, 5), run(program, first, 5))


@given(
    optimizer=st.sampled_from(list(OPTIMIZERS)),
    batch_size=st.sampled_from(["full", 3]),
    done=st.integers(1, 90),
    name=st.sampled_from(["W1", "b1", "W2", "lr", "x", "y"]),
    iterations=st.integers(1, 4),
)
@settings(max_examples=20)
def test_after_an_edit_too(optimizer: str, batch_size: int | str, done: int, name: str, iterations: int) -> None:
    program, state = make(optimizer=optimizer, batch_size=batch_size)
    for _ in range(done):
        state = advance(program, state)
    index = () if name == "lr" else (0,) if name == "b1" else (0, 1)
    if name in state.values:
        state = edited_state(program, state, Edit(name, index, 0.125))
    assert_same(stepped(program, state, iterations), run(program, state, iterations))


def test_two_trainings_of_one_program_do_not_meet() -> None:
    program, first = make(batch_size=3)
    other = edited_state(program, first, Edit("W1", (0, 0), 2.0))
    alone = run(program, first, 6), run(program, other, 6)
    a, b = first, other
    for _ in range(6):
        a, b = run(program, a, 1), stepped(program, b, 1)
    assert_same(a, alone[0])
    assert_same(b, alone[1])


def test_a_watch_may_train_the_same_program() -> None:
    program, first = make()
    inner: list[State] = []

    def watch(iteration: int, values: dict[str, np.ndarray]) -> bool:
        inner.append(run(program, first, 2))
        return False

    assert_same(run(program, first, 3, Each(watch, watch)), run(program, first, 3))
    for state in inner:
        assert_same(state, run(program, first, 2))


def test_what_is_handed_out_does_not_change() -> None:
    program, first = make(batch_size=3, optimizer="adam")
    states = [first, advance(program, first), run(program, first, 3)]
    copies = [{name: np.array(value) for name, value in state.values.items()} for state in states]
    run(program, states[-1], 5)
    stepped(program, states[-1], 2)
    for state, copy in zip(states, copies, strict=True):
        for name, value in state.values.items():
            assert np.array_equal(value, copy[name]), name


def test_every_value_can_be_read_while_it_runs() -> None:
    program, first = make(batch_size=3)
    seen: list[float] = []

    def watch(iteration: int, values: dict[str, np.ndarray]) -> bool:
        assert program.computed <= values.keys()
        assert not any(values[name].flags.writeable for name in program.computed)
        seen.append(float(values["loss"]))
        return False

    last = run(program, first, 4, Each(after=watch))
    assert seen[-1] == last.values["loss"]
    assert len(set(seen)) == 4


def test_a_tape_for_each_length_of_a_batch_on_one_memory() -> None:
    program, first = make(batch_size=3)  # of 7 samples: 3, 3, 1
    run(program, first, 6)
    with borrowed(program) as recording:
        short, long = recording.tape(1), recording.tape(3)
        assert short.values["x"].shape == (1, 3)
        assert np.shares_memory(short.values["W1"], long.values["W1"])
        assert recording.tape(3) is long


def test_an_update_of_all_parameters_is_two_calls() -> None:
    program, _ = make(sizes=(3, 4, 5, 2))
    with borrowed(replace(program, engine=NUMPY)) as recording:
        tape = recording.tape(7)
    updates = [index for index, step in enumerate(program.steps) if step.phase == "update"]
    calls = {call for index in updates for call in tape.segment(index)}
    assert len(calls) == 2


# what a training calls in one iteration, step by step: nothing is computed twice, and sums are products
SIGMOID = ["negative", "exp", "add", "divide"]
CALLS: list[tuple[dict[str, str], list[str]]] = [
    (
        {},  # mse, σ, tanh, sgd
        [
            *["dot", "tanh", "dot", *SIGMOID],  # a bias is the weight of an input that is always 1
            *["subtract", "inner", "multiply"],  # the loss: no square, it is a product with itself
            "multiply",  # da2: a - y is there, and 2 / (n · k) is one number
            *["square", "subtract", "multiply"],  # dz1 and dz2 below: σ′ is a · (1 - a), tanh′ is 1 - a²
            *["subtract", "multiply", "multiply"],
            *["dot", "dot", "dot"],  # dW2 with db2, da1, dW1 with db1
            *["multiply", "subtract"],  # the update of all parameters
        ],
    ),
    (
        {"hidden": "relu", "loss": "binary_cross_entropy"},
        [
            *["dot", "maximum", "dot", *SIGMOID],
            *["maximum", "multiply", "subtract", "absolute", "negative", "exp", "log1p", "add", "inner", "multiply"],
            *["subtract", "multiply"],  # dz2
            *["sign", "multiply"],  # z > 0 is the sign of max(z, 0), which is there
            *["dot", "dot", "dot"],
            *["multiply", "subtract"],
        ],
    ),
    (
        {"hidden": "identity", "output": "identity", "regularization": "l1"},
        [
            *["dot", "positive", "dot", "positive"],
            *["subtract", "inner", "multiply"],
            *["absolute", "inner", "inner", "add", "multiply"],  # the penalty: weights stand side by side
            *["multiply", "positive", "positive"],
            *["dot", "dot", "dot"],
            *["sign", "multiply", "add", "add"],  # the penalty's pull on all weights, to each dW when it is there
            *["multiply", "subtract"],
        ],
    ),
]


@pytest.mark.parametrize("at", range(len(CALLS)))
def test_no_call_is_made_that_is_not_needed(at: int) -> None:
    options, wanted = CALLS[at]
    program, _ = make(**options)  # type: ignore[arg-type]
    with borrowed(replace(program, engine=NUMPY)) as recording:
        calls = recording.tape(7).calls
    assert sorted(map(called, calls)) == sorted(wanted)


def called(call: Any) -> str:
    """The name of a call without arguments; a product that gives one number is `inner`."""
    name: str = call.func.__name__
    return "inner" if name == "dot" and call.args[-1].ndim == 0 else name


def test_the_slopes_of_neighbouring_layers_are_one_call() -> None:
    program, _ = make(sizes=(4, 4, 4, 4), samples=4)
    with borrowed(replace(program, engine=NUMPY)) as recording:
        tape = recording.tape(4)
    slopes = [set(map(id, tape.segment(program.index_of(name) or 0))) for name in ("dz1", "dz2")]
    assert len(slopes[0] & slopes[1]) == 2  # 1 - a² of both


def test_a_few_lengths_of_batches_are_kept() -> None:
    program, _ = make()
    with borrowed(program) as recording:
        first = recording.tape(1)
        for rows in range(2, 7):
            recording.tape(rows)
        assert recording.tape(1) is first
        recording.tape(7)
        assert recording.tape(1) is not first


def test_samples_outside_are_copied_in_anew_when_they_are_others_or_can_change() -> None:
    program, state = make(sizes=(3, 4, 2))
    x, values = np.array(state.values["x"]), dict(state.values)
    steps = program.forward_steps()

    def answer(given: np.ndarray) -> Any:
        return outside(program, steps, {**values, "x": given}, ("a2",))["a2"]

    fixed = frozen(x.copy())
    first = answer(fixed)
    np.testing.assert_array_equal(answer(fixed), first)
    np.testing.assert_array_equal(answer(frozen(x + 1)), answer(x + 1))
    np.testing.assert_array_equal(answer(fixed), first)
    other = x.copy()
    answer(other)
    other += 1
    np.testing.assert_array_equal(answer(other), answer(frozen(x + 1)))
    assert not np.array_equal(answer(other), first)
