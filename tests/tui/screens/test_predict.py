"""The questions of predict mode."""

from __future__ import annotations

from dataclasses import replace

from scenarios import load
from scenarios.session import Session
from tui.messages import Entry, Sample
from tui.screens.predict import Question
from tui.snapshot import Choices, Snapshot


def test_the_next_batch_may_be_shorter_than_the_cursor_is_far() -> None:
    xor = load("xor")
    session = Session(replace(xor, training=replace(xor.training, batch_size=3)))
    session.run(iterations=1)
    session.step()
    session.step()  # the last batch of the epoch has one row
    for choices in (Choices(sample=Sample(2)), Choices(cursor=Entry("z1", (2, 0)))):
        assert Question.of(Snapshot.of(session, choices)).entry == Entry("z1", (0, 0))
