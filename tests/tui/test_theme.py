"""The theme: chosen in the app it is there the next time, `--theme` goes before it, and no file of it does any harm."""

from __future__ import annotations

import asyncio
from pathlib import Path

import platformdirs
import pytest

from glassnet.command_line import main
from glassnet.playing import play_parser
from glassnet.tui import remembered
from glassnet.tui.app import Glassnet
from tests.screen import told


def test_without_a_file_it_is_dark_and_nothing_is_said(tmp_path: Path) -> None:
    assert remembered.theme(tmp_path / "screen.toml") == ("dark", "")


def test_what_is_chosen_in_the_app_is_there_the_next_time(tmp_path: Path) -> None:
    file = tmp_path / "folder" / "screen.toml"

    async def run() -> None:
        app = Glassnet("xor", theme="dark", remember=lambda theme: remembered.remember(theme, file))
        async with app.run_test(size=(120, 40)):
            assert app.current_theme.dark
            app.do("theme")
            assert not app.current_theme.dark
        assert remembered.theme(file) == ("light", "")
        app = Glassnet("xor", theme="light", remember=lambda theme: remembered.remember(theme, file))
        async with app.run_test(size=(120, 40)):
            assert not app.current_theme.dark
            app.do("theme")
        assert remembered.theme(file) == ("dark", "")

    asyncio.run(run())


def test_where_it_cannot_be_kept_the_app_says_so_and_goes_on(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    async def run() -> None:
        place = tmp_path / "file" / "screen.toml"
        app = Glassnet("xor", remember=lambda theme: remembered.remember(theme, place))
        async with app.run_test(size=(120, 40)) as pilot:
            app.do("theme")
            await pilot.pause()
            assert not app.current_theme.dark
            assert "the theme is not kept" in told(app)

    asyncio.run(run())


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'theme = "blue"', 'theme must be "dark" or "light", got "blue"'),
        (b"theme = [1]", 'theme must be "dark" or "light"'),
        (b"theme", "no TOML"),
        (b"\xff\x00", "no TOML"),
        (b"", 'theme must be "dark" or "light"'),
    ],
)
def test_a_damaged_file_is_one_remark(content: bytes, words: str, tmp_path: Path) -> None:
    file = tmp_path / "screen.toml"
    file.write_bytes(content)
    theme, remark = remembered.theme(file)
    assert theme == "dark"
    assert words in remark
    assert "\n" not in remark
    assert remembered.theme(tmp_path)[1].count("no file") == 1
    remembered.remember("light", file)
    assert remembered.theme(file) == ("light", "")


def test_it_stands_where_the_last_session_does(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(platformdirs, "user_state_path", lambda name: tmp_path / name)
    assert remembered.place() == tmp_path / "glassnet" / "screen.toml"


def test_the_command_line_takes_two(capsys: pytest.CaptureFixture[str]) -> None:
    assert play_parser().parse_args(["--theme", "light"]).theme == "light"
    with pytest.raises(SystemExit) as ended:
        main(["xor", "--theme", "blue"])
    assert ended.value.code == 2
    assert "--theme" in capsys.readouterr().err
