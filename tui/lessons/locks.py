"""Which keys are switched off: by what the file of a lesson locks, or `--lock` on the command line.

Loads nothing: the command line reads it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from glassnet.tui.keys.table import TABLE

if TYPE_CHECKING:
    from glassnet.scenarios.lessons.lesson import Lesson

DIGITS = tuple(id_ for id_ in TABLE if id_.startswith("scenario_"))
KEYS: Mapping[str, tuple[str, ...]] = {  # by what `lock` has, see LOCKS in scenarios/lessons/lesson.py
    "settings": ("settings", "linear", "earlier", "learning_rate", "brush", "take_away", "add_point"),
    "scenario": ("scenarios",),
    "edit": ("edit", "learning_rate", "undo"),
    "run": ("run", "goto"),
    "explain": ("explain",),
}
LEAVING = (*DIGITS, "lessons", "judge", "open_file")  # keys that lead to another scenario beside the list of them


def keys_of(locks: Iterable[str]) -> frozenset[str]:
    """The ids of the keys that do nothing where no lesson is on and this is locked."""
    chosen = tuple(locks)
    leaving = LEAVING if "scenario" in chosen else ()
    return frozenset((*leaving, *(id_ for lock in chosen for id_ in KEYS[lock])))


def locked(lesson: Lesson) -> frozenset[str]:
    """The same while this lesson is on: digits would leave it, and the list too, but where a step waits for that."""
    listed = () if any("scenario" in step.wait for step in lesson.steps) else KEYS["scenario"]
    return frozenset((*DIGITS, *listed, *(id_ for lock in lesson.lock for id_ in KEYS[lock])))
