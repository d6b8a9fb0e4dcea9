"""`glassnet judge`: exit codes, what is printed, settings and experiments."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from glassnet.command_line import main
from glassnet.core.machine import advance
from glassnet.scenarios import load
from tests.scenarios.judge.networks import Arrays, Case

CASE = Case((3, 4, 2), ("tanh", "sigmoid"), "mse")
SETTINGS = ["--activation", "tanh", "--output-activation", "sigmoid", "--loss", "mse"]


@pytest.fixture
def numbers() -> Arrays:
    made = CASE.numbers(CASE.trace())
    assert made is not None
    return made


def saved(tmp_path: Path, arrays: Arrays, as_json: bool = False) -> str:
    path = tmp_path / ("numbers.json" if as_json else "numbers.npz")
    if as_json:
        path.write_text(json.dumps({name: array.tolist() for name, array in arrays.items()}))
    else:
        np.savez(path, **arrays)  # type: ignore[arg-type]  # its own keyword is a bool
    return str(path)


@pytest.mark.parametrize("as_json", [False, True])
def test_right_is_0_and_a_mistake_is_1(
    numbers: Arrays, as_json: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["judge", saved(tmp_path, numbers, as_json), *SETTINGS]) == 0
    assert capsys.readouterr().out.startswith("RIGHT")
    wrong = {**numbers, "dW1": numbers["dW1"].copy() * 5}
    del wrong["W1_new"]
    assert main(["judge", saved(tmp_path, wrong, as_json), *SETTINGS]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "MISTAKE  at dW1: 1/n is missing: dW1 is 5 times as large as it should be"
    assert len(lines) <= 18
    assert all(len(line) <= 80 for line in lines)


def test_json_has_the_keys_that_programs_read(
    numbers: Arrays, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = {**numbers, "dz1": numbers["da1"]}
    assert main(["judge", saved(tmp_path, wrong), "--json", *SETTINGS]) == 1
    found = json.loads(capsys.readouterr().out)
    keys = {"verdict", "layout", "settings", "judged", "wrong", "follows", "mistakes", "rivals"}
    assert keys <= set(found)
    assert {"at", "id", "words", "yours", "right"} <= set(found["mistakes"][0])
    assert found["settings"]["activation"] == "tanh"


def test_all_says_more(numbers: Arrays, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("dz2", "da1", "dz1", "dW1"):
        numbers[name] = numbers[name] + 0.1 * np.random.RandomState(1).standard_normal(numbers[name].shape)
    path = saved(tmp_path, numbers)
    main(["judge", path, *SETTINGS])
    short = capsys.readouterr().out
    main(["judge", path, "--all", *SETTINGS])
    assert len(capsys.readouterr().out) > len(short)


def test_an_experiment_gives_network_data_and_weights(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program, state = load("xor").begin()
    while state.done < program.starts["update"]:
        state = advance(program, state)
    mine = {name: np.asarray(state.values[name]) for name in ("z1", "a2", "dz2", "dW1")}
    assert main(["judge", saved(tmp_path, mine), "xor"]) == 0
    assert main(["judge", saved(tmp_path, mine), "xor", "--seed", "3"]) == 1
    capsys.readouterr()
    double = mine | {"dz2": mine["dz2"] / 2, "dW1": mine["dW1"] / 2}
    assert main(["judge", saved(tmp_path, double), "xor", "--loss", "half_squares"]) == 0
    capsys.readouterr()
    assert main(["judge", saved(tmp_path, double), "xor", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["verdict"] == "other loss"


def test_mini_batches_are_judged_by_the_first(tmp_path: Path) -> None:
    program, state = load("digits").begin()
    while "dW1" not in state.values:
        state = advance(program, state)
    mine = {name: np.asarray(state.values[name]) for name in ("z1", "dW1")}
    assert main(["judge", saved(tmp_path, mine), "digits"]) == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--activation", "tnah"], '--activation: unknown name "tnah": did you mean "tanh"?'),
        (["--loss", "hinge"], '--loss: unknown name "hinge"'),
        (["--learning-rate", "-1"], "--learning-rate must be a finite number above 0"),
        (["--hidden", "4"], "--hidden changes nothing here"),
        (["--output-activation", "softmax", "--loss", "mse"], "does not go with"),
        (["--activation", "tanh,relu,tanh"], "activation must be one name, or one for each hidden layer (1)"),
    ],
)
def test_settings_that_cannot_be_are_refused_in_one_line(
    arguments: list[str], words: str, numbers: Arrays, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["judge", saved(tmp_path, numbers), *arguments]) == 2
    error = capsys.readouterr().err
    assert words in error
    assert error.count("\n") == 1


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\x80\x04K\x01.", b"[]", b'{"x": "one"}', b'{"q": [1]}'])
def test_files_that_cannot_be_read_are_2(content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "numbers.npz"
    path.write_bytes(content)
    assert main(["judge", str(path)]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert main(["judge", str(tmp_path / "none.npz")]) == 2


def test_several_files_are_a_row_each_and_one_that_cannot_be_read_stops_none(
    numbers: Arrays, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    np.savez("a.npz", **numbers)  # type: ignore[arg-type]
    np.savez("b.npz", **{**numbers, "dz1": numbers["da1"]})  # type: ignore[arg-type]
    Path("c.json").write_text('{"x": null}')
    assert main(["judge", "a.npz", "b.npz", *SETTINGS]) == 1
    rows = capsys.readouterr().out.splitlines()
    assert rows == ["file,verdict,at,id", "a.npz,right,,", "b.npz,does not follow,dz1 dW1 db1,slope-left-out"]
    assert main(["judge", "a.npz", "c.json", "b.npz", "--json", *SETTINGS]) == 2
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [each["verdict"] for each in found] == ["right", "not read", "does not follow"]
    assert main(["judge", "a.npz", "xro", "b.npz"]) == 2
    assert '"xro" is no file of numbers' in capsys.readouterr().err


def test_open_needs_a_terminal_and_prints_where_there_is_none(
    numbers: Arrays, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["judge", saved(tmp_path, numbers), "--open", *SETTINGS]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("RIGHT")
    assert "needs a terminal" in err
