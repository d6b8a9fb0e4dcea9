"""The legend of the decision map: what its colours and signs mean, and how far its axes reach."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from glassnet.scenarios.base import CLASSES, REGRESSION, Feature
from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.cells import cell_len
from glassnet.tui.drawing.decision_map import SHADES, SHAPES, class_hue, class_ink, class_marks, sides
from glassnet.tui.drawing.names import distinct
from glassnet.tui.drawing.numbers import plain
from glassnet.tui.drawing.texts import shorten
from glassnet.tui.panel import PaintOptions
from glassnet.tui.panels.predictions.columns import undecided
from glassnet.tui.panels.predictions.points import FEW, SIGNS, SMALL_SIGNS
from glassnet.tui.panels.predictions.scale import border, on_low_side, shares
from glassnet.tui.snapshot import Snapshot

WIDEST = 18  # cells of a line
WORDS = WIDEST - 3  # of them for what it says
APART = 2  # cells between two lines that stand beside each other
SWATCHES = 0.5, 1.0  # how much of its colour a weak and a strong answer gets in the legend


class Line(NamedTuple):
    """One line of the legend: a sign in its colours, and what it says."""

    fg: int
    bg: int
    sign: str
    text: str


def legend_lines(snapshot: Snapshot, look: PaintOptions, axes: list[Line] | None = None) -> list[Line]:
    """What the map's signs mean, the most needed first. axes: what is said of them, where not the plane's own."""
    data = snapshot.scenario.data
    lines = _class_lines(snapshot, look) if data.task == CLASSES else _side_lines(snapshot, look)
    marks = _mark_lines(snapshot, look)
    lines = [*marks[:1], *lines] if len(data.classes) > len(SHAPES) else [*lines, *marks[:1]]  # letters tell themselves
    if look.big and axes is None:  # a lecture's map needs the lines
        return lines
    return [*lines, *(axis_lines(snapshot, look) if axes is None else axes), *marks[1:]]


def point_lines(snapshot: Snapshot, look: PaintOptions) -> list[Line]:
    """What the signs of the points mean, on a map that shows something else than the answers."""
    data, palette = snapshot.scenario.data, look.palette
    if data.task != CLASSES:
        return [*_target_lines(snapshot, look), *_mark_lines(snapshot, look)]
    ground, marks = palette.background, class_marks(data.classes, small=len(data.inputs) > FEW)
    kinds = zip(marks, distinct(data.classes, WORDS), strict=False)
    lines = [Line(palette.on(ground), ground, mark, name) for mark, name in kinds]
    return [*lines, *_mark_lines(snapshot, look)]


def _mark_lines(snapshot: Snapshot, look: PaintOptions) -> list[Line]:
    """What stands beside points whose answer is not right."""
    palette, known = look.palette, snapshot.predictions
    if known.train_right is None:
        return []
    lines = [Line(palette.bad, palette.background, "!", "wrong")]
    few = len(snapshot.scenario.data.inputs) <= FEW
    if few and any(undecided(known.train[row]) for row in snapshot.wrong(test=False).tolist()):
        lines.append(Line(palette.text, palette.background, "?", "undecided"))
    return lines


def axis_lines(snapshot: Snapshot, look: PaintOptions, edges: bool = False) -> list[Line]:
    """How far the samples reach along the axes of the plane; with edges how far the map does, which is longer."""
    data, palette, lines = snapshot.scenario.data, look.palette, []
    assert data.plane is not None
    spans = [(float(values.min()), float(values.max())) for values in data.plane.points.T]
    if edges and snapshot.map is not None:
        spans = [snapshot.map.limits[:2], snapshot.map.limits[2:]]
    names = distinct([feature.name for feature in data.plane.axes], WORDS)
    for sign, name, feature, values in zip("→↑", names, data.plane.axes, spans, strict=True):
        low, high = (_limit(feature.raw(value)) for value in values)
        span = f"{low}…{high}" if low != high else low
        texts = [name, f"{span} {feature.unit}".rstrip()]
        if not feature.unit and cell_len(" ".join(texts)) <= WORDS:
            texts = [" ".join(texts)]
        for text in texts:
            lines.append(Line(palette.muted, palette.background, sign, text))
            sign = " "
    return lines


def _class_lines(snapshot: Snapshot, look: PaintOptions) -> list[Line]:
    data, palette = snapshot.scenario.data, look.palette
    ink, ground, lines = palette.on(palette.background), palette.background, []
    marks = class_marks(data.classes, small=len(data.inputs) > FEW)
    for k, (sign, name) in enumerate(zip(marks, distinct(data.classes, WORDS), strict=False)):
        if look.shaded:
            lines.append(Line(class_ink(k, palette), ground, SHADES[k % len(SHADES)] + sign, name))
        else:
            hue = class_hue(k, palette)
            lines.append(Line(palette.read(ink, hue) if sign.isalnum() else ink, hue, f"{sign} ", name))
    return lines


def _side_lines(snapshot: Snapshot, look: PaintOptions) -> list[Line]:
    data, palette, ground = snapshot.scenario.data, look.palette, look.palette.background
    answer, middle = f"a{snapshot.program.layers}", plain(border(snapshot))
    low, high = sides(palette)
    weak, strong = (palette.mix(ground, high, share) for share in SWATCHES)
    marks = (SHADES[3], SHADES[2], SHADES[0]) if look.shaded else "███"
    lines = [Line(weak, ground, marks[1], f"{answer} > {middle}"), Line(low, ground, marks[2], f"{answer} < {middle}")]
    if shares(snapshot):
        lines.insert(0, Line(strong, ground, marks[0], f"{answer} > 0.75"))
    if look.big and data.task != REGRESSION:  # the points tell the sides by themselves
        lines = []
    return [*lines, *_target_lines(snapshot, look)]


def _target_lines(snapshot: Snapshot, look: PaintOptions) -> list[Line]:
    """The signs of high and low targets."""
    data, palette, ground = snapshot.scenario.data, look.palette, look.palette.background
    middle, lines = plain(border(snapshot)), []
    many = len(data.inputs) > FEW
    scale = (*data.outputs, Feature("y"))[0]
    limit = _limit(scale.raw(border(snapshot))) if data.outputs else middle
    for kind, sign in enumerate(SMALL_SIGNS if many else SIGNS):
        targets = data.targets[on_low_side(data.targets, snapshot) == bool(kind), 0]
        if len(targets):
            says = f"{'≤' if kind else '>'} {limit}"
            if targets.min() == targets.max():
                says = f"= {plain(scale.raw(float(targets[0])))}"
            text = f"{shorten(scale.name, WORDS - 1 - len(says))} {says}"
            lines.append(Line(palette.on(ground), ground, sign, text))
    return lines


def _limit(value: float) -> str:
    """The end of an axis in a few characters."""
    return plain(value if abs(value) < 10 or not math.isfinite(value) else round(value))


def packed(lines: Sequence[Line], width: int) -> list[list[Line]]:
    """Rows of lines, as many beside each other as have room; what says no more than its sign says nothing."""
    rows: list[list[Line]] = []
    for line in lines:
        line = line._replace(text="") if line.text == line.sign.strip(SHADES + " ") else line
        if rows and _extent(rows[-1]) + _extent([line]) <= width + APART:
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _extent(row: Sequence[Line]) -> int:
    """Cells of a row, with those that part its last line from the next one."""
    return sum(cell_len(line.sign) + (1 + cell_len(line.text)) * bool(line.text) + APART for line in row)


def draw_packed(canvas: Canvas, rows: Sequence[Sequence[Line]], look: PaintOptions) -> None:
    """The rows one below the other, as many as have room; where none has two lines, their words are aligned."""
    alone = max(len(row) for row in rows) == 1
    widest = max(cell_len(row[0].sign) for row in rows)
    for y, row in enumerate(rows[: canvas.height]):
        x = 0
        for line in row:
            canvas.text(x, y, line.sign, line.fg, line.bg)
            at = x + (widest if alone else cell_len(line.sign)) + 1
            canvas.text(at, y, shorten(line.text, canvas.width - at), look.palette.muted)
            x += _extent([line])


def draw_legend(canvas: Canvas, lines: list[Line], look: PaintOptions) -> None:
    """The lines one below the other, as many as have room."""
    draw_packed(canvas, [[line] for line in lines], look)
