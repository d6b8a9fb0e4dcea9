"""One folder for all files, for somebody who is not to see others: a visitor of `glassnet serve`.

Such a process has the folder in its environment, under FOLDER, from its beginning to its end; without it nothing is
confined. What a name may be is decided here, and which files are within reach. Opens none.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from glassnet.core.errors import GlassnetError

FOLDER = "GLASSNET_FOLDER"
DRIVER = "glassnet.tui.web:Web"  # which has no terminal, as TEXTUAL_DRIVER names it
FILES = "files"  # the folder in it with what the visitor has brought
SHIPPED = Path(__file__).parent  # lessons and data of ours, which anybody may read
LONGEST = 100  # bytes of a name; file systems take 255, and a name gets endings
FORBIDDEN = '<>:"|?*'  # somewhere they are a drive, a stream, a pipe or a pattern
DEVICES = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|clock\$|(com|lpt)[0-9¹²³])( *\..*)?", re.IGNORECASE)
OUTSIDE = "only files of your own can be read or written here"


def is_served() -> bool:
    """Whether this process is an app that `glassnet serve` has started, and so needs no terminal."""
    return bool(root()) and os.environ.get("TEXTUAL_DRIVER") == DRIVER


def root() -> str:
    """The folder that this process is confined to; empty where it is not."""
    return os.environ.get(FOLDER, "")


def wrong_name(name: str) -> str:
    """What is wrong with a name for a file in one folder, on any system, in a line; empty for a good one."""
    if not name:
        return "a file name, please"
    if not name.isprintable():  # control characters, NUL, halves of characters
        return "a name must not have characters that cannot be seen"
    if "/" in name or "\\" in name:
        return "a name, please, and no path: it must not have / or \\"
    if any(each in name for each in FORBIDDEN):
        return f"a name must not have any of {' '.join(FORBIDDEN)}"
    if name.startswith((".", "~", "-")):
        return f"a name must not begin with {name[0]}"
    if name != name.strip() or name.endswith("."):
        return "a name must neither begin with a blank nor end with one or with a dot"
    if len(name.encode()) > LONGEST:
        return f"a name must not be longer than {LONGEST} bytes"
    return "the name of a device; take another one" if DEVICES.fullmatch(name) else ""


def check_readable(path: str) -> None:
    """Raises GlassnetError for a file out of reach, whatever it is called; ValueError for a path with a zero byte."""
    if root() and not (_is_below(path, root()) or _is_below(path, str(SHIPPED))):
        raise GlassnetError(OUTSIDE)


def check_writable(path: str) -> None:
    """The same for a file to write."""
    if root() and not _is_below(path, root()):
        raise GlassnetError(OUTSIDE)


def exists(path: str) -> bool:
    """Whether a file is there and within reach: of others not even that is told."""
    try:
        check_readable(path)
    except (GlassnetError, ValueError):
        return False
    return os.path.exists(path)


def _is_below(path: str, folder: str) -> bool:
    """Whether a path leads into a folder when all links are followed."""
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))
