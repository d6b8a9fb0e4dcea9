"""Time: every moment visited twice is the same to the last bit, through batches, optimizers and edits."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from glassnet.core.actions import Change, Edit
from glassnet.core.config import Config
from glassnet.core.errors import GlassnetError
from glassnet.core.history import History
from glassnet.core.machine import State, advance, start
from glassnet.core.ops import OPTIMIZERS
from glassnet.core.program import compile_program
from glassnet.scenarios import load
from glassnet.scenarios.base import Scenario
from tests.conftest import make
from tests.each import Each
from tests.random_experiments import experiments


def assert_same(a: State, b: State) -> None:
    assert (a.iteration, a.done, a.pending) == (b.iteration, b.done, b.pending)
    assert a.values.keys() == b.values.keys()
    for name in a.values:
        assert np.array_equal(a.values[name], b.values[name]), name


MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("forward"), st.integers(1, 40)),
        st.tuples(st.just("run"), st.integers(1, 90)),
        st.tuples(st.just("goto"), st.floats(0, 1)),
        st.tuples(
            st.just("edit"),
            st.sampled_from([("W1", (0, 0)), ("b2", (1,)), ("lr", ()), ("x", (0, 1)), ("y", (1, 0)), ("W2", (3, 1))]),
        ),
        st.tuples(
            st.just("change"),
            st.tuples(st.sampled_from(["none", "l2", "l1"]), st.sampled_from(["full", 3, 4]), st.integers(5, 7)),
        ),
    ),
    min_size=3,
    max_size=14,
)


def changed_to(history: History, regularization: str, batch_size: int | Literal["full"], samples: int) -> Change:
    """Another regularization, batch size and number of samples from here on."""
    config, state = history.program.config, history.state
    before = state.iteration - (state.done < len(history.program.steps))
    training = replace(config.training, regularization=regularization, regularization_rate=0.03, batch_size=batch_size)
    other = compile_program(Config(config.network, training, samples, before, config.epoch(before + 1)[0]))
    x, y = (state.values[name.upper() if name.upper() in state.values else name][:samples] for name in "xy")
    x, y = (np.resize(array, (samples, array.shape[1])) for array in (x, y))
    fresh = start(other, x, y, state.values).values
    return Change(other, {name: fresh[name] for name in fresh if name not in (*other.parameters, "rows", "t")}, "")


@given(moves=MOVES, optimizer=st.sampled_from(list(OPTIMIZERS)), batch_size=st.sampled_from(["full", 3]))
@settings(max_examples=40)
def test_every_moment_is_the_same_again(moves: list[tuple[str, Any]], optimizer: str, batch_size: int | str) -> None:
    program, first = make(optimizer=optimizer, batch_size=batch_size)
    history = History(program, first)
    seen = {0: first}
    for move, how in moves:
        if move == "forward":
            for _ in range(how):
                history.forward()
                seen.setdefault(history.tick, history.state)
        elif move == "run" and not history.in_the_past:
            history.run(how)
        elif move == "goto":
            history.goto(round(how * history.end))
        elif move == "edit":
            name, index = how
            try:
                history.edit(Edit(name, index, 0.05 * (history.tick % 7 + 1)))
            except GlassnetError:
                continue  # x before a batch is picked
            seen = {tick: state for tick, state in seen.items() if tick < history.tick}
        elif move == "change":
            try:
                history.change(changed_to(history, *how))
            except GlassnetError:
                continue  # in the update phase
            seen = {tick: state for tick, state in seen.items() if tick < history.tick}
        assert_same(history.state, seen.setdefault(history.tick, history.state))
        assert history.moment(history.tick) == (history.state.iteration, history.state.done)
    for tick in sorted(seen, key=lambda tick: tick * 7919 % 101):
        assert_same(history.goto(tick), seen[tick])


@given(experiments(), st.integers(1, 4))
@settings(max_examples=25)
def test_of_any_experiment_what_is_replayed_was_stepped(scenario: Scenario, iterations: int) -> None:
    program, state = scenario.begin()
    moments = [state]
    for _ in range(iterations * len(program.steps)):
        moments.append(advance(program, moments[-1]))
    assume(all(np.isfinite(value).all() for value in moments[-1].values.values()))  # nan is not equal to itself
    history = History(program, state)
    history.run(iterations)
    assert_same(history.state, moments[-1])
    for tick in sorted(range(len(moments)), key=lambda tick: tick * 7919 % 101):
        assert_same(history.goto(tick), moments[tick])


def test_xor_back_to_the_very_first_step_and_forward() -> None:
    program, first = load("xor").begin()
    history = History(program, first)
    states = [first]
    for _ in range(2 * 17 + 9):  # iteration 3, mid-backward
        states.append(history.forward())
    for state in reversed(states[:-1]):
        assert_same(history.back(), state)
    assert history.tick == 0
    assert_same(history.back(), first)
    for state in states[1:]:
        assert_same(history.forward(), state)


def test_moments_and_ticks() -> None:
    program, first = load("xor").begin()
    history = History(program, first)
    history.run(50)
    assert history.moment(0) == (1, 0)
    assert history.moment(17) == (1, 17)
    assert history.moment(18) == (2, 1)
    assert history.tick_of(0) == 0
    assert history.tick_of(3) == 51
    assert history.tick_of(3, 5) == 39
    assert history.tick_of(51) is None
    with pytest.raises(GlassnetError, match="not recorded"):
        history.goto(10**6)


def test_a_long_run_keeps_little_and_finds_everything() -> None:
    program, first = load("xor").begin()
    history, straight = History(program, first), first
    history.run(20_000)
    for _ in range(17 * 12 + 3):
        straight = advance(program, straight)
    assert_same(history.goto(17 * 12 + 3), straight)
    assert history._kept.bytes(history.program) < 2**22
    history.goto(history.end - 1000)
    near = history.state
    history.goto(0)
    assert_same(history.goto(history.end - 1000), near)


def test_an_edit_before_the_update_rewinds_to_its_first_reader() -> None:
    program, first = load("xor").begin()
    history = History(program, first)
    for _ in range(7):
        history.forward()
    state = history.edit(Edit("b2", (0,), 0.5))
    assert state.done == 2
    assert {"z1", "a1"} <= state.values.keys()
    assert not {"z2", "a2", "loss", "da2", "dz2"} & state.values.keys()
    for _ in range(2):
        state = history.forward()
    assert np.array_equal(state.values["z2"], state.values["a1"] @ state.values["W2"] + 0.5)
    assert history.back().done == 3
    assert history.goto(7).values["b2"][0] == 0  # before the edit


def test_undoing_an_edit_is_going_back() -> None:
    program, first = load("xor").begin()
    history = History(program, first)
    for _ in range(7):
        before = history.forward()
    history.edit(Edit("W1", (0, 0), 9.0))
    assert history.state.done == 0
    assert_same(history.back(), before)
    assert history.in_the_past
    assert history.forward().values["W1"][0, 0] == 9.0


def test_a_new_edit_drops_what_had_followed() -> None:
    program, first = load("xor").begin()
    history = History(program, first)
    history.run(30)
    history.goto(history.tick_of(10) or 0)
    history.edit(Edit("lr", (), 0.1))
    assert not history.in_the_past
    assert history.tick_of(11) is None
    assert [str(edit) for _, edit in history.actions] == ["lr = 0.1"]


def test_an_edit_during_the_update_waits() -> None:
    program, first = load("xor").begin()
    history = History(program, first)
    for _ in range(15):  # W1 and b1 are new, W2 and b2 not yet
        history.forward()
    old = history.state.values["W2"][0, 0]
    history.edit(Edit("W2", (0, 0), 7.0))
    assert history.state.values["W2"][0, 0] == old
    history.run(1)
    assert history.state.values["W2"][0, 0] != 7.0
    assert history.forward().values["W2"][0, 0] == 7.0


def test_editing_an_input_edits_the_data_row() -> None:
    program, first = make(batch_size=3)
    history = History(program, first)
    for _ in range(4):
        history.forward()
    row = int(history.state.values["rows"][1])
    state = history.edit(Edit("x", (1, 0), 2.5))
    assert state.done == 0
    assert state.values["X"][row, 0] == 2.5
    assert history.forward().values["x"][1, 0] == 2.5


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (Edit("z1", (0, 0), 1.0), "z1 is computed"),
        (Edit("W1", (5, 0), 1.0), r"W1\[5,0\] does not exist; W1 has the shape \(2, 4\)"),
        (Edit("W1", (0, 0), float("nan")), "must be a finite number"),
        (Edit("momentum", (), 0.5), "not used by this network"),
    ],
)
def test_edits_that_cannot_be(edit: Edit, words: str) -> None:
    program, first = load("xor").begin()
    history = History(program, first)
    history.run(2)
    history.goto(17)
    with pytest.raises(GlassnetError, match=words):
        history.edit(edit)
    assert history.tick_of(2) == 34  # nothing was lost


def test_where_one_is_by_hand() -> None:
    program, first = make()  # 17 steps
    history = History(program, first)
    history.run(3)
    assert (history.tick, history.end, history.in_the_past) == (51, 51, False)
    moments = [
        (1, 0),
        (1, 1),
        (1, 17),
        (2, 1),
        (2, 17),
        (3, 17),
    ]
    assert [history.moment(tick) for tick in (0, 1, 17, 18, 34, 51)] == moments
    assert history.tick_of(0) == 0
    assert [history.tick_of(2), history.tick_of(2, 5), history.tick_of(3, 17)] == [34, 22, 51]
    assert [history.tick_of(4), history.tick_of(4, 1), history.tick_of(1, -1)] == [None, None, None]
    assert history.written("W1", 51) == 48  # step 14 of iteration 3
    assert history.written("W1", 47) == 31
    assert history.written("W1", 13) is None
    assert history.written("z1", 51) == 35
    assert history.written("z1", 34) == 18
    assert history.written("dW1", 20) is None  # of this iteration alone
    assert history.written("x", 51) is None
    assert history.reached(2, 5, 51) == 22
    assert history.reached(2, 5, 21) is None
    assert history.reached(1, 0, 51) is None  # no step led there
    history.goto(20)
    assert history.in_the_past
    assert history.forward() is history.state
    assert (history.tick, history.end) == (21, 51)
    for wrong in (-1, 52):
        with pytest.raises(GlassnetError, match=f"moment {wrong} is not recorded; the last one is 51"):
            history.goto(wrong)
    with pytest.raises(GlassnetError, match="the past is not run again"):
        history.run(1)
    history.drop_future()
    assert (history.end, history.tick_of(2)) == (21, None)
    history.goto(0)
    assert history.back().iteration == 1


def test_programs_and_changes_by_hand() -> None:
    program, first = make()
    history = History(program, first)
    history.run(1)
    history.edit(Edit("b1", (0,), 0.5))
    change = changed_to(history, "l2", "full", 7)
    history.change(change)
    history.run(1)
    assert (history.programs, history.program) == ([program, change.program], change.program)
    assert [tick for tick, _ in history.actions] == [18, 19]
    assert history.change_before(18) is None
    assert history.change_before(19) is history.change_before(history.end) is change
    assert history.program_at(18) is program
    assert history.program_at(19) is change.program
    assert history.moment(19) == (2, 0)
    assert history.moment(history.end) == (2, 18)  # with the penalty
    assert history.written("lr", history.end) is None
    assert history.written("W1", 19) == 14
    assert history.written("W1", history.end) == 19 + 15
    assert history.tick_of(1) == 18  # the last tick at which it was so
    history.goto(18)
    history.drop_future()
    assert history.programs == [program]


def test_an_edit_that_waits_is_taken_along_by_a_run() -> None:
    program, first = make()
    history = History(program, first)
    for _ in range(14):
        history.forward()
    history.edit(Edit("W2", (0, 0), 7.0))
    seen: list[int] = []
    history.run(2, Each(after=lambda iteration, values: seen.append(iteration)))
    assert history.moment(history.tick) == (2, 17)
    assert seen == [2]
    assert history.state_at(history.tick_of(2, 1) or 0).values["W2"][0, 0] == 7.0


def test_watches_stop_a_run_where_it_is() -> None:
    program, first = make()
    history = History(program, first)
    history.run(10, Each(after=lambda iteration, values: iteration == 4))
    assert (history.moment(history.tick), history.tick) == ((4, 17), 68)
    history.run(10, Each(before=lambda iteration, values: iteration == 6))
    assert (history.state.iteration, history.state.done, history.tick) == (6, 0, 85)
    assert_same(history.state_at(84), history.goto(84))


def test_a_keyframe_for_so_much_time_of_running(monkeypatch: pytest.MonkeyPatch) -> None:
    """By a clock that goes on by 2.1 ms whenever it is read: 20 ms are over after 10 iterations."""
    program, first = make()
    history, now = History(program, first), [0.0]

    def clock() -> float:
        now[0] += 0.0021
        return now[0]

    def watch(iteration: int, values: object) -> None:
        now[0] += 1.0  # what a watcher takes is not replayed

    monkeypatch.setattr("glassnet.core.pace.time.perf_counter", clock)
    history.run(24, Each(after=watch))
    assert list(history._kept) == [0, 10 * 17, 20 * 17]
    history.run(6)
    assert list(history._kept) == [0, 10 * 17, 20 * 17, 30 * 17]
    kept = history.archive().keyframes[10 * 17]
    assert (kept.iteration, kept.done) == (10, 17)
    assert kept.values.keys() == {"x", "y", "lr", *program.parameters}
