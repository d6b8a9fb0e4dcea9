"""The headless commands: what they print, their exit codes, and what an interruption leaves."""

from __future__ import annotations

import itertools
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from glassnet.command_line import main
from glassnet.commands import COMMANDS
from glassnet.commands.interrupt import Interrupt
from glassnet.core.gradcheck import VERDICTS
from glassnet.scenarios import load, names
from glassnet.scenarios.experiments.files import dumps
from glassnet.scenarios.trace import trace_lines
from tests.patience import PATIENCE

REFERENCE = Path(__file__).parents[2] / "reference"
TOO_FAST = 'scenario = "xor"\ntraining.learning_rate = 1e300\nnetwork.output_activation = "identity"\n'


def process(*arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "glassnet", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.fixture
def diverging(tmp_path: Path) -> str:
    file = tmp_path / "fast.toml"
    file.write_text(TOO_FAST)
    return str(file)


@pytest.fixture
def ctrl_c(monkeypatch: pytest.MonkeyPatch) -> None:
    """A ctrl-c when a command looks for one the fourth time: it has done some of its work by then."""
    looks, asked = itertools.count(), [False]

    def look(_: Interrupt) -> bool:
        if next(looks) == 3:
            signal.raise_signal(signal.SIGINT)
        return asked[-1]

    monkeypatch.setattr(Interrupt, "asked", property(look, lambda _, value: asked.append(value)), raising=False)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_examples(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main([command, "--help"])
    assert left.value.code == 0
    assert f"examples:\n  glassnet {command}" in capsys.readouterr().out


def test_none_of_them_loads_the_screen() -> None:
    code = f"""
import sys
from glassnet.command_line import main
case = {str(REFERENCE / "case-04.toml")!r}
for words in (["trace", case, "--iterations", "2"], ["train", case, "--epochs", "2"], ["check", case],
              ["sweep", "xor", "--seeds", "0:3", "--iterations", "9"], ["explain", case, "loss"], ["list"], ["learn"],
              ["walk", case], ["export", case, "--to", "torch"], ["export", case, "--to", "csv", "--iterations", "2"]):
    assert main(words) == 0, words
print([m for m in ("textual", "plotext", "rich") if m in sys.modules], file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


# --- trace ---


def test_trace_prints_the_lines_or_writes_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    expected = "".join(f"{line}\n" for line in trace_lines(load("xor"), 3))
    assert main(["trace", "xor", "--iterations", "3"]) == 0
    assert capsys.readouterr().out == expected
    out = tmp_path / "xor.jsonl"
    out.write_text("old")
    assert main(["trace", "xor", "--iterations", "3", "--out", str(out)]) == 0
    assert out.read_text() == expected
    assert capsys.readouterr().out == ""
    assert list(tmp_path.iterdir()) == [out]


def test_numbers_that_are_not_finite_are_null(diverging: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["trace", diverging, "--iterations", "5"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert not {"NaN", "Infinity"} & set(" ".join(lines).replace("-", " ").split())
    assert json.loads(lines[4])["loss"] is None


def test_a_failure_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "xor.jsonl"
    out.write_text("old")
    monkeypatch.setattr("glassnet.scenarios.trace.run", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    assert main(["trace", "xor", "--iterations", "3", "--out", str(out)]) == 130
    assert out.read_text() == "old"
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are none")
def test_it_writes_into_a_pipe_that_somebody_reads_and_waits_for_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    words = ["trace", "xor", "--iterations", "2", "--out", str(pipe)]
    assert main(words) == 2
    assert capsys.readouterr().err == f"glassnet: --out {pipe}: nobody reads this pipe\n"
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    assert main(words) == 0
    assert os.read(reader, 2**16).decode() == "".join(f"{line}\n" for line in trace_lines(load("xor"), 2))
    os.close(reader)
    assert pipe.is_fifo()
    assert list(tmp_path.iterdir()) == [pipe]


def test_it_writes_to_devices_as_they_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["trace", "xor", "--iterations", "2", "--out"]
    for device, code in (("/dev/null", 0), ("/dev/full", 2)):
        if os.path.exists(device):
            assert main([*words, device]) == code
            assert capsys.readouterr().err.count("\n") == (1 if code else 0)
    assert main([*words, str(tmp_path)]) == 2
    assert capsys.readouterr().err == f"glassnet: --out {tmp_path}: Is a directory\n"


def test_a_broken_pipe_is_quiet() -> None:
    running = process("trace", "xor", "--iterations", "100000")
    assert running.stdout is not None
    assert running.stderr is not None
    assert json.loads(running.stdout.readline())["iteration"] == 1
    running.stdout.close()
    assert running.wait(PATIENCE) == 141
    assert running.stderr.read() == ""


def test_an_interrupted_trace_is_whole() -> None:
    running = process("trace", "xor", "--iterations", "10000000")
    assert running.stdout is not None
    assert running.stderr is not None
    first = running.stdout.readline()
    running.send_signal(signal.SIGINT)
    rest, said = running.stdout.read(), running.stderr.read()  # communicate would lose what is read ahead
    running.wait(PATIENCE)
    *lines, last = [first, *rest.splitlines()]
    assert [json.loads(line)["iteration"] for line in lines] == list(range(1, len(lines) + 1))
    assert list(json.loads(last)) == ["parameters"]
    assert (running.returncode, said) == (130, "")


# --- train ---


def test_train_says_what_keeps_it_from_learning(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "xor-stuck", "--iterations", "2000"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[-2].startswith("stuck on the plateau 0.1667: three answers near 0.67. The loss is 0.1667, 3 of 4 ")
    assert ", for the pulls of the rows cancel: " in lines[-2]
    assert lines[-1].startswith("unit 1 of layer 1 is dead. Its z1 is 0 or less on all 4 rows")
    assert lines[-1].endswith(" Try tanh instead of relu, more hidden units, or another seed.")
    assert main(["train", "xor-stuck", "--iterations", "2000", "--json"]) == 0
    findings = json.loads(capsys.readouterr().out)["findings"]
    assert [(found["kind"], found.get("units")) for found in findings] == [("plateau", None), ("dead", [1])]
    assert findings[0]["changes"] == {"network.activation": ["tanh"]}
    assert main(["train", "xor", "--iterations", "2000", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["findings"] == []


def test_train_says_how_good_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "sensor", "--iterations", "300", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["iterations"], report["stopped"]) == (300, None)
    assert (report["training"]["rows"], report["test"]["rows"]) == (240, 60)
    assert report["training"]["accuracy"] == report["training"]["right"] / 240
    assert main(["train", "xor", "--epochs", "10000"]) == 0
    said = capsys.readouterr()
    assert "9.18e-5  4 of 4 right" in said.out
    assert said.err == ""


@pytest.mark.parametrize(
    ("words", "head"),
    [
        ("xor --iterations 1", "xor, 2–4–1, 1 iteration"),
        ("xor --epochs 1", "xor, 2–4–1, 1 iteration (1 epoch of 1 update)"),
        ("xor --epochs 1437", "xor, 2–4–1, 1,437 iterations (1,437 epochs of 1 update)"),
        ("spiral --iterations 7", "spiral, 7–8–8–1, 7 iterations (7 of the 20 updates of an epoch)"),
        ("spiral --iterations 33", "spiral, 7–8–8–1, 33 iterations (1 epoch of 20 updates and 13 more)"),
        ("spiral --epochs 3", "spiral, 7–8–8–1, 60 iterations (3 epochs of 20 updates)"),
    ],
)
def test_train_counts_in_words(words: str, head: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", *words.split()]) == 0
    assert capsys.readouterr().out.splitlines()[0] == head


def test_counts_of_rows_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "digits", "--iterations", "1"]) == 0
    assert " of 1,437 right" in capsys.readouterr().out
    (tmp_path / "a.csv").write_text("x,y\n" + "".join(f"{k}.5,{k * k}.25\n" for k in range(6)))
    assert main(["train", str(tmp_path / "a.csv"), "--epochs", "2", "--test-share", "17"]) == 0
    assert re.search(r"test .* 1 row, y ±", capsys.readouterr().out)
    assert main(["sweep", "xor", "--seeds", "0:1", "--iterations", "1"]) == 0
    assert "xor, 1 seed, 1 iteration;" in capsys.readouterr().out


def test_the_loss_of_a_finding_is_that_of_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    """The finding is of the last update, the table of what it led to: a loss that stands in both is the same."""
    for count in range(1000, 1010):
        assert main(["train", "sensor", "--learning-rate", "0.0001", "--iterations", str(count)]) == 0
        said = capsys.readouterr().out
        assert "times as large would lower the loss by" in said
        table, finding = said.split("the learning rate is too small")
        assert not re.findall(r"\b0\.9\d{3}\b", finding)
        assert re.findall(r"\b0\.9\d{3}\b", table)


def test_until(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "xor", "--iterations", "9999", "--until", "loss < 0.01", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["iterations"], report["stopped"][:24]) == (364, "halted at iteration 364:")
    assert main(["train", "sensor", "--epochs", "999", "--until", "right >= 90%"]) == 0
    assert "90." in capsys.readouterr().out


def test_a_loss_that_is_not_finite_names_the_first_value(diverging: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", diverging, "--iterations", "200"]) == 1
    assert capsys.readouterr().err.startswith("glassnet: iteration 2: z2 = a1 @ W2 + b2 is not finite")
    assert main(["train", diverging, "--iterations", "1", "--json"]) == 1  # the last update did it
    assert json.loads(capsys.readouterr().out)["training"]["loss"] is None


@pytest.mark.usefixtures("ctrl_c")
def test_interrupted_it_says_how_far_it_got(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "xor", "--iterations", "1000000000", "--json"]) == 130
    said = capsys.readouterr()
    report = json.loads(said.out)
    assert (report["stopped"], said.err) == ("interrupted", "")
    assert report["iterations"] > 0


# --- check ---


@pytest.mark.parametrize("case", sorted(REFERENCE.glob("*.toml")), ids=lambda case: case.stem)
def test_check_passes_for_every_reference_case(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(case), "--iterations", "25", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["differs"] == []
    assert sum(row["agrees"] for row in report["parameters"]) > 0


def test_check_counts_every_verdict(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "xor", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    for row in report["parameters"]:
        assert sum(row[verdict] for verdict in VERDICTS) == row["entries"]
    at_first = {row["name"]: row for row in report["parameters"]}
    assert at_first["b1"]["at a kink"] == 4
    assert at_first["b1"]["largest_error"] is None  # nothing is judged
    assert 0 < at_first["W1"]["largest_error"] < 1e-8
    assert main(["check", "xor"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split("  ")[0] == "gradient"
    assert all(verdict in lines[0] for verdict in VERDICTS)
    assert lines[2].split() == ["db1", "4", "0", "4", "0", "0", "–"]


def test_check_fails_where_nothing_can_be_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "plane", "--learning-rate", "1e5", "--iterations", "100", "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert [row["cannot tell"] for row in report["parameters"]] == [2, 1]
    assert report["differs"] == []


@pytest.mark.parametrize("name", names())
def test_check_answers_for_every_scenario_and_batch_size(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    rows = len(load(name).data.inputs)
    # so many entries take a while each time, and all rows of the digits do too
    small = ["--hidden", "2"] if sum(load(name).network.sizes) > 100 else []
    for size in ("1", "2") if name == "digits" else {"full", "1", "2", str(max(1, rows - 1)), str(rows)}:
        for iterations in ("0", "1"):
            assert main(["check", name, *small, "--batch-size", size, "--iterations", iterations, "--json"]) == 0
            report = json.loads(capsys.readouterr().out)
            assert (report["iterations"], report["differs"]) == (int(iterations), [])
    assert main(["check", name, *(small if name == "digits" else [])]) == 0
    assert "dW1" in capsys.readouterr().out


def test_check_fails_where_a_gradient_is_wrong(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("glassnet.core.program.affine_db", lambda dz: 1.1 * np.add.reduce(dz, axis=-2))
    assert main(["check", "neuron"]) == 1
    out = capsys.readouterr().out
    assert "db1[0]" in out
    assert "dW1[" not in out


# --- sweep ---


def test_sweep_tells_every_configuration(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["sweep", "xor", "--seeds", "0:9", "--iterations", "2000", "--vary", "network.hidden=[2],[4, 3]"]
    assert main([*words, "--vary", "network.activation=relu,tanh", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert [each["settings"] for each in report["configurations"]] == [
        {"network.hidden": hidden, "network.activation": activation}
        for hidden in ([2], [4, 3])
        for activation in ("relu", "tanh")
    ]
    for each in report["configurations"]:
        below = [loss for loss in each["final_losses"].values() if loss < 0.01]
        assert each["converged"] == len(below)
        assert each["converged"] + each["not_finite"] + sum(plateau["seeds"] for plateau in each["stuck"]) == 9
    assert main(words) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines if line.startswith("[")] == ["[2]", "[4,"]


@pytest.mark.usefixtures("ctrl_c")
def test_an_interrupted_sweep_tells_what_is_done(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sweep", "xor", "--seeds", "0:5", "--iterations", "100000000", "--json"]) == 130
    said = capsys.readouterr()
    assert json.loads(said.out)["configurations"][0]["iterations"] > 0
    assert said.err.startswith("glassnet: interrupted; 1 of 1 configuration, the last after")


def test_a_written_experiment_trains_alike(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "sensor.toml"
    file.write_text(dumps(load("sensor").with_seed(5)))
    assert main(["train", str(file), "--iterations", "20"]) == 0
    from_file = capsys.readouterr().out
    assert main(["train", "sensor", "--seed", "5", "--iterations", "20"]) == 0
    assert capsys.readouterr().out == from_file.replace("sensor.toml", "sensor")
