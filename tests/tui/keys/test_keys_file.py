"""`keys.toml`: what it may say, and one clear line for whatever it may not."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassnet.tui.keys.file import KEPT, WrongKeys, place, read
from glassnet.tui.keys.keymap import DEFAULT
from glassnet.tui.keys.table import TABLE


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "keys.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def wrong(folder: Path, text: str | bytes) -> list[str]:
    """The lines that say what is wrong with such a file, without the file."""
    path = written(folder, text)
    with pytest.raises(WrongKeys) as caught:
        read(path)
    lines = str(caught.value).splitlines()
    assert all(line.startswith(f"{path}: ") for line in lines)
    return [line.removeprefix(f"{path}: ") for line in lines]


def test_without_a_file_the_keys_are_those_of_the_table(tmp_path: Path) -> None:
    assert read(tmp_path / "keys.toml") is DEFAULT
    assert read(written(tmp_path, "# nothing yet\n")).keys == DEFAULT.keys


def test_it_lies_in_the_users_folder_for_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert place() == tmp_path / "glassnet" / "keys.toml"


def test_keys_get_other_places(tmp_path: Path) -> None:
    keys = read(written(tmp_path, 'step = ["x", "F5"]\nconfusion = []\nundo = "ctrl+Y"\nout = "esc"\ngoto = ":"\n'))
    assert keys.id_of("x") == keys.id_of("f5") == "step"
    assert keys.id_of("space") is None
    assert keys.id_of("ctrl+y") == "undo"
    assert keys.id_of("colon") == "goto"
    assert keys.id_of("o") is None
    assert keys.id_of("escape") == "out"
    assert keys.name("step") == "x"
    assert keys.name("confusion") == '"Confusion matrix" in the palette'
    assert keys.say("{step} steps, {nothing} stays") == "x steps, {nothing} stays"


def test_two_things_can_change_places(tmp_path: Path) -> None:
    keys = read(written(tmp_path, 'step = "r"\nrun = "space"'))
    assert (keys.id_of("r"), keys.id_of("space")) == ("step", "run")


def test_a_key_of_two_things_is_told_whatever_else_is_wrong(tmp_path: Path) -> None:
    said = wrong(tmp_path, 'step = "n"\nstepp = "x"')
    assert said[0] == 'nothing is called "stepp": did you mean "step"?'
    assert said[1] == "n is a key of step and of next_sample; give next_sample another one, or none: next_sample = []"


MISTAKES = {
    'stepp = "x"': 'nothing is called "stepp": did you mean "step"?',
    'zzzz = "x"': 'nothing is called "zzzz"; names are such as "step", and the end of the help has all',
    'step = "spaec"': 'step: "spaec" is no key: did you mean "space"?',
    'step = ""': 'step: "" is no key',
    'step = "ctrl+spaec"': 'step: "ctrl+spaec" is no key',
    'step = "shift+x"': 'step: "shift+x" is written as the character that it types, such as "X"',
    'step = "ctrl+i"': 'step: "ctrl+i" is "tab" to a terminal; take that, or another one',
    'step = "ctrl+q"': "step: ctrl+q always leaves; take another key",
    "step = 5": 'step must be a key or a list of keys, "space" or ["space", "F5"], got 5',
    "step = [5]": 'step must be a key or a list of keys, "space" or ["space", "F5"], got [5]',
    '[step]\nkey = "x"': 'step must be a key or a list of keys, "space" or ["space", "F5"], got {\'key\': \'x\'}',
    'step = "n"': "n is a key of step and of next_sample; give next_sample another one, or none: next_sample = []",
    'step = "j"': "j is a key of step and of pictures; give pictures another one, or none: pictures = []",
    "help = []": 'help has no key left; give it one, such as help = "?"',
    "quit = []": 'quit has no key left; give it one, such as quit = "q"',
    'run = "q"': "q is a key of run and of quit; give quit another one, or none: quit = []",
}


@pytest.mark.parametrize("text", MISTAKES)
def test_a_mistake_is_one_line_that_says_what_to_do(text: str, tmp_path: Path) -> None:
    assert wrong(tmp_path, text) == [MISTAKES[text]]


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    assert len(wrong(tmp_path, 'stepp = "x"\nrun = "spaec"\nhalt = 3')) == 3


def test_of_many_mistakes_the_first_are_told_and_how_many_there_are(tmp_path: Path) -> None:
    lines = wrong(tmp_path, "".join(f"{id_} = 5\n" for id_ in TABLE))
    assert lines[:-1] == [MISTAKES["step = 5"].replace("step", id_, 1) for id_ in list(TABLE)[:4]]
    assert lines[-1] == f"{len(TABLE) - 4} more are wrong"


def test_what_is_no_file_of_keys_at_all(tmp_path: Path) -> None:
    assert wrong(tmp_path, "step = space")[0].startswith("no TOML: Invalid value (at line 1")
    assert wrong(tmp_path, "a" + "[" * 5000)[0].startswith("no TOML: ")
    assert wrong(tmp_path, b"step = '\xff'") == ["not text in UTF-8; save it as such"]
    (tmp_path / "keys.toml").unlink()
    (tmp_path / "keys.toml").mkdir()
    with pytest.raises(WrongKeys, match="this is a folder"):
        read(tmp_path / "keys.toml")
    (tmp_path / "file").touch()
    assert read(tmp_path / "file" / "keys.toml") is DEFAULT  # the folder for settings is something else


@given(st.dictionaries(st.sampled_from(list(TABLE)), st.lists(st.sampled_from([*"abcq?jn", "F7", "spce"]), max_size=2)))
def test_whatever_it_says_no_key_is_lost_in_silence(found: dict[str, list[str]]) -> None:
    import json
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder), "".join(f"{id_} = {json.dumps(keys)}\n" for id_, keys in found.items()))
        try:
            keys = read(path)
        except WrongKeys:
            return
    taken = [key for keys_ in keys.keys.values() for key in keys_]
    assert len(taken) == len(set(taken))
    assert keys.keys["help"]
    assert keys.keys["quit"]
    assert not KEPT.keys() & set(taken)
