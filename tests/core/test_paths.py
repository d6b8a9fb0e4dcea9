"""The path of numbers through a training: every place is what the history has at that moment."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.core.actions import Edit
from glassnet.core.history import History
from glassnet.core.paths import Number, Path, Paths, follow, replayed
from glassnet.scenarios import load

NUMBERS = (Number("W1", (0, 1)), Number("b2", (0,)))


def edited() -> History:
    """Runs with edits in the middle of an iteration, in an update and after one."""
    history = History(*load("xor").begin())
    history.run(20)
    history.forward()
    history.edit(Edit("W1", (0, 1), 1.5))
    history.run(5)
    history.edit(Edit("b2", (0,), -1.0))
    history.run(3)
    while not history.program.updating(history.state.done):
        history.forward()
    history.edit(Edit("W1", (0, 1), 0.5))
    history.run(4)
    return history


def assert_true(history: History, path: Path) -> None:
    assert len(path.ticks) == len(path.places)
    assert (np.diff(path.ticks) > 0).all()
    for tick, place in zip(path.ticks.tolist(), path.places.tolist(), strict=True):
        state = history.state_at(tick)
        assert state.done in (0, len(history.program_at(tick).steps))
        assert place == [state[number.name][number.index] for number in NUMBERS]


def test_every_place_is_one_of_the_history() -> None:
    history = edited()
    path = Paths(history).of(NUMBERS, history.tick)
    assert_true(history, path)
    ended = {history.tick_of(iteration) for iteration in range(path.iterations + 1)}
    assert ended <= set(path.ticks.tolist())  # all of them, and what was edited between two


def test_it_grows_and_shrinks_with_the_moment_that_is_asked() -> None:
    history = edited()
    paths = Paths(history)
    whole = paths.of(NUMBERS, history.tick)
    early = paths.of(NUMBERS, history.tick_of(7) or 0)
    assert early.iterations == 7
    assert np.array_equal(early.places, whole.places[: len(early.ticks)])
    history.run(6)
    later = paths.of(NUMBERS, history.tick)
    assert_true(history, later)
    assert np.array_equal(later.places[: len(whole.ticks)], whole.places)
    assert np.array_equal(later.places, Paths(history).of(NUMBERS, history.tick).places)


def test_another_past_is_another_path() -> None:
    history = edited()
    paths = Paths(history)
    paths.of(NUMBERS, history.tick)
    history.goto(history.tick_of(10) or 0)
    history.edit(Edit("W1", (0, 1), -2.0))
    history.run(30)
    assert_true(history, paths.of(NUMBERS, history.tick))


def test_while_running_only_what_is_kept_is_added_and_later_the_rest() -> None:
    history = History(*load("xor").begin())
    paths = Paths(history)
    history.run(50)
    rough = paths.of(NUMBERS, history.tick, replays=False)
    assert_true(history, rough)
    assert rough.ticks[-1] == history.tick
    assert len(rough.ticks) < 50
    assert len(paths.of(NUMBERS, history.tick).ticks) == 51


def test_a_long_past_is_not_gone_through_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("glassnet.core.paths.REPLAYED", 40)
    monkeypatch.setattr("glassnet.core.paths.MOST", 30)
    history = History(*load("xor").begin())
    history.run(200)
    assert replayed(history.program) < 50
    path = Paths(history).of(NUMBERS, history.tick)
    assert_true(history, path)
    assert len(path.ticks) <= 30
    assert path.iterations == 200


def test_follow_tells_each_end_between_two_ticks() -> None:
    history = edited()
    seen: dict[int, float] = {}
    first, last = history.tick_of(3, 5) or 0, history.tick_of(22) or 0
    follow(history, first, last, lambda tick, values: seen.update({tick: float(values["W1"][0, 1])}))
    assert min(seen) == history.tick_of(3)
    assert max(seen) == last
    assert all(history.state_at(tick)["W1"][0, 1] == value for tick, value in seen.items())
