"""The activation function of a layer as a curve, with the chosen unit's z on it, and another one to compare.

Values and slopes come from the snapshot. Knows how to draw a curve over two axes; does not know any formula.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from glassnet.core.info import DATA
from glassnet.tui.drawing.braille import Dots
from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.numbers import big, plain
from glassnet.tui.drawing.palette import Palette
from glassnet.tui.drawing.texts import fitting, steady
from glassnet.tui.moment import Floats
from glassnet.tui.panel import PaintOptions, Panel, draw_frame
from glassnet.tui.panels.shares import draw_shares, draw_shares_box
from glassnet.tui.snapshot import Snapshot
from glassnet.tui.units import curve

RANGE = 6.0  # of z, unless the unit's own z lies outside
TOGETHER = 50  # columns from which on two curves stand side by side
SOFTMAX = "softmax"


class CurvesPanel(Panel):
    """The current layer's activation function beside another one."""

    def paint(self, canvas: Canvas, snapshot: Snapshot, look: PaintOptions) -> None:
        used = snapshot.units.activation(snapshot.layer).name
        width, height = canvas.width, canvas.height
        if used == SOFTMAX:
            draw_shares_box(canvas, snapshot, look)
        elif width < TOGETHER or height > width:
            _curve_box(canvas, snapshot, look, used, used=True)
        else:
            left, other = width // 2, "sigmoid" if used == "relu" else "relu"
            _curve_box(canvas.view(0, 0, left, height), snapshot, look, used, used=True)
            _curve_box(canvas.view(left, 0, width - left, height), snapshot, look, other, used=False)


def draw_small_curve(canvas: Canvas, snapshot: Snapshot, look: PaintOptions) -> None:
    """A heading, the curve with the unit's point on it, and its z and slope: 13 × 6 cells or more."""
    palette, layer, unit = look.palette, snapshot.layer, unit_of(snapshot)
    name, width, height = snapshot.units.activation(layer).name, canvas.width, canvas.height
    canvas.text(0, 0, fitting(width, f"{name}, unit {unit}", f"{name} {unit}", name), palette.muted)
    inside = canvas.view(0, 1, width, height - 2)
    if name == SOFTMAX:
        draw_shares(canvas.view(0, 1, width, height - 1), snapshot, look, unit)
        return
    z = _z(snapshot, layer, unit)
    _curve(inside, snapshot, look, name, z, slopes=False)
    if z is None:
        canvas.text(0, height - 1, fitting(width, "z not computed", "z ·"), palette.muted)
        return
    _, slope = _at(snapshot, name, z)
    texts = (f"z {plain(z)}  f′ {plain(slope)}", f"z {plain(z)} f′ {plain(slope)}", f"z {plain(z)}")
    canvas.text(0, height - 1, fitting(width, *texts), palette.muted, target=snapshot.entry(f"z{layer}", unit))


def unit_of(snapshot: Snapshot) -> int:
    """The unit of the shown layer that the cursor is on, else the entry in focus, else the first."""
    units = snapshot.program.config.network.layers[snapshot.layer - 1].units
    for entry in (snapshot.choices.cursor, snapshot.focus):
        info = None if entry is None or not entry.index else snapshot.program.info.get(entry.name)
        if entry is None or info is None or info.kind in DATA or info.layer != snapshot.layer:
            continue
        if 0 <= entry.index[-1] < units:
            return entry.index[-1]
    return 0


def _z(snapshot: Snapshot, layer: int, unit: int) -> float | None:
    values = snapshot.unit_values(f"z{layer}")
    return None if values is None else float(values[unit])


def _at(snapshot: Snapshot, name: str, z: float) -> tuple[float, float]:
    """The activation and its slope at one z."""
    values, slopes = curve(name, np.array([z]))
    return float(values[0]), math.nan if slopes is None else float(slopes[0])


def _curve_box(canvas: Canvas, snapshot: Snapshot, look: PaintOptions, name: str, used: bool) -> None:
    layer, unit = snapshot.layer, unit_of(snapshot)
    width, height, z = canvas.width, canvas.height, _z(snapshot, layer, unit)
    titles = [f"{name}, in use here", f"{name}, in use"] if used else [f"{name}, to compare"]
    if used and snapshot.program.config.network.layers[layer - 1].units > 1:
        titles.insert(0, f"{name}, in use here: layer {layer}, unit {unit}")
    texts, at = ["z not computed yet", "no z yet"], ""
    if z is not None:
        a, slope = map(steady, _at(snapshot, name, z))
        texts = [f"● a {a}  ◆ slope {slope}", f"● a {a} ◆ slope {slope}", f"● {a}  ◆ {slope}", f"● {a}"]
        at = f"z {steady(z)}"
    foot_right = fitting(width - 6, *texts)
    foot = at if used and len(at) + len(foot_right) + 9 <= width else ""
    draw_frame(canvas, look, fitting(width - 6, *titles, name), foot=foot, foot_right=foot_right)
    if z is not None:
        if foot:
            canvas.hit(3, height - 1, len(foot), 1, snapshot.entry(f"z{layer}", unit))
        if used:
            canvas.hit(width - 3 - len(foot_right), height - 1, len(foot_right), 1, snapshot.entry(f"a{layer}", unit))
    _axes(canvas.view(2, 1, width - 4, height - 2), snapshot, look, name, z)


def _axes(canvas: Canvas, snapshot: Snapshot, look: PaintOptions, name: str, z: float | None) -> None:
    """The curve with its two axes."""
    palette, rows = look.palette, canvas.height - 1
    if rows < 2 or canvas.width < 12:
        _curve(canvas, snapshot, look, name, z)
        return
    limit = _limit(z)
    low, high = _heights(snapshot, name, limit, z)
    ticks = _ticks(low, high, rows)
    gutter = max(len(label) for _, label in ticks) + 1
    canvas.fill(gutter - 1, 0, 1, rows, fg=palette.faint, char="│")
    for value, label in ticks:
        row = int(_dot(value, low, high, rows)) // 4
        canvas.right(gutter - 1, row, label, palette.muted)
        canvas.text(gutter - 1, row, "┤", palette.faint)
    canvas.text(gutter - 1, rows, "└", palette.faint)
    columns = canvas.width - gutter
    taken: set[int] = set()
    for share in (0.0, 1.0, 0.5, 0.25, 0.75):  # the ends before what lies between
        label = big(limit * (2 * share - 1))
        column = round((columns - 1) * share) - len(label) // 2
        column = max(0, min(column, columns - len(label)))
        wanted = set(range(column - 1, column + len(label) + 1))
        if len(label) <= columns and not taken & wanted:
            canvas.text(gutter + column, rows, label, palette.muted)
            taken |= wanted - {column - 1, column + len(label)}
    _curve(canvas.view(gutter, 0, columns, rows), snapshot, look, name, z)


def _curve(
    canvas: Canvas, snapshot: Snapshot, look: PaintOptions, name: str, z: float | None, slopes: bool = True
) -> None:
    """The curve, its slope dotted, ● and ◆ at z."""
    palette, width, height = look.palette, canvas.width, canvas.height
    if width < 1 or height < 1:
        return
    limit = _limit(z)
    low, high = _heights(snapshot, name, limit, z)
    lines = _lines(name, limit, low, high, width, height, slopes, palette, look.plain)
    canvas.stamp(0, 0, lines.chars, lines.fg, where=lines.chars != " ")
    if z is None or not math.isfinite(z):
        return
    a, slope = _at(snapshot, name, z)
    column = min(width - 1, max(0, round((z / limit + 1) / 2 * (2 * width - 1)) // 2))
    for value, mark, colour in ((slope, "◆", palette.text), (a, "●", palette.now)):
        if (mark == "◆" and not slopes) or not math.isfinite(value):
            continue
        row = min(height - 1, max(0, int(_dot(value, low, high, height)) // 4))
        canvas.text(column, row, mark, colour)


@lru_cache(maxsize=64)
def _lines(
    name: str, limit: float, low: float, high: float, width: int, height: int, slopes: bool, palette: Palette,
    plain_dots: bool,
) -> Canvas:  # fmt: skip
    """The curve and its slope on a canvas of their own: the same ones in every frame, whatever z is."""
    canvas = Canvas(width, height, palette.text, palette.background)
    values, steep = curve(name, np.linspace(-limit, limit, 2 * width))
    dots = Dots(canvas, 0, 0, width, height, plain_dots)
    across = np.arange(2 * width, dtype=np.float64)
    if slopes and steep is not None:
        dots.curve(across, _dot(steep, low, high, height), palette.muted, dash=1)
        dots.paint()  # a canvas of its own, so that the slope stays muted where it is alone
        dots = Dots(canvas, 0, 0, width, height, plain_dots)
    top = _dot(values, low, high, height)
    dots.curve(across, top, palette.positive)
    if slopes and steep is not None:
        _clear_under(canvas, across, top)
    dots.paint()
    return canvas


def _clear_under(canvas: Canvas, across: Floats, top: Floats) -> None:
    """Blank the cells that the curve goes through: it is drawn over the slope, not mixed with it."""
    fits = (top > -0.5) & (top < 4 * canvas.height - 0.5)
    for x, y in zip(
        (across[fits] // 2).astype(int).tolist(), (np.rint(top[fits]) // 4).astype(int).tolist(), strict=True
    ):
        canvas.fill(x, y, 1, 1, char=" ")


def _limit(z: float | None) -> float:
    """How far the z axis goes to both sides: doubled until it holds z, so that it seldom changes."""
    limit = RANGE
    while z is not None and math.isfinite(z) and abs(z) > limit and limit < 1e300:
        limit *= 2
    return limit


def _heights(snapshot: Snapshot, name: str, limit: float, z: float | None) -> tuple[float, float]:
    """The lowest and highest number on the vertical axis.

    Curves that grow without end are cut at half the z range, unless the unit's own point lies beyond.
    """
    low, high = _range(name, limit)
    at = 0.0 if z is None or not math.isfinite(z) else _at(snapshot, name, z)[0]
    if high > limit / 2 >= at:
        high = limit / 2
    if low < -limit / 2 <= at:
        low = -limit / 2
    return _rounded(low), _rounded(high)


@lru_cache(maxsize=64)
def _range(name: str, limit: float) -> tuple[float, float]:
    """The least and the most of an activation and its slope for z from -limit to limit."""
    values, slopes = curve(name, np.linspace(-limit, limit, 65))
    both = values if slopes is None else np.concatenate([values, slopes])
    return float(both.min()), float(both.max())


def _rounded(end: float) -> float:
    """Two significant digits, away from zero: a sigmoid's axis ends at 1, not at 0.9975."""
    if end == 0 or not math.isfinite(end):
        return 0.0
    power = 10.0 ** (math.floor(math.log10(abs(end))) - 1)
    return math.copysign(math.ceil(abs(end) / power - 1e-9) * power, end)


def _ticks(low: float, high: float, rows: int) -> list[tuple[float, str]]:
    """The ends and the middle (or 0), the ends first, on rows of their own."""
    middle = (0.0,) if low < -0.2 * high else (high / 2, 0.0)
    taken: dict[int, tuple[float, str]] = {}
    for value in (high, low if low < -0.2 * high else 0.0, *middle):
        taken.setdefault(int(_dot(value, low, high, rows)) // 4, (value, big(value)))
    return list(taken.values())


def _dot(value: float | Floats, low: float, high: float, rows: int) -> Floats:
    """Down from the top, in dots."""
    return np.rint((high - np.asarray(value)) / (high - low) * (4 * rows - 1))
