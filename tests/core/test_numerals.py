"""Numbers in few characters."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassnet.core.numerals import brief, tidy


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.12721, "0.1272"),
        (9.2e-05, "9.2e-5"),
        (1.0, "1"),
        (-0.5, "-0.5"),
        (0.99994, "0.9999"),
        (-0.99998, "-0.99998"),
        (0.9999999999, "0.999999"),
        (0.0, "0"),
        (-0.0, "0"),
        (12345.6, "12346"),
        (1234.56, "1235"),
        (2.5e6, "2.5e6"),
        (1e12, "1e12"),
        (math.nan, "nan"),
        (math.inf, "inf"),
        (-math.inf, "-inf"),
    ],
)
def test_brief(value: float, text: str) -> None:
    assert brief(value) == text


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (1234.56, 2, "1235"),
        (0.0123, 1, "0.01"),
        (1e7, 6, "1e7"),
        (123456.7, 12, "123456.7"),
        (-3e-05, 2, "-3e-5"),
        (0.996, 2, "0.996"),
    ],
)
def test_brief_with_other_digits(value: float, digits: int, text: str) -> None:
    assert brief(value, digits) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_brief_is_short_and_right_to_four_digits(value: float) -> None:
    assert len(brief(value)) <= 11
    assert math.isinf(float(brief(value))) or math.isclose(float(brief(value)), value, rel_tol=5.1e-4, abs_tol=5e-324)


def test_tidy_leaves_what_has_no_exponent() -> None:
    assert [tidy(text) for text in ("1.20", "1.20e+08", "-3e-05", "nan")] == ["1.20", "1.2e8", "-3e-5", "nan"]
