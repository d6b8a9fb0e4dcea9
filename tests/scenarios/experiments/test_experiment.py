"""Experiment files: what they mean, their defaults, and their errors in one line."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

from glassnet.core.errors import GlassnetError
from glassnet.scenarios import load, names
from glassnet.scenarios.base import BINARY, CLASSES, REGRESSION, Scenario
from glassnet.scenarios.experiments.files import dumps, find, loads, read
from glassnet.scenarios.trace import trace_lines
from tests.random_experiments import experiments

XOR = "inputs = [[0, 0], [0, 1], [1, 0], [1, 1]]\ntargets = [[0], [1], [1], [0]]\n"


@pytest.mark.parametrize("name", names())
def test_a_scenario_alone_is_that_scenario(name: str) -> None:
    assert list(trace_lines(loads(f'scenario = "{name}"'), 3)) == list(trace_lines(load(name), 3))


@pytest.mark.parametrize("name", names())
def test_written_out_and_read_back_it_is_the_same(name: str) -> None:
    scenario = load(name)
    again = loads(dumps(scenario))
    assert list(trace_lines(again, 3)) == list(trace_lines(scenario, 3))
    assert np.array_equal(again.data.test_targets, scenario.data.test_targets)
    assert dumps(again) == dumps(scenario)


@given(experiments())
@settings(max_examples=25)
def test_any_experiment_written_out_and_read_back_is_the_same(scenario: Scenario) -> None:
    text = dumps(scenario)
    assert list(trace_lines(loads(text), 3)) == list(trace_lines(scenario, 3))
    assert dumps(loads(text)) == text


def test_keys_override_the_scenario() -> None:
    changed = loads('scenario = "xor"\nseed = 7\nnetwork.hidden = [3, 2]\ntraining.optimizer = "adam"')
    assert changed.network.sizes == (2, 3, 2, 1)
    assert {dense.activation for dense in changed.network.layers[:-1]} == {"relu"}
    assert (changed.network.seed, changed.training.optimizer, changed.training.learning_rate) == (7, "adam", 0.5)
    assert changed.first_sample == load("xor").first_sample


def test_a_generator_overrides_the_scenarios_own() -> None:
    own = load("spiral").generator
    changed = loads('scenario = "spiral"\ngenerator.noise = 20\ngenerator.features = ["x1", "x2", "x1*x2"]')
    assert own is not None
    assert changed.generator == replace(own, noise=20.0, features=("x1", "x2", "x1*x2"))
    assert changed.network.sizes == (3, 8, 8, 1)
    assert loads(dumps(changed)).generator == changed.generator


def test_data_are_named_as_long_as_they_are_the_scenarios_own() -> None:
    sensor = load("sensor")
    assert 'scenario = "sensor"' in dumps(sensor)
    assert "[data]" not in dumps(sensor)
    edited = replace(sensor, data=replace(sensor.data, targets=sensor.data.targets[::-1]))
    assert "scenario" not in dumps(edited)
    again = loads(dumps(edited))
    assert np.array_equal(again.data.targets, edited.data.targets)
    assert loads(dumps(load("spiral"))).data.plane is not None  # what inline data could not say


def test_given_weights_of_a_scenario_stay_while_they_fit() -> None:
    assert loads('scenario = "neuron"\ntraining.learning_rate = 0.1').parameters is not None
    assert loads('scenario = "neuron"\nnetwork.hidden = [2]').parameters is None
    assert loads('scenario = "neuron"\nnetwork.init = "zeros"').parameters is None


def test_activations_for_all_or_for_each() -> None:
    one = loads(f'network.hidden = [3, 2]\nnetwork.activation = "tanh"\n[data]\n{XOR}')
    each = loads(f'network.hidden = [3, 2]\nnetwork.activation = ["tanh", "relu"]\n[data]\n{XOR}')
    none = loads(f'network.hidden = []\nnetwork.activation = "tanh"\n[data]\n{XOR}')
    assert [dense.activation for dense in one.network.layers] == ["tanh", "tanh", "sigmoid"]
    assert [dense.activation for dense in each.network.layers] == ["tanh", "relu", "sigmoid"]
    assert none.network.sizes == (2, 1)


@pytest.mark.parametrize(
    ("targets", "keys", "loss", "output", "rate", "task"),
    [
        ("[[0], [1]]", "", "mse", "sigmoid", 0.5, BINARY),
        ("[[0, 1], [1, 0]]", "", "cross_entropy", "softmax", 0.5, CLASSES),
        ("[[0, 1], [1, 1]]", "", "mse", "sigmoid", 0.5, BINARY),
        ("[[0.5], [3]]", "", "mse", "identity", 0.1, REGRESSION),
        ("[[0], [1]]", 'training.loss = "binary_cross_entropy"', "binary_cross_entropy", "sigmoid", 0.5, BINARY),
        ("[[0], [0.5]]", 'training.loss = "binary_cross_entropy"', "binary_cross_entropy", "sigmoid", 0.5, REGRESSION),
        ("[[0], [1]]", 'network.output_activation = "tanh"', "mse", "tanh", 0.5, REGRESSION),
        ("[[0.5, 0.5], [1, 0]]", 'network.output_activation = "softmax"', "cross_entropy", "softmax", 0.5, CLASSES),
        ("[[0], [1]]", 'training.optimizer = "adam"', "mse", "sigmoid", 0.01, BINARY),
    ],
)
def test_defaults_follow_the_data(targets: str, keys: str, loss: str, output: str, rate: float, task: str) -> None:
    made = loads(f"{keys}\n[data]\ninputs = [[1], [2]]\ntargets = {targets}")
    assert (made.training.loss, made.network.output.activation, made.training.learning_rate) == (loss, output, rate)
    assert (made.data.task, made.network.sizes[1], made.network.init_scale, made.network.seed) == (task, 4, 0.5, 0)


def test_test_rows_and_mini_batches() -> None:
    made = loads(f"training.batch_size = 3\n[data]\n{XOR}test_inputs = [[2, 2]]\ntest_targets = [[1]]")
    assert made.config.iterations_per_epoch == 2
    assert made.data.test_inputs.tolist() == [[2.0, 2.0]]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no data: give scenario"),
        (f'scenario = "xor"\n[data]\n{XOR}', "or [data], not both"),
        ('scenario = "xro"', 'scenario: unknown name "xro": did you mean "xor"?'),
        ('scenario = "xor"\nnetwrk.hidden = [2]', 'unknown key "netwrk": did you mean "network"?'),
        ('scenario = "xor"\nnetwork.hiden = [2]', 'unknown key "network.hiden": did you mean "network.hidden"?'),
        ('scenario = "xor"\nseed = 1979-05-27', "seed must be a whole number, got 1979-05-27"),
        ('scenario = "xor"\nnetwork.hidden = [2, 0]', "network.hidden[1] must be a whole number of at least 1, got 0"),
        ('scenario = "xor"\nnetwork.hidden = [2.0]', "network.hidden[0] must be a whole number, got 2.0"),
        ('scenario = "xor"\nnetwork.hidden = "4"', 'network.hidden must be a list, got "4"'),
        (
            'scenario = "xor"\nnetwork.hidden = [1000000000]',
            "network.hidden: 4000000001 weights and biases are too many",
        ),
        (
            'scenario = "xor"\nnetwork.activation = "rleu"',
            'network.activation: unknown name "rleu": did you mean "relu"',
        ),
        ('scenario = "xor"\nnetwork.activation = ["relu", "relu"]', "one for each hidden layer (1), got 2"),
        ('scenario = "xor"\nnetwork.activation = "softmax"', '"softmax" is for the output only'),
        ('scenario = "xor"\ntraining.batch_size = 2.5', '"full" or a whole number, got 2.5'),
        ('scenario = "xor"\ntraining.batch_size = "half"', '"full" or a whole number, got "half"'),
        ('scenario = "xor"\ntraining.learning_rate = nan', "finite number above 0, got nan"),
        ('scenario = "xor"\ntraining.loss = "cross_entropy"', "does not go with training.loss"),
        ('scenario = "xor"\nparameters.W9 = [[1]]', 'unknown key "parameters.W9": did you mean "parameters.'),
        ('scenario = "xor"\nparameters.W1 = [[1]]', "parameters.W1 must have the shape (2, 4), got (1, 1)"),
        ('scenario = "xor"\nparameters.W1 = [[1, 2, 3, 4], [5]]', "parameters.W1[1] must have 4 numbers"),
        ('scenario = "xor"\n[parameters]', "parameters.W1 is missing; give all of W1, b1, W2, b2"),
        ('scenario = "xor"\n[generator]\nnoise = 5', 'generator: the data of "xor" are fixed; leave it out'),
        (f"generator.seed = 1\n[data]\n{XOR}", '[generator] goes with scenario = "…" only'),
        ('scenario = "spiral"\ngenerator.nose = 5', 'unknown key "generator.nose": did you mean "generator.noise"?'),
        ('scenario = "spiral"\ngenerator.noise = 60', "generator.noise must be a finite number of at least 0 and of"),
        ('scenario = "spiral"\ngenerator.points = 2.5', "generator.points must be a whole number, got 2.5"),
        ('scenario = "spiral"\ngenerator.features = "x1"', 'generator.features must be a list, got "x1"'),
        ('scenario = "spiral"\ngenerator.features = ["x3"]', 'generator.features[0]: unknown name "x3": did you mean'),
        ('scenario = "spiral"\nparameters.W1 = [[1]]', "parameters.W1 must have the shape (7, 8), got (1, 1)"),
        ("[data]\ninputs = [[1]]", "data.targets is missing"),
        ("[data]\ninputs = []\ntargets = []", "data.inputs must have at least one row, got none"),
        (
            "[data]\ninputs = [[1], [2]]\ntargets = [[1]]",
            "data.targets must have a row for each of data.inputs (2), got 1",
        ),
        (
            "[data]\ninputs = [[1, 2], [3]]\ntargets = [[1], [1]]",
            "data.inputs[1] must have 2 numbers as all rows, got 1",
        ),
        ("[data]\ninputs = [[1, inf]]\ntargets = [[1]]", "data.inputs[0][1] must be a finite number, got inf"),
        ("[data]\ninputs = [[1, true]]\ntargets = [[1]]", "data.inputs[0][1] must be a number, got true"),
        ("[data]\ninputs = [1]\ntargets = [[1]]", "data.inputs[0] must be a list, got 1"),
        (f"[data]\n{XOR}test_inputs = [[1, 1]]", "both data.test_inputs and data.test_targets"),
        ('training.loss = "cross_entropy"\n[data]\ninputs = [[1]]\ntargets = [[0.5]]', "data.targets[0] must sum to 1"),
        (
            'training.loss = "binary_cross_entropy"\n[data]\ninputs = [[1]]\ntargets = [[2]]',
            "data.targets[0][0] must be from 0 to 1",
        ),
    ],
)
def test_one_line_that_names_file_and_key(text: str, words: str, tmp_path: Path) -> None:
    file = tmp_path / "case.toml"
    file.write_text(text)
    with pytest.raises(GlassnetError) as caught:
        read(str(file))
    assert words in str(caught.value)
    assert str(caught.value).startswith(f"{file}: ")
    assert "\n" not in str(caught.value)


INPUTS = "[data]\ninputs = [[0.1], [0.3], [0.5]]\ntargets = "


@pytest.mark.parametrize(
    ("training", "targets", "way_out", "then"),
    [
        (
            'loss = "cross_entropy"',
            "[[0], [1], [2]]",
            "3 labels are a column each (one-hot), 0 as [1,",
            "softmax",
        ),
        (
            'loss = "cross_entropy"',
            "[[3], [1], [9]]",
            "3 labels are a column each (one-hot), 1 as [1,",
            "softmax",
        ),
        ('loss = "binary_cross_entropy"', "[[0], [1], [2]]", "(one-hot)", "softmax"),
        ('loss = "cross_entropy"', "[[0], [1], [1]]", "one softmax output is always 1", "sigmoid"),
        ('loss = "cross_entropy"', "[[0.2], [1], [1]]", "one softmax output is always 1", "sigmoid"),
        ('loss = "cross_entropy"', "[[1], [2], [1]]", "for two classes write 0 and 1", "sigmoid"),
        ('loss = "binary_cross_entropy"', "[[-1], [1], [1]]", "for two classes write 0 and 1", "sigmoid"),
        ('loss = "cross_entropy"', "[[1, 1], [0, 1], [0, 0]]", "of several classes or of none", "sigmoid"),
        ('loss = "binary_cross_entropy"', "[[0.5], [1.5], [7.25]]", "for numbers, take", "identity"),
    ],
)
def test_targets_that_a_loss_is_not_for_come_with_the_way_out(
    training: str, targets: str, way_out: str, then: str
) -> None:
    with pytest.raises(GlassnetError) as caught:
        loads(f"training.{training}\n{INPUTS}{targets}")
    said = str(caught.value)
    assert said.startswith("data.targets[")
    assert way_out in said
    taken = dict(re.findall(r'(output_activation|loss) "(\w+)"', said.partition("; ")[2]))
    assert taken["output_activation"] == then
    kinds = sorted({*re.findall(r"[-.\d]+", targets)})
    good = targets
    if then == "softmax":
        for at, kind in enumerate(kinds):
            good = good.replace(f"[{kind}]", str([float(at == column) for column in range(3)]))
    elif "write 0 and 1" in said:
        good = "[[0], [1], [0]]"
    text = f'network.output_activation = "{then}"\ntraining.loss = "{taken["loss"]}"\n{INPUTS}{good}'
    assert loads(text).network.output.activation == then


def test_find_takes_names_and_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "xor.toml").write_text('scenario = "xor"')
    (tmp_path / "plain").write_text('scenario = "xor"')
    monkeypatch.chdir(tmp_path)
    found: list[Scenario] = [find(word) for word in ("xor", "xor.toml", "plain", "./plain")]
    assert [each.key for each in found] == ["xor", "xor.toml", "plain", "plain"]
    with pytest.raises(GlassnetError, match='unknown scenario "xro": did you mean "xor"?'):
        find("xro")
    with pytest.raises(GlassnetError, match="nowhere.toml: No such file"):
        find("nowhere.toml")
