"""Where a command writes: stdout, or a file that appears whole or not at all."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any


@contextmanager
def output(path: str | None, binary: bool = False) -> Iterator[IO[Any]]:
    """Stdout, or a new file beside `path` that takes its place at the end; on an error `path` stays as it was.

    Raises GlassnetError where it cannot be written.
    """
    if path is None:
        yield sys.stdout.buffer if binary else sys.stdout
        return
    from core.errors import GlassnetError
    from scenarios.replacing import replacing

    try:
        special = Path(path).exists() and not Path(path).is_file()  # a terminal or a pipe: nothing takes their place
        if special:
            with open(path, "wb" if binary else "w", encoding=None if binary else "utf-8") as file:
                yield file
    except (OSError, ValueError) as error:  # ValueError: a path with a zero byte
        raise GlassnetError(f"--out {path}: {getattr(error, 'strerror', None) or error}") from error
    if not special:
        with replacing(path, binary, "--out") as file:
            yield file
