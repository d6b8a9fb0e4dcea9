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

    def lately(self, data: Dataset, settled: State) -> Predictions | None:
        """The last answers, which may have to do for a while where so many rows take their time; else None.

        Their `iteration` tells which they are. None too where those of the settled moment are at hand.
        """
        if self._predictions is None:
            return None
        (of_data, *parameters), answers, _ = self._predictions
        key = _key(data, settled)
        late = time.perf_counter() - self._predicted >= PATIENCE * self._predicting
        return None if late or of_data != key[0] or tuple(parameters) == key[1:] else answers

    def of(self, data: Dataset, settled: State, before_update: bool) -> Predictions:
        """The answers for all training and test rows of these data, with the parameters of a settled moment."""
        key = _key(data, settled)
        if self._predictions is not None and self._predictions[0] == key:
            return replace(self._predictions[1], before_update=before_update, iteration=settled.iteration)
        began = time.perf_counter()
        train, test = (_answers(settled, x) for x in (data.inputs, data.test_inputs))
        right, test_right = data.right(train, data.targets), data.right(test, data.test_targets)
        answers = Predictions(train, test, right, test_right, before_update, settled.iteration)
        self._predictions = (key, answers, (data, settled))  # which keep their ids from being used again
        self._predicted = time.perf_counter()
        self._predicting = self._predicted - began
        return answers


def _key(data: Dataset, settled: State) -> tuple[int, ...]:
    """What the answers depend on: data and parameters, which are never changed, by their ids."""
    return (id(data), *(id(settled.values[name]) for name in settled.program.parameters))


def _answers(state: State, x: Array) -> Array:
    if not len(x):
        return np.empty((0, state.program.config.network.output.units))
    return np.asarray(predict(state.program, state.values, x))
