"""Somebody who is confined to a folder reads and writes in it alone, and is not even told what else there is."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from glassnet import scenarios
from glassnet.core.errors import GlassnetError
from glassnet.scenarios import lessons
from glassnet.scenarios.confined import FOLDER, exists, wrong_name
from glassnet.scenarios.experiments.command_line import command_line
from glassnet.scenarios.experiments.files import find
from glassnet.scenarios.judge.session import hand_in_file
from glassnet.scenarios.reading import read_file
from glassnet.scenarios.replacing import replace_file
from glassnet.scenarios.sessions import saving

SECRET = "x,y\n1,2\n3,4\n5,6\n"


@pytest.fixture
def secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file beside the folder that this process is confined to, and works in."""
    mine = tmp_path / "mine"
    mine.mkdir()
    monkeypatch.chdir(mine)
    monkeypatch.setenv(FOLDER, str(mine))
    outside = tmp_path / "secret.csv"
    outside.write_text(SECRET)
    return outside


def ways_to(path: Path) -> list[str]:
    """Paths that lead to a file beside this folder: from the root, by .., and by links in the folder."""
    Path("link.csv").symlink_to(path)
    Path("up").symlink_to("..")
    return [str(path), f"../{path.name}", f"./up/{path.name}", f"up/../../mine/../{path.name}", "link.csv"]


@pytest.mark.parametrize(
    "name", ["houses.csv", "a b.toml", "größe.glassnet", "console.csv", "com10.csv", "a..b", "x" * 100]
)
def test_names_that_are_good_anywhere(name: str) -> None:
    assert wrong_name(name) == ""


@pytest.mark.parametrize(
    "name",
    [
        *("", ".", "..", "../a.csv", "/etc/passwd", "a/b", "..\\a", "C:\\a", "C:a", "\\\\host\\share", "~root", "~/a"),
        *("a\0b", "a\nb", "a\x1b[2J", "\ud800", "a\u202eb", " a", "a ", "a.", "x" * 101, "é" * 51, ".bashrc", "-rf"),
        *("nul", "NUL.csv", "con.tar.gz", "Com1", "lpt9.txt", "aux .csv", "a:stream", "a|b", "a*", "a?", '"a"', "<a>"),
    ],
)
def test_names_that_are_wrong_somewhere(name: str) -> None:
    said = wrong_name(name)
    assert said
    assert said.isprintable()  # one line, in which nothing of the name does harm


def test_nothing_outside_is_read_whatever_it_is_called(secret: Path) -> None:
    for path in (*ways_to(secret), "/etc/passwd", "/dev/zero"):
        for read in (find, hand_in_file, saving.load, lessons.load, lambda path: read_file(path, 100)):
            with pytest.raises(GlassnetError) as error:
                read(path)
            assert "root:" not in str(error.value)


def test_what_is_not_there_is_not_told_from_what_is(secret: Path) -> None:
    for path in ways_to(secret):
        other = path.replace("secret", "nothing").replace("link", "none")
        assert not exists(path)
        if "/" in path:
            assert said(path).replace(path, "") == said(other).replace(other, "")


def said(path: str) -> str:
    with pytest.raises(GlassnetError) as error:
        find(path)
    return str(error.value)


def test_nothing_outside_is_written(secret: Path) -> None:
    for path in (*ways_to(secret), "../new.csv", str(secret.parent / "new")):
        with pytest.raises(GlassnetError, match="only files of your own"):
            replace_file(path, b"gone")
    assert secret.read_text() == SECRET
    assert {path.name for path in secret.parent.iterdir()} == {"mine", "secret.csv"}


def test_an_experiment_reads_no_data_from_outside(secret: Path) -> None:
    for path in ways_to(secret):
        Path("mine.toml").write_text(f"[csv]\nfile = {json.dumps(path)}\n")
        assert "only files of your own" in said("mine.toml")


def test_a_forged_session_names_no_file_outside(secret: Path) -> None:
    """`y` reads the file again that a session says it comes from."""
    forged = replace(scenarios.load("xor"), source=str(secret))
    with pytest.raises(GlassnetError) as error:
        command_line(forged)
    there = str(error.value)
    os.remove(secret)
    with pytest.raises(GlassnetError) as error:
        command_line(forged)
    assert str(error.value) == there


def test_what_ships_and_what_is_ones_own_is_read(secret: Path) -> None:
    Path("mine.csv").write_text(SECRET)
    assert find("mine.csv").data.inputs.shape == (3, 1)
    replace_file("new.txt", b"new")
    assert Path("new.txt").read_bytes() == b"new"
    assert len(find("iris").data.inputs) + len(find("iris").data.test_inputs) == 150
    assert lessons.load("start", "de").steps
