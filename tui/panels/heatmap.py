"""A whole matrix in colours: the one that the cursor is in, entry by entry or in means of blocks.

Weights that come from pixels are shown as images, one a unit. The arrow keys go from entry to entry, and past the left
and the right edge to the values beside it. Computes nothing.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from glassnet.core.info import ROWS
from glassnet.core.numerals import brief
from glassnet.scenarios.summaries import block_means
from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.heat import CLOSE, NUMBERED, Tile, banded, draw_tile, mark, ramp, whole
from glassnet.tui.drawing.numbers import fixed
from glassnet.tui.drawing.texts import fitting
from glassnet.tui.drawing.unit_maps import scale_of, unit_cells
from glassnet.tui.drawing.windows import Sliding
from glassnet.tui.meanings import meanings
from glassnet.tui.messages import Entry, Target
from glassnet.tui.moment import Floats
from glassnet.tui.panel import PaintOptions, Panel, draw_frame
from glassnet.tui.panels.heat_names import axis_names, name_columns, name_rows, widest
from glassnet.tui.panels.matrices.panel import between
from glassnet.tui.snapshot import Snapshot

EDGE = 1  # column and line that the cursor's arrows have, and the names of images
GAP = 2  # columns between two images
NUMBER, DECIMALS = 7, 4  # columns of a number, and its decimals where they have room
ROOMY, HIGH = 40, 8  # columns and lines from which on rows and columns have their names


class Drawn(NamedTuple):
    """What is on show: a tile, and of which unit it is the image; None for a matrix."""

    tile: Tile
    unit: int | None


class HeatMapPanel(Panel):
    """One matrix."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._shown = ""  # of the matrix
        self._seen: tuple[Entry | None, int | None] = (None, None)  # cursor and layer, as last painted
        self._drawn: list[Drawn] = []
        self._rows, self._columns, self._units = Sliding(), Sliding(), Sliding()

    def renew(self, snapshot: Snapshot, look: PaintOptions) -> None:
        """It comes on the screen: the matrix is the one of the cursor."""
        self._shown = ""
        super().renew(snapshot, look)

    # --- painting ---

    def paint(self, canvas: Canvas, snapshot: Snapshot, look: PaintOptions) -> None:
        palette = look.palette
        self._follow(snapshot)
        self._drawn = []
        name, info = self._shown, snapshot.program.info[self._shown]
        array = snapshot.array(name)
        size = "×".join(snapshot.shape(name))
        cursor = snapshot.choices.cursor
        told = meanings(cursor, snapshot) if cursor is not None and cursor.name == name and array is not None else ()
        foot = fitting(canvas.width - 6, *told, "") if told else ""
        titles = (f"{name}, {size}: {info.words}", f"{name}, {size}", name)
        draw_frame(canvas, look, fitting(canvas.width - 6, *titles), foot=foot)
        if foot and cursor is not None:
            canvas.text(3, canvas.height - 1, foot, palette.text)
            canvas.hit(3, canvas.height - 1, len(foot), 1, cursor)
        inside = canvas.view(2, 1, canvas.width - 4, canvas.height - 2)
        _chips(inside, snapshot, look, name)
        if array is None or not array.size:
            text = f"{name} is not computed yet in iteration {snapshot.state.iteration:,}"
            inside.centre(0, inside.height // 2, inside.width, text, palette.muted)
            return
        if inside.height < 5 or inside.width < 8:
            return
        matrix, below = np.atleast_2d(array), inside.height - 1
        field = inside.view(0, 1, inside.width, below - 1)
        if _of_pixels(snapshot, name):
            scale, words = self._images(field, snapshot, look, matrix)
        else:
            scale, words = self._matrix(field, snapshot, look, matrix)
        _legend(inside, below, scale, words, look)

    def _matrix(self, field: Canvas, snapshot: Snapshot, look: PaintOptions, matrix: Floats) -> tuple[float, list[str]]:
        """The whole of it, or a part around the cursor; returns the full colour's value, and what has to be said."""
        rows, columns = matrix.shape
        names, over = axis_names(snapshot, self._shown)
        left = widest(names) if field.width >= ROOMY else 0
        top = int(field.height >= HIGH)
        width, lines = field.width - EDGE - left, field.height - EDGE - top
        x, y, words = EDGE + left, EDGE + top, list[str]()
        at, key = self._index(snapshot), look.keys.name("all_terms")
        tile = whole(rows, columns, width, lines, look.shaded)._replace(x=x, y=y)
        tiles = banded(rows, columns, width, field.height, y) if tile.wide < NUMBERED else []
        if not tiles and tile.blocks != (1, 1) and snapshot.choices.full:
            wanted = (None, None) if at is None else at
            here = self._rows.at(rows, lines, wanted[0])
            there = self._columns.at(columns, width // CLOSE, wanted[1])
            tile = Tile(x, y, CLOSE, 2, (1, 1), here, there)
            part = f"rows {between(here)} of {rows}, columns {between(there)} of {columns}"
            words = [f"{part}  {key}: all of it", part]
        elif not tiles and tile.blocks != (1, 1):
            down, across = tile.blocks
            each = f"each cell is the mean of {down} × {across} entries"
            words = [f"{each}  {key}: every entry", each, f"means of {down} × {across}"]
        tiles = [each._replace(x=x) for each in tiles] or [tile]
        means = block_means(matrix, *tiles[0].blocks) if tiles[0].blocks != (1, 1) else None
        scale = scale_of(matrix if means is None else means)
        for tile in tiles:
            shown = matrix[tile.rows.start : tile.rows.stop, tile.columns.start : tile.columns.stop]
            draw_tile(field, tile, shown if means is None else means, scale, look.palette, look.shaded)
            if tile.wide >= NUMBERED and tile.high > 1:
                _write(field, tile, shown, look, asked=self._shown in snapshot.secret)
            self._keep(field, tile, None)
            if left:
                name_rows(field, tile, names, left, look.palette)
            if top:
                name_columns(field, tile, over, look.palette)
            if at is not None:
                mark(field, tile, *at, look.palette, look.shaded)
        return scale, words

    def _images(self, field: Canvas, snapshot: Snapshot, look: PaintOptions, matrix: Floats) -> tuple[float, list[str]]:
        """The weights of each unit as an image, as many units as have room; or one of them, large."""
        size = snapshot.scenario.data.image
        assert size is not None
        at, units = self._index(snapshot), matrix.shape[1]
        unit = 0 if at is None else at[1]
        least = 2 if look.shaded else 1
        scales = [
            s for s in range(6, 0, -1) if _room(field, size, s * least)[0] * _room(field, size, s * least)[1] >= units
        ]
        one = snapshot.choices.full
        if one:
            scales = [s for s in range(12, 0, -1) if min(_room(field, size, s * least)) >= 1]
        each = (scales or [1])[0] * least
        across, down = _room(field, size, each)
        window = range(unit, unit + 1) if one else self._units.at(units, max(1, across * down), unit)
        scale = scale_of(matrix)
        lines = (size[0] * each + 1) // 2
        for place, shown in enumerate(window):
            line, beside = divmod(place, max(1, across))
            x, y = EDGE + beside * (size[1] * each + GAP), EDGE + line * (lines + 1)
            tile = Tile(x, y, each, each, (1, 1), range(size[0]), range(size[1]))
            cells = np.repeat(np.repeat(matrix[:, shown].reshape(size), each, axis=0), each, axis=1)
            image = unit_cells(cells, scale, look.palette, look.shaded)
            field.stamp(x, y, image.chars, image.fg, image.bg)
            here = at is not None and shown == unit
            self._keep(field, tile, shown)
            pixel = divmod(at[0], size[1]) if at is not None and here else None
            if pixel is not None:
                mark(field, tile, *pixel, look.palette, look.shaded)
            _name(field, tile, shown, None if pixel is None else pixel[1], look)
        key = look.keys.name("all_terms")
        which = f"{'units' if len(window) > 1 else 'unit'} {between(window)} of {units}"
        more = which if len(window) < units else f"all {units} units"
        return scale, [f"{more}  {key}: {'all units' if one else 'one alone'}", more]

    def _keep(self, field: Canvas, tile: Tile, unit: int | None) -> None:
        """Note where on the whole picture a tile lies."""
        left, top = field.origin
        self._drawn.append(Drawn(tile._replace(x=tile.x + left, y=tile.y + top), unit))

    # --- which matrix, and where in it ---

    def _follow(self, snapshot: Snapshot) -> None:
        """The cursor's matrix where the cursor has moved, that of a layer where this was chosen, else that before."""
        cursor, layer = snapshot.choices.cursor, snapshot.choices.layer
        known = names_of(snapshot, snapshot.layer)
        fits = cursor is not None and cursor.name in snapshot.program.info and _is_shown(snapshot, cursor.name)
        if self._shown not in snapshot.program.info:
            self._shown = ""
        if cursor is not None and fits and (not self._shown or cursor != self._seen[0]):
            self._shown = cursor.name
        elif not self._shown:
            self._shown = "W1" if snapshot.scenario.data.image is not None else f"W{snapshot.layer}"
        elif layer is not None and layer != self._seen[1]:
            info = snapshot.program.info[self._shown]
            same = [name for name in known if _sort(snapshot, name) == (info.kind, info.part)]
            self._shown = next(iter(same), f"W{layer}")
        self._seen = cursor, layer

    def _index(self, snapshot: Snapshot) -> tuple[int, int] | None:
        """Row and column of the cursor, if it is in this matrix."""
        cursor = snapshot.choices.cursor
        if cursor is None or cursor.name != self._shown or not cursor.index or cursor.sample is not None:
            return None
        return (0, cursor.index[0]) if len(cursor.index) == 1 else (cursor.index[0], cursor.index[1])

    def _entry(self, row: int, column: int) -> Entry:
        assert self.snapshot is not None
        flat = len(self.snapshot.shape(self._shown)) == 1
        return Entry(self._shown, (column,) if flat else (row, column))

    # --- cursor and mouse ---

    def target_at(self, x: int, y: int) -> Target | None:
        for tile, unit in self._drawn:
            at = tile.entry(x, y)
            if at is not None:
                return self._entry(*at) if unit is None else self._entry(at[0] * len(tile.columns) + at[1], unit)
        return super().target_at(x, y)

    def has(self, target: Target) -> bool:
        """The entries of a matrix are not registered one by one: there may be thousands."""
        if self.snapshot is not None and isinstance(target, Entry) and target.name == self._shown and target.index:
            for tile, unit in self._drawn:
                *before, last = target.index
                row, column = (before or [0])[0], last
                if unit is not None:
                    row, column = divmod(row, len(tile.columns)) if unit == last else (-1, -1)
                if target.sample is None and tile.place(row, column) is not None:
                    return True
        return super().has(target)

    def move_cursor(self, across: int, down: int) -> None:
        """To the next entry, shown or not; in images to the next pixel, and past the edge to the next unit."""
        snapshot = self.snapshot
        array = None if snapshot is None else snapshot.array(self._shown)
        if snapshot is None or not self._shown:
            return
        known = names_of(snapshot, snapshot.program.info[self._shown].layer or 1)
        beside = known[(known.index(self._shown) + across) % len(known)] if self._shown in known else self._shown
        at = self._index(snapshot)
        if array is None or (at is None and not array.size):
            self._go(beside, snapshot)
            return
        rows, columns = np.atleast_2d(array).shape
        if at is None:
            self.send(self._entry(0, 0))
            return
        row, column = at
        size = snapshot.scenario.data.image
        if size is not None and _of_pixels(snapshot, self._shown):
            y, x = row // size[1] + down, row % size[1] + across
            column += (x >= size[1]) - (x < 0)
            if 0 <= y < size[0] and 0 <= column < columns:
                self.send(self._entry(y * size[1] + x % size[1], column))
            elif across:
                self._go(beside, snapshot)
        elif 0 <= row + down < rows and 0 <= column + across < columns:
            self.send(self._entry(row + down, column + across))
        elif across:
            self._go(beside, snapshot)

    def _go(self, name: str, snapshot: Snapshot) -> None:
        """To the same place of another value, or to the nearest there is."""
        if name != self._shown:
            self.send(first_of(snapshot, name))


def names_of(snapshot: Snapshot, layer: int) -> list[str]:
    """The values of a layer that are matrices, or one row."""
    return [
        name
        for name, info in snapshot.program.info.items()
        if (info.layer == layer or (name == "x" and layer == 1)) and _is_shown(snapshot, name)
    ]


def _is_shown(snapshot: Snapshot, name: str) -> bool:
    """Whether it has rows or columns, and this network has it."""
    info, program = snapshot.program.info[name], snapshot.program
    there = name in program.reads or program.index_of(name) is not None
    return there and bool(info.letters) and info.kind != ROWS and not info.letters.startswith("N")


def first_of(snapshot: Snapshot, name: str) -> Entry:
    """The first number of a value, of the chosen sample where there is one a row."""
    if snapshot.sampled(name):
        return Entry(name, (snapshot.position or 0, 0))
    return Entry(name, (0,) * len(snapshot.shape(name)))


def _sort(snapshot: Snapshot, name: str) -> tuple[str, str]:
    return snapshot.program.info[name].kind, snapshot.program.info[name].part


def _of_pixels(snapshot: Snapshot, name: str) -> bool:
    """Whether each column has a number for each pixel of an image."""
    info = snapshot.program.info[name]
    return snapshot.scenario.data.image is not None and info.layer == 1 and info.letters == "io"


def _name(field: Canvas, tile: Tile, unit: int, column: int | None, look: PaintOptions) -> None:
    """Which unit an image is of, over it; beside the arrow where the cursor is in this column of it."""
    left, right = (0, tile.width) if column is None else (column * tile.wide + tile.wide // 2, 0)
    if column is not None:
        left, right = (0, left - 1) if left > tile.width // 2 else (left + 2, tile.width)
    text = fitting(right - left, f"unit {unit}", f"u {unit}", f"{unit}", "")
    field.text(tile.x + left, tile.y - 1, text, look.palette.muted if column is None else look.palette.now)


def _room(field: Canvas, size: tuple[int, int], scale: int) -> tuple[int, int]:
    """How many images fit across and down, with a line over each for its name."""
    lines = (size[0] * scale + 1) // 2
    return (field.width - EDGE + GAP) // (size[1] * scale + GAP), field.height // (lines + 1)


def _chips(canvas: Canvas, snapshot: Snapshot, look: PaintOptions, name: str) -> None:
    """The values of the layer, the one on show brighter; a click on one shows it."""
    x = 0
    for each in names_of(snapshot, snapshot.program.info[name].layer or 1):
        here = each == name
        text = f"[{each}]" if here else f" {each} "
        if x + len(text) > canvas.width:
            break
        target = None if here else first_of(snapshot, each)
        x = canvas.text(x, 0, text, look.palette.now if here else look.palette.muted, bold=here, target=target)


def _legend(canvas: Canvas, y: int, scale: float, words: list[str], look: PaintOptions) -> None:
    """What the colours mean, and what of the matrix is shown."""
    values, signs = ramp(look.shaded)
    if len(signs) + 2 * len(brief(-scale, 3)) + 2 > canvas.width:
        text = fitting(canvas.width, f"full colour at {brief(scale, 3)}", brief(scale, 3), "")
        canvas.text(0, y, text, look.palette.muted)
        return
    x = canvas.text(0, y, f"{brief(-scale, 3)} " if scale else "", look.palette.muted)
    cells = unit_cells(np.repeat(values[None, :], 2, axis=0), 1.0, look.palette, look.shaded)
    canvas.stamp(x, y, cells.chars, cells.fg, cells.bg)
    x = canvas.text(x + len(signs), y, f" {brief(scale, 3)}" if scale else " all 0", look.palette.muted)
    room = canvas.width - x - 3
    canvas.text(x + 3, y, fitting(room, *words, "") if words else "", look.palette.muted)


def _write(canvas: Canvas, tile: Tile, shown: Floats, look: PaintOptions, asked: bool) -> None:
    """The numbers in entries that are large enough. asked: whether some are none because they are asked."""
    for row, line in enumerate(shown):
        for column, value in enumerate(line.tolist()):
            x, half = tile.x + column * tile.wide, 2 * tile.y + row * tile.high
            y = (half + tile.high // 2) // 2
            wide = min(NUMBER, tile.wide - 2)  # apart from the signs around it
            text = f" {fixed(None if asked and value != value else value, DECIMALS, wide)} "
            ground = int(canvas.bg[y, x + 1]) if tile.high > 1 and not look.shaded else look.palette.background
            ink = look.palette.read(look.palette.text, ground)
            canvas.text(x + (tile.wide - len(text)) // 2, y, text, ink, ground)
