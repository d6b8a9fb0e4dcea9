"""Where of very many losses some are kept, the screen says what it shows, and shows what there is."""

from __future__ import annotations

import re

import numpy as np
import pytest

from glassnet.core.numerals import brief
from glassnet.scenarios.diagnosis import diagnose
from glassnet.scenarios.experiments.files import loads
from glassnet.scenarios.sessions import kept
from glassnet.scenarios.sessions.session import Session
from glassnet.scenarios.settings.compare import figures
from glassnet.scenarios.settings.ghost import Ghost
from glassnet.tui.meanings import meanings
from glassnet.tui.messages import Iteration
from glassnet.tui.panels.bars import Tabs
from glassnet.tui.panels.course import CoursePanel
from glassnet.tui.panels.loss import LossPanel
from glassnet.tui.snapshot import Snapshot
from glassnet.tui.view_state import ViewState
from tests.panel_moments import text_of

SHAKY = 'scenario = "sensor"\ntraining.learning_rate = 20.0\n'  # its losses go up and down


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, number in (("BOUND", 100), ("BLOCK", 8), ("WHOLE", 64)):
        monkeypatch.setattr(kept, name, number)


def ran(text: str, iterations: int) -> Session:
    session = Session(loads(text))
    session.run(iterations)
    return session


def seen(session: Session, **choices: object) -> Snapshot:
    return Snapshot.of(session, ViewState(**choices))  # type: ignore[arg-type]


def test_the_best_is_said_to_be_of_those_kept() -> None:
    panel = LossPanel(id="loss")
    for iterations, word in ((100, "best "), (1_234, "best kept ")):
        session = ran('scenario = "xor"', iterations)
        least = session.losses.train.least
        assert least is not None
        text = text_of(panel, seen(session), 70, 12)
        assert re.search(rf"{word}{re.escape(brief(least[1]))} ", text)
        assert f"loss {brief(float(session.state['loss']))} " in text.splitlines()[0]


def test_the_loss_of_the_moment_is_there_wherever_one_goes() -> None:
    session, losses = Session(loads('scenario = "xor"')), [np.nan]
    for _ in range(700):
        session.to_end_of("update")
        losses.append(float(session.state["loss"]))
    for at in (699, 555, 233, 102, 99, 556):
        for done in (None, 2):
            session.goto(at, done)
            snapshot = seen(session)
            assert snapshot.loss == losses[at - (done is not None)]
            assert text_of(Tabs(id="tabs"), snapshot, 70, 1).strip()


def test_a_place_in_time_has_its_loss_where_it_is_known() -> None:
    session = ran('scenario = "xor"', 1_234)
    snapshot = seen(session)
    for at in (7, 100, 110, 1_000, 1_100, 1_234, 1_230):
        said, loss = meanings(Iteration(at), snapshot)[0], session.losses.train.at(at)
        assert loss is not None
        assert said == f"iteration {at:,}: loss {brief(loss)}"
    assert meanings(Iteration(105), snapshot)[0] == "iteration 105"


def test_curves_go_to_the_end() -> None:
    session = ran('scenario = "xor"', 1_234)
    at, _ = session.losses.train.outline
    assert len(at) < len(session.losses.train)
    assert (at[0], at[-1]) == (1, 1_234)
    assert "1,234" in text_of(CoursePanel(id="course"), seen(session), 80, 20).replace("1.23k", "1,234")


def test_runs_are_compared_at_an_iteration_that_both_have_kept() -> None:
    one, other = (ran(f'scenario = "xor"\nseed = {seed}\n', 777 + 1_111 * seed) for seed in (0, 1))
    rows = {name: values for name, *values in figures(Ghost.of(one), Ghost.of(other))}
    at = one.losses.train.up_to(770)
    assert at is not None
    assert rows[f"loss of iteration {at[0]:,}"] == [brief(at[1]), brief(other.losses.train.at(at[0]) or 0)]
    assert "best loss of those kept" in rows
    assert rows["loss"] == [brief(float(session.state["loss"])) for session in (one, other)]


@pytest.mark.parametrize("batches", ["", "training.batch_size = 100\n"])
def test_going_back_does_not_change_what_was_diagnosed(batches: str) -> None:
    live = {at: diagnose(ran(SHAKY + batches, at).symptoms) for at in (300, 431)}
    assert "up and down" in live[431].findings[0].title
    assert "its best of those kept was" in live[431].findings[0].evidence
    session = ran(SHAKY + batches, 900)
    for at, found in live.items():
        session.goto(at)
        again = diagnose(session.symptoms)
        assert [(one.title, one.evidence) for one in again.findings] == [
            (one.title, one.evidence) for one in found.findings
        ]
