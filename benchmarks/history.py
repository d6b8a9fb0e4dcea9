"""Going back in a long run: how long any moment takes, and how much memory the whole past needs.

python -m benchmarks.history [ITERATIONS]
"""

from __future__ import annotations

import random
import sys
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from statistics import median

from benchmarks.report import Budget, table
from glassnet import scenarios
from glassnet.scenarios.sessions.session import Session

SCENARIOS = ("xor", "sensor")
ITERATIONS = 100_000
JUMPS = 300


@dataclass(frozen=True)
class Past:
    """One scenario's past: milliseconds to go to random moments, and on by held keys; MiB that the session keeps."""

    scenario: str
    iterations: int
    jumps: list[float]
    held: list[float]
    memory: float


def measure(scenario: str, iterations: int = ITERATIONS) -> Past:
    """Run, then jump about."""
    session = Session(scenarios.load(scenario))
    session.run(iterations=iterations)
    history, chosen = session.history, random.Random(0)
    jumps = [_timed(partial(history.goto, chosen.randrange(history.end))) for _ in range(JUMPS)]
    history.goto(history.end // 2)
    held = [_timed(history.back) for _ in range(JUMPS)]
    return Past(scenario, iterations, jumps, held, _memory(scenario, iterations))


def _memory(scenario: str, iterations: int) -> float:
    """MiB that a session keeps, in a run of its own: tracing slows it down, and keyframes stand by time."""
    tracemalloc.start()
    session = Session(scenarios.load(scenario))
    session.run(iterations=iterations)
    kept = tracemalloc.get_traced_memory()[0] / 2**20
    tracemalloc.stop()
    return kept


def _timed(go: Callable[[], object]) -> float:
    began = time.perf_counter()
    go()
    return (time.perf_counter() - began) * 1000


def budgets(pasts: list[Past]) -> list[Budget]:
    """Anywhere means the slowest jump."""
    found = []
    for past in pasts:
        what = f"{past.scenario}: going back anywhere in {past.iterations:,} iterations"
        found.append(Budget(f"{what}, slowest of {JUMPS}", max(past.jumps), "ms", at_most=50))
        found.append(
            Budget(f"{past.scenario}: memory of {past.iterations:,} iterations", past.memory, "MiB", at_most=64)
        )
    return found


def report(pasts: list[Past]) -> str:
    """Times and memory, a scenario a column."""
    rows = [
        ("jump, median, ms", *(f"{median(past.jumps):.2f}" for past in pasts)),
        ("jump, slowest, ms", *(f"{max(past.jumps):.2f}" for past in pasts)),
        ("held backspace, median, ms", *(f"{median(past.held):.2f}" for past in pasts)),
        ("held backspace, slowest, ms", *(f"{max(past.held):.2f}" for past in pasts)),
        ("memory, MiB", *(f"{past.memory:.1f}" for past in pasts)),
    ]
    return table((f"{pasts[0].iterations:,} iterations", *(past.scenario for past in pasts)), rows)


def main() -> None:
    """Measure and print the table."""
    iterations = int(sys.argv[1]) if len(sys.argv) > 1 else ITERATIONS
    pasts = [measure(scenario, iterations) for scenario in SCENARIOS]
    print(report(pasts))
    for budget in budgets(pasts):
        print(budget)


if __name__ == "__main__":
    main()
