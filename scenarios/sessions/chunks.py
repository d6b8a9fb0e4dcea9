"""A run looked at now and then: its losses by the chunk, and where in a chunk it should have stopped.

A breakpoint on the losses alone is looked for in all of a chunk at once; the session then goes back to the very
iteration. One that needs other numbers has chunks of one iteration. Knows nothing of histories.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from glassnet.core.ops import Array
from glassnet.core.past import Course
from glassnet.core.program import Program
from glassnet.scenarios.base import Dataset
from glassnet.scenarios.sessions.halts import Stop
from glassnet.scenarios.sessions.losses import NEVER, LossRecord


class Chunks:
    """Looks at one run of a session (see `machine.Looks`).

    record: where its losses go; None in the past, where they are recorded, and a loss that is not finite stops nothing.
    stops: breakpoints, and what else stops it. each: looks with them at an iteration that has just passed, and says
    whether it is to stop there. stops_at: the iteration at whose end the run should have stopped for its losses; NEVER
    while nothing has come of them. courses: of numbers on show, which see their iterations at the end of chunks.
    """

    def __init__(self, program: Program, data: Dataset, record: LossRecord | None, stops: Sequence[Stop]) -> None:
        self._program, self._data, self._record = program, data, record
        self._stops = [stop for stop in stops if stop.of_losses]
        self._one_by_one = len(self._stops) < len(stops)
        self.each: Callable[[int, Mapping[str, Array]], bool] = lambda iteration, values: False
        self.stops_at = NEVER
        self.courses: Sequence[Course] = ()

    def opens(self, iteration: int, values: dict[str, Array]) -> int:
        """Until the next iteration whose test loss is taken, as it is before its update, or to one on show."""
        due = NEVER if self._record is None else self._record.opens(self._program, self._data, iteration, values)
        ends = [course.following(iteration) + 1 for course in self.courses]
        return 1 if self._one_by_one else min(due, *ends, NEVER) - iteration

    def passed(self, iteration: int, values: dict[str, Array], traces: dict[str, Array]) -> bool:
        """Record the losses; whether the run stops."""
        losses = traces["loss"]
        first = iteration - len(losses) + 1
        finite = np.isfinite(losses) if self._record is not None else np.ones(len(losses), dtype=bool)
        if self._record is not None:
            self._record.computed(self._program, first, traces)
        for course in self.courses:
            course.see(iteration, values)
        if self._one_by_one:
            halts = self.each(iteration, values)
            return halts or not finite[-1]
        places = [*np.flatnonzero(~finite)[:1].tolist()]
        places += [at for stop in self._stops for at in (stop.first(first, losses),) if at is not None]
        if places:
            self.stops_at = first + min(places)
        return bool(places)
