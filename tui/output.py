"""Writing: to stdout, or to a file that appears whole or not at all."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any


@contextmanager
def output(path: str | None, binary: bool = False, option: str = "--out") -> Iterator[IO[Any]]:
    """Stdout, or a new file beside `path` that takes its place at the end; on an error `path` stays as it was.

    option: what an error names beside the path. Raises GlassnetError where it cannot be written.
    """
    if path is None:
        yield sys.stdout.buffer if binary else sys.stdout
        return
    from core.errors import GlassnetError

    mode, encoding = ("wb", None) if binary else ("w", "utf-8")
    name = ""
    try:
        target = Path(path).resolve()  # a link stays a link
        if target.exists() and not target.is_file():  # a terminal or a pipe, which nothing can take the place of
            with target.open(mode, encoding=encoding) as file:
                yield file
            return
        number, name = tempfile.mkstemp(prefix=f".{target.name[:100]}.", dir=target.parent)
        with open(number, mode, encoding=encoding) as file:
            yield file
        os.chmod(name, target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask())
        os.replace(name, target)
        name = ""
    except (OSError, ValueError) as error:  # ValueError: a path with a zero byte
        raise GlassnetError(f"{option} {path}: {getattr(error, 'strerror', None) or error}".lstrip()) from error
    finally:
        if name:
            with suppress(OSError):
                os.unlink(name)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
