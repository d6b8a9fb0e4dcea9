"""The folder of scenarios: what has a function `scenario()` is one, and nothing else in it is in the way of one."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from glassnet import scenarios
from glassnet.command_line import main
from glassnet.core.errors import ConfigError, UnknownName
from glassnet.scenarios import library

MINE = (scenarios.LIBRARY / "xor.py").read_text(encoding="utf-8").replace('key="xor"', 'key="my-own"')
BESIDE = {  # no scenario
    "helper.py": "def draw(): ...\n",
    "raises.py": "raise RuntimeError('imported')\n",
    "no_syntax.py": "def scenario(:\n",
    "no_text.py": "\0é",
    "nested.py": "class A:\n    def scenario(self): ...\n",
    "quoted.py": '"""\ndef scenario():\n"""\n',
    "_private.py": MINE,
    "my_own (copy).py": MINE,
    "my_own.old.py": MINE,
    "my-own.py": MINE,
    "README.md": "def scenario():\n",
    "__pycache__/x.pyc": "",
    "package/__init__.py": MINE,
    "folder.py/x.txt": "",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The library with much beside its scenarios, in place of the real one."""
    copy = tmp_path / "library"
    shutil.copytree(scenarios.LIBRARY, copy, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(scenarios.LIBRARY.parent / "data", tmp_path / "data")  # which some of them read
    for name, text in BESIDE.items():
        (copy / name).parent.mkdir(exist_ok=True)
        (copy / name).write_bytes(text.encode("utf-8"))
    if hasattr(os, "O_NOFOLLOW"):  # links that anybody may make
        (copy / ".#xor.py").symlink_to("nowhere")  # as an editor marks what is being edited
        (copy / "lost.py").symlink_to("nowhere")
    before = set(sys.modules)
    monkeypatch.setattr(scenarios, "LIBRARY", copy)
    monkeypatch.setattr(library, "__path__", [str(copy)])
    forget()
    yield copy
    for name in set(sys.modules) - before:
        if name.startswith(library.__name__):
            del sys.modules[name]
    forget()


def forget() -> None:
    for function in (scenarios.names, scenarios.load, scenarios.titles):
        function.cache_clear()


@pytest.mark.usefixtures("folder")
def test_what_stands_beside_scenarios_is_none_and_harms_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert scenarios.names() == scenarios.ORDER
    assert list(scenarios.titles()) == list(scenarios.ORDER)
    assert main(["list"]) == 0
    for name in ("helper", "raises", "package", "my-own"):
        with pytest.raises(UnknownName):
            scenarios.load(name)


def test_a_new_file_with_the_function_is_one(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "my_own.py").write_text(MINE, encoding="utf-8")
    assert scenarios.names() == (*scenarios.ORDER, "my-own")
    assert scenarios.load("my-own").key == "my-own"
    assert main(["train", "my-own", "--iterations", "2"]) == 0
    assert main(["list"]) == 0
    assert "my-own" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["import nosuch\n", "raise ValueError('a\\nb')\n", ""])
def test_one_that_fails_says_so_and_harms_no_other(text: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "mine.py").write_text(f"{text}def scenario():\n    return 1 / 0\n", encoding="utf-8")
    with pytest.raises(ConfigError, match='^scenario "mine" fails: '):
        scenarios.load("mine")
    assert list(scenarios.titles()) == list(scenarios.ORDER)
    assert main(["train", "mine", "--iterations", "2"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert main(["list"]) == 0
