"""Errors repeat what was wrong, on one line and not at length."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from glassnet.core.errors import LONGEST, LONGEST_PATH, bounded, path_named, quoted


@given(st.text(max_size=400), st.integers(20, 200))
def test_what_is_repeated_is_short_and_on_one_line(text: str, most: int) -> None:
    said = bounded(text, most)
    assert len(said) <= most
    assert said.isprintable()
    if len(text) <= most and text.isprintable():
        assert said == text


def test_values_of_any_size() -> None:
    wrong = ["x" * 10**6, "\U0001f600\x1b" * 5000, "a\n" * 40, [1] * 10**5, {"a" * 5000: "\x1b"}, 10**4000, 10**5000]
    for value in wrong:
        assert len(quoted(value)) <= LONGEST + 2
        assert quoted(value).isprintable()


def test_both_ends_of_a_path_are_told() -> None:
    path = f"/home/me/{'x' * 5000}/case.toml"
    assert len(path_named(path)) == LONGEST_PATH
    assert path_named(path).startswith("/home/me/xx")
    assert path_named(path).endswith("xx/case.toml")
