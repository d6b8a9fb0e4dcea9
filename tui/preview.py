"""What plain `glassnet` shows before anything is pressed: xor, being learned in a session of its own.

Knows nothing of the session on show. It comes to its end after a few seconds and stands still then.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from glassnet import scenarios
from glassnet.scenarios.sessions.session import Session
from glassnet.tui.messages import Sample
from glassnet.tui.snapshot import Snapshot
from glassnet.tui.view_state import ViewState

SCENARIO = "xor"
BEGINNING: dict[str, ArrayLike] = {  # what its weights begin with: to draw them would take a fiftieth of the start
    "W1": [
        [0.882026172983832, 0.20007860418361165, 0.4893689920528696, 1.120446599600729],
        [0.9337789950749837, -0.4886389399382055, 0.4750442087627947, -0.07567860414884894],
    ],
    "b1": [0.0, 0.0, 0.0, 0.0],
    "W2": [[-0.05160942589677892], [0.20529925096918616], [0.072021785580439], [0.7271367534814875]],
    "b2": [0.0],
}
EVERY = 0.125  # seconds between two pictures
EACH = 10  # iterations from one to the next
LAST = 600  # where all four answers are right, and the borders are sharp


class Preview:
    """A training that goes on by itself."""

    def __init__(self) -> None:
        own = {name: np.array(rows) for name, rows in BEGINNING.items()}
        self._session = Session(replace(scenarios.load(SCENARIO), parameters=own))
        self.snapshot = self._look()

    def advance(self) -> bool:
        """Train on to the next picture; False where it has come to its end."""
        self._session.run(iterations=EACH)
        self.snapshot = self._look()
        return self._session.state.iteration < LAST

    def _look(self) -> Snapshot:
        return Snapshot.of(self._session, ViewState(sample=Sample(self._session.scenario.first_sample)))
