"""What the scenarios' texts say in numbers is what their training does; a changed text wants its line here."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

import numpy as np
import pytest
from numpy.typing import NDArray

from glassnet.core.config import Dense
from glassnet.core.machine import State, evaluate, losses, predict, run
from glassnet.scenarios import load, names
from glassnet.scenarios.base import CHANGED, Array, Scenario
from glassnet.scenarios.experiments.files import loads


def after(scenario: Scenario, *iterations: int) -> Iterator[State]:
    """The moments after so many iterations each, in one run."""
    program, state = scenario.begin()
    done = 0
    for wanted in iterations:
        state = run(program, state, wanted - done) if wanted > done else state
        done = wanted
        yield state


def loss(scenario: Scenario, state: State) -> float:
    program, _ = scenario.begin()
    return float(losses(program, state.values, scenario.data.inputs, scenario.data.targets)["loss"])


def right(scenario: Scenario, state: State, test: bool = False) -> int:
    program, data = scenario.begin()[0], scenario.data
    x, y = (data.test_inputs, data.test_targets) if test else (data.inputs, data.targets)
    found = data.right(predict(program, state.values, x), y)
    assert found is not None
    return int(found.sum())


def says(key: str, *parts: str) -> Scenario:
    """The scenario, whose texts say all of this."""
    scenario = load(key)
    text = " ".join((scenario.problem, scenario.watch, scenario.attempt))
    for part in parts:
        assert part in text
    return scenario


def test_xor() -> None:
    scenario = says("xor", "below 0.1 within 150 iterations and below 0.01 within 400", "around 0.5")
    states = dict(zip(range(0, 401, 10), after(scenario, *range(0, 401, 10)), strict=True))
    falling = [loss(scenario, state) for state in states.values()]
    assert all(later < earlier for earlier, later in itertools.pairwise(falling))
    assert falling[15] < 0.1
    assert falling[40] < 0.01
    assert right(scenario, states[400]) == 4
    program, _ = scenario.begin()
    at_first = [predict(program, scenario.with_seed(seed).initial, scenario.data.inputs) for seed in range(100)]
    assert np.quantile(np.abs(np.array(at_first) - 0.5), 0.9) < 0.2


def test_the_plateaus_of_xor() -> None:
    """Seeds that get stuck, at answers as the plateau says."""
    thirds = [1 / 3, 2 / 3]
    for seed, value, name, stuck in (
        (9, 0.25, "all at 0.5", [0.5] * 4),
        (11, 1 / 6, "three answers at 1/3 or 2/3", [*thirds[:1] * 3, 1]),
        (42, 1 / 6, "three answers at 1/3 or 2/3", [0, *thirds[1:] * 3]),
        (3, 0.125, "two answers at 0.5", [0, 0.5, 0.5, 1]),
    ):
        scenario = load("xor").with_seed(seed)
        assert (value, name) in scenario.plateaus
        (state,) = after(scenario, 10_000)
        assert loss(scenario, state) == pytest.approx(value, abs=1e-3)
        answers = predict(scenario.begin()[0], state.values, scenario.data.inputs)[:, 0]
        assert sorted(answers) == pytest.approx(stuck, abs=0.02)


@lru_cache(maxsize=1)
def lines() -> tuple[Array, Array]:
    """The squared error and the count of right answers of many straight borders: w1, w2, b on a grid."""
    grid = np.linspace(-12, 12, 49)
    w1, w2, b = np.meshgrid(grid, grid, grid, indexing="ij")
    answers = 1 / (1 + np.exp(-np.stack([b, w2 + b, w1 + b, w1 + w2 + b])))
    targets = np.array([0.0, 1.0, 1.0, 0.0]).reshape(4, 1, 1, 1)
    return np.square(answers - targets).mean(axis=0), (np.sign(answers - 0.5) == np.sign(targets - 0.5)).sum(axis=0)


def test_xor_linear() -> None:
    scenario = says(
        "xor-linear",
        "no straight line has both yes-points on one side and both no-points on the other",
        "A line can get 3 of 4 right, but its squared error is larger",
        "The count falls to 0 of 4",
        "the two samples that reach a weight pull it with equal strength, one each way",
    )
    (state,) = after(scenario, 10_000)
    error, count = lines()
    assert count.max() == 3
    assert error[count == 3].min() > 0.25
    assert error.min() == pytest.approx(0.25)
    assert loss(scenario, state) == 0.25
    assert right(scenario, state) == 0
    assert np.abs(state.values["W1"]).max() < 1e-12
    for column in (0, 1):
        pulls = (state.values["x"][:, column] * state.values["dz1"][:, 0])[state.values["x"][:, column] != 0]
        assert len(pulls) == 2
        assert pulls[0] == pytest.approx(-pulls[1])


def test_xor_stuck() -> None:
    scenario = says("xor-stuck", "never above 0", "falls to 0.1667", "only unit with a positive weight to the output")
    for state in after(scenario, 1, 1000, 10_000):
        z1 = evaluate(scenario.begin()[0], state.values, scenario.data.inputs, scenario.data.targets)["z1"]
        assert z1[:, 1].max() <= 0
        assert (state.values["W2"][:, 0] > 0).tolist() == [False, True, False, False]
    assert f"{loss(scenario, state):.4f}" == "0.1667"


def test_deep_sigmoid() -> None:
    scenario = says("deep-sigmoid", "near 0.25 for 5,000 iterations", "on the plateau dz shrinks", "then it learns")
    program, data = scenario.begin()[0], scenario.data
    first, *others, end = after(scenario, 0, 10, 2000, 5000, 10_000)
    for state in (first, *others):
        values = evaluate(program, state.values, data.inputs, data.targets)
        assert all(
            np.linalg.norm(values[f"dz{layer}"]) < np.linalg.norm(values[f"dz{layer + 1}"]) for layer in (1, 2, 3)
        )
        if state is first:
            sizes = [np.linalg.norm(values[f"dW{layer}"]) for layer in (4, 3, 2, 1)]
            assert sizes == sorted(sizes, reverse=True)
        else:
            assert loss(scenario, state) == pytest.approx(0.25, abs=0.005)
    assert right(scenario, end) == 4


def inside(scenario: Scenario, state: State) -> NDArray[np.bool_]:
    """Where the map says yes, row by row."""
    axis = np.linspace(-6.2, 6.2, 80)
    grid = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)
    return np.asarray(predict(scenario.begin()[0], state.values, grid)).reshape(80, 80) > 0.5


def closed(scenario: Scenario, state: State) -> bool:
    """Whether what the map says yes to is within its borders."""
    yes = inside(scenario, state)
    return bool(yes.any()) and not (yes[[0, -1]].any() or yes[:, [0, -1]].any())


def test_circle() -> None:
    scenario = says("circle", "near iteration 450 it closes", "three lines still close a triangle, two never close")
    open_, shut = after(scenario, 400, 500)
    assert not closed(scenario, open_)
    assert closed(scenario, shut)
    for units, closes in ((2, False), (3, True)):
        layers = (Dense(units, "tanh"), scenario.network.output)
        fewer = replace(scenario, network=replace(scenario.network, layers=layers))
        assert [closed(fewer, state) for state in after(fewer, 3000)] == [closes]


def test_gauss() -> None:
    scenario = says("gauss", "After 30 iterations every answer is right, and none changes any more")
    states = list(after(scenario, 30, 50, 100, 1000, 5000))
    assert all(right(scenario, state, test) == 200 for state in states for test in (False, True))
    sizes = [np.linalg.norm(state.values["W1"]) for state in states]
    assert sizes == sorted(sizes)
    w1, w2 = states[-1].values["W1"][:, 0]
    assert w1 == pytest.approx(w2, rel=0.1)  # across the line between (2, 2) and (-2, -2)
    noisy = loads('scenario = "gauss"\n[generator]\nnoise = 50')
    assert [right(noisy, state) < 200 and loss(noisy, state) > 0.1 for state in after(noisy, 3000)] == [True]


def test_moons() -> None:
    scenario = says("moons", "3 of 4 right", "10 are right after 50 iterations, all of the training rows after 400")
    early, fifty, end = after(scenario, 8, 50, 400)
    assert right(scenario, early) / 200 == pytest.approx(0.75, abs=0.05)
    assert right(scenario, fifty) >= 180
    assert right(scenario, end) == 200
    straight = loads('scenario = "moons"\nnetwork.hidden = []')
    assert [right(straight, state) / 200 for state in after(straight, 1000)] == pytest.approx([0.9], abs=0.02)


def test_plane() -> None:
    scenario = says("plane", "go to nearly 0.1, the bias to nearly 0", "between 0.05 and 0.2")
    (state,) = after(scenario, 2000)
    assert state.values["W1"] == pytest.approx(np.full((2, 1), 0.1), abs=0.003)
    assert state.values["b1"] == pytest.approx(np.zeros(1), abs=0.002)
    for rate, grows in ((0.05, False), (0.2, True)):
        faster = replace(scenario, training=replace(scenario.training, learning_rate=rate))
        begins, ends = after(faster, 0, 200)
        assert (not loss(faster, ends) < loss(faster, begins)) == grows


def test_wave() -> None:
    says("wave", "two weights of 0.5 and the loss is 0")
    sines = 'scenario = "wave"\nnetwork.hidden = []\n[generator]\nfeatures = ["sin-x1", "sin-x2"]'
    scenario = loads(sines)
    (state,) = after(scenario, 3000)
    assert state.values["W1"] == pytest.approx(np.full((2, 1), 0.5), abs=1e-9)
    assert loss(scenario, state) < 1e-20


def test_iris() -> None:
    scenario = says(
        "iris",
        "Setosa is told apart at once",
        "two of the test flowers stay wrong",
        "in the first 50 iterations the network",
    )
    program, data = scenario.begin()[0], scenario.data
    for state in after(scenario, 5, 20, 50, 300, 3000, 10_000):
        outputs = predict(program, state.values, data.inputs)
        assert data.confusion(outputs, data.targets)[0].tolist() == [40, 0, 0, 0]
        if state.iteration >= 50:
            assert right(scenario, state, test=True) == 28
        if state.iteration <= 50:
            found = data.right(outputs, data.targets)
            assert found is not None
            assert outputs[~found].max() < 0.75


def test_digits_and_sensor() -> None:
    digits = says("digits", "Nine of ten are right after three epochs")
    (state,) = after(digits, 3 * digits.config.iterations_per_epoch)
    assert right(digits, state) > 0.9 * 1437
    sensor = says("sensor", "some readings cannot be told apart")
    assert [right(sensor, state) < 240 for state in after(sensor, 3000)] == [True]


def test_spiral() -> None:
    scenario = says("spiral", "several times as long", "outer ends come last")
    program, data = scenario.begin()[0], scenario.data
    (state,) = after(scenario, 400)
    found = data.right(predict(program, state.values, data.inputs), data.targets)
    assert found is not None
    assert data.plane is not None
    radius = np.hypot(*data.plane.points.T)
    assert radius[~found].mean() > radius[found].mean()
    assert found[radius < 3].mean() == 1
    plain = loads('scenario = "spiral"\n[generator]\nfeatures = ["x1", "x2"]')
    (later,) = after(plain, 2000)
    assert right(plain, later) < right(scenario, state)  # behind after five times as many


@pytest.mark.parametrize("key", names())
def test_with_other_settings_or_data_the_texts_say_so(key: str) -> None:
    assert not load(key).problem.startswith(CHANGED)
    changed = [f'scenario = "{key}"\ntraining.learning_rate = 0.0123']
    if load(key).generator is not None:
        changed += [f'scenario = "{key}"\n[generator]\nnoise = 33', f'scenario = "{key}"\n[generator]\nseed = 5']
        assert not loads(f'scenario = "{key}"\n[generator]\n').problem.startswith(CHANGED)
    for text in changed:
        scenario = loads(text)
        assert scenario.problem.startswith(CHANGED)
        assert scenario.problem.count(CHANGED) == 1
        assert scenario.title.endswith(", changed")
