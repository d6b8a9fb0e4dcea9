"""The command line of the benchmarks: it says what there is, and nothing is written unless somebody asks for it."""

from __future__ import annotations

import pytest

pytest.importorskip("pty")
from benchmarks.__main__ import PARTS, options


def test_help_says_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        options(["--help"])
    told = capsys.readouterr().out
    assert all(f"  {name} " in told for name in PARTS)
    assert "--write" in told


def test_all_is_measured_where_nothing_is_named_and_nothing_written_unasked() -> None:
    assert options([]).parts == list(PARTS)
    assert not options([]).write
    assert options(["screen"]).parts == ["screen"]
    assert options(["--write", *PARTS]).write


@pytest.mark.parametrize("words", [["screens"], ["screen", "--write"]])
def test_what_cannot_be_is_refused(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        options(words)
    assert capsys.readouterr().err.startswith("usage")
