"""The points on the decision map: all training rows, and the sample looked at."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from scenarios.base import CLASSES, REGRESSION
from tui.drawing.canvas import Canvas
from tui.drawing.decision_map import SHADES, Cells, shape, tones
from tui.drawing.palette import blend
from tui.messages import Removal, Sample, Spot
from tui.panel import Look
from tui.panels.predictions.columns import undecided
from tui.panels.predictions.scale import on_low_side, sided
from tui.snapshot import TAKE, Floats, Snapshot

FEW = 40  # points up to which each gets a large mark
SIGNS, SMALL_SIGNS = "●○", "•∘"  # y = 1, y = 0


def draw_points(plane: Canvas, cells: Cells, snapshot: Snapshot, look: Look) -> None:
    """The training points: their kind as a shape, `!` where the answer is wrong, `?` where it takes no side.

    Those of a regression stand on the colour of their target. ▸ stands beside the sample looked at.
    """
    data, palette, viewed = snapshot.scenario.data, look.palette, snapshot.viewed
    if data.plane is None:
        return
    columns, rows = _places(plane, snapshot, data.plane.points)
    known = snapshot.predictions.train_right
    wrong = np.zeros(len(columns), dtype=bool) if known is None else ~known
    many, marks = len(columns) > FEW, _marks(snapshot, data.targets)
    ink = palette.on(palette.background)
    own = None
    if data.task == REGRESSION and not look.plain:
        own = tones(sided(data.targets[:, 0], snapshot), palette)
    # One point a cell: a wrong one goes before the others, the one looked at before all.
    cell, seen = rows * plane.width + columns, np.full(plane.width * plane.height, -1)
    seen[cell[::-1]] = np.arange(len(cell))[::-1]
    seen[cell[wrong]] = np.flatnonzero(wrong)
    if not viewed.test:
        seen[cell[viewed.row]] = viewed.row
    taking = snapshot.choices.brush == TAKE
    for i in seen[seen >= 0].tolist():
        x, y = int(columns[i]), int(rows[i])
        target = Removal(i) if taking else Sample(i)
        under = int(cells.ground[y, x]) if own is None else int(own[i])
        if many and wrong[i] and Sample(i) != viewed:
            plane.text(x, y, "!", palette.bad, palette.background, bold=True, target=target)
            continue
        plane.text(x, y, marks(i), blend(under, ink, 0.75) if many else ink, under, target=target)
        if not many:
            note = "" if not wrong[i] else "?" if undecided(snapshot.predictions.train[i]) else "!"
            _beside(plane, x, y, note, look)
    if viewed.test:
        row = slice(viewed.row, viewed.row + 1)
        across, down = _places(plane, snapshot, data.plane.test_points[row])
        x, y, mark = int(across[0]), int(down[0]), _marks(snapshot, data.test_targets[row])(0)
    else:
        x, y, mark = int(columns[viewed.row]), int(rows[viewed.row]), marks(viewed.row)
    plane.text(x, y, mark, ink, palette.background, bold=True)
    at, arrow = (x - 1, "▸") if x > 0 else (x + 1, "◂")
    plane.text(at, y, arrow, palette.now, palette.background)


def draw_spots(plane: Canvas, snapshot: Snapshot) -> None:
    """Every cell stands for its middle, to put a point there."""
    assert snapshot.map_limits is not None
    left, right, bottom, top = snapshot.map_limits
    for y in range(plane.height):
        for x in range(plane.width):
            spot = Spot(
                left + (x + 0.5) / plane.width * (right - left), top - (y + 0.5) / plane.height * (top - bottom)
            )
            plane.hit(x, y, 1, 1, spot)


def _places(plane: Canvas, snapshot: Snapshot, points: Floats) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The columns and rows of points (n, 2), (n,) each; those outside of the map are at its edge."""
    left, right, bottom, top = snapshot.map_limits or (0.0, 1.0, 0.0, 1.0)
    across = (points[:, 0] - left) / (right - left) * plane.width
    down = (top - points[:, 1]) / (top - bottom) * plane.height
    return np.clip(across.astype(np.intp), 0, plane.width - 1), np.clip(down.astype(np.intp), 0, plane.height - 1)


def _marks(snapshot: Snapshot, targets: Floats) -> Callable[[int], str]:
    """The mark of a row of targets (n, k), by its place; made when asked for, as of many points few are seen."""
    many = len(snapshot.scenario.data.targets) > FEW
    if snapshot.scenario.data.task == CLASSES:
        return lambda row: shape(int(targets[row].argmax()), small=many)
    signs, low = SMALL_SIGNS if many else SIGNS, on_low_side(targets, snapshot)
    return lambda row: signs[int(low[row])]


def _beside(plane: Canvas, x: int, y: int, note: str, look: Look) -> None:
    """The cells beside a large mark: a note; in plain drawings blanks, so that it stands out."""
    palette = look.palette
    for side in (x - 1, x + 1):
        if look.plain and plane.char_at(side, y) in tuple(SHADES):
            plane.text(side, y, " ")
    if note and x + 1 < plane.width:
        plane.text(x + 1, y, note, palette.bad if note == "!" else palette.text, palette.background, bold=True)
