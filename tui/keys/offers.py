"""What the screen offers of the keys: the hints of the footer, the lines of the help and of the README."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from glassnet.core.deferred import dataclass
from glassnet.tui.keys.keymap import DEFAULT, Keymap
from glassnet.tui.keys.spelling import spelled
from glassnet.tui.keys.table import EXPLAINING, GROUPS, NARROW, RUNNING, TABLE, WIDE, Entry, Hint

if TYPE_CHECKING:
    from glassnet.tui.snapshot import Snapshot

NARROWEST = 100  # columns from which the footer has room for single phases
FEW = 6  # keys of a line that are told one by one


@dataclass(frozen=True)
class Offer:
    """One key in the footer: the id of what it does, the key as it is shown, and the words.

    group: keys of one group stand together.
    """

    id: str
    shown: str
    does: str
    group: int = 0


def footer(snapshot: Snapshot, width: int, keymap: Keymap) -> tuple[Offer, ...]:
    """The keys that apply now, the most useful first."""
    where = NARROW if width < NARROWEST else WIDE
    where = RUNNING if snapshot.choices.running else EXPLAINING if snapshot.choices.trail else where
    found = [(hint, entry) for hint, entry in BY_PLACE if hint.where == where and width >= hint.least]
    made = (_offer(hint, entry, snapshot, keymap) for hint, entry in found if entry.applies(snapshot))
    return tuple(offer for offer in made if offer.shown and offer.does)


def last(keymap: Keymap) -> tuple[Offer, ...]:
    """The keys that the footer has always, at its right."""
    return tuple(Offer(id_, keymap.name(id_), id_) for id_ in ("help", "quit"))


def _offer(hint: Hint, entry: Entry, snapshot: Snapshot, keymap: Keymap) -> Offer:
    keys = [keymap.name(id_) for id_ in hint.shows or (entry.id,) if keymap.keys[id_]]
    shown = ("" if all(len(key) == 1 for key in keys) else " ").join(keys)
    words = hint.words if isinstance(hint.words, str) else hint.words(snapshot)
    return Offer(entry.id, shown, words, hint.at // 10)


BY_PLACE = sorted(((hint, entry) for entry in TABLE.values() for hint in entry.hints), key=lambda each: each[0].at)


def help_lines(keymap: Keymap) -> Iterator[tuple[str, str]]:
    """What the keys do, a line for those that belong together: the keys, and the words."""
    for lines in GROUPS.values():
        for line in lines:
            entries = [entry for entry in line if keymap.keys[entry.id] and entry.does]
            if entries:
                yield _keys(entries, keymap), "; ".join(entry.words for entry in entries if entry.words)


def _keys(entries: list[Entry], keymap: Keymap, quote: str = "") -> str:
    """The keys of entries as people read them; of many, the first and the last."""
    shown = [[f"{quote}{spelled(key)}{quote}" for key in keymap.keys[entry.id]] for entry in entries]
    if len(shown) > FEW:
        return f"{shown[0][0]} … {shown[-1][0]}"
    return "  ".join(" ".join(keys) for keys in shown)


def readme_table() -> str:
    """The table of keys as the README has it."""
    rows = ["| key | does | in `keys.toml` |", "|---|---|---|"]
    for lines in GROUPS.values():
        for line in lines:
            entries = [entry for entry in line if DEFAULT.keys[entry.id] and entry.does]
            if entries:
                words = "; ".join(entry.words for entry in entries if entry.words)
                ids = [f"`{entry.id}`" for entry in entries]
                told = f"{ids[0]} … {ids[-1]}" if len(ids) > FEW else " ".join(ids)
                rows.append(f"| {_keys(entries, DEFAULT, '`')} | {words} | {told} |")
    return "\n".join(rows)
