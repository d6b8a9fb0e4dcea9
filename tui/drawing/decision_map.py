"""What a network answers over a plane, as cells: half blocks of colour, or shades of one character.

One answer: blue where it is low, orange where it is high, fading towards the border. Several: a hue for each, paler
where the largest is less sure. The border itself is drawn as a line. Brightness differs along with the hue, so that the
map can be read in grey. Pure: outputs in, arrays of characters and colours out.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.tui.drawing.cells import cell_len
from glassnet.tui.drawing.palette import Palette

Floats = NDArray[np.float64]

LEVELS = 12  # shades between the border and full confidence: few, so that few styles are made
FLOOR = 0.40  # how much of a hue even the least sure answer gets
SHADES = "░▒▓█╱╲═║╳┼"  # as many as the palettes have hues
SHAPES, SMALL_SHAPES = "●▲■◆▼✚", "•▴▪◆▾×"
LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"  # of more classes than shapes, where their names have no initials


class Cells(NamedTuple):
    """Arrays of rows × columns, as a canvas stamps them. `ground`: one colour a cell, for what stands on it."""

    chars: NDArray[np.str_]
    fg: NDArray[np.int32]
    bg: NDArray[np.int32]
    ground: NDArray[np.int32]


def two_sided(outputs: Floats, palette: Palette, plain: bool = False) -> Cells:
    """Cells of outputs -1 … 1, (rows, columns) in pixels, two above each other in a cell; 0 is the border.

    With `plain` a cell is ░ below the border, ▓ above it, █ halfway up and more.
    """
    finite = np.isfinite(outputs)
    sure = np.clip(np.where(finite, outputs, 0.0), -1.0, 1.0)
    kind = np.where(finite & (sure != 0), (sure > 0).astype(np.int64), -1)
    shades = np.where(sure >= 0.5, 3, np.where(sure >= 0, 2, 0))
    return _cells(kind, np.abs(sure), shades, sides(palette), palette, plain)


def many_sided(shares: Floats, palette: Palette, plain: bool = False) -> Cells:
    """Cells of shares (rows, columns, classes) in pixels: the largest gives the hue. With `plain` a shade a class."""
    classes = shares.shape[-1]
    finite = np.asarray(np.isfinite(shares).all(axis=-1))
    known = np.where(finite[..., None], shares, 0.0)
    largest = known.argmax(axis=-1)
    least = 1.0 / classes
    sure = np.clip((known.max(axis=-1) - least) / (1 - least), 0.0, 1.0)
    hues = tuple(class_hue(k, palette) for k in range(classes))
    return _cells(np.where(finite, largest, -1), sure, largest % len(SHADES), hues, palette, plain)


def tones(outputs: Floats, palette: Palette) -> NDArray[np.int32]:
    """The colours that `two_sided` gives outputs -1 … 1 of any shape."""
    sure = np.clip(np.nan_to_num(outputs), -1.0, 1.0)
    level = np.rint(np.abs(sure) * (LEVELS - 1)).astype(np.int64)
    return np.asarray(_table(sides(palette), palette)[np.where(sure == 0, 0, np.where(sure > 0, 2, 1)), level])


def sides(palette: Palette) -> tuple[int, int]:
    """The full colours of low and high answers; the low one is the darker of the two."""
    return palette.low, palette.high


def class_hue(number: int, palette: Palette) -> int:
    """The colour of a class on the map."""
    return palette.classes[number % len(palette.classes)]


def class_ink(number: int, palette: Palette) -> int:
    """The colour of a class's name: like its hue, and to be read."""
    return palette.class_inks[number % len(palette.class_inks)]


def class_marks(classes: Sequence[str], small: bool = False) -> Sequence[str]:
    """The marks of the classes' points: shapes, or where there are not enough the first letters of their names."""
    if len(classes) <= len(SHAPES):
        return SMALL_SHAPES if small else SHAPES
    initials = [name[:1] for name in classes]
    if len(set(initials)) == len(classes) and all(one.isalnum() and cell_len(one) == 1 for one in initials):
        return initials
    return [LETTERS[number % len(LETTERS)] for number in range(len(classes))]


def _cells(
    kind: NDArray[np.int64],
    sure: Floats,
    shades: NDArray[np.int64],
    hues: tuple[int, ...],
    palette: Palette,
    plain: bool,
) -> Cells:
    """kind: the side or class of each pixel, -1 where the answer takes none."""
    level = np.rint(sure * (LEVELS - 1)).astype(np.int64)
    pixels = np.asarray(_table(hues, palette))[kind + 1, level]
    if plain:
        chars = np.where(kind < 0, " ", np.array(list(SHADES))[shades])[::2]
        plain_ground = np.full(chars.shape, palette.background, dtype=np.int32)
        return Cells(chars, pixels[::2], plain_ground, plain_ground)
    pixels[_border(kind)] = palette.background
    upper, lower = pixels[0::2], pixels[1::2]
    return Cells(np.full(upper.shape, "▀"), upper, lower, upper)


def _border(kind: NDArray[np.int64]) -> NDArray[np.bool_]:
    """The pixels that have another kind to the right or below."""
    border = np.zeros(kind.shape, dtype=bool)
    border[:, :-1] |= kind[:, :-1] != kind[:, 1:]
    border[:-1] |= kind[:-1] != kind[1:]
    return border


@lru_cache(maxsize=32)
def _table(hues: tuple[int, ...], palette: Palette) -> NDArray[np.int32]:
    """A row of shades for what takes no side, then one for each hue."""
    shares = [FLOOR + (1 - FLOOR) * level / (LEVELS - 1) for level in range(LEVELS)]
    ground = palette.background
    rows = [[ground] * LEVELS, *([palette.mix(ground, hue, share) for share in shares] for hue in hues)]
    return np.array(rows, dtype=np.int32)
