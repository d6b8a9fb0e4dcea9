"""Files that are replaced whole: the new one is written beside the old one and takes its name when it is on disk."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from core.errors import GlassnetError


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
    name = ""
    try:
        target = Path(path).resolve()  # a link stays a link
        if target.exists() and not target.is_file():  # a device or a pipe, which nothing must take the place of
            raise OSError(errno.EINVAL, "no regular file")
        number, name = tempfile.mkstemp(prefix=f".{target.name[:100]}.", dir=target.parent)
        with open(number, "wb" if binary else "w", encoding=None if binary else "utf-8") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~umask())
        os.replace(name, target)
        name = ""
    except (OSError, ValueError, RuntimeError) as error:  # a path with a zero byte; links in a circle
        raise GlassnetError(f"{option} {path}: {getattr(error, 'strerror', None) or error}".lstrip()) from error
    finally:
        if name:
            with suppress(OSError):
                os.unlink(name)


def umask() -> int:
    """The permissions that new files are not to have."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
