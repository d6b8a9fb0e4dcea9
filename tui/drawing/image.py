"""A grey image as cells: half blocks, two pixels above each other in a cell, or shades of one character.

What is most is drawn brightest on a dark background and darkest on a light one, as ink on paper. Pure.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.tui.drawing.palette import Palette

LEVELS = 16  # shades: few, so that few styles are made
SHADES = " ░▒▓█"


class Image(NamedTuple):
    """Arrays of rows × columns, as a canvas stamps them."""

    chars: NDArray[np.str_]
    fg: NDArray[np.int32]
    bg: NDArray[np.int32]


def cells_of(height: int, width: int, scale: int) -> tuple[int, int]:
    """Rows and columns that an image of so many pixels takes."""
    return (height * scale + 1) // 2, width * scale


def image(pixels: NDArray[np.float64], palette: Palette, scale: int = 1, plain: bool = False) -> Image:
    """Cells of pixels 0 … 1, (height, width), each drawn `scale` wide and `scale` half rows high."""
    large = np.repeat(np.repeat(np.clip(np.nan_to_num(pixels), 0.0, 1.0), scale, axis=0), scale, axis=1)
    if len(large) % 2:
        large = np.concatenate([large, np.zeros((1, large.shape[1]))])
    upper, lower = large[0::2], large[1::2]
    if plain:
        chars = np.array(list(SHADES))[np.rint((upper + lower) / 2 * (len(SHADES) - 1)).astype(int)]
        ink = np.full(chars.shape, palette.text, dtype=np.int32)
        return Image(chars, ink, np.full(chars.shape, palette.header_bg, dtype=np.int32))
    shades = np.asarray(_shades(palette))
    fg, bg = (shades[np.rint(half * (LEVELS - 1)).astype(int)] for half in (upper, lower))
    return Image(np.full(fg.shape, "▀"), fg, bg)


@lru_cache(maxsize=8)
def _shades(palette: Palette) -> NDArray[np.int32]:
    """From paper, told apart from the panel around it, to ink."""
    shares = [level / (LEVELS - 1) for level in range(LEVELS)]
    return np.array([palette.mix(palette.header_bg, palette.image, share) for share in shares], dtype=np.int32)
