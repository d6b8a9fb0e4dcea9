"""What the network answers for all rows, outside the program: computed when asked for, kept until it is another answer.

Those of many rows are worked on in parts, while whoever shows them makes do with the last ones, or none. Knows
parameters and data; knows nothing of time.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.core.deferred import dataclass
from glassnet.core.errors import short
from glassnet.core.machine import State, predict
from glassnet.scenarios.base import Array, Dataset

MANY = 2**15  # rows from which on a screen gets the last answers while those of its moment are worked on
MANY_NUMBERS = 2**21  # the same of inputs in all rows
PART, NUMBERS = 4096, 2**19  # rows that are worked on between two looks at the clock, and inputs in them, at most
PATIENCE = 10  # so many times as long as the answers of all rows take, the last ones have to do while running

Counts = tuple[NDArray[np.intp], NDArray[np.intp]]


Outputs = Any  # an array (rows, k); of many rows something that gives single ones of it, see `_OnDemand`


class _OnDemand:
    """The outputs of many rows: each is worked out anew, as all of them would take as much memory as targets do."""

    def __init__(self, data: Dataset, settled: State, test: bool) -> None:
        self._data, self._settled, self._test = data, settled, test

    def __len__(self) -> int:
        return len(self._data.test_targets if self._test else self._data.targets)

    def __getitem__(self, row: int) -> Array:
        outputs: Array = answered(self._data, self._settled, self._test, row, row + 1)[0]
        return outputs


@dataclass(frozen=True, eq=False)
class Predictions:
    """What the network answers for every sample, outside the program.

    train (N, k), test (M, k): outputs; of many rows each is worked out when it is asked for.
    train_right (N,), test_right (M,): None for a regression.
    before_update: whether these are the parameters before an update that is going on. iteration: of the parameters.
    confusions: of training and test rows, see `Dataset.confusion`; None where no kinds are answered.
    late: whether they are of another moment than was asked for, which has to do while those are worked on.
    awaited: whether nobody knows yet how many are right.
    """

    train: Outputs
    test: Outputs
    train_right: NDArray[np.bool_] | None
    test_right: NDArray[np.bool_] | None
    before_update: bool
    iteration: int
    confusions: Counts | None = None
    late: bool = False
    awaited: bool = False

    def __repr__(self) -> str:
        return short(self, f"{len(self.train)} training rows, {len(self.test)} test rows, iteration {self.iteration}")

    @property
    def solved(self) -> bool:
        """Whether every training row is right; never for a regression."""
        return self.train_right is not None and bool(self.train_right.all())


def unknown(data: Dataset, before_update: bool, iteration: int) -> Predictions:
    """Answers of which nothing is to be known: all are nan, and nothing is right or wrong."""
    train, test = (np.broadcast_to(np.nan, targets.shape) for targets in (data.targets, data.test_targets))
    return Predictions(train, test, None, None, before_update, iteration)


def _awaited(data: Dataset, settled: State, before_update: bool) -> Predictions:
    """Those of many rows before they are worked out: single ones can be asked for."""
    train, test = (_OnDemand(data, settled, of_tests) for of_tests in (False, True))
    return Predictions(train, test, None, None, before_update, settled.iteration, awaited=True)


def are_many(data: Dataset) -> bool:
    """Whether the answers of all rows take longer than a screen can wait."""
    rows = len(data.inputs) + len(data.test_inputs)
    return rows >= MANY or rows * len(data.features) >= MANY_NUMBERS


def _part(data: Dataset) -> int:
    """How many rows are worked on at once."""
    return min(PART, max(1, NUMBERS // len(data.features)))


class _Work:
    """The answers with the parameters of a settled moment, part by part; `left` is what comes yet."""

    def __init__(self, key: tuple[int, ...], data: Dataset, settled: State, before_update: bool) -> None:
        self.key, self.data, self.settled, self.before_update = key, data, settled, before_update
        self.took = 0.0
        sides, kinds, size = (data.targets, data.test_targets), len(data.kinds), _part(data)
        self._outputs = None if are_many(data) else tuple(np.empty(targets.shape) for targets in sides)
        self._right = tuple(np.zeros(len(targets), dtype=bool) for targets in sides)
        self._counts = tuple(np.zeros((kinds, kinds + 1), dtype=np.intp) for _ in sides)
        self._judged = True
        self.left = [(test, at, at + size) for test in (1, 0) for at in range(0, len(sides[test]), size)[::-1]]

    def go_on(self, seconds: float | None = None) -> None:
        """At least one part, as many as there is time for; all of them where no seconds are given."""
        began, data = time.perf_counter(), self.data
        while self.left:
            test, begin, end = self.left.pop()
            outputs = answered(data, self.settled, bool(test), begin, end)
            targets = (data.test_targets if test else data.targets)[begin:end]
            if self._outputs is not None:
                self._outputs[test][begin:end] = outputs
            right = data.right(outputs, targets)
            self._judged = right is not None
            if right is not None:
                self._right[test][begin:end] = right
            if data.kinds:
                self._counts[test][...] += data.confusion(outputs, targets)
            if seconds is not None and time.perf_counter() - began >= seconds:
                break
        self.took += time.perf_counter() - began

    def answers(self) -> Predictions:
        """What came out, when nothing is left."""
        (right, test_right), (counts, test_counts) = self._right, self._counts
        outputs = self._outputs or [_OnDemand(self.data, self.settled, test) for test in (False, True)]
        return Predictions(
            outputs[0],
            outputs[1],
            right if self._judged else None,
            test_right if self._judged else None,
            self.before_update,
            self.settled.iteration,
            (counts, test_counts) if self.data.kinds else None,
        )


def answered(data: Dataset, settled: State, test: bool, begin: int, end: int) -> Array:
    """What the network of a settled moment answers for some of the training rows, or of the test rows, (rows, k)."""
    inputs = data.test_inputs if test else data.inputs
    outputs: Array = predict(settled.program, settled.values, inputs[begin:end])
    return outputs


class Answers:
    """The last answers, with how long they took, and those that are worked on."""

    def __init__(self) -> None:
        self._predictions: tuple[tuple[int, ...], Predictions, tuple[Dataset, State]] | None = None
        self._predicted, self._predicting = 0.0, 0.0  # when it was done last, and the seconds that it took
        self._work: _Work | None = None

    def lately(self, data: Dataset, settled: State, before_update: bool, running: bool) -> Predictions | None:
        """The last answers, which may have to do for a while where so many rows take their time; else None.

        They are `late` then, and tell whose they are. Of many rows the new ones are `waiting` to be worked on; until
        there are any they are `awaited`. None too where those of the settled moment are at hand.
        """
        key = _key(data, settled)
        if self._predictions is None or self._predictions[0][0] != key[0]:
            if not are_many(data):
                return None
            self._begin(key, data, settled, before_update, running)
            return _awaited(data, settled, before_update)
        (_, *parameters), answers, _ = self._predictions
        if tuple(parameters) == key[1:]:
            return None
        if running and time.perf_counter() - self._predicted < PATIENCE * self._predicting:
            return replace(answers, late=True)
        if not are_many(data):
            return None
        self._begin(key, data, settled, before_update, running)
        return replace(answers, late=True)

    def _begin(self, key: tuple[int, ...], data: Dataset, settled: State, before_update: bool, running: bool) -> None:
        """Work on these from now on; while running those begun are better."""
        work = self._work
        if work is None or work.key[0] != key[0] or (work.key != key and not running):
            self._work = _Work(key, data, settled, before_update)

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

    def wrong_after(self, data: Dataset, settled: State, row: int, test: bool, by: int) -> tuple[int, bool] | None:
        """The next row whose answer is not right, the one before for -1, and whether it is a test row.

        Training rows, then test rows, around; answers that are not at hand are worked out as far as that row. None
        where none is wrong.
        """
        kept = None
        if self._predictions is not None and self._predictions[0] == _key(data, settled):
            kept = self._predictions[1].train_right, self._predictions[1].test_right
        for side, begin, end in _parts_from(data, row, test, by):
            if kept is not None:
                right = (kept[side] if kept[side] is not None else np.empty(0, bool))[begin:end]  # type: ignore[index]
            else:
                targets = (data.test_targets if side else data.targets)[begin:end]
                right = data.right(answered(data, settled, bool(side), begin, end), targets)
            wrong = np.flatnonzero(~right) if right is not None else ()
            if len(wrong):
                return begin + int(wrong[0 if by > 0 else -1]), bool(side)
        return None

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


def _parts_from(data: Dataset, row: int, test: bool, by: int) -> Iterator[tuple[int, int, int]]:
    """All rows in parts, (1 for test rows, begin, end), from the one after or before this on, and around to it."""
    size = _part(data)
    lengths = len(data.inputs), len(data.test_inputs)
    here = int(test)
    spans = [(here, row + 1, lengths[here]), (1 - here, 0, lengths[1 - here]), (here, 0, row + 1)]
    if by < 0:
        spans = [(here, 0, row), (1 - here, 0, lengths[1 - here]), (here, row, lengths[here])]
    for side, first, last in spans:
        starts = range(first, last, size)
        for begin in starts if by > 0 else reversed(starts):
            yield side, begin, min(begin + size, last)


def _key(data: Dataset, settled: State) -> tuple[int, ...]:
    """What the answers depend on: data and parameters, which are never changed, by their ids."""
    return (id(data), *(id(settled.values[name]) for name in settled.program.parameters))
