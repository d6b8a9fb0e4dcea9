"""How far a large file is read, on a terminal."""

from __future__ import annotations

import sys

import pytest

from glassnet.commands.progress import reading_told
from glassnet.scenarios.reading import told


@pytest.mark.parametrize("terminal", [True, False])
def test_a_line_on_a_terminal_that_is_gone_at_the_end(
    terminal: bool, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)
    with reading_told():
        for read in (1, 2, 500, 1000):
            told(read, 1000, 0)
    told(1, 1, 0)
    shown = [f"\r{share:3} % read, ctrl+c ends it" for share in (0, 50, 100)]
    assert capsys.readouterr().err == ("".join(shown) + "\r\x1b[K" if terminal else "")


def test_nothing_where_nothing_large_is_read(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with reading_told():
        pass
    assert capsys.readouterr().err == ""
