"""Texts as cells: any language, and nothing that moves, hides or turns what stands beside it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len as rich_len

from glassnet.tui.drawing.cells import cell_len, cells, characters, is_plain, printed


@pytest.mark.parametrize(
    ("text", "shown", "width"),
    [
        ("男性", "男性", 4),
        ("e\u0301", "é", 1),
        ("x\u0304", "x\u0304", 1),
        ("한국", "한국", 4),
        ("\u1112\u1161\u11ab", "한", 2),
        ("ไทยเป็น", "ไทยเป็น", 6),
        ("مرحبا", "مرحبا", 5),
        ("שלום", "שלום", 4),
        ("👍🏽", "👍", 2),
        ("👨\u200d👩\u200d👧", "👨👩👧", 6),
        ("❤\ufe0f", "❤", 1),
        ("🇩🇪", "DE", 2),
        ("a\u3000b\u00a0c", "a  b c", 6),
        ("a\u200bb\u202ec\ufeff\u00add", "abcd", 4),
        ("\x1b[2J\n\0\U00100000", "?[2J???", 7),
        ("\u0301a", "?a", 2),
        ("^`˜", "^`˜", 3),
    ],
)
def test_what_is_shown_of_a_text(text: str, shown: str, width: int) -> None:
    assert printed(cells(text)) == shown
    assert len(cells(text)) == cell_len(text) == rich_len(shown) == width


def test_what_takes_one_cell_everywhere_is_shown_as_it_is() -> None:
    plain = [char for char in map(chr, range(0x3000)) if is_plain(char) and char != "\u00ad"]
    assert len(plain) > 1000
    for char in plain:
        assert unicodedata.category(char) not in ("Cc", "Cf", "Cn", "Co", "Cs", "Mn", "Zl", "Zp")
        assert rich_len(char) == 1
        assert unicodedata.normalize("NFC", f"a{char}b") == f"a{char}b"
    assert cells("".join(plain)) == "".join(plain)
    assert not any(is_plain(chr(code)) for code in range(0x3000, 0x110000, 7))


@given(st.text(max_size=20))
def test_widths_are_those_that_the_terminal_is_sent(text: str) -> None:
    shown = printed(cells(text))
    assert rich_len(shown) == cell_len(text) == sum(map(cell_len, characters(text)))
    assert not any(unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") for char in shown)
    assert printed(cells(shown)) == shown


def test_every_character_there_is() -> None:
    for code in range(0, 0x110000, 7):  # every seventh of them
        text = f"a{chr(code)}b"
        assert rich_len(printed(cells(text))) == cell_len(text), hex(code)
