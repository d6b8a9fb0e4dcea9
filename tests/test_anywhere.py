"""On a system that has none of what only Unix has (Windows) every module loads, and every command does what it does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.patience import PATIENCE
from tests.test_structure import sources

ROOT = Path(__file__).parent.parent
LOADING = """
import importlib
import sys
import pytest
for name in sys.argv[1:]:
    try:
        importlib.import_module(name)
    except pytest.skip.Exception as skipped:
        print(name)
"""
COMMANDS = """
import os
from glassnet.command_line import main
from glassnet.commands import COMMANDS
open("old.jsonl", "w").close()
with open("numbers.json", "w") as file:
    file.write('{"x": [[1.0]], "y": [[0.0]], "W1": [[2.0]], "b1": [2.0], "z1": [[4.0]]}')
DONE = (
    "list",
    "explain xor dW1[0,1] --iteration 3",
    "trace xor --iterations 2",
    "trace xor --iterations 2 --out old.jsonl",
    "trace xor --iterations 2 --out new.jsonl",
    f"trace xor --iterations 2 --out {os.devnull}",
    "train xor --iterations 9",
    "check xor",
    "walk xor",
    "judge numbers.json",
    "printed by-hand",
    "learn example",
    "lesson check example",
    "sheet xor --blank z1 --out sheets",
    "sweep xor --seeds 0:3 --iterations 9",
    "export xor --to numpy --out xor.py",
    "export xor --to csv --iterations 3",
    "export xor --to svg --iterations 3 --out xor.svg",
    "record xor --until 3 --out moving.svg",
)
for words in DONE:
    assert main(words.split()) == 0, words
assert {words.split()[0] for words in DONE} | {"serve"} == set(COMMANDS)
for words in ("serve", "train nosuch.toml --epochs 1", "trace xor --iterations 2 --out .", "--resume", "xor"):
    assert main(words.split()) == 2, words
"""
APP = """
import asyncio
from glassnet.command_line import main
from glassnet.playing import keep
from glassnet.scenarios.sessions.resume import last_session
from glassnet.scenarios.sessions.saving import load
from glassnet.tui.app import Glassnet

async def once():
    app = Glassnet("xor")
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("space", "i", "i", "q")
    assert (app.exit_code, app.faults.found, app.can_suspend) == (0, [], False)
    assert "comes back to xor, iteration 2" in keep(app)

asyncio.run(once())
((session, _), *_), _ = load(last_session())
assert session.state.iteration == 2
"""


def without_unix(code: str, *words: str, folder: Path, loaded: tuple[str, ...] = ()) -> str:
    """What code prints in a folder where nothing is that only Unix has."""
    command = [sys.executable, "-c", f"from tests.without_unix import take_away\ntake_away{loaded}\n{code}", *words]
    environment = {**os.environ, "XDG_STATE_HOME": str(folder), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_module_loads_and_tests_that_need_a_terminal_are_skipped(tmp_path: Path) -> None:
    ours = [name for name in sources() if not name.endswith("__main__")]
    tests = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in ROOT.glob("tests/**/test_*.py")]
    skipped = without_unix(LOADING, *ours, *tests, folder=tmp_path, loaded=("hypothesis", "pytest")).split()
    assert set(skipped) >= {"tests.tui.test_walk", "tests.tui.test_endings", "tests.benchmarks.test_terminal"}
    assert len(skipped) < 10


def test_every_command_does_what_it_does(tmp_path: Path) -> None:
    assert '"iteration": 2' in without_unix(COMMANDS, folder=tmp_path)
    old, new = (tmp_path / f"{name}.jsonl" for name in ("old", "new"))
    assert old.read_text(encoding="utf-8") == new.read_text(encoding="utf-8") != ""
    assert {path.name for path in tmp_path.iterdir()} == {
        *(old.name, new.name, "numbers.json", "xor.py", "xor.svg", "moving.svg", "sheets")
    }


def test_the_app_opens_and_what_was_open_is_kept(tmp_path: Path) -> None:
    without_unix(APP, folder=tmp_path)
