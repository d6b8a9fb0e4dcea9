"""Recording from the palette: the file that the command line writes, while the training on show stays where it is."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from glassnet.command_line import main
from glassnet.tui.app import Glassnet
from glassnet.tui.messages import Sample
from glassnet.tui.recording.recording import Form, Recording
from glassnet.tui.screens.recording import RecordingSheet
from tests.screen import drive, text, told, wait_until


@pytest.mark.parametrize("flags", [[], ["--plain"]])
def test_what_is_recorded_in_the_app_is_what_the_command_records(
    flags: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["record", "xor", "--until", "6", "--out", "by-command.svg", *flags]) == 0

    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        app.do("record")
        await pilot.pause()
        assert "nothing to record yet" in told(app)
        app.session.run(iterations=9)
        app.session.goto(7, 3)
        app.do("record")
        await pilot.pause()
        assert "iterations 1 to 6" in text(app)
        await pilot.press(*"a.gif", "enter")
        assert "must end in .svg or .cast" in text(app)
        await pilot.press(*["backspace"] * 4, *".svg", "enter")
        await wait_until(pilot, lambda: "written: a.svg" in told(app))
        assert (app.session.state.iteration, app.session.state.done) == (7, 3)
        assert app.session.history.moment(app.session.history.end)[0] == 9

    drive(steps, plain=bool(flags))
    assert Path("a.svg").read_bytes() == Path("by-command.svg").read_bytes()


class Endless(Recording):
    """One that is never made."""

    def __iter__(self) -> Iterator[float]:
        while True:
            time.sleep(0.001)
            yield 0.5


def test_a_recording_can_be_stopped() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        answers: list[Recording | None] = []
        app.ask(RecordingSheet(Endless(app.session, Sample(0), 9, Form(".svg"))), answers.append)
        await wait_until(pilot, lambda: f"{'━' * 20}{'─' * 20}   50%" in text(app))
        await pilot.press("escape")
        await wait_until(pilot, lambda: len(app.screen_stack) == 1)
        assert answers in ([], [None])

    drive(steps)
