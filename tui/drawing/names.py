"""Names of one kind in little room, shortened so that they stay different: what they share goes before what differs.

Names are a set: how one of them is cut depends on the others. Knows nothing of what is named.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from functools import lru_cache

from glassnet.tui.drawing.cells import cell_len, characters
from glassnet.tui.drawing.texts import first_cells

_TOKENS = re.compile(r"\d+|\D")  # a number is one: 1 must not stand for 12
CUT = "…"
Tokens = tuple[str, ...]


def distinct(names: Sequence[str], width: int) -> tuple[str, ...]:
    """Each name in at most `width` cells, different ones differently.

    Whole if they fit, else their beginnings if those differ, else each with what tells it from the others:
    `expenditure on food`, `expenditure on housing` in 8 cells as `e…food`, `e…housi…`. Where not even that has room,
    or where two look alike, they end with their number, `#3`. In less than the room of that they may become the same.
    """
    return _distinct(tuple(names), width)


@lru_cache(maxsize=512)
def _distinct(names: tuple[str, ...], width: int) -> tuple[str, ...]:
    shown = tuple("".join(characters(name)) for name in names)
    whole = [cell_len(name) <= width for name in shown]
    if all(whole) and _differ(shown, names):
        return shown
    heads = tuple(_head(name, width) for name in shown)
    if _differ(heads, names):
        return heads
    told = _by_difference(shown, width)
    if _differ(told, names):
        return told
    letters = tuple(first_cells(name, width) for name in shown)
    if _differ(letters, names):
        return letters
    numbers = [f"#{k}" for k in range(len(names))]
    return tuple(
        text if told.count(text) == 1 or len(number) > width else f"{first_cells(text, width - len(number))}{number}"
        for text, number in zip(told, numbers, strict=True)
    )


def _differ(texts: tuple[str, ...], names: tuple[str, ...]) -> bool:
    """Whether different names have different texts."""
    return len(set(texts)) == len(set(names))


def _head(name: str, width: int) -> str:
    if cell_len(name) <= width:
        return name
    return first_cells(name, width - 1) + CUT if width > 0 else ""


def _by_difference(names: tuple[str, ...], width: int) -> tuple[str, ...]:
    """Each name as the parts between the places where it parts from others, those cut that matter least."""
    tokens = [tuple(_TOKENS.findall(name)) for name in names]
    return tuple(_fit(_parts(one, edges), width) for one, edges in zip(tokens, _edges(tokens), strict=True))


def _edges(names: list[Tokens]) -> list[set[int]]:
    """The places in each name where some other that began alike goes on differently."""
    found: list[set[int]] = [set() for _ in names]
    alike = [(list(range(len(names))), 0)]  # names that begin alike up to a place
    while alike:
        group, place = alike.pop()
        following: dict[Tokens, list[int]] = {}
        for k in group:
            following.setdefault(names[k][place : place + 1], []).append(k)
        for token, members in following.items():
            if len(following) > 1:
                for k in members:
                    found[k].add(place)
            if token and len(members) > 1:
                alike.append((members, place + 1))
    return found


def _parts(name: Tokens, edges: set[int]) -> list[Tokens]:
    cuts = [0, *sorted(edges - {0, len(name)}), len(name)]
    return [name[begin:end] for begin, end in itertools.pairwise(cuts)]


def _fit(parts: list[Tokens], width: int) -> str:
    """As much of each part as there is room for: of each its first token, then of the last ones as much as there is."""
    kept = [0, *(1 for _ in parts[1:])]
    if cell_len(_written(parts, kept)) > width:
        return CUT[:width]
    for first in (1, *(len(part) for part in parts)):  # a beginning to be known by, before all of the rest
        for place in (0,) if first == 1 else reversed(range(len(parts))):
            while kept[place] < min(first, len(parts[place])):
                kept[place] += 1
                if cell_len(_written(parts, kept)) > width:
                    kept[place] -= 1
                    break
    return _written(parts, kept)


def _written(parts: list[Tokens], kept: list[int]) -> str:
    pairs = zip(parts, kept, strict=True)
    return "".join("".join(part[:count]) + (CUT if count < len(part) else "") for part, count in pairs)
