"""The points on the decision map: all training rows, and the sample looked at."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from glassnet.scenarios.base import CLASSES, REGRESSION
from glassnet.scenarios.places import Limits
from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.decision_map import SHADES, Cells, class_marks, tones
from glassnet.tui.drawing.unit_maps import ABOVE, BELOW
from glassnet.tui.messages import Removal, Sample, Spot
from glassnet.tui.moment import Floats
from glassnet.tui.panel import PaintOptions
from glassnet.tui.panels.predictions.columns import undecided
from glassnet.tui.panels.predictions.scale import on_low_side, sided
from glassnet.tui.snapshot import Snapshot
from glassnet.tui.view_state import TAKE

FEW = 40  # points up to which each gets a large mark
SIGNS, SMALL_SIGNS = "●○", "•∘"  # y = 1, y = 0


class Scattered(Protocol):
    """The rows of data as points of a plane, and how far a picture of it reaches."""

    @property
    def step(self) -> int:
        """Every how many-th of the training rows is among the points; 1 for all."""

    @property
    def points(self) -> Floats:
        """The training rows, (n, 2)."""

    def point(self, row: int, test: bool) -> Floats:
        """One training row, or test row, (1, 2)."""

    @property
    def limits(self) -> Limits:
        """x from, x to, y from, y to."""


def draw_points(
    plane: Canvas, cells: Cells, snapshot: Snapshot, look: PaintOptions, scattered: Scattered | None = None
) -> None:
    """The training points: their kind as a shape, `!` where the answer is wrong, `?` where it takes no side.

    Small marks give way to their `!`. Those of a regression stand on the colour of their target. ▸ stands beside the
    sample looked at. scattered: where they lie, if not in the plane of the data.
    """
    data, palette, chosen = snapshot.scenario.data, look.palette, snapshot.row
    scattered = scattered or snapshot.map
    if scattered is None:
        return
    columns, rows = _places(plane, scattered.limits, scattered.points)
    known = snapshot.predictions.train_right
    wrong = np.zeros(len(rows), dtype=bool) if known is None else ~known[:: scattered.step]
    looked_at = chosen.row // scattered.step if not (chosen.test or chosen.row % scattered.step) else None
    many, ink = len(rows) > FEW, palette.on(palette.background)
    # One point a cell: a wrong one goes before the others, the one looked at before all.
    cell, seen = rows * plane.width + columns, np.full(plane.width * plane.height, -1)
    seen[cell[::-1]] = np.arange(len(cell))[::-1]
    seen[cell[wrong]] = np.flatnonzero(wrong)
    if looked_at is not None:
        seen[cell[looked_at]] = looked_at
    shown = seen[seen >= 0]
    numbers = shown * scattered.step
    grounds = cells.ground[rows[shown], columns[shown]]
    if data.task == REGRESSION and not look.shaded:
        grounds = tones(sided(data.targets[numbers, 0], snapshot), palette)
    marks, taking = _marks(snapshot, data.targets[numbers]), snapshot.choices.brush == TAKE
    for i, number, under, mark in zip(shown.tolist(), numbers.tolist(), grounds.tolist(), marks, strict=True):
        x, y = int(columns[i]), int(rows[i])
        target = Removal(number) if taking else Sample(number)
        if many and wrong[i] and Sample(number) != chosen:
            plane.text(x, y, "!", palette.bad, palette.background, bold=True, target=target)
            continue
        quiet = palette.read(ink, under) if mark.isalnum() else palette.mix(under, ink, 0.75)  # letters are to be read
        plane.text(x, y, mark, quiet if many else ink, under, target=target)
        if not many:
            _beside(plane, x, y, x + 1, _note(snapshot, Sample(number)), look)
    targets = data.test_targets if chosen.test else data.targets
    point = scattered.point(chosen.row, chosen.test)
    x, y = (int(place[0]) for place in _places(plane, scattered.limits, point))
    note, mark = _note(snapshot, chosen), _marks(snapshot, targets[chosen.row : chosen.row + 1])[0]
    if many and note:  # beside it, it might be another point's
        mark, ink = "!", palette.bad
    plane.text(x, y, mark, ink, palette.background, bold=True)
    at, arrow = (x - 1, "▸") if x > 0 else (x + 1, "◂")
    plane.text(at, y, arrow, palette.now, palette.background)
    if note and not many:
        _beside(plane, x, y, max(x, at) + 1, note, look)


def draw_spots(plane: Canvas, snapshot: Snapshot) -> None:
    """Every cell stands for its middle, to put a point there."""
    for y in range(plane.height):
        for x in range(plane.width):
            plane.hit(x, y, 1, 1, spot_at(plane, snapshot, x, y))


def spot_at(plane: Canvas, snapshot: Snapshot, x: int, y: int) -> Spot:
    """The middle of a cell of the map."""
    assert snapshot.map is not None
    left, right, bottom, top = snapshot.map.limits
    return Spot(left + (x + 0.5) / plane.width * (right - left), top - (y + 0.5) / plane.height * (top - bottom))


def _places(plane: Canvas, limits: Limits, points: Floats) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The cells of points (n, 2) as columns and rows, (n,) each; those outside of the map are at its edge."""
    left, right, bottom, top = limits
    across = (points[:, 0] - left) / (right - left) * plane.width
    down = (top - points[:, 1]) / (top - bottom) * plane.height
    columns = np.clip(np.nan_to_num(across), 0, plane.width - 1)
    rows = np.clip(np.nan_to_num(down), 0, plane.height - 1)
    return columns.astype(np.intp), rows.astype(np.intp)


def _marks(snapshot: Snapshot, targets: Floats) -> list[str]:
    """The mark of each row of targets (n, k)."""
    data = snapshot.scenario.data
    many = len(data.targets) > FEW
    if data.task == CLASSES:
        marks = class_marks(data.classes, small=many)
        return [marks[kind] for kind in targets.argmax(axis=1).tolist()]
    signs = SMALL_SIGNS if many else SIGNS
    return [signs[kind] for kind in on_low_side(targets, snapshot).astype(int).tolist()]


def _note(snapshot: Snapshot, sample: Sample) -> str:
    """`!` where the answer for a sample is wrong, `?` where it takes no side."""
    known = snapshot.predictions
    right, answers = (known.test_right, known.test) if sample.test else (known.train_right, known.train)
    if right is None or right[sample.row]:
        return ""
    return "?" if undecided(answers[sample.row]) else "!"


def _beside(plane: Canvas, x: int, y: int, at: int, note: str, look: PaintOptions) -> None:
    """The cells beside a large mark: in one of them a note; in plain drawings blanks, so that it stands out."""
    palette = look.palette
    for side in (x - 1, x + 1):
        if look.shaded and plane.char_at(side, y) in (*SHADES, *ABOVE, *BELOW):
            plane.text(side, y, " ")
    if note and at < plane.width:
        plane.text(at, y, note, palette.bad if note == "!" else palette.text, palette.background, bold=True)
