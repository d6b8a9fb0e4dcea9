"""Files that are replaced whole: the new one is written beside the old one and takes its name when it is on disk.

A process that is killed meanwhile leaves its unfinished file behind, and the next one that writes into the folder
takes it away. Whoever still writes holds a lock on the file, which ends with its process, however that ends.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from glassnet.core.errors import GlassnetError, path_named
from glassnet.scenarios.confined import check_writable
from glassnet.scenarios.reading import kind_of, why

try:
    import fcntl
except ImportError:  # Windows, which lets nobody take away a file that is open
    fcntl = None  # type: ignore[assignment]

PREFIX, SUFFIX = ".glassnet-", ".unfinished"  # of a name of ours, whatever the file will be called
UNFINISHED = re.compile(rf"{re.escape(PREFIX)}\w{{8}}{re.escape(SUFFIX)}")


def replace_file(path: str, content: bytes) -> None:
    """Write a file. Whatever happens meanwhile, `path` is the old file or the new one, whole.

    Raises GlassnetError, one line that begins with the path, where it cannot be written.
    """
    with replacing(path, binary=True) as file:
        file.write(content)


@contextmanager
def replacing(path: str, binary: bool = False, option: str = "") -> Iterator[IO[Any]]:
    """A file to write to that takes the place of `path` at the end, unless there was an error.

    option: of the command line, which an error names before the path. Raises GlassnetError where it cannot be written.
    """
    name, lock = "", -1
    try:
        check_writable(path)
        target = Path(path).resolve()  # a link stays a link
        if target.exists() and (kind := kind_of(str(target))):  # nothing must take the place of a device or a folder
            raise GlassnetError(f"{option} {path_named(path)}: {kind}".lstrip())
        sweep(target.parent)
        number, name, lock = _made_in(target.parent)
        with open(number, "wb" if binary else "w", encoding=None if binary else "utf-8") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~umask())
        os.replace(name, target)
        name = ""
    except (OSError, ValueError, RuntimeError) as error:  # a path with a zero byte; links in a circle
        raise GlassnetError(f"{option} {path_named(path)}: {why(error)}".lstrip()) from error
    finally:
        if name:
            with suppress(OSError):
                os.unlink(name)
        if lock >= 0:
            os.close(lock)


def _made_in(folder: Path) -> tuple[int, str, int]:
    """A new unfinished file: open to write, its name, and what holds its lock; -1 where there are no locks."""
    while True:
        number, name = tempfile.mkstemp(prefix=PREFIX, suffix=SUFFIX, dir=folder)
        if fcntl is None:
            return number, name, -1
        with suppress(OSError):  # a file system without locks, where nobody sweeps either
            fcntl.flock(number, fcntl.LOCK_EX)
        if os.fstat(number).st_nlink:  # else it was swept before it was locked
            return number, name, os.dup(number)
        os.close(number)


def sweep(folder: Path) -> None:
    """Take away the files in a folder that a process of ours left unfinished when it was killed."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if UNFINISHED.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                with suppress(OSError):
                    _take_away(entry.path)


def _take_away(path: str) -> None:
    """Delete an unfinished file. Raises OSError where somebody still writes it, or it is not ours to delete."""
    if fcntl is None:
        os.unlink(path)
        return
    number = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.path.samestat(os.fstat(number), os.stat(path, follow_symlinks=False)):  # else it is finished meanwhile
            os.unlink(path)
    finally:
        os.close(number)


def umask() -> int:
    """The permissions that new files are not to have."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
