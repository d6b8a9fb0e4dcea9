"""Which keys do what in this app: those of the table, or what somebody gave them instead.

Every text that names a key asks here, so that it is true for whoever has others.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from glassnet.tui.keys.spelling import key_named, spelled
from glassnet.tui.keys.table import TABLE

CURSOR = ("cursor_up", "cursor_down", "cursor_left", "cursor_right")
NAMED = re.compile(r"\{([a-z_0-9]+)\}")  # a key in a text, by its id


class Keymap:
    """Keys by id and ids by key.

    other: for some ids the keys that they have instead of those in the table, by Textual's names. Nobody checks here
        that no key is given twice; see `file.py`.
    """

    def __init__(self, other: Mapping[str, tuple[str, ...]] | None = None) -> None:
        own = {id_: tuple(map(key_named, entry.keys.split())) for id_, entry in TABLE.items()}
        self.keys: dict[str, tuple[str, ...]] = own | dict(other or {})
        self._ids = {key: id_ for id_, keys in self.keys.items() for key in keys}

    def id_of(self, key: str) -> str | None:
        """What this key does; None where it does nothing."""
        id_ = self._ids.get(key)
        return id_ if id_ is not None and TABLE[id_].does else None

    def name(self, id_: str) -> str:
        """The first key of an id as people read it; where it has none, how else to come by what it does."""
        keys = self.keys[id_]
        return spelled(keys[0]) if keys else f'"{TABLE[id_].name}" in the palette'

    def names(self, id_: str) -> str:
        """All keys of an id, as people read them."""
        return " ".join(map(spelled, self.keys[id_]))

    @property
    def arrows(self) -> str:
        """The keys that move the cursor."""
        moved = any(self.keys[id_] != DEFAULT.keys[id_] for id_ in CURSOR)
        return " ".join(map(self.name, CURSOR)) if moved else "the arrow keys"

    def say(self, text: str) -> str:
        """The text with the key in place of each `{id}`; what else stands in braces stays."""
        return NAMED.sub(lambda found: self.name(found[1]) if found[1] in self.keys else found[0], text)


DEFAULT = Keymap()
