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
TOP, SIDE, HIGHEST = 40, 84, 380  # above the units, beside them, and how high they may reach
MOST_LABELS = 16  # edges of one layer that have their weights written on them
PLACES = (0.5, 0.42, 0.58, 0.34, 0.66, 0.28, 0.72, 0.22, 0.78)  # along an edge, where its weight may stand
WIDE, HIGH = 36, 17  # of a weight's label
Point = tuple[float, float]
Edge = tuple[Point, Point]


def svg(exercise: Exercise) -> str:
    """The drawing, a whole SVG document that asks for nothing else."""
    sizes = exercise.plan.judged.config.network.sizes
    rows = [min(ROW, HIGHEST / size) for size in sizes]
    reach = max(row * size for row, size in zip(rows, sizes, strict=True))
    width, height = 2 * SIDE + GAP * (len(sizes) - 1), round(TOP + reach)
    places = [
        [(float(SIDE + GAP * at), round(TOP + reach / 2 + (unit - (size - 1) / 2) * row, 1)) for unit in range(size)]
        for at, (size, row) in enumerate(zip(sizes, rows, strict=True))
    ]
    parts = [*_edges(exercise, places), *_units(exercise, places), *_heads(exercise, places)]
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


def _edges(exercise: Exercise, places: list[list[Point]]) -> Iterator[str]:
    labels: list[str] = []
    for layer in range(1, len(places)):
        name, written = f"W{layer}", f"W{layer}" not in weights_left_out(exercise)
        edges = {
            index: (places[layer - 1][index[0]], places[layer][index[1]])
            for index in np.ndindex(exercise.value(name).shape)
        }
        taken: list[Point] = []
        for index, (start, end) in edges.items():
            weight = float(exercise.value(name)[index])
            dashes = ' stroke-dasharray="7 4"' if weight < 0 else ""
            thick = round(0.8 + 1.2 * min(abs(weight), 1.5), 2)
            yield f'<path d="M{start[0]} {start[1]}L{end[0]} {end[1]}" stroke="#555" stroke-width="{thick}"{dashes}/>'
            if written:
                others = [edge for at, edge in edges.items() if at != index]
                taken.append(_freest((start, end), taken, others))
                labels.append(_boxed(taken[-1], _signed(weight)))
    yield from labels  # over all edges


def _freest(edge: Edge, taken: list[Point], others: list[Edge]) -> Point:
    (x1, y1), (x2, y2) = edge
    places = [(x1 + share * (x2 - x1), y1 + share * (y2 - y1)) for share in PLACES]
    return max(places, key=lambda at: _room(at, taken, others))


def _room(at: Point, taken: list[Point], others: list[Edge]) -> float:
    """How free a place is for a label: of other labels above all, and of edges that it is not of."""
    labels = min((max(abs(at[0] - x) / WIDE, abs(at[1] - y) / HIGH) for x, y in taken), default=9.0)
    lines = min((abs(_height(edge, at[0]) - at[1]) / HIGH for edge in others), default=9.0)
    return 3 * min(labels, 1.05) + min(lines, 1.0)


def _height(edge: Edge, x: float) -> float:
    (x1, y1), (x2, y2) = edge
    return y1 + (x - x1) / (x2 - x1) * (y2 - y1)


def _boxed(at: Point, text: str) -> str:
    x, y = at
    return (
        f'<rect x="{x - WIDE / 2:.1f}" y="{y - HIGH / 2:.1f}" width="{WIDE}" height="{HIGH}" rx="3" fill="#fff"/>'
        f'<text x="{x:.1f}" y="{y + 4.5:.1f}" text-anchor="middle">{text}</text>'
    )


def _signed(value: float) -> str:
    return f"{value:+g}".replace("-", "−") if value else "0"


def _units(exercise: Exercise, places: list[list[Point]]) -> Iterator[str]:
    for layer, units in enumerate(places):
        apart = units[1][1] - units[0][1] if len(units) > 1 else ROW
        radius = min(RADIUS, apart * 0.42)
        for unit, (x, y) in enumerate(units):
            yield f'<circle cx="{x}" cy="{y}" r="{radius:.1f}" fill="#fff" stroke="#000" stroke-width="1.5"/>'
            if layer == 0:
                yield _text(x, y, exercise.printed("x", (0, unit)), min(14, radius), bold=True)
                yield _text(x - radius - 6, y, label("x", (0, unit)), min(12, apart * 0.7), "end")
                continue
            name = label(f"a{layer}", (0, unit))
            yield _text(x, y, name if radius >= RADIUS / 1.5 else str(unit), min(11, radius * 1.2))
            if apart >= ROW * 0.9:
                yield _text(x, y + radius + 12, f"b {_signed(float(exercise.value(f'b{layer}')[unit]))}", 12)
            if layer == len(places) - 1:
                yield _text(x + radius + 8, y, f"y {exercise.printed('y', (0, unit))}", min(12, apart * 0.7), "start")


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
