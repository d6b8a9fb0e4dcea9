import itertools
import math
from dataclasses import fields

import pytest

from glassnet.tui.drawing.cube import CUBE, END, FIRST, nearest, palette_for, rgb
from glassnet.tui.drawing.palette import DARK, HEAT_LEVELS, LIGHT, Palette, blend, contrast

PALETTES = {
    "dark": DARK,
    "light": LIGHT,
    "dark, 256 colours": palette_for(True, CUBE),
    "light, 256 colours": palette_for(False, CUBE),
}
THEMES = pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)
GROUNDS = ("background", "row_bg", "now_bg", "header_bg", "tab_bg")


@THEMES
def test_every_role_is_a_colour(palette: Palette) -> None:
    assert all(0 <= colour <= 0xFFFFFF for colour in colours(palette))


def colours(palette: Palette) -> list[int]:
    values = [getattr(palette, field.name) for field in fields(palette)]
    many = [*palette.classes, *palette.class_inks, *(colour for ramp in palette.ramps for colour in ramp)]
    return [*many, *(value for value in values if isinstance(value, int))]


@pytest.mark.parametrize("dark", [True, False])
def test_of_256_colours_every_one_is_of_the_cube_and_sent_as_it_is(dark: bool) -> None:
    cube = {rgb(number) for number in range(FIRST, END)}
    chosen = set(colours(palette_for(dark, CUBE)))
    assert chosen <= cube
    assert all(rgb(nearest(colour)) == colour for colour in chosen)


@pytest.mark.parametrize("dark", [True, False])
def test_of_256_colours_no_positive_one_is_red_and_none_is_the_chosen_rows(dark: bool) -> None:
    palette = palette_for(dark, CUBE)
    warm = {palette.heat(k / 50, 1.0) for k in range(51)} - {palette.background}
    cold = {palette.heat(-k / 50, 1.0) for k in range(51)} - {palette.background}
    assert len(warm) >= 2
    assert len(cold) >= 2
    for colour in (*warm, palette.positive, palette.high):
        red, green, blue = colour >> 16, colour >> 8 & 255, colour & 255
        assert red > green > blue
        assert green >= 0.5 * red
    for colour in (*cold, palette.negative, palette.low):
        red, green, blue = colour >> 16, colour >> 8 & 255, colour & 255
        assert blue > green >= red
    for ground in (palette.row_bg, palette.header_bg, palette.tab_bg):  # greys
        assert ground >> 16 == ground >> 8 & 255 == ground & 255


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
        ground = palette.heat(value, 1.0)
        assert contrast(palette.sign(value, ground), ground) >= 4.5


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
def test_ten_classes_have_ten_hues(palette: Palette) -> None:
    for hues in (palette.classes, palette.class_inks):
        assert len(hues) == 10
        for one, other in itertools.combinations(hues, 2):
            assert sum(abs((one >> shift & 255) - (other >> shift & 255)) for shift in (16, 8, 0)) >= 24


@THEMES
def test_sign(palette: Palette) -> None:
    assert (palette.sign(2.0), palette.sign(-2.0)) == (palette.positive, palette.negative)
    assert {palette.sign(value) for value in (0.0, -0.0, math.nan, None)} == {palette.muted}


@THEMES
def test_on_is_readable_on_any_ground(palette: Palette) -> None:
    for bg in range(0, 0x1000000, 0x030507):
        assert contrast(palette.on(bg), bg) >= 4.5


def test_blend_meets_its_ends() -> None:
    assert blend(0x102030, 0xF0E0D0, 0) == 0x102030
    assert blend(0x102030, 0xF0E0D0, 1) == blend(0x102030, 0xF0E0D0, 9) == 0xF0E0D0
    assert blend(0x000000, 0xFFFFFF, 0.5) == 0x808080


@THEMES
def test_what_cannot_be_read_on_a_ground_is_written_so_that_it_can(palette: Palette) -> None:
    for colour in colours(palette):
        assert contrast(palette.read(palette.positive, colour), colour) >= 4.5
    assert palette.read(palette.positive, palette.background) == palette.positive


def test_where_not_every_mixture_can_be_shown_the_way_leads_over_the_ramp() -> None:
    palette = palette_for(True, CUBE)
    ramp = next(ramp for ramp in palette.ramps if ramp[-1] == palette.positive)
    way = [palette.mix(palette.background, palette.positive, k / 100) for k in range(101)]
    assert list(dict.fromkeys(way)) == [palette.background, *ramp]
    assert palette.mix(palette.background, palette.now, 0.4) == palette.background
    assert palette.mix(palette.background, palette.now, 0.6) == palette.now
    assert DARK.mix(0x000000, 0xFFFFFF, 0.5) == 0x808080
