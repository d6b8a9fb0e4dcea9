"""Random walks over the app as a person meets it, in a pseudo-terminal: does it live until it is told to quit?

    python -m tests.walk [--sessions N] [--inputs N] [--seed S] [--keep DIR] [WORDS …]

WORDS are what follows `glassnet`; without any each session opens a scenario of its own. A seed gives the same inputs
again; how they fall into the app's reads depends on the machine. Needs pseudo-terminals, and the standard library only.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pty
import random
import re
import select
import signal
import struct
import sys
import tempfile
import termios
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from benchmarks.emulator import Emulator
from tests.patience import PATIENCE

ROOT = Path(__file__).parent.parent
SCENARIOS = ("neuron", "xor", "xor-stuck", "xor-linear", "deep-sigmoid", "sensor", "circle", "spiral", "plane", "iris")
ESCAPES = re.compile(rb"\x1b\[[0-9;?<>=$]*[A-Za-z]|\x1b\][^\x07]*\x07|\x1b.")

# Often pressed keys stand here several times. None of them quits: q, ctrl+c and ctrl+q are left out below.
STEPS = [b" ", b"f", b"b", b"u", b"i", b"e", b"\x7f", b"F", b"B", b"U", b"I", b"E", b"r", b"r", b"[", b"]"]
LOOKS = [*(bytes([c]) for c in b"nNlLwWxmvydDkK0123456789aot,.-z?jHGTX"), b"\t", b"\x1b[Z", b"\x1b"]
LOOKS += [b"\r"] * 3
BACK = b"\x1b[?2004h"  # which an app writes when it has taken the terminal back
OPENS = [b"g", b"=", b"h", b"s", b"c", b"p", b"?", b"0", b"/", b"\x10", b"\x13", b"\x05", b"\x12", b"\x1a"]
OPENS += [b"\x1b[3~", b"\x1bOP"]
MOVES = [b"\x1b[A", b"\x1b[B", b"\x1b[C", b"\x1b[D", b"\x1b[5~", b"\x1b[6~", b"\x1b[H", b"\x1b[F"]
ODD = [
    b"\x00",
    b"\xff",
    b"\xc3",
    b"\x1b[",
    b"\x1b]",
    b"\x1b[<",
    b"\x1b[200~",
    b"\x1b[I",
    b"\x1b[O",
    "é".encode(),
    "日".encode(),
]
ODD += [b"\x1b[48;9999;9999;1;1t", b"\x1b[4294967295;5u", "\u202e".encode(), "🙂".encode(), b"\x1b[;;R"]
WORDS = [
    b"7",
    b"0.25",
    b"-1",
    b"nan",
    b"1e999",
    b"999999999",
    b"[red]x",
    b"a" * 2000,
    b"\xfc",
    b"/no/where",
    "日本".encode(),
]
SIZES = ((120, 40), (80, 24), (200, 60), (60, 20), (59, 19), (10, 3), (1, 1), (400, 120))
QUITS = bytes.maketrans(b"q\x03\x11", b"   ")


@dataclass(frozen=True)
class Size:
    """A terminal that changes its size."""

    width: int
    height: int


@dataclass(frozen=True)
class Away:
    """A shell that takes the terminal for a while."""


Act = bytes | Size | Away


def acts(seed: int, count: int) -> Iterator[Act]:
    """What somebody without a plan does."""
    chance = random.Random(seed)
    keys = STEPS * 3 + LOOKS * 2 + OPENS + MOVES * 2 + ODD
    for _ in range(count):
        kind = chance.choices(
            ("key", "held", "keys", "mouse", "paste", "typed", "size", "away"), (58, 3, 15, 10, 4, 5, 4, 1)
        )[0]
        match kind:
            case "key":
                act: Act = chance.choice(keys)
            case "held":
                act = chance.choice(keys) * 40
            case "keys":  # in one read
                act = b"".join(chance.choice(keys) for _ in range(chance.randrange(2, 6)))
            case "mouse":
                button = chance.choice((0, 0, 0, 1, 2, 32, 35, 64, 65))
                at = b"\x1b[<%d;%d;%d" % (button, chance.randrange(1, 220), chance.randrange(1, 70))
                act = at + b"M" + (at + b"m" if chance.random() < 0.7 else b"")
            case "paste":
                act = b"\x1b[200~" + chance.choice(WORDS) + b"\x1b[201~"
            case "typed":
                act = chance.choice(WORDS) + b"\r" * chance.randrange(3)
            case "size":
                act = Size(*chance.choice(SIZES))
            case _:
                act = Away()
        yield act.translate(QUITS) if isinstance(act, bytes) else act


class Process:
    """A command in a pseudo-terminal of its own; everything it writes is read, and kept."""

    def __init__(self, command: Sequence[str], home: str, size: Size = Size(120, 40)) -> None:
        self.output = bytearray()
        self.size = size
        self.code: int | None = None  # the exit code, once it has ended
        self.pid, self.handle = pty.fork()
        if self.pid == 0:
            self._set_size(0, size)
            places = dict.fromkeys(("XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"), home)
            path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
            os.chdir(home)
            kept = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES", "NO_COLOR")}
            os.execve(command[0], list(command), {**kept, **places, "TERM": "xterm-256color", "PYTHONPATH": path})

    @staticmethod
    def _set_size(handle: int, size: Size) -> None:
        fcntl.ioctl(handle, termios.TIOCSWINSZ, struct.pack("HHHH", size.height, size.width, 0, 0))

    def screen(self, since: int = 0) -> str:
        """What a terminal of this size shows, that was blank at this place of the output."""
        terminal = Emulator(self.size.width, self.size.height)
        terminal.write(bytes(self.output[since:]).decode(errors="replace"))
        return terminal.text

    @property
    def text(self) -> str:
        """All that was written, without colours and moves."""
        return ESCAPES.sub(b"", bytes(self.output)).decode(errors="replace")

    def read(self, seconds: float) -> bool:
        """What comes within so many seconds; False once it has ended."""
        deadline = time.monotonic() + seconds
        while self.code is None:
            if not select.select([self.handle], [], [], max(0.0, deadline - time.monotonic()))[0]:
                return True
            try:
                wrote = os.read(self.handle, 65536)
            except OSError:  # a pseudo-terminal's way to say that nobody writes to it any more
                wrote = b""
            if not wrote:
                self.code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
            self.output += wrote
        return False

    def until(self, words: str, since: int = 0) -> None:
        """Read until its screen has these words, by what it wrote from this place on. Raises AssertionError."""
        deadline = time.monotonic() + PATIENCE
        while words not in self.screen(since):
            assert self.read(0.05), f"it ended before it said {words!r}: {self.text[-500:]}"
            assert time.monotonic() < deadline, f"it never said {words!r}: {self.screen(since)}"

    def ended(self) -> int:
        """The exit code, which must come. Raises AssertionError."""
        deadline = time.monotonic() + PATIENCE
        while self.read(0.05):
            assert time.monotonic() < deadline, f"it never ended: {self.text[-500:]}"
        assert self.code is not None
        return self.code

    def do(self, act: Act) -> None:
        """Give it an input."""
        with suppress(OSError):  # it has ended
            if isinstance(act, Size):
                self.size = act
                self._set_size(self.handle, act)
            elif isinstance(act, Away):
                self.suspend()
                before = len(self.output)
                os.kill(self.pid, signal.SIGCONT)
                self.reads(before, BACK)  # until then ctrl+z is the terminal's own, and would stop it again
            else:
                while act:
                    select.select([], [self.handle], [], PATIENCE)
                    act = act[os.write(self.handle, act[:256]) :]
                    self.read(0)

    def reads(self, since: int, wanted: bytes) -> None:
        """Read until it has written this from a place of the output on, or has ended."""
        deadline = time.monotonic() + PATIENCE
        while wanted not in self.output[since:] and self.read(0.01) and time.monotonic() < deadline:
            pass

    def suspend(self) -> None:
        """Ask it to stop, as a shell does, and wait until it has."""
        os.kill(self.pid, signal.SIGTSTP)
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            self.read(0.01)
            if self.code is not None or os.waitpid(self.pid, os.WNOHANG | os.WUNTRACED)[0]:
                return
        raise AssertionError("it does not stop")

    def close(self) -> None:
        """End it, if it has not ended."""
        if self.code is None:
            with suppress(ProcessLookupError, ChildProcessError):
                os.kill(self.pid, signal.SIGKILL)
                os.waitpid(self.pid, 0)
        os.close(self.handle)


def glassnet(*words: str) -> list[str]:
    """The command that opens the app."""
    return [sys.executable, "-m", "glassnet", *words]


def walk(words: Sequence[str], seed: int, count: int, home: str) -> tuple[str, int, bytes]:
    """One session: what was wrong with it (empty if nothing was), after how many inputs, and what it wrote."""
    chance, done = random.Random(f"pauses {seed}"), 0
    process = Process(glassnet(*words), home, Size(*chance.choice(SIZES[:3])))
    try:
        process.until("quit")
        for done, act in enumerate(acts(seed, count), start=1):
            process.do(act)
            if not process.read(chance.choice((0.0, 0.002, 0.01, 0.03))):
                return f"it ended by itself with {process.code}", done, bytes(process.output)
        process.do(Size(120, 40))
        deadline = time.monotonic() + PATIENCE
        while process.read(0.2):  # out of whatever is open, and out of the app
            process.do(b"\x1b[201~\x1b" if chance.random() < 0.7 else b"q")
            if time.monotonic() > deadline:
                return "it does not answer q", done, bytes(process.output)
        wrong = f"exit code {process.code}" if process.code else ""
        for words_of_errors in ("Traceback", "an error of its own"):
            if words_of_errors in process.text:
                wrong = process.text[process.text.index(words_of_errors) :][:300]
        return wrong, done, bytes(process.output)
    finally:
        process.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("words", nargs="*", metavar="WORDS")
    parser.add_argument("--sessions", type=int, default=10)
    parser.add_argument("--inputs", type=int, default=300)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--keep", type=Path, help="a folder for the inputs and the output of sessions that went wrong")
    options, wrong = parser.parse_args(), 0
    for seed in range(options.seed, options.seed + options.sessions):
        words = options.words or [SCENARIOS[seed % len(SCENARIOS)]]
        with tempfile.TemporaryDirectory() as home:
            fault, done, output = walk(words, seed, options.inputs, home)
        if not fault:
            continue
        wrong += 1
        print(f"seed {seed}, {' '.join(words)}, after {done} inputs: {fault}", flush=True)
        if options.keep is not None:
            options.keep.mkdir(parents=True, exist_ok=True)
            (options.keep / f"{seed}.inputs").write_text("\n".join(map(repr, acts(seed, done))))
            (options.keep / f"{seed}.output").write_bytes(output)
    print(f"{options.sessions} sessions of {options.inputs} inputs from seed {options.seed} on, {wrong} went wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
