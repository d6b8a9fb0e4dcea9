"""The diagnosis of the moment on show: made anew for each moment, while running only now and then.

Marks and panels all show the same one. Computes nothing itself.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple

from glassnet.core.machine import State
from glassnet.core.program import Program
from glassnet.scenarios.base import Scenario
from glassnet.scenarios.sessions.losses import Losses

if TYPE_CHECKING:
    from glassnet.scenarios.diagnosis import Diagnosis

PACE = 0.25  # seconds from one diagnosis to the next while running
SHARE = 20  # times as long as one takes, at least


class Diagnosed(NamedTuple):
    """A diagnosis and the moment that it is of."""

    state: State
    diagnosis: Diagnosis


class DiagnosisCache:
    """Keeps the last diagnosis as long as it holds."""

    def __init__(self) -> None:
        self._last: Diagnosed | None = None
        self._next = 0.0

    def lately(self, program: Program) -> Diagnosed | None:
        """The last diagnosis, which does for a moment while running; None where another one is due."""
        last = self._last
        return last if last is not None and last.state.program is program and time.monotonic() < self._next else None

    def look(self, scenario: Scenario, state: State, opening: State, losses: Losses, closing: State) -> Diagnosed:
        """What there is to say about a moment."""
        from glassnet.scenarios.diagnosis import Symptoms, diagnose  # the first frame needs none

        if self._last is None or self._last.state is not state:
            began = time.monotonic()
            found = diagnose(Symptoms.of(scenario, state, opening, losses, closing))
            self._last, done = Diagnosed(state, found), time.monotonic()
            self._next = done + max(PACE, SHARE * (done - began))
        return self._last
