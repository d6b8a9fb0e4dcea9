"""`glassnet lesson`: what it begins passes its check, nothing is written over, what ships is printed as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from glassnet.command_line import main
from glassnet.scenarios.lessons import load


def test_a_new_lesson_passes_its_check_and_is_never_written_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = tmp_path / "mine.toml"
    assert main(["lesson", "new", str(mine)]) == 0
    assert main(["lesson", "check", str(mine)]) == 0
    assert "all as they say" in capsys.readouterr().out
    mine.write_text("mine")
    assert main(["lesson", "new", str(mine)]) == 2
    assert "is there already" in capsys.readouterr().err
    assert mine.read_text() == "mine"


@pytest.mark.parametrize("name", ["mine", "there/is/none.toml", "a\0.toml", "../"])
def test_what_can_be_no_lesson_is_refused_in_a_line(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lesson", "new", name]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_show_prints_the_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lesson", "show", "outer"]) == 0
    assert capsys.readouterr().out == Path(load("outer").path).read_text(encoding="utf-8")
