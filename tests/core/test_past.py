"""The past of numbers: what is looked at is what stands there, however it was computed and whatever was changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from glassnet.core.actions import Edit
from glassnet.core.history import History
from glassnet.core.ops import Array
from glassnet.core.past import Course, Measure, rms_of
from glassnet.scenarios import load
from glassnet.scenarios.base import Scenario
from glassnet.scenarios.sessions.session import Session

NAMES = ("dW1", "dW2")


def looked_at(values: Mapping[str, Array]) -> Array:
    """Two numbers and two sizes of an iteration."""
    return np.array([values["W1"][0, 1], values["loss"], *rms_of(values, NAMES)])


def course(history: History, most: int = 400) -> Course:
    made = Course(history, Measure(4, looked_at), most)
    made.renew()
    return made


def assert_true(course: Course, history: History) -> None:
    """At every place the values are those that going there finds."""
    past = course.past
    assert past.whole
    for iteration, values in zip(past.iterations.astype(int).tolist(), past.values, strict=True):
        tick = history.tick_of(iteration)
        assert tick is not None
        assert np.array_equal(values, looked_at(history.state_at(tick).values)), iteration


def batches() -> Scenario:
    sensor = load("sensor")
    return replace(sensor, training=replace(sensor.training, batch_size=70, optimizer="momentum"))


@pytest.mark.parametrize("scenario", [load("xor"), batches()], ids=["full", "batches"])
@pytest.mark.parametrize("most", [400, 9])
def test_it_is_what_going_there_finds_through_edits_and_settings(scenario: Scenario, most: int) -> None:
    session = Session(scenario)
    session.run(iterations=11)
    session.to_end_of("forward")
    session.edit(Edit("W1", (0, 1), 0.25))
    session.run(iterations=6)
    rate = replace(scenario.training, learning_rate=0.05, batch_size=3)
    session.change(replace(session.scenario, training=rate), "batches of 3")
    session.run(iterations=8)
    session.to_end_of("forward")
    made = course(session.history, most)
    made.work(60)
    assert made.past.iterations[-1] == 25  # the last one that is whole
    assert len(made.past.iterations) <= most + 2
    assert_true(made, session.history)


def test_slices_give_what_all_at_once_gives() -> None:
    session = Session(load("xor"))
    session.run(iterations=50)
    whole, sliced = course(session.history), course(session.history)
    whole.work(60)
    known = []
    while sliced.work(0.0):
        known.append(int(sliced.past.known.sum()))
        assert np.array_equal(np.isnan(sliced.past.values[:, 0]), ~sliced.past.known)
    assert known == list(range(1, 51))
    assert np.array_equal(sliced.past.values, whole.past.values)


def test_it_goes_on_with_a_run_and_forgets_what_is_changed() -> None:
    session = Session(load("xor"))
    session.run(iterations=20)
    made = course(session.history, 16)
    made.work(60)
    session.run(iterations=20)
    session.goto(13)
    session.edit(Edit("W1", (0, 1), 3.0))
    session.run(iterations=5)
    made.renew()
    assert not made.whole
    assert made.past.at(12) is not None  # what came before it stays
    made.work(60)
    assert made.past.iterations[-1] == 18
    assert_true(made, session.history)
    session.undo()
    session.run(iterations=3)
    made.renew()
    made.work(60)
    assert_true(made, session.history)


def test_what_a_run_has_seen_is_what_replay_computes() -> None:
    session = Session(load("xor"))
    session.run(iterations=3)
    measure = Measure(4, looked_at)
    for _ in range(4):
        session.pasts.seen(at_once=False).of("key", lambda: measure)
        session.run(iterations=25)
    seen = session.pasts.seen(at_once=False).of("key", lambda: measure)
    assert seen.known[seen.iterations > 3].sum() >= 96  # but for those of which a slice steps through
    replayed = course(session.history)
    replayed.work(60)
    known = seen.known
    assert np.array_equal(seen.values[known], replayed.past.values[known])


@pytest.mark.parametrize("most", [400, 9])
def test_it_may_begin_at_the_very_first_moment(most: int) -> None:
    session = Session(load("xor"))
    made = Course(session.history, Measure(1, lambda values: values["W1"][0, :1], begins=True), most)
    for iterations in (0, 30):
        session.run(iterations=iterations)
        made.renew()
        made.work(60)
        assert made.whole
        assert made.past.iterations.tolist()[:2] == [0, 1][: 1 + iterations]
        for iteration, value in zip(made.past.iterations.astype(int).tolist(), made.past.column(0), strict=True):
            tick = session.history.tick_of(iteration)
            assert tick is not None
            assert value == session.history.state_at(tick)["W1"][0, 0]


def test_a_number_that_is_not_there_yet_or_any_more_is_none() -> None:
    session = Session(load("xor"))
    session.run(iterations=4)
    made = Course(session.history, Measure(1, lambda values: values.get("penalty")))
    made.renew()
    made.work(60)
    assert made.whole
    assert np.isnan(made.past.values).all()


def test_the_root_mean_square_is_the_norm_over_the_root_of_the_count() -> None:
    values = {"a": np.array([[3.0, -4.0], [0.0, 12.0]]), "b": np.zeros((2, 2))}
    assert rms_of(values, ("a", "b", "c"))[:2] == pytest.approx([np.linalg.norm(values["a"]) / 2, 0.0])
    assert np.isnan(rms_of(values, ("c",))).all()
