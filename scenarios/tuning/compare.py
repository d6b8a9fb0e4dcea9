"""Runs side by side: one that is held as it stood, a ghost, and the figures of two of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.errors import GlassnetError
from core.terms import brief
from scenarios.base import Array, Scenario
from scenarios.losses import Losses
from scenarios.session import Session
from scenarios.tuning.draft import differences

NOTHING = "–"


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
        iterations = min(len(known.train), state.iteration - ("loss" not in state.values))
        if not iterations:
            raise GlassnetError("no iteration has a loss yet; run it first (r)")
        losses = Losses(known.train[:iterations], _until(known.epochs, iterations), _until(known.test, iterations))
        counts = [
            None if right is None or not len(right) else (int(right.sum()), len(right))
            for right in (predictions.train_right, predictions.test_right)
        ]
        return cls(session.scenario, losses, iterations, *counts)

    @property
    def curve(self) -> tuple[Array, Array]:
        """(iterations, losses) to draw: means of epochs where there are some, else of every iteration."""
        if len(self.losses.epochs[0]):
            return self.losses.epochs
        return np.arange(1, self.iterations + 1, dtype=np.float64), self.losses.train

    def loss_at(self, iteration: int) -> float | None:
        """The loss of an iteration, None for one that it did not come to."""
        return float(self.losses.train[iteration - 1]) if 1 <= iteration <= self.iterations else None


def _until(curve: tuple[Array, Array], iteration: int) -> tuple[Array, Array]:
    count = int(np.searchsorted(curve[0], iteration, side="right"))
    return curve[0][:count], curve[1][:count]


def figures(ghost: Ghost, now: Ghost) -> tuple[tuple[str, str, str], ...]:
    """Two runs side by side: what it is, the ghost's, the other one's; settings that differ come first."""
    settings = [(one.name, one.before, one.after) for one in differences(ghost.scenario, now.scenario)]
    same = min(ghost.iterations, now.iterations)
    pairs = [("iterations", f"{ghost.iterations:,}", f"{now.iterations:,}")]
    pairs += [("loss", _number(ghost.loss_at(ghost.iterations)), _number(now.loss_at(now.iterations)))]
    if ghost.iterations != now.iterations:
        pairs.append((f"loss of iteration {same:,}", _number(ghost.loss_at(same)), _number(now.loss_at(same))))
    pairs.append(("best loss", _best(ghost), _best(now)))
    if len(ghost.losses.test[1]) or len(now.losses.test[1]):
        pairs.append(("test loss", _last(ghost.losses.test[1]), _last(now.losses.test[1])))
    pairs += [("right, training rows", _share(ghost.right), _share(now.right))]
    pairs += [("right, test rows", _share(ghost.test_right), _share(now.test_right))]
    return (*settings, *(pair for pair in pairs if pair[1:] != (NOTHING, NOTHING)))


def _number(value: float | None) -> str:
    return NOTHING if value is None else brief(value)


def _last(values: Array) -> str:
    return _number(float(values[-1]) if len(values) else None)


def _best(run: Ghost) -> str:
    finite = np.flatnonzero(np.isfinite(run.losses.train))
    if not len(finite):
        return NOTHING
    at = finite[run.losses.train[finite].argmin()]
    return f"{brief(float(run.losses.train[at]))} at {at + 1:,}"


def _share(right: tuple[int, int] | None) -> str:
    return NOTHING if right is None else f"{right[0]:,} of {right[1]:,}"
