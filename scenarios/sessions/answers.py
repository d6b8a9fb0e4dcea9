"""What the network answers for all rows, outside the program: computed when asked for, kept until it is another answer.

Knows parameters and data; knows nothing of time.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from glassnet.core.errors import short
from glassnet.core.machine import State, predict
from glassnet.core.program import Program
from glassnet.scenarios.base import Array, Dataset

PATIENCE = 10  # so many times as long as the answers of all rows take, the last ones have to do while running


@dataclass(frozen=True, eq=False)
class Predictions:
    """What the network answers for every sample, outside the program.

    train (N, k), test (M, k): outputs. train_right, test_right: None for a regression.
    before_update: whether these are the parameters before an update that is going on. iteration: of the parameters.
    """

    train: Array
    test: Array
    train_right: NDArray[np.bool_] | None
    test_right: NDArray[np.bool_] | None
    before_update: bool
    iteration: int

    def __repr__(self) -> str:
        return short(self, f"{len(self.train)} training rows, {len(self.test)} test rows, iteration {self.iteration}")

    @property
    def solved(self) -> bool:
        """Whether every training row is right; never for a regression."""
        return self.train_right is not None and bool(self.train_right.all())


class Answers:
    """The last answers, with how long they took."""

    def __init__(self) -> None:
        self._predictions: tuple[tuple[int, ...], Predictions, tuple[Dataset, State]] | None = None
        self._predicted, self._predicting = 0.0, 0.0  # when it was done last, and the seconds that it took

    def of(
        self, program: Program, data: Dataset, settled: State, before_update: bool, hurry: bool = False
    ) -> Predictions:
        """The answers for all training and test rows of these data, with the parameters of a settled moment.

        hurry: where there are so many rows that it takes its time, the last answers may have to do for a while
            instead; their `iteration` tells which they are.
        """
        key = (id(data), *(id(settled.values[name]) for name in program.parameters))
        if self._predictions is not None:
            last_key, answers, _ = self._predictions
            if last_key == key:
                return replace(answers, before_update=before_update, iteration=settled.iteration)
            late = time.perf_counter() - self._predicted >= PATIENCE * self._predicting
            if hurry and not late and last_key[0] == key[0]:
                return answers
        began = time.perf_counter()
        train, test = (_answers(program, settled, x) for x in (data.inputs, data.test_inputs))
        right, test_right = data.right(train, data.targets), data.right(test, data.test_targets)
        answers = Predictions(train, test, right, test_right, before_update, settled.iteration)
        self._predictions = (key, answers, (data, settled))  # which keep their ids from being used again
        self._predicted = time.perf_counter()
        self._predicting = self._predicted - began
        return answers


def _answers(program: Program, state: State, x: Array) -> Array:
    if not len(x):
        return np.empty((0, program.config.network.output.units))
    return np.asarray(predict(program, state.values, x))
