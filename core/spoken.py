"""Formulas and numbers in words, as they are read aloud: `x transposed @ dz1`, `1 minus a1 squared`.

A screen reader leaves out or misreads most signs of mathematics; `+`, `=`, `@`, `>` and the sign of a negative number
it says. Knows the signs that formulas, sentences and long sums are written with; nothing of what they mean.
"""

from __future__ import annotations

import re

_WORDS = (  # in this order
    (r"Σₙ ", "the sum over the samples of "),
    (r"Σₖ ", "the sum over the units of "),
    (r"Σ ", "the sum of all "),
    (r"\bmean (?=\()", "mean of "),
    (r"\|([^|]+)\|", r"abs(\1)"),
    (r"σ", "sigmoid"),
    (r"η", "eta"),
    (r"′", " prime "),
    (r"ᵀ", " transposed"),
    (r"²", " squared"),
    (r"\^", " to the power "),
    (r"√", "square root of "),
    (r"(?<=\d) (?=\()", " times "),  # a factor before brackets has no sign: 2 (a2 - y)
    (r" ?· ?", " times "),
    (r"(?<=\d) ?× ?(?=\d)", " by "),
    (r" / |(?<=[\d)])/(?=[\d(])", " divided by "),
    (r" - ", " minus "),
    (r"(?<![\w)])-(?=[^\d.\s-])", "minus "),
    (r"… ", ""),  # before `12 more terms`
    (r"✓", "and"),
    (r"✗", "but"),
    (r" {2,}", " "),
)


def aloud(text: str) -> str:
    """The text with words in place of signs; names and numbers stay as they are."""
    for sign, word in _WORDS:
        text = re.sub(sign, word, text)
    return text.replace(" prime (", " prime(")
