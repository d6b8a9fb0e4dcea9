"""`keys.toml`: the keys that somebody has given other places, checked line by line.

Textual would take such a file too, but lets one key silently take another's place, and takes keys that there are not.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from glassnet.core.errors import GlassnetError, nearest, quoted
from glassnet.tui.keys.keymap import DEFAULT, Keymap
from glassnet.tui.keys.spelling import key_named, spelled
from glassnet.tui.keys.table import TABLE

NAME = "keys.toml"
KEPT = {"ctrl+c": "tells how to leave", "ctrl+q": "always leaves"}  # Textual's own, whatever is in the file
NEEDED = ("help", "quit")
MOST = 4  # mistakes that are told at once


class WrongKeys(GlassnetError):
    """What is wrong with a file of keys, one line each; the first ones of many. place: the file."""

    def __init__(self, place: str, sentences: list[str]) -> None:
        more = [f"{len(sentences) - MOST} more are wrong"] if len(sentences) > MOST else []
        super().__init__("\n".join(f"{place}: {sentence}" for sentence in (*sentences[:MOST], *more)))


def place() -> Path:
    """Where the file is, if there is one: in the user's folder for settings."""
    from platformdirs import user_config_path

    return user_config_path("glassnet") / NAME


def read(path: Path | None = None) -> Keymap:
    """The keys with what the file says; without a file those of the table. Raises WrongKeys."""
    path = place() if path is None else path
    try:
        text = path.read_bytes().decode("utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return DEFAULT
    except IsADirectoryError as error:
        raise WrongKeys(str(path), ["this is a folder; a file of keys is to stand there, or nothing"]) from error
    except UnicodeDecodeError as error:
        raise WrongKeys(str(path), ["not text in UTF-8; save it as such"]) from error
    except OSError as error:
        raise WrongKeys(str(path), [f"{error.strerror or error}; make it readable, or remove it"]) from error
    return Keymap(_checked(str(path), _parsed(str(path), text)))


def _parsed(path: str, text: str) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise WrongKeys(path, [f'no TOML: {error}; a line is to read step = "space"']) from error


def _checked(path: str, found: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """Keys by id. Raises WrongKeys with all that is wrong."""
    wrong: list[str] = []
    other: dict[str, tuple[str, ...]] = {}
    for id_, value in found.items():
        try:
            other[_known(id_)] = _keys(id_, value)
        except ValueError as error:
            wrong.append(str(error))
    wrong += [*_twice(other), *(sentence for id_ in NEEDED if (sentence := _out_of_reach(id_, other)))]
    if wrong:
        raise WrongKeys(path, wrong)
    return other


def _known(id_: str) -> str:
    if id_ in TABLE:
        return id_
    close = nearest(id_, TABLE)
    hint = f': did you mean "{close}"?' if close else '; names are such as "step", and the end of the help has all'
    raise ValueError(f"nothing is called {quoted(id_)}{hint}")


def _keys(id_: str, value: Any) -> tuple[str, ...]:
    """The keys of one line, by Textual's names."""
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ValueError(f'{id_} must be a key or a list of keys, "space" or ["space", "F5"], got {quoted(value)}')
    keys = []
    for name in names:
        try:
            key = key_named(name)
        except ValueError as error:
            raise ValueError(f"{id_}: {error}") from error
        if key in KEPT:
            raise ValueError(f"{id_}: {name} {KEPT[key]}; take another key")
        keys.append(key)
    return tuple(dict.fromkeys(keys))


def _twice(other: dict[str, tuple[str, ...]]) -> list[str]:
    """A sentence for each key that two things would have."""
    ids: dict[str, str] = {}
    wrong = []
    for id_, keys in (DEFAULT.keys | other).items():
        for key in keys:
            first = ids.setdefault(key, id_)
            if first != id_:
                kept, moved = (first, id_) if first in other else (id_, first)
                wrong.append(
                    f"{spelled(key)} is a key of {kept} and of {moved}; give {moved} another one, or none: {moved} = []"
                )
    return wrong


def _out_of_reach(id_: str, other: dict[str, tuple[str, ...]]) -> str:
    return "" if other.get(id_, DEFAULT.keys[id_]) else f"{id_} has no key left; give it one, such as {_such(id_)}"


def _such(id_: str) -> str:
    return f'{id_} = "{DEFAULT.name(id_)}"'
