"""How many answers are right, in words. Computes nothing."""

from __future__ import annotations

from glassnet.core.counts import count
from glassnet.scenarios.base import REGRESSION
from glassnet.tui.drawing.numbers import percent
from glassnet.tui.snapshot import Snapshot


def verdicts(snapshot: Snapshot) -> list[str]:
    """How many are right, the longest wording first; empty for a regression."""
    known = snapshot.predictions
    if known.awaited and snapshot.scenario.data.task != REGRESSION:
        return ["the right ones are being counted", "counting …"]
    if known.train_right is None:
        return [""]
    right, total = int(known.train_right.sum()), len(known.train_right)
    done = " ✓" if known.solved else ""
    alone = f"{count(right)} of {count(total)} right{done}"
    if known.test_right is None or not len(known.test_right):
        return [alone, f"{right}/{total}{done}"]
    tests, others = int(known.test_right.sum()), len(known.test_right)
    shares = f"train {percent(right / total).strip()}  test {percent(tests / others).strip()}"
    counts = f"{count(right)} of {count(total)} right   test {count(tests)} of {count(others)}"
    return [f"{counts}   {shares}{done}", counts + done, shares + done, alone, f"{right}/{total}{done}"]
