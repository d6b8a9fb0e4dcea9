"""`glassnet record`: what it writes, and what it refuses."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from glassnet.command_line import main


def test_the_flags_say_what_is_recorded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "mine.cast"
    words = ["record", "xor", "--seed", "7", "--until", "12", "--frames", "3", "--size", "60X20", "--theme", "light"]
    assert main([*words, "--out", str(out)]) == 0
    first = out.read_text()
    assert len(first.splitlines()) == 1 + 3 + 1
    assert '"width": 60, "height": 20' in first
    assert "48;2;250;250;247m" in first
    assert main([*words[:3], "8", *words[4:], "--out", str(out)]) == 0
    assert out.read_text() != first
    assert capsys.readouterr() == ("", "")


def test_plain_has_no_braille(tmp_path: Path) -> None:
    made: dict[str, list[str]] = {"svg": [], "cast": []}
    for kind, texts in made.items():
        for more in ([], ["--plain"]):
            out = tmp_path / f"x.{kind}"
            assert main(["record", "xor", "--until", "3", "--frames", "2", "--out", str(out), *more]) == 0
            texts.append(out.read_text())
    shown = [json.loads(text.splitlines()[1])[2] for text in made["cast"]]
    assert [any("\u2801" <= each <= "\u28ff" for each in text) for text in shown] == [True, False]
    assert made["svg"][0] != made["svg"][1]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--out", "x.gif"], "x.gif must end in .svg or .cast"),
        (["--out", "nowhere/x.svg"], "--out nowhere/x.svg: No such file or directory"),
        (["--out", "."], "must end in .svg or .cast"),
        (["--out", "x.svg", "--until", "0"], "--until: must be a whole number from 1 to 10000000"),
        (["--out", "x.svg", "--until", "99999999999"], "--until: must be a whole number from 1 to 10000000"),
        (["--out", "x.svg", "--frames", "61"], "--frames: must be a whole number from 2 to 60"),
        (["--out", "x.svg", "--size", "59x20"], "--size: must be from 60x20 to 200x60"),
        (["--out", "x.svg", "--size", "²x20"], "--size: must be from 60x20 to 200x60"),
        (["--out", "x.svg", "--theme", "blue"], "--theme: invalid choice"),
        ([], "required: --out"),
    ],
)
def test_what_is_wrong_is_told_in_a_line_and_nothing_is_written(
    more: list[str], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as left:  # as argparse leaves, or else with the code that it returns
        sys.exit(main(["record", "xor", "--until", "9", *more]))
    told = capsys.readouterr().err
    assert left.value.code == 2
    assert words in told
    assert told.count("\n") <= 2
    assert not any(tmp_path.iterdir())


def test_a_training_that_fails_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "bad.svg"
    words = ["--learning-rate", "1e300", "--output-activation", "identity", "--until", "50", "--out", str(out)]
    assert main(["record", "xor", *words]) == 1
    assert "is not finite" in (told := capsys.readouterr().err)
    assert "the picture ends with iteration 2" in told
    assert out.read_text().endswith("</svg>\n")
