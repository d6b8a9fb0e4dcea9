"""Files that a user names, opened to read: regular ones of a bounded size, so that none is waited for or fills memory.

What may be read or written at all is decided here, for `replacing.py` too; which files are within reach is decided in
`confined.py`. Knows nothing of what stands in a file.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO

from glassnet.core.errors import GlassnetError, bounded
from glassnet.scenarios.confined import check_readable

OTHER = {  # what a name may stand for that is no file with a beginning and an end
    stat.S_IFDIR: os.strerror(errno.EISDIR),
    stat.S_IFIFO: "a pipe, not a file",
    stat.S_IFCHR: "a device, not a file",
    stat.S_IFBLK: "a device, not a file",
    stat.S_IFSOCK: "a socket, not a file",
}
UNITS = {30: "GiB", 20: "MiB", 10: "KiB", 0: "bytes"}


Tell = Callable[[int, int, int], object]  # how much is read, of how much, in bytes or characters; rows so far
_watching: list[Tell] = []


@contextmanager
def watched(tell: Tell) -> Iterator[None]:
    """Whoever wants to know how far a large file is read meanwhile; one that is read anew begins at 0 again."""
    _watching.append(tell)
    try:
        yield
    finally:
        _watching.remove(tell)


def told(read: int, size: int, rows: int) -> None:
    """Tell those who watch that so much is read, of how much, and how many rows that was."""
    for tell in _watching:
        tell(read, size, rows)


def kind_of(path: str) -> str:
    """What is there instead of a file: `a pipe, not a file`; "" for a file. Raises OSError and ValueError."""
    mode = os.stat(path).st_mode
    return "" if stat.S_ISREG(mode) else OTHER.get(stat.S_IFMT(mode), "not a file")


@contextmanager
def reading(path: str, most: int, advice: str = "") -> Iterator[BinaryIO]:
    """A regular file of at most so many bytes, open to read. advice: about one that has more.

    Raises GlassnetError, one line without the path, for anything else, and where reading fails.
    """
    try:
        check_readable(path)
        if kind := kind_of(path):  # before it is opened: that may wait for ever, or do something
            way_out = "" if kind == OTHER[stat.S_IFDIR] else "; write what comes from it into one, and open that"
            raise GlassnetError(f"{kind}{way_out}")
        with open(path, "rb") as file:
            if os.fstat(file.fileno()).st_size > most:
                raise GlassnetError(_too_large(most, advice))
            yield file
    except (OSError, ValueError) as error:  # ValueError: a path with a zero byte
        raise GlassnetError(why(error)) from error


def read_file(path: str, most: int, advice: str = "") -> bytes:
    """The content of a regular file of at most so many bytes. Raises as `reading` does."""
    with reading(path, most, advice) as file:
        content = file.read(most + 1)
    if len(content) > most:  # it grew, or says no size
        raise GlassnetError(_too_large(most, advice))
    return content


def why(error: Exception) -> str:
    """What went wrong with a file, without its path."""
    return bounded(str(getattr(error, "strerror", None) or error))


def _too_large(most: int, advice: str) -> str:
    power = next(power for power in UNITS if most >> power)
    return f"larger than {most >> power} {UNITS[power]}" + (f"; {advice}" if advice else "")
