"""Where the sessions of the last quit are kept: the user's folder for such things, one file."""

from __future__ import annotations

import os
from pathlib import Path

from glassnet.core.errors import GlassnetError

SUFFIX = ".glassnet"  # of every file of sessions
NAME = f"last{SUFFIX}"


def last_session() -> str:
    """The file of the last quit. Raises GlassnetError where there is none."""
    path = _folder() / NAME
    if not path.exists():
        raise GlassnetError("there is nothing to resume: no session was left with q yet")
    return str(path)


def place_for_sessions() -> str:
    """Where to write them. Raises GlassnetError where that folder cannot be made."""
    return os.path.join(state_folder(), NAME)


def state_folder() -> str:
    """The folder, which is made if need be. Raises GlassnetError where it cannot be."""
    folder = _folder()
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        raise GlassnetError(f"{folder}: {error.strerror}") from error
    return str(folder)


def _folder() -> Path:
    from platformdirs import user_state_path  # most of what reads SUFFIX needs no folder

    return user_state_path("glassnet")
