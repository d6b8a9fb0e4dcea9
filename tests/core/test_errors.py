"""Errors repeat what was wrong, on one line and not at length."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassnet.core.errors import (
    LONGEST,
    LONGEST_PATH,
    ConfigError,
    UnknownName,
    bounded,
    check_choice,
    check_number,
    check_whole,
    nearest,
    path_named,
    quoted,
    unknown,
)


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


def test_the_nearest_name() -> None:
    known = ["sgd", "momentum", "Adam", "W1", "w1"]
    assert nearest("adam", known) == "Adam"
    assert nearest("momentun", known) == "momentum"
    assert nearest("W1", known) == "W1"
    assert nearest("zzzz", known) is None
    assert nearest("abcx", ["abyy"]) == "abyy"  # half of it is alike, which is enough
    assert nearest("abxx", ["ayyy"]) is None


def test_unknown_names_list_a_few() -> None:
    many = [f"name-{at}" for at in range(17)]
    assert unknown("key", "zzz", many[:16]).endswith("name-14, name-15)")
    assert unknown("key", "zzz", many).endswith("name-15, …)")
    assert unknown("scenario", "xro", ["xor", "neuron"]) == (
        'unknown scenario "xro": did you mean "xor"? (one of: xor, neuron)'
    )
    assert unknown("name", 7, ["a"]) == "unknown name 7: (one of: a)"
    assert str(UnknownName("key", "b", ["a"])) == 'unknown key "b": (one of: a)'


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"),
        (False, "false"),
        ("x\ny", '"x\\ny"'),
        (1.5, "1.5"),
        (date(2026, 2, 3), "2026-02-03"),
        (time(12, 5), "12:05:00"),
        ("a" * 60, f'"{"a" * 60}"'),
        ("a" * 41 + "b" * 20, f'"{"a" * 40}…{"b" * 19}"'),
    ],
)
def test_values_as_errors_repeat_them(value: object, text: str) -> None:
    assert quoted(value) == text


def test_a_number_of_more_digits_than_python_prints() -> None:
    assert quoted(10**5000) == "a value too large to print"


def test_whole_numbers_in_a_range() -> None:
    for good in (2, 5):
        check_whole("key", good, 2, 5)
    check_whole("key", 99, 2)
    for wrong in (1, 6, 2.0, True, "3", None):
        with pytest.raises(ConfigError, match="key must be a whole number from 2 to 5, got"):
            check_whole("key", wrong, 2, 5)
    with pytest.raises(ConfigError, match="key must be a whole number of at least 2, got 1"):
        check_whole("key", 1, 2)


def test_numbers_in_a_range() -> None:
    check_number("key", 0.5, above=0, most=0.5)
    check_number("key", 0, least=0)
    check_number("key", -1e308)
    for wrong in (0, -1, float("nan"), float("inf"), True, "1"):
        with pytest.raises(ConfigError, match="key must be a finite number above 0, got"):
            check_number("key", wrong, above=0)
    with pytest.raises(ConfigError, match=r"key must be a finite number of at least 1 and of at most 2, got 2\.5"):
        check_number("key", 2.5, least=1, most=2)
    with pytest.raises(ConfigError, match=r"of at least 1 and of at most 2, got 0\.5"):
        check_number("key", 0.5, least=1, most=2)
    with pytest.raises(ConfigError, match="key must be a finite number, got inf"):
        check_number("key", float("inf"))


def test_one_of_a_few_names() -> None:
    check_choice("key", "a", ["a", "b"])
    with pytest.raises(ConfigError, match='key: unknown name "c"'):
        check_choice("key", "c", ["a", "b"])
