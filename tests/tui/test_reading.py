"""Large files in the app: it tells how far one is read, answers keys meanwhile, and nothing is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from glassnet import playing
from glassnet.commands.experiments import parsed
from glassnet.core.errors import GlassnetError
from glassnet.scenarios.data import csv_data, csv_elsewhere
from glassnet.scenarios.data.csv_data import Request
from glassnet.scenarios.data.csv_worker import Progress
from glassnet.scenarios.experiments.files import find
from glassnet.scenarios.settings.rows import rows, stepped
from glassnet.tui.app import Glassnet
from glassnet.tui.screens import reading as sheet
from glassnet.tui.screens.settings import screen as settings
from tests.idle import IdlePilot, run
from tests.screen import drive, text, told, wait_until


class Slow:
    """A reading that goes on when the test says so. wrong: what comes of it, if that is an error."""

    all: list[Slow]

    def __init__(self, request: Request) -> None:
        self.request, self.progress, self.done, self.closed = request, Progress(size=200), False, False
        self.wrong = ""
        self.all.append(self)

    def take(self) -> None:
        csv_data.keep(self.request, GlassnetError(self.wrong) if self.wrong else csv_data._made(self.request))

    def close(self) -> None:
        self.closed = True


@pytest.fixture(autouse=True)
def slow(monkeypatch: pytest.MonkeyPatch) -> list[Slow]:
    """Every file is large, and is read as slowly as the test wants."""
    csv_data._kept.clear()
    Slow.all = []
    monkeypatch.setattr(csv_elsewhere, "SMALL_BYTES", 0)
    monkeypatch.setattr(csv_elsewhere, "Reading", Slow)
    monkeypatch.setattr(settings, "Reading", Slow)
    monkeypatch.setattr(sheet, "EVERY", 0.01)
    monkeypatch.setattr(sheet, "UNSEEN", 0)
    return Slow.all


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    Path("big.csv").write_text("u,kind\n" + "".join(f"{at}.5,{'ab'[at % 2]}\n" for at in range(60)))
    return "big.csv"


async def ask_for(pilot: Pilot[None], app: Glassnet, line: str) -> None:
    app.do("open_file")
    await pilot.pause()
    await pilot.press(*line, "enter")
    await pilot.pause()


def test_a_file_is_opened_when_it_is_read_and_keys_go_on(slow: list[Slow], file: str) -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("i")
        await ask_for(pilot, app, file)
        (reading,) = slow
        reading.progress = Progress(50, 200, 1234)
        await wait_until(pilot, lambda: "1,234 rows" in text(app))
        assert file in text(app)
        assert "━" * 10 + "─" * 30 + "   25%" in text(app)
        await pilot.press("question_mark")
        assert "stop reading" in text(app)
        reading.progress, reading.done = Progress(200, 200, 5000), True
        await pilot.press("escape")
        await wait_until(pilot, lambda: len(app.screen_stack) == 1)
        assert app.workspace.key == file
        assert "Learn" in text(app)
        assert 'Target: column "kind"' in told(app)
        assert reading.closed
        await pilot.press("space")
        assert app.session.state.done == 1

    drive(steps)


def test_when_all_is_read_it_says_what_comes(slow: list[Slow], file: str) -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await ask_for(pilot, app, file)
        slow[0].progress = Progress(200, 200, 60)
        await wait_until(pilot, lambda: "60 rows; making inputs and targets" in text(app))
        assert "100%" in text(app)
        await pilot.press("escape")

    drive(steps)


@pytest.mark.parametrize("key", ["escape", "q"])
def test_reading_can_be_stopped_and_nothing_has_changed(key: str, slow: list[Slow], file: str) -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("i")
        before = app.session
        await ask_for(pilot, app, f"{file} --hidden 3")
        await pilot.press(key)
        await wait_until(pilot, lambda: len(app.screen_stack) == 1)
        assert slow[0].closed
        assert app.session is before
        assert f"{file} is not opened" in told(app)

    drive(steps)


def test_what_is_wrong_is_told_and_nothing_has_changed(slow: list[Slow], file: str) -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        before = app.session
        await ask_for(pilot, app, file)
        slow[0].wrong, slow[0].done = "line 3 has 1 cell", True
        await wait_until(pilot, lambda: len(app.screen_stack) == 1)
        assert app.session is before
        assert f"{file}: line 3 has 1 cell" in told(app)

    drive(steps)


def test_a_file_that_is_read_already_opens_at_once(slow: list[Slow], file: str) -> None:
    csv_data.csv_data(file)

    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await ask_for(pilot, app, f"{file} --hidden 3")
        assert app.workspace.key == file
        assert not slow

    drive(steps)


def test_another_setting_of_the_file_is_read_beside_the_app_too(slow: list[Slow], file: str) -> None:
    made = find(file)

    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("s")
        shown = app.screen
        assert isinstance(shown, settings.SettingsScreen)
        share = next(row for row in rows(shown.draft) if row.path == "csv.test_share")
        shown._put(lambda: stepped(shown.draft, share, 1))
        await pilot.pause()
        (reading,) = slow
        assert app.screen is not shown
        await pilot.press("escape")
        await wait_until(pilot, lambda: app.screen is shown)
        assert shown.draft.made.data is made.data
        shown._put(lambda: stepped(shown.draft, share, 1))
        slow[1].done = True
        await wait_until(pilot, lambda: app.screen is shown)
        assert len(shown.draft.made.data.inputs) != len(made.data.inputs)
        assert reading.closed
        assert slow[1].closed

    drive(steps, made)


# --- by the command line ---


def started(monkeypatch: pytest.MonkeyPatch, *words: str) -> Glassnet:
    """The app as `glassnet` opens it with these words."""
    monkeypatch.setattr(playing, "_check_terminal", lambda hint: None)
    return playing._app(parsed(playing.play_parser(), list(words)))


def test_the_command_line_opens_the_app_and_reads_then(
    slow: list[Slow], file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = started(monkeypatch, file, "--hidden", "3", "--seed", "2", "--at", "2:W1", "--momentum", "0.5")
    assert not slow

    async def steps() -> None:
        async with app.run_test(size=(120, 40)):
            pilot = IdlePilot(app)
            await pilot.pause()
            slow[0].progress = Progress(100, 200, 4321)
            await wait_until(pilot, lambda: "4,321 rows" in text(app))
            assert "neuron" not in text(app)  # nothing else is there yet
            slow[0].done = True
            await wait_until(pilot, lambda: len(app.screen_stack) == 1)
            assert app.session.state.iteration == 2
            assert app.session.program.config.network.sizes == (1, 3, 2)
            assert app.session.program.config.network.seed == 2
            assert app.workspace.choices.trail
            assert "--momentum changes nothing here" in told(app)

    run(steps)
    assert app.exit_code == 0


@pytest.mark.parametrize("wrong", ["line 3 has 1 cell", ""])
def test_what_is_wrong_ends_the_app_with_one_line(
    wrong: str, slow: list[Slow], file: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    app = started(monkeypatch, file, *(() if wrong else ("--at", "3:nothing")))

    async def steps() -> None:
        async with app.run_test(size=(120, 40)):
            pilot = IdlePilot(app)
            await pilot.pause()
            slow[0].wrong, slow[0].done = wrong, True
            await wait_until(pilot, lambda: not app.is_running)

    run(steps)
    assert playing._ended(app) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"glassnet: {file}: {wrong}" if wrong else "glassnet: ")
    assert said.count("\n") == 1


def test_escape_leaves_where_nothing_was_open(slow: list[Slow], file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    app = started(monkeypatch, file)

    async def steps() -> None:
        async with app.run_test(size=(80, 24)):
            pilot = IdlePilot(app)
            await pilot.pause()
            assert "esc leaves Glassnet" in text(app)
            await pilot.press("escape")
            await wait_until(pilot, lambda: not app.is_running)

    run(steps)
    assert slow[0].closed
    assert playing._ended(app) == 0
