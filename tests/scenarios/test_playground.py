"""The generated and the real data learn as their words say, on rows that they were not trained on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from glassnet.core.config import Dense, NetworkConfig
from glassnet.scenarios import load
from glassnet.scenarios.base import Scenario
from glassnet.scenarios.data.generator import GeneratorConfig
from glassnet.scenarios.sessions.session import Session


def trained(scenario: Scenario, iterations: int) -> Session:
    session = Session(scenario)
    session.run(iterations)
    assert not session.trouble
    return session


def share_of_test_rows(session: Session) -> float:
    """Per cent of the test rows that are right."""
    right = session.predictions.test_right
    assert right is not None
    return 100 * float(right.mean())


def single_unit(scenario: Scenario) -> Scenario:
    inputs, output = scenario.network.inputs, scenario.network.output
    return replace(scenario, network=NetworkConfig(inputs, (output,), init_scale=0.5))


@pytest.mark.parametrize(
    ("name", "iterations", "least"),
    [
        ("spiral", 3000, 95),
        ("digits", 500, 95),
        ("iris", 1000, 93),
        ("circle", 2000, 97),
        ("moons", 2000, 98),
        ("gauss", 500, 99),
    ],
)
def test_it_learns_from_its_own_start(name: str, iterations: int, least: float) -> None:
    scenario = load(name)
    for seed in (0, 1):
        assert share_of_test_rows(trained(scenario.with_seed(seed), iterations)) >= least


def test_the_spiral_has_all_seven_features() -> None:
    scenario = load("spiral")
    assert scenario.generator is not None
    assert len(scenario.generator.features) == scenario.network.inputs == 7
    few = load("spiral", GeneratorConfig(features=("x1", "x2")))
    assert share_of_test_rows(trained(few, 3000)) < 95  # what the words promise of fewer features


def test_the_plane_is_found() -> None:
    values = trained(load("plane"), 1000).state.values
    np.testing.assert_allclose(values["W1"], 0.1, atol=0.005)
    np.testing.assert_allclose(values["b1"], 0.0, atol=0.005)


def test_the_wave_is_linear_in_its_sines() -> None:
    hard = trained(load("wave"), 3000)
    assert 1e-3 < hard.state.values["loss"] < 0.03
    easy = trained(single_unit(load("wave", GeneratorConfig(features=("sin-x1", "sin-x2")))), 1000)
    np.testing.assert_allclose(easy.state.values["W1"], 0.5, atol=1e-9)


def test_circle_as_its_words_say() -> None:
    assert (
        share_of_test_rows(trained(single_unit(load("circle", GeneratorConfig(features=("x1^2", "x2^2")))), 1000))
        == 100
    )
    circle = load("circle")
    two = replace(circle, network=NetworkConfig(2, (Dense(2, "tanh"), Dense(1, "sigmoid")), init_scale=0.5))
    assert share_of_test_rows(trained(two, 2000)) < 90


def test_a_straight_line_gets_nine_of_ten_of_the_moons() -> None:
    assert 85 <= share_of_test_rows(trained(single_unit(load("moons")), 1000)) <= 93


def test_iris_is_all_of_fishers_flowers() -> None:
    data = load("iris").data
    assert data.classes == ("setosa", "versicolor", "virginica")
    assert (data.inputs.shape, data.test_inputs.shape) == ((120, 4), (30, 4))
    assert np.concatenate([data.targets, data.test_targets]).sum(axis=0).tolist() == [50, 50, 50]
    np.testing.assert_allclose(data.inputs.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(data.inputs.std(axis=0), 1)
    raw = np.concatenate([data.inputs, data.test_inputs]) * [f.deviation for f in data.features]
    raw += [f.mean for f in data.features]
    np.testing.assert_allclose(raw.mean(axis=0), [5.8433, 3.0573, 3.758, 1.1993], atol=1e-4)  # the published means
    assert {(f.name, f.unit) for f in data.features} >= {("petal length", "cm"), ("sepal width", "cm")}


def test_digits_are_images() -> None:
    data = load("digits").data
    assert data.image == (8, 8)
    assert (data.inputs.shape, data.test_inputs.shape) == ((1437, 64), (360, 64))
    counts = np.concatenate([data.targets, data.test_targets]).sum(axis=0)
    assert counts.tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    assert (data.inputs.min(), data.inputs.max()) == (0, 1)
    ink = data.inputs.reshape(-1, 8, 8)
    of = data.targets.argmax(axis=1)
    assert ink[of == 0][:, 3:5, 3:5].mean() < 0.1 < ink[of == 1][:, 3:5, 3:5].mean()  # a nought is hollow
