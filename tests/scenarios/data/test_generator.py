"""Generated data: their settings, the features of the plane, and what each scenario draws."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.core.errors import ConfigError
from glassnet.scenarios import load, names
from glassnet.scenarios.base import REGRESSION
from glassnet.scenarios.data.features import ALL, FEATURES, expand
from glassnet.scenarios.data.generator import GeneratorConfig

GENERATED = [name for name in names() if load(name).generator is not None]


def test_the_seven_features_by_hand() -> None:
    points = np.array([[2.0, -3.0], [0.0, np.pi / 2]])
    wanted = [[2, -3, 4, 9, -6, np.sin(2), np.sin(-3)], [0, np.pi / 2, 0, np.pi**2 / 4, 0, 0, 1]]
    np.testing.assert_allclose(expand(points, ALL), wanted, rtol=1e-15, atol=0)
    assert ALL == ("x1", "x2", "x1^2", "x2^2", "x1*x2", "sin-x1", "sin-x2")
    assert [FEATURES[key].name for key in ALL] == ["x1", "x2", "x1²", "x2²", "x1·x2", "sin x1", "sin x2"]
    assert all(key.isascii() for key in ALL)
    assert expand(points, ("x2", "x1")).tolist() == points[:, ::-1].tolist()


def test_there_are_the_six_generated_sets() -> None:
    assert sorted(GENERATED) == ["circle", "gauss", "moons", "plane", "spiral", "wave"]


@pytest.mark.parametrize("name", GENERATED)
def test_same_settings_same_data(name: str) -> None:
    config = GeneratorConfig(noise=25.0, points=37, train_share=60.0, seed=5, features=("x2", "sin-x1"))
    one, two = load(name, config).data, load(name, config).data
    other = load(name, GeneratorConfig(noise=25.0, points=37, train_share=60.0, seed=6)).data
    assert np.array_equal(one.inputs, two.inputs)
    assert np.array_equal(one.test_targets, two.test_targets)
    assert one.plane is not None
    assert other.plane is not None
    assert not np.array_equal(one.plane.points, other.plane.points)


@pytest.mark.parametrize("name", GENERATED)
def test_settings_are_kept_and_rows_add_up(name: str) -> None:
    config = GeneratorConfig(noise=0.0, points=37, train_share=60.0, features=("x1^2", "x1*x2", "x2"))
    scenario = load(name, config)
    data = scenario.data
    assert scenario.generator == config
    assert data.inputs.shape == (22, 3)  # 60 per cent of 37, rounded
    assert data.test_inputs.shape == (15, 3)
    assert scenario.network.inputs == 3
    assert [feature.name for feature in data.features] == ["x1²", "x1·x2", "x2"]
    plane = data.plane
    assert plane is not None
    assert np.array_equal(data.inputs[:, 2], plane.points[:, 1])
    assert np.array_equal(data.test_inputs, plane.inputs(plane.test_points))
    assert np.abs(plane.points).max() <= 8
    low = -1 if data.task == REGRESSION else 0
    assert low <= data.targets.min() < data.targets.max() <= 1
    alone = load(name, GeneratorConfig(points=20, train_share=100.0)).data
    assert (len(alone.inputs), len(alone.test_inputs)) == (20, 0)


def test_settings_in_words() -> None:
    config = GeneratorConfig(noise=2.5, points=10, train_share=70.0, seed=4, features=("x1", "x1^2"))
    wanted = (
        "Generated: 7 points to train on and 3 test rows, noise 2.5 per cent, seed 4. The network is given x1, x1²."
    )
    assert load("moons", config).notes == (wanted,)


@pytest.mark.parametrize("name", ["circle", "gauss", "moons", "spiral"])
def test_half_of_the_points_are_of_each_kind(name: str) -> None:
    data = load(name, GeneratorConfig(points=100)).data
    targets = np.concatenate([data.targets, data.test_targets])
    assert set(targets.ravel().tolist()) == {0.0, 1.0}
    assert targets.sum() == 50


def test_without_noise_the_shapes_are_exact() -> None:
    def drawn(name: str) -> tuple[np.ndarray, np.ndarray]:
        data = load(name, GeneratorConfig(points=50, train_share=100.0)).data
        assert data.plane is not None
        return data.plane.points, data.targets[:, 0]

    points, targets = drawn("circle")
    distance = np.hypot(*points.T)
    assert (distance[targets == 1] < 2.5).all()
    assert (distance[targets == 0] >= 3.5).all()
    assert (distance <= 5).all()

    points, targets = drawn("spiral")
    angle = 2 * np.pi * 1.75 * np.hypot(*points.T) / 5 + np.where(targets == 1, 0, np.pi)
    np.testing.assert_allclose(points, np.hypot(*points.T)[:, None] * np.stack([np.sin(angle), np.cos(angle)], 1))

    points, targets = drawn("moons")
    centres = 3.5 * (np.array([[0.0, 0.0], [1.0, 0.5]]) - [0.5, 0.25])
    np.testing.assert_allclose(np.hypot(*(points - centres[targets.astype(int)]).T), 3.5)

    points, targets = drawn("plane")
    np.testing.assert_allclose(targets, np.clip(points.sum(axis=1) / 10, -1, 1))
    points, targets = drawn("wave")
    np.testing.assert_allclose(targets, (np.sin(points[:, 0]) + np.sin(points[:, 1])) / 2)


def test_noise_does_something_to_each() -> None:
    for name in GENERATED:
        quiet, loud = (load(name, GeneratorConfig(noise=noise)).data for noise in (0.0, 50.0))
        assert not np.array_equal(quiet.inputs, loud.inputs) or not np.array_equal(quiet.targets, loud.targets)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"noise": 51.0}, "generator.noise must be a finite number of at least 0 and of at most 50, got 51"),
        ({"noise": float("nan")}, "generator.noise must be a finite number"),
        ({"points": 1}, "generator.points must be a whole number from 2 to 100000, got 1"),
        ({"points": 10**9}, "from 2 to 100000"),
        ({"train_share": 0}, "generator.train_share must be a finite number above 0 and of at most 100, got 0"),
        ({"train_share": 1.0, "points": 10}, "1 per cent of 10 points is less than one to train on"),
        ({"seed": 2**32}, "generator.seed must be a whole number from 0 to 4294967295"),
        ({"features": ()}, "generator.features must have at least one name"),
        ({"features": ("x1", "x3")}, 'generator.features[1]: unknown name "x3": did you mean "x'),
        ({"features": ("x1", "x2", "x1")}, 'generator.features[2]: "x1" is there twice'),
    ],
)
def test_wrong_settings_are_one_line(changes: dict[str, object], words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        GeneratorConfig(**changes)  # type: ignore[arg-type]
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_fixed_data_cannot_be_generated() -> None:
    with pytest.raises(ConfigError, match='generator: the data of "xor" are fixed'):
        load("xor", GeneratorConfig())


def test_two_plain_inputs_are_a_plane_by_themselves() -> None:
    for name in ("neuron", "xor", "sensor"):
        data = load(name).data
        plane = data.plane
        assert plane is not None
        assert plane.axes == data.features
        assert np.array_equal(plane.inputs(data.inputs), data.inputs)
    assert load("iris").data.plane is None
