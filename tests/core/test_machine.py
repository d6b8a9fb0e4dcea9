"""Stepping and running: the same steps, the same numbers, and a past that nothing can change."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.core import machine
from glassnet.core.config import batch_rows
from glassnet.core.errors import ConfigError
from glassnet.core.machine import (
    PART,
    State,
    advance,
    changed,
    evaluate,
    frozen,
    kept,
    losses,
    predict,
    run,
    start,
)
from tests.conftest import COMBINATIONS, make, make_data
from tests.each import Each


def assert_same(a: State, b: State) -> None:
    assert (a.iteration, a.done) == (b.iteration, b.done)
    assert a.values.keys() == b.values.keys()
    for name in a.values:
        assert np.array_equal(a.values[name], b.values[name]), name
        assert a.values[name].dtype == b.values[name].dtype, name


@pytest.mark.parametrize("choice", COMBINATIONS[::3], ids="-".join)
@pytest.mark.parametrize("batch_size", ["full", 3])
def test_stepped_is_run(choice: tuple[str, str, str, str, str], batch_size: int | str) -> None:
    program, first = make(*choice, batch_size=batch_size)
    stepped = first
    for _ in range(7 * len(program.steps)):
        stepped = advance(program, stepped)
    assert_same(stepped, run(program, first, 7))


@pytest.mark.parametrize("choice", COMBINATIONS[::4], ids="-".join)
def test_evaluated_beside_the_training_is_the_same(choice: tuple[str, str, str, str, str]) -> None:
    program, first = make(*choice)
    state = run(program, first, 3)
    values = evaluate(program, run(program, first, 2).values, first.values["x"], first.values["y"])
    for name, value in values.items():
        np.testing.assert_allclose(value, state.values[name], rtol=1e-12, atol=1e-15, err_msg=name)
    assert values.keys() == {step.output for step in program.steps if step.phase != "update"}


@given(done=st.integers(0, 40), iterations=st.integers(1, 5))
@settings(max_examples=15)
def test_run_from_the_middle(done: int, iterations: int) -> None:
    program, state = make(batch_size=3, optimizer="adam")
    for _ in range(done):
        state = advance(program, state)
    stepped = state
    ends = 0
    while ends < iterations:
        stepped = advance(program, stepped)
        ends += stepped.done == len(program.steps)
    assert_same(stepped, run(program, state, iterations))


def test_arrays_are_read_only() -> None:
    program, state = make(batch_size=3)
    moments = [state, advance(program, state), run(program, state, 2)]
    for moment in moments:
        for name, value in moment.values.items():
            with pytest.raises(ValueError, match="read-only"):
                value[...] = 1
            with pytest.raises(TypeError):
                moment.values[name] = value  # type: ignore[index]


def test_start_copies_what_it_is_given() -> None:
    program, _ = make()
    x, y = make_data(7, 3, 2, "mse")
    given_parameters = {name: np.ones(shape) for name, shape in program.config.parameters.items()}
    state = start(program, x, y, given_parameters)
    x[:] = 9
    given_parameters["W1"][:] = 9
    assert state.values["x"].max() < 9
    assert state.values["W1"].max() == 1


def test_what_is_not_computed_is_absent() -> None:
    program, state = make()
    seen: set[str] = set()
    for step in program.steps:
        absent = program.computed - seen
        assert not absent & state.values.keys()
        state = advance(program, state)
        seen.add(step.output)
    assert program.computed <= state.values.keys()
    following = advance(program, state)
    assert following.iteration == 2
    assert following.values.keys() & program.computed == {program.steps[0].output}


def test_batches_cover_every_epoch() -> None:
    program, _ = make(samples=7, batch_size=3)
    epochs = [[batch_rows(program.config, 3 * epoch + part) for part in (1, 2, 3)] for epoch in range(2)]
    for batches in epochs:
        assert [len(batch) for batch in batches] == [3, 3, 1]
        assert sorted(np.concatenate(batches)) == list(range(7))
    assert np.array_equal(np.concatenate(epochs[0]), np.random.RandomState([3, 1]).permutation(7))
    assert not np.array_equal(np.concatenate(epochs[0]), np.concatenate(epochs[1]))


def test_a_batch_of_everything_is_no_batch() -> None:
    whole, _ = make(samples=7, batch_size="full")
    for size in (7, 100):
        assert make(samples=7, batch_size=size)[0].steps == whole.steps
    assert make(samples=7, batch_size=3)[0].steps[0].output == "x"


def test_predict_and_losses_are_the_programs_own() -> None:
    program, state = make()
    after = run(program, state, 1)
    before = {**after.values, **{name: state.values[name] for name in program.parameters}}
    assert np.array_equal(predict(program, before, state.values["x"]), after.values["a2"])
    assert losses(program, before, state.values["x"], state.values["y"])["loss"] == after.values["loss"]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"x": np.ones((7, 2))}, "inputs must have the shape (7, 3), got (7, 2)"),
        ({"y": np.full((7, 2), np.nan)}, "targets must be finite"),
        ({"W1": np.ones((2, 2))}, "parameters.W1 must have the shape (3, 4), got (2, 2)"),
    ],
)
def test_start_says_what_does_not_fit(changed: dict[str, np.ndarray], words: str) -> None:
    program, state = make()
    values = {**state.values, **changed}
    with pytest.raises(ConfigError, match=words.replace("(", r"\(").replace(")", r"\)")):
        start(program, values["x"], values["y"], values)
    with pytest.raises(ConfigError, match="parameters.W1 is missing"):
        start(program, state.values["x"], state.values["y"], {})


def test_many_samples_are_predicted_as_few_are() -> None:
    program, state = make()
    x = np.random.RandomState(1).standard_normal((2 * PART + 1, 3))
    together = predict(program, state.values, x)
    assert together.shape == (2 * PART + 1, 2)
    for at in (0, PART - 1, PART, 2 * PART):
        np.testing.assert_allclose(together[at], predict(program, state.values, x[at][None, :])[0], rtol=1e-12)
    assert predict(program, state.values, x[:0]).shape == (0, 2)


def test_no_more_samples_at_once_than_the_cache_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    program, state = make()
    seen: list[int] = []

    def counted(_program: object, _steps: object, values: dict[str, np.ndarray], _wanted: object) -> dict[str, Any]:
        seen.append(len(values["x"]))
        return {"a2": np.zeros((len(values["x"]), 2))}

    monkeypatch.setattr(machine, "_outside", counted)
    predict(program, state.values, np.zeros((2 * PART + 1, 3)))
    assert seen == [PART, PART, 1]
    seen.clear()
    predict(program, state.values, np.zeros((PART, 3)))
    assert seen == [PART]


def test_parameters_of_several_seeds_predict_and_lose_side_by_side() -> None:
    program, state = make(regularization="l2")
    x, y = state.values["x"], state.values["y"]
    scales = np.array([0.5, 1.0, 2.0])
    each = [{**state.values, **{name: state.values[name] * s for name in program.parameters}} for s in scales]
    stacked = {**state.values, **{name: np.stack([one[name] for one in each]) for name in program.parameters}}
    found = losses(program, stacked, x, y)
    assert found.keys() == {"loss", "penalty"}
    np.testing.assert_allclose(predict(program, stacked, x), [predict(program, one, x) for one in each], rtol=1e-12)
    for name in found:
        np.testing.assert_allclose(found[name], [losses(program, one, x, y)[name] for one in each], rtol=1e-12)


def test_what_is_kept_for_good_is_copied_only_where_it_must_be() -> None:
    own = np.arange(3.0)
    assert kept(own) is own
    assert not own.flags.writeable
    view = np.arange(4.0)[1:]
    assert kept(view) is not view
    assert kept(view).tolist() == [1.0, 2.0, 3.0]
    other = changed(own, (1,), 9.0)
    assert (other.tolist(), own.tolist(), other.flags.writeable) == ([0.0, 9.0, 2.0], [0.0, 1.0, 2.0], False)
    assert frozen(2.5).shape == ()


def test_watches_see_each_iteration_as_it_opens_and_ends() -> None:
    program, state = make(optimizer="adam", batch_size=3)
    seen: list[tuple[str, int, bool, float]] = []
    state = run(
        program,
        state,
        2,
        Each(
            lambda i, values: seen.append(("before", i, "z1" in values, float(values["t"]))),
            lambda i, values: seen.append(("after", i, "z1" in values, float(values["t"]))),
        ),
    )
    wanted = [("before", 1, False, 1.0), ("after", 1, True, 1.0), ("before", 2, False, 2.0), ("after", 2, True, 2.0)]
    assert seen == wanted
    assert run(program, state, 0) is state
    for _ in range(3):
        state = advance(program, state)
    assert (run(program, state, 1).iteration, run(program, state, 2).iteration) == (3, 4)
    assert run(program, state, 5, Each(after=lambda i, values: True)).iteration == 3


def test_a_run_stops_before_an_iteration_with_nothing_computed() -> None:
    program, state = make()
    stopped = run(program, state, 9, Each(lambda i, values: i == 3))
    assert (stopped.iteration, stopped.done) == (3, 0)
    assert stopped.values.keys() == state.values.keys()
    whole = run(program, state, 2)
    for name in program.parameters:
        assert np.array_equal(stopped.values[name], whole.values[name])
