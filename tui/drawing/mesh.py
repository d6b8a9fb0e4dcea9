"""A fine net of lines over a coloured map: dots in a paler or darker shade of what they lie on. Pure."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from glassnet.tui.drawing.braille import Dots
from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.decision_map import Cells
from glassnet.tui.drawing.palette import Palette

INK = 0.4  # how much of black or white a line has: to be seen, and seen through


def meshed(cells: Cells, lines: NDArray[np.float64], palette: Palette) -> Cells:
    """The cells of a map with lines (m, steps, 2) over them, in shares of its width and height from the top left.

    The border of the map stays free of them.
    """
    height, width = cells.chars.shape
    over = Canvas(width, height, palette.text, palette.background)
    dots = Dots(over, 0, 0, width, height)
    places = lines * (2 * width, 4 * height) - 0.5
    dots.lines(places[:, :-1].reshape(-1, 2), places[:, 1:].reshape(-1, 2), palette.text)
    dots.paint()
    ink = palette.on(palette.background)
    grounds, which = np.unique(cells.ground, return_inverse=True)
    shades = [(ground, palette.mix(ground, ink, INK)) for ground in grounds.tolist()]
    # Of 256 colours none may lie between the two.
    inks = np.array([palette.muted if shade == ground else shade for ground, shade in shades], dtype=np.int32)
    free = (over.chars != " ") & (cells.fg == cells.bg)
    return Cells(
        np.where(free, over.chars, cells.chars),
        np.where(free, inks[which.reshape(cells.ground.shape)], cells.fg),
        cells.bg,
        cells.ground,
    )
