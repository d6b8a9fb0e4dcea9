"""A lesson's texts with what stands in braces filled in, and laid out in the lines that there are for it.

Knows the numbers of one moment; which key does what it asks for.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from glassnet.core.deferred import dataclass
from glassnet.core.errors import GlassnetError
from glassnet.core.width import cells
from glassnet.scenarios.lessons.expressions import SIZES, WAS, names_in, read
from glassnet.scenarios.lessons.seen import Number, Seen

WIDTH, LINES = 76, 2  # cells of a line, and lines of a text, in a terminal of 80 columns
MARKS = "‹", "›"  # around a number that a text speaks of, as around its place on the screen
BRACES = re.compile(r"\{([^{}]*)\}")
KeyNames = Callable[[str], str]


@dataclass(frozen=True)
class Filled:
    """A text to be shown.

    numbers: those on show that it speaks of, which stand in it between marks. values: those whose sizes it tells.
    read: what stood in braces, and what each came to, but what was read of an earlier moment.
    """

    text: str
    numbers: tuple[Number, ...] = ()
    values: tuple[str, ...] = ()
    read: tuple[tuple[str, str], ...] = ()

    def holds(self, seen: Seen) -> bool:
        """Whether all that it says of a moment is so at this one too."""
        try:
            return all(read(inside, seen).text == text for inside, text in self.read)
        except GlassnetError:  # not there yet, or of another network
            return False


def filled(text: str, seen: Seen, key_name: KeyNames, marked: bool = False) -> Filled:
    """The text at a moment.

    key_name: the key of an id, `{key step}`; raises GlassnetError for an id that is none. marked: whether numbers stand
    between marks. Raises GlassnetError for what does not come to a number or a word.
    """
    numbers: list[Number] = []
    values: list[str] = []
    found: list[tuple[str, str]] = []

    def put(braces: re.Match[str]) -> str:
        inside = braces[1].strip()
        if inside.startswith("key "):
            return key_name(inside.removeprefix("key ").strip())
        what = read(inside, seen)
        if inside.split()[0] != WAS:
            found.append((inside, what.text))
        if inside.split()[0] in SIZES:
            values.extend(names_in(inside))
        if what.number is None or not what.number.index or not marked:
            return what.text
        numbers.append(what.number)
        return f"{MARKS[0]}{what.text}{MARKS[1]}"

    whole = BRACES.sub(put, text)
    if "{" in whole or "}" in whole:
        raise GlassnetError("a brace is not closed, or not opened; write as in {dz2[2,0]}")
    once = tuple(dict.fromkeys(numbers)), tuple(dict.fromkeys(values)), tuple(dict.fromkeys(found))
    return Filled(" ".join(whole.split()), *once)


def expressions_in(text: str) -> tuple[str, ...]:
    """What stands in braces, but keys."""
    return tuple(inside for each in BRACES.findall(text) if not (inside := each.strip()).startswith("key "))


def wrapped(text: str, width: int = WIDTH) -> list[str]:
    """The text in lines of at most so many cells, broken between words."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".lstrip()
        if cells(longer) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def check_fits(what: str, text: str, most: int = LINES) -> None:
    """Raises GlassnetError where a text, filled in, has no room in a terminal of 80 columns."""
    lines = wrapped(text)
    if len(lines) > most or any(cells(line) > WIDTH for line in lines):
        over = cells(text) - most * WIDTH
        room = f"{most} lines of {WIDTH} cells" if most > 1 else f"a line of {WIDTH} cells"
        more = f"at least {over} cells too many" if over > 0 else "its words break badly; take some out"
        raise GlassnetError(f"{what} does not fit {room}: {more}")
