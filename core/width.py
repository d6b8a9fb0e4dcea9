"""How many cells of a terminal a text takes, for those that load no library that draws."""

from __future__ import annotations

import unicodedata


def cells(text: str) -> int:
    """Two for a wide character, none for an accent on the one before."""
    marks = sum(map(bool, map(unicodedata.combining, text)))
    return len(text) + sum(unicodedata.east_asian_width(character) in "WF" for character in text) - marks
