"""The past of the numbers that are looked at in a session: which ones, and when there is time to compute it.

What is on show is asked for with every frame; only that is gone on with, and seen while the session runs.
Knows nothing of what a number means.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable

from glassnet.core.history import History
from glassnet.core.past import Course, Measure, Past

KEPT = 8  # courses that are kept when they are no longer on show
LATELY = 1.0  # seconds for which a course that was asked for counts as on show
AT_ONCE = 0.008  # seconds of computing when one is asked for, so that a short past is whole in the first frame


class Pasts:
    """The courses of numbers of a history. history: asked anew, as a session that is restored has another one."""

    def __init__(self, history: Callable[[], History]) -> None:
        self._history = history
        self._courses: OrderedDict[Hashable, Course] = OrderedDict()
        self._asked: dict[Hashable, float] = {}

    def of(self, key: Hashable, measure: Callable[[], Measure], at_once: bool = True) -> Past:
        """What is known of the numbers that go by this key. at_once: whether there is time to compute now."""
        course = self._courses.get(key)
        if course is None:
            course = self._courses[key] = Course(self._history(), measure())
            while len(self._courses) > KEPT:
                self._asked.pop(self._courses.popitem(last=False)[0], None)
        self._courses.move_to_end(key)
        self._asked[key] = time.monotonic()
        course.renew()
        course.look_here()
        if at_once and not course.whole:
            course.work(AT_ONCE)
        return course.past

    @property
    def in_batches(self) -> bool:
        """Whether some program of the history trains on batches, in which a row of data stands now and then."""
        return any(program.config.batch_size is not None for program in self._history().programs)

    @property
    def live(self) -> tuple[Course, ...]:
        """The courses on show."""
        least = time.monotonic() - LATELY
        return tuple(self._courses[key] for key, asked in self._asked.items() if asked >= least)

    @property
    def waiting(self) -> bool:
        """Whether some course on show is not whole."""
        return any(not course.whole for course in self.live)

    def work(self, seconds: float) -> None:
        """Go on with the courses on show for so long."""
        deadline = time.perf_counter() + seconds
        for course in self.live:
            course.renew()
            while not course.whole and (left := deadline - time.perf_counter()) > 0:
                course.work(left)
