"""Where the app's files come from and go to: anywhere for who sits at a terminal; in a browser one folder to read from,
and what is written is downloaded.

The keys about files (`actions/files.py`) ask nothing else. Knows no Textual, and not what stands in the files.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Protocol

from glassnet.scenarios.confined import FILES, root, wrong_name


class Storage(Protocol):
    """Files by the names that somebody types."""

    def wrong_source(self, name: str) -> str:
        """What is wrong with the name of a file to read, in a line; empty for one that is there."""

    def wrong_target(self, name: str) -> str:
        """What is wrong with the name of a file to write."""

    def path(self, name: str) -> str:
        """The file of a name that is not wrong."""

    def newest(self) -> str:
        """The name of the file that was brought last; empty where none was."""

    def takes_place(self, path: str) -> bool:
        """Whether writing there replaces a file."""

    def write(self, path: str, content: bytes) -> str:
        """Write a file; returns a sentence that says so. Raises GlassnetError where it cannot be written."""

    def comes_back(self, path: str) -> str:
        """How somebody comes back to a session that is saved there."""


class Disk:
    """All files that the user may read and write."""

    def wrong_source(self, name: str) -> str:
        path = self.path(name)
        return "a file name, please" if not path else "" if os.path.isfile(path) else f"there is no file {path}"

    def wrong_target(self, name: str) -> str:
        if not name:
            return "a file name, please"
        path = self.path(name)
        folder = os.path.dirname(path)
        if folder and not os.path.isdir(folder):
            return f"there is no folder {folder}"
        return f"{name} is a directory" if os.path.isdir(path) else ""

    def path(self, name: str) -> str:
        return os.path.expanduser(name.strip())

    def newest(self) -> str:
        return ""

    def takes_place(self, path: str) -> bool:
        return os.path.exists(path)

    def write(self, path: str, content: bytes) -> str:
        from glassnet.scenarios.replacing import replace_file

        replace_file(path, content)
        return f"written: {path}"

    def comes_back(self, path: str) -> str:
        return f"saved into {path}; glassnet {path} comes back here"


class Browser:
    """Files of one folder by their names alone; `deliver` hands one that is written to the browser, under a name.

    The process works in that folder, so a name is the path, and no message tells where the folder is.
    """

    def __init__(self, folder: str, deliver: Callable[[str, bytes], object]) -> None:
        self._folder, self._deliver = folder, deliver

    def wrong_source(self, name: str) -> str:
        if wrong := wrong_name(name.strip()):
            return wrong
        path = os.path.join(self._folder, name.strip())
        if os.path.isfile(path) and not os.path.islink(path):
            return ""
        there = ", ".join(self._files()[:4])
        return f"there is no {name.strip()}; " + (f"there is {there}" if there else "upload it first, below")

    def wrong_target(self, name: str) -> str:
        return wrong_name(name)

    def path(self, name: str) -> str:
        return name.strip()

    def newest(self) -> str:
        return next(iter(self._files()), "")

    def takes_place(self, path: str) -> bool:
        return False

    def write(self, path: str, content: bytes) -> str:
        self._deliver(path, content)
        return f"downloaded: {path}"

    def comes_back(self, path: str) -> str:
        return f"downloaded: {path}; uploaded again, it comes back here"

    def _files(self) -> list[str]:
        """Their names, the last one that came first."""
        with os.scandir(self._folder) as entries:
            found = [(entry.stat().st_mtime, entry.name) for entry in entries if entry.is_file(follow_symlinks=False)]
        return [name for _, name in sorted(found, reverse=True) if not wrong_name(name)]


def storage(deliver: Callable[[str, bytes], object]) -> Storage:
    """What this process may use: the disk, where it is not confined."""
    folder = root()
    return Browser(os.path.join(folder, FILES), deliver) if folder else Disk()
