"""The command line of an experiment: as short as it can be, and the same experiment when it is read."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from glassnet.commands.experiments import opened, parsed
from glassnet.core.errors import GlassnetError
from glassnet.core.ops import INITIALIZERS, LOSSES, OPTIMIZERS, REGULARIZATIONS
from glassnet.playing import play_parser
from glassnet.scenarios import load, names
from glassnet.scenarios.base import Scenario
from glassnet.scenarios.data.features import FEATURES
from glassnet.scenarios.experiments.command_line import command_line
from glassnet.scenarios.experiments.files import build_named, find, find_tables, loads
from glassnet.scenarios.experiments.settings import changed
from glassnet.scenarios.experiments.tables import HIDDEN

POINTS = "[data]\ninputs = [[0, 0], [0, 1], [1, 0], [1, 1]]\ntargets = [[0], [1], [1], [0]]\n"


def read(line: str) -> Scenario:
    """The experiment that a shell would open with this line."""
    glassnet, *words = shlex.split(line, comments=True)
    assert glassnet == "glassnet"
    return opened(parsed(play_parser(), words))


def same(one: Scenario, other: Scenario) -> bool:
    parts = ("network", "training", "generator", "key")
    return all(getattr(one, part) == getattr(other, part) for part in parts) and (
        all(np.array_equal(one.initial[name], other.initial[name]) for name in one.initial)
        and np.array_equal(one.data.inputs, other.data.inputs)
    )


@pytest.mark.parametrize("name", names())
def test_a_plain_scenario_needs_its_name_alone(name: str) -> None:
    assert command_line(load(name)) == f"glassnet {name}"


@pytest.mark.parametrize(
    "line",
    [
        "glassnet xor --seed 7 --hidden 4,4 --activation tanh --learning-rate 0.3",
        "glassnet xor --hidden 8",
        "glassnet xor --hidden none",
        "glassnet xor --hidden 3,3,3 --activation relu,tanh,sigmoid",
        "glassnet xor --loss binary_cross_entropy --optimizer momentum --momentum 0.5 --batch-size 2",
        "glassnet sensor --regularization l2 --regularization-rate 1e-05",
        "glassnet neuron --init he",
        "glassnet neuron --init normal",
        "glassnet deep-sigmoid --activation relu",
        "glassnet xor-linear --output-activation identity --learning-rate 0.1",
        "glassnet spiral --hidden 4 --noise 12.5 --points 50 --data-seed 3 --features 'x1*x2,sin-x1'",
        "glassnet wave --seed 2 --train-share 80",
    ],
)
def test_these_stay_as_they_are(line: str) -> None:
    assert command_line(read(line)) == line
    assert same(read(command_line(read(line))), read(line))


def keys() -> st.SearchStrategy[dict[str, Any]]:
    pairs = [(loss, output) for loss, entry in LOSSES.items() for output in entry.outputs]
    some = {
        "seed": st.integers(0, 2**32 - 1),
        "network.init": st.sampled_from(list(INITIALIZERS)),
        "network.init_scale": st.floats(0, 10),
        "training.optimizer": st.sampled_from(list(OPTIMIZERS)),
        "training.learning_rate": st.floats(1e-9, 10),
        "training.momentum": st.floats(0, 0.99),
        "training.batch_size": st.one_of(st.just("full"), st.integers(1, 400)),
        "training.regularization": st.sampled_from(list(REGULARIZATIONS)),
        "training.regularization_rate": st.floats(0, 1),
        "training.frozen": st.lists(st.sampled_from(["W1", "b1"]), unique=True, max_size=1),
        "training.shuffle": st.booleans(),
        "generator.noise": st.floats(0, 50),
        "generator.seed": st.integers(0, 2**32 - 1),
        "generator.points": st.integers(10, 50),
        "generator.train_share": st.floats(10, 100),
        "generator.features": st.lists(st.sampled_from(list(FEATURES)), min_size=1, unique=True),
    }

    @st.composite
    def draw_keys(draw: st.DrawFn) -> dict[str, Any]:
        hidden = draw(st.lists(st.integers(1, 9), max_size=4))
        one, each = (
            st.sampled_from(HIDDEN),
            st.lists(st.sampled_from(HIDDEN), min_size=len(hidden), max_size=len(hidden)),
        )
        network = draw(st.fixed_dictionaries({}, optional={"hidden": st.just(hidden), "activation": one}))
        if "hidden" in network and draw(st.booleans()):
            network["activation"] = draw(each)
        made = {f"network.{key}": value for key, value in network.items()}
        if draw(st.booleans()):
            made["training.loss"], made["network.output_activation"] = draw(st.sampled_from(pairs))
        return made | draw(st.fixed_dictionaries({}, optional=some))

    return draw_keys()


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Scenarios, and files with data, with a scenario, with weights and with activations layer by layer."""
    folder = tmp_path_factory.mktemp("two words")
    texts = {
        "data.toml": POINTS,
        "mine": 'scenario = "xor"\nseed = 3\nnetwork.hidden = [2, 2]\nnetwork.activation = ["tanh", "relu"]',
        "weights.toml": f"network.hidden = []\n{POINTS}[parameters]\nW1 = [[0.3], [-0.1]]\nb1 = [0.2]\n",
    }
    for name, text in texts.items():
        (folder / name).write_text(text)
    return ["xor", "neuron", "spiral", "deep-sigmoid", "xor-linear", *(str(folder / name) for name in texts)]


@given(data=st.data(), new=keys())
@settings(max_examples=80)
def test_read_back_it_is_the_same(words: list[str], data: st.DataObject, new: dict[str, Any]) -> None:
    word = data.draw(st.sampled_from(words))
    try:
        mine = new if word == "spiral" else {key: value for key, value in new.items() if "generator" not in key}
        scenario = build_named(changed(find_tables(word), mine.items()), word)
    except GlassnetError:
        reject()  # no experiment, so no command line: the loss does not go with the output or the targets
    if scenario.parameters is not None and scenario.config.batch_size is None:
        scenario = replace(scenario, network=replace(scenario.network, seed=find(word).network.seed))
    assert same(read(command_line(scenario)), scenario)


def test_a_flag_that_changes_a_default_brings_another(tmp_path: Path) -> None:
    file = tmp_path / "data.toml"
    file.write_text(POINTS)
    adam = build_named(changed(find_tables(str(file)), [("training.optimizer", "adam")]), str(file))
    assert command_line(adam) == f"glassnet {file} --optimizer adam --learning-rate 0.01"
    as_before = replace(adam, training=replace(adam.training, learning_rate=0.5))  # with sgd the default
    assert command_line(as_before) == f"glassnet {file} --optimizer adam --learning-rate 0.5"


def test_what_flags_cannot_say_is_a_comment() -> None:
    line = command_line(load("xor"), "3 points added by hand")
    assert line == "glassnet xor  # 3 points added by hand"
    assert read(line).key == "xor"


def test_a_file_is_named_as_it_was_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("my file.toml", "train", "-x.toml"):
        (tmp_path / name).write_text('scenario = "xor"\nnetwork.hidden = [3]')
    lines = [command_line(find(word)) for word in ("my file.toml", "train", "-x.toml", "./train")]
    assert lines == ["glassnet 'my file.toml'", "glassnet ./train", "glassnet ./-x.toml", "glassnet ./train"]
    assert {read(line).network.sizes for line in lines} == {(2, 3, 1)}
    gone = find("train")
    (tmp_path / "train").unlink()
    with pytest.raises(GlassnetError, match="train"):
        command_line(gone)
    with pytest.raises(GlassnetError, match="comes from no file"):
        command_line(loads(POINTS))


def test_a_csv_file_keeps_what_was_chosen_for_it(tmp_path: Path) -> None:
    file = tmp_path / "homes.csv"
    file.write_text("size,rooms,price\n" + "".join(f"{50 + 7 * n},{1 + n % 3},{3 * n * n}\n" for n in range(30)))
    line = f"glassnet {file} --hidden 5 --target rooms --task regression --test-share 10 --data-seed 3"
    made = read(line)
    assert command_line(made) == line
    assert made.network.sizes == (2, 5, 1)
    again = read(command_line(made))
    assert np.array_equal(again.data.inputs, made.data.inputs)
    assert np.array_equal(again.data.targets, made.data.targets)
    assert command_line(find(str(file))) == f"glassnet {file}"
    kinds = f"glassnet {file} --target rooms"  # for which another loss and output are chosen, without a word
    assert read(kinds).training.loss != find(str(file)).training.loss
    assert command_line(read(kinds)) == kinds
    other = file.rename(tmp_path / "homes.old")
    assert command_line(read(f"glassnet {other} --target rooms")) == f"glassnet {other} --target rooms"
