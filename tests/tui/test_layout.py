"""The arrangement of panels at every size: nothing overlaps, nothing is left over, nothing is too small to read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassnet.tui.layout import LEAST_HEIGHT, LEAST_WIDTH, Content, PanelView, arrange, has_tabs


@given(
    width=st.integers(LEAST_WIDTH, 320),
    height=st.integers(LEAST_HEIGHT, 100),
    single_unit=st.booleans(),
    steps=st.integers(10, 60),
    tab=st.integers(0, 3),
    picture=st.sampled_from(["", "", "network", "unit", "hidden", "outer"]),
    preview=st.booleans(),
    lines=st.integers(5, 60),
    several=st.booleans(),
    big=st.booleans(),
)
def test_the_screen_is_covered_once(
    width: int,
    height: int,
    single_unit: bool,
    steps: int,
    tab: int,
    picture: str,
    preview: bool,
    lines: int,
    several: bool,
    big: bool,
) -> None:
    content = Content(single_unit, steps, matrices=lambda width: lines, plane=True, preview=preview, several=several)
    boxes = arrange(width, height, content, PanelView(content.tabs()[tab], picture=picture, big=big))
    assert not picture or picture in boxes
    cells: set[tuple[int, int]] = set()
    for name, box in boxes.items():
        here = {(x, y) for x in range(box.x, box.x + box.width) for y in range(box.y, box.y + box.height)}
        assert here, name
        assert not cells & here, name
        cells |= here
        if name not in ("header", "footer", "tabs"):
            assert box.height >= 5, (name, box)
            assert box.width >= 26, (name, box)
    assert len(cells) == width * height


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
@pytest.mark.parametrize("single_unit", [True, False])
def test_every_panel_is_to_be_found(size: tuple[int, int], single_unit: bool) -> None:
    shown: set[str] = set()
    content = Content(single_unit, 22)
    for tab in content.tabs():
        shown |= arrange(*size, content, PanelView(tab)).keys()
    wanted = {"now", "matrices", "steps", "loss", "predictions"}
    assert wanted | {"neuron" if single_unit else "network"} <= shown
    assert has_tabs(*size) == (size == (80, 24))


@given(width=st.integers(LEAST_WIDTH, 320), height=st.integers(LEAST_HEIGHT, 100), single_unit=st.booleans())
def test_the_diagnosis_takes_no_room_from_the_numbers_beside_it(width: int, height: int, single_unit: bool) -> None:
    before = arrange(width, height, Content(single_unit, 22), PanelView())
    after = arrange(width, height, Content(single_unit, 22), PanelView(diagnosing=True))
    for name in after.keys() - {"diagnosis", "loss", "curves", "steps"}:
        assert after[name] == before[name]
    assert all(after[name].width == before[name].width for name in after.keys() & before.keys())


def test_too_small_shows_nothing() -> None:
    assert arrange(59, 24, Content(False, 20), PanelView()) == {}
    assert arrange(80, 19, Content(False, 20), PanelView()) == {}


def test_maximized_takes_the_room() -> None:
    boxes = arrange(120, 40, Content(False, 20), PanelView(maximized="loss"))
    assert boxes["loss"] == (0, 2, 120, 37)
    assert boxes.keys() == {"header", "footer", "loss"}


def test_lines_that_the_matrices_have_no_use_for_go_to_the_panels_above() -> None:
    endless, few = (
        arrange(200, 60, Content(False, 22, matrices=each), PanelView()) for each in (lambda _: 99, lambda _: 15)
    )
    assert few["matrices"].height == 17
    assert few["network"].height == endless["network"].height + endless["matrices"].height - 17
    assert few["matrices"].width == endless["matrices"].width
