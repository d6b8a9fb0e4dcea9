"""Measure the budgets and print the machine, every budget with its mark, and all tables; with --write, into RESULTS.md.

What stands in that file from its heading "Profiles" on is written by hand, and kept.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks import history, large, screen, startup, sweeps, training
from benchmarks.contenders import OURS
from benchmarks.report import Budget, machine, table

RESULTS = Path(__file__).with_name("RESULTS.md")
BY_HAND = "\n## Profiles\n"
NOTES = {
    "Training step": (
        f"{OURS} is the recorded tape, with every value of the step readable after it. Its loss is read in every "
        "step, as are the tutorial's and PyTorch's; JAX is waited for at the end of a burst only, and scikit-learn "
        "checks its data once for as many updates as one call can do. C is generated from the engine's own calls, all "
        "sizes and places constants in it, and built by gcc -O3 for this processor. Before they are timed, all go the "
        "same 25 steps: same losses, gradients and parameters, in float64. One thread each. Compiling is not counted. "
        "µs a step: the median of the rounds; times ours: the median of the ratios within a round, and where eight of "
        "ten of them lie."
    ),
    "Screen": (
        "The app in a pseudo-terminal of 120×40 that is read all the time. A key has come to the screen when a "
        "finished frame shows what it does: the next step (`space`) while paused; another sample (`n`), or the pause "
        "itself (`space`), while running flat out. The empty app is one of Textual's that imports NumPy and fills "
        "the screen with one Static of numbers, all of which change; "
        "it gets a key after each of ours, and its frames, ours and headless training take turns. A frame "
        "counts if it shows another iteration or count than the one before. The fewest bytes are a cursor move for "
        "each run of cells that changed, the parameters of colours and attributes that are others than the last "
        "cell's, and the characters."
    ),
    "Large files": (
        "The app in a pseudo-terminal of 120×40, started on a CSV file of images and on one of many rows. While it is "
        "read, `?` opens the keys of the screen that tells how far it is; then it is stepped by `space`, and run flat "
        "out by mini-batch while `n` asks for another sample and `space` pauses. Memory: the most that the app has "
        "had, the diagnosis open at the end, beyond that of an app with the scenario sensor; another process reads "
        "the file, and is gone by then."
    ),
    "Start": "Until the first finished frame that has the app's words, in turn.",
    "Sweep": (
        f"Whole commands, xor, {sweeps.ITERATIONS:,} iterations of every seed: `glassnet sweep` on all processors, and "
        "the ten lines of `benchmarks/contenders/batched.py`, which end at the same losses."
    ),
    "Going back": "To random moments of a run; held backspace goes on step by step from its middle.",
}


def _training() -> tuple[list[Budget], str]:
    steps = training.measure()
    return training.budgets(steps), training.report(steps)


def _screen() -> tuple[list[Budget], str]:
    screens = [screen.measure(scenario) for scenario in screen.SCENARIOS]
    return screen.budgets(screens), screen.report(screens)


def _startup() -> tuple[list[Budget], str]:
    start = startup.measure()
    return startup.budgets(start), startup.report(start)


def _history() -> tuple[list[Budget], str]:
    pasts = [history.measure(scenario) for scenario in history.SCENARIOS]
    return history.budgets(pasts), history.report(pasts)


def _sweep() -> tuple[list[Budget], str]:
    swept = sweeps.measure()
    return sweeps.budgets(swept), sweeps.report(swept)


def _large() -> tuple[list[Budget], str]:
    files = large.measured()
    return large.budgets(files), large.report(files)


Part = tuple[str, str, Callable[[], tuple[list[Budget], str]]]  # its heading, what it is in a few words, and how
PARTS: dict[str, Part] = {
    "training": ("Training step", "a step beside those of other frameworks", _training),
    "screen": ("Screen", "keys, frames and their bytes in a terminal, beside an empty Textual app", _screen),
    "large": ("Large files", "CSV files of 100 MB and more: loading, keys meanwhile, memory", _large),
    "sweep": ("Sweep", "many seeds beside a ten-line script", _sweep),
    "startup": ("Start", "the first frame beside that of an empty Textual app, and the short commands", _startup),
    "history": ("Going back", "jumps to any moment of a long run", _history),
}
ORDER = (
    "startup",
    "screen",
    "large",
    "history",
    "sweep",
    "training",
)  # frameworks, once loaded, are a burden on this process


def results(parts: Sequence[str]) -> str:
    """Measure these parts, and all that was measured as Markdown."""
    facts, measured = machine(), {}
    for name in sorted(parts, key=ORDER.index):
        print(f"{PARTS[name][0]} …", file=sys.stderr)
        measured[name] = PARTS[name][2]()
    budgets = [budget for name in PARTS if name in measured for budget in measured[name][0]]
    held = sum(budget.mark == "✓" for budget in budgets)
    texts = [
        "# Results",
        "Written by `python -m benchmarks --write`. "
        "Times are this machine's; ratios and marks are what the budgets are about.",
        table(("machine", ""), facts),
        "## Budgets",
        f"{held} of {len(budgets)} hold; a missed one says by how much of the budget.",
        table(("what", "measured", "budget", ""), [budget.cells() for budget in budgets]),
    ]
    for name, (heading, *_) in PARTS.items():
        if name in measured:
            texts += [f"## {heading}", measured[name][1], NOTES[heading]]
    return "\n\n".join(texts) + "\n"


def options(words: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line, read."""
    listed = "\n".join(f"  {name:<9} {PARTS[name][1]}" for name in PARTS)
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=f"Measure the budgets and print them with their tables.\n\nparts:\n{listed}",
        epilog="Each part alone prints its table too: python -m benchmarks.screen",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help="what to measure; everything where none is named")
    parser.add_argument("--write", action="store_true", help="into RESULTS.md, too; only with all parts")
    found = parser.parse_args(words)
    if unknown := [name for name in found.parts if name not in PARTS]:
        parser.error(f"{unknown[0]}: no such part; there are {', '.join(PARTS)}")
    if found.write and found.parts and set(found.parts) != set(PARTS):
        parser.error("--write needs all parts: RESULTS.md has the numbers of one run")
    found.parts = found.parts or list(PARTS)
    return found


def main() -> None:
    """Measure what is asked for."""
    chosen = options()
    text = results(list(dict.fromkeys(chosen.parts)))
    if chosen.write:
        old = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else ""
        _, heading, by_hand = old.partition(BY_HAND)
        text += heading + by_hand
        RESULTS.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
