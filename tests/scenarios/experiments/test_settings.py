"""Settings as tables: read off a scenario, and changed."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.scenarios import load, names
from glassnet.scenarios.experiments.experiment import build
from glassnet.scenarios.experiments.flags import flags
from glassnet.scenarios.experiments.settings import changed, settings_of
from glassnet.scenarios.sessions.session import Session


@pytest.mark.parametrize("name", names())
def test_settings_build_the_same_experiment(name: str) -> None:
    scenario = load(name)
    made = build({"scenario": name, **settings_of(scenario)}, name)
    assert (made.network, made.training) == (scenario.network, scenario.training)
    assert made.title == scenario.title


def test_a_key_is_set_and_the_rest_stays() -> None:
    tables = {"scenario": "xor", "network": {"init": "he", "hidden": [3]}}
    made = changed(tables, [("network.hidden", [2]), ("training.loss", "mse"), ("seed", 4)])
    assert made == {
        "scenario": "xor",
        "seed": 4,
        "network": {"init": "he", "hidden": [2]},
        "training": {"loss": "mse"},
    }
    assert tables == {"scenario": "xor", "network": {"init": "he", "hidden": [3]}}
    assert changed({"network": 3}, [("network.hidden", [2])]) == {"network": 3}  # which `build` refuses


def test_activations_that_no_longer_fit_give_way() -> None:
    tables = {"network": {"hidden": [3, 3], "activation": ["tanh", "relu"]}}
    for hidden, activation in (([2], "tanh"), ([2, 2], ["tanh", "relu"]), ([], "tanh")):
        made = changed(tables, [("network.hidden", hidden)])
        assert made["network"] == {"hidden": hidden, "activation": activation}
    said = changed(tables, [("network.hidden", [2]), ("network.activation", ["tanh", "tanh"])])
    assert said["network"]["activation"] == ["tanh", "tanh"]  # an error of the user's own, for `build` to refuse


def test_given_weights_stay_until_the_network_is_another() -> None:
    tables = {"parameters": {"W1": [[1.0]]}}
    assert "parameters" in changed(tables, [("training.loss", "mse")])
    for key, value in (("network.hidden", [2]), ("network.init", "he"), ("network.init_scale", 1.0)):
        assert "parameters" not in changed(tables, [(key, value)])


def test_a_changed_scenario_says_so() -> None:
    plain, other = load("xor"), build({"scenario": "xor", "network": {"hidden": [8]}}, "xor")
    assert (other.key, other.title, other.watch) == ("xor", "exclusive or, changed", plain.watch)
    assert other.problem.startswith("With other settings than its own")
    assert other.plateaus == plain.plateaus
    cross = build({"scenario": "xor", "training": {"loss": "binary_cross_entropy"}}, "xor")
    assert cross.plateaus == ()  # they are losses of the mse


@pytest.mark.parametrize("name", ["xor", "sensor"])
def test_l1_with_sgd_is_as_its_help_says(name: str) -> None:
    rate = 0.05
    scenario = build({"scenario": name, "training": {"regularization": "l1", "regularization_rate": rate}}, name)
    session = Session(scenario)
    session.run(iterations=3000)
    weights = np.concatenate([session.state.values[w].ravel() for w in session.program.parameters if w[0] == "W"])
    hop = scenario.training.learning_rate * rate
    driven = weights[np.abs(weights) <= hop]
    assert len(driven) > len(weights) / 2
    assert not (driven == 0).any()
    session.run(iterations=1)
    after = np.concatenate([session.state.values[w].ravel() for w in session.program.parameters if w[0] == "W"])
    moved = np.abs(after - weights)[np.abs(weights) <= hop]
    assert (moved > hop / 2).mean() > 0.5
    (flag,) = (flag for flag in flags() if flag.path == "training.regularization_rate")
    assert "hop by learning rate × rate" in flag.help
