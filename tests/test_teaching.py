"""What the page for teachers says holds: its lessons are those there are, what waits and asks is all there is."""

from __future__ import annotations

import re
from pathlib import Path

from glassnet.scenarios.lessons import names
from glassnet.scenarios.lessons.conditions import CONDITIONS
from glassnet.scenarios.lessons.lesson import ASKS
from glassnet.tui.lessons.locks import KEYS

PAGE = Path(__file__).parent.parent.joinpath("TEACHING.md").read_text(encoding="utf-8")


def section(heading: str) -> str:
    return PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def test_all_lessons_are_listed() -> None:
    assert sorted(re.findall(r"^\| `([a-z-]+)` \|", section("The lessons that there are"), re.M)) == sorted(names())


def test_all_that_waits_asks_and_locks_is_told() -> None:
    own = section("A lesson of your own, in ten minutes")
    told = set(re.findall(r"\{ ([a-z_]+) =", own))
    assert told == {*CONDITIONS, *ASKS, "up", "hidden"} - {"within"}
    assert all(f"`{lock}`" in section("In the room") for lock in KEYS)
