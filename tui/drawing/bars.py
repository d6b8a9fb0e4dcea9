"""How many numbers lie where, as upright bars over an axis: blue below 0, orange above, what is exactly 0 apart.

Pure: counts in, cells out. Knows not what the numbers are of.
"""

from __future__ import annotations

import math

import numpy as np

from glassnet.core.numerals import brief
from glassnet.scenarios.summaries import Histogram
from glassnet.tui.drawing.axes import y_ticks
from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.numbers import count
from glassnet.tui.drawing.palette import Palette

EIGHTHS = " ▁▂▃▄▅▆▇█"
ZERO, BROKEN = "▒", "≈"  # of the bar of zeros; where it is cut off
BEYOND = "◂▸"  # on the axis: more numbers lie farther out
FAR = 2.0  # times the highest of the other bars: a higher one of zeros is cut off, and its count stands over it
OVER = 1.2  # the height of the axis then, of the highest other one
LEAST_WIDTH, LEAST_HEIGHT = 12, 4
FEWEST, GUTTER = 12, 6  # bars, where there is room; columns of the axis of counts
SPARE = 2  # bars more than bins were asked for: of zeros, and where 0 has to be an edge
GAP = 3  # columns of a bar from which on one of them stays empty


def bins_for(width: int, numbers: int) -> int:
    """How many bins do for so many numbers, and fill so many columns."""
    columns = width - max(GUTTER, len(str(numbers)) + 1)
    wide = max(1, columns // (max(FEWEST, round(2 * math.sqrt(numbers))) + SPARE))
    return max(2, columns // wide - SPARE)


def draw_histogram(canvas: Canvas, found: Histogram, palette: Palette, plain: bool = False) -> None:
    """Fill the canvas with the bars, the axis of counts at the left and that of the numbers below."""
    if canvas.width < LEAST_WIDTH or canvas.height < LEAST_HEIGHT:
        return
    highest, rows = int(found.counts.max(initial=0)), canvas.height - 2
    broken = found.zeros > FAR * highest > 0
    top = OVER * highest if broken else float(max(highest, found.zeros, 1))
    ticks = [tick for tick in y_ticks(0.0, top, rows) if tick.at == round(tick.at)]
    gutter = max(GUTTER, *(len(tick.label) + 1 for tick in ticks))
    below, with_zeros = found.below, found.zeros > 0
    slots = len(found.counts) + with_zeros
    wide = max(1, (canvas.width - gutter) // slots)
    canvas.fill(gutter - 1, 0, 1, rows, fg=palette.faint, char="│")
    canvas.text(gutter - 1, rows, "└" + "─" * (wide * slots), palette.faint)
    if found.lower:
        canvas.text(gutter, rows, BEYOND[0], palette.text)
    if found.upper:
        canvas.text(gutter + wide * slots - 1, rows, BEYOND[1], palette.text)
    for tick in ticks:
        row = rows - 1 - min(rows - 1, round((rows - 1) * tick.at / top))
        canvas.right(gutter - 1, row, tick.label, palette.muted)
    heights = found.counts.tolist()
    low, high = palette.negative, palette.positive
    colours = [low] * below + [high] * (len(heights) - below)
    if with_zeros:
        heights.insert(below, found.zeros)
        colours.insert(below, palette.muted)
    for slot, (height, colour) in enumerate(zip(heights, colours, strict=True)):
        of_zeros = with_zeros and slot == below
        eighths = min(8 * rows, max(round(8 * rows * height / top), int(height > 0)))
        _bar(canvas, gutter + slot * wide, wide - (wide >= GAP), rows, eighths, colour, ZERO if of_zeros else "", plain)
    if broken:
        x, text = gutter + below * wide, f"{count(found.zeros)} are 0"
        canvas.text(x, 1, BROKEN * max(1, wide - (wide >= GAP)), palette.text)
        canvas.text(min(x, canvas.width - len(text)), 0, text, palette.text)
    _labels(canvas.view(gutter, rows + 1, canvas.width - gutter, 1), found, wide, below, with_zeros, palette)


def _bar(canvas: Canvas, x: int, width: int, rows: int, eighths: int, colour: int, filled: str, plain: bool) -> None:
    whole, rest = divmod(eighths, 8)
    if plain or filled:  # halves of a cell are in every font
        whole, rest = (whole, 4 * (rest >= 4)) if whole else (0, 4 * (rest > 0))
    canvas.fill(x, rows - whole, width, whole, fg=colour, char=filled or EIGHTHS[-1])
    if rest:
        canvas.fill(x, rows - whole - 1, width, 1, fg=colour, char=EIGHTHS[rest])


def _labels(canvas: Canvas, found: Histogram, wide: int, below: int, with_zeros: bool, palette: Palette) -> None:
    """What the edges are: both ends and 0 before those midway; none where it would touch another."""
    last = len(found.counts)
    crossing = found.edges[0] <= 0 <= found.edges[-1]
    taken = np.zeros(canvas.width + 2, dtype=bool)
    ends = [float(found.edges[edge]) for edge in (0, below // 2, (below + last) // 2, last)]
    digits = next((n for n in range(2, 8) if len({brief(end, n) for end in ends}) == len({*ends})), 8)
    for edge in (0, last, *([below] if crossing else []), below // 2, (below + last) // 2):
        value = 0.0 if crossing and edge == below else float(found.edges[edge])
        x = edge * wide + (wide // 2 if edge == below and with_zeros else wide * (with_zeros and edge > below))
        text = brief(value, digits)
        at = min(max(0, x - len(text) // 2), canvas.width - len(text))
        if at >= 0 and not taken[max(0, at - 1) : at + len(text) + 1].any():
            canvas.text(at, 0, text, palette.muted)
            taken[at : at + len(text)] = True
