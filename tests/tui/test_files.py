"""Saving by keys, and coming back."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import numpy as np
import platformdirs
import pytest
from textual.pilot import Pilot

from glassnet.command_line import main
from glassnet.core.errors import GlassnetError
from glassnet.playing import keep
from glassnet.scenarios.sessions import resume, saving
from glassnet.tui.app import Glassnet
from tests.patience import PATIENCE
from tests.screen import drive, text, told


def test_ctrl_s_saves_and_the_file_opens_at_the_same_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    seen = {}

    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("i", "i", "f", "n", "ctrl+s")
        assert "save into" in text(app)
        await pilot.press("enter")
        assert "saved into xor.glassnet" in told(app)
        seen["screen"] = text(app).replace("paused", "")
        await pilot.press("space", "ctrl+s")  # into the same file, without a question
        assert "step 6 of 17" in text(app)

    drive(steps)
    sessions = saving.load("xor.glassnet")

    async def again(pilot: Pilot[None], app: Glassnet) -> None:
        screen = text(app)
        assert "iteration 3" in screen
        assert "step 6 of 17" in screen
        assert "sample 3" in screen
        await pilot.press("backspace")
        moment = app.session.state
        assert (moment.iteration, moment.done) == (3, 5)

    drive(again, sessions)


def test_an_existing_file_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("xor.glassnet").write_text("precious")

    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("space", "ctrl+s", "enter")
        assert "exists. Replace it?" in text(app)
        await pilot.press("n")
        assert Path("xor.glassnet").read_text() == "precious"
        await pilot.press("ctrl+s", "enter", "y")
        assert saving.load("xor.glassnet")

    drive(steps)


def test_what_cannot_be_written_is_said_and_nothing_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("space", "ctrl+s", *"no/such", "enter")
        assert "there is no folder no" in text(app)
        await pilot.press("escape")
        assert app.session.state.done == 1

    drive(steps)


def test_quitting_keeps_all_that_is_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platformdirs, "user_state_path", lambda name: tmp_path / "state")
    with pytest.raises(GlassnetError, match="nothing to resume"):
        resume.last_session()
    apps: list[Glassnet] = []
    weights: dict[str, np.ndarray] = {}

    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("i", "i", "1", "i", "2")
        weights.update(app.session.state.values)
        apps.append(app)

    drive(steps)
    assert keep(apps[0]) == "glassnet --resume comes back to xor, iteration 2"

    async def again(pilot: Pilot[None], app: Glassnet) -> None:
        assert "iteration 2" in text(app)
        assert all(np.array_equal(app.session.state.values[name], weights[name]) for name in weights)
        await pilot.press("1")
        assert app.session.state.iteration == 1
        assert app.session.state.done > 0

    drive(again, saving.load(resume.last_session()))


def test_a_session_file_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.glassnet"
    path.write_bytes(b"glassnet session, what?")
    assert main([str(path)]) == 2
    assert (
        capsys.readouterr().err
        == f"glassnet: {path}: no Glassnet session: those are what the app saves, and this file is something else\n"
    )
    assert main([str(tmp_path / "none.glassnet")]) == 2
    assert "No such file" in capsys.readouterr().err


def test_the_exported_script_prints_the_losses_that_the_app_showed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shown: list[float] = []

    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press(*["i"] * 5, "ctrl+e")
        shown.extend(app.session.losses.train.values)
        assert "the same experiment in PyTorch" in text(app)
        await pilot.press("enter")
        assert "export into" in text(app)
        await pilot.press("enter")
        assert "written: xor.py" in told(app)
        await pilot.press("ctrl+e", "end", "enter", "enter")
        assert Path("xor.svg").read_text().startswith("<svg")
        await pilot.press("ctrl+e", "enter", "enter")
        assert "xor.py exists. Replace it?" in text(app)

    drive(steps)
    printed = subprocess.run([sys.executable, "xor.py"], capture_output=True, text=True, check=True).stdout
    losses = [float(line.split()[1]) for line in printed.splitlines() if line.split()[0].isdigit()]
    assert losses == pytest.approx(shown, rel=1e-12)


@pytest.mark.parametrize("how", ["its terminal is lost", "it is asked to end"])
def test_what_is_open_is_kept_and_the_process_ends_when(
    how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pty")
    from benchmarks.terminal import Terminal

    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    terminal = Terminal(sys.executable, "-m", "glassnet", "xor")
    terminal.until("(one step)", PATIENCE)
    terminal.type("ii")
    terminal.until("(next: iteration 3)", PATIENCE)
    if how == "its terminal is lost":
        os.close(terminal.handle)
        expected = 128 + signal.SIGHUP
    else:
        os.kill(terminal.process, signal.SIGTERM)
        with suppress(SystemExit):  # the program ended
            terminal.drain(PATIENCE)
        expected = 128 + signal.SIGTERM
    deadline = time.monotonic() + PATIENCE
    while (ended := os.waitpid(terminal.process, os.WNOHANG))[0] == 0:
        assert time.monotonic() < deadline, "it goes on for ever"
        time.sleep(0.01)
    assert os.waitstatus_to_exitcode(ended[1]) == expected
    ((session, _), *_), _ = saving.load(str(tmp_path / "glassnet" / "last.glassnet"))
    assert session.state.iteration == 2
