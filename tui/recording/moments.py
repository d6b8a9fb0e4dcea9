"""Which iterations of a training a moving picture shows: more of them where the answers move.

Depends on the numbers of the training alone, so that a second recording chooses the same ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from glassnet.core.machine import predict
from glassnet.scenarios.sessions.places import train_to
from glassnet.scenarios.sessions.session import Session
from glassnet.tui.answer_map import AnswerMap
from glassnet.tui.moment import Floats

MOST_LOOKS = 240  # moments that are compared, out of which the frames are chosen
GRID = 24, 16  # places of the plane, columns and rows, at which answers are compared
ROWS = 256  # training rows at most at which they are, where there is no plane
TIME = 0.25  # how much the passing of (logarithmic) time counts beside all that moves


class Look(NamedTuple):
    """An iteration, and how far the answers have moved since the look before, on the mean."""

    iteration: int
    moved: float


def looks(session: Session, until: int) -> Iterator[Look]:
    """Train up to the end of an iteration and look at the answers on the way, each time before the iteration's update.

    Between two looks somebody else may have the time. Ends at the first loss that is not finite, see
    `Session.trouble`; what is recorded already is not computed again.
    """
    before: Floats | None = None
    for iteration in candidates(until):
        train_to(session, iteration - 1)
        if session.trouble:
            return
        session.goto(iteration - 1)
        answers = _answers(session)
        same = before is not None and before.shape == answers.shape  # else the data were changed
        yield Look(iteration, float(np.abs(answers - before).mean()) if before is not None and same else 0.0)
        before = answers
    train_to(session, until)


def candidates(until: int) -> list[int]:
    """The iterations that are looked at, 1 … until: close together at first, and everywhere some."""
    half = MOST_LOOKS // 2
    wanted = np.concatenate([np.geomspace(1, until, half), np.linspace(1, until, half)])
    return [int(iteration) for iteration in np.unique(np.rint(wanted))]


def chosen(looked: Sequence[Look], frames: int) -> list[int]:
    """At most so many of these iterations, first and last among them, with about as much movement between neighbours.

    frames: at least 2.
    """
    iterations = np.array([look.iteration for look in looked])
    moved = np.nan_to_num([look.moved for look in looked], posinf=0.0)
    passed = np.concatenate([[0.0], np.diff(np.log(iterations))])
    way = np.cumsum(_share(moved) + TIME * _share(passed))
    places = np.searchsorted(way, np.linspace(0, way[-1], frames))
    return [int(iteration) for iteration in np.unique(iterations[places])]


def _answers(session: Session) -> Floats:
    """The answers over the plane, or to the training rows, with the parameters on show."""
    data, state = session.scenario.data, session.state
    if data.plane is not None:
        return AnswerMap(data.plane, state).answers(*GRID)
    return np.asarray(predict(session.program, state.values, data.inputs[:ROWS]))


def _share(amounts: Floats) -> Floats:
    total = amounts.sum()
    return amounts / total if total else amounts
