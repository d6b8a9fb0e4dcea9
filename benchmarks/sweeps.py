"""How fast are many seeds? `glassnet sweep` against ten lines of batched NumPy, both from start to end.

    python -m benchmarks.sweeps [--rounds 5]

They are checked to end at the same losses, then take turns as processes of their own. Wall time is what somebody waits;
processor time, of all processes of a command, is what a busy machine does not blur.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from statistics import median

import numpy as np

from benchmarks.contenders.batched import final_losses
from benchmarks.report import Budget, table
from glassnet.scenarios import load
from glassnet.scenarios.sweeps.sweep import sweep

SEEDS, ITERATIONS = (200, 2000), 10_000
AT_LEAST = 5.0  # times as fast as the script, on two processors
OURS, SCRIPT = "glassnet sweep", "batched NumPy"
CHECKED = (30, 300)  # seeds and iterations


@dataclass(frozen=True)
class Swept:
    """Seconds of one command, medians over the rounds. ratio: to ours, medians of those within a round."""

    seeds: int
    name: str
    wall: float
    processor: float
    wall_ratio: float
    processor_ratio: float


def verify() -> None:
    """Both end at the same losses. Raises AssertionError."""
    seeds, iterations = CHECKED
    ours = sweep(load("xor"), range(seeds), iterations).final
    np.testing.assert_allclose(final_losses(seeds, iterations), ours, rtol=1e-7)


def _timed(command: list[str]) -> tuple[float, float]:
    before, began = os.times(), time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "OPENBLAS_NUM_THREADS": "1"})
    wall, after = time.perf_counter() - began, os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return wall, spent


def measure(rounds: int = 5) -> list[Swept]:
    """Both, for few seeds and for many."""
    verify()
    found = []
    for seeds in SEEDS:
        commands = {
            OURS: ["glassnet", "sweep", "xor", "--seeds", f"0:{seeds}", "--iterations", str(ITERATIONS)],
            SCRIPT: ["benchmarks.contenders.batched", str(seeds), str(ITERATIONS)],
        }
        times: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
        for _ in range(rounds):
            for name, words in commands.items():
                times[name].append(_timed([sys.executable, "-m", *words]))
        for name in commands:
            walls, spent = zip(*times[name], strict=True)
            ratios = [
                [its[kind] / own[kind] for its, own in zip(times[name], times[OURS], strict=True)] for kind in (0, 1)
            ]
            found.append(Swept(seeds, name, median(walls), median(spent), median(ratios[0]), median(ratios[1])))
    return found


def budgets(found: list[Swept]) -> list[Budget]:
    """The one there is, for each number of seeds."""
    what = "sweep of {:,} seeds of xor, wall: times as fast as {}"
    return [
        Budget(what.format(each.seeds, SCRIPT), each.wall_ratio, "×", at_least=AT_LEAST)
        for each in found
        if each.name == SCRIPT
    ]


def report(found: list[Swept]) -> str:
    """The table."""
    rows = [
        (f"{each.seeds:,}", each.name, f"{each.wall:.2f}", f"{each.wall_ratio:.2f}",
         f"{each.processor:.2f}", f"{each.processor_ratio:.2f}")
        for each in found
    ]  # fmt: skip
    return table(("seeds", "command", "wall, s", "times ours", "processor, s", "times ours "), rows)


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--rounds", type=int, default=5)
    found = measure(parser.parse_args().rounds)
    print(report(found))
    for budget in budgets(found):
        print(budget)


if __name__ == "__main__":
    main()
