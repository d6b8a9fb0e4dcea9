"""Which keys a lesson switches off: what its file locks, and digits, which would leave it."""

from __future__ import annotations

from collections.abc import Mapping

from glassnet.scenarios.lessons.lesson import Lesson
from glassnet.tui.keys.table import TABLE

DIGITS = tuple(id_ for id_ in TABLE if id_.startswith("scenario_"))
KEYS: Mapping[str, tuple[str, ...]] = {  # by what `lock` has, see LOCKS in scenarios/lessons/lesson.py
    "settings": ("settings", "linear", "earlier", "learning_rate", "brush", "take_away", "add_point"),
    "scenario": ("scenarios",),
    "edit": ("edit", "learning_rate", "undo"),
    "run": ("run", "goto"),
    "explain": ("explain",),
}


def locked(lesson: Lesson) -> frozenset[str]:
    """The ids of the keys that do nothing while this lesson is on."""
    return frozenset((*DIGITS, *(id_ for lock in lesson.lock for id_ in KEYS[lock])))
