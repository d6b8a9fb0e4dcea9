"""Large CSV files in the app: how long one takes to load, whether keys are answered meanwhile and while it trains, and
how much memory that takes.

    python -m benchmarks.large

Writes files of random numbers into a temporary folder: images, as MNIST's own file has them, and many rows of few
columns. Keys are pressed while a file is read, while stepping, and while running flat out by mini-batch.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.report import Budget, middle_and_late, table
from benchmarks.terminal import Terminal

KEYS = 30
SIDE = 28  # pixels of MNIST's images
ITEM = 8  # bytes of a number
MEMORY = 1.5  # times the data's own size that a training may take beyond an app of little data
SECONDS = 5.0  # of running before its memory is read
STATUS = r"(paused|running flat out)"


@dataclass(frozen=True)
class File:
    """A file of this shape, its target with so many classes; the rows of one block are repeated."""

    name: str
    rows: int
    inputs: int
    classes: int
    block: int

    @property
    def bytes(self) -> int:
        """What its inputs and targets take as float64."""
        return self.rows * (self.inputs + self.classes) * ITEM

    def write(self, path: Path) -> None:
        """Images are whole numbers from 0 to 255, others have decimals; the target depends on them."""
        numbers = np.random.RandomState(0).standard_normal((self.block, self.inputs))
        kinds = (numbers[:, 0] + numbers[:, 1] * numbers[:, 2]).argsort().argsort() * self.classes // self.block
        cells, spelled = numbers.round(4), "%.4f"
        if self.inputs == SIDE * SIDE:  # an image, of squares that are larger than a pixel
            squares = numbers[:, : self.inputs // 16].reshape(-1, SIDE // 4, SIDE // 4)
            cells = np.clip(squares * 100, 0, 255).round().repeat(4, axis=1).repeat(4, axis=2).reshape(numbers.shape)
            spelled = "%d"
        lines = (
            f"kind {kind}," + ",".join(spelled % number for number in row)
            for kind, row in zip(kinds.tolist(), cells.tolist(), strict=True)
        )
        block = "".join(f"{line}\n" for line in lines)
        with path.open("w") as file:
            file.write(",".join(["kind", *(f"pixel{at}" for at in range(self.inputs))]) + "\n")
            file.writelines(block for _ in range(self.rows // self.block))


FILES = (File("60,000 × 785", 60_000, 784, 10, 1000), File("1,000,000 × 16", 1_000_000, 15, 3, 10_000))


@dataclass(frozen=True)
class Large:
    """What came of one file. loaded: seconds to its first frame. keys: milliseconds, by what the app did meanwhile.

    memory: of the app at most, beyond one of little data, by the size of the data.
    """

    file: File
    loaded: float
    keys: Mapping[str, Sequence[float]]
    memory: float


def measure(file: File, usual: int) -> Large:
    """Everything about one file, in one go of the app. usual: bytes that an app of little data takes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.csv"
        file.write(path)
        terminal = Terminal(sys.executable, "-m", "glassnet", str(path), "--target", "kind")
        terminal.until(r"([\d,]+ rows)")
        reading: list[float] = []
        while len(reading) < KEYS // 3 and not terminal.frame.find(r"(making|iteration)"):
            reading.append(_pressed(terminal, "?", r"(keys here)"))
            terminal.type("\x1b")
            while terminal.frame.find(r"(keys here)"):
                terminal.read(1)
        loaded = terminal.until(r"(one step)").at - terminal.began
        terminal.quiet(1)
        stepping = [_pressed(terminal, " ", r"now: step (\d+) of") for _ in range(KEYS)]
        terminal.type("]" * 9)
        terminal.press("r", STATUS)
        running = [_pressed(terminal, "n", r"sample (\d+)[,:]") for _ in range(KEYS)]
        terminal.drain(SECONDS)
        pausing = []
        for _ in range(KEYS // 3):
            pausing.append(_pressed(terminal, " ", STATUS))
            terminal.press("r", STATUS)
        terminal.type(" d")
        terminal.quiet(1)
        memory = (most_memory(terminal) - usual) / file.bytes
        terminal.close()
    keys = {"reading": reading, "stepping": stepping, "running flat out": running, "running, to pause": pausing}
    return Large(file, loaded, keys, memory)


def _pressed(terminal: Terminal, key: str, shows: str) -> float:
    """At any moment between two frames."""
    terminal.drain(random.uniform(0.05, 0.15))
    return terminal.press(key, shows)


def most_memory(terminal: Terminal) -> int:
    """Bytes that the app has taken at most."""
    facts = Path(f"/proc/{terminal.process}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in facts if line.startswith("VmHWM"))


def little() -> int:
    """Bytes that the app takes for a training of little data, diagnosis and all."""
    terminal = Terminal(sys.executable, "-m", "glassnet", "sensor")
    terminal.until(r"(one step)")
    terminal.type("]" * 9)
    terminal.press("r", STATUS)
    terminal.drain(SECONDS)
    terminal.type(" d")
    terminal.quiet(1)
    found = most_memory(terminal)
    terminal.close()
    return found


def measured() -> list[Large]:
    """All files."""
    usual = little()
    return [measure(file, usual) for file in FILES]


def budgets(files: Sequence[Large]) -> list[Budget]:
    """All of them for each file."""
    found = []
    for each in files:
        for what, took in each.keys.items():
            middle, late = middle_and_late(took)
            name = f"{each.file.name}: key to screen, {what}"
            found.append(Budget(f"{name}, median", middle, "ms", at_most=100))
            found.append(Budget(f"{name}, 95th percentile", late, "ms", at_most=100))
        found.append(Budget(f"{each.file.name}: memory by the data's own size", each.memory, "×", at_most=MEMORY))
    return found


def report(files: Sequence[Large]) -> str:
    """A file a column."""
    rows = [("loaded, s", *(f"{each.loaded:.1f}" for each in files))]
    for what in files[0].keys:
        found = [middle_and_late(each.keys[what]) for each in files]
        for name, which in (("median", 0), ("95th percentile", 1)):
            rows.append((f"key to screen, {what}, {name}, ms", *(f"{each[which]:.1f}" for each in found)))
    rows.append(("the data, MiB", *(f"{each.file.bytes / 2**20:.0f}" for each in files)))
    rows.append(("memory beyond an app of little data, by that", *(f"{each.memory:.2f}" for each in files)))
    return table(("large files, 120×40", *(each.file.name for each in files)), rows)


def main() -> None:
    """Measure and print the table."""
    files = measured()
    print(report(files))
    for budget in budgets(files):
        print(budget)


if __name__ == "__main__":
    main()
