"""The two lines at the top as a person reads them."""

from __future__ import annotations

import pytest

from glassnet.tui.panels.bars import Header
from tests.panel_moments import moved, text_of


@pytest.mark.parametrize(
    ("rate", "words"), [(0.2, " 0 iterations/s"), (1.0, " 1 iteration/s"), (1437.0, " 1,437 iterations/s")]
)
def test_the_rate_of_a_run(rate: float, words: str) -> None:
    assert words in text_of(Header(id="header"), moved("xor", "f", running=True, rate=rate), 120, 2)


def test_thousands_of_iterations() -> None:
    assert "iteration 1,437 " in text_of(Header(id="header"), moved("xor", "run:1437"), 120, 2)
