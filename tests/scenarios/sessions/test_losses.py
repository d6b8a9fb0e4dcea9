"""The record of losses: the same whatever the chunks and however one came there, exact epochs, true in the past."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from glassnet.core.actions import Edit
from glassnet.core.errors import GlassnetError
from glassnet.scenarios import load
from glassnet.scenarios.experiments.files import loads
from glassnet.scenarios.sessions import epochs, kept, saving
from glassnet.scenarios.sessions.curve import Curve
from glassnet.scenarios.sessions.losses import LossArchive, Losses, LossRecord
from glassnet.scenarios.sessions.session import Session

BATCHES = 'scenario = "xor"\ntraining.batch_size = 3\ntraining.regularization = "l2"\n'
FULL = 'scenario = "xor"\n'
SENSOR = 'scenario = "sensor"\ntraining.batch_size = 100\n'
KINDS = pytest.mark.parametrize("text", [FULL, BATCHES, SENSOR])


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, number in (("BOUND", 40), ("RECENT", 7), ("BLOCK", 4), ("WHOLE", 16)):
        monkeypatch.setattr(kept, name, number)


def ran(text: str, *lengths: int) -> Session:
    session = Session(loads(text))
    for length in lengths:
        session.run(length)
    return session


def curves(losses: Losses) -> Iterator[tuple[str, Curve]]:
    return ((name, getattr(losses, name)) for name in ("train", "epochs", "test"))


def assert_alike(one: Losses, other: Losses) -> None:
    assert one.count == other.count
    np.testing.assert_array_equal(one.penalties, other.penalties)
    for (name, mine), (_, its) in zip(curves(one), curves(other), strict=True):
        for part in ("whole", "lately", "outline"):
            for a, b in zip(getattr(mine, part), getattr(its, part), strict=True):
                np.testing.assert_array_equal(a, b, f"{part} of {name}")


def exact(text: str, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Every loss, and the mean of every whole epoch, from single steps looked at one by one."""
    session, found = Session(loads(text)), []
    for _ in range(count):
        session.to_end_of("update")
        found.append(float(session.state["loss"]))
    config, losses = session.program.config, np.array(found)
    if config.batch_size is None:
        return losses, np.empty(0)
    each = config.iterations_per_epoch
    rows = np.minimum(config.batch_size, config.samples - config.batch_size * np.arange(each))
    return losses, losses[: count // each * each].reshape(-1, each) @ rows / config.samples


@KINDS
def test_the_record_is_the_same_whatever_the_chunks(text: str) -> None:
    stepped = ran(text)
    for _ in range(463):
        stepped.to_end_of("update")
    for lengths in ((463,), (1, 38, 3, 400, 21), (90,) * 5 + (13,)):
        assert_alike(ran(text, *lengths).losses, stepped.losses)


@KINDS
def test_what_is_kept_is_exact(text: str) -> None:
    losses, means = exact(text, 463)
    known = ran(text, 463).losses
    for _, curve, its in (("train", known.train, losses), ("epochs", known.epochs, means)):
        each = max(1, 463 // max(1, len(its)))
        for iterations, values in (curve.whole, curve.lately):
            np.testing.assert_allclose(values, its[iterations.astype(int) // each - 1], rtol=1e-12)
    if len(means):
        assert len(known.epochs.lately[0]) == 7
        assert known.epochs.iterations[:40].tolist() == [(at + 1) * (463 // len(means)) for at in range(40)]


@KINDS
@pytest.mark.parametrize("at", [17, 39, 41, 42, 207, 401, 455])
def test_after_a_cut_the_record_is_as_if_nothing_had_followed(text: str, at: int) -> None:
    session = ran(text, 463)
    session.goto(at)
    session.drop_future()
    assert_alike(session.losses, ran(text, at).losses)
    session.run(463 - at)
    assert_alike(session.losses, ran(text, 463).losses)


@KINDS
@pytest.mark.parametrize("at", [20, 41, 300, 455])
def test_in_the_past_the_last_losses_are_those_up_to_there(text: str, at: int) -> None:
    session, alone = ran(text, 463), ran(text, at)
    session.goto(at)
    for mine, its in ((session.losses.train, alone.losses.train), (session.losses.epochs, alone.losses.epochs)):
        for one, other in zip(mine.until(at).lately, its.lately, strict=True):
            np.testing.assert_array_equal(one, other)
    assert session.losses.train.at(at) == float(session.state["loss"])
    assert session.losses.count == 463
    session.goto(at, 3)
    assert session.losses.train.at(at - 1) == alone.losses.train.at(at - 1)


def test_going_back_and_forth_changes_nothing() -> None:
    session = ran(BATCHES, 463)
    before = session.losses
    for at in (300, 299, 50, 12, 463):
        session.goto(at)
        session.losses.train.at(at)
    assert_alike(session.losses, before)


def test_changes_on_the_way_begin_epochs() -> None:
    sessions = []
    for lengths in ((100, 231), (3, 97, 200, 31)):
        session = Session(load("sensor"))
        for length in lengths:
            if session.state.iteration == 100:
                now = session.scenario
                session.edit(Edit("b1", (0,), 0.5))
                session.change(replace(now, training=replace(now.training, batch_size=100)), "batch size 100")
            session.run(length)
        sessions.append(session)
    one, other = (session.losses for session in sessions)
    assert_alike(one, other)
    assert one.epochs.iterations[:2].tolist() == [103, 106]
    before = sessions[0].losses
    sessions[0].goto(250)
    sessions[0].edit(Edit("b1", (0,), 0.5))
    sessions[0].undo()
    sessions[0].run(331 - 250)
    assert_alike(sessions[0].losses, before)


def test_a_breakpoint_in_a_chunk_leaves_the_record_of_one_by_one() -> None:
    from glassnet.scenarios.sessions.halts import Halt

    session = Session(loads(BATCHES))
    session.halts = (Halt("iteration", 333),)
    session.begin_run()
    session.history._clock.each = 1e-9  # all in one chunk
    session.run(1000)
    assert session.state.iteration == 333
    assert_alike(session.losses, ran(BATCHES, 333).losses)


def test_epochs_too_long_to_be_gone_through_again_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(epochs, "MOST_AGAIN", 5)
    session = ran(BATCHES, 463)
    session.goto(400)
    session.drop_future()
    assert session.losses.epochs.lately[0].tolist() == [396, 398, 400]
    session.run(63)
    np.testing.assert_array_equal(session.losses.epochs.values, ran(BATCHES, 463).losses.epochs.values)


@KINDS
def test_a_saved_session_goes_on_with_the_same_record(text: str, tmp_path: Path) -> None:
    path = str(tmp_path / "long.glassnet")
    session = ran(text, 300)
    saving.save(path, [(session, {})], 0)
    ((again, _),), _ = saving.load(path)
    assert_alike(again.losses, session.losses)
    again.run(163)
    assert_alike(again.losses, ran(text, 463).losses)


@KINDS
def test_losses_of_the_first_format_are_thinned_as_they_are_read(text: str) -> None:
    session = ran(text, 463)
    known = session.losses
    train, _ = exact(text, 463)
    penalties = np.full(463, np.nan)
    if len(known.had):
        steps = Session(loads(text))
        for at in range(463):
            steps.to_end_of("update")
            penalties[at] = float(steps.state["penalty"])
    archive = train, penalties, known.test.iterations, known.test.values
    again = LossRecord.restored(archive, session.history.programs, session._losses_again).losses
    assert_alike(again, known)


def test_columns_have_a_row_for_all_that_is_kept() -> None:
    losses = ran(SENSOR, 463).losses
    columns = losses.columns
    assert columns["iteration"].tolist() == sorted({int(at) for _, curve in curves(losses) for at in curve.whole[0]})
    for name, curve in (("loss", losses.train), ("epoch_loss", losses.epochs), ("test_loss", losses.test)):
        taken = ~np.isnan(columns[name])
        np.testing.assert_array_equal(columns["iteration"][taken], curve.whole[0])
        np.testing.assert_array_equal(columns[name][taken], curve.whole[1])
    assert columns["iteration"][-1] == 463


def test_losses_that_do_not_fit_are_refused_in_one_line(tmp_path: Path) -> None:
    session = ran(BATCHES, 300)
    archive, other, path = session.archive(), ran(BATCHES, 299).archive().losses, tmp_path / "wrong.glassnet"
    losses = archive.losses
    assert isinstance(losses, LossArchive)
    assert isinstance(other, LossArchive)
    ends = losses.epochs.ends
    for wrong in (
        other,
        replace(losses, train=replace(losses.train, kept=losses.train.kept[1:])),
        replace(losses, train=replace(losses.train, count=-1, kept=np.empty(0))),
        replace(losses, penalties=kept.Thinned(np.zeros(400)).archive()),
        replace(losses, epochs=replace(losses.epochs, ends=replace(ends, count=ends.count - 20, kept=ends.kept[:-2]))),
        replace(losses, test=np.zeros(3)),
        (losses.train.kept, losses.penalties.kept, losses.test_at, losses.test),
    ):
        path.write_bytes(saving.encode(saving.Content((saving.Run(replace(archive, losses=wrong), {}),), 0)))
        with pytest.raises(GlassnetError) as caught:
            saving.load(str(path))
        assert str(caught.value).startswith(f"{path}: ")
        assert "\n" not in str(caught.value)
