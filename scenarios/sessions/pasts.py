"""The past of the numbers that are looked at in a session: which ones, and when there is time to compute it.

Who looks gets what is known when he looks (`Seen`), and wishes for what is not; only what was wished for of late is
gone on with, and seen while the session runs. Knows nothing of what a number means.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import field

from glassnet.core.deferred import dataclass
from glassnet.core.history import History
from glassnet.core.past import NOTHING, Course, Measure, Past

KEPT = 8  # courses that are kept when they are no longer on show
LATELY = 1.0  # seconds for which a course that was asked for counts as on show
AGAIN = 0.02  # seconds from one such time to the next: many look at one moment
AT_ONCE = 0.008  # seconds of computing before a look, so that a short past is whole in every frame


@dataclass(eq=False)
class Wishes:
    """What was asked for, by key: what is looked at, the one asked for last at the end, and when that was.

    missed: whether somebody asked for what he could not be told yet.
    """

    measures: OrderedDict[Hashable, Measure] = field(default_factory=OrderedDict)
    asked: dict[Hashable, float] = field(default_factory=dict)
    missed: bool = False

    def ask(self, key: Hashable, measure: Callable[[], Measure]) -> None:
        """Ask for the past of the numbers that go by this key."""
        if key not in self.measures:
            self.measures[key] = measure()
        self.measures.move_to_end(key)
        self.asked[key] = time.monotonic()
        while len(self.measures) > KEPT:
            del self.asked[self.measures.popitem(last=False)[0]]

    @property
    def lately(self) -> list[Hashable]:
        """The keys of those that are on show."""
        least = time.monotonic() - LATELY
        return [key for key, asked in self.asked.items() if asked >= least]


@dataclass(frozen=True, eq=False)
class Seen:
    """What is known at one moment.

    in_batches: whether some program of the history trains on batches, in which a row of data stands now and then.
    """

    known: Mapping[Hashable, Past]
    wishes: Wishes
    in_batches: bool

    def of(self, key: Hashable, measure: Callable[[], Measure]) -> Past:
        """The past of the numbers that go by this key; nothing where nobody had asked: the next look has it."""
        self.wishes.ask(key, measure)
        self.wishes.missed = self.wishes.missed or key not in self.known
        return self.known.get(key, NOTHING)


class Pasts:
    """The courses of numbers of a history. history: asked anew, as a session that is restored has another one."""

    def __init__(self, history: Callable[[], History]) -> None:
        self._history = history
        self._wishes = Wishes()
        self._courses: dict[Hashable, Course] = {}
        self._computed = 0.0  # when there was time to compute

    def seen(self, at_once: bool) -> Seen:
        """What is known now. at_once: whether there is time to compute."""
        known, now = {}, time.monotonic()
        at_once = at_once and now - self._computed >= AGAIN
        for key, course in self._live().items():
            course.renew()
            course.look_here()
            if at_once and not course.whole:
                course.work(AT_ONCE)
                self._computed = now
            known[key] = course.past
        batches = any(program.config.batch_size is not None for program in self._history().programs)
        return Seen(known, self._wishes, batches)

    def missed(self) -> bool:
        """Whether somebody asked, since this was last called, for what he could not be told: another look has it."""
        missed, self._wishes.missed = self._wishes.missed, False
        return missed

    @property
    def live(self) -> tuple[Course, ...]:
        """The courses on show."""
        return tuple(self._live().values())

    def _live(self) -> dict[Hashable, Course]:
        wishes = self._wishes
        self._courses = {key: course for key, course in self._courses.items() if key in wishes.measures}
        for key in wishes.lately:
            if key not in self._courses:
                self._courses[key] = Course(self._history(), wishes.measures[key])
        return {key: self._courses[key] for key in wishes.lately}

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
