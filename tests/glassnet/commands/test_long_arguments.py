"""Arguments and files of any length: an error repeats a little of them, on one line."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from glassnet.command_line import main
from glassnet.commands import COMMANDS
from glassnet.commands.experiments import parsed
from glassnet.core.errors import LONGEST_LINE
from glassnet.playing import play_parser
from glassnet.scenarios import load
from glassnet.scenarios.sessions import saving
from glassnet.scenarios.sessions.session import Session

LONG = {
    "letters": "x" * 5000,
    "words": "a b " * 1500,
    "lines": "a\n" * 2000,
    "escapes": "\x1b[2J" * 1200,
    "surrogates": "\udcff" * 3000,
    "wide": "男" * 3000,
    "digits": "9" * 5000,
    "a path": "/x" * 2400,
    "commas": "1," * 2500,
    "brackets": "[" * 5000,
    "hexadecimal": "0x" + "f" * 5000,
    "an index": "dW1[" + "0," * 2000 + "0]",
    "a large index": f"dW1[{'9' * 4000},0]",
    "quotes": '"' * 5000,
    "a flag": "--" + "y" * 5000,
    "a short flag": "-" + "s" * 5000,
}
NEEDED = {
    **{command: ["--iterations", "2"] for command in ("trace", "train", "sweep")},
    "check": [],
    "judge": [],
    "printed": [],
    "walk": [],
    "learn": [],
    "serve": [],
    "lesson": [],
    "explain": ["loss"],
    "export": ["--to", "numpy"],
    "record": ["--until", "2", "--out", "/nowhere/x.svg"],
    "sheet": ["--blank", "z1", "--out", "nowhere"],
}
ENDINGS = ("", ".toml", ".csv", ".glassnet")
OWN = {
    "trace": ["--iterations", "--from", "--out"],
    "train": ["--iterations", "--epochs", "--until"],
    "check": ["--iterations"],
    "explain": ["--iteration", "--depth"],
    "judge": [],
    "printed": [],
    "walk": ["--iterations", "--at"],
    "serve": ["--port", "--visitors", "--upload-limit", "--idle", "--memory", "--lesson", "--lock"],
    "sweep": ["--seeds", "--vary", "--iterations", "--converged-below"],
    "export": ["--to", "--iterations", "--at", "--size", "--out"],
    "sheet": ["--students", "--seed", "--sample", "--iteration", "--decimals", "--blanks-at-most"],
}


def settings() -> list[str]:
    """All flags of settings."""
    made = play_parser()
    parsed(made, ["--seed", "1"])
    return sorted({action.option_strings[0] for action in made._actions if action.dest.startswith("--")})


def said(words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    try:
        code = main(words)
    except SystemExit as left:  # argparse's own errors
        code = int(left.code or 0)
    out, err = capsys.readouterr()
    assert (code, out) == (2, ""), err[:2000]
    last = err.splitlines()[-1]
    assert re.fullmatch(r"glassnet[^\n]*\n", err), err[:2000]
    assert len(last) <= LONGEST_LINE
    assert last.isprintable()
    assert "set_int_max_str_digits" not in last
    return last


@pytest.mark.parametrize("kind", LONG)
def test_whatever_stands_in_place_of_an_experiment(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    word = LONG[kind]
    for command in ["", *NEEDED]:
        for ending in ENDINGS:
            said([*([command] if command else []), word + ending, *NEEDED.get(command, [])], capsys)
        said([*([command] if command else []), "xor", *NEEDED.get(command, []), word], capsys)
    for command in ("list", word):
        said([command, word], capsys)
    said(["explain", "xor", word], capsys)
    said(["--resume", word], capsys)


@pytest.mark.parametrize("kind", LONG)
def test_whatever_stands_after_an_option(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    word = LONG[kind]
    for command, options in OWN.items():
        for option in options:
            more = [] if option in NEEDED[command] else NEEDED[command]
            if option == "--at":
                more = ["--to", "svg"]
            if option == "--out" and kind in ("letters", "words", "wide", "digits", "commas", "brackets", "quotes"):
                assert "name too long" in said([command, "xor", *more, f"{option}={word}"], capsys)
            else:
                said([command, "xor", *more, f"{option}={word}"], capsys)
    said(["xor", f"--fps={word}"], capsys)
    said(["sheet", "xor", "--out", "nowhere", f"--blank={word}"], capsys)
    if kind not in ("lines", "escapes", "surrogates"):
        assert "File name too long" in said(["sheet", "xor", "--blank", "z1", f"--out={word}"], capsys)
    for flag in settings():
        if flag != "--target":
            said(["train", "spiral", "--iterations", "2", f"{flag}={word}"], capsys)


def test_digits_without_end_among_the_values_of_a_sweep(capsys: pytest.CaptureFixture[str]) -> None:
    for key in ("network.hidden", "training.learning_rate", "network.init_scale", "training.loss"):
        for word in ("9" * 5000, "0x" + "f" * 5000, f"[{'9' * 5000}]", f"[0x{'f' * 5000}]"):
            said(["sweep", "xor", "--iterations", "2", "--seeds", "2", "--vary", f"{key}={word}"], capsys)


def test_there_are_all_commands() -> None:
    assert {*NEEDED, "list"} == set(COMMANDS)


@pytest.mark.parametrize("kind", [kind for kind, text in LONG.items() if text.isascii()])
def test_whatever_a_file_says(kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "".join(f"\\u{ord(c):04x}" if c in '"\\' or not c.isprintable() else c for c in LONG[kind])
    file, csv = tmp_path / "case.toml", tmp_path / "case.csv"
    for content in (
        f'scenario = "{text}"',
        f'"{text}" = 1',
        f'"{text}" = 1\n"{text}" = 2',
        f'scenario = "xor"\nnetwork.hidden = "{text}"',
        f'scenario = "xor"\nnetwork."{text}" = 1',
        f'scenario = "xor"\nnetwork.activation = ["{text}"]',
        f'scenario = "xor"\nparameters."{text}" = [[1]]',
        f'scenario = "xor"\nseed = [["{text}"]]',
        f'["{text}"]\na = 1\n["{text}"]',
        f'[csv]\nfile = "{text.replace("/", "x")}"',
        '[csv]\nfile = "case.csv"\ntarget = ' + f'"{text}"',
        LONG[kind],
    ):
        file.write_text(content)
        csv.write_text("a,b\n1,2\n2,3\n3,5\n4,9\n")
        assert "case.toml: " in said(["train", str(file), "--iterations", "1"], capsys)
    cell = LONG[kind].replace('"', "")
    csv.write_text(f'"{cell}","{cell}b"\n1,2\n2,"{cell}"\n')
    assert "case.csv: " in said(["train", str(csv), "--iterations", "1"], capsys)
    assert "case.csv: " in said(["train", str(csv), "--iterations", "1", f"--target={cell}"], capsys)


@pytest.mark.parametrize("long", ["x" * 10**6, "\x1b[2J" * 10**5])
def test_whatever_a_forged_session_says(long: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = saving.Run(Session(load("xor")).archive(), {})
    outer = msgspec.msgpack.decode(saving.encode(saving.Content((run,), 0)).split(b"\n", 1)[1])
    path = tmp_path / "forged.glassnet"
    told = []
    for changed in (*_each(outer["content"], long), {"content": 1}, {**outer, "arrays": [[long, [1], b""]]}):
        content = changed if isinstance(changed, dict) and ("arrays" in changed or changed == {"content": 1}) else None
        body = msgspec.msgpack.encode(content or {**outer, "content": changed})
        digest = hashlib.sha256(body).hexdigest()
        path.write_bytes(f"glassnet session, format 1, sha256 {digest}, {len(body)} bytes\n".encode() + body)
        told.append(said([str(path)], capsys))  # what opens needs a terminal, which is not there
    assert sum("forged.glassnet: " in line for line in told) > 40


def _each(value: Any, new: str) -> list[Any]:
    """Copies of a value, in each of which one text, name or number is another."""
    if isinstance(value, dict):
        made = [{**value, key: part} for key, inside in value.items() for part in _each(inside, new)]
        return [*made, *({**{k: v for k, v in value.items() if k != key}, new: value[key]} for key in value)]
    if isinstance(value, list):
        return [[*value[:at], part, *value[at + 1 :]] for at, inside in enumerate(value) for part in _each(inside, new)]
    return [new]
