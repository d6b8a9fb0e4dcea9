"""The start: the first frame beside that of an empty Textual app, and what the short commands load.

python -m benchmarks.startup
"""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import dataclass
from statistics import median

from benchmarks import empty
from benchmarks.report import Budget, middle_and_late, table
from benchmarks.terminal import Terminal

ROUNDS = 21
APPS = {"glassnet": ("-m", "glassnet"), "empty Textual app that imports NumPy": empty.ONE_LINE}
COMMANDS = ("--help", "list")


@dataclass(frozen=True)
class Start:
    """Milliseconds to the first frame, of each app in each round; of each command, and whether it loads Textual."""

    frames: dict[str, list[float]]
    commands: dict[str, list[float]]
    textual: dict[str, bool]

    @property
    def ratio(self) -> float:
        """Ours by the empty app's, median of those within a round."""
        ours, empty = self.frames.values()
        return median(mine / its for mine, its in zip(ours, empty, strict=True))


def measure() -> Start:
    """In turn; the round before the first fills the caches and does not count."""
    frames: dict[str, list[float]] = {name: [] for name in APPS}
    commands: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(ROUNDS + 1):
        for name, arguments in APPS.items():
            terminal = Terminal(sys.executable, *arguments)
            frames[name].append((terminal.until("(one step)").at - terminal.began) * 1000)
            terminal.close()
        for name in COMMANDS:
            began = time.perf_counter()
            subprocess.run([sys.executable, "-m", "glassnet", name], check=True, capture_output=True)
            commands[name].append((time.perf_counter() - began) * 1000)
    textual = {name: loads_textual("-m", "glassnet", name) for name in COMMANDS}
    for took in (*frames.values(), *commands.values()):
        del took[0]
    return Start(frames, commands, textual)


def loads_textual(*arguments: str) -> bool:
    """Whether Python imports Textual on the way."""
    command = [sys.executable, "-X", "importtime", *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return any(line.split("|")[-1].strip() == "textual" for line in done.stderr.splitlines())


def budgets(start: Start) -> list[Budget]:
    """The ratio, and that Textual is not loaded without need."""
    ratio = Budget("first frame by that of an empty Textual app that imports NumPy", start.ratio, "×", at_most=1.3)
    loaded = (
        Budget(f"Textual imported by `glassnet {name}`", float(start.textual[name]), "times", at_most=0)
        for name in COMMANDS
    )
    return [ratio, *loaded]


def report(start: Start) -> str:
    """Times, an app or a command a row."""
    took = {f"first frame, {name}": of for name, of in start.frames.items()}
    took |= {f"glassnet {name}": of for name, of in start.commands.items()}
    rows = [(name, *(f"{value:.0f}" for value in (*middle_and_late(of), min(of)))) for name, of in took.items()]
    return table(("start", "median, ms", "95th percentile, ms", "fastest, ms"), rows)


def main() -> None:
    """Measure and print the table."""
    start = measure()
    print(report(start))
    for budget in budgets(start):
        print(budget)


if __name__ == "__main__":
    main()
