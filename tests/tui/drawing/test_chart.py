"""Curves over the iterations: where points and labels stand, and what a curve in one line says."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.chart import BARS, Line, Scale, draw_lines, spark, spread

NUMBERS = st.floats(-1e308, 1e308) | st.just(float("nan")) | st.just(float("inf"))


@given(st.lists(NUMBERS, min_size=1, max_size=40), st.integers(1, 30), st.booleans())
def test_a_curve_in_one_line_is_as_high_as_its_numbers(values: list[float], width: int, plain: bool) -> None:
    text = spark(np.array(values), width, plain)
    assert len(text) in (0, min(width, len(values)))
    assert bool(text) == bool(np.isfinite(values).any())


def test_least_and_most_have_the_lowest_and_the_highest_sign() -> None:
    assert spark(np.array([0.0, 7.0, np.nan, 3.0]), 9, plain=False) == f"{BARS[0]}{BARS[-1]} {BARS[3]}"


@given(st.lists(st.integers(0, 9), max_size=8), st.integers(1, 10))
def test_labels_have_rows_of_their_own(rows: list[int], most: int) -> None:
    placed = [row for row in spread(rows, most) if row >= 0]
    assert len(placed) == len(set(placed)) == min(len(rows), most)
    assert all(0 <= row < most for row in placed)


@pytest.mark.parametrize("plain", [False, True])
def test_curves_that_run_together_are_all_seen(plain: bool) -> None:
    canvas, x = Canvas(40, 4, 0, 1), np.arange(1.0, 41)
    lines = [Line(x, np.where(x < 30, 1.0, height), 10 + height, dash) for height, dash in ((1, 0), (2, 2), (3, 4))]
    draw_lines(canvas, lines, Scale.of(lines, (1.0, 40.0)), plain)
    together = [int(canvas.fg[y, x]) for x in range(28) for y in range(4) if canvas.char_at(x, y) != " "]
    assert min(together.count(line.colour) for line in lines) >= 6
    assert len(together) == 28  # and none has a gap for another


@given(st.lists(NUMBERS, min_size=1, max_size=12), st.booleans())
def test_whatever_the_numbers_are_the_curve_is_drawn_where_its_points_are(values: list[float], log: bool) -> None:
    canvas = Canvas(20, 6, 0, 1)
    line = Line(np.arange(1.0, len(values) + 1), np.array(values), 2)
    scale = Scale.of([line], (1.0, float(len(values))), log)
    draw_lines(canvas, [line], scale, plain=False)
    for x, y in zip(line.x.tolist(), line.y.tolist(), strict=True):
        cell = scale.cell(x, y, 20, 6)
        assert (cell is None) == (not np.isfinite(y) or (log and y <= 1e-300))
        if cell is not None:
            assert canvas.char_at(*cell) != " "
