"""Sessions saved by earlier versions: each opens at the same moment, with the same past and the same numbers."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.old_sessions import FOLDER, description, differences, expected, files, unpacked

FILES = {path.name.partition(".")[0]: path for path in files()}


def test_every_session_has_a_description_and_nothing_else_lies_there() -> None:
    known = {"README.md", *(path.name for path in FILES.values()), *(f"{name}.json" for name in FILES)}
    assert {path.name for path in FOLDER.iterdir() if not path.name.startswith(".")} == known
    assert len(FILES) >= 60


@pytest.mark.parametrize("name", FILES)
def test_a_session_saved_before_says_what_it_said_then(name: str, tmp_path: Path) -> None:
    said = expected(FILES[name])
    about = said.pop("about")
    wrong = list(differences(said, description(unpacked(FILES[name], tmp_path))))
    assert not wrong, "\n".join([about, *wrong])


def _nudge(said: dict[str, Any]) -> None:
    weight = said["on show"]["values"]["b2"][1]
    weight[0] = repr(float(weight[0]) * (1 + 2**-52))


def _sum(said: dict[str, Any]) -> None:
    said["computed again"][0]["values"]["W1"][3] *= 1 + 1e-7


def _move(said: dict[str, Any]) -> None:
    said["end"] += 1


def _forget(said: dict[str, Any]) -> None:
    del said["losses"]["each"]


def _invent(said: dict[str, Any]) -> None:
    said["halts"] = ["a unit dies"]


@pytest.mark.parametrize("change", [_nudge, _sum, _move, _forget, _invent])
def test_the_least_difference_is_told(change: Callable[[dict[str, Any]], None]) -> None:
    said = expected(FILES["xor"])
    other = copy.deepcopy(said)
    assert not list(differences(said, other))
    change(other["sessions"][0])
    assert len(list(differences(said, other))) == 1
