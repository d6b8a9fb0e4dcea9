"""What single units say over a plane, as cells: each number's sign and size as a colour, or as a shade of characters.

Orange above 0, blue below, no more than a tile at exactly 0, red where there is no number, on one scale for all units
of a layer. Pure: values in, cells out. Knows nothing of networks, nor of where a map stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from glassnet.tui.drawing.decision_map import Cells
from glassnet.tui.drawing.palette import Palette

Floats = NDArray[np.float64]

LEVELS = 12  # shades on each side of 0: few, so that neighbours share a style
GAMMA = 0.8  # below 1, so that a small value is told apart from none
DEPTH = 0.8  # of the colours of signed numbers, for the largest
ABOVE, BELOW = "·░▒▓█", "·-=≡≣"  # without colours: from 0 outwards; `·` is less than an eighth of the scale
UNKNOWN = "?"  # what is no number; red where there are colours
SAME = 0.03  # of its own largest value: what two units may differ by anywhere and say the same


def unit_cells(values: Floats, scale: float, palette: Palette, plain: bool = False) -> Cells:
    """Cells of one unit's values (rows, columns) in pixels, two above each other in a cell.

    scale: the value with the full colour. An odd number of rows leaves half a cell blank below, which keeps maps that
    stand one below the other apart. plain: a character a cell instead, for the middle of its two pixels.
    """
    ground = np.full(((len(values) + 1) // 2, values.shape[1]), palette.background, dtype=np.int32)
    share = _shares(values, scale)
    colours = np.where(np.isnan(values), palette.bad, np.asarray(_ramp(palette))[LEVELS + _levels(share)])
    if plain:
        marks = np.rint(np.abs(share[0::2]) * (len(ABOVE) - 1)).astype(np.int64)
        chars = np.where(share[0::2] < 0, np.array(list(BELOW))[marks], np.array(list(ABOVE))[marks])
        chars = np.where(np.isnan(values[0::2]), UNKNOWN, chars)
        inks = np.where(share[0::2] < 0, palette.negative, palette.positive)  # how much is told by the character
        return Cells(chars, np.where(marks == 0, palette.muted, inks).astype(np.int32), ground, ground)
    lower = ground.copy()
    lower[: len(values) // 2] = colours[1::2]
    return Cells(np.full(ground.shape, "▀"), colours[0::2], lower, lower)


def ends(palette: Palette) -> tuple[int, int, int]:
    """The colours of the least value, of exactly 0 and of the largest one."""
    ramp = _ramp(palette)
    return ramp[0], ramp[LEVELS], ramp[-1]


def scale_of(values: Floats) -> float:
    """The largest finite size among values; 0 where there is none."""
    return float(np.abs(np.where(np.isfinite(values), values, 0.0)).max(initial=0.0))


def alike(values: Floats) -> list[tuple[int, ...]]:
    """Groups of units that say the same over the plane but for a factor above 0; values (rows, columns, units).

    Units that say nothing at all, 0 everywhere, are in none.
    """
    flat = values.reshape(-1, values.shape[-1])
    largest = np.abs(flat).max(axis=0)
    speaking = np.flatnonzero(np.isfinite(largest) & (largest > 0)).tolist()
    groups: list[list[int]] = []
    for unit in speaking:
        for group in groups:
            if np.abs(flat[:, unit] / largest[unit] - flat[:, group[0]] / largest[group[0]]).max() <= SAME:
                group.append(unit)
                break
        else:
            groups.append([unit])
    return [tuple(group) for group in groups if len(group) > 1]


def factor(values: Floats, unit: int, other: int) -> float:
    """How many times what one unit says is as large as what another does, by their largest on the plane."""
    one, two = (float(np.abs(values[..., each]).max()) for each in (unit, other))
    return one / two


def listed(units: Sequence[int]) -> str:
    """`1 and 3`; `0, 2 and 3`."""
    *others, last = map(str, units)
    return f"{', '.join(others)} and {last}" if others else last


def _shares(values: Floats, scale: float) -> Floats:
    """Values as -1 … 1 of the scale; what is no number is 0."""
    if not 0 < scale < np.inf:
        return np.zeros(values.shape)
    return np.clip(np.nan_to_num(values / scale, nan=0.0), -1.0, 1.0)


def _levels(share: Floats) -> NDArray[np.int64]:
    size = np.ceil(np.abs(share) ** GAMMA * LEVELS)  # so that only exactly 0 has no colour at all
    return (np.sign(share) * size).astype(np.int64)


@lru_cache(maxsize=8)
def _ramp(palette: Palette) -> tuple[int, ...]:
    """Colours from full negative to full positive; zero stands at index LEVELS."""
    shares = [level / LEVELS for level in range(1, LEVELS + 1)]
    below = [palette.mix(palette.header_bg, palette.negative, DEPTH * share) for share in reversed(shares)]
    above = [palette.mix(palette.header_bg, palette.positive, DEPTH * share) for share in shares]
    return (*below, palette.header_bg, *above)
