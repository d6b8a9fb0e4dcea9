"""Files that a visitor brings: their names, how large they may be, and how they come into his folder.

Knows no visitor but his folder. A file is there whole or not at all.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

from glassnet.core.errors import GlassnetError
from glassnet.scenarios.confined import FILES, wrong_name
from glassnet.serving.folders import size

COMING = "coming"  # in a visitor's folder: the file that is on its way
MEBIBYTE = 2**20


class TooLarge(GlassnetError):
    """More than a visitor may bring."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"too large: all your files together may have {limit / MEBIBYTE:g} MiB")


async def receive(folder: Path, name: str, chunks: AsyncIterator[bytes], limit: int) -> None:
    """Write a file under this name into the folder's FILES; one of that name is replaced.

    limit: bytes of all files together. Raises GlassnetError for a wrong name, TooLarge for too many bytes; then nothing
    has changed.
    """
    if wrong := wrong_name(name):
        raise GlassnetError(wrong)
    target, coming = folder / FILES / name, folder / COMING
    replaced = target.lstat().st_size if target.exists() else 0
    room = limit - size(folder) + replaced
    try:
        with coming.open("wb") as file:
            async for chunk in chunks:
                room -= len(chunk)
                if room < 0:
                    raise TooLarge(limit)
                file.write(chunk)
        os.replace(coming, target)
    except OSError as error:
        raise GlassnetError(f"not taken: {error.strerror}") from error
    finally:
        with suppress(OSError):
            coming.unlink()
