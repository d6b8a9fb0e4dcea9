"""The fewest bytes for what changed, counted by hand."""

from __future__ import annotations

import pytest

pytest.importorskip("pty")
from benchmarks.emulator import PLAIN, Emulator, Look
from benchmarks.frame_bytes import changes
from benchmarks.terminal import Cells


def cells(*written: str) -> Cells:
    """What a small terminal shows."""
    emulator = Emulator(12, 3)
    emulator.write("".join(written))
    return [list(zip(*row, strict=True)) for row in zip(emulator.chars, emulator.looks, strict=True)]


@pytest.mark.parametrize(
    ("written", "changed", "fewest"),
    [
        ("", 0, ""),
        ("\x1b[2;3Hab", 2, "\x1b[2;3Hab"),
        ("\x1b[2;3Ha\x1b[2;9H⣿", 2, "\x1b[2;3Ha\x1b[5C⣿"),
        ("\x1b[38;2;1;2;3ma\x1b[48;2;9;9;9mb", 2, "\x1b[1;1H\x1b[38;2;1;2;3ma\x1b[48;2;9;9;9mb"),
        ("\x1b[1ma\x1b[0mb", 2, "\x1b[1;1H\x1b[1ma\x1b[0mb"),
        ("\x1b[38;2;1;2;3m   ", 0, ""),
        ("\x1b[48;2;1;2;3m ", 1, "\x1b[1;1H\x1b[48;2;1;2;3m "),
    ],
)
def test_the_fewest_bytes(written: str, changed: int, fewest: str) -> None:
    assert changes(cells(), cells(written)) == (changed, len(fewest.encode()))


def test_a_screen_is_read_with_its_looks() -> None:
    row = cells("\x1b[1;38;5;9ma\x1b[22;39mb\x1b[4C\x1b[7mc")[0]
    assert row[0] == ("a", Look((5, 9), (), frozenset({1})))
    assert row[1] == ("b", PLAIN)
    assert row[6] == ("c", Look((), (), frozenset({7})))
