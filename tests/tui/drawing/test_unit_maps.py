"""Maps of units as cells: the colour says the sign and the size, and units that say the same are found."""

from __future__ import annotations

import numpy as np
import pytest

from glassnet.tui.drawing.palette import DARK, LIGHT, Palette, contrast
from glassnet.tui.drawing.unit_maps import alike, factor, listed, scale_of, unit_cells

VALUES = np.array([[-2.0, -0.5, 0.0, 0.5, 2.0], [2.0, 0.5, -0.0, -0.5, -2.0], [0.0, np.nan, 1e-9, -1e-9, np.inf]])


def red_less_blue(colour: int) -> int:
    return (colour >> 16) - (colour & 255)


@pytest.mark.parametrize("palette", [DARK, LIGHT])
def test_the_sign_is_the_hue_and_only_zero_has_none(palette: Palette) -> None:
    cells = unit_cells(VALUES, 2.0, palette)
    assert cells.chars.shape == (2, 5)
    nothing = red_less_blue(palette.header_bg)
    for row, colours in ((0, cells.fg[0]), (1, cells.bg[0]), (2, cells.fg[1])):
        for value, colour in zip(VALUES[row].tolist(), colours.tolist(), strict=True):
            if np.isnan(value):
                assert colour == palette.bad
            elif value == 0:
                assert colour == palette.header_bg
            elif value > 0:
                assert red_less_blue(colour) > nothing
            else:
                assert red_less_blue(colour) < nothing
    assert (cells.bg[1] == palette.background).all()  # half a cell that no row of values has


@pytest.mark.parametrize("palette", [DARK, LIGHT])
def test_what_is_larger_is_further_from_nothing(palette: Palette) -> None:
    values = np.linspace(0, 1, 30)[None, :]
    for sign in (1, -1):
        away = [contrast(int(colour), palette.header_bg) for colour in unit_cells(sign * values, 1.0, palette).fg[0]]
        assert away == sorted(away)
        assert away[-1] > 1.5


def test_without_colours_the_signs_have_other_characters() -> None:
    chars = unit_cells(np.array([[-2.0, -0.7, 0.0, 0.7, 2.0]]), 2.0, DARK, plain=True).chars[0].tolist()
    assert chars[2] == "·"
    assert len(set(chars)) == 5


def test_a_scale_of_nothing_paints_nothing() -> None:
    for scale in (0.0, np.inf, np.nan):
        assert (unit_cells(VALUES[:2], scale, DARK).fg == DARK.header_bg).all()
    assert scale_of(np.array([np.nan, np.inf])) == 0


def test_units_that_differ_by_a_factor_say_the_same() -> None:
    plane = np.random.RandomState(0).normal(size=(4, 5))
    other = np.random.RandomState(1).normal(size=(4, 5))
    said = np.stack([plane, other, 3 * plane, -plane, np.zeros((4, 5)), 0.01 * other, np.zeros((4, 5))], axis=-1)
    assert alike(said) == [(0, 2), (1, 5)]
    said[0, 0, 2] += 0.1 * np.abs(said[..., 2]).max()
    assert alike(said) == [(1, 5)]


def test_units_are_listed_as_people_do() -> None:
    assert factor(np.array([[[1.0, -4.0]], [[0.5, 2.0]]]), 1, 0) == 4.0
    assert [listed(units) for units in ((1,), (1, 3), (0, 2, 3))] == ["1", "1 and 3", "0, 2 and 3"]
