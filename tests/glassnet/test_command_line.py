"""The command line: what it prints, its exit codes, and that it loads nothing heavy before it must."""

from __future__ import annotations

import io
import os
import subprocess
import sys

import pytest

from glassnet.command_line import command, main
from glassnet.scenarios import names
from tests.patience import PATIENCE


def glassnet(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "glassnet", *arguments]
    return subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=PATIENCE)


def test_list() -> None:
    done = glassnet("list")
    assert done.returncode == 0
    assert [line.split()[0] for line in done.stdout.splitlines()] == list(names())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["xro"], 'unknown scenario "xro": did you mean "xor"?'),
        (["xor", "--seed", "-1"], "seed must be a whole number from 0 to 4294967295, got -1"),
        (["neuron", "--seed", "1"], "a seed changes nothing"),
        (["xor", "--fps", "0"], "--fps must be from 1 to 240"),
        (["xor"], "needs a terminal"),
    ],
)
def test_bad_input_is_one_line(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    said = capsys.readouterr()
    assert words in said.err
    assert said.err.count("\n") == 1
    assert not said.out


def test_streams_that_are_closed_or_poor(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    written = io.BytesIO()
    ascii_only = io.TextIOWrapper(written, "ascii")
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", ascii_only)
        assert main(["train", "xor", "--epochs", "1"]) == 0
        assert b"xor, 2?4?1, 1 iteration (" in written.getvalue()
        for name in ("stdin", "stdout"):
            patch.setattr(sys, name, None)
        assert main(["trace", "xor", "--iterations", "1"]) == 0
        assert main(["xor"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(("arguments", "code"), [(["list"], 0), (["--help"], 0), (["xro"], 2), (["train"], 2)])
def test_the_process_ends_at_once_with_that_code(
    arguments: list[str], code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[int] = []
    written = io.BytesIO()
    monkeypatch.setattr(sys, "argv", ["glassnet", *arguments])
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written))
    monkeypatch.setattr(os, "_exit", ended.append)
    command()
    assert ended == [code]
    assert bool(written.getvalue()) == (code == 0)  # nothing is left to be flushed


def test_nothing_is_loaded_without_need() -> None:
    code = (
        "import sys\n"
        "from glassnet.command_line import main\n"
        "screen, files = ('textual', 'rich', 'plotext'), ('msgspec', 'tomllib', 'platformdirs', 'glassnet.tui')\n"
        "files += ('glassnet.scenarios.data.csv_data', 'glassnet.playing')\n"
        "sweep = 'sweep xor --seeds 0:1 --iterations 1'\n"
        "for words, idle in ((sweep, files), ('--version', ()), ('--help', ()), ('list', ())):\n"
        "    try:\n        main(words.split())\n    except SystemExit:\n        pass\n"
        "    print([m for m in (*screen, *idle) if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.splitlines() == ["[]"] * 4
    assert all(word in done.stdout for word in ("0.2573", "glassnet 0", "usage: glassnet", "neuron  "))
