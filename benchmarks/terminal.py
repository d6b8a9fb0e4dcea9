"""A program in a pseudo-terminal, and what a person would see there: the characters of each finished frame.

Answers the program as terminals do that know synchronized output, so that it marks where a frame ends. Reads all
the time it waits, so that the program never stands still for a full pipe.
"""

from __future__ import annotations

import codecs
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.emulator import TOKEN, Emulator, Look

WIDTH, HEIGHT = 120, 40
ASKS_FOR_FRAMES, FRAME_ENDS = ("?2026$", "p"), ("?2026", "l")


Cells = Sequence[Sequence[tuple[str, Look]]]  # rows of characters and their looks


@dataclass(frozen=True)
class Frame:
    """What stands on the screen, and when the last of it came. cells: only if the terminal is asked to keep them."""

    at: float
    text: str
    cells: Cells = ()

    def find(self, pattern: str) -> str:
        """What the pattern's group is here; empty where it is nowhere."""
        found = re.search(pattern, self.text)
        return found[1] if found else ""


UNUSUAL = ("NO_COLOR", "PYTHONDONTWRITEBYTECODE")  # settings that most people's machines do not have


class Terminal:
    """A command in a terminal of this size.

    received: bytes that it has written. keeps: whether frames have their cells.
    """

    def __init__(self, *command: str, size: tuple[int, int] = (WIDTH, HEIGHT)) -> None:
        width, height = size
        self.began = time.perf_counter()
        self.process, self.handle = pty.fork()
        if self.process == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
            environment = {name: value for name, value in os.environ.items() if name not in UNUSUAL}
            environment.update(TERM="xterm-256color", COLORTERM="truecolor", LANG="C.UTF-8")
            os.execve(command[0], command, environment)
        self.frame = Frame(self.began, "")
        self.received, self.keeps = 0, False
        self.cells = Emulator(width, height)
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._unread = ""
        self._marks_frames = False

    def read(self, seconds: float) -> list[Frame]:
        """The frames that end in what comes next, at once when something comes; none after so many seconds."""
        if not select.select([self.handle], [], [], max(0.0, seconds))[0]:
            return []
        try:
            wrote = os.read(self.handle, 65536)
        except OSError:  # a pseudo-terminal's way to say that the program is gone
            raise SystemExit(f"the program ended; its last screen:\n{self.frame.text}") from None
        came, frames = time.perf_counter(), []
        self.received += len(wrote)
        self._unread += self._decode(wrote)
        at = 0
        while token := TOKEN.match(self._unread, at):
            at = token.end()
            if self._take(token):
                frames.append(self._shown(came))
        self._unread = self._unread[at:]
        if not self._marks_frames:
            frames = [self._shown(came)]
        if frames:
            self.frame = frames[-1]
        return frames

    def _shown(self, came: float) -> Frame:
        rows = zip(self.cells.chars, self.cells.looks, strict=True) if self.keeps else ()
        return Frame(came, self.cells.text, [list(zip(*row, strict=True)) for row in rows])

    def _take(self, token: re.Match[str]) -> bool:
        """One piece of the output; whether a frame ends with it."""
        control = token.groups()
        if control == ASKS_FOR_FRAMES:
            os.write(self.handle, b"\x1b[?2026;2$y")
        elif control == FRAME_ENDS:
            self._marks_frames = True
            return True
        self.cells.take(token)
        return False

    def drain(self, seconds: float) -> list[Frame]:
        """All frames that come in this time."""
        frames, deadline = [], time.perf_counter() + seconds
        while (left := deadline - time.perf_counter()) > 0:
            frames += self.read(left)
        return frames

    def quiet(self, seconds: float = 0.15) -> None:
        """Read until nothing has come for so long."""
        since = time.perf_counter()
        while time.perf_counter() - since < seconds:
            before = self.frame
            self.read(seconds)
            if self.frame is not before:
                since = time.perf_counter()

    def until(self, pattern: str, seconds: float = 60.0, but: str = "") -> Frame:
        """The first frame on which the pattern's group is there, and is not `but`."""
        deadline = time.perf_counter() + seconds
        while time.perf_counter() < deadline:
            for frame in self.read(deadline - time.perf_counter()):
                if frame.find(pattern) not in ("", but):
                    return frame
        raise SystemExit(f"{pattern!r} never came, or never changed; the last screen:\n{self.frame.text}")

    def type(self, keys: str) -> None:
        """Press keys, and wait for nothing."""
        os.write(self.handle, keys.encode())

    def press(self, key: str, shows: str) -> float:
        """Milliseconds from a key to the end of the first frame on which this is another thing than before."""
        before, began = self.frame.find(shows), time.perf_counter()
        self.type(key)
        return (self.until(shows, but=before).at - began) * 1000

    def close(self) -> None:
        """End the program."""
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        os.close(self.handle)
