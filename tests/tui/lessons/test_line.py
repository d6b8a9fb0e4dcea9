"""The line of a lesson: what stands in which row."""

from __future__ import annotations

from dataclasses import replace

import pytest

from glassnet.tui.layout import Content, PanelView, arrange
from glassnet.tui.lessons.line import Line

SAID = (
    "Two lines of text that say what there is to be seen and done, and that are long enough to need both of them here."
)
TITLE = ("lesson",)


def test_a_hint_takes_a_row_more_only_where_it_has_no_room_behind_the_text() -> None:
    assert Line(TITLE, said="Short.", note="A hint.").rows(76)[0] == ["Short.", "A hint."]
    asks = Line(TITLE, said=SAID, choices=("yes", "no"))
    beside, below = replace(asks, note="A hint."), replace(asks, note="A hint that is longer than what is left there.")
    assert beside.rows(76)[0][-1].endswith("here.   A hint.")
    assert beside.height(80) == asks.height(80)
    assert below.rows(76)[0] == [*asks.rows(76)[0], below.note]
    assert below.height(80) == asks.height(80) + 1


def test_it_grows_only_where_its_text_has_no_room() -> None:
    asks = Line(TITLE, said=SAID, choices=("the first of them", "the second of them", "none of all these"))
    assert asks.height(80) == 5
    assert asks.height(60) > 5
    assert Line(TITLE).height(80) == 5


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40), (200, 60)])
@pytest.mark.parametrize(
    "view", [PanelView(), PanelView(maximized="matrices"), PanelView(picture="network"), PanelView(big=True)]
)
@pytest.mark.parametrize("explaining", [False, True])
def test_it_is_always_on_the_screen_and_covers_nothing(
    size: tuple[int, int], view: PanelView, explaining: bool
) -> None:
    line = Line(TITLE, said=SAID, choices=("yes", "no"))
    boxes = arrange(*size, Content(False, 20, explaining, plane=True, line=line.height), view)
    assert "now" not in boxes
    taken: set[tuple[int, int]] = set()
    for x, y, width, height in boxes.values():
        cells = {(x + i, y + j) for i in range(width) for j in range(height)}
        assert not taken & cells
        taken |= cells
    assert boxes["lesson"].height >= line.height(boxes["lesson"].width)


def test_what_goes_on_stands_behind_what_became_of_an_answer_where_there_is_room() -> None:
    told = Line(TITLE, said=SAID, note="✓ right: yes", asks="enter goes on")
    assert told.rows(76) == (Line(TITLE, said=SAID).rows(76)[0], [], "✓ right: yes")
    long = replace(told, note="✗ This is why not, in so many words that they need a whole row of their own.")
    assert long.rows(76) == ([*told.rows(76)[0], long.note], [], "")
    assert long.height(80) == told.height(80) + 1
