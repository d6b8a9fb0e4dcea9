"""The scenarios' own numbers, and that they and the engine stay free of the screen."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from glassnet.core.errors import ConfigError, UnknownName
from glassnet.core.machine import advance, losses, predict, run
from glassnet.scenarios import load, names


def trained(name: str, iterations: int) -> tuple[float, np.ndarray, np.ndarray | None]:
    """Final loss over all training rows, their outputs, and which are right."""
    scenario = load(name)
    program, state = scenario.begin()
    state = run(program, state, iterations)
    outputs = predict(program, state.values, scenario.data.inputs)
    loss = losses(program, state.values, scenario.data.inputs, scenario.data.targets)["loss"]
    return float(loss), outputs, scenario.data.right(outputs, scenario.data.targets)


def test_the_neuron_of_the_lesson() -> None:
    program, state = load("neuron").begin()
    state = advance(program, advance(program, state))
    assert state.values["z1"].item() == pytest.approx(0.27, abs=1e-15)
    assert f"{state.values['a1'].item():.4f}" == "0.5671"
    _loss, outputs, right = trained("neuron", 200)
    assert outputs.item() > 0.95
    assert right is None  # a regression has an error, no count


def test_xor_learns() -> None:
    loss, _, right = trained("xor", 10_000)
    assert loss < 1e-4
    assert loss == pytest.approx(9.2e-5, rel=0.01)
    assert right is not None
    assert right.sum() == 4


def test_xor_from_seed_42_is_stuck_on_a_dead_unit() -> None:
    loss, _, right = trained("xor-stuck", 10_000)
    assert f"{loss:.4f}" == "0.1667"
    assert right is not None
    assert right.sum() == 3
    program, state = load("xor-stuck").begin()
    after = run(program, state, 1).values
    assert (after["z1"][:, 1] <= 0).all()
    assert [unit for unit in range(4) if state.values["W2"][unit, 0] > 0] == [1]


def test_xor_without_hidden_units_does_not_decide() -> None:
    loss, outputs, right = trained("xor-linear", 10_000)
    assert loss == pytest.approx(0.25)
    np.testing.assert_allclose(outputs, 0.5)
    assert right is not None
    assert right.sum() == 0  # exactly 0.5 is undecided, and undecided is not right


@pytest.mark.parametrize(("seed", "plateau"), [(3, 0.125), (9, 0.25)])
def test_other_traps(seed: int, plateau: float) -> None:
    program, state = load("xor").with_seed(seed).begin()
    assert run(program, state, 10_000).values["loss"] == pytest.approx(plateau, abs=1e-3)


def test_the_sensor() -> None:
    scenario = load("sensor")
    program, state = scenario.begin()
    state = run(program, state, 3_000)
    data = scenario.data
    assert losses(program, state.values, data.inputs, data.targets)["loss"] == pytest.approx(0.0406, abs=5e-5)
    train = data.right(predict(program, state.values, data.inputs), data.targets)
    test = data.right(predict(program, state.values, data.test_inputs), data.test_targets)
    assert train is not None
    assert test is not None
    assert round(100 * train.mean(), 1) == 97.9
    assert round(100 * test.mean(), 1) == 96.7
    assert (len(train), len(test)) == (240, 60)
    np.testing.assert_allclose(data.inputs.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(data.inputs.std(axis=0), 1)
    assert 20 <= data.features[0].raw(float(data.inputs[:, 0].min())) <= 21


def test_sensor_without_standardizing_dies() -> None:
    scenario = load("sensor")
    raw = np.stack(
        [[f.raw(v) for f, v in zip(scenario.data.features, row, strict=True)] for row in scenario.data.inputs]
    )
    program, state = scenario.begin()
    values = {**state.values, "x": raw}
    state = run(program, type(state)(program, 1, 0, values), 3_000)
    assert not state.values["a1"].any()
    assert state.values["loss"] == pytest.approx(np.log(3), abs=5e-3)


def test_deep_sigmoid_gradients_vanish() -> None:
    program, state = load("deep-sigmoid").begin()
    values = run(program, state, 1).values
    norms = [float(np.linalg.norm(values[f"dW{layer}"])) for layer in (1, 2, 3, 4)]
    assert norms == sorted(norms)
    assert norms[0] < norms[3] / 50


def test_names_and_words() -> None:
    assert names()[:3] == ("neuron", "xor", "sensor")
    for name in names():
        scenario = load(name)
        assert scenario.key == name
        assert all(len(text) > 40 for text in (scenario.problem, scenario.watch, scenario.attempt))
    with pytest.raises(UnknownName, match='unknown scenario "xro": did you mean "xor"?'):
        load("xro")
    with pytest.raises(ConfigError, match="a seed changes nothing"):
        load("neuron").with_seed(1)


def test_engine_and_scenarios_never_load_the_screen() -> None:
    """They must serve a notebook or a server without a terminal library."""
    code = (
        "import sys\n"
        "from glassnet import scenarios\n"
        "from glassnet.core import explain, gradcheck\n"
        "from glassnet.scenarios.sessions import session\n"
        "[scenarios.load(name).begin() for name in scenarios.names()]\n"
        "print([m for m in ('textual', 'rich', 'plotext', 'glassnet.tui') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
