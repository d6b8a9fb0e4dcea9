"""What is other in a frame than in the one before, as runs of cells."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.cells import FILLER, each_printed


class Span(NamedTuple):
    """Neighbouring cells of one row that share their style; cells: what is printed for each, nothing for a filler."""

    x: int
    y: int
    cells: list[str]
    fg: int
    bg: int
    attrs: int


def changed(canvas: Canvas, before: Canvas | None) -> NDArray[np.bool_]:
    """Which cells are other, (height, width); all where there is no frame before. Wide characters change whole."""
    if before is None:
        return np.ones(canvas.chars.shape, dtype=bool)
    differs = canvas.differs(before)
    seconds = (canvas.chars == FILLER) | (before.chars == FILLER)
    differs[:, :-1] |= differs[:, 1:] & seconds[:, 1:]
    differs[:, 1:] |= differs[:, :-1] & seconds[:, 1:]
    return differs


def spans(canvas: Canvas, where: NDArray[np.bool_]) -> Iterator[Span]:
    """The cells that `where` names, row by row."""
    for y in np.flatnonzero(where.any(axis=1)).tolist():
        row = each_printed(canvas.row(y))
        styles = list(zip(canvas.fg[y].tolist(), canvas.bg[y].tolist(), canvas.attrs[y].tolist(), strict=True))
        begin: int | None = None
        for x, here in enumerate([*where[y].tolist(), False]):
            if begin is not None and not (here and styles[x] == styles[begin]):
                yield Span(begin, y, row[begin:x], *styles[begin])
                begin = None
            if here and begin is None:
                begin = x
