"""Going back in a long run: how long any moment takes, and how much memory the whole past needs.

    python benchmarks/history.py [ITERATIONS]

Budget: any moment of 100,000 iterations within 50 ms, and 64 MiB for all of them.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
import tracemalloc

import scenarios
from scenarios.session import Session

JUMPS = 300


def measure(name: str, iterations: int) -> dict[str, float]:
    """Milliseconds to go to random moments, and on by held keys; MiB that the session keeps."""
    session = Session(scenarios.load(name))
    session.run(iterations=iterations)
    history, chosen = session.history, random.Random(0)
    jumps = [_timed(lambda: history.goto(chosen.randrange(history.end))) for _ in range(JUMPS)]
    history.goto(history.end // 2)
    held = [_timed(history.back) for _ in range(JUMPS)]
    return {
        "jump, median": statistics.median(jumps),
        "jump, slowest": max(jumps),
        "held backspace, median": statistics.median(held),
        "held backspace, slowest": max(held),
        "memory": _memory(name, iterations),
    }


def _memory(name: str, iterations: int) -> float:
    """MiB that a session keeps, in a run of its own: tracing slows it down, and keyframes stand by time."""
    tracemalloc.start()
    session = Session(scenarios.load(name))
    session.run(iterations=iterations)
    kept = tracemalloc.get_traced_memory()[0] / 2**20
    tracemalloc.stop()
    return kept


def _timed(go: object) -> float:
    began = time.perf_counter()
    go()  # type: ignore[operator]
    return (time.perf_counter() - began) * 1000


def main() -> None:
    """Print one table."""
    iterations = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    columns = {name: measure(name, iterations) for name in ("xor", "sensor")}
    print(f"{iterations:,} iterations".ljust(28), *(f"{name:>12}" for name in columns))
    for row in next(iter(columns.values())):
        unit = "MiB" if row == "memory" else "ms"
        print(f"{row}, {unit}".ljust(28), *(f"{figures[row]:>12.2f}" for figures in columns.values()))


if __name__ == "__main__":
    main()
