"""The measured app: every word that the benchmark waits for is brought by the key it presses."""

from __future__ import annotations

import pytest

pytest.importorskip("pty")
from benchmarks import screen, startup
from benchmarks.terminal import Frame


def test_keys_frames_and_iterations_are_found_on_the_real_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screen, "KEYS", 3)
    monkeypatch.setattr(screen, "ROUNDS", 1)
    monkeypatch.setattr(screen, "SECONDS", 0.5)
    measured = screen.measure("sensor")
    assert [len(keys.took) for keys in measured.keys] == [3, 3, 1]
    assert measured.frames > 0
    assert measured.shown > 0
    assert measured.empty_frames > 0
    assert 0 < measured.sent.fewest < measured.sent.each * 1.2
    assert measured.sent.ratio < 2
    assert len(screen.budgets([measured])) == 10


def test_the_pace_counts_frames_with_another_iteration() -> None:
    frames = [Frame(at, f" iteration {n:,} of") for at, n in ((1.0, 900), (1.1, 900), (1.5, 1400), (2.0, 2900))]
    assert screen._pace(frames, screen.ITERATION) == (2.0, 2000.0)
    assert screen._pace(frames[:2], screen.ITERATION) == (0.0, 0.0)


def test_it_is_told_who_loads_textual() -> None:
    assert startup.loads_textual("-c", "import textual")
    assert not startup.loads_textual("-c", "import sys")
