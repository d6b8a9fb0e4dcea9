"""Measure everything, and write benchmarks/RESULTS.md: the machine, every budget with its mark, all tables.

What stands in that file from its heading "Profiles" on is written by hand, and kept.
"""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks import history, screen, startup, sweeps, training
from benchmarks.contenders import OURS
from benchmarks.report import machine, table

RESULTS = Path(__file__).with_name("RESULTS.md")
BY_HAND = "\n## Profiles\n"
NOTES = {
    "Training step": (
        f"{OURS} is the recorded tape, with every value of the step readable after it. Its loss is read in every "
        "step, as are the tutorial's and PyTorch's; JAX is waited for at the end of a burst only, and scikit-learn "
        "checks its data once for as many updates as one call can do. Before they are timed, all go the same 25 "
        "steps: same losses, gradients and parameters, in float64. One thread each, but for JAX, which keeps its own. "
        "Compiling is not counted. µs a step: the median of the rounds; times ours: the median of the ratios within "
        "a round."
    ),
    "Screen": (
        "The app in a pseudo-terminal of 120×40 that is read all the time. A key has come to the screen when a "
        "finished frame shows what it does: the next step (`space`) while paused; another sample (`n`), or the pause "
        "itself (`space`), while running flat out. Running and headless training take turns; a frame counts if it "
        "shows another iteration than the one before."
    ),
    "Start": "Until the first finished frame that has the app's words, in turn.",
    "Sweep": (
        f"Whole commands, xor, {sweeps.ITERATIONS:,} iterations of every seed: `glassnet sweep` on all processors, and "
        "the ten lines of `benchmarks/contenders/batched.py`, which end at the same losses."
    ),
    "Going back": "To random moments of a run; held backspace goes on step by step from its middle.",
}


def main() -> None:
    """Screen and start come first: the frameworks, once loaded, are a burden on this process."""
    facts = machine()
    print("the start …", file=sys.stderr)
    start = startup.measure()
    print("the screen …", file=sys.stderr)
    screens = [screen.measure(scenario) for scenario in screen.SCENARIOS]
    print("going back …", file=sys.stderr)
    pasts = [history.measure(scenario) for scenario in history.SCENARIOS]
    print("training steps …", file=sys.stderr)
    steps = training.measure()
    print("sweeps …", file=sys.stderr)
    swept = sweeps.measure()
    budgets = [
        *training.budgets(steps),
        *screen.budgets(screens),
        *startup.budgets(start),
        *history.budgets(pasts),
        *sweeps.budgets(swept),
    ]
    tables = {
        "Training step": training.report(steps),
        "Screen": screen.report(screens),
        "Sweep": sweeps.report(swept),
        "Start": startup.report(start),
        "Going back": history.report(pasts),
    }
    held = sum(budget.mark == "✓" for budget in budgets)
    parts = [
        "# Results",
        "Written by `python -m benchmarks`. Times are this machine's; ratios and marks are what the budgets are about.",
        table(("machine", ""), facts),
        "## Budgets",
        f"{held} of {len(budgets)} hold; a missed one says by how much of the budget.",
        table(("what", "measured", "budget", ""), [budget.cells() for budget in budgets]),
    ]
    for name, measured in tables.items():
        parts += [f"## {name}", measured, NOTES[name]]
    old = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else ""
    _, heading, by_hand = old.partition(BY_HAND)
    RESULTS.write_text("\n\n".join(parts) + "\n" + heading + by_hand, encoding="utf-8")
    print(RESULTS.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
