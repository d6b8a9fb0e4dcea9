"""How the app ends when somebody or something else than `q` ends it: what was open is kept, and one line says so."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("pty")
from glassnet.scenarios.sessions import saving
from tests.walk import Process, Size, glassnet

FAILING = """
import sys
from textual.message import Message
from glassnet.command_line import main
from glassnet.tui.actions import look
from glassnet.tui.app import Glassnet
from glassnet.tui.runner import Runner
from glassnet.tui.screens.sheets import HelpSheet

def fails(*arguments, **options):
    raise IndexError("planted \\x1b[31m here")

async def fails_later(*arguments, **options):
    fails()

def begins_a_timer(app):
    app.set_timer(0.01, fails)

def sends(app):
    app.post_message(Planted())

class Planted(Message):
    pass

"""
PLANTS = {  # what fails, and the keys that lead there
    "an action": ("look.scale = fails", b"v"),
    "a message handler": ("look.scale, Glassnet.on_planted = sends, fails", b"v"),
    "a worker": ("Runner.run = fails_later", b"r"),
    "a timer": ("look.scale = begins_a_timer", b"v"),
    "the composition of a screen": ("HelpSheet.compose = fails", b"?"),
    "the styles of a screen": ("HelpSheet.CSS = 'Static { height: nonsense; }'", b"?"),
    "a callback after a frame": ("look.scale = lambda app: app.call_after_refresh(fails)", b"v"),
    "what takes the inputs": ("look.scale = lambda app: setattr(app, '_until_done', fails_later)", b"vv"),
}


def failing(plant: str) -> list[str]:
    """The command that opens xor with something in it that fails."""
    return [sys.executable, "-c", f"{FAILING}{plant}\nsys.exit(main(['xor']))"]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[list[Process]]:
    """Processes to close after the test."""
    processes: list[Process] = []
    yield processes
    for process in processes:
        process.close()


def at_iteration_2(command: list[str], home: Path, opened: list[Process]) -> Process:
    """The app with something in it that is worth keeping."""
    process = Process(command, str(home))
    opened.append(process)
    process.until("one step")
    process.do(b"ii")
    process.until("next: iteration 3")
    return process


def kept_iteration(home: Path) -> int:
    """Where the session stands that was kept."""
    ((session, _), *_), _ = saving.load(str(home / "glassnet" / "last.glassnet"))
    return session.state.iteration


@pytest.mark.parametrize("what", PLANTS)
def test_an_error_nobody_foresaw_in(what: str, tmp_path: Path, opened: list[Process]) -> None:
    plant, key = PLANTS[what]
    process = at_iteration_2(failing(plant), tmp_path, opened)
    process.do(key)
    assert process.ended() == 1
    log = tmp_path / "glassnet" / "fault.log"
    screen, _, last = bytes(process.output).decode().rpartition("glassnet: ended by an error of its own, ")
    assert screen.rindex("\x1b[?1049l") > screen.rindex("\x1b[?1049h")  # the terminal is as it was
    assert last.count("\n") == 1
    assert last.rstrip().endswith(f"its traceback is in {log}; glassnet --resume comes back to xor, iteration 2")
    assert "\x1b" not in last
    assert "Traceback" not in process.text
    assert ("IndexError" in log.read_text()) or what == "the styles of a screen"
    assert "textual" in log.read_text().splitlines()[0]
    assert kept_iteration(tmp_path) == 2


def test_an_error_before_the_first_frame(tmp_path: Path, opened: list[Process]) -> None:
    process = Process(failing("Glassnet.CSS = 'Panel { height: nonsense; }'"), str(tmp_path))
    opened.append(process)
    assert process.ended() == 1
    assert process.text.count("\n") == 1
    assert "ended by an error of its own, " in process.text


def test_an_error_of_a_command_is_one_line(tmp_path: Path, opened: list[Process]) -> None:
    plant = "from glassnet import commands\ncommands.run = fails\nsys.exit(main(['train', 'xor']))"
    process = Process(failing(plant), str(tmp_path))
    opened.append(process)
    assert process.ended() == 1
    assert process.text.startswith(
        "glassnet: an error of its own, IndexError: planted \\x1b[31m here; its traceback is in"
    )


def test_a_panel_that_cannot_be_painted_says_so_and_the_others_live(tmp_path: Path, opened: list[Process]) -> None:
    plant = "from glassnet.tui.panels.loss import LossPanel\nLossPanel.paint = fails"
    process = at_iteration_2(failing(plant), tmp_path, opened)
    assert "This panel cannot be painted" in process.text
    process.do(b"i")
    process.until("next: iteration 4")
    process.do(b"q")
    assert process.ended() == 0
    assert "a panel was not painted for an error of its own, IndexError" in process.text
    assert "--resume comes back to xor, iteration 3" in process.text
    assert (tmp_path / "glassnet" / "fault.log").read_text().count("Traceback") == 1  # not one for each frame


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_from_outside(number: signal.Signals, tmp_path: Path, opened: list[Process]) -> None:
    process = at_iteration_2(glassnet("xor"), tmp_path, opened)
    os.kill(process.pid, number)
    assert process.ended() == 128 + number
    assert "glassnet --resume comes back to xor, iteration 2" in process.text
    assert kept_iteration(tmp_path) == 2


@pytest.mark.parametrize("how", ["as a shell does", "by a signal that no program hears of"])
def test_back_from_the_shell_everything_is_painted_at_once(how: str, tmp_path: Path, opened: list[Process]) -> None:
    process = at_iteration_2(glassnet("xor"), tmp_path, opened)
    for _ in range(2):
        if how == "as a shell does":
            process.suspend()
            assert bytes(process.output).rstrip().endswith(b"\x1b[?1004l")  # the shell has its own screen again
        else:
            os.kill(process.pid, signal.SIGSTOP)
        since = len(process.output)
        os.kill(process.pid, signal.SIGCONT)
        for words in ("iteration 2", "predictions", "quit"):
            process.until(words, since)
    process.do(b"i")
    process.until("next: iteration 4", since)  # one i, though it was stopped and began anew
    process.do(b"q")
    assert process.ended() == 0


def test_stderr_may_go_elsewhere(tmp_path: Path, opened: list[Process]) -> None:
    process = Process(
        ["/bin/sh", "-c", f"exec {sys.executable} -m glassnet xor 2>/dev/null"], str(tmp_path), Size(80, 24)
    )
    opened.append(process)
    process.until("quit")
    process.do(b"q")
    assert process.ended() == 0
