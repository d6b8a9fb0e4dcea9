"""Diagnoses are right where learning is known to fail, and silent where it is known to work."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from glassnet.core.actions import Edit
from glassnet.core.config import Dense, NetworkConfig
from glassnet.core.ops import OPTIMIZERS
from glassnet.scenarios import load
from glassnet.scenarios.base import Scenario, dataset
from glassnet.scenarios.diagnosis import DIAGNOSES, NOTE, SEVERE, WARNING, Diagnosis, diagnose
from glassnet.scenarios.diagnosis.symptoms import MOST_ROWS, rms
from glassnet.scenarios.sessions.session import Session


def after(scenario: Scenario, iterations: int) -> tuple[Session, Diagnosis]:
    session = Session(scenario)
    session.run(iterations=iterations)
    return session, diagnose(session.symptoms)


def titles(diagnosis: Diagnosis, least: int = NOTE) -> list[str]:
    return [finding.title for finding in diagnosis.findings if finding.severity >= least]


def kinds(diagnosis: Diagnosis, least: int = WARNING) -> set[str]:
    return {finding.kind for finding in diagnosis.findings if finding.severity >= least}


def training(scenario: Scenario, **changes: Any) -> Scenario:
    return replace(scenario, training=replace(scenario.training, **changes))


def network(scenario: Scenario, **changes: Any) -> Scenario:
    return replace(scenario, network=replace(scenario.network, **changes))


def raw_sensor() -> Scenario:
    """The sensor data as they were measured, in °C and mm/s."""
    scenario = load("sensor")
    data = scenario.data

    def raw(inputs: Any) -> Any:
        columns = zip(data.features, inputs.T, strict=True)
        return np.stack([column * feature.deviation + feature.mean for feature, column in columns], axis=1)

    return replace(
        scenario,
        data=dataset(
            data.task, raw(data.inputs), data.targets, None, data.classes, (raw(data.test_inputs), data.test_targets)
        ),
    )


# --- where learning fails ---


def test_the_trap() -> None:
    session, diagnosis = after(load("xor-stuck"), 2000)
    assert titles(diagnosis, SEVERE) == [
        "stuck on the plateau 0.1667: three answers near 0.67",
        "unit 1 of layer 1 is dead",
    ]
    plateau, dead = diagnosis.severe
    assert "3 of 4 right" in plateau.evidence
    assert (dead.layer, dead.units) == (1, (1,))
    assert "Its z1 is 0 or less on all 4 rows" in dead.evidence
    numbers = {name: float(session.state.values[name][index]) for name, index in dead.entries}
    assert numbers["z1"] == session.state.values["z1"][:, 1].max() <= 0
    assert numbers["da1"] != 0
    assert numbers["dz1"] == numbers["dW1"] == 0


@pytest.mark.parametrize(("seed", "loss"), [(42, "0.1667"), (3, "0.125"), (9, "0.25")])
def test_known_plateaus_of_xor(seed: int, loss: str) -> None:
    _, diagnosis = after(load("xor").with_seed(seed), 3000)
    assert f"stuck on the plateau {loss}: " in titles(diagnosis, SEVERE)[0]


def test_all_units_dead() -> None:
    _, diagnosis = after(load("xor").with_seed(9), 200)
    assert "all 4 units of layer 1 are dead" in titles(diagnosis, SEVERE)
    assert "the dead layer 1" in diagnosis.findings[0].attempt


def test_without_standardizing() -> None:
    _, diagnosis = after(raw_sensor(), 300)
    assert titles(diagnosis, SEVERE) == [
        "stuck on the plateau 1.099: the same answer for all: ln 3",
        "all 16 units of layer 1 are dead",
    ]
    assert "standardized inputs (they go up to 79.79 here)" in diagnosis.findings[1].attempt


def test_a_data_set_that_nobody_named_has_the_plateau_of_one_answer_for_all() -> None:
    _, diagnosis = after(replace(raw_sensor(), plateaus=()), 300)
    assert "stuck on the plateau 1.097: the same answer for all" in titles(diagnosis, SEVERE)
    session, _ = after(replace(load("xor"), plateaus=()), 1)
    assert session.symptoms.answered_alike == 0.25
    entropy = training(replace(load("xor"), plateaus=()), loss="binary_cross_entropy")
    assert Session(entropy).symptoms.answered_alike == pytest.approx(np.log(2))


def test_without_hidden_units() -> None:
    _, diagnosis = after(load("xor-linear"), 1000)
    assert titles(diagnosis) == ["stuck on the plateau 0.25: every answer near 0.5"]
    assert "a hidden layer" in diagnosis.findings[0].attempt


def test_zeros_stay_the_same() -> None:
    scenario = network(load("xor"), init="zeros")
    for layers in (scenario.network.layers, (Dense(4, "tanh"), Dense(1, "sigmoid"))):
        _, diagnosis = after(network(scenario, layers=layers), 20)
        assert "all 4 units of layer 1 are equal, with no gradient" in titles(diagnosis, SEVERE)


def test_two_units_made_the_same_by_hand() -> None:
    session, diagnosis = after(load("xor"), 1)
    assert "symmetric" not in kinds(diagnosis, NOTE)
    for name, one, other in (
        ("W1", (0, 0), (0, 2)),
        ("W1", (1, 0), (1, 2)),
        ("W2", (0, 0), (2, 0)),
        ("b1", (0,), (2,)),
    ):
        session.edit(Edit(name, other, float(session.state.values[name][one])))
    session.run(iterations=5)
    assert "units 0, 2 of layer 1 are equal and move together" in titles(diagnose(session.symptoms), SEVERE)


def test_the_pulls_of_the_four_points_are_told_one_by_one() -> None:
    session, diagnosis = after(load("xor-linear"), 400)
    told = next(finding.evidence for finding in diagnosis.findings if finding.kind == "plateau")
    pulls = [
        float(text) for text in re.findall(r"[+-][\d.e-]+", told.partition("cancel: ")[2].partition(" on b1[0]")[0])
    ]
    np.testing.assert_allclose(pulls, session.state.values["dz1"][:, 0], rtol=1e-2)
    assert min(map(abs, pulls)) > 100 * abs(sum(pulls))


@pytest.mark.parametrize("iterations", [1, 10, 1000])
def test_gradients_vanish(iterations: int) -> None:
    session, diagnosis = after(load("deep-sigmoid"), iterations)
    assert "vanishing gradients: little reaches layer 1" in titles(diagnosis, WARNING)
    assert diagnosis.blame[0] == rms(session.state.values["dz1"])
    assert list(diagnosis.blame) == sorted(diagnosis.blame)


def test_gradients_explode() -> None:
    deep = network(load("xor"), layers=(*[Dense(16, "identity")] * 4, Dense(1, "sigmoid")), init_scale=2.0)
    _, diagnosis = after(deep, 1)
    assert "exploding" in kinds(diagnosis, SEVERE)


@pytest.mark.parametrize("name", ["xor", "sensor"])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_a_learning_rate_of_50(name: str, seed: int) -> None:
    scenario = training(load(name).with_seed(seed), learning_rate=50.0)
    _, first = after(scenario, 1)
    assert "update" in kinds(first, SEVERE)
    assert first.moved is not None
    assert max(first.moved) > 0.5
    _, diagnosis = after(scenario, 100)
    assert any("the learning rate is too high" in title for title in titles(diagnosis, SEVERE))


def test_a_test_loss_of_0_divides_nothing() -> None:
    session, _ = after(training(load("sensor"), optimizer="adam", learning_rate=30.0), 600)  # exactly 0 for a while
    assert (session.losses.test.whole[1] == 0).any()


def test_units_whose_velocities_differ_are_not_the_same() -> None:
    scenario = training(load("xor"), optimizer="momentum", learning_rate=0.05)
    session, _ = after(scenario, 5)
    for name, one, other in (
        ("W1", (0, 0), (0, 2)),
        ("W1", (1, 0), (1, 2)),
        ("W2", (0, 0), (2, 0)),
        ("b1", (0,), (2,)),
    ):
        session.edit(Edit(name, other, float(session.state.values[name][one])))
    session.to_end_of("forward")
    assert "symmetric" not in kinds(diagnose(session.symptoms), NOTE)
    session.run(iterations=1)
    assert not np.array_equal(session.state.values["W1"][:, 0], session.state.values["W1"][:, 2])


def test_numbers_overflow() -> None:
    _, diagnosis = after(training(load("sensor"), learning_rate=1e200), 50)
    assert titles(diagnosis, SEVERE)[0] == "the learning rate is too high: numbers overflow"
    assert "is the first value with an entry that is not finite" in diagnosis.findings[0].evidence


def test_a_saturated_layer() -> None:
    wide = network(load("sensor"), layers=(Dense(4, "tanh"), Dense(3, "softmax")), init_scale=60.0)
    session, diagnosis = after(wide, 1)
    found = next(finding for finding in diagnosis.findings if finding.kind == "saturated" and finding.layer == 1)
    assert found.units
    slopes = 1 - session.state.values["a1"] ** 2
    for unit in found.units:
        assert (slopes[:, unit] < 0.05).mean() >= 0.9


def test_overfitting() -> None:
    _, diagnosis = after(training(load("sensor"), optimizer="adam", learning_rate=0.03), 3000)
    assert titles(diagnosis, WARNING) == ["overfitting: test rows get worse"]


# --- where it works ---


@pytest.mark.parametrize("seed", [0, 1, 5, 6])
def test_xor_that_learns_alarms_nobody(seed: int) -> None:
    session = Session(load("xor").with_seed(seed))
    for iterations in (1, 49, 50, 200, 700, 2000):
        session.run(iterations=iterations)
        assert not diagnose(session.symptoms).severe
    diagnosis = diagnose(session.symptoms)
    assert diagnosis.solved
    assert not kinds(diagnosis)


def test_of_thirty_seeds_of_xor_those_that_learn_are_not_alarmed_and_those_that_do_not_are() -> None:
    stuck = 0
    for seed in range(30):
        session, alarms = Session(load("xor").with_seed(seed)), []
        for iterations in (1, 9, 90, 1200):
            session.run(iterations=iterations)
            alarms.append(diagnose(session.symptoms).severe)
        learned = float(session.state.values["loss"]) < 0.05
        stuck += not learned
        assert not any(alarms) if learned else alarms[-1], seed
    assert 8 <= stuck <= 16


@pytest.mark.parametrize(
    ("name", "usual"),
    [
        *(("neuron", 300), ("xor", 2000), ("sensor", 400), ("circle", 300), ("spiral", 200)),
        *(("plane", 200), ("wave", 200), ("moons", 200), ("gauss", 100), ("iris", 200)),
    ],
)
def test_a_scenario_as_it_comes_alarms_nobody(name: str, usual: int) -> None:
    session = Session(load(name))
    for iterations in (1, usual // 10, usual // 2, usual):
        session.run(iterations=iterations - session.state.iteration if session.state.done else iterations)
        assert not kinds(diagnose(session.symptoms))


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("batch_size", ["full", 32])
def test_sensor_alarms_nobody(seed: int, batch_size: int | str) -> None:
    session = Session(training(load("sensor").with_seed(seed), batch_size=batch_size))
    for iterations in (1, 20, 100, 400, 700):
        session.run(iterations=iterations)
        assert not kinds(diagnose(session.symptoms))


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_the_real_change_of_the_weights(optimizer: str) -> None:
    session, diagnosis = after(training(load("xor"), optimizer=optimizer, learning_rate=0.01), 7)
    now = session.state.values["W1"]
    session.goto(6)
    before = session.state.values["W1"]
    assert diagnosis.moved is not None
    assert diagnosis.moved[0] == rms(now - before) / rms(before)


# --- at any moment ---


@pytest.mark.parametrize("name", ["neuron", "xor-stuck", "sensor", "deep-sigmoid"])
@pytest.mark.parametrize("batch_size", ["full", 3])
def test_every_moment_can_be_looked_at(name: str, batch_size: int | str) -> None:
    session = Session(training(load(name), batch_size=batch_size))
    for _ in range(2 * len(session.program.steps) + 1):
        diagnosis = diagnose(session.symptoms)
        assert len(diagnosis.blame) == session.program.layers
        assert (diagnosis.moved is None) == (session.state.done < len(session.program.steps))
        for finding in diagnosis.findings:
            assert finding.kind in DIAGNOSES
            for entry, index in finding.entries:
                assert np.isfinite(session.state.values[entry][index])
        session.step()


def test_before_the_update_the_diagnosis_is_that_of_the_same_parameters() -> None:
    session, before = after(load("xor-stuck"), 2000)
    session.goto(2000, 3)  # in the middle of the forward pass: the rest is computed beside it
    halfway = diagnose(session.symptoms)
    assert [(each.kind, each.units) for each in halfway.findings] == [
        (each.kind, each.units) for each in before.findings
    ]
    assert halfway.blame == pytest.approx(before.blame, rel=1e-9)


def test_losses_recorded_later_are_not_known_yet() -> None:
    session, diagnosis = after(load("xor-stuck"), 2000)
    assert "plateau" in kinds(diagnosis)
    session.goto(50)
    assert "plateau" not in kinds(diagnose(session.symptoms))


def test_off_for_this_batch_is_not_dead() -> None:
    session = Session(training(load("xor"), batch_size=1))
    found = False
    for _ in range(8):
        session.run(iterations=1)
        diagnosis = diagnose(session.symptoms)
        for finding in (each for each in diagnosis.findings if each.kind == "off"):
            found = True
            assert not set(finding.units) & set(diagnosis.units("dead", 1))
            assert (session.state.values["z1"][:, list(finding.units)] <= 0).all()
            assert finding.severity == NOTE
    assert found


def test_of_many_rows_some_are_looked_at() -> None:
    random = np.random.RandomState(0)
    inputs = random.standard_normal((3 * MOST_ROWS + 1, 2))
    rows = dataset("binary", inputs, (inputs[:, :1] > 0).astype(float))
    scenario = replace(load("xor"), data=rows, network=NetworkConfig(2, (Dense(3, "relu"), Dense(1, "sigmoid"))))
    for batch_size in ("full", 50):
        _, diagnosis = after(training(scenario, batch_size=batch_size), 2)
        assert diagnosis.rows == "all 1,501 rows looked at, of 6,001"


def test_a_weight_changed_by_hand_is_not_blamed_on_the_update() -> None:
    session = Session(load("neuron"))
    session.to_end_of("update")
    moved = session.symptoms.moved
    session.edit(Edit("W1", (0, 0), 2.5))
    assert session.symptoms.moved == moved
    assert "update" not in kinds(diagnose(session.symptoms))
