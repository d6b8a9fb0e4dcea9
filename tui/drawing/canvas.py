"""A rectangle of terminal cells: characters, colours, attributes, and what lies under the mouse.

Everything clips silently at the edges and never raises, so panels can draw without asking how much room is left. It
does not know what is drawn on it, nor how cells reach a terminal: `rows()` hands out runs of equal style.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.tui.drawing.cells import cell_len, cells, printed
from glassnet.tui.drawing.texts import shorten

if TYPE_CHECKING:
    from glassnet.tui.messages import Target

BOLD = 1
DIM = 2
UNDERLINE = 4


class Run(NamedTuple):
    """Neighbouring cells of one row that share their style."""

    text: str
    fg: int
    bg: int
    attrs: int


class Hit(NamedTuple):
    """A rectangle that stands for something, in the coordinates of the whole canvas."""

    x: int
    y: int
    width: int
    height: int
    target: Target


class Canvas:
    """Cells to draw on. Coordinates are (column, row) from the top left; colours are 0xRRGGBB."""

    chars: NDArray[np.str_]
    fg: NDArray[np.int32]
    bg: NDArray[np.int32]
    attrs: NDArray[np.uint8]

    def __init__(self, width: int, height: int, fg: int, bg: int) -> None:
        self.width = width = max(0, width)
        self.height = height = max(0, height)
        self.ink = fg
        self.hits: list[Hit] = []
        self.chars = np.full((height, width), " ", dtype="<U1")
        self.fg = np.full((height, width), fg, dtype=np.int32)
        self.bg = np.full((height, width), bg, dtype=np.int32)
        self.attrs = np.zeros((height, width), dtype=np.uint8)
        # A view may begin left of or above its parent: the arrays then hold the visible part only.
        self._hidden_x = self._hidden_y = 0  # columns and rows of the view before the arrays begin
        self._left = self._top = 0  # where (0, 0) lies on the whole canvas

    def view(self, x: int, y: int, width: int, height: int) -> Canvas:
        """A canvas of its own coordinates over a rectangle of this one; it shares the cells and the hits."""
        part = Canvas.__new__(Canvas)
        part.width, part.height, part.ink, part.hits = max(0, width), max(0, height), self.ink, self.hits
        x0, y0, x1, y1 = self._clip(x, y, width, height)
        rows, columns = slice(y0, y1), slice(x0, x1)
        part.chars, part.attrs = self.chars[rows, columns], self.attrs[rows, columns]
        part.fg, part.bg = self.fg[rows, columns], self.bg[rows, columns]
        part._hidden_x, part._hidden_y = x0 + self._hidden_x - x, y0 + self._hidden_y - y
        part._left, part._top = self._left + x, self._top + y
        return part

    @property
    def origin(self) -> tuple[int, int]:
        """Where its (0, 0) lies on the whole canvas."""
        return self._left, self._top

    def text(
        self,
        x: int,
        y: int,
        s: str,
        fg: int | None = None,
        bg: int | None = None,
        bold: bool = False,
        underline: bool = False,
        target: Target | None = None,
        dim: bool = False,
    ) -> int:
        """Write `s` and return the column after it; a wide character takes two cells, marks take none.

        Without `fg` the canvas's own colour is taken, without `bg` what is there stays. With a `target` the written
        cells are registered as a hit.
        """
        s = cells(s)
        end = x + len(s)
        row, first = y - self._hidden_y, x - self._hidden_x
        rows, columns = self.chars.shape
        x0, x1 = max(first, 0), min(end - self._hidden_x, columns)
        if 0 <= row < rows and x0 < x1:
            written = s[x0 - first : x1 - first]
            self.chars[row, x0:x1] = np.frombuffer(written.encode("utf-32-le"), dtype="<U1")
            self.fg[row, x0:x1] = self.ink if fg is None else fg
            if bg is not None:
                self.bg[row, x0:x1] = bg
            self.attrs[row, x0:x1] = BOLD * bold | DIM * dim | UNDERLINE * underline
            if target is not None:
                self._register(x0, row, x1, row + 1, target)
        return end

    def right(
        self, x: int, y: int, s: str, fg: int | None = None, bold: bool = False, target: Target | None = None
    ) -> int:
        """Write `s` so that it ends before column `x`; return the column where it begins."""
        start = x - cell_len(s)
        self.text(start, y, s, fg, bold=bold, target=target)
        return start

    def centre(self, x: int, y: int, width: int, s: str, fg: int | None = None) -> int:
        """Write `s` in the middle of `width` cells, shortened to fit; return the column after it."""
        s = shorten(s, width)
        return self.text(x + (width - cell_len(s)) // 2, y, s, fg)

    def fill(
        self,
        x: int,
        y: int,
        width: int,
        height: int,
        bg: int | None = None,
        fg: int | None = None,
        char: str | None = None,
    ) -> None:
        """Set the given parts of every cell of a rectangle; the others stay."""
        x0, y0, x1, y1 = self._clip(x, y, width, height)
        if bg is not None:
            self.bg[y0:y1, x0:x1] = bg
        if fg is not None:
            self.fg[y0:y1, x0:x1] = fg
        if char is not None:
            self.chars[y0:y1, x0:x1] = cells(char)[:1] or " "
            self.attrs[y0:y1, x0:x1] = 0

    def stamp(
        self,
        x: int,
        y: int,
        chars: NDArray[np.str_],
        fg: NDArray[np.int32],
        bg: NDArray[np.int32] | None = None,
        where: NDArray[np.bool_] | None = None,
        blank_only: bool = False,
    ) -> None:
        """Put whole arrays of cells, rows × columns, with their upper left corner at (x, y).

        Only `where` says so, and with `blank_only` only over cells that are still blank.
        """
        height, width = chars.shape
        x0, y0, x1, y1 = self._clip(x, y, width, height)
        if x0 >= x1 or y0 >= y1:
            return
        here = np.s_[y0:y1, x0:x1]
        top, left = y0 + self._hidden_y - y, x0 + self._hidden_x - x
        there = np.s_[top : top + y1 - y0, left : left + x1 - x0]
        mask = np.ones((y1 - y0, x1 - x0), dtype=bool) if where is None else where[there]
        if blank_only:
            mask = mask & (self.chars[here] == " ")
        np.copyto(self.chars[here], chars[there], where=mask)
        np.copyto(self.fg[here], fg[there], where=mask)
        np.copyto(self.attrs[here], np.uint8(0), where=mask)
        if bg is not None:
            np.copyto(self.bg[here], bg[there], where=mask)

    def char_at(self, x: int, y: int) -> str:
        """The character of a cell; '' outside."""
        x0, y0, x1, y1 = self._clip(x, y, 1, 1)
        return printed(str(self.chars[y0, x0])) if x0 < x1 and y0 < y1 else ""

    def hit(self, x: int, y: int, width: int, height: int, target: Target) -> None:
        """Let the visible part of a rectangle stand for `target`."""
        x0, y0, x1, y1 = self._clip(x, y, width, height)
        if x0 < x1 and y0 < y1:
            self._register(x0, y0, x1, y1, target)

    def _register(self, x0: int, y0: int, x1: int, y1: int, target: Target) -> None:
        left, top = self._left + self._hidden_x + x0, self._top + self._hidden_y + y0
        self.hits.append(Hit(left, top, x1 - x0, y1 - y0, target))

    def target_at(self, x: int, y: int) -> Target | None:
        """What the cell stands for: the target registered last over it, or None."""
        x0, y0, x1, y1 = self._clip(x, y, 1, 1)
        if x0 >= x1 or y0 >= y1:
            return None
        x, y = x + self._left, y + self._top
        for hit in reversed(self.hits):
            if hit.x <= x < hit.x + hit.width and hit.y <= y < hit.y + hit.height:
                return hit.target
        return None

    def frame(
        self,
        x: int,
        y: int,
        width: int,
        height: int,
        fg: int,
        title: str = "",
        right: str = "",
        foot: str = "",
        foot_right: str = "",
        title_fg: int | None = None,
        note_fg: int | None = None,
        bold: bool = False,
    ) -> None:
        """A rounded box with texts set into its border: ╭─ title ───── right ─╮.

        `title_fg` colours the title, `note_fg` the other three. Where two texts do not fit side by side the right one
        goes; where the left one alone does not fit it is shortened.
        """
        if width < 2 or height < 2:
            return
        last_x, last_y, dashes = x + width - 1, y + height - 1, "─" * (width - 2)
        self.text(x, y, f"╭{dashes}╮", fg)
        self.text(x, last_y, f"╰{dashes}╯", fg)
        for column in (x, last_x):
            self.fill(column, y + 1, 1, height - 2, fg=fg, char="│")
        title_fg = fg if title_fg is None else title_fg
        note_fg = fg if note_fg is None else note_fg
        for row, left, other, left_fg, heavy in (
            (y, title, right, title_fg, bold),
            (last_y, foot, foot_right, note_fg, False),
        ):
            left, other = _border_texts(left, other, width)
            if left:
                self.text(x + 2, row, f" {left} ", left_fg, bold=heavy)
            if other:
                self.right(last_x - 1, row, f" {other} ", note_fg)

    def changed(self, before: Canvas | None) -> list[int]:
        """The rows that are not cell by cell as in `before`; all of them if there is none or it has another size."""
        if before is None or before.chars.shape != self.chars.shape:
            return list(range(self.height))
        return np.flatnonzero(self.differs(before).any(axis=1)).tolist()

    def differs(self, before: Canvas) -> NDArray[np.bool_]:
        """Which cells are not as in a canvas of the same size, (height, width)."""
        differs = self.chars.view(np.uint32) != before.chars.view(np.uint32)  # much quicker than as texts
        differs |= self.fg != before.fg
        differs |= self.bg != before.bg
        differs |= self.attrs != before.attrs
        return np.asarray(differs)

    def rows(self, wanted: Iterable[int] | None = None) -> Iterator[list[Run]]:
        """Row by row, or only the rows wanted: the longest runs of cells that share colours and attributes."""
        height, width = self.chars.shape
        begins = np.ones((height, width), dtype=bool)
        begins[:, 1:] = self.fg[:, 1:] != self.fg[:, :-1]
        begins[:, 1:] |= self.bg[:, 1:] != self.bg[:, :-1]
        begins[:, 1:] |= self.attrs[:, 1:] != self.attrs[:, :-1]
        begins[:, 1:] &= self.chars.view(np.uint32)[:, 1:] != 0  # not in the middle of a wide character
        make = tuple.__new__  # Run(...) and Run._make take three times as long, and a screen can have thousands
        for y in range(height) if wanted is None else wanted:
            line = self.row(y)
            starts = np.flatnonzero(begins[y])
            cuts = starts.tolist()
            styles = self.fg[y, starts].tolist(), self.bg[y, starts].tolist(), self.attrs[y, starts].tolist()
            texts = [printed(line[a:b]) for a, b in zip(cuts, [*cuts[1:], width], strict=False)]
            yield [make(Run, cells) for cells in zip(texts, *styles, strict=True)]

    def line(self, y: int) -> str:
        """A row as it is printed: as many cells as the canvas is wide."""
        return printed(self.row(y))

    def row(self, y: int) -> str:
        """A character for each cell of a row, as `cells` has them."""
        row: bytes = self.chars[y].tobytes()
        return row.decode("utf-32-le")

    def lines(self) -> list[str]:
        """Each row as it is printed."""
        return [self.line(y) for y in range(len(self.chars))]

    def _clip(self, x: int, y: int, width: int, height: int) -> tuple[int, int, int, int]:
        """The visible part of a rectangle as array indices: first column, first row, end column, end row."""
        x, y = x - self._hidden_x, y - self._hidden_y
        rows, columns = self.chars.shape
        x0, y0 = min(max(x, 0), columns), min(max(y, 0), rows)
        return x0, y0, min(max(x + width, x0), columns), min(max(y + height, y0), rows)


def _border_texts(left: str, right: str, width: int) -> tuple[str, str]:
    """What fits into a border of `width` cells; each text takes a space and a dash on either side."""
    if left and right and cell_len(left) + cell_len(right) + 9 > width:
        right = ""
    return shorten(left, width - 6), shorten(right, width - 6)
