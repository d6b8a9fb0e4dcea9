"""The plane that the samples lie in, and what the network answers all over it. Knows parameters and data alone."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from glassnet.core.machine import State, activations, predict
from glassnet.scenarios.base import Plane
from glassnet.scenarios.places import Floats, Limits, around, middles


class AnswerMap:
    """The answers over a plane with the parameters of a settled moment."""

    def __init__(self, plane: Plane, settled: State) -> None:
        self.plane, self.settled = plane, settled

    @cached_property
    def limits(self) -> Limits:
        """x from, x to, y from, y to, with room around the points."""
        return around(self.points)

    @property
    def points(self) -> Floats:
        """The training rows on it, (n, 2)."""
        return self.plane.points

    step = 1  # all rows are among the points

    def point(self, row: int, test: bool) -> Floats:
        """A training row, or a test row, on it, (1, 2)."""
        return (self.plane.test_points if test else self.plane.points)[row : row + 1]

    def answer(self, x: float, y: float) -> Floats:
        """What the network says at one place, (k,)."""
        inputs = self.plane.inputs(np.array([[x, y]]))
        answer: Floats = predict(self.settled.program, self.settled.values, inputs)[0]
        return answer

    def answers(self, columns: int, rows: int) -> Floats:
        """What the network says at the middle of each cell, (rows, columns, k), top row first."""
        answers = predict(self.settled.program, self.settled.values, self._inputs(columns, rows))
        return np.asarray(answers).reshape(rows, columns, -1)

    def activations(self, columns: int, rows: int) -> list[Floats]:
        """What every unit says there, a1 … aL, (rows, columns, units) each."""
        found = activations(self.settled.program, self.settled.values, self._inputs(columns, rows))
        return [np.asarray(layer).reshape(rows, columns, -1) for layer in found]

    def _inputs(self, columns: int, rows: int) -> Floats:
        """What the network sees at the middle of each cell, (rows · columns, inputs)."""
        return self.plane.inputs(middles(self.limits, columns, rows))
