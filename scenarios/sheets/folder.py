"""The files of a class: a sheet, a key and an answers file for each student, and all sheets and all keys in one.

All is made before anything is written. Knows paths; lays out no page.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from glassnet.core.errors import GlassnetError, path_named
from glassnet.scenarios.reading import why
from glassnet.scenarios.replacing import PREFIX, replace_file
from glassnet.scenarios.sheets import page
from glassnet.scenarios.sheets.drawing import svg
from glassnet.scenarios.sheets.exercise import Exercise, as_text
from glassnet.scenarios.sheets.html import html
from glassnet.scenarios.sheets.markdown import markdown

ANSWERS = "answers"


def files(exercises: Sequence[Exercise]) -> dict[str, str]:
    """All files by their paths within the folder; those of answers begin with `answers/`."""
    made: dict[str, str] = {}
    sheets, keys = [], []
    for each in exercises:
        name, drawing = each.student.file, svg(each)
        blocks, origins = list(page.sheet(each)), list(page.key(each))
        sheets.append((blocks, drawing))
        keys.append((origins, drawing))
        made[f"sheets/{name}.md"] = markdown(blocks, f"{name}.svg")
        made[f"sheets/{name}.svg"] = drawing
        made[f"sheets/{name}.html"] = html(f"Exercise {each.id}", sheets[-1:])
        made[f"keys/{name}.md"] = markdown(origins, "")
        made[f"keys/{name}.html"] = html(f"Key {each.id}", keys[-1:])
        made[f"{ANSWERS}/{name}.json"] = as_text(each.answers())
    experiment = exercises[0].experiment.key
    made["sheets.html"] = html(f"Exercises: {experiment}", sheets)
    made["keys.html"] = html(f"Keys: {experiment}", keys)
    return made


def check_free(folder: str, force: bool) -> None:
    """Raises GlassnetError where the folder is no folder, or has anything in it and `force` is not given."""
    path = Path(folder)
    try:
        if path.exists() and not path.is_dir():
            raise GlassnetError(f"--out {path_named(folder)}: a file, and the sheets need a folder")
        if not force and path.is_dir() and any(path.iterdir()):
            raise GlassnetError(f"--out {path_named(folder)}: not empty; name a new folder, or give --force")
    except (OSError, ValueError) as error:
        raise GlassnetError(f"--out {path_named(folder)}: {why(error)}") from error


def write(folder: str, made: dict[str, str]) -> list[str]:
    """Write the files; returns the answers files that were there with something else in them, which are kept.

    A folder that is not there yet appears with all of them, or not at all. Raises GlassnetError where that fails.
    """
    target = Path(folder)
    try:
        if target.exists():
            return _written_into(target, made)
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=PREFIX, dir=target.parent) as unfinished:
            new = Path(unfinished, "new")
            for name, text in made.items():
                path = new / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(text.encode())
            new.rename(target)
    except (OSError, ValueError) as error:
        raise GlassnetError(f"--out {path_named(folder)}: {why(error)}") from error
    return []


def _written_into(target: Path, made: dict[str, str]) -> list[str]:
    kept = []
    for name, text in made.items():
        path, content = target / name, text.encode()
        path.parent.mkdir(exist_ok=True)
        if name.startswith(f"{ANSWERS}/") and path.exists() and path.read_bytes() != content:
            kept.append(name)
        else:
            replace_file(str(path), content)
    return kept
