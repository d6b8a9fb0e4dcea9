"""The network of a sheet as SVG: inputs and weights on it, legible in print and without colour.

A negative weight is dashed as well as signed. Knows numbers; works none out.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

import numpy as np

from glassnet.core.terms import label
from glassnet.scenarios.sheets.exercise import Exercise

GAP, ROW, RADIUS = 230, 84, 24  # between layers, between units, of a unit
TOP, SIDE = 64, 70
MOST_LABELS = 16  # edges of one layer that have their weights written on them
PLACES = (0.24, 0.33, 0.42, 0.5, 0.58, 0.67, 0.76)  # along an edge, where its weight may stand
WIDE, HIGH = 36, 17  # of a weight's label
Point = tuple[float, float]


def svg(exercise: Exercise) -> str:
    """The drawing, a whole SVG document that asks for nothing else."""
    sizes = exercise.plan.judged.config.network.sizes
    rows = min(ROW, 620 / max(sizes))
    height = round(TOP + rows * max(sizes) + 16)
    width = 2 * SIDE + GAP * (len(sizes) - 1)
    places = [[(SIDE + GAP * at, _y(unit, size, rows, height)) for unit in range(size)] for at, size in enumerate(sizes)]
    radius = min(RADIUS, rows * 0.42)
    parts = [*_edges(exercise, places), *_units(exercise, places, radius), *_heads(exercise, places)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'font-family="sans-serif" font-size="13" role="img">\n<title>{escape(_title(exercise))}</title>\n'
        f'<rect width="{width}" height="{height}" fill="#fff"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def weights_left_out(exercise: Exercise) -> list[str]:
    """The weights that have no room on the drawing."""
    shapes = exercise.plan.judged.config.parameters
    return [name for name, shape in shapes.items() if name.startswith("W") and shape[0] * shape[1] > MOST_LABELS]


def _title(exercise: Exercise) -> str:
    return f"The network {exercise.plan.judged.config.network.shape} of sheet {exercise.id}"


def _y(unit: int, size: int, rows: float, height: int) -> float:
    middle = (TOP + height - 16) / 2
    return round(middle + (unit - (size - 1) / 2) * rows, 1)


def _edges(exercise: Exercise, places: list[list[Point]]) -> Iterator[str]:
    labels: list[str] = []
    for layer in range(1, len(places)):
        name, written = f"W{layer}", f"W{layer}" not in weights_left_out(exercise)
        taken: list[Point] = []
        for index in np.ndindex(exercise.value(name).shape):
            (x1, y1), (x2, y2) = places[layer - 1][index[0]], places[layer][index[1]]
            weight = float(exercise.value(name)[index])
            dashes = ' stroke-dasharray="7 4"' if weight < 0 else ""
            thick = round(0.8 + 1.2 * min(abs(weight), 1.5), 2)
            yield f'<path d="M{x1} {y1}L{x2} {y2}" stroke="#555" stroke-width="{thick}"{dashes}/>'
            if written:
                at = _free((x1, y1), (x2, y2), taken)
                taken.append(at)
                labels.append(_boxed(at, _signed(weight)))
    yield from labels  # over all edges


def _free(start: Point, end: Point, taken: list[Point]) -> Point:
    """Where on an edge its label is furthest from those that stand already."""

    def at(share: float) -> Point:
        return start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])

    def room(point: Point) -> float:
        return min((max(abs(point[0] - x) / WIDE, abs(point[1] - y) / HIGH) for x, y in taken), default=9)

    return max(map(at, PLACES), key=lambda point: min(room(point), 1.1))


def _boxed(at: Point, text: str) -> str:
    x, y = at
    return (
        f'<rect x="{x - WIDE / 2:.1f}" y="{y - HIGH / 2:.1f}" width="{WIDE}" height="{HIGH}" rx="3" fill="#fff"/>'
        f'<text x="{x:.1f}" y="{y + 4.5:.1f}" text-anchor="middle">{text}</text>'
    )


def _signed(value: float) -> str:
    return f"{value:+g}".replace("-", "−") if value else "0"


def _units(exercise: Exercise, places: list[list[Point]], radius: float) -> Iterator[str]:
    small = max(8, min(13, radius * 0.52))
    for layer, units in enumerate(places):
        for unit, (x, y) in enumerate(units):
            yield f'<circle cx="{x}" cy="{y}" r="{radius:.1f}" fill="#fff" stroke="#000" stroke-width="1.5"/>'
            if layer == 0:
                yield _text(x, y, exercise.printed("x", (0, unit)), 14, bold=True)
                yield _text(x - radius - 6, y, label("x", (0, unit)), small, "end")
            else:
                yield _text(x, y, label(f"a{layer}", (0, unit)), small * 0.85)
                bias = f"b {_signed(float(exercise.value(f'b{layer}')[unit]))}"
                if radius >= RADIUS:
                    yield _text(x, y + radius + 12, bias, 12)
            if layer == len(places) - 1:
                yield _text(x + radius + 8, y, f"y {exercise.printed('y', (0, unit))}", 12, "start")


def _heads(exercise: Exercise, places: list[list[Point]]) -> Iterator[str]:
    layers = exercise.plan.judged.config.network.layers
    for at, units in enumerate(places):
        yield _text(units[0][0], 18, "inputs" if at == 0 else f"layer {at}: {layers[at - 1].activation}", 13, bold=True)


def _text(x: float, y: float, text: str, size: float, anchor: str = "middle", bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y + size * 0.35:.1f}" font-size="{size:g}" text-anchor="{anchor}"{weight}>'
        f"{escape(text)}</text>"
    )
