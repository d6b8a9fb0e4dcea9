"""What the network answers for all rows, outside the program: computed when asked for, kept until it is another answer.

Knows parameters and data; knows nothing of time.
"""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from glassnet.core.deferred import dataclass
from glassnet.core.errors import short
from glassnet.core.machine import PART, State, predict
from glassnet.scenarios.base import Array, Dataset

MANY = 2**15  # rows from which on a screen gets the last answers while those of its moment are worked on
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


class _Work:
    """The answers with the parameters of a settled moment, part by part; `left` is what comes yet."""

    def __init__(self, key: tuple[int, ...], data: Dataset, settled: State, before_update: bool) -> None:
        self.key, self.data, self.settled, self.before_update = key, data, settled, before_update
        self.took = 0.0
        self._train, self._test = (np.empty((len(y), y.shape[1])) for y in (data.targets, data.test_targets))
        pairs = (data.inputs, self._train), (data.test_inputs, self._test)
        self.left = [(x[at : at + PART], out[at : at + PART]) for x, out in pairs for at in range(0, len(x), PART)]

    def go_on(self, seconds: float | None = None) -> None:
        """At least one part, as many as there is time for; all of them where no seconds are given."""
        began = time.perf_counter()
        while self.left:
            x, out = self.left.pop()
            out[...] = predict(self.settled.program, self.settled.values, x)
            if seconds is not None and time.perf_counter() - began >= seconds:
                break
        self.took += time.perf_counter() - began

    def answers(self) -> Predictions:
        """What came out, when nothing is left."""
        data, train, test = self.data, self._train, self._test
        right, test_right = data.right(train, data.targets), data.right(test, data.test_targets)
        return Predictions(train, test, right, test_right, self.before_update, self.settled.iteration)


class Answers:
    """The last answers, with how long they took, and those that are worked on."""

    def __init__(self) -> None:
        self._predictions: tuple[tuple[int, ...], Predictions, tuple[Dataset, State]] | None = None
        self._predicted, self._predicting = 0.0, 0.0  # when it was done last, and the seconds that it took
        self._work: _Work | None = None

    def lately(self, data: Dataset, settled: State, before_update: bool, running: bool) -> Predictions | None:
        """The last answers, which may have to do for a while where so many rows take their time; else None.

        Their `iteration` tells which they are, and is another one than the settled moment's. Of many rows the new ones
        are then `waiting` to be worked on. None too where those of the settled moment are at hand.
        """
        if self._predictions is None:
            return None
        (of_data, *parameters), answers, _ = self._predictions
        key = _key(data, settled)
        if of_data != key[0] or tuple(parameters) == key[1:]:
            return None
        late = time.perf_counter() - self._predicted >= PATIENCE * self._predicting
        if running and not late:
            return answers
        if len(data.inputs) + len(data.test_inputs) < MANY or answers.iteration == settled.iteration:
            return None
        if self._work is None or (self._work.key != key and not running):  # while running those begun are better
            self._work = _Work(key, data, settled, before_update)
        return answers

    def of(self, data: Dataset, settled: State, before_update: bool) -> Predictions:
        """The answers for all training and test rows of these data, with the parameters of a settled moment."""
        key = _key(data, settled)
        if self._predictions is None or self._predictions[0] != key:
            work = _Work(key, data, settled, before_update)
            work.go_on()
            self._keep(work)
        assert self._predictions is not None
        kept = self._predictions[1]
        if (kept.before_update, kept.iteration) == (before_update, settled.iteration):
            return kept
        return replace(kept, before_update=before_update, iteration=settled.iteration)

    @property
    def waiting(self) -> bool:
        """Whether some answers are begun."""
        return self._work is not None

    def work(self, seconds: float) -> bool:
        """Go on with those for so long; whether they are there now."""
        if self._work is None:
            return False
        self._work.go_on(seconds)
        if self._work.left:
            return False
        self._keep(self._work)
        return True

    def _keep(self, work: _Work) -> None:
        self._predictions = work.key, work.answers(), (work.data, work.settled)  # which keep their ids from new use
        self._predicted, self._predicting = time.perf_counter(), work.took
        self._work = None


def _key(data: Dataset, settled: State) -> tuple[int, ...]:
    """What the answers depend on: data and parameters, which are never changed, by their ids."""
    return (id(data), *(id(settled.values[name]) for name in settled.program.parameters))
