"""The app in a real terminal: from key to screen, frames a second, and what running costs of the throughput.

    python -m benchmarks.screen

Runs `glassnet` in a pseudo-terminal of 120×40, as a person would, and looks at what stands there after each frame.
"""

from __future__ import annotations

import itertools
import random
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.report import Budget, middle_and_late, table
from benchmarks.terminal import Frame, Terminal
from glassnet import scenarios
from glassnet.scenarios.sessions.session import Session

SCENARIOS = ("xor", "sensor")
KEYS = 60
ROUNDS, SECONDS = 5, 1.5  # of running, in turn with as much headless training
STATUS = r"(paused|running flat out)"
ITERATION = r"iteration ([\d,]+)"


@dataclass(frozen=True)
class Keys:
    """Milliseconds from keys to the frames that show what they do, and what they may take."""

    what: str
    took: Sequence[float]
    middle: float
    late: float


@dataclass(frozen=True)
class Screen:
    """One scenario on the screen.

    frames: a second. shown, headless: iterations a second. share: of the headless throughput, median of the rounds.
    """

    scenario: str
    keys: tuple[Keys, ...]
    frames: float
    shown: float
    headless: float
    share: float


def measure(scenario: str) -> Screen:
    """Everything about one scenario, in one go of the app."""
    terminal = Terminal(sys.executable, "-m", "glassnet", scenario)
    terminal.until(r"(one step)")
    terminal.quiet(0.5)
    paused = [_paused(terminal, " ", r"now: step (\d+) of") for _ in range(KEYS)]
    terminal.press("r", r"(running)")
    terminal.type("]" * 9)
    terminal.until(STATUS)
    running = [_in_time(terminal, lambda: terminal.press("n", r"sample (\d+)[,:]")) for _ in range(KEYS)]
    stopping = []
    for _ in range(KEYS // 3):
        stopping.append(_in_time(terminal, lambda: terminal.press(" ", STATUS)))
        terminal.press("r", STATUS)
    keys = (
        Keys("key to screen, paused", paused, 25, 60),
        Keys("key to screen, running flat out", running, 50, 110),
        Keys("key to pause, running flat out", stopping, 50, 110),
    )
    terminal.press(" ", STATUS)
    rounds = _rounds(terminal, scenario)
    terminal.close()
    frames, shown, headless = (median(column) for column in zip(*rounds, strict=True))
    return Screen(scenario, keys, frames, shown, headless, median(app / alone for _, app, alone in rounds))


def _paused(terminal: Terminal, key: str, shows: str) -> float:
    took = terminal.press(key, shows)
    terminal.quiet(0.06)
    return took


def _in_time(terminal: Terminal, press: Callable[[], float]) -> float:
    """After a while of any length, so that keys come at any moment between two frames."""
    terminal.drain(random.uniform(0.05, 0.15))
    return press()


def _rounds(terminal: Terminal, scenario: str) -> list[tuple[float, float, float]]:
    """Frames a second, iterations a second on the screen and headless, in turn: the app is paused meanwhile."""
    session, rounds = Session(scenarios.load(scenario)), []
    for _ in range(ROUNDS):
        terminal.press("r", STATUS)
        terminal.drain(0.3)
        frames, rate = _pace(terminal.drain(SECONDS))
        terminal.press(" ", STATUS)
        terminal.quiet()
        began = time.perf_counter()
        reached = session.run(seconds=SECONDS)
        rounds.append((frames, rate, reached / (time.perf_counter() - began)))
    return rounds


def _pace(frames: list[Frame]) -> tuple[float, float]:
    """Frames with another iteration than the one before, and iterations; both a second."""
    moments = [(frame.at, int(frame.find(ITERATION).replace(",", ""))) for frame in frames]
    moved = [moment for last, moment in itertools.pairwise(moments) if moment[1] != last[1]]
    if not moved:
        return 0.0, 0.0
    seconds = moved[-1][0] - moments[0][0]
    return len(moved) / seconds, (moved[-1][1] - moments[0][1]) / seconds


def budgets(screens: Sequence[Screen]) -> list[Budget]:
    """All of them for each scenario."""
    found = []
    for screen in screens:
        for keys in screen.keys:
            middle, late = middle_and_late(keys.took)
            found.append(Budget(f"{screen.scenario}: {keys.what}, median", middle, "ms", at_most=keys.middle))
            found.append(Budget(f"{screen.scenario}: {keys.what}, 95th percentile", late, "ms", at_most=keys.late))
        found.append(Budget(f"{screen.scenario}: running flat out", screen.frames, "frames/s", at_least=20))
        share = 100 * screen.share
        found.append(Budget(f"{screen.scenario}: share of the headless throughput", share, "%", at_least=50))
    return found


def report(screens: Sequence[Screen]) -> str:
    """Times and paces, a scenario a column."""
    rows = []
    for at, keys in enumerate(screens[0].keys):
        for what, which in (("median", 0), ("95th percentile", 1)):
            rows.append(
                (f"{keys.what}, {what}, ms", *(f"{middle_and_late(s.keys[at].took)[which]:.1f}" for s in screens))
            )
        rows.append((f"{keys.what}, slowest, ms", *(f"{max(s.keys[at].took):.1f}" for s in screens)))
    rows.append(("frames a second, running flat out", *(f"{screen.frames:.1f}" for screen in screens)))
    rows.append(("iterations a second, running flat out", *(f"{screen.shown:,.0f}" for screen in screens)))
    rows.append(("iterations a second, headless", *(f"{screen.headless:,.0f}" for screen in screens)))
    rows.append(("share of the headless throughput, %", *(f"{100 * screen.share:.1f}" for screen in screens)))
    return table(("screen, 120×40", *(screen.scenario for screen in screens)), rows)


def main() -> None:
    """Measure and print the table."""
    screens = [measure(scenario) for scenario in SCENARIOS]
    print(report(screens))
    for budget in budgets(screens):
        print(budget)


if __name__ == "__main__":
    main()
