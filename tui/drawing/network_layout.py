"""Where the columns and units of a network stand, which of them have room, and which edges are worth a line.

Pure arithmetic on cells; knows neither numbers nor colours, and does not draw.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.tui.drawing.windows import slide

CURVE_WIDTH, CURVE_HEIGHT = 13, 6  # the least that the picture in the corner needs
CURVE_MOST = 26, 10
EDGES_PER_ROW = 1.1  # in each gap; more of them are a carpet


class Style(NamedTuple):
    """How much is written on a badge.

    digits, decimals: of a number. named: with `a` and `dz` before it. both: a and dz on one line where a unit has
    only one. gap: cells between columns that this style leaves free at least.
    """

    digits: int
    decimals: int
    named: bool
    both: bool
    gap: int


STYLES = (
    Style(7, 4, True, True, 8),
    Style(7, 4, True, False, 4),
    Style(6, 3, True, False, 4),
    Style(5, 2, True, False, 4),
    Style(5, 2, False, False, 1),
)
AIRY = 2  # cells between columns where not all columns fit anyway
MAP_SIZES = (
    (24, 8),
    (21, 7),
    (18, 6),
    (15, 5),
    (12, 4),
    (9, 3),
    (7, 3),
    (6, 3),
)  # columns and lines of a map, the best first
MAP_STYLES = tuple(style._replace(gap=gap) for style, gap in zip(STYLES[1:], (4, 3, 3, 2), strict=True))
WIDE_GAP = 12  # that maps which are not the smallest leave between columns, for the edges


class Demand(NamedTuple):
    """What one column would like.

    label: cells of its longest label. heights: lines of a unit, the best first and 1 last.
    name: cells of a name that stands alone before the number where a unit has one line.
    mapped: whether its units have maps, if there is room for them.
    least: cells that its names take. inputs: whether it is the column of the inputs.
    wanted: the unit that must be seen, with its neighbours, so that the arrows lead on.
    first: the unit that its window began with before.
    """

    units: int
    label: int
    heights: tuple[int, ...]
    least: int = 0
    inputs: bool = False
    wanted: int | None = None
    first: int = 0
    name: int = 0
    mapped: bool = False


class Column(NamedTuple):
    """A column that is shown: `number` 0 is the inputs.

    lead: cells before the first number. lines: lines of a unit. units: those that are shown.
    tops: the first row of each. above, below: how many are not shown. map: columns and lines of a unit's map, which
    stands at the right of its numbers; none where they are 0.
    """

    number: int
    x: int
    width: int
    lead: int
    lines: int
    both: bool
    units: range
    tops: tuple[int, ...]
    above: int
    below: int
    map: tuple[int, int] = (0, 0)

    @property
    def map_x(self) -> int:
        """The first cell of its maps."""
        return self.right - self.map[0]

    @property
    def right(self) -> int:
        """The cell after the last one."""
        return self.x + self.width

    def middle(self, unit: int) -> float:
        """The height of the middle of a unit, in rows from the top."""
        return self.tops[unit - self.units.start] + min(self.lines, 2) / 2


class Plan(NamedTuple):
    """The whole picture. free: x, y, width, height of the corner that stays empty, or None."""

    style: Style
    heading: bool
    columns: tuple[Column, ...]
    free: tuple[int, int, int, int] | None


def plan(width: int, height: int, demands: Sequence[Demand], focus: int, maps: bool = False) -> Plan:
    """The fullest picture that fits; where not all columns do, those around `focus`.

    Units have maps where all of them have room for one. maps: they have them even if some units must then be left out.
    """
    mapped = [demand.mapped and not demand.inputs for demand in demands]
    if any(mapped):
        for size in MAP_SIZES:
            for wanted in (mapped, [*mapped[:-1], False]):  # that of the output is told elsewhere too
                found = _mapped(width, height, demands, wanted, size, maps) if any(wanted) else None
                if found is not None:
                    return found
    heading = height >= 3
    top = int(heading)
    rows = max(0, height - top)
    lines = [_lines(rows, demand) for demand in demands]
    shown, style = range(len(demands)), STYLES[-1]
    for style in STYLES:
        widths = [_width(demand, style, tall) for demand, tall in zip(demands, lines, strict=True)]
        if style.both and not any(tall == 1 and not d.inputs for d, tall in zip(demands, lines, strict=True)):
            continue
        if sum(widths) + style.gap * (len(widths) - 1) + 1 <= width:
            break
    else:
        shown = _around(focus, widths, AIRY, width - 1)
    xs = _spread([widths[i] for i in shown], width, left=int(style.named))  # the cell left over is for a [ or a ]
    columns = []
    for i, x in zip(shown, xs, strict=True):
        demand = demands[i]
        units, tops = _units(rows, demand, lines[i], last=i == len(demands) - 1)
        columns.append(
            Column(
                i, x, widths[i], _lead(demand, style, lines[i]), lines[i],
                style.both and lines[i] == 1 and not demand.inputs, units, tuple(y + top for y in tops),
                units.start, demand.units - units.stop,
            )
        )  # fmt: skip
    return Plan(style, heading, tuple(columns), _free(columns, width, height))


def _mapped(
    width: int, height: int, demands: Sequence[Demand], mapped: list[bool], size: tuple[int, int], maps: bool
) -> Plan | None:
    """The picture with maps of this size in these columns, if it fits.

    maps: with fewer digits, or with some units left out, if it must be and the maps are the smallest.
    """
    rows, low = max(0, height - 1), size[1] == MAP_SIZES[-1][1]
    windows = maps and size == MAP_SIZES[-1]
    lines = [_lines(rows, demand, size[1] if has else 0) for demand, has in zip(demands, mapped, strict=True)]
    few = [demand.units * size[1] <= rows for demand, has in zip(demands, mapped, strict=True) if has]
    if not (all(few) or (windows and rows >= size[1])):
        return None
    for style in MAP_STYLES[: None if windows else 2 if low else 1]:
        widths = [
            _width(demand, style, tall) + (size[0] + (not style.named) if has else 0)  # a blank before the map
            for demand, tall, has in zip(demands, lines, mapped, strict=True)
        ]
        gap = style.gap if low else WIDE_GAP
        if sum(widths) + gap * (len(widths) - 1) + 1 <= width - mapped[-1]:
            break
    else:
        return None
    columns = []
    for i, x in enumerate(_spread(widths, width - mapped[-1], left=1)):  # a map touches no frame
        demand, tall = demands[i], size[1] if mapped[i] else 0
        units, tops = _units(rows, demand, lines[i], last=i == len(demands) - 1, tall=tall)
        columns.append(
            Column(
                i, x, widths[i], _lead(demand, style, lines[i]), lines[i], False, units, tuple(y + 1 for y in tops),
                units.start, demand.units - units.stop, size if mapped[i] else (0, 0),
            )
        )  # fmt: skip
    return Plan(style, True, tuple(columns), _free(columns, width, height))


def _lines(rows: int, demand: Demand, map_lines: int = 0) -> int:
    """The most lines a unit can have so that all units are seen, with a blank line between them, or a map beside."""
    if map_lines:
        return min(demand.heights[0], map_lines)
    fits = (tall for tall in demand.heights if demand.units * (tall + 1) - 1 <= rows)
    return next(fits, 1)


def _lead(demand: Demand, style: Style, lines: int) -> int:
    """Cells from a unit's left edge to its first number."""
    if demand.inputs:
        return 1 if lines > 1 else demand.label + 1
    name = demand.name + 1 if lines == 1 else 0
    return max(name, demand.label + 3 if style.named else max(3 if lines > 1 else 2, demand.label + 1))


def _width(demand: Demand, style: Style, lines: int) -> int:
    width = _lead(demand, style, lines) + style.digits + style.named  # the last cell is for the cursor's ]
    if style.both and lines == 1 and not demand.inputs:
        width += 4 + style.digits
    return max(width, demand.least) if lines > 1 and style.named else width


def _around(focus: int, widths: list[int], gap: int, room: int) -> range:
    """As many neighbouring columns around `focus` as have room."""
    first = last = min(max(focus, 0), len(widths) - 1)
    used = widths[first]
    while True:
        for nearer in (last + 1, first - 1):
            if 0 <= nearer < len(widths) and used + gap + widths[nearer] <= room:
                used += gap + widths[nearer]
                first, last = min(first, nearer), max(last, nearer)
                break
        else:
            return range(first, last + 1)


def _spread(widths: list[int], width: int, left: int) -> list[int]:
    """Where each column begins: the first and last at the edges, the gaps between them as even as can be."""
    spare, gaps = max(0, width - 1 - sum(widths)), len(widths) - 1
    starts = [spare * i // gaps if gaps else spare // 2 for i in range(len(widths))]
    return [left + sum(widths[:i]) + start for i, start in enumerate(starts)]


def _units(rows: int, demand: Demand, lines: int, last: bool, tall: int = 0) -> tuple[range, list[int]]:
    """Which units are shown, and the row where each begins. tall: lines of a unit's map."""
    count = demand.units
    if tall and count * tall > rows:
        units, tops = _window(max(1, (rows - 2) // tall), demand, marked=False)  # two lines say how many are left out
        return units, [(rows - len(tops) * tall) // 2 + tall * place for place in range(len(tops))]
    if lines == 1 and count > rows:
        return _window(rows, demand)
    stride = max(1, rows // count)
    lines = max(lines, tall)
    room = rows - CURVE_HEIGHT - 1
    if last and count * (lines + 1) - 1 <= room:  # up, as far as the picture in the corner needs it
        stride = min(stride, (room - lines) // max(1, count - 1))
        top = min((rows - stride * (count - 1) - lines) // 2, room - stride * (count - 1) - lines)
    else:
        top = (rows - stride * (count - 1) - lines) // 2
    return range(count), [top + stride * unit for unit in range(count)]


def _window(rows: int, demand: Demand, marked: bool = True) -> tuple[range, list[int]]:
    """Some units one below the other; with `marked` a row is left for `… 4 more` where some are not shown."""
    count, room = demand.units, rows - 2 if marked and rows >= 4 else rows
    first = demand.first
    if demand.wanted is not None:
        first = slide(count, room, demand.wanted, first)
        if room > 2:
            first = max(min(first, demand.wanted - 1), demand.wanted + 2 - room)
    first = min(max(first, 0), count - room)
    if room == rows:
        return range(first, first + rows), list(range(rows))
    if first <= 1:
        return range(rows - 1), list(range(rows - 1))
    if first + room >= count - 1:
        return range(count - rows + 1, count), list(range(1, rows))
    return range(first, first + room), list(range(1, rows - 1))


def _free(columns: list[Column], width: int, height: int) -> tuple[int, int, int, int] | None:
    """The corner below the last column, as far to the left as the edges above it leave it free."""
    if len(columns) < 2 or not columns[-1].tops:
        return None
    before, last = columns[-2:]
    top = last.tops[-1] + max(last.lines, last.map[1]) + 1
    left, gap = last.x, last.x - before.right
    if not before.tops or last.below:
        return None
    drop = before.middle(before.units[-1]) - last.middle(last.units[-1])
    if drop > 0:  # the steepest edge comes down to row `top` so many cells left of the column
        left -= max(0, min(gap, int(gap * (top - 1 - last.middle(last.units[-1])) / drop)))
    else:
        left -= gap - 1
    left = max(left, width - CURVE_MOST[0])
    tall = min(height - top, CURVE_MOST[1])
    if width - left < CURVE_WIDTH or tall < CURVE_HEIGHT:
        return None
    return left, height - tall, width - left, tall


def worth_drawing(weights: NDArray[np.float64], rows: int, of_focus: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Which weights (m,) get a line, the weakest first: about one a row, and those of the unit in focus; never 0."""
    strength = np.abs(np.nan_to_num(weights, nan=0.0))
    order = np.argsort(strength, kind="stable")
    most = max(8, int(EDGES_PER_ROW * rows))
    strong = np.arange(len(order)) >= len(order) - most
    return order[(strong | of_focus[order]) & (strength[order] > 0)]
