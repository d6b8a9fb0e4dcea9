"""What somebody has done of lessons, by step id: a small file beside that of the last session.

A file that is damaged is forgotten, with a remark. Knows no lesson.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping

from platformdirs import user_state_path

from glassnet.core.errors import GlassnetError, path_named
from glassnet.scenarios.reading import read_file
from glassnet.scenarios.replacing import replace_file
from glassnet.scenarios.sessions.resume import state_folder

NAME = "lessons.json"
DONE, SHOWN = "done", "shown"
TOUR = "start"  # the lesson that is offered
OFFER = "offer of the tour"  # has the place of a lesson: whether somebody has taken or left it
MOST_BYTES = 2**22


class Progress:
    """The steps that are over, of each lesson, and how: DONE or SHOWN.

    remark: one line where a file was there and could not be used, else empty.
    """

    def __init__(self, lessons: Mapping[str, Mapping[str, str]] | None = None, remark: str = "") -> None:
        self._lessons = {key: dict(steps) for key, steps in (lessons or {}).items()}
        self.remark = remark

    def of(self, lesson: str) -> Mapping[str, str]:
        """The steps of one lesson that are over, by id."""
        return self._lessons.get(lesson, {})

    def mark(self, lesson: str, step: str, how: str) -> None:
        """A step is over; what was once done stays done."""
        steps = self._lessons.setdefault(lesson, {})
        steps[step] = DONE if DONE in (how, steps.get(step)) else how

    @property
    def offers(self) -> bool:
        """Whether the tour is still to be offered: nobody has begun it, nor left the offer."""
        return not (self.of(TOUR) or self.of(OFFER))

    def answer_offer(self) -> None:
        """The offer was taken, or left for ever."""
        self.mark(OFFER, "answered", DONE)

    def forget(self, lesson: str | None = None) -> int:
        """Forget one lesson, or all; returns how many steps."""
        gone = [lesson] if lesson is not None else list(self._lessons)
        return sum(len(self._lessons.pop(key, {})) for key in gone)

    # --- the file ---

    @classmethod
    def kept(cls) -> Progress:
        """What the file has; nothing where there is none."""
        path = str(user_state_path("glassnet") / NAME)
        if not os.path.exists(path):
            return cls()
        try:
            return cls(_checked(json.loads(read_file(path, MOST_BYTES))))
        except (GlassnetError, ValueError, RecursionError) as error:
            return cls(
                remark=f"{path_named(path)}: what was done of lessons is forgotten, the file is damaged ({error})"
            )

    def keep(self) -> None:
        """Write the file. Raises GlassnetError where that is not possible."""
        path = os.path.join(state_folder(), NAME)
        replace_file(path, json.dumps(self._lessons, ensure_ascii=False, indent=1).encode())


def _checked(found: object) -> dict[str, dict[str, str]]:
    if not isinstance(found, dict) or not all(
        isinstance(steps, dict) and all(how in (DONE, SHOWN) for how in steps.values()) for steps in found.values()
    ):
        raise ValueError("not what was written there")
    return found
