"""The chosen sample stays, and its numbers are its: in the batch, beside it, training row or test row."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from textual.pilot import Pilot

from glassnet.core.explain import why
from glassnet.core.machine import evaluate
from glassnet.scenarios import load
from glassnet.scenarios.base import Scenario
from glassnet.scenarios.sessions.session import Session
from glassnet.tui.app import Glassnet
from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.messages import Entry, Sample
from glassnet.tui.panel import Panel
from glassnet.tui.panels.explain.panel import ExplainPanel
from glassnet.tui.panels.loss import LossPanel
from glassnet.tui.panels.network.panel import NetworkPanel
from glassnet.tui.panels.neuron import NeuronPanel
from glassnet.tui.runner import Runner
from glassnet.tui.snapshot import Snapshot
from glassnet.tui.view_state import ViewState
from tests.panel_moments import paint, text_of
from tests.screen import drive, part, text, told, wait_until


def batches(key: str, size: int) -> Scenario:
    scenario = load(key)
    return replace(scenario, training=replace(scenario.training, batch_size=size))


def own_numbers(snapshot: Snapshot) -> dict[str, list[float]]:
    """All numbers of the chosen row by an evaluation of its own; gradients as of one of the batch's n."""
    data, sample, program = snapshot.scenario.data, snapshot.sample, snapshot.program
    inputs, targets = (data.test_inputs, data.test_targets) if sample.test else (data.inputs, data.targets)
    x, y = inputs[sample.row : sample.row + 1], targets[sample.row : sample.row + 1]
    found = evaluate(program, snapshot.opening.values, x, y)
    done = {step.output for step in program.steps[: snapshot.state.done]}
    numbers = {name: value[0] / (len(snapshot.samples.rows) if name[0] == "d" else 1) for name, value in found.items()
               if name in done and value.ndim == 2 and len(value) == 1 and name[1] not in "W"}  # fmt: skip
    return {name: value.tolist() for name, value in {"x": x[0], "y": y[0], **numbers}.items()}


def compare(snapshot: Snapshot, canvas: Canvas) -> int:
    """Whether what stands there is what the row's own evaluation gives; how many numbers were compared."""
    own, compared, place, lines = own_numbers(snapshot), 0, snapshot.position, canvas.lines()
    for hit in canvas.hits:
        entry = hit.target
        if not isinstance(entry, Entry) or not (entry.name in ("x", "y") or re.fullmatch(r"d?[az]\d", entry.name)):
            continue
        assert entry.sample == (snapshot.sample if place is None else None)
        assert entry.index[0] == (place or 0)
        shown = lines[hit.y][hit.x : hit.x + hit.width].strip()
        if entry.name not in own:
            assert shown in ("·", "z ·", "z not computed")
            continue
        value = own[entry.name][entry.index[1]]
        if "%" in shown:
            assert abs(float(shown.strip("<>% ")) / 100 - value) < 0.0051
        else:
            number = shown.removeprefix("z ").split()[0]
            digits = len(number.partition(".")[2]) if "e" not in number and "." in number else 3
            digits -= 2 * shown.startswith("z ")  # the small curve's, with few digits
            assert abs(float(number) - value) <= 0.51 * 10.0**-digits, (entry, shown, value)
        compared += 1
    return compared


def test_a_misread_digit_through_150_iterations_of_mini_batches() -> None:
    session, panel = Session(load("digits")), NetworkPanel(id="network")
    session.run(iterations=60)
    first = Snapshot.of(session, ViewState())
    wrong = next(row for row in map(Sample, first.wrong(test=False).tolist()) if first.samples.place(row) is None)
    diagnosis_cache, compared, inside = first.diagnosis_cache, 0, 0
    for iteration in range(150):
        if iteration % 75 == 40:  # some iterations step by step
            for _ in range(len(session.program.steps)):
                session.step()
                moment = Snapshot.of(session, ViewState(sample=wrong, running=True), diagnosis_cache)
                compared += compare(moment, paint(panel, moment, 60, 18))
        else:
            session.run(iterations=1)
        moment = Snapshot.of(session, ViewState(sample=wrong, running=True), diagnosis_cache)
        canvas = paint(panel, moment, 60, 18)
        assert f" sample {wrong.row}, " in canvas.lines()[0]
        compared += compare(moment, canvas)
        inside += moment.position is not None
    assert compared > 150 * 20
    assert 0 < inside < 150  # it stood in some of the batches


@pytest.mark.parametrize(
    "scenario", [load("sensor"), batches("sensor", 80), batches("circle", 10), batches("plane", 7)]
)
def test_every_row_at_every_step_shows_its_own_numbers(scenario: Scenario) -> None:
    session, panel = Session(scenario), NetworkPanel(id="network")
    compared = 0
    for turn in range(2 * len(session.program.steps) + 3):
        for sample in (Sample(0), Sample(17), Sample(3, test=True), Sample(turn % 40, test=turn % 2 == 0)):
            moment = Snapshot.of(session, ViewState(sample=sample))
            assert moment.sample == sample
            compared += compare(moment, paint(panel, moment, 80, 22))
        session.step()
    assert compared > 400


def test_the_single_neuron_shows_the_chosen_rows_numbers_too() -> None:
    session, panel = Session(batches("xor-linear", 2)), NeuronPanel(id="neuron")
    for _ in range(3 * len(session.program.steps)):
        session.step()
        for row in range(4):
            moment = Snapshot.of(session, ViewState(sample=Sample(row)))
            assert compare(moment, paint(panel, moment, 86, 10)) >= 2


def test_w_to_a_test_row_shows_that_row_everywhere() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        app.session.run(50)
        await pilot.press("i", "space")
        while not app.snapshot().sample.test:
            await pilot.press("w")
        await pilot.press("f")
        sample, predicted = app.snapshot().sample, app.session.predictions.test
        assert f"{sample}, beside the batch" in part(app, "network")
        assert f"{sample} is not in this batch" in part(app, "matrices")
        assert re.search(rf"▸ *{sample.row} ", part(app, "predictions"))
        share = predicted[sample.row].max()
        assert f"{100 * share:.1f} %" in part(app, "network")
        await pilot.press("u")
        assert f"{sample}, beside the batch, before update" in part(app, "network")
        await pilot.press("delete")
        assert f"{sample} is not trained on" in told(app)

    drive(steps, "sensor", (160, 50))


def test_while_it_runs_every_frame_names_the_same_sample() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("i", "n", "n", *["]"] * 9)
        sample, titles, iterations = app.snapshot().sample, set(), set()
        await pilot.press("r")

        def seen() -> bool:
            shown = app.query_one("#network", Panel).snapshot
            assert shown is not None
            titles.add(re.findall(r"sample \d+|test row \d+", part(app, "network"))[0])
            iterations.add(shown.state.iteration)
            moments = {panel.snapshot for panel in app.query(Panel) if panel.display and panel.id != "footer"}
            assert len(moments) == 1  # every panel shows the same one
            return len(iterations) > 12

        await wait_until(pilot, seen)
        await pilot.press("space")
        assert titles == {str(sample)}

    drive(steps, "digits")


def test_a_panel_that_comes_on_the_screen_while_it_runs_is_of_the_same_moment() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("i", "tab", "tab")
        hidden = app.query_one("#network", Panel)
        assert not hidden.display
        app.session.run(5)
        app._runner = Runner(lambda: app.session, lambda: app.workspace.speed, app._frame, 60)  # whose frame is to come
        app.arrange(tab="")
        assert hidden.display
        assert hidden.snapshot is not None
        assert hidden.snapshot.state.iteration == 6
        app._runner = None

    drive(steps, "xor", (80, 24))


def test_n_goes_through_training_rows_then_test_rows_whatever_the_batch() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("i")
        app.workspace.choose(sample=Sample(238))
        for key, sample in (
            ("n", Sample(239)), ("n", Sample(0, test=True)), ("n", Sample(1, test=True)), ("N", Sample(0, test=True)),
            ("N", Sample(239)),
        ):  # fmt: skip
            await pilot.press(key)
            assert app.snapshot().sample == sample
            assert f" {sample}, " in part(app, "network").splitlines()[0]
        app.workspace.choose(sample=Sample(0))
        await pilot.press("N")
        assert app.snapshot().sample == Sample(59, test=True)

    drive(steps, batches("sensor", 80))


def test_enter_explains_a_number_beside_the_batch_and_follows_its_row() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("i", "b")
        app.workspace.choose(sample=Sample(2, test=True))
        entry = app.snapshot().entry("dz1", 4)
        app.workspace.point_at(entry)
        app.query_one("#network").focus()
        await pilot.press("enter")
        explanation = app.snapshot().explanation
        assert explanation is not None
        assert explanation.value == pytest.approx(app.snapshot().number(entry), rel=1e-12)
        assert "explain: test row 2: dz1[0,4]" in text(app)
        operand = next(at for at, each in enumerate(explanation.operands) if each.name == "da1")
        app.workspace.choose(operand=operand)
        await pilot.press("enter")  # into da1, a sum over classes
        into = app.snapshot().explanation
        assert into is not None
        assert into.name == "da1"
        dz2 = next(each for each in into.operands if each.name == "dz2")
        assert dz2.why().numbers().endswith("/ 80")
        before = explanation.value
        await pilot.press("escape", "i", "b")
        again = app.snapshot().explanation
        assert again is not None
        assert again.label == "dz1[0,4]"
        assert again.value == pytest.approx(own_numbers(app.snapshot())["dz1"][4], rel=1e-9)
        assert again.value != before

    drive(steps, batches("sensor", 80))


def test_the_cursor_stays_with_its_row() -> None:
    session = Session(batches("sensor", 80))
    session.run(iterations=1)
    moment = Snapshot.of(session, ViewState())
    row = int(moment.samples.rows[5])
    cursor = moment.lasting(Entry("a1", (5, 3)))
    assert cursor == Entry("a1", (0, 3), Sample(row))
    places = set()
    for _ in range(6):
        session.run(iterations=1)
        moment = Snapshot.of(session, ViewState(sample=Sample(row), cursor=cursor))
        shown = moment.choices.cursor
        assert shown is not None
        places.add(shown)
        assert moment.number(shown) == pytest.approx(own_numbers(moment)["a1"][3], rel=1e-11, abs=1e-15)
    assert cursor in places
    assert len(places) > 1  # in some batches it has a place


def test_an_input_of_a_row_beside_the_batch_is_changed_in_the_data() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("i", "space")
        sample = next(Sample(row) for row in range(240) if row not in app.snapshot().samples.rows)
        app.workspace.choose(sample=sample)
        app.workspace.point_at(app.snapshot().entry("x", 1))
        await pilot.press("=", *["backspace"] * 30, "2", "enter")
        assert app.session.scenario.data.inputs[sample.row, 1] == 2.0
        app.workspace.choose(sample=Sample(4, test=True))
        app.workspace.point_at(app.snapshot().entry("x", 1))
        await pilot.press("=")
        assert "test row 4 is not trained on" in told(app)

    drive(steps, batches("sensor", 80))


def test_numbers_that_changed_since_they_were_read_say_both() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("escape", "u", "L", "enter")
        screen, explanation = text(app), app.snapshot().explanation
        assert explanation is not None
        assert explanation.name == "da1"
        weight = next(each for each in explanation.operands if each.name == "W2")
        now = float(app.session.state.values["W2"][weight.index])
        assert now != weight.value
        assert f"{weight.value:+.6f}]  before this update, now {now:+.4g}" in screen

    drive(steps, "xor", at="120:da1")


@pytest.mark.parametrize("width", [44, 60, 100])
def test_every_operand_whose_number_is_another_one_is_told_at_any_size(width: int) -> None:
    for key in ("xor", "sensor", "deep-sigmoid"):
        session = Session(load(key))
        session.run(iterations=30)
        for name, index in (("z1", (1, 2)), ("da1", (1, 2)), ("z2", (1, 0))):
            explanation = why(session.history, name, index)
            moment = Snapshot.of(session, ViewState(trail=(explanation,)))
            changed = [explanation.operands[place] for place in moment.changed(explanation.operands)]
            assert {each.name[0] for each in changed} <= {"W", "b"}
            panel = text_of(ExplainPanel(id="explain"), moment, width, 14)
            assert bool(changed) == bool(re.search(r"\bnow\b", panel))
        explanation = why(session.history, "dW1", (0, 0))
        moment = Snapshot.of(session, ViewState(trail=(explanation,)))
        assert not moment.changed(explanation.operands)


def test_after_an_update_the_neurons_new_weights_are_told_from_products() -> None:
    session = Session(load("neuron"))
    session.to_end_of("update")
    lines = paint(NeuronPanel(id="neuron"), Snapshot.of(session, ViewState()), 86, 9).lines()
    assert "before update" in lines[0]
    assert "product  → new" in lines[1]
    assert "→ after the update" in lines[-1]
    short = paint(NeuronPanel(id="neuron"), Snapshot.of(session, ViewState()), 60, 6).lines()
    assert any("× W1[0,0] +0.3000 = +0.1500" in re.sub(" +", " ", line) for line in short)


def test_the_loss_says_whose_it_is() -> None:
    session = Session(batches("sensor", 239))
    for iteration in range(1, 7):
        session.to_end_of("update")
        moment = Snapshot.of(session, ViewState())
        losses = moment.losses
        title = text_of(LossPanel(id="loss"), moment, 120, 10).splitlines()[0]
        rows = 1 if iteration % 2 == 0 else 239
        assert f"batch loss {losses.train.values[-1]:.4g} ({rows} row{'s' * (rows > 1)})" in title
        assert ("epoch" in title.partition("test")[0]) == (iteration > 1)
        if iteration > 1:
            mean = np.average(losses.train.values[: iteration // 2 * 2][-2:], weights=[239, 1])
            assert f"epoch {iteration // 2} mean {mean:.4g}" in title
        assert f"test {losses.test.whole[1][-1]:.4g} " in title
        narrow = text_of(LossPanel(id="loss"), moment, 60, 10).splitlines()[0]
        assert (
            f"batch loss {losses.train.values[-1]:.4g}" in narrow
            or f"batch of {rows}: {losses.train.values[-1]:.4g}" in narrow
        )
    session.step()
    title = text_of(LossPanel(id="loss"), Snapshot.of(session, ViewState()), 120, 10).splitlines()[0]
    assert f"batch loss {losses.train.values[-1]:.4g} at 6" in title


def test_explanations_call_a_sample_of_a_batch_by_its_row() -> None:
    session = Session(batches("sensor", 80))
    session.run(iterations=3)
    row = int(session.state.values["rows"][5])
    explanation = why(session.history, "a2", (5, 1))
    panel = ExplainPanel(id="explain")
    shown = text_of(panel, Snapshot.of(session, ViewState(trail=(explanation,))), 100, 16)
    assert f"sample {row} (index 5 here), Warning" in shown
    assert "sample 5" not in shown
    explanation = why(session.history, "db2", (1,))
    shown = text_of(panel, Snapshot.of(session, ViewState(trail=(explanation,), full=True)), 100, 100)
    labels = [int(found) for found in re.findall(r"^│ ▸? +(\d+) ", shown, flags=re.M)]
    assert labels == session.state.values["rows"].tolist()
