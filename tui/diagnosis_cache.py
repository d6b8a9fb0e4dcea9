"""The diagnosis of the moment on show: made anew for each moment, while running only now and then.

Marks and panels all show the same one. Computes nothing itself.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from glassnet.core.machine import State
from glassnet.core.program import Program
from glassnet.scenarios.base import Scenario
from glassnet.scenarios.sessions.losses import Losses

if TYPE_CHECKING:
    from glassnet.scenarios.diagnosis import Diagnosis

PACE = 0.25  # seconds from one diagnosis to the next while running
SHARE = 20  # times as long as one takes, at least


class DiagnosisCache:
    """Keeps the last diagnosis as long as it holds.

    iteration: the one that it is of.
    """

    def __init__(self) -> None:
        self._last: tuple[Program, State, Diagnosis] | None = None
        self._next = 0.0
        self.iteration = 0

    def look(
        self,
        scenario: Scenario,
        program: Program,
        state: State,
        opening: State,
        losses: Losses,
        running: bool,
        closing: State | None = None,
    ) -> Diagnosis:
        """What there is to say about a moment; while running it may be a moment ago."""
        from glassnet.scenarios.diagnosis import Symptoms, diagnose  # the first frame needs none

        now = time.monotonic()
        if self._last is not None:
            lately = running and self._last[0] is program and now < self._next
            if lately or self._last[1] is state:
                return self._last[2]
        symptoms = Symptoms.of(scenario, program, state, opening, losses.train, losses.epochs, losses.test, closing)
        found = diagnose(symptoms)
        self._last, done = (program, state, found), time.monotonic()
        self.iteration = state.iteration
        self._next = done + max(PACE, SHARE * (done - now))
        return found
