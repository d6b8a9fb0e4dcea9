"""What plain `glassnet` shows before anything is pressed: xor, being learned in a session of its own.

Knows nothing of the session on show. It comes to its end after a few seconds and stands still then.
"""

from __future__ import annotations

from glassnet import scenarios
from glassnet.scenarios.sessions.session import Session
from glassnet.tui.messages import Sample
from glassnet.tui.snapshot import Snapshot
from glassnet.tui.view_state import ViewState

SCENARIO = "xor"
EVERY = 0.125  # seconds between two pictures
EACH = 10  # iterations from one to the next
LAST = 600  # where all four answers are right, and the borders are sharp


class Preview:
    """A training that goes on by itself."""

    def __init__(self) -> None:
        self._session = Session(scenarios.load(SCENARIO))
        self.snapshot = self._look()

    def advance(self) -> bool:
        """Train on to the next picture; False where it has come to its end."""
        self._session.run(iterations=EACH)
        self.snapshot = self._look()
        return self._session.state.iteration < LAST

    def _look(self) -> Snapshot:
        return Snapshot.of(self._session, ViewState(sample=Sample(self._session.scenario.first_sample)))
