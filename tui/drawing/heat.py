"""A matrix as cells of colour: how large each entry is drawn, what of the matrix is shown, and which entry lies where.

Pure arithmetic and painting. Signs and sizes look as on the maps of units (`unit_maps.py`).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.palette import Palette
from glassnet.tui.drawing.unit_maps import ABOVE, BELOW, Floats, unit_cells

LARGEST = 12  # columns that an entry takes at most
NUMBERED, NAMED = 8, 9  # columns of one that its number has room in, and a name of eight letters too
LOW = 4  # columns of one that is half a line high
CLOSE = 2  # columns of one where the matrix is looked at part by part
BRACKETS = 3  # columns of an entry from which on brackets stand in it


class Tile(NamedTuple):
    """One matrix, or a part of it, as it is drawn.

    x, y: the upper left corner in cells. wide: columns of an entry. high: half lines of one. blocks: rows and columns
    that one drawn entry is the mean of. rows, columns: which of the matrix are shown.
    """

    x: int
    y: int
    wide: int
    high: int
    blocks: tuple[int, int]
    rows: range
    columns: range

    @property
    def width(self) -> int:
        """Columns of cells."""
        return self.wide * -(-len(self.columns) // self.blocks[1])

    @property
    def lines(self) -> int:
        """Lines of cells."""
        return (self.high * -(-len(self.rows) // self.blocks[0]) + 1) // 2

    def entry(self, x: int, y: int) -> tuple[int, int] | None:
        """The entry at a cell, the upper one of two; the middle one of a block. None outside."""
        if not (0 <= x - self.x < self.width and 0 <= y - self.y < self.lines):
            return None
        across, down = (x - self.x) // self.wide, 2 * (y - self.y) // self.high
        row = min(down * self.blocks[0] + self.blocks[0] // 2, len(self.rows) - 1)
        column = min(across * self.blocks[1] + self.blocks[1] // 2, len(self.columns) - 1)
        return self.rows[row], self.columns[column]

    def place(self, row: int, column: int) -> tuple[int, int] | None:
        """The first column of cells and the first half line of an entry; None where it is not shown."""
        if row not in self.rows or column not in self.columns:
            return None
        across, down = (column - self.columns.start) // self.blocks[1], (row - self.rows.start) // self.blocks[0]
        return self.x + across * self.wide, 2 * self.y + down * self.high


def whole(rows: int, columns: int, width: int, lines: int, plain: bool) -> Tile:
    """All of a matrix in so many cells, each entry as large as fits; where none does, means of blocks."""
    least = 2 if plain else 1  # half lines: a character is one sign
    halves = 2 * lines // least
    blocks = -(-rows // max(1, halves)), -(-columns // max(1, width))
    down, across = -(-rows // blocks[0]), -(-columns // blocks[1])
    size = max(1, min(halves * least // down, width // across, LARGEST))
    high = max(least, size - size % least)
    wide = max(2 * size, NAMED if blocks[1] == 1 else LOW)
    return Tile(0, 0, max(1, min(width // across, wide, LARGEST)), high, blocks, range(rows), range(columns))


def banded(rows: int, columns: int, width: int, lines: int, over: int) -> list[Tile]:
    """All of a matrix, entries large enough for numbers, in bands of columns below each other; none without the room.

    over: lines that are free over each band. y is that of the first of its own.
    """
    bands = -(-columns // max(1, width // NUMBERED))
    each = -(-columns // bands)
    high = 2 * min(NUMBERED // 2, (lines // bands - over) // rows)
    if high < 2 or width < NUMBERED:
        return []
    whole_band = over + rows * high // 2
    return [
        Tile(
            0, over + band * whole_band, min(width // each, LARGEST), high, (1, 1), range(rows),
            range(band * each, min((band + 1) * each, columns)),
        )
        for band in range(bands)
    ]  # fmt: skip


def draw_tile(canvas: Canvas, tile: Tile, values: Floats, scale: float, palette: Palette, plain: bool) -> None:
    """The drawn entries (means where there are blocks) of one tile."""
    pixels = np.repeat(np.repeat(values, tile.high, axis=0), tile.wide, axis=1)
    cells = unit_cells(pixels, scale, palette, plain)
    canvas.stamp(tile.x, tile.y, cells.chars, cells.fg, cells.bg)


def mark(canvas: Canvas, tile: Tile, row: int, column: int, palette: Palette, plain: bool) -> bool:
    """The cursor on an entry: brackets where it is large, else a colour; arrows at the edges. Whether it is here."""
    place = tile.place(row, column)
    if place is None:
        return False
    x, half = place
    middle = (half + tile.high // 2) // 2 if tile.high > 1 else half // 2
    if tile.wide >= BRACKETS and tile.high > 1:
        canvas.text(x, middle, "[", palette.now, bold=True)
        canvas.text(x + tile.wide - 1, middle, "]", palette.now, bold=True)
    elif not plain:
        for y in range(half, half + tile.high):
            _half(canvas, x, y, tile.wide, palette.cursor_bg)
    canvas.text(tile.x - 1, middle, "▸", palette.now)
    canvas.text(x + tile.wide // 2, tile.y - 1, "▾", palette.now)
    return True


def _half(canvas: Canvas, x: int, half: int, width: int, colour: int) -> None:
    """The upper or the lower half of some cells."""
    if half % 2:
        canvas.fill(x, half // 2, width, 1, bg=colour)
    else:
        canvas.fill(x, half // 2, width, 1, fg=colour)


def ramp(plain: bool) -> tuple[NDArray[np.float64], str]:
    """Values from -1 to 1 for a legend, and their characters without colours."""
    steps = len(ABOVE) - 1
    values = np.arange(-steps, steps + 1) / steps
    return values, (BELOW[:0:-1] + ABOVE) if plain else "█" * len(values)
