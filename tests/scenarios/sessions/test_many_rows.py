"""Many rows: they stand in memory once, are evaluated in parts, and their answers are worked on while keys go on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from glassnet.core import machine
from glassnet.core.actions import Edit
from glassnet.core.errors import GlassnetError
from glassnet.core.machine import losses, predict
from glassnet.core.memory import stands_best
from glassnet.core.tape import borrowed
from glassnet.scenarios import load
from glassnet.scenarios.base import Scenario
from glassnet.scenarios.experiments.files import loads
from glassnet.scenarios.sessions import answers, saving
from glassnet.scenarios.sessions.session import Session


def digits() -> Scenario:
    """1,437 rows of 64 inputs, in batches."""
    return loads('scenario = "digits"\n[training]\nbatch_size = 32\n')


def test_samples_stand_in_memory_once() -> None:
    session = Session(digits())
    session.run(iterations=3)
    session.step()
    inputs = session.begun.data.inputs
    assert session.state["X"] is inputs
    assert session.scenario.data.inputs is inputs
    with borrowed(session.program) as recording:
        assert np.shares_memory(recording.tape(32).values["X"], inputs)


@pytest.mark.parametrize("order", ["C", "F"])
def test_shared_or_copied_samples_train_alike_and_are_never_written(order: str) -> None:
    ended = []
    for read_only in (True, False):
        begun = digits()
        program, _ = begun.begin()
        x = np.array(begun.data.inputs, order=order)  # type: ignore[call-overload]
        x.setflags(write=not read_only)
        before = x.copy()
        state = machine.start(program, x, begun.data.targets, begun.initial)
        assert (state["X"] is x) == read_only
        ended.append(machine.run(program, state, 5)["W1"])
        np.testing.assert_array_equal(x, before)
    np.testing.assert_array_equal(ended[0], ended[1])


def test_an_edited_row_is_read_and_going_back_reads_the_old_one() -> None:
    session = Session(digits())
    session.run(iterations=2)
    row = int(session.state["rows"][0])
    own = session.begun.data.inputs[row, 10]
    session.edit(Edit("X", (row, 10), own + 1))
    session.run(iterations=45)  # an epoch, so that the row has come
    edited, tick = session.state["W1"], session.history.tick
    assert stands_best(session.state["X"], "C")
    session.goto(1)
    assert session.state["X"][row, 10] == own
    assert session.begun.data.inputs[row, 10] == own
    session.history.goto(tick)
    session.history._kept._near.clear()
    session.history.goto(tick - 5)
    session.history.goto(tick)
    np.testing.assert_array_equal(session.state["W1"], edited)


def test_losses_in_parts_are_the_losses(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = loads('scenario = "digits"\n[training]\nregularization = "l2"\nregularization_rate = 0.01\n')
    program, state = scenario.begin()
    data = scenario.data
    whole = losses(program, state.values, data.inputs, data.targets)
    monkeypatch.setattr(machine, "PART", 100)
    parts = losses(program, state.values, data.inputs, data.targets)
    assert parts.keys() == whole.keys() == {"loss", "penalty"}
    for name in whole:
        np.testing.assert_allclose(parts[name], whole[name], rtol=1e-13)


def test_answers_of_many_rows_are_the_last_ones_until_they_are_worked_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "MANY", 1)
    monkeypatch.setattr(answers, "PART", 100)
    session, alone = Session(load("sensor")), Session(load("sensor"))
    first = session.predictions
    for each in (session, alone):
        each.run(iterations=3)
    data, settled = session.scenario.data, session.settled
    stale = session.answers.lately(data, settled, False, running=False)
    assert stale is not None
    assert stale.train is first.train
    assert stale.late
    assert stale.iteration != settled.iteration
    turns = 0
    while session.answers.waiting:
        session.answers.work(0)
        turns += 1
    assert turns == 4  # 240 and 60 rows, 100 at a time
    assert session.answers.lately(data, settled, False, running=False) is None  # they are at hand
    np.testing.assert_array_equal(session.predictions.train, alone.predictions.train)
    np.testing.assert_array_equal(session.predictions.test, alone.predictions.test)
    assert session.predictions.iteration == 3


def test_a_paused_moment_does_not_wait_for_answers_of_another_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "MANY", 1)
    monkeypatch.setattr(answers, "PART", 100)
    session = Session(load("sensor"))
    _ = session.predictions
    for _ in range(2):
        session.run(iterations=2)
        session.answers.lately(session.scenario.data, session.settled, False, running=False)
        session.answers.work(0)
    while session.answers.waiting:
        session.answers.work(1)
    assert session.answers.lately(session.scenario.data, session.settled, False, running=False) is None


def test_few_rows_are_answered_at_once() -> None:
    session = Session(load("sensor"))
    _ = session.predictions
    session.run(iterations=2)
    assert session.answers.lately(session.scenario.data, session.settled, False, running=False) is None
    assert not session.answers.waiting


def test_what_no_file_would_hold_is_not_saved(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(saving, "MOST_BYTES", 2**15)
    file = tmp_path / "x.glassnet"
    saving.save(str(file), [(Session(load("xor")), {})], 0)
    before = file.read_bytes()
    with pytest.raises(GlassnetError, match="^no session file is larger than 2 GiB"):
        saving.save(str(file), [(Session(digits()), {})], 0)
    assert file.read_bytes() == before


def test_a_session_file_has_the_data_once() -> None:
    session = Session(digits())
    session.run(iterations=50)
    data = session.begun.data
    whole = sum(array.nbytes for array in (data.inputs, data.targets, data.test_inputs, data.test_targets))
    assert len(saving.contents([(session, {})], 0)) < 2 * whole


def test_the_first_answers_of_many_rows_are_awaited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "MANY", 1)
    monkeypatch.setattr(answers, "PART", 100)
    session = Session(load("sensor"))
    data, settled = session.scenario.data, session.settled
    known = session.answers.lately(data, settled, False, running=False)
    assert known is not None
    assert known.awaited
    assert known.train_right is None
    np.testing.assert_allclose(known.train[239], predict(session.program, settled.values, data.inputs[239:])[0])
    while session.answers.waiting:
        session.answers.work(0)
    found, few = session.predictions, Session(load("sensor"))
    monkeypatch.setattr(answers, "MANY", 1000)
    alone = few.predictions
    assert found.confusions is not None
    assert alone.confusions is not None
    for one, other in ((found.train_right, alone.train_right), (found.test_right, alone.test_right)):
        np.testing.assert_array_equal(one, other)
    for counts, others in zip(found.confusions, alone.confusions, strict=True):
        np.testing.assert_array_equal(counts, others)
    np.testing.assert_allclose([found.train[row] for row in range(240)], alone.train, rtol=1e-12)


def test_answers_at_the_end_of_an_iteration_do_not_wait_either(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "MANY", 1)
    session = Session(load("sensor"))
    _ = session.predictions
    session.run(iterations=1)
    late = session.answers.lately(session.scenario.data, session.settled, False, running=False)
    assert late is not None
    assert late.late
    assert session.answers.waiting


@pytest.mark.parametrize("at_hand", [True, False])
def test_the_next_wrong_row_is_found_from_any_row(at_hand: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "PART", 7)
    session = Session(load("sensor"))
    session.run(iterations=200)
    known, data, settled = session.predictions, session.scenario.data, session.settled
    assert known.train_right is not None
    assert known.test_right is not None
    wrong = [(row, False) for row in np.flatnonzero(~known.train_right).tolist()]
    wrong += [(row, True) for row in np.flatnonzero(~known.test_right).tolist()]
    assert any(test for _, test in wrong)
    look = session.answers if at_hand else answers.Answers()
    for place, (row, test) in enumerate(wrong):
        assert look.wrong_after(data, settled, row, test, 1) == wrong[(place + 1) % len(wrong)]
        assert look.wrong_after(data, settled, row, test, -1) == wrong[place - 1]
    assert look.wrong_after(data, settled, 0, False, 1) == next(each for each in wrong if each != (0, False))


def test_where_no_row_is_wrong_there_is_no_next_one() -> None:
    session = Session(load("xor"))
    session.run(iterations=10_000)
    assert session.predictions.solved
    assert session.answers.wrong_after(session.scenario.data, session.settled, 0, False, 1) is None


def test_one_wrong_row_alone_is_its_own_next_one() -> None:
    session = Session(load("xor-stuck"))
    session.run(iterations=10_000)
    assert session.predictions.train_right is not None
    (row,) = np.flatnonzero(~session.predictions.train_right).tolist()
    for by in (1, -1):
        assert session.answers.wrong_after(session.scenario.data, session.settled, row, False, by) == (row, False)
