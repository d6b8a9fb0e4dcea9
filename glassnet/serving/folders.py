"""The private folders of visitors: one folder of this server, in it one of each visitor, taken away in the end.

A server that was killed leaves its folder behind, and the next one that starts takes it away: who still runs holds a
lock in it, which ends with its process, however that ends. Knows no visitor and no network.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from glassnet.scenarios.confined import FILES

try:
    import fcntl
except ImportError:  # Windows, where `glassnet serve` says that it cannot
    fcntl = None  # type: ignore[assignment]

PREFIX, LOCK = "glassnet-serve-", "lock"
HOME = "home"  # in a visitor's folder: what the app itself keeps, such as the theme


class Folders:
    """Those of one server. given: files that every visitor finds, by name. place: where they are, by default where
    the system has such things."""

    def __init__(self, given: Mapping[str, bytes] | None = None, place: str | None = None) -> None:
        self._given = dict(given or {})
        place = place or tempfile.gettempdir()
        sweep(place)
        self.path, self._lock = _made_in(place)

    def make(self) -> Path:
        """A new one."""
        made = Path(tempfile.mkdtemp(dir=self.path))
        (made / HOME).mkdir()
        (made / FILES).mkdir()
        for name, content in self._given.items():
            (made / FILES / name).write_bytes(content)
        return made

    def remove(self, folder: Path) -> None:
        """Take one away; what cannot be taken away now goes with the server."""
        shutil.rmtree(folder, ignore_errors=True)

    def close(self) -> None:
        """Take all away."""
        shutil.rmtree(self.path, ignore_errors=True)
        os.close(self._lock)


def _made_in(place: str) -> tuple[Path, int]:
    """A new folder, for its owner alone, and its lock."""
    while True:
        path = Path(tempfile.mkdtemp(prefix=PREFIX, dir=place))
        lock = os.open(path / LOCK, os.O_CREAT | os.O_RDWR, 0o600)
        fcntl.flock(lock, fcntl.LOCK_EX)
        if os.fstat(lock).st_nlink:  # else it was swept before it was locked
            return path, lock
        os.close(lock)


def sweep(place: str) -> None:
    """Take away the folders of servers that run no more."""
    for folder in Path(place).glob(f"{PREFIX}*"):
        with suppress(OSError):
            _take_away(folder)


def _take_away(folder: Path) -> None:
    """Take a folder away. Raises OSError where it is not ours, or somebody uses it still, or just begins to."""
    there = folder.lstat()
    if there.st_uid != os.getuid() or folder.is_symlink():
        return
    lock = os.open(folder / LOCK, os.O_RDWR | os.O_NOFOLLOW)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder)
    finally:
        os.close(lock)


def size(folder: Path) -> int:
    """The bytes of all files that a visitor has brought or was given."""
    return sum(each.lstat().st_size for each in (folder / FILES).iterdir())
