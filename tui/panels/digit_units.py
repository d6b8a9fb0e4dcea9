"""Which units say what a drawing is taken for: their parts of the sum z, and the weights of pixels as small images.

Paints what the snapshot has of the sample that it follows.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from glassnet.scenarios.summaries import block_means
from glassnet.tui.drawing.canvas import Canvas, Hit
from glassnet.tui.drawing.decision_map import Cells
from glassnet.tui.drawing.numbers import fixed
from glassnet.tui.drawing.texts import fitting
from glassnet.tui.drawing.unit_maps import scale_of, unit_cells
from glassnet.tui.messages import Entry
from glassnet.tui.moment import Floats
from glassnet.tui.panel import PaintOptions
from glassnet.tui.panels.paced import Paced
from glassnet.tui.snapshot import Snapshot

WORDS, LINES = 13, 4  # columns and lines beside an image
NUMBER = 11  # columns of a number, with what stands before it and its marks
WIDEST = 16  # columns of an image at most
DEEP = 8 + 1 + WORDS  # columns that one unit takes at least
GAP = 2
FEW = 4  # units that are shown in small images rather than fewer in large ones


class Said(NamedTuple):
    """One unit: its name, its numbers with what stands before them, and their product."""

    name: str
    unit: int
    numbers: tuple[tuple[str, Entry], ...]
    product: float | None = None


Images = Paced[dict[int, Cells]]  # by unit


def draw_units(
    canvas: Canvas, seen: Snapshot, look: PaintOptions, output: int, answer: str, low: bool, images: Images
) -> list[Hit]:
    """As many units as have room, those that say most for the answer first; the parts of the sum, to be clicked.

    output: whose sum z is taken apart. answer: what is said, empty where that is no class. low: whether what is below 0
    says it. images: those painted last, which may be a little older while training runs.
    """
    layers = seen.program.layers
    if canvas.width < WORDS or canvas.height < 2:
        return []
    if layers == 1:
        z = seen.unit_values("z1")
        units = [] if z is None else [_output(seen, unit) for unit in _largest(z)]
        told: tuple[str, ...] = ("their weights, the largest z first", "weights, largest z first", "weights")
    else:
        units = _parts(seen, output, low)
        part = f"a·W, the {'most negative' if low else 'largest'} parts of z{layers}[{output}]"
        told = f"which units say {answer}: {part}", f"units that say {answer}", f"for {answer}"
        if not answer:
            told = part, f"parts of z{layers}"
    canvas.text(0, 0, fitting(canvas.width, *told, ""), look.palette.muted)
    below = canvas.view(0, 1, canvas.width, canvas.height - 1)
    entry = seen.entry(f"z{layers}", output)
    if not units:
        texts = "no unit does: the bias alone", "no unit does", ""
        below.text(0, 0, fitting(below.width, *texts), look.palette.muted)
    if layers <= 2:
        return _tiles(below, seen, look, units, entry, images)
    lines, sums = min(len(units), max(1, below.height // 3)), []
    for y, unit in enumerate(units[:lines]):
        sums += _numbers(below.view(0, y, below.width, 1), seen, look, unit, entry, 1)
    active = seen.unit_values("a1")
    first = [] if active is None else [Said(f"unit {j}", j, (("a", seen.entry("a1", j)),)) for j in _largest(active)]
    rest = below.view(0, lines + 1, below.width, below.height - lines - 1)
    rest.text(0, 0, fitting(rest.width, "layer 1, the largest a first", "layer 1", ""), look.palette.muted)
    _tiles(rest.view(0, 1, rest.width, rest.height - 1), seen, look, first, None, images)
    return sums


def _parts(seen: Snapshot, output: int, low: bool) -> list[Said]:
    """The units whose part of an output's z is above 0, the largest first; or below it."""
    layers, sign = seen.program.layers, -1 if low else 1
    found = seen.products(layers, output) or ()
    order = sorted((-sign * part, unit) for unit, part in enumerate(found) if sign * part > 0)
    return [
        Said(
            f"unit {unit}",
            unit,
            (("a", seen.entry(f"a{layers - 1}", unit)), ("·W", Entry(f"W{layers}", (unit, output)))),
            found[unit],
        )
        for _, unit in order
    ]


def _output(seen: Snapshot, unit: int) -> Said:
    names = seen.scenario.data.classes
    return Said(names[unit] if unit < len(names) else f"unit {unit}", unit, (("z", seen.entry("z1", unit)),))


def _largest(values: Floats) -> list[int]:
    """Places by size, the largest first; what is no number last."""
    return [int(place) for place in np.argsort(-np.nan_to_num(values, nan=-np.inf), kind="stable")]


def _tiles(
    canvas: Canvas, seen: Snapshot, look: PaintOptions, units: list[Said], entry: Entry | None, images: Images
) -> list[Hit]:
    """Images of first-layer weights, each with its numbers beside it."""
    size, weights = seen.scenario.data.image, seen.settled["W1"]
    if size is None:
        return []
    blocks = -(-size[1] // max(1, min(WIDEST, canvas.width - 1 - WORDS)))
    height, width = -(-size[0] // blocks), -(-size[1] // blocks)
    least = 2 if look.shaded else 1  # without colours a character is one pixel
    ways = [(each, *_ways(canvas, height * each, width * each)) for each in (2, 1) if each >= least]
    each, across, down = next((way for way in ways if way[1] * way[2] >= min(FEW, len(units))), ways[-1])
    if not across * down:  # the numbers alone
        each, (across, down) = 0, _ways(canvas, 0, 0)
    lines = max(LINES, (height * each + 1) // 2)
    sums: list[Hit] = []
    made = images.get(seen, (each, blocks, look.palette, look.shaded), dict)
    for place, unit in enumerate(units[: across * down]):
        x, y = place % across * (width * each + 1 + WORDS + GAP), place // across * (lines + 1)
        if each and unit.unit not in made:
            drawn = block_means(weights[:, unit.unit].reshape(size), blocks, blocks)
            pixels = np.repeat(np.repeat(drawn, each, axis=0), each, axis=1)
            made[unit.unit] = unit_cells(pixels, scale_of(weights), look.palette, look.shaded)
        if each:
            canvas.stamp(x, y, *made[unit.unit][:3])
        words = canvas.view(x + width * each + 1, y, WORDS, lines)
        sums += _numbers(words, seen, look, unit, entry, LINES)
    return sums


def _ways(canvas: Canvas, height: int, width: int) -> tuple[int, int]:
    """How many units with images of this size in half lines fit, across and down."""
    lines = max(LINES, (height + 1) // 2)
    return (canvas.width + GAP) // (width + 1 + WORDS + GAP), (canvas.height + 1) // (lines + 1)


def _numbers(
    canvas: Canvas, seen: Snapshot, look: PaintOptions, unit: Said, entry: Entry | None, high: int
) -> list[Hit]:
    """Name and numbers, below each other or on one line; returns where the part of the sum stands."""
    palette, x, y = look.palette, 0, 0
    sums: list[Hit] = []
    canvas.text(0, 0, unit.name, palette.text)
    for name, number in unit.numbers:
        x, y = (0, y + 1) if high > 1 else (x + 10, 0)
        if x + NUMBER > canvas.width:
            return sums
        canvas.text(x, y, name, palette.muted)
        value = seen.answered(number)
        here = number == seen.choices.cursor
        if here:
            canvas.text(x + 2, y, "[", palette.now, bold=True)
            canvas.text(x + 10, y, "]", palette.now, bold=True)
        ink, ground = (palette.cursor_fg, palette.cursor_bg) if here else (palette.sign(value), None)
        canvas.text(x + 3, y, fixed(value), ink, ground, target=number)
        x += 2
    if unit.product is not None and entry is not None:
        x, y = (0, y + 1) if high > 1 else (x + 10, 0)
        if x + NUMBER > canvas.width:
            return sums
        text = fixed(unit.product)
        canvas.text(x, y, "=", palette.muted)
        canvas.text(x + 3, y, text, palette.sign(unit.product), bold=True)
        left, top = canvas.origin
        sums.append(Hit(left + x + 3, top + y, len(text), 1, entry))
    return sums
