"""The decision map: the network's answers over the plane that the samples lie in, the training points, and a legend.

The plane is that of the two inputs, or the one whose features the inputs are.

The answers come from the snapshot and are kept until its parameters change, or a little longer while training runs.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenarios.base import CLASSES, REGRESSION, Feature
from tui.drawing.canvas import Canvas, shorten
from tui.drawing.decision_map import SHADES, Cells, class_hue, class_ink, many_sided, shape, sides, tones, two_sided
from tui.drawing.numbers import plain
from tui.drawing.palette import blend
from tui.messages import Removal, Sample, Spot
from tui.panel import Look
from tui.panels.predictions.columns import undecided
from tui.snapshot import TAKE, Floats, Snapshot

EVERY = 0.1  # seconds between two maps while training runs
FEW = 40  # points up to which each gets a large mark
LEAST_WIDTH, LEAST_HEIGHT = 9, 4  # of the map itself
LEGEND = 18  # columns of the legend at most
SIGNS, SMALL_SIGNS = "●○", "•∘"  # y = 1, y = 0
SWATCHES = 0.5, 1.0  # how much of its colour a weak and a strong answer gets in the legend


class DecisionMap:
    """Draws the map, and remembers the last one."""

    def __init__(self) -> None:
        self._parameters: tuple[object, ...] = ()
        self._shape: tuple[object, ...] = ()
        self._cells: Cells | None = None
        self._at = 0.0

    def draw(self, canvas: Canvas, snapshot: Snapshot, look: Look) -> None:
        """Fill the canvas with the map and, if there is room, its legend to the right."""
        lines = legend_lines(snapshot, look)
        wanted = min(LEGEND, max(len(line.sign) for line in lines) + 1 + max(len(line.text) for line in lines))
        room = canvas.width - wanted - 1
        width = canvas.width if room < max(LEAST_WIDTH, canvas.width // 2) else room
        width = min(width, max(LEAST_WIDTH, round(2.5 * canvas.height)))  # about as wide as high
        if width < LEAST_WIDTH or canvas.height < LEAST_HEIGHT:
            return
        left = (canvas.width - width) // 2 if room < max(LEAST_WIDTH, canvas.width // 2) else 0
        plane = canvas.view(left, 0, width, canvas.height)
        cells = self._cells_for(snapshot, look, width, canvas.height)
        plane.stamp(0, 0, cells.chars, cells.fg, cells.bg)
        _points(plane, cells, snapshot, look)
        if snapshot.choices.brush is not None and snapshot.choices.brush != TAKE:
            _spots(plane, snapshot)
        if not left and room >= max(LEAST_WIDTH, canvas.width // 2):
            _legend(canvas.view(width + 1, 0, wanted, canvas.height), lines, look)

    def _cells_for(self, snapshot: Snapshot, look: Look, columns: int, rows: int) -> Cells:
        """The map in cells, the last one again where nothing changed or it is too soon for another."""
        parameters = tuple(snapshot.settled.values[name] for name in snapshot.program.parameters)
        form = (snapshot.map_limits, columns, rows, look.palette, look.plain)
        now = time.monotonic()
        if self._cells is not None and form == self._shape:
            same = all(a is b for a, b in zip(parameters, self._parameters, strict=True))
            if same or (snapshot.choices.running and now - self._at < EVERY):
                return self._cells
        outputs = snapshot.map(columns, 2 * rows)
        if snapshot.scenario.data.task == CLASSES:
            cells = many_sided(outputs, look.palette, look.plain)
        else:
            cells = two_sided(_sided(outputs[..., 0], snapshot), look.palette, look.plain)
        self._parameters, self._shape, self._cells, self._at = parameters, form, cells, now
        return cells


def _sided(outputs: Floats, snapshot: Snapshot) -> Floats:
    """Outputs or targets as -1 … 1 for colours, on a scale that stays the same while training runs."""
    middle, reach = _scale(snapshot)
    return (outputs - middle) / reach


def _scale(snapshot: Snapshot) -> tuple[float, float]:
    """The border between low and high, and how far from it a colour is full.

    0.5 and 0.5 for answers between 0 and 1. For others the border is 0 where there are targets on both sides of it,
    else midway between the least and the largest.
    """
    if _shares(snapshot):
        return 0.5, 0.5
    targets = snapshot.scenario.data.targets[:, 0]
    low, high = float(targets.min()), float(targets.max())
    middle = 0.0 if low < 0 < high or low == high else (low + high) / 2
    return middle, max(abs(low - middle), abs(high - middle)) or 1.0


def _shares(snapshot: Snapshot) -> bool:
    """Whether the answers lie between 0 and 1."""
    return snapshot.activation(snapshot.program.layers).limits == (0.0, 1.0)


# --- points ---


def _points(plane: Canvas, cells: Cells, snapshot: Snapshot, look: Look) -> None:
    """The training points: their kind as a shape, `!` where the answer is wrong, `?` where it takes no side.

    Those of a regression stand on the colour of their target. ▸ stands beside the chosen one.
    """
    data, palette, limits = snapshot.scenario.data, look.palette, snapshot.map_limits
    if limits is None or data.plane is None:
        return
    left, right, bottom, top = limits
    points = data.plane.points
    across = (points[:, 0] - left) / (right - left) * plane.width
    down = (top - points[:, 1]) / (top - bottom) * plane.height
    columns = np.clip(across.astype(int), 0, plane.width - 1)
    rows = np.clip(down.astype(int), 0, plane.height - 1)
    known = snapshot.predictions.train_right
    wrong = np.zeros(len(columns), dtype=bool) if known is None else ~known
    many, marks = len(columns) > FEW, _marks(snapshot)
    ink = palette.on(palette.background)
    # One point a cell: a wrong one goes before the others, the chosen one before all.
    places, seen = rows * plane.width + columns, np.full(plane.width * plane.height, -1)
    seen[places[::-1]] = np.arange(len(places))[::-1]
    seen[places[wrong]] = np.flatnonzero(wrong)
    seen[places[snapshot.row]] = snapshot.row
    chosen = int(columns[snapshot.row]), int(rows[snapshot.row])
    taking = snapshot.choices.brush == TAKE
    shown = seen[seen >= 0]
    grounds = cells.ground[rows[shown], columns[shown]]
    if data.task == REGRESSION and not look.plain:
        grounds = tones(_sided(data.targets[shown, 0], snapshot), palette)
    for i, under in zip(shown.tolist(), grounds.tolist(), strict=True):
        x, y = int(columns[i]), int(rows[i])
        target = Removal(i) if taking else Sample(i)
        if many and wrong[i] and i != snapshot.row:
            plane.text(x, y, "!", palette.bad, palette.background, bold=True, target=target)
            continue
        plane.text(x, y, marks(i), blend(under, ink, 0.75) if many else ink, under, target=target)
        if not many:
            note = "" if not wrong[i] else "?" if undecided(snapshot.predictions.train[i]) else "!"
            _beside(plane, x, y, note, look)
    x, y = chosen
    plane.text(x, y, marks(snapshot.row), ink, palette.background, bold=True)
    at, arrow = (x - 1, "▸") if x > 0 else (x + 1, "◂")
    plane.text(at, y, arrow, palette.now, palette.background)


def _spots(plane: Canvas, snapshot: Snapshot) -> None:
    """Every cell stands for its middle, to put a point there."""
    assert snapshot.map_limits is not None
    left, right, bottom, top = snapshot.map_limits
    for y in range(plane.height):
        for x in range(plane.width):
            spot = Spot(
                left + (x + 0.5) / plane.width * (right - left), top - (y + 0.5) / plane.height * (top - bottom)
            )
            plane.hit(x, y, 1, 1, spot)


def _marks(snapshot: Snapshot) -> Callable[[int], str]:
    """The mark of a training row's point."""
    data = snapshot.scenario.data
    many = len(data.targets) > FEW
    if data.task == CLASSES:
        return lambda row: shape(int(data.targets[row].argmax()), small=many)
    signs = SMALL_SIGNS if many else SIGNS
    low = _low(snapshot)
    return lambda row: signs[int(low[row])]


def _low(snapshot: Snapshot) -> NDArray[np.bool_]:
    """Which training rows have a target on the low side, (N,)."""
    return np.asarray(snapshot.scenario.data.targets[:, 0] <= _scale(snapshot)[0])


def _beside(plane: Canvas, x: int, y: int, note: str, look: Look) -> None:
    """The cells beside a large mark: a note; in plain drawings blanks, so that it stands out."""
    palette = look.palette
    for side in (x - 1, x + 1):
        if look.plain and plane.char_at(side, y) in tuple(SHADES):
            plane.text(side, y, " ")
    if note and x + 1 < plane.width:
        plane.text(x + 1, y, note, palette.bad if note == "!" else palette.text, palette.background, bold=True)


# --- legend ---


class Line(NamedTuple):
    """One line of the legend: a sign in its colours, and what it says."""

    fg: int
    bg: int
    sign: str
    text: str


def legend_lines(snapshot: Snapshot, look: Look) -> list[Line]:
    """What the map's signs mean, the most needed first."""
    data, palette = snapshot.scenario.data, look.palette
    lines = _class_lines(snapshot, look) if data.task == CLASSES else _side_lines(snapshot, look)
    if data.task != REGRESSION:
        lines.append(Line(palette.bad, palette.background, "!", "wrong"))
    assert data.plane is not None
    for sign, feature, values in zip("→↑", data.plane.axes, data.plane.points.T, strict=True):
        low, high = (_limit(feature.raw(float(value))) for value in (values.min(), values.max()))
        span = f"{low}…{high}" if low != high else low
        texts = [feature.name, f"{span} {feature.unit}"] if feature.unit else [f"{feature.name} {span}"]
        for text in texts:
            lines.append(Line(palette.muted, palette.background, sign, text))
            sign = " "
    return lines


def _class_lines(snapshot: Snapshot, look: Look) -> list[Line]:
    data, palette = snapshot.scenario.data, look.palette
    ink, ground, lines = palette.on(palette.background), palette.background, []
    for k, name in enumerate(data.classes):
        sign = shape(k, small=len(data.inputs) > FEW)
        if look.plain:
            lines.append(Line(class_ink(k, palette), ground, SHADES[k % len(SHADES)] + sign, name))
        else:
            lines.append(Line(ink, class_hue(k, palette), f"{sign} ", name))
    return lines


def _side_lines(snapshot: Snapshot, look: Look) -> list[Line]:
    data, palette, ground = snapshot.scenario.data, look.palette, look.palette.background
    answer, middle = f"a{snapshot.program.layers}", plain(_scale(snapshot)[0])
    low, high = sides(palette)
    weak, strong = (blend(ground, high, share) for share in SWATCHES)
    marks = (SHADES[3], SHADES[2], SHADES[0]) if look.plain else "███"
    lines = [Line(weak, ground, marks[1], f"{answer} > {middle}"), Line(low, ground, marks[2], f"{answer} < {middle}")]
    if _shares(snapshot):
        lines.insert(0, Line(strong, ground, marks[0], f"{answer} > 0.75"))
    many = len(data.inputs) > FEW
    scale = (*data.outputs, Feature("y"))[0]
    border = _limit(scale.raw(_scale(snapshot)[0])) if data.outputs else middle
    for kind, sign in enumerate(SMALL_SIGNS if many else SIGNS):
        targets = data.targets[_low(snapshot) == bool(kind), 0]
        if len(targets):
            alone = f"{scale.name} = {plain(scale.raw(float(targets[0])))}"
            text = alone if targets.min() == targets.max() else f"{scale.name} {'≤' if kind else '>'} {border}"
            lines.append(Line(palette.on(ground), ground, sign, text))
    return lines


def _limit(value: float) -> str:
    """The end of an axis in a few characters."""
    return plain(value if abs(value) < 10 or not math.isfinite(value) else round(value))


def _legend(canvas: Canvas, lines: list[Line], look: Look) -> None:
    at = max(len(line.sign) for line in lines) + 1
    for y, line in enumerate(lines[: canvas.height]):
        canvas.text(0, y, line.sign, line.fg, line.bg)
        canvas.text(at, y, shorten(line.text, canvas.width - at), look.palette.muted)
