"""A run that is held as it stood, to compare others with."""

from __future__ import annotations

from glassnet.core.deferred import dataclass
from glassnet.core.errors import GlassnetError
from glassnet.scenarios.base import Scenario
from glassnet.scenarios.sessions.curve import Curve
from glassnet.scenarios.sessions.losses import Losses
from glassnet.scenarios.sessions.session import Session


@dataclass(frozen=True, eq=False)
class Ghost:
    """A run as it stood at one moment; nothing changes it any more.

    losses: up to that moment. iterations: how many of them have a loss.
    right, test_right: (right rows, all rows) of training and test; None where nothing is right or wrong, or no rows.
    """

    scenario: Scenario
    losses: Losses
    iterations: int
    right: tuple[int, int] | None
    test_right: tuple[int, int] | None

    @classmethod
    def of(cls, session: Session) -> Ghost:
        """The session's run up to the moment on show. Raises GlassnetError where no iteration has a loss yet."""
        known, state, predictions = session.losses, session.state, session.predictions
        iterations = min(known.count, state.iteration - ("loss" not in state.values))
        if not iterations:
            raise GlassnetError("no iteration has a loss yet; run it first")
        counts = [
            None if right is None or not len(right) else (int(right.sum()), len(right))
            for right in (predictions.train_right, predictions.test_right)
        ]
        return cls(session.scenario, known.until(iterations), iterations, *counts)

    @property
    def curve(self) -> Curve:
        """What to draw: means of epochs where there are some, else the losses of iterations."""
        return self.losses.epochs if len(self.losses.epochs) else self.losses.train

    def loss_at(self, iteration: int) -> float | None:
        """The loss of an iteration; None for one that it did not come to, or whose loss was not kept."""
        return self.losses.train.at(iteration)
