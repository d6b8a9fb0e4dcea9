"""The line that asks: all that the screen gets of a lesson, or of predict mode, and in how many rows it stands.

Knows texts that are filled in already; nothing of where they come from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from glassnet.core.deferred import dataclass
from glassnet.tui.drawing.cells import cell_len
from glassnet.tui.drawing.texts import wrapped
from glassnet.tui.messages import Entry

if TYPE_CHECKING:
    from glassnet.scenarios.lessons.questions import Hidden

ROWS = 3  # that a text has room in, and what is answered, in a terminal of 80 columns, while nothing is noted
FRAME = 2
BESIDE = 4  # cells of the frame and of the blanks beside it
GAP = "   "  # between a text and what stands behind it in its row
MARK, MISSED = "✓ ", "✗ "


@dataclass(frozen=True)
class Line:
    """What is said, and what is asked.

    title: what speaks, the longest wording first. place: which of how many steps, counted from 1; None where there is
    no telling. said: the text. note: a hint, or what became of an answer or of what was waited for; it stands below, on
    lines of its own. choices: texts to choose from, by digits. ordered: whether several digits are the answer.
    typed: what is typed of an answer; None where nothing is. asks: what is to be done, in a few words. tries, hints:
    what is left of them, in words. hidden: what the screen is not to show meanwhile. marked: the numbers that are
    spoken of.
    """

    title: tuple[str, ...]
    place: tuple[int, int] | None = None
    said: str = ""
    note: str = ""
    choices: tuple[str, ...] = ()
    ordered: bool = False
    typed: str | None = None
    asks: str = ""
    tries: str = ""
    hints: str = ""
    hidden: Hidden | None = None
    marked: frozenset[Entry] = frozenset()

    @property
    def answers(self) -> bool:
        """Whether a row is for answering."""
        return bool(self.choices or self.asks or self.typed is not None)

    def rows(self, width: int) -> tuple[list[str], list[list[tuple[str, str]]], str]:
        """The rows of text in so many cells, those of the choices, each with its digit, and what stands before `asks`.

        A note stands below the text, and its end in the row of `asks` where it has room there; it stands behind the
        text where it would take a row of what is asked about.
        """
        choices, said, note = self._choices(width), wrapped(self.said, width), wrapped(self.note, width)
        if note and self.asks and not choices and self.typed is None and self._fits(note[-1], self.asks, width):
            return [*said, *note[:-1]], choices, note[-1]
        grows = len(said) + len(note) + max(len(choices), int(self.answers)) > ROWS
        if grows and len(note) == 1 and said and self._fits(said[-1], note[0], width):
            return [*said[:-1], f"{said[-1]}{GAP}{note[0]}"], choices, ""
        return said + note, choices, ""

    @staticmethod
    def _fits(text: str, behind: str, width: int) -> bool:
        return cell_len(f"{text}{GAP}{behind}") <= width

    def height(self, width: int) -> int:
        """Lines of the panel in so many columns, its frame among them."""
        texts, choices, _ = self.rows(width - BESIDE)
        return max(ROWS, len(texts) + max(len(choices), int(self.answers))) + FRAME

    def _choices(self, width: int) -> list[list[tuple[str, str]]]:
        """Choices in rows, as far apart as there is room."""
        rows: list[list[tuple[str, str]]] = []
        used = width + 1
        for at, text in enumerate(self.choices, start=1):
            cells = cell_len(text) + len(str(at)) + 3
            if used + cells > width:
                rows.append([])
                used = 0
            rows[-1].append((str(at), text))
            used += cells
        return rows
