import itertools
import math
from dataclasses import fields

import pytest

from glassnet.tui.drawing.palette import DARK, HEAT_LEVELS, LIGHT, Palette, blend, contrast

THEMES = pytest.mark.parametrize("palette", [DARK, LIGHT], ids=["dark", "light"])
GROUNDS = ("background", "row_bg", "now_bg", "header_bg", "tab_bg")


@THEMES
def test_every_role_is_a_colour(palette: Palette) -> None:
    assert all(0 <= getattr(palette, field.name) <= 0xFFFFFF for field in fields(palette))


@THEMES
@pytest.mark.parametrize("ground", GROUNDS)
def test_text_is_readable_on_every_ground(palette: Palette, ground: str) -> None:
    assert contrast(palette.text, getattr(palette, ground)) >= 4.5
    assert contrast(palette.muted, getattr(palette, ground)) >= 3 or ground == "tab_bg"


@THEMES
@pytest.mark.parametrize("role", ["title", "now", "good", "bad", "positive", "negative"])
def test_speaking_colours_are_readable(palette: Palette, role: str) -> None:
    assert contrast(getattr(palette, role), palette.background) >= 4.5


@THEMES
def test_the_cursor_is_readable(palette: Palette) -> None:
    assert contrast(palette.cursor_fg, palette.cursor_bg) >= 4.5


@THEMES
def test_signed_text_stays_readable_on_its_heat(palette: Palette) -> None:
    for value in (k / 50 for k in range(-60, 61) if k):
        assert contrast(palette.sign(value), palette.heat(value, 1.0)) >= 4.5


@THEMES
def test_heat_has_few_colours_and_grows_with_the_value(palette: Palette) -> None:
    for side in (1, -1):
        colours = [palette.heat(side * k / 1000, 1.0) for k in range(1001)]
        assert colours[0] == palette.background
        assert len(set(colours)) <= HEAT_LEVELS + 1
        distances = [contrast(colour, palette.background) for colour in colours]
        assert all(a <= b + 0.05 for a, b in itertools.pairwise(distances))


@THEMES
def test_heat_is_capped_and_safe(palette: Palette) -> None:
    assert palette.heat(5.0, 1.0) == palette.heat(1.0, 1.0) == palette.heat(math.inf, 1.0)
    for value, scale in [(1.0, 0.0), (math.nan, 1.0), (1.0, math.nan), (1.0, math.inf), (1.0, -1.0), (None, 1.0)]:
        assert palette.heat(value, scale) == palette.background
    assert palette.heat(5e-324, 5e-324) == palette.heat(1.0, 1.0)
    assert palette.heat(1e308, 1e-308) == palette.heat(1.0, 1.0)


@THEMES
def test_sign(palette: Palette) -> None:
    assert (palette.sign(2.0), palette.sign(-2.0)) == (palette.positive, palette.negative)
    assert {palette.sign(value) for value in (0.0, -0.0, math.nan, None)} == {palette.muted}


@THEMES
def test_on_is_readable_on_any_ground(palette: Palette) -> None:
    for bg in range(0, 0x1000000, 0x030507):
        assert contrast(palette.on(bg), bg) >= 4


def test_blend_meets_its_ends() -> None:
    assert blend(0x102030, 0xF0E0D0, 0) == 0x102030
    assert blend(0x102030, 0xF0E0D0, 1) == blend(0x102030, 0xF0E0D0, 9) == 0xF0E0D0
    assert blend(0x000000, 0xFFFFFF, 0.5) == 0x808080
