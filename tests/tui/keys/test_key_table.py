"""The table of keys: each entry leads to a function that can take a key, no key belongs to two, and all is offered."""

from __future__ import annotations

import inspect
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.keys import _character_to_key
from textual.pilot import Pilot

from glassnet.tui.actions import action
from glassnet.tui.app import Glassnet
from glassnet.tui.keys.keymap import DEFAULT
from glassnet.tui.keys.offers import help_lines
from glassnet.tui.keys.spelling import SHORT, key_named, spelled
from glassnet.tui.keys.table import TABLE, Entry
from tests.screen import drive, text

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("entry", TABLE.values(), ids=TABLE)
def test_every_entry_leads_to_a_function_that_takes_its_arguments(entry: Entry) -> None:
    for name in filter(None, (entry.does, entry.also)):
        function = action(name)
        inspect.signature(function).bind(object(), *(entry.args if name == entry.does else ()))
        assert function.__doc__, f"{name} says nothing of what it does"
    assert entry.name[0].isupper()


def test_no_key_belongs_to_two() -> None:
    keys = [key for keys in DEFAULT.keys.values() for key in keys]
    assert len(keys) == len(set(keys))


def test_every_key_is_in_the_help() -> None:
    told = " ".join(keys for keys, _ in help_lines(DEFAULT)).split()
    for id_, entry in TABLE.items():
        if entry.does and not id_.startswith("scenario_"):
            assert set(DEFAULT.names(id_).split()) <= set(told), id_


def test_no_function_of_the_actions_is_left_without_a_key() -> None:
    named = {name for entry in TABLE.values() for name in (entry.does, entry.also)}
    used = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tui").rglob("*.py"))
    calls = Counter(re.findall(r"\b([a-z]\w*)\(", used))
    for path in (ROOT / "tui" / "actions").glob("*.py"):
        for function in re.findall(r"^def ([a-z]\w*)\(app", path.read_text(encoding="utf-8"), re.MULTILINE):
            again = calls[function] > 1 or f"{path.stem}:{function}" in used
            assert f"{path.stem}:{function}" in named or again, f"{path.name}: {function}"


def test_every_command_of_the_palette_names_its_keys() -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        commands = {command.title: command.help for command in app.get_system_commands(app.screen)}
        for entry in TABLE.values():
            if entry.listed and entry.does:
                keys = DEFAULT.names(entry.id).replace(" ", ", ")
                assert commands[entry.name].endswith(f"({keys})" if keys else entry.words[-5:])
            else:  # keys of the cursor, of the palette itself, and digits, whose scenarios stand there by name
                moves = entry.id.startswith(("cursor_", "scenario_")) or entry.id == "palette"
                assert moves or not entry.does, f"{entry.id} is not in the palette"
        assert {"Scenario: sensor", "Panel: matrices", "Go to da2"} <= set(commands)
        assert "Tab: Loss" not in commands
        does = {command.title: command.callback for command in app.get_system_commands(app.screen)}
        does["Go to da2"]()
        assert app.session.state.done == 6
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        does = {command.title: command.callback for command in app.get_system_commands(app.screen)}
        does["Tab: Loss"]()
        assert app.is_shown("loss")

    drive(steps)


@pytest.mark.parametrize("key", ["question_mark", "f1"])
def test_two_keys_open_the_help(key: str) -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press(key)
        assert "What to watch" in text(app)
        await pilot.press(key)
        assert "What to watch" not in text(app)

    drive(steps)


@pytest.mark.parametrize("key", ["slash", "ctrl+p"])
def test_two_keys_open_the_palette(key: str) -> None:
    async def steps(pilot: Pilot[None], app: Glassnet) -> None:
        await pilot.press(key)
        await pilot.pause()
        assert "Search for commands" in text(app)
        await pilot.press("escape", "space")
        assert app.session.state.done == 1

    drive(steps)


@given(st.characters(min_codepoint=33, max_codepoint=0x2FFF, exclude_categories=("C", "Z", "M")))
def test_characters_are_called_as_textual_calls_them(character: str) -> None:
    if character in "↑↓←→":  # the arrow keys, which people write so
        return
    assert key_named(character) == _character_to_key(character)


@pytest.mark.parametrize("key", [*SHORT, *(key for keys in DEFAULT.keys.values() for key in keys), "ctrl+f5", "alt+x"])
def test_what_a_key_is_called_names_it(key: str) -> None:
    assert key_named(spelled(key)) == key
