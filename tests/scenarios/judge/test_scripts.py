"""Learners' scripts as they are really written, one mistake or none in each: run, and judged by the names they have.

The first lines of a script say what is expected: the verdict, then `place id; place id` (ids that are as good with |);
below it what was stated, and what he calls a number.
"""

from __future__ import annotations

import re
import warnings
from pathlib import Path
from typing import Any

import pytest

from glassnet.scenarios.judge import Judgement
from glassnet.scenarios.judge.script import judge

SCRIPTS = sorted((Path(__file__).parent / "scripts").glob("*.script"))
VERDICTS = ("right", "other loss", "mistake", "several fit", "does not follow", "cannot tell")


def header(text: str, key: str) -> str:
    found = re.search(rf"^# {key}: (.*)$", text, re.MULTILINE)
    return found[1] if found else ""


def judged(text: str) -> Judgement:
    names: dict[str, Any] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # some write np.matrix
        exec(text, names)
    pairs = f"{header(text, 'settings')} {header(text, 'names')}".split()
    return judge(names, **dict(pair.split("=") for pair in pairs))


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_script_is_judged_as_its_first_line_says(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = path.read_text(encoding="utf-8")
    expected = header(text, "expect")
    verdict = next(each for each in VERDICTS if expected.startswith(each))
    found = judged(text)
    assert found.verdict == verdict, capsys.readouterr().out
    places = [each.split() for each in expected.removeprefix(verdict).split(";") if each.strip()]
    assert [each.at for each in found.mistakes] == [place for place, _ in places]
    for mistake, (_, ids) in zip(found.mistakes, places, strict=True):
        assert mistake.id in ids.split("|")
    printed = capsys.readouterr().out.rstrip("\n").split("\n")
    assert len(printed) <= 18
    assert all(len(line) <= 80 for line in printed)
