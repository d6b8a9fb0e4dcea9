"""How many cells of the terminal a text takes, and the text as cells: one character for each of them.

A wide character takes two cells; accents and other marks stand in the cell of the letter before them. Names come from
files: control characters are shown as '?', and what would draw nothing is left out, so that no escape sequence
and no change of direction reaches the terminal. Knows nothing of colours or of where a text stands.

Widths are those of the library that sends the lines to the terminal, or it would cut them at other places.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

SOFT_HYPHEN = "\u00ad"  # which draws nothing
FILLER = "\0"  # the second cell of a wide character
MOST_MARKS = 6  # in one cell
_FIRST_CODE, _LAST_CODE = 0x100000, 0x10FFFD  # a private plane: no printable text has characters of it
_MAY_DIFFER = re.compile("[^ -~\u00a1-\u02ff\u2010-\u2027\u2190-\u22ff\u2500-\u25fc\u2800-\u28ff]")
_UNPRINTABLE = ("Cc", "Cs", "Co", "Cn", "Zl", "Zp")
_SELECTORS = {*map(chr, range(0xFE00, 0xFE10)), *map(chr, range(0xE0100, 0xE01F0))}
_FLAGS = {0x1F1E6 + k: chr(ord("A") + k) for k in range(26)}  # terminals do not agree on how wide flags are

_letters: list[str] = []  # letters with marks, each in a cell under a private code
_codes: dict[str, str] = {}


def cell_len(text: str) -> int:
    """How many cells a text takes."""
    return len(text) if text.isascii() else len(cells(text))


def cells(text: str) -> str:
    """`text` with exactly one character a cell: a wide one is followed by a filler, a letter with marks is a code."""
    if (text.isascii() and text.isprintable()) or (is_plain(text) and SOFT_HYPHEN not in text):  # most, and quicker
        return text
    return _cells(text)


def printed(row: str) -> str:
    """Cells as the text that draws them; half of a wide character that was drawn over is a blank."""
    return row if is_plain(row) else "".join(each_printed(row))


def each_printed(row: str) -> list[str]:
    """What is printed for each cell: nothing for the second half of a wide character."""
    texts = []
    for here, char in enumerate(row):
        if char == FILLER:
            texts.append("" if here and _cell_width(row[here - 1]) == 2 else " ")
        elif _cell_width(char) == 2 and row[here + 1 : here + 2] != FILLER:
            texts.append(" ")
        else:
            texts.append(_letter(char))
    return texts


def is_plain(text: str) -> bool:
    """Whether each character of a text takes one cell on every terminal."""
    return _MAY_DIFFER.search(text) is None


def characters(text: str) -> list[str]:
    """The characters of a text as they are printed, letters together with their marks."""
    return [char for char in each_printed(cells(text)) if char]


@lru_cache(maxsize=4096)
def _cells(text: str) -> str:
    found: list[str] = []  # letters with their marks; joiners, changes of direction and skin tones are left out
    for char in unicodedata.normalize("NFC", text).translate(_FLAGS):
        kind, width = unicodedata.category(char), _width(char)
        if kind == "Cf" or (kind == "Sk" and width == 0) or char in _SELECTORS:
            continue
        if kind == "Zs":
            found.extend(" " * width)
        elif kind in _UNPRINTABLE or (width == 0 and not found):
            found.append("?")
        elif width > 0:
            found.append(char)
        elif len(found[-1]) <= MOST_MARKS:
            found[-1] += char
    return "".join(_code(letter) + FILLER * (_width(letter[0]) - 1) for letter in found)


@cache
def _width(char: str) -> int:
    """The cells of a character: 1 or 2; 0 for a mark on the one before it."""
    if is_plain(char):
        return 1
    from rich.cells import get_character_cell_size  # most texts need none

    return get_character_cell_size(char)


def _cell_width(char: str) -> int:
    """The same of a cell, which may be a code."""
    return _width(_letter(char)[0])


def _code(letter: str) -> str:
    """A letter with its marks as one character."""
    if len(letter) == 1:
        return letter
    if letter not in _codes:
        if _FIRST_CODE + len(_letters) > _LAST_CODE:
            return letter[0]
        _codes[letter] = chr(_FIRST_CODE + len(_letters))
        _letters.append(letter)
    return _codes[letter]


def _letter(char: str) -> str:
    code = ord(char)
    return _letters[code - _FIRST_CODE] if code >= _FIRST_CODE else char
