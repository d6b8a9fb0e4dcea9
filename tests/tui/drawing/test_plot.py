import math
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.tui.drawing.axes import padded, x_ticks, y_ticks
from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.palette import DARK
from glassnet.tui.drawing.plot import Series, draw_plot, thin

ORANGE, BLUE = 0xFF9A3C, 0x6EA8FF
value = st.floats(-1e6, 1e6) | st.sampled_from([0.0, 0.25, math.nan, math.inf, 1e-12, 1e300, -1e300, 5e-324])


def curve(y: list[float] | np.ndarray, colour: int = ORANGE, dashed: bool = False) -> Series:
    y = np.asarray(y, dtype=float)
    return Series("train", np.arange(1.0, len(y) + 1), y, colour, dashed)


def plotted(width: int, height: int, *series: Series, **options: object) -> Canvas:
    canvas = Canvas(width, height, DARK.text, DARK.background)
    draw_plot(canvas, series, DARK, **options)  # type: ignore[arg-type]
    return canvas


def marks(canvas: Canvas, colour: int = ORANGE) -> int:
    return int(((canvas.fg == colour) & (canvas.chars != " ")).sum())


# thin


@given(st.lists(value, max_size=300), st.integers(1, 40))
def test_thin_keeps_ends_and_extremes(values: list[float], columns: int) -> None:
    x, y = np.arange(len(values), dtype=float), np.array(values)
    thin_x, thin_y = thin(x, y, columns)
    assert np.isfinite(thin_y).all()
    assert len(thin_x) <= 2 * columns + 2
    finite = np.isfinite(y)
    if finite.any():
        assert (thin_x[0], thin_x[-1]) == (x[finite][0], x[finite][-1])
        assert (thin_y.min(), thin_y.max()) == (y[finite].min(), y[finite].max())
        assert (np.diff(thin_x) > 0).all()
        assert (y[thin_x.astype(int)] == thin_y).all()


def test_thin_goes_by_position_not_by_index() -> None:
    x = np.concatenate([np.linspace(0, 1, 1000), np.linspace(1, 100, 100)[1:]])
    thin_x, _ = thin(x, np.sin(x), 20)
    assert (np.histogram(thin_x, bins=20)[0] >= 1).all()


def test_thin_sorts_what_is_not_sorted() -> None:
    thin_x, _ = thin(np.arange(1000.0)[::-1], np.arange(1000.0), 10)
    assert (np.diff(thin_x) > 0).all()


# ticks


@given(value.filter(math.isfinite), value.filter(math.isfinite), st.integers(2, 40), st.booleans())
def test_y_ticks_lie_inside_on_rows_of_their_own(a: float, b: float, rows: int, log: bool) -> None:
    a, b = (math.log10(abs(a) + 1e-12), math.log10(abs(b) + 1e-12)) if log else (a, b)
    least, most = sorted(max(-1e12, min(1e12, v)) for v in (a, b))
    low, high = padded(least, most, log)
    assert low < high
    ticks = y_ticks(low, high, rows, log)
    at = [math.floor(0.5 + (rows - 1) * (tick.at - low) / (high - low)) for tick in ticks]
    assert len(set(at)) == len(at)
    assert all(0 <= row < rows for row in at)
    assert len({tick.label for tick in ticks}) == len(ticks)
    assert len(ticks) <= max(4, rows // 2 + 1)


@pytest.mark.parametrize("rows", range(4, 30))
@pytest.mark.parametrize("limits", [(0.05, 0.27), (0, 1.2), (-1, 1), (0.12, 0.13), (900, 4000)])
def test_an_axis_has_at_least_two_ticks(rows: int, limits: tuple[float, float]) -> None:
    assert len(y_ticks(*limits, rows)) >= 2


def test_decades() -> None:
    assert [tick.label for tick in y_ticks(-3.2, 1.1, 20, log=True)] == ["1e-3", "1e-2", "0.1", "1", "10"]


@pytest.mark.parametrize(
    "limits", [(1, 2), (1, 9), (1, 120), (1, 9999), (1, 100_000), (0, 3_000_000), (-6, 6), (0.0, 0.7)]
)
def test_x_ticks_never_touch(limits: tuple[float, float]) -> None:
    for columns in range(10, 130, 13):
        canvas = Canvas(columns + 8, 6, DARK.text, DARK.background)
        x = np.linspace(*limits, 50)
        draw_plot(canvas, [Series("", x, x * 0 + np.arange(50), ORANGE)], DARK)
        labels = canvas.lines()[-1].replace("└", " ").split()
        wanted = [tick.label for tick in x_ticks(*limits, columns)]
        assert len(labels) >= 2
        assert all(re.fullmatch(r"-?\d+(\.\d+)?[kMG]?", label) for label in labels)
        assert len(wanted) >= 2


# drawing


@settings(max_examples=40)
@given(
    st.lists(value, max_size=30), st.integers(1, 130), st.integers(1, 30), st.booleans(), st.booleans(), st.booleans()
)
def test_any_values_in_any_size(
    values: list[float], width: int, height: int, log: bool, dashed: bool, plain: bool
) -> None:
    canvas = plotted(width, height, curve(values, dashed=dashed), log=log, plain=plain, levels=[(0.25, "level")])
    usable = [v for v in values if math.isfinite(v) and (v > 0 or not log)]
    if usable and width >= 20 and height >= 5:
        assert marks(canvas) > 0
    if not usable:
        assert set("".join(canvas.lines())) <= set(" │└")


@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize("values", [[0.25], [0.25] * 50, [0.25, 0.25 + 1e-9]])
def test_single_points_and_constants_are_seen(values: list[float], log: bool) -> None:
    canvas = plotted(34, 8, curve(values), log=log)
    rows = set(np.argwhere(canvas.fg == ORANGE)[:, 0].tolist())
    assert marks(canvas) >= 1
    assert len(rows) == 1
    assert rows.isdisjoint({0, 7})


def test_a_falling_curve_falls() -> None:
    canvas = plotted(34, 15, curve(0.25 * np.exp(-np.arange(120) / 80)))
    at = np.argwhere(canvas.fg == ORANGE)
    tops = [at[at[:, 1] == column][:, 0].min() for column in sorted(set(at[:, 1].tolist()))]
    assert tops == sorted(tops)
    assert tops[0] <= 1
    assert tops[-1] >= 12
    assert canvas.lines()[-1].strip().startswith("└1")
    assert canvas.lines()[-1].strip().endswith("120")


def test_no_box_and_a_calm_axis() -> None:
    canvas = plotted(34, 15, curve([1.0, 0.5, 0.2]))
    assert not set("┌┐┘─┬") & set("".join(canvas.lines()))
    column = canvas.lines()[0].index("│")
    assert set(canvas.chars[:-1, column]) <= {"│", "┤"}
    assert set(canvas.fg[:-1, column].tolist()) == {DARK.faint}


def test_two_series_both_show_and_the_dashed_one_has_fewer_marks() -> None:
    falling = np.linspace(1, 0.5, 100)
    canvas = plotted(40, 15, curve(falling), curve(falling - 0.3, BLUE, dashed=True))
    assert marks(canvas) > marks(canvas, BLUE) > 5


def test_points_that_are_not_joined_stand_alone() -> None:
    y = np.array([1.0, 0.0, 1.0, 0.0])
    alone = Series("batch", np.arange(4.0), y, ORANGE, joined=False)
    assert marks(plotted(40, 15, alone)) == 4
    assert marks(plotted(40, 15, curve(y))) > 40


def test_plain_curves_differ_in_their_marks() -> None:
    falling = np.linspace(1, 0.5, 100)
    test = Series("test", np.arange(100.0), falling - 0.3, BLUE, dashed=True, mark="┄")
    text = "".join(plotted(40, 15, curve(falling), test, plain=True).lines())
    assert text.count("•") > 10
    assert text.count("┄") > 10


def test_plain_uses_no_braille() -> None:
    canvas = plotted(40, 12, curve(np.linspace(0, 1, 50)), plain=True, levels=[(0.5, "half")])
    assert not any(0x2800 <= ord(char) < 0x2900 for char in "".join(canvas.lines()))
    assert marks(canvas) > 10


def test_levels_are_dotted_labelled_and_left_out_when_far_away() -> None:
    values = np.linspace(0.3, 0.1, 50)
    canvas = plotted(40, 12, curve(values), levels=[(0.25, "all at 0.5"), (9.0, "far away")])
    text = "\n".join(canvas.lines())
    assert "all at 0.5" in text
    assert "far away" not in text
    assert "· · · ·" in text
    assert marks(canvas) == marks(plotted(40, 12, curve(values)))


def test_x_limits_leave_the_rest_out() -> None:
    canvas = plotted(40, 12, curve(np.concatenate([np.full(50, 9.0), np.linspace(1, 0, 50)])), x_limits=(51, 100))
    assert canvas.lines()[-1].replace("└", " ").split()[0] == "51"
    assert "9" not in "".join(line.split("│")[0].split("┤")[0] for line in canvas.lines()[:-1])


def test_only_its_own_part_of_the_screen_is_touched() -> None:
    canvas = Canvas(50, 20, DARK.text, DARK.background)
    draw_plot(canvas.view(10, 5, 30, 10), [curve([3, 2, 1])], DARK)
    assert not "".join(canvas.lines()[:5] + canvas.lines()[15:]).strip()
    assert not "".join(line[:10] + line[40:] for line in canvas.lines()).strip()
