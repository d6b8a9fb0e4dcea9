import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from glassnet.core.numerals import brief
from glassnet.tui.drawing.numbers import big, count, fixed, percent, plain

finite = st.floats(allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.006125, "+0.0061"),
        (-0.0221, "-0.0221"),
        (0.0, " 0     "),
        (-0.0, " 0     "),
        (None, " ·     "),
        (-2e-5, "-2e-5  "),
        (9e-12, "+9e-12 "),
        (0.00004999, "+5e-5  "),
        (0.00006, "+0.0001"),
        (1.3179, "+1.3179"),
        (0.99994, "+0.9999"),
        (0.99996, "+.99996"),
        (-0.99996, "-.99996"),
        (0.9999999, "+.99999"),
        (1.0, "+1.0000"),
        (99.99999, "+100.00"),
        (123.456, "+123.46"),
        (12345.6, "+12346."),
        (123456.7, "+123457"),
        (1.23e8, "+1.2e8 "),
        (-1e308, "-1e308 "),
        (-5e-324, "-5e-324"),
        (math.nan, "    nan"),
        (math.inf, "   +inf"),
        (-math.inf, "   -inf"),
    ],
)
def test_fixed_in_seven_cells(value: float | None, text: str) -> None:
    assert fixed(value) == text


@given(st.none() | st.floats(), st.integers(0, 8), st.integers(6, 14))
def test_fixed_has_exactly_its_width(value: float | None, decimals: int, width: int) -> None:
    text = fixed(value, decimals, width)
    assert len(text) == width
    assert "#" not in text


@given(finite, st.integers(0, 8), st.integers(7, 14))
def test_fixed_reads_back_with_its_sign(value: float, decimals: int, width: int) -> None:
    shown = float(fixed(value, decimals, width))
    assert math.isclose(shown, value, rel_tol=0.51, abs_tol=0) or math.isinf(shown)
    assert (shown == 0) == (value == 0)
    assert value == 0 or math.copysign(1, shown) == math.copysign(1, value)


@given(st.floats(0.01, 1), st.integers(0, 8), st.integers(5, 14))
def test_only_one_is_shown_as_one(value: float, decimals: int, width: int) -> None:
    for shown in (fixed(value, decimals, width), fixed(-value, decimals, width), brief(value), plain(-value)):
        assert (abs(float(shown)) == 1) == (value == 1)


def test_an_output_of_two_decimals_is_not_one() -> None:
    assert [fixed(value, 2, 5) for value in (0.998, 0.9949, -0.9996, 1.0)] == ["+.998", "+0.99", "-.999", "+1.00"]
    assert fixed(0.998, 2, 8) == "  +0.998"


@given(st.floats(0.0001, 9.9999), st.floats(0.0001, 9.9999))
def test_fixed_aligns_the_points(a: float, b: float) -> None:
    assume(not any(0.9999 < number < 1 for number in (a, b)))
    assert fixed(a, 4, 9).index(".") == fixed(-b, 4, 9).index(".")
    assert fixed(0.0, 4, 9).index("0") == fixed(None, 4, 9).index("·") == fixed(a, 4, 9).index(".") - 1


@given(st.floats(), st.integers(0, 5))
def test_fixed_never_exceeds_even_tiny_widths(value: float, width: int) -> None:
    assert len(fixed(value, 4, width)) <= max(width, 4)


def test_tiny_where_the_exponent_has_no_room() -> None:
    assert fixed(-1e-300, 3, 6) == "-~0   "


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.0, "1"),
        (-3.0, "-3"),
        (0.5, "0.5"),
        (0.998, "0.998"),
        (0.99999, "0.99999"),
        (31.236, "31.24"),
        (0.0, "0"),
        (-0.0, "0"),
        (0.001, "0.001"),
        (1e9, "1e9"),
    ],
)
def test_plain(value: float, text: str) -> None:
    assert plain(value) == text


@given(finite)
def test_plain_shows_zero_for_zero_only(value: float) -> None:
    assert (float(plain(value)) == 0) == (value == 0)


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.99, " 99.0 %"),
        (1.0, "100.0 %"),
        (0.99999, ">99.9 %"),
        (1e-9, " <0.1 %"),
        (0.0, "  0.0 %"),
        (0.5, " 50.0 %"),
        (math.nan, "    nan"),
    ],
)
def test_percent(share: float, text: str) -> None:
    assert percent(share) == text


@given(st.floats(0, 1))
def test_percent_says_all_and_none_only_of_all_and_none(share: float) -> None:
    text = percent(share)
    assert len(text) == 7
    assert (text == "100.0 %") == (share == 1)
    assert (text.strip() == "0.0 %") == (share == 0)


def test_count() -> None:
    assert (count(1), count(12345)) == ("1", "12,345")


@pytest.mark.parametrize(
    ("n", "text"),
    [
        (0, "0"),
        (40, "40"),
        (-6, "-6"),
        (0.5, "0.5"),
        (1500, "1.5k"),
        (100_000, "100k"),
        (999_999, "1M"),
        (2e6, "2M"),
        (3e9, "3G"),
        (1e15, "1e15"),
    ],
)
def test_big(n: float, text: str) -> None:
    assert big(n) == text


@given(finite)
def test_big_is_short(n: float) -> None:
    assert len(big(n)) <= 11
