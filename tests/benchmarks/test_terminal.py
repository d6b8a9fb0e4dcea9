"""The measured terminal sees what a person would: finished frames, and never an old one for a new one."""

from __future__ import annotations

import sys

import pytest

pytest.importorskip("pty")
from benchmarks.terminal import HEIGHT, WIDTH, Terminal
from tests.patience import PATIENCE

# draws its count; after a key the old count once more, then, half written, the new one, then the rest of the frame
COUNTS = r"""
import os, sys, termios, time, tty
tty.setraw(0)
def draw(text): os.write(1, b"\x1b[?2026h" + text.encode() + b"\x1b[?2026l")
os.write(1, b"\x1b[?2026$p")
answer = b""
while not answer.endswith(b"$y"):
    answer += os.read(0, 1)
count = 1
draw("\x1b[3;5H\x1b[1;38;2;1;2;3mcount 1\x1b[0m é│⣀ end")
while os.read(0, 1) != b"q":
    draw("\x1b[3;5Hcount %d" % count)
    count += 1
    os.write(1, b"\x1b[?2026h\x1b[3;5Hcount %d" % count)
    time.sleep(0.02)
    os.write(1, b"\x1b[10;1Hchanged to %d\x1b[" % count)
    time.sleep(0.02)
    os.write(1, b"?2026l")
"""


def test_frames_are_whole_and_new() -> None:
    terminal = Terminal(sys.executable, "-c", COUNTS)
    first = terminal.until(r"count (\d+)")
    lines = first.text.split("\n")
    assert (len(lines), {len(line) for line in lines}) == (HEIGHT, {WIDTH})
    assert lines[2].rstrip() == "    count 1 é│⣀ end"
    for count in ("2", "3"):
        terminal.press(" ", r"count (\d+)")
        assert terminal.frame.find(r"count (\d+)") == count
        assert terminal.frame.find(r"changed to (\d+)") == count  # the frame's end has come
    terminal.close()


def test_what_never_comes_is_told_with_the_last_screen() -> None:
    terminal = Terminal(sys.executable, "-c", COUNTS)
    terminal.until(r"count (\d+)")
    with pytest.raises(SystemExit, match="count 1"):
        terminal.until(r"count (2)", seconds=0.2)
    terminal.type("q")
    with pytest.raises(SystemExit, match="the program ended"):
        terminal.drain(PATIENCE)
    terminal.close()
