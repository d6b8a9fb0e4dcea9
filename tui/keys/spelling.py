"""The names of keys: as Textual has them (`question_mark`), and as people write and read them (`?`).

Knows no key's meaning, and loads no Textual.
"""

from __future__ import annotations

import re
import unicodedata

from glassnet.core.errors import nearest, quoted

SHORT = {  # Textual's name, and ours in every text
    "backspace": "bksp",
    "delete": "delete",
    "down": "↓",
    "end": "end",
    "enter": "enter",
    "escape": "esc",
    "home": "home",
    "insert": "insert",
    "left": "←",
    "pagedown": "pagedown",
    "pageup": "pageup",
    "right": "→",
    "space": "space",
    "tab": "tab",
    "up": "↑",
    **{f"f{number}": f"F{number}" for number in range(1, 25)},
}
ALSO = {"bksp": "backspace", "del": "delete", "esc": "escape", "ins": "insert", "return": "enter"}
ALSO |= {"pgdn": "pagedown", "pgup": "pageup", "↑": "up", "↓": "down", "←": "left", "→": "right"}
RENAMED = {  # by Textual, of what Unicode calls them
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}
SAME = {"ctrl+i": "tab", "ctrl+m": "enter", "ctrl+h": "backspace", "ctrl+j": "enter"}  # to a terminal


def key_named(text: str) -> str:
    """Textual's name of a key as people write it: `?`, `space`, `ctrl+s`, `F1`. Raises ValueError for no key."""
    if len(text) == 1 and text not in ALSO:
        return _of_character(text)
    modifiers, name = _parted(text)
    if not modifiers:
        if name in SHORT:
            return name
        close = nearest(text, [*SHORT, *ALSO])
        raise ValueError(f"{quoted(text)} is no key" + (f': did you mean "{close}"?' if close else ""))
    if modifiers == ["shift"] and len(name) == 1:
        raise ValueError(f'{quoted(text)} is written as the character that it types, such as "{name.upper()}"')
    key = "+".join((*modifiers, _of_character(name) if len(name) == 1 else name))
    if key in SAME:
        raise ValueError(f'{quoted(text)} is "{SAME[key]}" to a terminal; take that, or another one')
    if len(name) > 1 and name not in SHORT:
        raise ValueError(f"{quoted(text)} is no key")
    return key


def _parted(text: str) -> tuple[list[str], str]:
    """The modifiers of a key, in Textual's order, and the key without them."""
    found, rest = set(), text
    while begin := re.match(r"(ctrl|alt|shift)\+(?=.)", rest, re.IGNORECASE):
        found.add(begin[1].lower())
        rest = rest[begin.end() :]
    name = rest if len(rest) == 1 and "ctrl" not in found else rest.lower()
    return sorted(found), ALSO.get(name, name)


def _of_character(character: str) -> str:
    if character == " ":
        return "space"
    if not character.isprintable():
        raise ValueError(f"{quoted(character)} is no key")
    if character.isalnum():
        return character
    name = unicodedata.name(character, character).lower().replace("-", "_").replace(" ", "_")
    return RENAMED.get(name, name)


def spelled(key: str) -> str:
    """A key by Textual's name as people read it."""
    *modifiers, name = key.split("+")
    if name in SHORT:
        shown = SHORT[name]
    elif len(name) > 1:
        shown = _character(name)
    else:
        shown = name
    return "+".join((*modifiers, shown))


def _character(name: str) -> str:
    """The character of a name that is longer than it."""
    whole = next((unicode for unicode, ours in RENAMED.items() if ours == name), name)
    for spaced in (whole.replace("_", " "), whole.replace("_", "-")):
        try:
            return unicodedata.lookup(spaced)
        except KeyError:
            continue
    return name
