"""Losses as a table, and networks as ONNX files that give the same predictions elsewhere."""

from __future__ import annotations

import csv
import io
import json
import sys
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from glassnet.core.actions import Edit
from glassnet.core.errors import GlassnetError
from glassnet.core.notation import NUMPY, TORCH
from glassnet.core.ops import ACTIVATIONS
from glassnet.scenarios import load
from glassnet.scenarios.base import REGRESSION, Feature, Scenario
from glassnet.scenarios.experiments.files import loads
from glassnet.scenarios.export import COLUMNS, losses_csv, onnx_model, session_script
from glassnet.scenarios.sessions.session import Session

BATCHES = 'scenario = "sensor"\ntraining.batch_size = 100\ntraining.regularization = "l2"\n'


def table(session: Session) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(losses_csv(session))))


def column(rows: list[dict[str, str]], name: str) -> dict[int, float]:
    return {int(row["iteration"]): float(row[name]) for row in rows if row[name]}


def test_every_loss_stands_in_its_row() -> None:
    session = Session(loads(BATCHES + "training.regularization_rate = 0.01"))
    session.run(iterations=109)
    rows, losses = table(session), session.losses
    assert tuple(rows[0]) == COLUMNS
    assert [row["epoch"] for row in rows] == [str(at // 3 + 1) for at in range(109)]
    assert list(column(rows, "loss").values()) == losses.train.values.tolist()
    assert column(rows, "epoch_loss") == dict(zip(*losses.epochs.whole, strict=True))
    assert column(rows, "test_loss") == dict(zip(*losses.test.whole, strict=True))
    answers = session.predictions
    assert answers.train_right is not None
    assert answers.test_right is not None
    for name, right in (("accuracy", answers.train_right), ("test_accuracy", answers.test_right)):
        assert column(rows, name).keys() == {*range(1, 101), 109}
        assert column(rows, name)[109] == right.mean()


def test_penalties_are_those_of_the_steps_however_one_moves() -> None:
    stepped, ran = (Session(loads(BATCHES + "training.regularization_rate = 0.01")) for _ in range(2))
    seen = []
    for _ in range(4 * len(stepped.program.steps)):
        stepped.step()
        if stepped.program.steps[stepped.state.done - 1].output == "penalty":
            seen.append(float(stepped.state.values["penalty"]))
    ran.run(iterations=4)
    assert list(column(table(stepped), "penalty").values()) == seen == ran.losses.penalties.tolist()
    stepped.goto(3, 5)  # the step before the loss
    stepped.drop_future()
    assert stepped.losses.penalties.tolist() == seen[:2]
    stepped.run(iterations=2)
    assert stepped.losses.penalties.tolist() == seen


def test_epochs_are_those_of_the_batches_that_there_were() -> None:
    session = Session(load("xor"))
    session.run(iterations=3)
    session.change(loads('scenario = "xor"\ntraining.batch_size = 2'), "batch_size 2")
    session.run(iterations=4)
    rows = table(session)
    assert [row["epoch"] for row in rows] == ["1", "2", "3", "4", "4", "5", "5"]
    assert list(column(rows, "epoch_loss")) == [5, 7]


def test_what_does_not_apply_is_empty() -> None:
    session = Session(load("neuron"))
    assert table(session) == []
    session.run(iterations=2)
    assert [[row[name] for name in COLUMNS[3:]] for row in table(session)] == [[""] * 5] * 2


def test_accuracies_are_those_of_each_update_wherever_one_looks() -> None:
    session = Session(load("xor"))
    expected: dict[int, float] = {}
    for iteration in (*range(1, 101), *range(110, 260, 10), 257):
        session.run(iterations=iteration - session.state.iteration if expected else iteration)
        assert session.predictions.train_right is not None
        expected[iteration] = float(session.predictions.train_right.mean())
    for iteration, done in ((257, None), (4, 3), (0, None)):
        session.goto(iteration, done)
        assert column(table(session), "accuracy") == expected
    assert len({*expected.values()}) > 1
    assert column(table(session), "test_accuracy") == {}


def test_accuracies_before_an_edit_at_the_end_and_of_whole_iterations_only() -> None:
    session = Session(load("xor"))
    session.run(iterations=3)
    assert session.predictions.train_right is not None
    before = session.predictions.train_right.mean()
    session.edit(Edit("b2", (0,), 50.0))
    session.step()
    session.step()
    found = column(table(session), "accuracy")
    assert found.keys() == {1, 2, 3}
    assert found[3] == before


# --- scripts of a session ---


def edited() -> Session:
    """A training in which every kind of number was changed by hand, at moments that differ."""
    text = 'optimizer = "momentum"\nbatch_size = 3\nregularization = "l2"\nregularization_rate = 0.01\n'
    session = Session(loads('scenario = "xor"\n[training]\n' + text))
    session.run(iterations=4)
    session.edit(Edit("lr", (), 0.25))  # after an update
    session.run(iterations=2)
    for _ in range(3):
        session.step()
    session.edit(Edit("W1", (0, 2), 1.5))  # in a forward pass
    session.edit(Edit("x", (0, 1), 0.5))  # a sample of a batch
    session.edit(Edit("rate", (), 0.02))
    session.edit(Edit("momentum", (), 0.5))
    session.run(iterations=2)
    session.to_end_of("backward")
    session.step()
    session.edit(Edit("b2", (0,), -0.3))  # in an update
    session.run(iterations=5)
    return session


@pytest.mark.parametrize(("language", "within"), [(NUMPY, 1e-12), (TORCH, 1e-9)])
def test_a_script_prints_what_was_seen_edits_and_all(
    language: str, within: float, capsys: pytest.CaptureFixture[str]
) -> None:
    if language == TORCH:
        pytest.importorskip("torch")
    session = edited()
    assert len(session.history.actions) == 6
    exec(session_script(session, language), {})
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    np.testing.assert_allclose([float(loss) for _, loss in lines], session.losses.train.values, rtol=within, atol=0)


def test_an_edit_in_torch_goes_where_the_number_is() -> None:
    script = session_script(edited(), TORCH)
    assert (
        '        if iteration == 5:  # changed by hand\n            optimizer.param_groups[0]["lr"] = 0.25\n' in script
    )
    assert "            W1.data[0, 2] = 1.5\n" in script
    assert "    global rate\n" in script


def test_a_change_on_the_way_is_refused_in_one_line() -> None:
    session = Session(load("xor"))
    session.run(iterations=3)
    session.change(loads('scenario = "xor"\ntraining.batch_size = 2'), "batch_size 2")
    with pytest.raises(GlassnetError, match="cannot change on the way, as here in iteration 3: batch_size 2"):
        session_script(session, NUMPY)


def test_a_heading_says_what_it_is() -> None:
    assert load("xor").heading == "xor: exclusive or (2–4–1, mse, sgd)"


# --- ONNX ---


def trained(scenario: Scenario, iterations: int = 50) -> Session:
    session = Session(scenario)
    session.run(iterations=iterations)
    return session


def answers(scenario: Scenario, session: Session, x: Any) -> Any:
    """What onnxruntime predicts."""
    runtime = pytest.importorskip("onnxruntime")
    model = onnx_model(scenario, session.state.values)
    loaded = runtime.InferenceSession(model, providers=["CPUExecutionProvider"])
    return loaded.run(None, {loaded.get_inputs()[0].name: x})[0]


def test_without_the_package_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(GlassnetError, match="pip install 'glassnet\\[onnx\\]'"):
        onnx_model(load("xor"), load("xor").initial)


@pytest.mark.parametrize("activation", [name for name, entry in ACTIVATIONS.items() if not entry.mixes])
def test_onnxruntime_predicts_the_same(activation: str) -> None:
    pytest.importorskip("onnx")
    scenario = loads(f'scenario = "xor"\nnetwork.hidden = [4, 3]\nnetwork.activation = "{activation}"')
    session = trained(scenario)
    for rows in (1, 4):
        found = answers(scenario, session, scenario.data.inputs[:rows])
        np.testing.assert_allclose(found, session.predictions.train[:rows], rtol=0, atol=1e-12)


def test_measurements_go_in_as_they_are() -> None:
    onnx = pytest.importorskip("onnx")
    scenario = load("sensor")
    session, data = trained(scenario), scenario.data
    raw = np.array(
        [[feature.raw(value) for feature, value in zip(data.features, row, strict=True)] for row in data.inputs]
    )
    np.testing.assert_allclose(answers(scenario, session, raw), session.predictions.train, rtol=0, atol=1e-12)
    model = onnx.load_from_string(onnx_model(scenario, scenario.initial))
    onnx.checker.check_model(model, full_check=True)
    (read,), (given,) = model.graph.input, model.graph.output
    assert (read.name, given.name) == ("x_raw", "a2")
    assert [dim.dim_param or dim.dim_value for dim in read.type.tensor_type.shape.dim] == ["n", 2]
    assert read.doc_string == "one row a sample: temperature (°C), vibration (mm/s)"
    said = {entry.key: entry.value for entry in model.metadata_props}
    assert json.loads(said["classes"]) == ["Normal", "Warning", "Critical"]


def test_points_of_a_plane_go_in_where_the_inputs_are_its_features() -> None:
    pytest.importorskip("onnx")
    scenario = load("spiral")
    session, plane = trained(scenario), scenario.data.expanded
    assert plane is not None
    assert len(plane.keys) == 7
    np.testing.assert_allclose(answers(scenario, session, plane.points), session.predictions.train, rtol=0, atol=1e-12)


def test_numbers_come_out_as_they_were_measured() -> None:
    onnx = pytest.importorskip("onnx")
    data = load("xor").data
    scales = (Feature("price", "€", 250_000.0, 80_000.0),)
    scenario = replace(
        loads('scenario = "xor"\nnetwork.output_activation = "identity"'),
        data=replace(data, task=REGRESSION, outputs=scales),
    )
    session = trained(scenario)
    expected = scales[0].raw(session.predictions.train)
    np.testing.assert_allclose(answers(scenario, session, data.inputs), expected, rtol=1e-12)
    (given,) = onnx.load_from_string(onnx_model(scenario, scenario.initial)).graph.output
    assert (given.name, given.doc_string) == ("a2_raw", "one row a sample: price (€)")
