"""A history as plain data: it comes back moment by moment, and whatever does not fit together is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from glassnet.core.actions import Edit
from glassnet.core.archive import Archive, Saved
from glassnet.core.errors import GlassnetError
from glassnet.core.history import History
from tests.conftest import make
from tests.core.test_history import assert_same, changed_to


def eventful() -> History:
    """Two iterations and three steps, an edit, a change, an edit that waits, and back a little."""
    program, first = make(optimizer="momentum", batch_size=3)
    history = History(program, first)
    history.run(2)
    for _ in range(3):
        history.forward()
    history.edit(Edit("b2", (1,), 0.5))
    history.run(1)
    history.change(changed_to(history, "l2", 4, 6))
    history.run(2)
    while not history.program.updating(history.state.done):
        history.forward()
    history.edit(Edit("W2", (3, 1), 0.25))
    history.goto(history.end - 2)
    return history


def test_every_moment_comes_back() -> None:
    history = eventful()
    archive = history.archive()
    assert [row.tick for row in archive.rows] == [0, *(tick for tick, _ in history.actions)]
    again = History.restored(archive, {archive.rows[2].tick: "the source"})
    assert (again.tick, again.end) == (history.tick, history.end)
    assert [str(action) for _, action in again.actions] == [str(action) for _, action in history.actions]
    assert getattr(again.actions[1][1], "source", None) == "the source"
    assert again.programs == history.programs
    for tick in range(history.end + 1):
        assert again.moment(tick) == history.moment(tick)
        assert_same(again.state_at(tick), history.state_at(tick))
    again.goto(again.end)
    history.goto(history.end)
    assert_same(again.run(5), history.run(5))
    assert again.archive().spacing == archive.spacing


def with_row(archive: Archive, at: int, **fields: Any) -> Archive:
    rows = list(archive.rows)
    rows[at] = replace(rows[at], **fields)
    return replace(archive, rows=tuple(rows))


def with_state(archive: Archive, which: str, tick: int, state: Saved) -> Archive:
    fields: dict[str, Any] = {which: {**getattr(archive, which), tick: state}}
    return replace(archive, **fields)


def with_value(archive: Archive, which: str, tick: int, name: str, value: Any) -> Archive:
    state = getattr(archive, which)[tick]
    values = {each: array for each, array in state.values.items() if each != name}
    return with_state(archive, which, tick, replace(state, values=values if value is None else {**values, name: value}))


def waiting(archive: Archive, *pending: Any) -> Archive:
    return with_state(archive, "whole", archive.end, replace(archive.whole[archive.end], pending=pending))


SPOILT: list[tuple[Any, str]] = [
    (lambda a: replace(a, rows=()), "out of order"),
    (lambda a: with_row(a, 0, tick=1), "out of order"),
    (lambda a: with_row(a, 2, tick=a.rows[1].tick), "out of order"),
    (lambda a: replace(a, rows=(a.rows[0], a.rows[2], a.rows[1], a.rows[3])), "out of order"),
    (lambda a: replace(a, end=a.rows[-1].tick - 1, tick=0), "out of order"),
    (lambda a: replace(a, tick=-1), "the moment on show is missing"),
    (lambda a: replace(a, tick=a.end + 1), "the moment on show is missing"),
    (lambda a: replace(a, whole={a.end: a.whole[a.end]}), "the moment on show is missing"),
    (lambda a: replace(a, whole={a.tick: a.whole[a.tick]}), "the moment on show is missing"),
    (lambda a: replace(a, keyframes={0: a.keyframes[0]}), "the states of the history are incomplete"),
    (lambda a: replace(a, keyframes={**a.keyframes, a.end + 1: a.keyframes[0]}), "incomplete"),
    (lambda a: replace(a, keyframes={**a.keyframes, -1: a.keyframes[0]}), "incomplete"),
    (lambda a: with_row(a, 1, iteration=0), "a moment lies before the beginning"),
    (lambda a: with_row(a, 1, done=-1), "a moment lies before the beginning"),
    (lambda a: with_row(a, 0, config=replace(a.rows[0].config, before=1)), "before the beginning"),
    (lambda a: with_row(a, 0, config=replace(a.rows[0].config, before=-1)), "before the beginning"),
    (lambda a: with_row(a, 0, config=replace(a.rows[0].config, epochs_before=-1)), "before the beginning"),
    (lambda a: with_state(a, "keyframes", 0, replace(a.keyframes[0], done=-1)), "outside its iteration"),
    (lambda a: with_state(a, "keyframes", 0, replace(a.keyframes[0], done=99)), "outside its iteration"),
    (lambda a: with_state(a, "keyframes", 0, replace(a.keyframes[0], iteration=0)), "outside its iteration"),
    (lambda a: with_state(a, "keyframes", 0, replace(a.keyframes[0], iteration=2)), "another moment than it says"),
    (lambda a: with_value(a, "keyframes", 0, "W1", None), "W1 is missing or has another shape"),
    (lambda a: with_value(a, "keyframes", 0, "W1", np.zeros((4, 3))), r"W1 is missing .* than \(3, 4\)"),
    (lambda a: with_value(a, "keyframes", 0, "W1", np.zeros((3, 4), int)), "W1 is missing"),
    (lambda a: with_value(a, "keyframes", 0, "v_b1", None), "v_b1 is missing"),
    (lambda a: with_value(a, "keyframes", 0, "lr", None), "lr is missing"),
    (lambda a: with_value(a, "keyframes", 0, "X", np.zeros((6, 3))), r"X is missing .* than \(7, 3\)"),
    (lambda a: with_value(a, "keyframes", 0, "rows", np.array([0, 1])), "rows is missing"),
    (lambda a: with_value(a, "keyframes", 0, "rows", np.array([0, 1, 7])), "samples that are not there"),
    (lambda a: with_value(a, "keyframes", 0, "rows", np.array([0, -1, 2])), "samples that are not there"),
    (lambda a: with_value(a, "whole", a.end, "z1", None), "z1 is missing"),  # a whole state has what is computed
    (lambda a: with_value(a, "keyframes", a.rows[1].tick, "z1", None), "z1 is missing"),  # and so after an action
    (lambda a: waiting(a, ("nothing", (), 1.0)), "of no number that there is: nothing"),
    (lambda a: waiting(a, ("W1", (3, 0), 1.0)), r"of no number that there is: W1\[3,0\]"),
    (lambda a: waiting(a, ("W1", (-1, 0), 1.0)), "of no number that there is"),
    (lambda a: waiting(a, ("W1", (0,), 1.0)), "of no number that there is"),
    (lambda a: waiting(a, ("W1", (0, 0), float("nan"))), "of no number that there is"),
]


@pytest.mark.parametrize("at", range(len(SPOILT)))
def test_what_does_not_fit_together_is_refused(at: int) -> None:
    spoil, words = SPOILT[at]
    with pytest.raises(GlassnetError, match=words):
        History.restored(spoil(eventful().archive()))


def test_what_just_fits_is_not_refused() -> None:
    archive = eventful().archive()
    History.restored(archive)
    History.restored(waiting(archive, ("W1", (2, 3), -1.0), ("lr", (), 0.5)))
    History.restored(replace(archive, tick=archive.end))
    rows = with_value(archive, "keyframes", 0, "rows", np.array([0, 6, 2]))
    History.restored(rows)
    program, first = make()
    lean = History(program, first)
    lean._kept.spacing = 0.0
    lean.run(40)  # keyframes of no action hold what lasts alone
    kept = lean.archive()
    assert any(not {"z1", "loss"} & state.values.keys() for tick, state in kept.keyframes.items() if tick)
    assert_same(History.restored(kept).state_at(300), lean.state_at(300))
    assert_same(History.restored(replace(kept, whole={kept.end: kept.whole[kept.end]})).state, lean.state)
