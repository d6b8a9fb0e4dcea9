"""What is left of a text that is too long: shorter, and nothing that it did not say."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassnet.tui.drawing.cells import cell_len
from glassnet.tui.drawing.texts import clause, fitting, shorten, shorten_formula, wrapped

ADAM = "0.89746 - 0.1·(-0.0089498) / (1 - 0.9^4) / (√(1.5204e-5 / (1 - 0.999^4)) + 1e-8)"
SUM = "0·0.06075 + 0.9318·(-0.066676) + 0.88333·(-0.040296) + 1.8181·0.071402"
NUMBER = re.compile(r"\d[\d.,]*(?:e-?\d+)?")

numbers = st.floats(-1e9, 1e9).map(lambda value: f"({value:.4g})" if value < 0 else f"{value:.5g}")
names = st.sampled_from(("W1[0,2]", "dz1[10,3]", "lr", "relu′(z1[2,13])", "m_W1", "softmax"))


def joined(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    sums = st.lists(parts, min_size=2, max_size=5).map(" + ".join)
    products = st.lists(parts, min_size=2, max_size=3).map("·".join)
    quotients = st.tuples(parts, parts).map(lambda both: f"({both[0]} - {both[1]}) / 4")
    return sums | products | quotients | sums.map(lambda text: f"σ({text})²")


formulas = st.recursive(numbers | names, joined, max_leaves=12)


@given(formulas, st.integers(0, 70))
def test_every_number_left_of_a_formula_is_one_of_its_numbers(formula: str, width: int) -> None:
    for cut in (shorten_formula, shorten):
        short = cut(formula, width)
        assert cell_len(short) <= width
        assert set(NUMBER.findall(short)) <= set(NUMBER.findall(formula))
        assert (short == formula) == (len(formula) <= width)
        if width and short != formula:
            assert "…" in short
            assert not re.search(r"[\w.]…\d|\d…", short), short


@pytest.mark.parametrize(
    ("formula", "width", "short"),
    [
        (SUM, 60, "0·0.06075 + 0.9318·(-0.066676) + … + 1.8181·0.071402"),
        (SUM, 40, "0·0.06075 + … + 1.8181·0.071402"),
        (SUM, 18, "0·0.06075 + … + …"),
        (ADAM, 60, "0.89746 - 0.1·(-0.0089498) / (1 - 0.9^4) / (√(…) + 1e-8)"),
        (ADAM, 50, "0.89746 - 0.1·(-0.0089498) / (1 - 0.9^4) / (…)"),
        ("((0.5 - 0)² + (0.4 - 1)² + (0.6 - 1)²) / 4", 36, "((0.5 - 0)² + … + (0.6 - 1)²) / 4"),
        ("0.12 + 0.5 + 0.1 + … 234 more terms, together 0.3", 30, "0.12 + 0.5 + 0.1 + …"),
        ("0.12 + 0.5 + 0.1 + … 234 more terms, together 0.3", 12, "0.12 + …"),
        ("1234567", 5, "…"),
    ],
)
def test_formulas_lose_what_stands_in_the_middle(formula: str, width: int, short: str) -> None:
    assert shorten_formula(formula, width) == short


@pytest.mark.parametrize(
    ("text", "width", "short"),
    [
        ("For each weight: its input times dz", 30, "For each weight: its input…"),
        ("┄ 1.099 the same answer", 7, "┄ …"),
        ("rows 97–102 of 240", 13, "rows 97–102 …"),
        ("rows 97–102 of 240", 11, "rows…"),
        ("setosa", 4, "set…"),
        ("男性と女性", 6, "男性…"),
        ("anything", 0, ""),
    ],
)
def test_sentences_end_after_a_word(text: str, width: int, short: str) -> None:
    assert shorten(text, width) == short


@given(st.text(max_size=60), st.integers(0, 20))
def test_nothing_is_wider_than_its_room(text: str, width: int) -> None:
    assert cell_len(shorten(text, width)) <= width
    assert cell_len(fitting(width, text, text[:5])) <= width
    assert all(cell_len(line) <= max(2, width) for line in wrapped(text, width))


@given(st.lists(st.text("ab男", min_size=1, max_size=6), max_size=9), st.integers(2, 20))
def test_wrapping_keeps_every_character(words: list[str], width: int) -> None:
    assert "".join(wrapped(" ".join(words), width)).replace(" ", "") == "".join(words)


def test_a_sentence_ends_with_a_whole_clause() -> None:
    sentence = "Downhill: each number moves against its gradient, by the learning rate."
    assert clause(sentence, len(sentence)) == sentence
    assert clause(sentence, 56) == "Downhill: each number moves against its gradient."
    assert clause(sentence, 20).endswith("…")  # `Downhill.` alone would say nothing
