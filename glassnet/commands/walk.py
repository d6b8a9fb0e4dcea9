"""`glassnet walk`: the steps of a training as plain lines, for screen readers, logs and notebooks."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from glassnet.commands.arguments import INTERRUPTED, whole
from glassnet.commands.experiments import experiment_parser, opened, parsed
from glassnet.scenarios.sessions import MOST_ITERATIONS

if TYPE_CHECKING:
    from glassnet.scenarios.sessions.session import Session

DESCRIPTION = """\
The steps of a training as plain lines, one a step, that make sense when they are read aloud: what is computed, its
formula, its shape, and one number of it. In a terminal a step comes with each key; elsewhere, and with --all or
--iterations, all lines come at once. Exit code 1 where the loss is not finite."""
EXAMPLES = """\
examples:
  glassnet walk xor
  glassnet walk neuron --all
  glassnet walk xor --at '120:dW1[0,2]'
  glassnet walk mine.toml --iterations 3 > steps.txt
"""
NEXT, BACK, END = (" ", "\r", "\n"), ("b", "\x7f", "\x08"), ("q", "\x04", "")  # "": nobody types any more
KEYS = "Keys: space or enter, the next step; b or backspace, one step back; q, ctrl+c or ctrl+d, the end."


def run(arguments: list[str]) -> int:
    """Print the lines. Raises GlassnetError for an experiment or a moment that is not there."""
    made = experiment_parser("walk", DESCRIPTION, EXAMPLES)
    made.add_argument("--iterations", type=whole(1, MOST_ITERATIONS), metavar="N", help="all steps of so many (1)")
    made.add_argument("--at", metavar="N[:NAME]", help="begin at the end of iteration N, or where it computes NAME")
    made.add_argument("--all", action="store_true", help="all lines at once in a terminal too")
    options = parsed(made, arguments)
    from glassnet.scenarios.sessions.session import Session
    from glassnet.scenarios.walk import beginning, introduction, lines

    session = Session(opened(options))
    first = beginning(session, options.at)
    by_keys = not (options.all or options.iterations) and sys.stdin.isatty() and sys.stdout.isatty()
    if by_keys:
        _say(KEYS)
    for line in (*introduction(session.scenario), *first):
        _say(line)
    if by_keys:
        return _by_keys(session)
    for line in lines(session, options.iterations or 1):
        _say(line)
    return _trouble(session)


def _by_keys(session: Session) -> int:
    """A step with each key, until somebody has enough."""
    from glassnet.scenarios.walk import told

    with suppress(KeyboardInterrupt), _keys() as pressed:
        for key in pressed:
            if key in END:
                return 0
            if key not in NEXT + BACK:
                _say(KEYS)
                continue
            if key in BACK:
                session.back()
            else:
                session.step()
            for line in told(session):
                _say(line)
            if _trouble(session):
                return 1
    return INTERRUPTED


def _say(line: str) -> None:
    """A line; on a terminal no word and no number of it is broken."""
    if sys.stdout.isatty():
        columns = max(20, shutil.get_terminal_size().columns - 1)
        line = textwrap.fill(line, columns, break_long_words=False, break_on_hyphens=False)
    print(line, flush=True)


def _trouble(session: Session) -> int:
    if session.trouble:
        print(f"glassnet: {session.trouble}", file=sys.stderr)
    return 1 if session.trouble else 0


@contextmanager
def _keys() -> Iterator[Iterator[str]]:
    """The keys as they are pressed, unseen; where a system has no such terminals, the first letters of lines."""
    try:
        import termios
        import tty
    except ImportError:
        yield (line[:1] for line in iter(sys.stdin.readline, "\0"))
        return
    number = sys.stdin.fileno()
    before = termios.tcgetattr(number)
    tty.setcbreak(number, termios.TCSADRAIN)
    try:
        yield _read(number)
    finally:
        termios.tcsetattr(number, termios.TCSADRAIN, before)


def _read(number: int) -> Iterator[str]:
    """Each key; one that sends several characters, such as an arrow, is one that means nothing here."""
    while True:
        text = os.read(number, 64).decode(errors="replace")
        yield from ([text] if not text or text[0] == "\x1b" else text)
