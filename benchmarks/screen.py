"""The app in a real terminal: from key to screen, frames and throughput while running, and the start.

    python benchmarks/screen.py

Runs `glassnet` in a pseudo-terminal of 120×40, presses keys, and waits for the words they must bring.
Budgets: a key paused 25 ms (95th percentile 60), running flat out 50 (110); 20 frames a second and half of the
headless throughput; the first frame within 1.3 times that of an empty Textual app that imports NumPy.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import statistics
import struct
import sys
import termios
import time

import scenarios
from scenarios.session import Session

WIDTH, HEIGHT = 120, 40
KEYS = 60
EMPTY = (
    "import numpy\nfrom textual.app import App\nfrom textual.widgets import Static\n"
    "class Empty(App):\n    def compose(self):\n        yield Static('ready')\nEmpty().run()"
)


class Terminal:
    """A program in a pseudo-terminal, and what it wrote."""

    def __init__(self, *command: str) -> None:
        self.began = time.perf_counter()
        self.process, self.handle = pty.fork()
        if self.process == 0:
            os.environ.update(TERM="xterm-256color", COLORTERM="truecolor", LANG="C.UTF-8")
            os.execv(command[0], command)
        fcntl.ioctl(self.handle, termios.TIOCSWINSZ, struct.pack("HHHH", HEIGHT, WIDTH, 0, 0))
        os.kill(self.process, signal.SIGWINCH)
        self.wrote = b""

    def read(self, seconds: float) -> bytes:
        """What comes within a time, at once when something comes."""
        if not select.select([self.handle], [], [], seconds)[0]:
            return b""
        return os.read(self.handle, 65536)

    def until(self, pattern: bytes, seconds: float = 10.0) -> float:
        """Wait for words; returns when they came."""
        seen, deadline = b"", time.perf_counter() + seconds
        while time.perf_counter() < deadline:
            seen += self.read(0.05)
            if re.search(pattern, seen):
                return time.perf_counter()
        raise SystemExit(f"{pattern!r} never came")

    def quiet(self, seconds: float = 0.15) -> None:
        """Read until nothing comes any more."""
        while self.read(seconds):
            pass

    def press(self, key: str, pattern: bytes) -> float:
        """Milliseconds from a key to the words it must bring."""
        began = time.perf_counter()
        os.write(self.handle, key.encode())
        return (self.until(pattern) - began) * 1000

    def close(self) -> None:
        """End the program."""
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        os.close(self.handle)


def glassnet(*arguments: str) -> Terminal:
    """The playground, open."""
    return Terminal(sys.executable, "-m", "tui", *arguments)


def row(words: str, values: list[float], unit: str = "ms") -> None:
    """One line of the table: median and 95th percentile."""
    late = sorted(values)[int(0.95 * (len(values) - 1))]
    print(f"{words:<44}{statistics.median(values):>9.1f}{late:>9.1f} {unit}")


def paused(scenario: str) -> None:
    """`space` until the name of the next step stands on the screen."""
    terminal = glassnet(scenario)
    terminal.until(b"one step")
    terminal.quiet()
    total = len(Session(scenarios.load(scenario)).program.steps)
    took = []
    for key in range(KEYS):
        took.append(terminal.press(" ", b"step %d of" % (key % total + 1)))
        terminal.quiet(0.05)
    terminal.close()
    row(f"{scenario}: key to screen, paused", took)


def running(scenario: str) -> None:
    """`v` while running flat out, until the plot says which scale it has; then frames and throughput."""
    terminal = glassnet(scenario)
    terminal.until(b"one step")
    terminal.quiet()
    os.write(terminal.handle, b"]" * 9 + b"r")
    terminal.until(b"flat out")
    time.sleep(0.5)
    took = []
    for key in range(KEYS):
        took.append(terminal.press("v", b"v.{0,40}?linear" if key % 2 == 0 else b"v.{0,40}?log"))
    row(f"{scenario}: key to screen, running flat out", took)
    rates, frames, deadline = [], 0, time.perf_counter() + 4
    while time.perf_counter() < deadline:
        wrote = terminal.read(0.05)
        frames += len(re.findall(rb"next: iteration", wrote))
        rates += [float(found.replace(b",", b"")) for found in re.findall(rb"([\d,]+) iterations/s", wrote)]
    terminal.close()
    session, began = Session(scenarios.load(scenario)), time.perf_counter()
    headless = session.run(seconds=2) / (time.perf_counter() - began)
    share = 100 * statistics.median(rates) / headless
    print(f"{scenario + ': frames a second':<44}{frames / 4:>9.1f}")
    print(f"{scenario + ': throughput of headless':<44}{share:>9.1f} %")


def start() -> None:
    """The first frame, in turn with an empty app's."""
    ours, empty = [], []
    for _ in range(7):
        for took, open_it, words in (
            (ours, lambda: glassnet("neuron"), b"one step"),
            (empty, lambda: Terminal(sys.executable, "-c", EMPTY), b"ready"),
        ):
            terminal = open_it()
            took.append((terminal.until(words) - terminal.began) * 1000)
            terminal.close()
    row("first frame", ours)
    row("first frame of an empty Textual app", empty)
    print(f"{'ratio of the medians':<44}{statistics.median(ours) / statistics.median(empty):>9.2f}")


if __name__ == "__main__":
    print(f"{'':<44}{'median':>9}{'95 %':>9}")
    for name in ("xor", "sensor"):
        paused(name)
        running(name)
    start()
