"""With other keys: what they do, and that every text names them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from glassnet import playing
from glassnet.tui.app import Glassnet
from glassnet.tui.keys.keymap import DEFAULT, Keymap
from glassnet.tui.keys.spelling import spelled
from glassnet.tui.keys.table import TABLE
from tests.screen import Drive, drive, text, told, wait_until

ROOT = Path(__file__).parents[3]
# every thing on a key of its own that no other has, none of them a key of before
STRANGE = Keymap({id_: (f"alt+{chr(0x4E00 + at)}",) for at, id_ in enumerate(TABLE) if TABLE[id_].keys})
OWN_KEYS = ("arrow", "space", "bksp", "enter", "esc", "ctrl+z", "ctrl+s")


def key(id_: str) -> str:
    return STRANGE.keys[id_][0]


def told_of(words: str) -> None:
    """Fails where a text names a key that is not what it was."""
    for old in OWN_KEYS:
        assert not re.search(rf"(?<![\w-]){re.escape(old)}(?![\w-])", words), (old, words)


async def _stepping(pilot: Pilot[None], app: Glassnet) -> None:
    assert f"{STRANGE.name('step')}: one step" in text(app)
    await pilot.press(key("explain"))
    assert f"{STRANGE.name('step')} computes the first one" in told(app)
    await pilot.press("space", "f", "r", "1")
    assert (app.session.state.done, app.running, app.workspace.key) == (0, False, "xor")
    await pilot.press(key("step"))
    assert app.session.state.done == 1
    assert f"{STRANGE.name('forward')} forward" in text(app)
    await pilot.press(key("explain"))
    assert f"{STRANGE.name('explain')} into operand" in text(app)


async def _panels(pilot: Pilot[None], app: Glassnet) -> None:
    await pilot.press(key("next_panel"), key("cursor_down"), "down", "tab")
    assert app.workspace.choices.sample.row == 3  # from 2, one down in the predictions
    assert f"{STRANGE.name('next_layer')} {STRANGE.name('previous_layer')} layer" in text(app)
    await pilot.press(key("diagnose"))
    assert f"{STRANGE.name('step')} goes one step on" in text(app)
    assert f"{STRANGE.name('diagnose')} closes" in text(app)


async def _without_a_number(pilot: Pilot[None], app: Glassnet) -> None:
    await pilot.press(key("copy"))
    assert f"choose one with {STRANGE.name('cursor_up')} {STRANGE.name('cursor_down')}" in told(app)


async def _running(pilot: Pilot[None], app: Glassnet) -> None:
    await pilot.press(key("slower"))
    assert f"{STRANGE.name('run')} runs at" in told(app)
    await pilot.press(key("run"))
    await wait_until(pilot, lambda: f"{STRANGE.name('run')} pause" in text(app))
    await pilot.press(key("goto"))
    assert f"paused; {STRANGE.name('goto')} again asks" in told(app)
    await wait_until(pilot, lambda: not app.running)


async def _screens(pilot: Pilot[None], app: Glassnet) -> None:
    for id_ in ("help", "settings", "check", "halt", "scenarios"):
        await pilot.press(key(id_))
        await pilot.pause()
        assert len(app.screen_stack) == 2, id_
        await pilot.press(key(id_))  # which opened it
        await pilot.pause()
        assert len(app.screen_stack) == 1, id_


async def _changes(pilot: Pilot[None], app: Glassnet) -> None:
    await pilot.press(key("compare"))
    assert f"{STRANGE.name('hold')} holds the run" in told(app)
    await pilot.press(key("hold"))
    assert f"run it first ({STRANGE.name('run')})" in told(app)
    await pilot.press(key("earlier"))
    assert f"other settings ({STRANGE.name('settings')}) make one" in told(app)
    await pilot.press(key("linear"))
    assert f"{STRANGE.name('linear')} or {STRANGE.name('earlier')} brings" in told(app)
    await pilot.press(key("predict"))
    assert f"{STRANGE.name('step')} goes on without it, {STRANGE.name('predict')} ends it" in told(app)
    await pilot.press("ctrl+c")
    assert f"{STRANGE.name('quit')} leaves Glassnet" in told(app)


@pytest.mark.parametrize("steps", [_stepping, _panels, _without_a_number, _running, _screens, _changes])
def test_other_keys_do_what_they_are_given_and_are_named(
    steps: Drive,
) -> None:
    async def read(pilot: Pilot[None], app: Glassnet) -> None:
        await steps(pilot, app)
        told_of(told(app))
        if len(app.screen_stack) == 1:
            told_of(text(app))

    drive(read, keys=STRANGE, size=(200, 60))


def test_the_help_names_them_and_says_where_they_come_from(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", "/short")  # for a long path is wrapped anywhere

    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press(key("help"))
        await pilot.pause()
        shown = " ".join(text(app).split())
        assert f"Run it ({STRANGE.name('run')}) until" in shown
        assert f"a run held with {STRANGE.name('hold')}" in shown
        await pilot.press("end")
        await wait_until(pilot, lambda: "keys.toml" in text(app))
        shown = " ".join(word for word in text(app).split() if word not in "│▁▂▃▄▅▆▇█")
        for id_ in ("step", "undo", "save", "confusion"):
            assert f"{id_} {STRANGE.name(id_)}" in shown

    drive(steps, keys=STRANGE, size=(200, 160))


def test_a_thing_without_a_key_is_left_out_of_footer_and_help() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        assert "run  │" not in text(app)
        await pilot.press("r")
        assert not app.running
        await pilot.press("K")
        assert '"Hold as a ghost" in the palette holds the run' in told(app)

    drive(steps, keys=Keymap({"run": (), "hold": ()}))


def test_a_file_that_cannot_be_followed_is_told_and_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "glassnet").mkdir()
    file = tmp_path / "glassnet" / "keys.toml"
    file.write_text('stepp = "x"')
    keys, wrong = playing.keys_of_user()
    assert keys is DEFAULT

    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        app.remarks = wrong
        app.on_mount()
        await pilot.pause()
        assert f'{file}: nothing is called "stepp": did you mean "step"?' in told(app)

    drive(steps)
    file.write_text('step = "x"\nconfusion = []')
    keys, wrong = playing.keys_of_user()
    assert (keys.id_of("x"), wrong) == ("step", ())


def test_no_text_names_a_key_by_hand() -> None:
    """Keys stand in the table alone: elsewhere a text has the id of what the key does."""
    keys = {spelled(key) for keys in DEFAULT.keys.values() for key in keys}
    paths = (path for folder in ("core", "scenarios", "tui") for path in (ROOT / folder).rglob("*.py"))
    named = [
        (text_, key)
        for path in paths
        if path.parent.name != "keys"
        for text_ in texts_of(path)
        for found in re.findall(r"(?:^| )\((\S+?)\)|\b(ctrl\+\w)|\b[Pp]ress (\S+)", text_)
        for key in found
        if key in keys
    ]
    assert not named


def texts_of(path: Path) -> Iterator[str]:
    """All texts of a module but those that only its readers read."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value
