"""Which states a history keeps, in what order they go, and how much memory they may take."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from glassnet.core import keyframes
from glassnet.core.keyframes import ASKED, NEAR, RECENT, REPLAY, ROOM, Keyframes
from glassnet.core.machine import State, run
from glassnet.core.program import Program
from tests.conftest import make


def some(**options: object) -> tuple[Program, State]:
    program, first = make(**options)  # type: ignore[arg-type]
    return program, run(program, first, 1)


def test_the_budgets_are_what_they_are_said_to_be() -> None:
    assert (REPLAY, NEAR, ASKED) == (0.02, 48, 64)
    assert (ROOM, RECENT) == (41_943_040, 12_582_912)  # 40 and 12 MiB


def test_memory_is_that_of_what_training_keeps_and_of_whole_states() -> None:
    program, state = some(optimizer="momentum")  # sizes 3, 4, 2: 3·4 + 4 + 4·2 + 2 = 26 parameters, as many of v
    kept = Keyframes(state)
    names = len(state.values)
    lasting = 2 * 26 * 8 + 200 * names
    data = 7 * 3 * 8 + 7 * 2 * 8
    whole = sum(value.nbytes for value in state.values.values()) - data + 200 * names
    assert kept.bytes(program) == lasting + whole  # the first one is whole
    kept.keep(program, 10, state)
    assert kept.bytes(program) == 2 * lasting + whole
    kept.keep(program, 20, state, acted=True)
    assert kept.bytes(program) == 3 * lasting + 2 * whole


def test_with_batches_the_shared_data_are_all_samples() -> None:
    program, state = some(batch_size=3)
    own = sum(value.nbytes for name, value in state.values.items() if name not in ("X", "Y"))
    lasting = 26 * 8 + 200 * len(state.values)
    assert Keyframes(state).bytes(program) == own + 200 * len(state.values) + lasting


def test_the_last_state_before_a_moment_is_found() -> None:
    program, state = some()
    kept = Keyframes(state)
    states = {tick: replace(state, iteration=tick) for tick in (10, 20, 25, 30)}
    for tick in (10, 30, 20):
        kept.keep(program, tick, states[tick])
    assert list(kept) == [0, 10, 20, 30]
    assert kept.before(20) == (10, states[10])
    assert kept.before(21) == (20, states[20])
    assert kept.before(99) == (30, states[30])
    kept.visit(program, 25, states[25])
    assert kept.before(28) == (25, states[25])
    assert kept.before(25) == (20, states[20])
    assert kept.whole(25) is states[25]
    assert kept.whole(0) is state
    assert kept.whole(20) is None  # it holds what lasts alone
    kept.keep(program, 20, states[20])
    assert list(kept) == [0, 10, 20, 30]


def test_what_follows_a_moment_is_forgotten() -> None:
    program, state = some()
    kept = Keyframes(state)
    for tick in (10, 20, 30):
        kept.keep(program, tick, state, acted=tick == 20)
    kept.visit(program, 15, state)
    kept.ask(program, 16, state)
    kept.visit(program, 14, state)
    kept.drop_after(15)
    assert (list(kept), set(kept.frames), kept.acted) == ([0, 10], {0, 10}, {0})
    assert kept.whole(15) is state
    assert kept.whole(16) is None
    kept.drop_after(14)
    assert kept.whole(15) is None
    assert kept.whole(14) is state
    kept.drop_after(10)
    assert list(kept) == [0, 10]


def test_every_second_frame_goes_when_memory_is_used_up_but_none_of_an_action(monkeypatch: pytest.MonkeyPatch) -> None:
    program, state = some()
    kept = Keyframes(state)
    for tick in (1, 2, 3, 4, 5):
        kept.keep(program, tick, state, acted=tick == 3)
    monkeypatch.setattr(keyframes, "ROOM", kept.bytes(program))
    assert list(kept) == [0, 1, 2, 3, 4, 5]
    kept.keep(program, 6, state)
    assert list(kept) == [0, 2, 3, 4, 6]
    assert kept.frames.keys() == {0, 2, 3, 4, 6}
    assert kept.spacing == 2 * REPLAY


def test_fewer_states_are_kept_where_they_are_large() -> None:
    program, state = some()
    kept = Keyframes(state)
    assert kept.near(program, state) == 48
    own = sum(value.nbytes for name, value in state.values.items() if name not in ("x", "y"))
    large = replace(state, values={**state.values, "z1": np.zeros(100_000)})
    own += 800_000 - state.values["z1"].nbytes + 200 * len(state.values)
    assert kept.near(program, large) == 4_194_304 // own == 5
    assert kept.near(program, replace(state, values={**state.values, "z1": np.zeros(10**6)})) == 1
    for tick in range(1, 21):
        kept.visit(program, tick, large)
        kept.ask(program, 100 + tick, large)
    assert [tick for tick in range(1, 21) if kept.whole(tick)] == list(range(11, 21))  # twice as many as are near
    assert [tick for tick in range(1, 21) if kept.whole(100 + tick)] == list(range(16, 21))
    for tick in range(1000, 1200):
        kept.ask(program, tick, state)
        kept.visit(program, tick + 1000, state)
    assert sum(kept.whole(tick) is not None for tick in range(1000, 1200)) == 48
    assert sum(kept.whole(tick) is not None for tick in range(2000, 2200)) == 96


def test_what_was_visited_last_goes_last() -> None:
    program, state = some()
    kept = Keyframes(state)
    kept.visit(program, 1, state)
    for tick in range(2, 97):
        kept.visit(program, tick, state)
    kept.visit(program, 1, state)
    kept.visit(program, 97, state)
    assert kept.whole(1) is state
    assert kept.whole(2) is None
    kept.visit(program, 0, state)  # whole already
    assert kept.whole(3) is state


def test_those_of_a_file_are_the_same() -> None:
    program, state = some()
    other = replace(state, iteration=2)
    kept = Keyframes.restored({0: state, 8: state, 4: state}, {4}, {6: other}, 0.5)
    assert (list(kept), kept.acted, kept.spacing) == ([0, 4, 8], {0, 4}, 0.5)
    assert kept.whole(6) is other
    assert kept.before(7) == (6, other)
    assert kept.bytes(program) > 0
