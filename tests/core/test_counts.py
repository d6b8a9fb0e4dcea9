"""Counts in words: one spelling of thousands, and a plural where it belongs."""

from __future__ import annotations

import pytest

from glassnet.core.counts import count, counted


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "0 rows"), (1, "1 row"), (2, "2 rows"), (999, "999 rows"), (1437, "1,437 rows"), (10**7, "10,000,000 rows")],
)
def test_a_count_and_its_noun(number: int, words: str) -> None:
    assert counted(number, "row") == words
    assert count(number) == words.partition(" ")[0]


def test_another_plural() -> None:
    assert [counted(number, "entry", "entries") for number in (1, 2)] == ["1 entry", "2 entries"]
