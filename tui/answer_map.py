"""The plane that the samples lie in, and what the network answers all over it. Knows parameters and data alone."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from glassnet.core.machine import State, activations, predict
from glassnet.scenarios.base import Plane

Floats = NDArray[np.float64]
Limits = tuple[float, float, float, float]


class AnswerMap:
    """The answers over a plane with the parameters of a settled moment."""

    def __init__(self, plane: Plane, settled: State) -> None:
        self.plane, self.settled = plane, settled

    @cached_property
    def limits(self) -> Limits:
        """x from, x to, y from, y to, with room around the points."""
        low, high = self.plane.points.min(axis=0), self.plane.points.max(axis=0)
        room = np.maximum(0.12 * (high - low), np.where(high > low, 0.0, 0.5))
        return float(low[0] - room[0]), float(high[0] + room[0]), float(low[1] - room[1]), float(high[1] + room[1])

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
        left, right, bottom, top = self.limits
        across = left + (np.arange(columns) + 0.5) / columns * (right - left)
        down = top - (np.arange(rows) + 0.5) / rows * (top - bottom)
        return self.plane.inputs(np.stack(np.meshgrid(across, down), axis=-1).reshape(-1, 2))
