"""Errors that nobody foresaw: a file with their tracebacks, and words for a line.

What the user got wrong is a `GlassnetError` and never comes here. Prints nothing itself.
"""

from __future__ import annotations

from pathlib import Path

from glassnet.core.errors import GlassnetError, one_line
from glassnet.scenarios.sessions.resume import state_folder

NAME = "fault.log"
MOST = 20  # tracebacks of one process
LONGEST = 120  # characters of an error's own words


class Faults:
    """Those of one process, each kept once."""

    def __init__(self) -> None:
        self.found: list[BaseException] = []
        self.place = ""  # the file, once something is in it
        self._known: set[tuple[str, str, int]] = set()

    def add(self, error: BaseException) -> None:
        """Keep an error's traceback, in a file if there can be one."""
        error = getattr(error, "error", None) or error  # Textual wraps those of workers
        import traceback  # here and below: nearly no process has any

        at = traceback.extract_tb(error.__traceback__)
        key = (type(error).__name__, at[-1].filename, at[-1].lineno or 0) if at else (type(error).__name__, "", 0)
        if key in self._known or len(self.found) >= MOST:
            return
        self._known.add(key)
        self.found.append(error)
        try:
            path = Path(state_folder()) / NAME
            with path.open("a" if self.place else "w", encoding="utf-8", errors="backslashreplace") as file:
                file.write(_heading() + "".join(traceback.format_exception(error)) + "\n")
        except (OSError, GlassnetError):
            return
        self.place = str(path)

    @property
    def words(self) -> str:
        """The first one in a sentence, and where its traceback stands."""
        where = f"; its traceback is in {self.place}" if self.place else ""
        return f"an error of its own, {named(self.found[0])}{where}"


def named(error: BaseException) -> str:
    """An error as `IndexError: list index out of range`, on one line."""
    words = one_line(str(error))
    return type(error).__name__ + (f": {words[:LONGEST]}" if words else "")


def _heading() -> str:
    """When, and with what versions."""
    import platform
    from datetime import datetime
    from importlib.metadata import PackageNotFoundError, version

    found = [f"Python {platform.python_version()} on {platform.system()}"]
    for name in ("glassnet", "textual", "numpy"):
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    return f"{datetime.now().isoformat(timespec='seconds')}, {', '.join(found)}\n"
