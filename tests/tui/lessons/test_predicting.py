"""The questions of predict mode."""

from __future__ import annotations

from dataclasses import replace

from glassnet.scenarios import load
from glassnet.scenarios.sessions.session import Session
from glassnet.tui.lessons.predicting import NextNumber
from glassnet.tui.messages import Entry, Sample
from glassnet.tui.snapshot import Snapshot
from glassnet.tui.view_state import ViewState


def test_the_next_batch_may_be_shorter_than_the_cursor_is_far() -> None:
    xor = load("xor")
    session = Session(replace(xor, training=replace(xor.training, batch_size=3)))
    session.run(iterations=1)
    session.step()
    session.step()  # the last batch of the epoch has one row
    rows = session.state.values["rows"].tolist()
    assert len(rows) == 1
    for sample in map(Sample, range(4)):  # the chosen one is asked for, in the batch or beside it
        asked = Entry("z1", (0, 0), None if sample.row in rows else sample)
        for cursor in (None, Entry("z1", (2, 0))):
            assert NextNumber.of(Snapshot.of(session, ViewState(sample=sample, cursor=cursor))).entry == asked
