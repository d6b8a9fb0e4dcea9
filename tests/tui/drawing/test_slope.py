"""Curves with a tangent, and surfaces with a path: what is drawn where."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassnet.tui.drawing.axes import around
from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.heights import BANDS, UNKNOWN, Scale, height_cells, ramp
from glassnet.tui.drawing.palette import DARK, LIGHT
from glassnet.tui.drawing.slope import HERE, KINK, LANDED, LOWEST, Frame, Slope, draw_slope
from glassnet.tui.drawing.walk import BEGUN, HEADS, Walk, draw_walk

ANY = st.floats(-1e300, 1e300)


@given(ANY, st.floats(), st.integers(-6, 24), st.floats(0, 1e300))
def test_limits_hold_the_number_its_step_and_what_is_to_be_reached(
    value: float, step: float, zoom: int, reach: float
) -> None:
    low, high = around(value, step, zoom, reach)
    assert low <= value <= high
    if zoom <= 0:
        assert not abs(step) < 1e300 or low <= value + step <= high
        assert low <= value - reach <= value + reach <= high
    assert -np.inf < low < high < np.inf


def test_limits_stay_while_a_number_moves_a_little() -> None:
    assert around(0.31, 0.01) == around(0.29, -0.02) == (-0.75, 1.25)
    assert around(0.31, 0.01, zoom=1) == (-0.25, 0.75)


def drawn(slope: Slope, width: int = 60, height: int = 16, plain: bool = False) -> list[str]:
    canvas = Canvas(width, height, DARK.text, DARK.background)
    draw_slope(canvas, slope, DARK, plain)
    return canvas.lines()


def parabola(**parts: object) -> Slope:
    xs = np.linspace(-1, 3, 101)
    return Slope(xs, (xs - 1) ** 2, (2.0, 1.0), **parts)  # type: ignore[arg-type]


def test_the_point_lies_on_the_curve_and_the_step_on_the_axis() -> None:
    lines = drawn(parabola(slope=2.0, landed=(0.5, 0.25), lowest=(1.0, 0.0), kinks=[-0.5]))
    here, landed, lowest = (
        next((x, y) for y, line in enumerate(lines[:14]) for x, char in enumerate(line) if char == mark)
        for mark in (HERE, LANDED, LOWEST)
    )
    assert landed[0] < lowest[0] < here[0]
    assert here[1] < landed[1] <= lowest[1]
    axis = lines[14]
    assert axis[here[0]] == HERE
    assert axis[landed[0]] == "◀"
    assert set(axis[landed[0] + 1 : here[0]]) == {"━"}
    assert axis.index(KINK) < landed[0]


def test_a_tangent_touches_the_curve_at_the_point_alone() -> None:
    frame = Frame((-1.0, 3.0), (0.0, 4.0), 40, 10)
    assert frame.cell(2.0, 1.0) == (29, 7)
    assert frame.column(-1.5) == -1
    assert frame.column(9.0) == 40
    assert frame.cell(2.0, float("nan")) is None
    marks = "".join(drawn(parabola(slope=2.0), plain=True))
    assert "·" in marks
    assert "·" not in "".join(drawn(parabola(), plain=True))


@pytest.mark.parametrize("ys", [np.full(101, np.nan), np.full(101, 0.25), np.full(101, 1e305), np.full(101, np.inf)])
def test_whatever_the_curve_is_something_or_nothing_is_drawn(ys: np.ndarray) -> None:
    slope = Slope(np.linspace(-1, 1, 101), ys, (0.0, float(ys[50])), np.inf, (np.inf, np.nan))
    assert HERE in "".join(drawn(slope)) or not np.isfinite(ys).any()
    drawn(slope, 5, 2)


@given(st.lists(st.floats(), min_size=4, max_size=4))
def test_higher_is_never_a_lower_band(values: list[float]) -> None:
    heights = np.array(values)
    scale = Scale.of(heights)
    if scale is None:
        assert not np.isfinite(heights).any()
        return
    bands = scale.bands(heights)
    assert ((bands < 0) == ~np.isfinite(heights)).all()
    assert (bands < BANDS).all()
    finite = np.isfinite(heights)
    assert (np.diff(bands[finite][np.argsort(heights[finite])]) >= 0).all()


def test_bands_are_shades_or_letters() -> None:
    bands = np.array([[0, 9], [5, 5], [-1, 3], [0, 0]])
    assert height_cells(bands, DARK, plain=True).chars.tolist() == [["a", "k"], [UNKNOWN, "d"]]
    cells = height_cells(bands, LIGHT)
    assert cells.fg[0].tolist() == [ramp(LIGHT)[0], ramp(LIGHT)[9]]
    assert cells.bg[0].tolist() == [ramp(LIGHT)[5]] * 2
    assert cells.fg[1, 0] == LIGHT.bad


@pytest.mark.parametrize(("slope", "head"), [((-1, 0), "→"), ((1, 0), "←"), ((0, -1), "↑"), ((0, 1), "↓")])
def test_the_arrow_goes_downhill(slope: tuple[float, float], head: str) -> None:
    canvas = Canvas(40, 20, DARK.text, DARK.background)
    frame = Frame((-1.0, 1.0), (-1.0, 1.0), 40, 20)
    draw_walk(canvas, Walk(np.array([[-0.9, -0.9], [0.0, 0.0]]), (0.0, 0.0), None, slope), frame, DARK)
    text = "".join(canvas.lines())
    assert head in text
    assert text.count(HERE) == text.count(BEGUN) == 1
    assert sum(text.count(each) for each in HEADS) == 1


@given(st.floats(-1, 1), st.floats(-1, 1), st.floats(-1, 1), st.floats(-1, 1))
def test_an_arrow_ends_within_the_map(x: float, y: float, across: float, up: float) -> None:
    canvas = Canvas(30, 12, DARK.text, DARK.background)
    draw_walk(canvas, Walk(np.empty((0, 2)), (x, y), None, (across, up)), Frame((-1.0, 1.0), (-1.0, 1.0), 30, 12), DARK)
    text = "".join(canvas.lines())
    heads = sum(text.count(each) for each in HEADS)
    assert heads == 1 or not (across or up) or set(text) == {" ", HERE}  # from the edge there is no room for one


@pytest.mark.parametrize("slope", [None, (0.0, 0.0), (np.nan, 1.0), (np.inf, 1.0)])
def test_without_a_direction_there_is_no_arrow(slope: tuple[float, float] | None) -> None:
    canvas = Canvas(40, 20, DARK.text, DARK.background)
    frame = Frame((-1.0, 1.0), (-1.0, 1.0), 40, 20)
    draw_walk(canvas, Walk(np.array([[np.nan, 1e308]]), (0.0, np.nan), (np.inf, 0.0), slope), frame, DARK)
    assert not any(each in "".join(canvas.lines()) for each in HEADS)
