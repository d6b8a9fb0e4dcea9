"""Heat maps and bars: which entry lies at which cell, and what its colour and its height say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassnet.scenarios.summaries import Histogram, histogram
from glassnet.tui.drawing.bars import GUTTER, SPARE, bins_for, draw_histogram
from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.heat import NUMBERED, Tile, banded, draw_tile, whole
from glassnet.tui.drawing.palette import DARK, LIGHT, Palette
from glassnet.tui.drawing.unit_maps import ABOVE, BELOW


def canvas(width: int, height: int, palette: Palette = DARK) -> Canvas:
    return Canvas(width, height, palette.text, palette.background)


@given(st.integers(1, 90), st.integers(1, 90), st.integers(1, 60), st.integers(1, 30), st.booleans())
def test_all_of_a_matrix_fits_and_every_entry_has_a_place(
    rows: int, columns: int, width: int, lines: int, plain: bool
) -> None:
    tile = whole(rows, columns, width, lines, plain)
    assert tile.width <= width
    assert tile.lines <= lines
    for row, column in ((0, 0), (rows - 1, columns - 1), (rows // 2, columns // 2)):
        place = tile.place(row, column)
        assert place is not None
        x, half = place
        at = tile.entry(x, half // 2)
        assert at is not None
        if tile.blocks == (1, 1) and (plain or tile.high > 1):
            assert abs(at[0] - row) <= half % 2  # of two entries in a cell the upper one
            assert at[1] == column
        else:
            assert abs(at[0] - row) <= 2 * tile.blocks[0]
            assert abs(at[1] - column) <= tile.blocks[1]
    assert tile.entry(tile.width, 0) is None
    assert tile.place(rows, 0) is None


@given(st.integers(1, 9), st.integers(1, 60), st.integers(1, 90), st.integers(1, 40), st.integers(0, 2))
def test_bands_have_every_column_once_and_room_for_numbers(
    rows: int, columns: int, width: int, lines: int, over: int
) -> None:
    tiles = banded(rows, columns, width, lines, over)
    enough = -(-columns // (width // NUMBERED)) * (over + rows) <= lines if width >= NUMBERED else False
    assert bool(tiles) == enough
    assert [column for tile in tiles for column in tile.columns] == (list(range(columns)) if tiles else [])
    free = 0
    for tile in tiles:
        assert tile.wide >= NUMBERED
        assert tile.high >= 2
        assert tile.width <= width
        assert tile.y == free + over
        free = tile.y + tile.lines
    assert free <= lines


@pytest.mark.parametrize("palette", [DARK, LIGHT])
def test_the_colour_of_a_cell_has_the_sign_of_its_entry(palette: Palette) -> None:
    matrix = np.random.RandomState(0).normal(size=(9, 7))
    matrix[2, 3] = 0.0
    tile = whole(9, 7, 20, 6, False)
    assert tile.high == 1
    drawn = canvas(20, 6, palette)
    draw_tile(drawn, tile, matrix, float(np.abs(matrix).max()), palette, False)
    zero = (palette.header_bg >> 16) - (palette.header_bg & 255)
    for row in range(9):
        for column in range(7):
            colours = drawn.bg if row % 2 else drawn.fg
            colour = int(colours[row // 2, column * tile.wide])
            assert np.sign((colour >> 16) - (colour & 255) - zero) == np.sign(matrix[row, column])


def test_without_colours_a_character_has_it() -> None:
    matrix = np.array([[1.0, -1.0, 0.0], [-0.5, 0.5, 0.01]])
    tile = whole(2, 3, 3, 2, True)
    drawn = canvas(3, 2)
    draw_tile(drawn, tile, matrix, 1.0, DARK, True)
    assert drawn.lines() == [f"{ABOVE[-1]}{BELOW[-1]}·", f"{BELOW[2]}{ABOVE[2]}·"]


def test_a_part_of_a_matrix_knows_its_entries() -> None:
    tile = Tile(1, 1, 2, 2, (1, 1), range(10, 20), range(5, 9))
    assert tile.entry(1, 1) == (10, 5)
    assert tile.entry(4, 3) == (12, 6)
    assert tile.entry(0, 1) is None
    assert tile.place(9, 5) is None


# --- bars ---


def heights(drawn: Canvas) -> list[int]:
    """How many filled cells each column has, from the axis on."""
    return [sum(line[x] in "█▒" for line in drawn.lines()[:-2]) for x in range(6, drawn.width)]


def test_a_bar_is_as_high_as_its_count_and_zeros_have_one_of_their_own() -> None:
    values = np.array([-2.0] * 4 + [0.0] * 8 + [0.5] * 2 + [2.0] * 8)
    found = histogram(values, 4)
    assert isinstance(found, Histogram)
    drawn = canvas(6 + 5 * 3, 18)  # four bars and that of zeros, 3 columns each; 16 lines
    draw_histogram(drawn, found, DARK)
    assert heights(drawn)[::3] == [8, 0, 16, 4, 16]
    assert "▒" in drawn.line(10)[6 + 2 * 3]


@given(st.integers(40, 200), st.integers(2, 60_000))
def test_the_bars_fill_their_room_and_go_no_farther(width: int, numbers: int) -> None:
    bins, columns = bins_for(width, numbers), width - GUTTER
    wide = columns // (bins + SPARE)
    assert wide >= 1
    assert bins * wide > 0.7 * columns


def test_bars_that_are_not_drawn_are_told_at_their_end() -> None:
    drawn = canvas(40, 10)
    draw_histogram(drawn, histogram(np.append(np.linspace(1.0, 2.0, 300), [9.0, 9.0]), 20), DARK)
    assert "▸" in drawn.lines()[8]
    assert "◂" not in drawn.lines()[8]


def test_a_high_bar_of_zeros_is_cut_off_and_says_how_many() -> None:
    drawn = canvas(40, 12)
    draw_histogram(drawn, histogram(np.array([0.0] * 5000 + [1.0] * 3 + [-1.0]), 6), DARK)
    text = "\n".join(drawn.lines())
    assert "5,000 are 0" in text
    assert "≈" in text


@given(st.integers(0, 70), st.integers(0, 25), st.lists(st.floats(-1e6, 1e6), max_size=30), st.booleans())
def test_it_draws_at_every_size(width: int, height: int, values: list[float], plain: bool) -> None:
    drawn = canvas(width, height)
    draw_histogram(drawn, histogram(np.array(values), bins_for(width, len(values))), DARK, plain)
