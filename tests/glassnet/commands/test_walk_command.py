"""`glassnet walk`: all lines at once where nobody presses keys, else one a key, forth and back."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from glassnet.command_line import main
from glassnet.scenarios.walk import walk
from tests.patience import PATIENCE


def test_a_pipe_gets_all_lines(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["walk", "xor", "--iterations", "2", "--seed", "0"]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == list(walk("xor", 2))[1:]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nosuch"], "nosuch"),
        (["xor", "--at", "5:nosuch"], '"nosuch"'),
        (["xor", "--at", "5:W1[9,9]"], "W1[9,9] does not exist"),
        (["xor", "--at", "x"], "--at takes an iteration"),
    ],
)
def test_bad_input_is_one_line(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["walk", *words]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert len(captured.err.splitlines()) == 1
    assert said in captured.err


def test_a_loss_that_is_not_finite_ends_it(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["xor", "--output-activation", "identity", "--learning-rate", "1e300", "--iterations", "9"]
    assert main(["walk", *words]) == 1
    assert "is not finite" in capsys.readouterr().err


def test_keys_go_forth_and_back_a_step_each() -> None:
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "glassnet", "walk", "neuron"]
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    shown = b""

    def until(words: str, times: int = 1) -> None:
        nonlocal shown
        while shown.decode(errors="replace").count(words) < times:
            shown += os.read(ours, 4096)

    until("1 training row")
    for keys, words, times in (
        (b" ", "Step 1 of", 1),
        (b"\r", "Step 2 of", 1),
        (b"b", "Step 1 of", 2),
        (b"\x7f", "At the start", 1),
        (b"\x1b[B", "Keys: ", 2),
        (b"\x04", "", 0),
    ):
        os.write(ours, keys)
        until(words, times)
    assert process.wait(PATIENCE) == 0
    os.close(ours)
    assert b"\x1b" not in shown
    assert shown.decode().splitlines()[0].startswith("Keys: ")
