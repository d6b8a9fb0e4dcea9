"""Paper to draw on: an image whose pixels can be pointed at, each one `scale` cells wide and `scale` half lines high.

Where not all of it has room a part is shown. Pure arithmetic and painting.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.image import cells_of, image
from glassnet.tui.drawing.palette import Palette

LARGEST = 6  # cells that a pixel is wide at most


class Pad(NamedTuple):
    """Where the paper lies: its upper left corner in cells, the size of a pixel, and which rows and columns show."""

    x: int
    y: int
    scale: int
    rows: range
    columns: range

    @property
    def size(self) -> tuple[int, int]:
        """Lines and columns of cells."""
        return cells_of(len(self.rows), len(self.columns), self.scale)

    def place(self, x: int, y: int) -> tuple[float, float] | None:
        """The row and the column of the middle of a cell, 0 the middle of the first pixel; None beside the paper."""
        lines, width = self.size
        if not (0 <= x - self.x < width and 0 <= y - self.y < lines):
            return None
        row, column = (2 * (y - self.y) + 1) / self.scale - 0.5, (x - self.x + 0.5) / self.scale - 0.5
        return self.rows.start + min(row, len(self.rows) - 1.0), self.columns.start + column

    def pixel(self, x: int, y: int) -> tuple[int, int] | None:
        """The row and the column of the pixel at a cell, the upper one of two; None beside the paper."""
        if self.place(x, y) is None:
            return None
        return self.rows[2 * (y - self.y) // self.scale], self.columns[(x - self.x) // self.scale]


def fitted(rows: int, columns: int, width: int, lines: int) -> tuple[int, int, int]:
    """The size of a pixel with which all of an image fits, 1 if none does, and how many rows and columns show then."""
    scales = [s for s in range(LARGEST, 0, -1) if columns * s <= width and (rows * s + 1) // 2 <= lines]
    return (scales[0], rows, columns) if scales else (1, min(rows, 2 * lines), min(columns, width))


def draw_pad(
    canvas: Canvas,
    pad: Pad,
    ink: NDArray[np.float64],
    palette: Palette,
    plain: bool,
    cursor: tuple[int, int] | None,
) -> None:
    """The ink (rows, columns) 0 … 1 of the whole image, and the cursor on one pixel."""
    shown = ink[pad.rows.start : pad.rows.stop, pad.columns.start : pad.columns.stop]
    cells = image(shown, palette, pad.scale, plain)
    canvas.stamp(pad.x, pad.y, cells.chars, cells.fg, cells.bg)
    if cursor is None or cursor[0] not in pad.rows or cursor[1] not in pad.columns:
        return
    half, x = (cursor[0] - pad.rows.start) * pad.scale, pad.x + (cursor[1] - pad.columns.start) * pad.scale
    y = pad.y + (half + pad.scale // 2) // 2
    if pad.scale == 1 and not plain:
        lower = bool(half % 2)
        canvas.fill(x, y, 1, 1, bg=palette.cursor_bg if lower else None, fg=None if lower else palette.cursor_bg)
        return
    ground = int(canvas.bg[y, x])
    for at, sign in ((x, "["), (x + pad.scale - 1, "]")) if pad.scale > 1 else ((x, "+"),):
        canvas.text(at, y, sign, palette.read(palette.now, ground), ground, bold=True)
