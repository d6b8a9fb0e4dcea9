"""A surface over two numbers seen from above: the higher, the further from the ground, in bands like contour lines.

Half blocks of one hue; without colours each cell has the letter of its band, a the lowest. Pure: heights in, cells out.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.tui.drawing.decision_map import Cells
from glassnet.tui.drawing.palette import Palette

Floats = NDArray[np.float64]

BANDS = 10
FAINTEST, DEEPEST = 0.04, 0.42  # of the full hue, for the lowest and the highest band
FAR = 30  # times: heights that differ by more are told apart on a logarithmic scale
LETTERS = "abcdfghijk"  # of the bands where there are no colours: none that a number may have
UNKNOWN = "?"


class Scale(NamedTuple):
    """From the lowest height to the highest, linear or by their logarithms."""

    low: float
    high: float
    log: bool

    @classmethod
    def of(cls, heights: Floats) -> Scale | None:
        """The scale of the finite ones; None where there are none."""
        finite = heights[np.isfinite(heights)]
        if not len(finite):
            return None
        low, high = float(finite.min()), float(finite.max())
        return cls(low, high, low > 0 and high / FAR > low)

    def bands(self, heights: Floats) -> NDArray[np.int64]:
        """The band of each height, -1 where it is no finite number."""
        finite = np.isfinite(heights)
        known = np.where(finite, heights, self.low)
        low, high = np.log([self.low, self.high]) if self.log else (self.low, self.high)
        known = np.log(known) if self.log else known
        share = (known / 2 - low / 2) / (high / 2 - low / 2) if high > low else np.zeros(heights.shape)
        return np.where(finite, np.minimum((share * BANDS).astype(np.int64), BANDS - 1), -1)


def height_cells(bands: NDArray[np.int64], palette: Palette, plain: bool = False) -> Cells:
    """Cells of bands (rows, columns) in pixels, two above each other in a cell."""
    colours = np.where(bands < 0, palette.bad, np.asarray(ramp(palette))[bands])
    upper, lower = colours[0::2].astype(np.int32), colours[1::2].astype(np.int32)
    if plain:
        ground = np.full(upper.shape, palette.background, dtype=np.int32)
        signs = np.array([*LETTERS, UNKNOWN])[bands[0::2]]
        return Cells(signs, np.full(upper.shape, palette.muted, dtype=np.int32), ground, ground)
    return Cells(np.full(upper.shape, "▀"), upper, lower, upper)


@lru_cache(maxsize=8)
def ramp(palette: Palette) -> tuple[int, ...]:
    """The colours of the bands, the lowest first."""
    shares = [FAINTEST + (DEEPEST - FAINTEST) * band / (BANDS - 1) for band in range(BANDS)]
    return tuple(palette.mix(palette.background, palette.image, share) for share in shares)
