"""Tables of the command line: aligned in cells, so that wide characters and accents keep their columns."""

from __future__ import annotations

from rich.cells import cell_len

from glassnet.commands.columns import table

NAMES = ("男性", "female", "e\u0301te\u0301", "ｆｕｌｌ", "–")


def test_columns_are_aligned_in_cells() -> None:
    lines = [[name, str(len(name)), "end"] for name in NAMES]
    for line in table(["name", "count", ""], lines, right=(1,)).splitlines()[1:]:
        assert cell_len(line) == len("12345678  count  end")
        assert line.endswith("  end")


def test_nothing_is_cut() -> None:
    names = ["x" * 300 + end for end in "ab"]
    shown = [line.split()[0] for line in table(["name", "n"], [[name, "1"] for name in names]).splitlines()[1:]]
    assert shown == names
