"""Flags of the settings: on every command, in --help, and named by errors."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from textual.pilot import Pilot

from glassnet.command_line import main
from glassnet.commands.experiments import opened, parsed
from glassnet.core.ops import ACTIVATIONS, INITIALIZERS, LOSSES, OPTIMIZERS, REGULARIZATIONS
from glassnet.playing import play_parser
from glassnet.scenarios.experiments.files import loads
from glassnet.scenarios.experiments.flags import flags
from glassnet.scenarios.trace import trace_lines
from glassnet.tui.app import Glassnet
from tests.screen import drive, text

COMMANDS = {
    "": [],
    "trace": ["--iterations", "2"],
    "train": ["--epochs", "2"],
    "check": [],
    "explain": ["loss"],
    "walk": [],
    "sweep": ["--seeds", "0:2", "--iterations", "2"],
}


def test_the_copied_line_of_the_issue_is_that_experiment(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["xor", "--hidden", "4", "--activation", "tanh", "--seed", "7", "--learning-rate", "0.3"]
    assert main(["trace", *words, "--iterations", "3"]) == 0
    file = 'scenario = "xor"\nseed = 7\nnetwork.activation = "tanh"\ntraining.learning_rate = 0.3'
    assert capsys.readouterr().out.splitlines() == list(trace_lines(loads(file), 3))


@pytest.mark.parametrize("command", [name for name in COMMANDS if name])
def test_every_command_takes_them(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = [command, "xor", *COMMANDS[command], "--hidden", "3", "--output-activation", "identity", "--optimizer=adam"]
    assert main([*words, "--json"] if command not in ("trace", "walk") else words) == 0
    said = capsys.readouterr().out
    if command == "trace":
        first = json.loads(said.splitlines()[0])["values"]
        assert first["z2"] == first["a2"]
        assert len(first["b1"]) == 3
    if command == "check":
        assert [row["entries"] for row in json.loads(said)["parameters"]] == [6, 3, 3, 1]
    assert said


def test_they_override_the_keys_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('scenario = "xor"\nseed = 3\nnetwork.hidden = [2]\ntraining.learning_rate = 0.1\n')
    made = opened(parsed(play_parser(), [str(file), "--learning-rate", "2", "--hidden", "5,4", "--batch-size", "3"]))
    assert made.network.sizes == (2, 5, 4, 1)
    assert (made.training.learning_rate, made.training.batch_size, made.network.seed) == (2.0, 3, 3)
    assert (made.key, made.source) == ("mine.toml", str(file))
    assert opened(parsed(play_parser(), [str(file), "--hidden", "none"])).network.sizes == (2, 1)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_them_in_groups_with_the_names_that_go(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([*([command] if command else []), "--help"])
    said = capsys.readouterr().out
    assert said.index("settings of the network:") < said.rindex("--hidden N") < said.index("settings of the training:")
    listed = set(re.findall(r"^  (--[\w-]+) ", said, re.MULTILINE))
    assert {flag.name for flag in flags()} - listed == ({"--seed"} if command == "sweep" else set())
    for known in (ACTIVATIONS, INITIALIZERS, LOSSES, OPTIMIZERS, REGULARIZATIONS):
        assert ", ".join(known) in " ".join(said.split())
    assert "[SETTINGS]" in said


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ("--hidden x", '--hidden must be a whole number, got "x"'),
        ("--hidden 4,x", '--hidden (value 2) must be a whole number, got "x"'),
        ("--hidden 4,0", "--hidden (value 2) must be a whole number of at least 1, got 0"),
        ("--hidden 1000000000", "--hidden: 4000000001 weights and biases are too many"),
        ("--activation rleu", '--activation: unknown name "rleu": did you mean "relu"?'),
        ("--activation tanh,relu", "--activation must be one name, or one for each hidden layer (1), got 2"),
        ("--activation softmax", '--activation: "softmax" is for the output only'),
        ("--output-activation softmax", '--output-activation "softmax" does not go with training.loss "mse"'),
        ("--loss cross_entropy", 'network.output_activation "sigmoid" does not go with --loss "cross_entropy"'),
        ("--loss network.loss:", '--loss: unknown name "network.loss:"'),
        ("--init hee", '--init: unknown name "hee": did you mean "he"?'),
        ("--init-scale -1", "--init-scale must be a finite number of at least 0, got -1.0"),
        ("--optimizer adm", '--optimizer: unknown name "adm": did you mean "adam"?'),
        ("--learning-rate nan", "--learning-rate must be a finite number above 0, got nan"),
        ("--learning-rate fast", '--learning-rate must be a number, got "fast"'),
        ("--momentum 1", "--momentum must be below 1, got 1.0"),
        ("--batch-size half", '--batch-size must be "full" or a whole number, got "half"'),
        ("--batch-size 0", "--batch-size must be a whole number of at least 1, got 0"),
        ("--regularization l3", '--regularization: unknown name "l3"'),
        ("--seed 4294967296", "--seed must be a whole number from 0 to 4294967295, got 4294967296"),
        ("--seed x", '--seed must be a whole number, got "x"'),
        ("--hiden 4", 'unrecognized arguments: --hiden 4 (did you mean "--hidden"?'),
    ],
)
def test_an_error_names_the_flag(words: str, error: str, capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("train", "sweep"):
        if command == "sweep" and "--seed" in words:
            continue
        try:
            code = main([command, "xor", "--iterations", "1", *words.split()])
        except SystemExit as left:
            code = left.code  # type: ignore[assignment]
        said = capsys.readouterr()
        assert (code, said.out, said.err.count("\n")) == (2, "", 1)
        assert error in said.err


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ("xor --noise 10", '--noise: the data of "xor" are fixed; leave it out'),
        ("spiral --noise 51", "--noise must be a finite number of at least 0 and of at most 50, got 51.0"),
        ("spiral --points 1", "--points must be a whole number from 2 to 100000, got 1"),
        ("spiral --points 9 --train-share 1", "--train-share: 1 per cent of 9 points is less than one to train on"),
        ("spiral --data-seed -1", "--data-seed must be a whole number from 0 to 4294967295, got -1"),
        ("spiral --features x1,x3", '--features (value 2): unknown name "x3": did you mean "x'),
        ("spiral --features none", "--features must have at least one name, got none"),
        ("spiral --features x1,x1", '--features (value 2): "x1" is there twice'),
    ],
)
def test_flags_of_generated_data(words: str, error: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", *words.split(), "--iterations", "1"]) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert error in said.err


def test_a_seed_that_changes_nothing_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "neuron", "--epochs", "1", "--seed", "1"]) == 2
    assert "so a seed changes nothing" in capsys.readouterr().err
    assert main(["train", "neuron", "--epochs", "1", "--seed", "1", "--init", "he"]) == 0


def test_a_saved_session_takes_none(capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["some.glassnet", "--hidden", "3", "--seed", "1"], ["--resume", "--hidden", "3", "--seed", "1"]):
        assert main(words) == 2
        assert capsys.readouterr().err == "glassnet: --seed and --hidden would change nothing in a saved session\n"


def test_a_sweep_varies_what_no_flag_fixes(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["sweep", "xor", "--seeds", "0:2", "--iterations", "5", "--json", "--hidden", "3"]
    assert main([*words, "--vary", "network.activation=relu,tanh"]) == 0
    made = json.loads(capsys.readouterr().out)["configurations"]
    assert main([*words[:-2], "--vary", "network.hidden=[3]", "--vary", "network.activation=relu,tanh"]) == 0
    other = json.loads(capsys.readouterr().out)["configurations"]
    assert [each["final_losses"] for each in made] == [each["final_losses"] for each in other]
    assert main([*words, "--vary", "network.hidden=[2]"]) == 2
    assert capsys.readouterr().err == "glassnet: give --hidden or --vary network.hidden, not both\n"


def test_the_changed_scenario_is_the_session_behind_its_key() -> None:
    changed = opened(parsed(play_parser(), ["xor", "--hidden", "8"]))

    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        assert "xor: exclusive or, changed" in text(app)
        assert "2–8–1" in text(app)
        await pilot.press("i", "1")
        assert "neuron: one neuron" in text(app)
        await pilot.press("2")
        assert "2–8–1" in text(app)
        assert app.session.scenario is changed
        assert app.session.state.done  # as it was left

    drive(steps, changed)


def test_help_loads_no_screen() -> None:
    code = """
import sys
from glassnet.command_line import main
assert "numpy" not in sys.modules  # main sets its threads first
try:
    main(["train", "--help"])
except SystemExit:
    pass
print([m for m in ("textual", "rich", "plotext") if m in sys.modules], file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
