"""Where a command writes: stdout, or a file that appears whole or not at all; a mistake on stderr."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO, Any


@contextmanager
def output(path: str | None, binary: bool = False) -> Iterator[IO[Any]]:
    """Stdout, or a new file beside `path` that takes its place at the end; on an error `path` stays as it was.

    A terminal, and a pipe that somebody reads, are written to as they are. Raises GlassnetError where that fails.
    """
    if path is None:
        yield sys.stdout.buffer if binary else sys.stdout
        return
    from glassnet.core.errors import GlassnetError, path_named
    from glassnet.scenarios.reading import why
    from glassnet.scenarios.replacing import replacing

    if not _flows(path):
        with replacing(path, binary, "--out") as file:
            yield file
        return
    try:
        with open(path, "wb" if binary else "w", encoding=None if binary else "utf-8", opener=_opener) as file:
            yield file
    except BrokenPipeError:
        raise
    except OSError as error:
        raise GlassnetError(f"--out {path_named(path)}: {why(error)}") from error


def _flows(path: str) -> bool:
    """Whether what is written there goes on to somewhere: a terminal, /dev/null or a pipe."""
    mode = 0
    with suppress(OSError, ValueError):  # what is not there becomes a file; what is wrong with a path `replacing` says
        mode = os.stat(path).st_mode
    return stat.S_ISCHR(mode) or stat.S_ISFIFO(mode)


def _opener(path: str, flags: int) -> int:
    """Opens a pipe only where somebody reads it: plain opening would wait for that for ever."""
    try:
        number = os.open(path, flags & ~os.O_CREAT | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        if error.errno == errno.ENXIO:
            raise OSError(error.errno, "nobody reads this pipe") from error
        raise
    if hasattr(os, "O_NONBLOCK"):
        os.set_blocking(number, True)
    return number


def failed(code: int, message: str) -> int:
    """Say on stderr, in one line, what came in between; returns the exit code."""
    from glassnet.core.errors import LONGEST_LINE, bounded

    print(bounded(f"glassnet: {message}", LONGEST_LINE), file=sys.stderr)
    return code
