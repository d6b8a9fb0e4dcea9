"""What a question takes out of a moment."""

from __future__ import annotations

import numpy as np

from glassnet.scenarios import load
from glassnet.scenarios.lessons.questions import Hidden
from glassnet.scenarios.lessons.seen import Number
from glassnet.scenarios.sessions.session import Session
from glassnet.tui.lessons.line import Line
from glassnet.tui.messages import Entry
from glassnet.tui.snapshot import Snapshot
from glassnet.tui.view_state import ViewState


def seen(hidden: Hidden, done: str = "dW2") -> Snapshot:
    session = Session(load("xor"))
    session.run(iterations=3)
    while session.state.step is None or session.state.step.output != done or session.state.iteration == 3:
        session.step()
    return Snapshot.of(session, ViewState(line=Line(("lesson",), hidden=hidden)))


def test_what_follows_from_a_number_goes_with_it_and_the_others_stay() -> None:
    snapshot = seen(Hidden(frozenset({Number("a1", (2, 0))})))
    assert snapshot.number(Entry("a1", (2, 0))) is None
    assert snapshot.number(Entry("a1", (2, 1))) is not None
    assert snapshot.number(Entry("z1", (2, 0))) is not None
    for name in ("z2", "a2", "loss", "dz2", "dW2"):
        assert snapshot.array(name) is None
    assert snapshot.array("W2") is not None
    assert len(snapshot.losses.train.values) == snapshot.state.iteration - 1
    assert snapshot.map is None
    assert np.isnan(snapshot.predictions.train).all()
    assert snapshot.predictions.train_right is None


def test_a_gradient_hides_no_answer() -> None:
    snapshot = seen(Hidden(frozenset({Number("dz2", (2, 0))})))
    assert snapshot.array("dW2") is None
    assert snapshot.map is not None
    assert snapshot.loss == snapshot.array("loss")
    assert snapshot.predictions.train_right is not None


def test_of_a_weight_its_older_self_is_hidden_too() -> None:
    snapshot = seen(Hidden(frozenset({Number("W1", (1, 2))})), "b2")
    assert snapshot.number(Entry("W1", (1, 2))) is None
    assert np.isnan(snapshot.opening.values["W1"][1, 2])
    assert snapshot.number(Entry("W1", (1, 1))) is not None


def test_without_a_question_nothing_is_taken_out() -> None:
    assert seen(Hidden()).secret == frozenset()
