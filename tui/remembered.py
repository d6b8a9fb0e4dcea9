"""The theme that was chosen in the app, from one start to the next: a small file where the last session is, too.

Loads no Textual: the command line reads it first. A file that cannot be followed is told once, and harms nothing.
"""

from __future__ import annotations

import os
from pathlib import Path

from glassnet.core.errors import quoted

NAME = "screen.toml"
THEMES = "dark", "light"
MOST = 4096  # bytes; a file of ours has a line


def place() -> Path:
    """Where the file is, if there is one."""
    from platformdirs import user_state_path

    return user_state_path("glassnet") / NAME


def theme(path: Path | None = None) -> tuple[str, str]:
    """The theme that was chosen last, the first one where none was; and a remark where the file has no theme."""
    path = place() if path is None else path
    try:
        if not path.is_file():
            return THEMES[0], "" if not path.exists() else _remark(path, "no file")
        import tomllib

        with path.open("rb") as file:
            found = tomllib.loads(file.read(MOST).decode("utf-8")).get("theme")
    except OSError as error:
        return THEMES[0], _remark(path, error.strerror or str(error))
    except (ValueError, RecursionError):  # of TOML or UTF-8
        return THEMES[0], _remark(path, "no TOML")
    if found not in THEMES:
        return THEMES[0], _remark(path, f"theme must be {' or '.join(map(quoted, THEMES))}, got {quoted(found)}")
    return found, ""


def _remark(path: Path, wrong: str) -> str:
    return f"{path}: {wrong}; the theme is {THEMES[0]} until you choose one, or remove it"


def remember(name: str, path: Path | None = None) -> str:
    """Write which theme was chosen; returns a sentence where that cannot be, else an empty text."""
    path = place() if path is None else path
    try:
        os.makedirs(path.parent, exist_ok=True)
        path.write_text(f'theme = "{name}"\n', encoding="utf-8")
    except OSError as error:
        return f"the theme is not kept for the next time: {path}: {error.strerror}"
    return ""
