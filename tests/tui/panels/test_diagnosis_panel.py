"""The diagnosis as a person reads it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from glassnet.core.config import Dense
from glassnet.scenarios import load
from glassnet.scenarios.diagnosis import NOTE
from glassnet.scenarios.sessions.session import Session
from glassnet.tui.messages import Entry
from glassnet.tui.panels.bars import Header, Tabs
from glassnet.tui.panels.diagnosis.panel import DiagnosisPanel
from glassnet.tui.panels.matrices.panel import MatricesPanel
from glassnet.tui.panels.network.panel import NetworkPanel
from glassnet.tui.snapshot import Snapshot
from glassnet.tui.view_state import ViewState
from tests.panel_moments import LOOKS, SIZES, all_moments, assert_intact, assert_not_empty, at, moved, paint, text_of


def panel() -> DiagnosisPanel:
    return DiagnosisPanel(id="diagnosis")


def words(text: str) -> str:
    """What is written, without the frame and however it is wrapped."""
    return " ".join(text.replace("│", " ").split())


def stuck() -> Snapshot:
    return moved("xor-stuck", "run:2000")


@pytest.mark.parametrize(("width", "height"), [(34, 25), (42, 25), (56, 29), (80, 15), (120, 37)])
def test_the_trap_with_numbers_and_a_way_out(width: int, height: int) -> None:
    text = words(text_of(panel(), stuck(), width, height))
    assert "diagnosis: 2 problems" in text
    assert "!! stuck on the plateau 0.1667: three answers near 0.67" in text
    assert "!! unit 1 of layer 1 is dead" in text
    assert "z1[0,1] 0" in text
    assert "da1[0,1] 0.02009" in text
    assert "dz1[0,1] 0" in text
    assert "try tanh instead of relu, more hidden units, or another seed" in text


def test_with_room_the_evidence_is_told() -> None:
    text = words(text_of(panel(), stuck(), 60, 36))
    assert "The loss is 0.1667, 3 of 4 right; in the last 100 iterations it changed by 1.2e-5." in text
    assert "Its z1 is 0 or less on all 4 rows (at most 0), so the slope is 0 and dz1 is 0" in text
    assert "✓ no unit is saturated" in text


def test_numbers_are_to_be_pointed_at() -> None:
    canvas = paint(panel(), stuck(), 60, 30)
    entries = [hit.target for hit in canvas.hits if isinstance(hit.target, Entry)]
    assert Entry("loss") in entries
    assert Entry("dz1", (0, 1)) in entries
    y = next(y for y, line in enumerate(canvas.lines()) if "dz1[0,1] 0" in line)
    assert canvas.target_at(canvas.lines()[y].index("dz1[0,1]"), y) == Entry("dz1", (0, 1))
    here = paint(panel(), moved("xor-stuck", "run:2000", cursor=Entry("dz1", (0, 1))), 60, 30)
    assert "[dz1[0,1] 0]" in here.lines()[y]


def test_bars_of_the_gradient() -> None:
    snapshot = moved("deep-sigmoid", "run:500")
    lines = text_of(panel(), snapshot, 56, 29).split("\n")
    bars = {line[2:5]: line.count("█") for line in lines if line.startswith("│ dz") and "█" in line}
    assert list(bars) == ["dz4", "dz3", "dz2", "dz1"]
    assert bars["dz4"] > bars["dz3"] > bars["dz2"] > bars["dz1"] > 0
    assert "1e-5" in "\n".join(lines)
    assert "W moved" in "\n".join(lines)


def test_all_is_well_says_what_was_looked_at() -> None:
    text = words(text_of(panel(), moved("xor", "run:3000"), 42, 25))
    assert "right: all 4 rows; answers can still get surer" in text
    for well in ("not stuck on a plateau", "no unit is dead", "no two units are the same"):
        assert f"✓ {well}" in text
    assert "nothing found so far" in text_of(panel(), moved("sensor", "f"), 42, 25)
    before = text_of(panel(), moved("sensor"), 42, 25)
    assert "nothing is computed yet" in before
    assert "✓" not in before


def test_what_does_not_fit_is_counted() -> None:
    text = text_of(panel(), stuck(), 42, 4)
    assert "… 2 more, m: this panel alone" in text


def test_signs_where_it_happens() -> None:
    network, matrices = NetworkPanel(id="network"), MatricesPanel(id="matrices")
    deep = moved("deep-sigmoid", "run:500", layer=1)
    assert "layer 1 of 4: values, vanishing gradients" in text_of(matrices, deep, 84, 20)
    assert "1, σ !" in text_of(network, deep, 52, 15)
    assert "vanishing" not in text_of(matrices, moved("deep-sigmoid", "run:500", layer=4), 84, 20)
    xor = load("xor")
    layers = (Dense(4, "tanh"), Dense(1, "sigmoid"))
    same = at(Session(replace(xor, network=replace(xor.network, layers=layers, init="zeros"))), "run:3")
    snapshot = Snapshot.of(same, ViewState())
    assert snapshot.units.signs(1) == dict.fromkeys(range(4), "=")
    assert text_of(network, snapshot, 52, 15).count("=dz") == 4
    assert "are equal, with no gradient (=)" in words(text_of(panel(), snapshot, 42, 25))


def test_the_edges_of_the_screen_tell_of_it_only_when_it_is_severe() -> None:
    header, tabs = Header(id="header"), Tabs(id="tabs")
    tabs.names, tabs.active = ("Network", "Diagnosis"), "Network"
    assert "!! 2 problems: d shows" in text_of(header, stuck(), 120, 2)
    assert "!! 2 problems: d shows" in text_of(header, stuck(), 80, 2)
    assert "!! 2: d" in text_of(header, stuck(), 60, 2)
    assert "Diagnosis!!" in text_of(tabs, stuck(), 80, 1)
    for quiet in (moved("xor", "run:3000"), moved("sensor", "run:300"), moved("xor-stuck", "run:3"), moved("xor")):
        assert "!!" not in text_of(header, quiet, 120, 2) + text_of(tabs, quiet, 80, 1)


def test_while_running_the_last_diagnosis_holds_for_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("glassnet.tui.diagnosis_cache.PACE", 1e9)
    session = Session(load("xor-stuck"))
    first = Snapshot.of(session, ViewState(running=True))
    before = first.diagnosis
    session.run(iterations=2000)
    assert Snapshot.of(session, ViewState(running=True), first.diagnosis_cache).diagnosis is before
    paused = Snapshot.of(session, ViewState(), first.diagnosis_cache).diagnosis
    assert paused is not before
    assert len(paused.severe) == 2
    assert Snapshot.of(session, ViewState(log=True), first.diagnosis_cache).diagnosis is paused


def test_painting_never_fails_and_frames_stay_whole() -> None:
    shown = panel()
    for snapshot in [*all_moments()[::2], stuck(), moved("deep-sigmoid", "run:300")]:
        for finding in snapshot.diagnosis.findings:
            assert finding.severity >= NOTE
        for width, height in SIZES:
            for look in LOOKS:
                canvas = paint(shown, snapshot, width, height, look)
                assert_intact(canvas)
                assert_not_empty(canvas)


def test_with_batches_a_unit_is_dead_only_if_it_is_so_for_all_rows() -> None:
    xor = load("xor")
    session = Session(replace(xor, training=replace(xor.training, batch_size=2)))
    network, seen = NetworkPanel(id="network"), set()
    for _ in range(12):
        session.run(iterations=1)
        snapshot = Snapshot.of(session, ViewState())
        off, dead = snapshot.units.dead(1), set(snapshot.diagnosis.units("dead", 1))
        assert off is not None
        text = text_of(network, snapshot, 75, 15)
        assert text.count("dead") == len(dead)
        seen |= {(bool(off[unit]), unit in dead) for unit in range(4)}
    assert (True, False) in seen


def test_a_regression_has_learned_when_its_error_is_gone() -> None:
    text = words(text_of(panel(), moved("neuron", "run:3000"), 42, 25))
    assert "the error is nearly gone" in text
    assert "the one row" in text
