import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassnet.tui.drawing.braille import Dots
from glassnet.tui.drawing.canvas import Canvas

coordinate = st.floats(-100, 100) | st.sampled_from([math.nan, math.inf, -math.inf, 1e300, -1e300])


def dots_of(canvas: Canvas) -> int:
    return sum((ord(char) - 0x2800).bit_count() for char in "".join(canvas.lines()) if char != " ")


def drawn(width: int = 8, height: int = 4) -> tuple[Canvas, Dots]:
    canvas = Canvas(width, height, 1, 0)
    return canvas, Dots(canvas, 0, 0, width, height)


@given(coordinate, coordinate, coordinate, coordinate, st.integers(0, 4), st.booleans())
def test_any_line_stays_inside(x0: float, y0: float, x1: float, y1: float, dash: int, plain: bool) -> None:
    canvas = Canvas(12, 6, 1, 0)
    dots = Dots(canvas, 2, 1, 6, 3, plain=plain)
    dots.line(x0, y0, x1, y1, 7, dash)
    dots.curve([x0, x1, 3.0], [y0, y1, 3.0], 8, dash)
    dots.paint()
    outside = np.ones((6, 12), dtype=bool)
    outside[1:4, 2:8] = False
    assert (canvas.chars[outside] == " ").all()


@given(st.integers(0, 15), st.integers(0, 15), st.integers(0, 15), st.integers(0, 15))
def test_a_solid_line_has_one_dot_per_step_of_its_longer_side(x0: int, y0: int, x1: int, y1: int) -> None:
    canvas, dots = drawn()
    dots.line(x0, y0, x1, y1, 5)
    dots.paint()
    assert dots_of(canvas) == max(abs(x1 - x0), abs(y1 - y0)) + 1


@given(st.floats(-50, 60), st.floats(-50, 60), st.floats(-50, 60), st.floats(-50, 60))
def test_cutting_off_changes_nothing_inside(x0: float, y0: float, x1: float, y1: float) -> None:
    """The visible part equals that of the same line on a grid large enough to hold all of it."""
    canvas, dots = drawn()
    dots.line(x0, y0, x1, y1, 5)
    dots.paint()
    large = Canvas(100, 100, 1, 0)
    whole = Dots(large, 0, 0, 100, 100)
    whole.line(x0 + 80, y0 + 160, x1 + 80, y1 + 160, 5)
    whole.paint()
    # Rounding at halves may differ by the shift, so dots are counted rather than compared.
    part = Canvas(8, 4, 1, 0)
    part.chars[:] = large.chars[40:44, 40:48]
    assert abs(dots_of(canvas) - dots_of(part)) <= 2


def test_dashes_leave_out_half() -> None:
    canvas, dots = drawn(20, 1)
    dots.line(0, 0, 39, 0, 5, dash=2)
    dots.paint()
    assert dots_of(canvas) == 20
    assert canvas.lines()[0] == "⠉ " * 10


def test_dashes_run_on_along_a_curve() -> None:
    straight, pieces = drawn(20, 1), drawn(20, 1)
    straight[1].line(0, 0, 39, 0, 5, dash=3)
    pieces[1].curve(np.arange(40.0), np.zeros(40), 5, dash=3)
    straight[1].paint()
    pieces[1].paint()
    assert straight[0].lines() == pieces[0].lines()


def test_many_lines_equal_one_by_one() -> None:
    random = np.random.RandomState(0)
    start, end = random.uniform(-5, 25, (30, 2)), random.uniform(-5, 25, (30, 2))
    colours, dashes = random.randint(0, 99, 30), random.randint(0, 3, 30)
    at_once, in_turn = drawn(), drawn()
    at_once[1].lines(start, end, colours, dashes)
    for (x0, y0), (x1, y1), colour, dash in zip(start, end, colours, dashes, strict=True):
        in_turn[1].line(x0, y0, x1, y1, int(colour), int(dash))
    at_once[1].paint()
    in_turn[1].paint()
    assert at_once[0].lines() == in_turn[0].lines()
    assert (at_once[0].fg == in_turn[0].fg).all()


def test_the_last_line_colours_the_cell_and_text_stays() -> None:
    canvas, dots = drawn(4, 1)
    canvas.text(1, 0, "x", fg=9)
    dots.line(0, 0, 7, 0, 5)
    dots.line(6, 0, 6, 3, 6)
    dots.paint()
    assert canvas.lines()[0] == "⠉x⠉⡏"
    assert canvas.fg[0].tolist() == [5, 9, 5, 6]


def test_a_curve_of_one_point_and_of_gaps() -> None:
    canvas, dots = drawn(4, 1)
    dots.curve([2.0], [1.0], 5)
    dots.curve([], [], 5)
    dots.curve([4, 5, math.nan, 7], [0, 0, 0, 0], 5)
    dots.paint()
    assert dots_of(canvas) == 3


@pytest.mark.parametrize(
    ("line", "mark"),
    [((0, 1, 7, 1), "-"), ((0, 7, 7, 0), "/"), ((0, 0, 7, 7), "\\"), ((3, 0, 3, 7), "|"), ((1, 1, 1, 1), "*")],
)
def test_plain_marks_follow_the_slope(line: tuple[float, float, float, float], mark: str) -> None:
    canvas = Canvas(4, 2, 1, 0)
    dots = Dots(canvas, 0, 0, 4, 2, plain=True)
    dots.line(*line, 5)
    dots.paint()
    assert set("".join(canvas.lines())) - {" "} == {mark}


def test_plain_dashes_are_dots_and_crossings_stars() -> None:
    canvas = Canvas(9, 4, 1, 0)
    dots = Dots(canvas, 0, 0, 9, 4, plain=True)
    dots.line(0, 0, 17, 15, 5)
    dots.line(0, 15, 17, 0, 5)
    dots.paint()
    assert {"\\", "/", "*"} <= set("".join(canvas.lines()))
    dashed = Canvas(9, 1, 1, 0)
    dots = Dots(dashed, 0, 0, 9, 1, plain=True)
    dots.line(0, 0, 17, 0, 5, dash=2)
    dots.paint()
    assert set(dashed.lines()[0]) == {"·", " "}
