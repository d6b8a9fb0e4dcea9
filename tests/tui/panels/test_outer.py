"""The picture of dW sample by sample: its numbers are the engine's, and it fits wherever it stands."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from glassnet.core.numerals import fixed
from glassnet.scenarios import load
from glassnet.scenarios.sessions.session import Session
from glassnet.tui.messages import Chosen, Entry, Sample
from glassnet.tui.panels.outer import OuterPanel, plan
from glassnet.tui.snapshot import Snapshot
from glassnet.tui.view_state import ViewState
from tests.panel_moments import assert_intact, at, moved, paint, pictures, text_of


def panel() -> OuterPanel:
    return OuterPanel(id="outer")


def rows(text: str, label: str) -> list[list[str]]:
    """The numbers of all lines that begin with this label, without marks."""
    lines = [line.strip("│ ") for line in text.splitlines()]
    return [re.sub(r"[‹›\[\]]", " ", line).split()[2:] for line in lines if line.startswith(label)]


@pytest.mark.parametrize("sample", range(4))
def test_a_sample_gives_its_inputs_times_its_dz(sample: int) -> None:
    snapshot = moved("xor", "run:5 b", sample=Sample(sample), layer=1)
    x, dz, dw = (snapshot.state.values[name] for name in ("x", "dz1", "dW1"))
    shown = text_of(panel(), snapshot, 80, 15)
    for i in range(2):
        share, so_far, whole = rows(shown, f"in {i}")
        assert share[-4:] == [fixed(value).strip() for value in x[sample, i] * dz[sample]]
        assert so_far == [fixed(value).strip() for value in x[: sample + 1, i] @ dz[: sample + 1]]
        assert whole == [fixed(value).strip() for value in dw[i]]
    assert f"sample {sample} alone: x[{sample}] · dz1[{sample}]" in shown
    assert "all 4 together: dW1" in shown


def test_with_a_penalty_its_pull_is_named() -> None:
    scenario = load("xor")
    scenario = replace(scenario, training=replace(scenario.training, regularization="l2", regularization_rate=0.1))
    snapshot = Snapshot.of(at(Session(scenario), "b"), ViewState(layer=1))
    assert "dW1: all 4, and the penalty's pull" in text_of(panel(), snapshot, 80, 15)


def test_what_is_not_computed_is_said_and_shown_as_such() -> None:
    shown = text_of(panel(), moved("xor", "f", layer=1), 80, 15)
    assert "dz1 is not computed yet" in shown
    assert rows(shown, "in 0")[2] == ["·"] * 4


def test_a_sample_that_is_not_in_the_batch_gives_nothing_to_it() -> None:
    session = at(Session(replace(load("sensor"), training=replace(load("sensor").training, batch_size=3))), "b")
    row = next(row for row in range(240) if row not in session.state.values["rows"])
    shown = text_of(panel(), Snapshot.of(session, ViewState(sample=Sample(row), layer=2)), 80, 15)
    assert f"sample {row} is not in this batch" in shown
    assert "batch row 0" in shown
    assert f"dW2 sample by sample: sample {session.state.values['rows'][0]}" in shown


def test_arrow_keys_go_through_all_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[Entry] = []
    shown = panel()
    monkeypatch.setattr(shown, "post_message", lambda message: found.append(message.target))
    snapshot = moved("sensor", "b", layer=1)
    for across, down in [(0, 0), *[(1, 0)] * 20, (0, 1), (0, 1), (-1, 0)]:
        shown.snapshot = snapshot
        shown.move_cursor(across, down)
        snapshot = replace(snapshot, choices=replace(snapshot.choices, cursor=found[-1]))
    assert [entry.index for entry in found[:2]] == [(0, 0), (0, 1)]
    assert found[-1] == Entry("dW1", (1, 14))
    assert isinstance(Chosen(found[-1], snapshot.program).target, Entry)
    assert "[" in text_of(shown, snapshot, 80, 15)  # the window follows the cursor


@pytest.mark.parametrize(("size", "shape", "shown"), [
    ((76, 13), (2, 4), ("share", "so_far", "whole")),
    ((76, 13), (16, 3), ("share", "whole")),
    ((110, 30), (16, 3), ("share", "so_far", "whole")),
    ((56, 9), (64, 32), ("share", "whole")),
])  # fmt: skip
def test_what_is_left_out_where_there_is_little_room(
    size: tuple[int, int], shape: tuple[int, int], shown: tuple[str, ...]
) -> None:
    assert plan(*size, *shape).shown == shown


def test_painting_never_fails_and_frames_stay_whole() -> None:
    for snapshot, width, height, look in pictures():
        canvas = paint(panel(), snapshot, width, height, look)
        if width >= 20 and height >= 3:
            assert_intact(canvas)
        assert np.array(canvas.lines()).size
