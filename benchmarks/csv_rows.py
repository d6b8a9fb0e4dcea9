"""A CSV file of many rows: how long it takes to load, and whether keys are answered while it trains flat out.

    python -m benchmarks.csv_rows [ROWS]

Writes files of random numbers (10 inputs; classes, and a regression) into a temporary folder. Budgets for 100,000 rows:
loading within 2 seconds of processor time, a key to the screen within 150 ms in the median while running flat out.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from benchmarks.report import middle_and_late
from benchmarks.screen import KEYS
from benchmarks.terminal import Terminal
from glassnet.scenarios.experiments.files import find

INPUTS = 10


def write(path: Path, rows: int, classes: bool) -> None:
    """Numbers of different sizes, and a target that depends on them."""
    x = np.random.RandomState(0).standard_normal((rows, INPUTS)) * np.arange(1, INPUTS + 1)
    y = 3 * x[:, 0] + np.sin(x[:, 1]) * 5 + x[:, 2] * x[:, 3]
    with path.open("w") as file:
        file.write(",".join(f"input {k}" for k in range(INPUTS)) + ",target\n")
        for row, value in zip(x.tolist(), y.tolist(), strict=True):
            target = ("low", "middle", "high")[int(value > -3) + int(value > 3)] if classes else f"{value:.3f}"
            file.write(",".join(f"{number:.4f}" for number in row) + f",{target}\n")


def load(path: Path) -> None:
    """Processor time, not the clock: other programs do not count."""
    began = time.process_time()
    scenario = find(str(path))
    took = time.process_time() - began
    print(f"{path.stem + ': load, s of processor time':<48}{took:>9.2f}   {path.stat().st_size / 2**20:.1f} MiB")
    rows = len(scenario.data.inputs), len(scenario.data.test_inputs)
    print(f"{path.stem + ': training and test rows':<48}{rows[0]:>9,}{rows[1]:>9,}")


def keys(path: Path) -> None:
    """`space` paused and `n` while running flat out, until a finished frame shows what they do."""
    terminal = Terminal(sys.executable, "-m", "glassnet", str(path))
    terminal.until(r"(one step)", 30)
    terminal.quiet(0.5)
    paused = []
    for _ in range(KEYS):
        paused.append(terminal.press(" ", r"now: step (\d+) of"))
        terminal.quiet(0.06)
    terminal.type("]" * 9 + "r")
    terminal.until(r"(running flat out)")
    running = []
    for _ in range(KEYS):
        terminal.drain(random.uniform(0.05, 0.15))
        running.append(terminal.press("n", r"sample (\d+)[,:]"))
    terminal.close()
    for what, took in (("paused", paused), ("running flat out", running)):
        middle, late = middle_and_late(took)
        print(f"{path.stem + ': key to screen, ms, ' + what:<48}{middle:>9.1f}{late:>9.1f}")


def main() -> None:
    """Print one table."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    print(f"{'':<48}{'median':>9}{'95 %':>9}")
    with tempfile.TemporaryDirectory() as folder:
        for name, classes in (("classes", True), ("regression", False)):
            path = Path(folder) / f"{name}.csv"
            write(path, rows, classes)
            load(path)
            keys(path)


if __name__ == "__main__":
    main()
