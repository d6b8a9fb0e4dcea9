"""Windows and shares of a table too large for its panel."""

import pytest

from glassnet.tui.drawing.windows import fit, segments, share, slide


@pytest.mark.parametrize("total", [1, 2, 5, 16, 240])
@pytest.mark.parametrize("room", [1, 2, 3, 7, 300])
@pytest.mark.parametrize("before", [None, 0, 3, 200])
def test_a_window_holds_what_is_wanted_and_stays_inside(total: int, room: int, before: int | None) -> None:
    room = min(room, total)
    for wanted in range(total):
        first = slide(total, room, wanted, before)
        assert 0 <= first <= wanted < first + room <= total


def test_a_window_stays_where_it_was_until_it_must_move() -> None:
    assert slide(240, 7, 100) == 97
    assert slide(240, 7, 103, 97) == 97
    assert slide(240, 7, 104, 97) == 99  # one more beside it
    assert slide(240, 7, 96, 97) == 95


@pytest.mark.parametrize("height", range(1, 60))
@pytest.mark.parametrize(("inputs", "samples"), [(1, 1), (2, 1), (2, 4), (4, 4), (2, 240), (16, 240), (40, 3)])
def test_the_lines_of_a_plan_fit_and_do_not_overlap(height: int, inputs: int, samples: int) -> None:
    plan = share(height, inputs, samples, kept=True)
    y = 0
    for line in segments(plan):
        assert line.y >= y
        y = line.y + line.lines
    assert y <= height
    assert 1 <= plan.inputs <= inputs
    assert 1 <= plan.samples <= samples


def test_xor_is_whole_on_a_small_screen() -> None:
    plan = share(13, 2, 4)
    assert (plan.inputs, plan.samples, plan.note) == (2, 4, True)
    assert share(12, 2, 4).samples == 4  # and before the caption
    assert share(15, 4, 4).samples == 4  # rows come before blank lines where all fit
    assert share(24, 2, 4, kept=True).kept


def test_all_units_come_before_decimals_and_decimals_before_a_few_units_of_many() -> None:
    assert fit(78, 4, (9, 7), (11, 7)).widths == (6, 7)
    assert fit(84, 4, (9, 7), (11, 7)).widths == (7, 7)
    assert fit(142, 8, (12, 8), None) == (8, (6, 7), False)
    assert fit(138, 16, (9, 9), (21, 9)) == (6, (7, 7), True)
    assert fit(78, 16, (9, 9), (21, 9)) == (4, (6, 7), False)
