"""What the rows and the columns of a matrix are called beside a heat map of it.

Says the names; knows nothing of the room for them, nor of what is drawn.
"""

from __future__ import annotations

from glassnet.scenarios.base import CLASSES
from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.heat import Tile
from glassnet.tui.drawing.names import distinct
from glassnet.tui.drawing.palette import Palette
from glassnet.tui.snapshot import Snapshot

WIDEST = 12  # cells of the name of a row
ABOVE = 2  # lines that the names of columns stand over the entries, with the cursor's arrow between
GAP = 1  # cells between the names of two columns


def axis_names(snapshot: Snapshot, name: str) -> tuple[list[str], list[str]]:
    """The names of the rows of a value, none where it is one row, and of its columns."""
    info = snapshot.program.info[name]
    layer = info.layer or (1 if info.letters.endswith("i") else snapshot.program.layers)  # x and y have none
    *rows, columns = [_called(snapshot, letter, layer) for letter in info.letters]
    return (rows[0] if rows else []), columns


def _called(snapshot: Snapshot, letter: str, layer: int) -> list[str]:
    """What is counted by a letter of a shape: samples, what goes into a layer, or its units."""
    data, sizes = snapshot.scenario.data, snapshot.program.config.network.sizes
    if letter == "n":
        return [f"row {int(row)}" for row in snapshot.samples.rows]
    into = layer - 1 if letter == "i" else layer
    if into == 0:
        return [feature.name for feature in data.features]
    if into == snapshot.program.layers and data.task == CLASSES:
        return list(data.classes)
    return [f"unit {unit}" for unit in range(sizes[into])]


def widest(names: list[str]) -> int:
    """Cells for the names of rows, with one after them; 0 without names."""
    return min(WIDEST, max(map(len, names), default=-1)) + 1


def name_rows(canvas: Canvas, tile: Tile, names: list[str], width: int, palette: Palette) -> None:
    """The names beside a tile, each at its row, as many as have a line of their own."""
    shown, taken = distinct(names, width - 1), -1
    for row in tile.rows if tile.blocks[0] == 1 else ():
        place = tile.place(row, tile.columns.start)
        if place is None or row >= len(shown):
            continue
        line = (place[1] + tile.high // 2) // 2 if tile.high > 1 else place[1] // 2
        if line > taken:
            canvas.text(0, line, shown[row], palette.muted)
            taken = line


def name_columns(canvas: Canvas, tile: Tile, names: list[str], palette: Palette) -> None:
    """The names over a tile, where they have room; of units else their numbers."""
    if tile.blocks[1] != 1:
        return
    room = tile.wide - GAP
    if max(map(len, names), default=0) > room and all(each.startswith("unit ") for each in names):
        names = [each.removeprefix("unit ") for each in names]
    shown = distinct(names, room) if room > 0 else ()
    for column in tile.columns:
        place = tile.place(tile.rows.start, column)
        if place is not None and column < len(shown) and len(shown[column]) <= room:
            text = shown[column]
            canvas.text(place[0] + (tile.wide - len(text)) // 2, tile.y - ABOVE, text, palette.muted)
