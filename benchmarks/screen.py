"""The app in a real terminal: from key to screen, frames a second, their bytes, what running costs of the throughput.

    python -m benchmarks.screen

Runs `glassnet` in a pseudo-terminal of 120×40, as a person would, and looks at what stands there after each frame. A
Textual app that is empty but for a screen of numbers gets its keys and draws its frames in turn with ours: budgets of
time are ratios to its.
"""

from __future__ import annotations

import itertools
import random
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks import empty
from benchmarks.frame_bytes import Sent, sent
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
    """Milliseconds from keys to the frames that show what they do, and what they may take.

    middle, late: median and 95th percentile, by those of the empty app.
    """

    what: str
    took: Sequence[float]
    middle: float = 0
    late: float = 0


@dataclass(frozen=True)
class Screen:
    """One scenario on the screen.

    empty: keys of the empty app. frames, empty_frames: a second. sent: bytes of the frames. shown, headless: iterations
    a second. share: of the headless throughput, median of the rounds.
    """

    scenario: str
    keys: tuple[Keys, ...]
    empty: Keys
    frames: float
    empty_frames: float
    sent: Sent
    shown: float
    headless: float
    share: float


def measure(scenario: str) -> Screen:
    """Everything about one scenario, in one go of the app."""
    terminal = Terminal(sys.executable, "-m", "glassnet", scenario)
    terminal.until(r"(one step)")
    other = Terminal(sys.executable, *empty.WHOLE_SCREEN)
    other.until(empty.COUNT)
    terminal.quiet(0.5)
    paused, idle = [], []
    for _ in range(KEYS):
        paused.append(_paused(terminal, " ", r"now: step (\d+) of"))
        idle.append(_paused(other, " ", empty.COUNT))
    terminal.press("r", r"(running)")
    terminal.type("]" * 9)
    terminal.until(STATUS)
    running = [_in_time(terminal, lambda: terminal.press("n", r"sample (\d+)[,:]")) for _ in range(KEYS)]
    stopping = []
    for _ in range(KEYS // 3):
        stopping.append(_in_time(terminal, lambda: terminal.press(" ", STATUS)))
        terminal.press("r", STATUS)
    keys = (
        Keys("key to screen, paused", paused, 2.5, 4),
        Keys("key to screen, running flat out", running, 5, 7),
        Keys("key to pause, running flat out", stopping, 5, 7),
    )
    bytes_ = sent(terminal, SECONDS)
    terminal.press(" ", STATUS)
    rounds = _rounds(terminal, other, scenario)
    terminal.close()
    other.close()
    frames, empty_frames, shown, headless = (median(column) for column in zip(*rounds, strict=True))
    share = median(app / alone for *_, app, alone in rounds)
    nothing = Keys("key to screen, empty app", idle)
    return Screen(scenario, keys, nothing, frames, empty_frames, bytes_, shown, headless, share)


def _paused(terminal: Terminal, key: str, shows: str) -> float:
    took = terminal.press(key, shows)
    terminal.quiet(0.06)
    return took


def _in_time(terminal: Terminal, press: Callable[[], float]) -> float:
    """After a while of any length, so that keys come at any moment between two frames."""
    terminal.drain(random.uniform(0.05, 0.15))
    return press()


def _rounds(terminal: Terminal, other: Terminal, scenario: str) -> list[tuple[float, float, float, float]]:
    """Frames a second here and of the empty app, iterations a second here and headless, in turn.

    The apps are paused meanwhile.
    """
    session, rounds = Session(scenarios.load(scenario)), []
    for _ in range(ROUNDS):
        terminal.press("r", STATUS)
        terminal.drain(0.3)
        frames, rate = _pace(terminal.drain(SECONDS), ITERATION)
        terminal.press(" ", STATUS)
        terminal.quiet()
        other.type("r")
        empty_frames, _ = _pace(other.drain(SECONDS), empty.COUNT)
        other.type("r")
        other.quiet()
        began = time.perf_counter()
        reached = session.run(seconds=SECONDS)
        rounds.append((frames, empty_frames, rate, reached / (time.perf_counter() - began)))
    return rounds


def _pace(frames: list[Frame], count: str) -> tuple[float, float]:
    """Frames with another count than the one before, and what was counted; both a second."""
    moments = [(frame.at, int(frame.find(count).replace(",", ""))) for frame in frames]
    moved = [moment for last, moment in itertools.pairwise(moments) if moment[1] != last[1]]
    if not moved:
        return 0.0, 0.0
    seconds = moved[-1][0] - moments[0][0]
    return len(moved) / seconds, (moved[-1][1] - moments[0][1]) / seconds


def budgets(screens: Sequence[Screen]) -> list[Budget]:
    """All of them for each scenario."""
    found = []
    for screen in screens:
        usual = middle_and_late(screen.empty.took)
        for keys in screen.keys:
            middle, late = (ours / its for ours, its in zip(middle_and_late(keys.took), usual, strict=True))
            what = f"{screen.scenario}: {keys.what}"
            found.append(Budget(f"{what}, median by the empty app's", middle, "×", at_most=keys.middle))
            found.append(Budget(f"{what}, 95th percentile by the empty app's", late, "×", at_most=keys.late))
        frames, sent = screen.frames / screen.empty_frames, screen.sent
        found += [
            Budget(f"{screen.scenario}: frames by the empty app's, flat out", frames, "×", at_least=0.35),
            Budget(f"{screen.scenario}: bytes of a frame by the fewest for its cells", sent.ratio, "×", at_most=2),
            Budget(f"{screen.scenario}: bytes at 20 frames a second", 20 * sent.each / 1024, "KiB/s", at_most=40),
            Budget(f"{screen.scenario}: share of the headless throughput", 100 * screen.share, "%", at_least=50),
        ]
    return found


def report(screens: Sequence[Screen]) -> str:
    """Times and paces, a scenario a column."""
    rows = []
    for at in range(len(screens[0].keys) + 1):
        measured = [[screen.empty, *screen.keys][at] for screen in screens]
        for what, which in (("median", 0), ("95th percentile", 1)):
            cells = (f"{middle_and_late(keys.took)[which]:.1f}" for keys in measured)
            rows.append((f"{measured[0].what}, {what}, ms", *cells))
        rows.append((f"{measured[0].what}, slowest, ms", *(f"{max(keys.took):.1f}" for keys in measured)))
    rows.append(("frames a second, running flat out", *(f"{screen.frames:.1f}" for screen in screens)))
    rows.append(("frames a second, empty app flat out", *(f"{screen.empty_frames:.1f}" for screen in screens)))
    rows.append(("cells that change in a frame", *(f"{screen.sent.cells:.0f}" for screen in screens)))
    rows.append(("bytes of a frame", *(f"{screen.sent.each:,.0f}" for screen in screens)))
    rows.append(("fewest bytes for those cells", *(f"{screen.sent.fewest:,.0f}" for screen in screens)))
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
