"""Files by keys: any of them at a terminal; in a browser those of one folder, and what is written is downloaded."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from textual.pilot import Pilot

from glassnet.scenarios.confined import FILES, FOLDER
from glassnet.scenarios.sessions import saving
from glassnet.tui.app import Glassnet
from glassnet.tui.storage import Browser
from tests.screen import drive, text, told

HOUSES = "rooms,price\n" + "".join(f"{rooms},{rooms}.5\n" for rooms in range(1, 9))


async def open_file(pilot: Pilot[None], *keys: str) -> None:
    """Through the palette, as there is no key for it."""
    await pilot.press("slash", *"open a file")
    await pilot.app.workers.wait_for_complete()
    await pilot.press("enter", *keys, "enter")


def test_a_file_is_opened_beside_what_is_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("my houses.csv").write_text(HOUSES)

    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("i", "i", "ctrl+s", "enter", "1")
        await open_file(pilot, *"no.csv")
        assert "there is no file no.csv" in text(app)
        await pilot.press("escape")
        await open_file(pilot, *"'my houses.csv' --target rooms")
        assert app.workspace.key == "my houses.csv"
        assert '"rooms" from 1 input' in text(app)
        assert "rooms" in told(app)  # what was decided about the data
        await open_file(pilot, *"xor.glassnet")
        assert (app.workspace.key, app.session.state.iteration) == ("xor", 2)
        await pilot.press("i", "ctrl+s")  # into the same file
        assert "saved into xor.glassnet" in told(app)

    drive(steps)
    assert saving.load("xor.glassnet")[0][0][0].state.iteration == 3


def test_in_a_browser_names_are_no_paths_and_files_are_downloaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (mine := tmp_path / "visitor" / FILES).mkdir(parents=True)
    (mine / "houses.csv").write_text(HOUSES)
    (tmp_path / "secret.csv").write_text(HOUSES)
    (mine / "link.csv").symlink_to(tmp_path / "secret.csv")
    monkeypatch.chdir(mine)
    monkeypatch.setenv(FOLDER, str(mine.parent))
    downloads: dict[str, bytes] = {}
    monkeypatch.setattr(Glassnet, "_deliver", lambda app, name, content: downloads.update({name: content}))

    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press("i", "ctrl+s", *"../xor", "enter")
        assert "no path" in text(app)
        await pilot.press("escape", "ctrl+s", "enter")
        assert "downloaded: xor.glassnet" in told(app)
        await pilot.press("ctrl+e", "enter", *"/tmp/xor.py", "enter")
        assert "no path" in text(app)
        await pilot.press("escape", "ctrl+e", "enter", "enter")
        assert "downloaded: xor.py" in told(app)
        for name in (str(tmp_path / "secret.csv"), "../../secret.csv", "link.csv", "secret.csv"):
            await open_file(pilot, *name)
            assert "open a file" in text(app)
            await pilot.press("escape")
        await open_file(pilot)  # what came last is proposed
        assert app.workspace.key == "houses.csv"

    drive(steps)
    assert set(downloads) == {"xor.glassnet", "xor.py"}
    assert downloads["xor.glassnet"].startswith(b"glassnet session")
    assert {path.name for path in mine.iterdir()} == {"houses.csv", "link.csv"}


def test_the_newest_file_is_proposed_and_links_are_none(tmp_path: Path) -> None:
    storage = Browser(str(tmp_path), lambda name, content: None)
    assert storage.newest() == ""
    assert "upload" in storage.wrong_source("a.csv")
    for age, name in enumerate(("b.csv", "a.csv")):
        (tmp_path / name).write_text("")
        os.utime(tmp_path / name, (1000 - age, 1000 - age))
    (tmp_path / "new.csv").symlink_to("/etc/passwd")
    assert storage.newest() == "b.csv"
    assert storage.wrong_source("a.csv") == ""
    assert "b.csv, a.csv" in storage.wrong_source("new.csv")
