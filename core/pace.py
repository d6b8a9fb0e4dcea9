"""How often a run is looked at: so that keyframes can be kept in time, and that it ends in time.

Knows how long iterations take; what a frame is of, and what it is for, is for `history.py` to say.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from glassnet.core.keyframes import Keyframes
from glassnet.core.machine import Looks
from glassnet.core.ops import Array
from glassnet.core.tape import Traces

CHUNK = 0.004  # seconds of running between two looks at it
MOST = 8192  # iterations between two looks: room for their losses is at hand then, and need not be asked for
SHORTEST = 1e-8  # seconds that an iteration takes at least, by a clock that may stand still


class Clock:
    """What is known of how long iterations take, from one run to the next.

    since: seconds of running since the last keyframe. each: seconds that an iteration takes.
    """

    def __init__(self) -> None:
        self.since, self.each = 0.0, CHUNK


Kept = Callable[[int, dict[str, Array]], None]  # an iteration, and its values in the loop's own memory


class Keeps:
    """Looks at a run so often that a keyframe can be kept in time, and lets somebody else look too.

    keep: at the end of an iteration; begin: as the last one opens, which is run alone. deadline: by the clock of
    `time.perf_counter`; when it is over, one more iteration is the last.
    """

    def __init__(
        self, clock: Clock, kept: Keyframes, keep: Kept, begin: Kept,
        iterations: int, looks: Looks | None, deadline: float | None,
    ) -> None:  # fmt: skip
        self._clock, self._kept, self._keep, self._begin = clock, kept, keep, begin
        self._left, self._looks, self._deadline = iterations, looks, deadline
        self._began, self._is_first = time.perf_counter(), True
        self._room = CHUNK  # seconds of the next iterations

    def opens(self, iteration: int, values: dict[str, Array]) -> int:
        """As many as a little while has room for, or fewer where the other wants to look; the last one alone."""
        if self._left == 1 and not self._is_first:
            self._begin(iteration, values)
        own = max(1, min(MOST, int(self._room / self._clock.each), self._left - 1))
        count = own if self._looks is None else min(own, self._looks.opens(iteration, values))
        self._began = time.perf_counter()  # what the other takes is not replayed
        return count

    def passed(self, iteration: int, values: dict[str, Array], traces: Traces) -> object:
        """Keeps a frame where one is due."""
        clock, now, count = self._clock, time.perf_counter(), len(traces["loss"])  # maybe fewer than there was room for
        took = now - self._began
        clock.since += took
        clock.each = max(took / count, SHORTEST)
        self._left, self._is_first = self._left - count, False
        if self._deadline is not None:
            self._room = min(CHUNK, self._deadline - now)
            if self._room <= 0:
                self._left = min(self._left, 1)
        if clock.since >= self._kept.spacing:
            self._keep(iteration, values)
        stops = self._looks is not None and self._looks.passed(iteration, values, traces)
        return stops or self._left == 0
