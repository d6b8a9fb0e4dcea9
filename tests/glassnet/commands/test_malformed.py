"""Malformed experiment files and arguments: each is one line and exit code 2, never a traceback."""

from __future__ import annotations

import itertools
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from glassnet.command_line import main
from tests.patience import PATIENCE

DATA = "[data]\ninputs = [[0.5, 1.0], [1.0, 0.0], [0.0, 0.0]]\ntargets = [[1.0], [0.0], [1.0]]\n"
WRONG = {  # for each key values that it cannot have; 10⁹ units and more are among them
    "seed": ["-1", "4294967296", "1.5", '"a"', "true", "[1]", "nan", "0x" + "f" * 5000, "1979-05-27"],
    "scenario": ["1", '"xro"', '""', '"x\\ny"', '["xor"]', '"\\u001b[31m"', "{ a = 1 }"],
    "network": ["1", '"a"', "[]", "[[1]]"],
    "network.hidden": ["4", '"4"', "[0]", "[-1]", "[1.0]", "[true]", '["a"]', "[[4]]", "[1000000000]", "[4, [4]]"],
    "network.hidden ": ["[100000, 100000]", "[" + "1, " * 101 + "1]", "[1" + "0" * 400 + "]", "[nan]", "[1979-05-27]"],
    "network.activation": ['"rleu"', '""', "1", "[]", '["relu", "relu"]', '["softmax"]', '"softmax"', "[1]", '"a\\tb"'],
    "network.output_activation": ['"sigmoidd"', "1", '["sigmoid"]', '"soft max"', "true"],
    "network.init": ['"norml"', "0", '["he"]', "false"],
    "network.init_scale": ["-1", "nan", "inf", "-inf", '"1"', "[1]", "true", "0x" + "f" * 400, "1e308"],
    "training": ["0", '"sgd"', "[]"],
    "training.loss": ['"msee"', '"cross_entropy"', "1", '["mse"]', '"MSE loss"'],
    "training.optimizer": ['"sdg"', "1", "[]", '"\\u0000"'],
    "training.learning_rate": ["0", "-0.5", "nan", "inf", '"fast"', "[0.1]", "true", "00.1", "1e", "12:00:00"],
    "training.momentum": ["1", "-0.1", "nan", '"0.9"', "1.5"],
    "training.batch_size": ["0", "-4", "2.5", '"half"', "[4]", "nan", "true", '"Full"'],
    "training.regularization": ['"l3"', "2", "true", '"L2 "'],
    "training.regularization_rate": ["-1", "nan", "inf", '"0"', "[]"],
    "parameters": ["1", "[]", "{}", "{ W1 = 1 }", "{ w1 = [[1.0]] }"],
    "parameters.W1": ["1", "[]", "[[]]", "[[1.0]]", "[[nan]]", '"a"', "[[1, 2], [3]]", "[1, 2]", "[[[1]]]", "[[true]]"],
    "parameters.W9": ["[[1]]"],
}
TABLES = {  # [data] tables that cannot be
    "no data": "",
    "no targets": "[data]\ninputs = [[1.0]]",
    "no inputs": "[data]\ntargets = [[1.0]]",
    "empty": "[data]\ninputs = []\ntargets = []",
    "empty rows": "[data]\ninputs = [[]]\ntargets = [[]]",
    "ragged inputs": "[data]\ninputs = [[1.0, 2.0], [1.0]]\ntargets = [[1.0], [1.0]]",
    "ragged targets": "[data]\ninputs = [[1.0], [1.0]]\ntargets = [[1.0], [1.0, 0.0]]",
    "flat": "[data]\ninputs = [1.0, 2.0]\ntargets = [1.0, 0.0]",
    "deep": "[data]\ninputs = [[[1.0]]]\ntargets = [[1.0]]",
    "nan": "[data]\ninputs = [[nan]]\ntargets = [[1.0]]",
    "infinite": "[data]\ninputs = [[1.0]]\ntargets = [[-inf]]",
    "text": '[data]\ninputs = [["1"]]\ntargets = [[1.0]]',
    "true": "[data]\ninputs = [[true]]\ntargets = [[1.0]]",
    "huge": "[data]\ninputs = [[0x" + "f" * 400 + "]]\ntargets = [[1.0]]",
    "rows": "[data]\ninputs = [[1.0], [2.0]]\ntargets = [[1.0]]",
    "scenario too": f'scenario = "xor"\n{DATA}',
    "test inputs alone": f"{DATA}test_inputs = [[1.0, 1.0]]",
    "test targets alone": f"{DATA}test_targets = [[1.0]]",
    "test width": f"{DATA}test_inputs = [[1.0]]\ntest_targets = [[1.0]]",
    "test rows": f"{DATA}test_inputs = [[1.0, 2.0]]\ntest_targets = [[1.0], [0.0]]",
    "no test inputs": f"{DATA}test_inputs = []\ntest_targets = [[1.0]]",
    "unknown key": f"{DATA}input = [[1.0]]",
    "a list": "data = [[1.0]]",
    "shares": '[training]\nloss = "cross_entropy"\n[data]\ninputs = [[1.0]]\ntargets = [[0.5, 0.6]]',
    "no share": '[training]\nloss = "binary_cross_entropy"\n[data]\ninputs = [[1.0]]\ntargets = [[-0.5]]',
    "twice": f"{DATA}{DATA}",
    "no toml": "network: {hidden: [4]}",
    "json": '{"scenario": "xor"}',
    "open": '[network\nhidden = "',
    "nested": "a = " + "[" * 3000 + "]" * 3000,
    "csv and scenario": 'scenario = "xor"\n[csv]\nfile = "x.csv"',
    "csv without a file": '[csv]\ntarget = "x"',
    "csv as text": 'csv = "x.csv"',
    "csv that is not there": '[csv]\nfile = "no\\u001b[2J.csv"',
    "csv file a number": "[csv]\nfile = 1",
    "csv target a list": '[csv]\nfile = "x.csv"\ntarget = ["a"]',
    "nested data": "[data]\ninputs = " + "[" * 100 + "]" * 100 + "\ntargets = [[1.0]]",
    "digits": "seed = " + "9" * 5000,
    "odd key": '"a - at `$.network" = 1\nscenario = "xor"',
    "line in a key": '"a\\nb" = 1\nscenario = "xor"',
    "escapes in a key": '"\\u001b[2J" = 1\nscenario = "xor"',
}
BYTES = {
    "empty": b"",
    "binary": bytes(range(256)),
    "image": b"\x89PNG\r\n\x1a\n" + bytes(range(200, 256)),
    "latin 1": 'scenario = "\xe4"'.encode("latin-1"),
    "utf-16": 'scenario = "xor"'.encode("utf-16"),
    "zeros": b"\0" * 100,
    "control": b'scenario = "xor"\x07',
    "carriage returns": b'scenario\r= "xor"',
}
ARGUMENTS = [
    ["xro"],
    [""],
    ["no\nsuch"],
    ["trian", "xor"],
    ["xor", "--seed", "x"],
    ["xor", "--fps", "nan"],
    ["xor", "--fsp", "3\n4"],
    ["trace"],
    ["trace", "xor"],
    ["trace", "xor", "--iterations", "0"],
    ["trace", "xor", "--iterations", "1e3"],
    ["trace", "xor", "--iterations", "1\n2"],
    ["trace", "xor", "--iterations", "9" * 5000],
    ["trace", "xor", "--iterations", "2", "--out", "/"],
    ["trace", "xor", "--iterations", "2", "--out", "/no/such/folder/file"],
    ["trace", "xor", "--iterations", "2", "--out", ""],
    ["trace", "xor", "--iterations", "2", "--out", "a\0b"],
    ["trace", "a\0b.toml", "--iterations", "2"],
    ["trace", "x" * 5000 + ".toml", "--iterations", "2"],
    ["trace", "x" * 5000, "--iterations", "2"],
    ["train", "xor"],
    ["train", "xor", "--epochs", "-1"],
    ["train", "xor", "--epochs", "1", "--iterations", "1"],
    ["train", "xor", "--epochs", "1", "--seed", "-1"],
    ["train", "neuron", "--epochs", "1", "--seed", "1"],
    *(["train", "xor", "--epochs", "1", "--until", until] for until in ("", "loss", "loss < ", "loss > 1", "los < 1")),
    *(["train", "xor", "--epochs", "1", "--until", until] for until in ("loss < nan", "loss < a\nb", "right < 3")),
    *(["train", "xor", "--epochs", "1", "--until", until] for until in ("loss < 0", "loss < inf", "right >= 101")),
    ["train", "neuron", "--epochs", "1", "--until", "right >= 50"],
    ["export", "xor"],
    ["export", "xor", "--to", "tflite"],
    ["export", "xro", "--to", "numpy"],
    ["export", "xor", "--to", "numpy", "--iterations", "-1"],
    ["export", "xor", "--to", "torch", "--out", "/no/such/folder/file"],
    *(["export", "xor", "--to", "svg", "--size", size] for size in ("", "80", "80x", "59x20", "80x24x2", "9999999x20")),
    ["export", "xor", "--to", "svg", "--at", "3\n4"],
    ["check", "xro"],
    ["check", "xor", "--iterations", "-1"],
    *(["sweep", "xor", "--seeds", seeds] for seeds in ("", "a", "5:5", "7:3", "-1", "1,,2", "0:9999999999", "1:2:3")),
    ["sweep", "xor", "--seeds", "4294967295:4294967297"],
    ["sweep", "xor", "--seeds", "٣:٩" * 99],
    ["sweep", "xor", "--iterations", "0"],
    ["sweep", "xor", "--converged-below", "nan"],
    ["sweep", "xor", "--converged-below", "-1"],
    *(["sweep", "xor", "--vary", vary] for vary in ("", "=", "network.hidden", "network.hidden=", "seed=1,2")),
    *(["sweep", "xor", "--vary", vary] for vary in ("network.hiden=[2]", "network.hidden=2", "network.hidden=[2],[0]")),
    *(["sweep", "xor", "--vary", vary] for vary in ("network.activation=rleu", "network.init=he]\n[he", "a\nb=1")),
    ["sweep", "xor", "--vary", "network.hidden=[2]", "--vary", "network.hidden=[3]"],
    ["sweep", "xor", "--vary", "training.learning_rate=" + ",".join(map(str, range(1, 1100)))],
    ["sweep", "neuron", "--seeds", "0:3", "--vary", "training.learning_rate=1.0"],
    ["explain", "xor", "dW1[0,9]"],
    ["explain", "xor", "dW1[0"],
    ["explain", "xor", "q\nq"],
    ["explain", "xor", "W" * 9999],
    *(["explain", "xor", "loss", "--iteration", iteration] for iteration in ("0", "1.5", "10000000000", "9" * 5000)),
    ["explain", "xor", "loss", "--depth", "-1"],
    ["list", "xor"],
    ["xor", "--target", "x"],
    ["train", "xor", "--epochs", "1", "--task", "classes"],
    ["train", "no\nsuch.csv", "--epochs", "1"],
    ["train", "a\0b.csv", "--epochs", "1"],
    ["train", "x.csv", "--epochs", "1", "--test-share", "many"],
    ["sweep", "nowhere.csv", "--target", "y"],
]


def one_line(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    code: str | int | None
    try:
        code = main(arguments)
    except SystemExit as left:  # argparse's own errors
        code = left.code
    said = capsys.readouterr()
    assert code == 2, (code, said)
    assert said.out == ""
    assert re.fullmatch(r"glassnet[^\n]*\n", said.err), said.err
    assert said.err[:-1].isprintable()
    assert len(said.err) <= 600
    assert "Traceback" not in said.err
    assert "set_int_max_str_digits" not in said.err
    return said.err


def contents() -> list[tuple[str, bytes]]:
    made = []
    for key, values in WRONG.items():
        for value in values:
            head = "" if key == "scenario" else f"{key} = {value}\n"
            made.append((f"{key.strip()} = {value[:40]}", f"{head}{DATA}".encode()))
            if key == "scenario":
                made[-1] = (made[-1][0], f"{key} = {value}".encode())
    made += [(name, text.encode()) for name, text in TABLES.items()]
    return [*made, *BYTES.items()]


FILES = contents()
COMMANDS = [["trace", "{}", "--iterations", "1"], ["train", "{}", "--epochs", "1"], ["check", "{}"], ["{}"]]
COMMANDS += [["sweep", "{}", "--seeds", "0:2", "--iterations", "1"], ["explain", "{}", "loss"]]


def test_there_are_many() -> None:
    assert len(FILES) + len(ARGUMENTS) >= 200


@pytest.mark.parametrize("number", range(len(FILES)), ids=lambda number: ascii(FILES[number][0])[:60])
def test_malformed_files(number: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name, content = FILES[number]
    file = tmp_path / "case.toml"
    file.write_bytes(content)
    said = one_line([word.replace("{}", str(file)) for word in COMMANDS[number % len(COMMANDS)]], capsys)
    assert "case.toml: " in said
    if " = " in name and not re.search(r"(00\.1|1e|W9)", name):
        key = name.split(" = ")[0]
        assert key.split(".")[-1] in said


@pytest.mark.parametrize("number", range(len(ARGUMENTS)), ids=lambda number: ascii(ARGUMENTS[number])[:60])
def test_malformed_arguments(number: int, capsys: pytest.CaptureFixture[str]) -> None:
    one_line(ARGUMENTS[number], capsys)


def test_what_is_no_readable_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, secret, loop = tmp_path / "folder.toml", tmp_path / "secret.toml", tmp_path / "loop.toml"
    folder.mkdir()
    secret.write_text('scenario = "xor"')
    secret.chmod(0)
    loop.symlink_to(loop)
    wrong = [tmp_path / "missing.toml", folder, tmp_path, loop, secret / "inside.toml"]
    if hasattr(os, "mkfifo"):  # nobody writes to them, and they are not waited for
        for name in ("pipe", "pipe.toml", "pipe.csv"):
            os.mkfifo(tmp_path / name)
            wrong.append(tmp_path / name)
    for device in filter(os.path.exists, ("/dev/zero", "/dev/tty")):  # of bytes without end, of what will be typed
        for ending in ("toml", "csv"):
            (tmp_path / f"{Path(device).name}.{ending}").symlink_to(device)
            wrong.append(tmp_path / f"{Path(device).name}.{ending}")
    if not os.access(secret, os.R_OK):  # who may read everything cannot see this one fail
        wrong.append(secret)
    for file, command in itertools.product(wrong, COMMANDS):
        assert file.name in one_line([word.replace("{}", str(file)) for word in command], capsys)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are none")
def test_what_is_no_session(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pipe, folder, zero, large = (tmp_path / f"{name}.glassnet" for name in ("pipe", "folder", "zero", "large"))
    os.mkfifo(pipe)
    folder.mkdir()
    zero.symlink_to("/dev/zero")
    with open(large, "wb") as file:
        file.truncate(2**40)
    for path, why in ((pipe, "a pipe, not a file"), (folder, "Is a directory"), (zero, "a device, not a file")):
        assert f"{path}: {why}" in one_line([str(path)], capsys)
    assert f"{large}: larger than 2 GiB; no session is" in one_line([str(large)], capsys)


def test_a_session_that_is_not_all_there_is_not_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A gigabyte with the first line of a session: what that line says of it is compared with its size."""
    monkeypatch.setattr("glassnet.scenarios.sessions.saving.decode", lambda written: pytest.fail("it is read"))
    head = b"glassnet session, format 1, sha256 " + b"0" * 64 + b", 1000000000 bytes\n"
    for size, why in (
        (10**9 - 1, "cut off: 999,999,999 of 1,000,000,000 bytes"),
        (10**9 + 1, "damaged: 1,000,000,001"),
    ):
        path = tmp_path / "forged.glassnet"
        path.write_bytes(head)
        with path.open("ab") as file:
            file.truncate(len(head) + size)
        assert f"{path}: {why}" in one_line([str(path)], capsys)


def test_a_csv_file_that_is_too_large_is_not_said_to_be_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(2**40)
    for command in (["{}"], ["train", "{}", "--epochs", "1"], ["train", "{}", "--epochs", "1", "--seed", "2"]):
        said = one_line([word.replace("{}", str(path)) for word in command], capsys)
        assert re.search(r"larger than \d+ [MG]iB; take a sample of its rows", said)


@pytest.mark.parametrize("content", [BYTES["binary"], TABLES["nested"].encode()])
def test_in_a_process_of_its_own(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "case.toml"
    file.write_bytes(content)
    command = [sys.executable, "-m", "glassnet", "train", str(file), "--epochs", "1"]
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=PATIENCE)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
