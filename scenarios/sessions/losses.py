"""The losses of a training as it goes on: of every iteration, of whole epochs, and of the test rows now and then.

Knows nothing of time: who goes back and changes something cuts off what followed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.core.errors import GlassnetError, short
from glassnet.core.machine import losses
from glassnet.core.numerals import brief
from glassnet.core.ops import Array as AnyArray
from glassnet.core.program import Program
from glassnet.scenarios.base import Array, Dataset

NEVER = 2**62  # later than any iteration
MANY_NUMBERS = 2**20  # of all test inputs; beyond them test losses are taken less often


class Curve:
    """Numbers that come one by one, given out as arrays without copying all of them each time."""

    def __init__(self, begins: Sequence[float] | Array = ()) -> None:
        self._length = len(begins)
        self._room: Array = np.concatenate([np.asarray(begins, dtype=np.float64), np.empty(1024)])

    def append(self, *values: float) -> None:
        self.extend(np.array(values))

    def extend(self, values: Array) -> None:
        """More of them, (n,)."""
        end = self._length + len(values)
        if end > len(self._room):
            # a new array: those given out before stay as they are
            self._room = np.concatenate([self._room, np.empty(max(end, 1024))])
        self._room[self._length : end] = values
        self._length = end

    def cut(self, length: int) -> None:
        """Forget all numbers after the first `length`."""
        if length < self._length:
            self._room, self._length = self._room.copy(), length  # those given out before stay as they are

    def __len__(self) -> int:
        return self._length

    @property
    def values(self) -> Array:
        """All numbers so far, read-only."""
        view = self._room[: self._length]
        view.setflags(write=False)
        return view


@dataclass(frozen=True, eq=False)
class Losses:
    """The losses so far.

    train: of iterations 1, 2, …, each of its own batch, read before its update.
    penalties: beside those; nan where there is no penalty.
    epochs: (iterations, means) of whole epochs where there are mini-batches, else empty.
    test: (iterations, losses) of the test rows, with the parameters before that iteration's update.
    """

    train: Array
    penalties: Array
    epochs: tuple[Array, Array]
    test: tuple[Array, Array]

    def __repr__(self) -> str:
        last = f", the last one {brief(float(self.train[-1]))}" if len(self.train) else ""
        return short(self, f"{len(self.train):,} iterations{last}")

    @property
    def columns(self) -> dict[str, NDArray[Any]]:
        """A row an iteration, ready for `pandas.DataFrame`; nan where a number was not taken.

        iteration, loss; and where there are any: penalty, epoch_loss (of an epoch that ends here), test_loss.
        """
        columns: dict[str, NDArray[Any]] = {"iteration": np.arange(1, len(self.train) + 1), "loss": self.train}
        if not np.isnan(self.penalties).all():
            columns["penalty"] = self.penalties
        for name, (iterations, values) in (("epoch_loss", self.epochs), ("test_loss", self.test)):
            if len(values):
                columns[name] = np.full(len(self.train), np.nan)
                columns[name][iterations.astype(int) - 1] = values
        return columns

    def until(self, iteration: int) -> Losses:
        """Those of the first iterations, up to this one."""
        epochs, test = (_until(curve, iteration) for curve in (self.epochs, self.test))
        return Losses(self.train[:iteration], self.penalties[:iteration], epochs, test)


def _until(curve: tuple[Array, Array], iteration: int) -> tuple[Array, Array]:
    count = int(np.searchsorted(curve[0], iteration, side="right"))
    return curve[0][:count], curve[1][:count]


def next_test(iteration: int, data: Dataset) -> int:
    """The first iteration from this one on whose test loss is taken: all up to 100, then about 90 in a decade.

    Of many numbers to test with all up to 10, then 9 in a decade: they would take longer than the training.
    """
    places = 2 if data.test_inputs.size < MANY_NUMBERS else 1
    stride: int = 10 ** max(0, len(str(iteration)) - places)
    return -(-iteration // stride) * stride


def test_is_due(iteration: int, data: Dataset) -> bool:
    """Whether the test loss of this iteration is taken."""
    return next_test(iteration, data) == iteration


def tests_slowly(iteration: int, data: Dataset) -> bool:
    """Whether the test loss of this iteration takes longer than a frame."""
    return data.test_inputs.size >= MANY_NUMBERS and test_is_due(iteration, data)


class LossRecord:
    """What is recorded while a training goes on."""

    def __init__(self) -> None:
        self._train, self._test_at, self._test = Curve(), Curve(), Curve()
        self._penalties = Curve()  # up to the last iteration that had one

    def opens(self, program: Program, data: Dataset, iteration: int, values: Mapping[str, AnyArray]) -> int:
        """An iteration has the parameters that its loss is of: the test loss with them, where one is due.

        Returns the next iteration that is to be told of.
        """
        self._cut_tests(iteration)
        if not len(data.test_inputs):
            return NEVER
        if test_is_due(iteration, data):
            self._test_at.append(float(iteration))
            self._test.append(float(losses(program, values, data.test_inputs, data.test_targets)["loss"]))
        return next_test(iteration + 1, data)

    def computed(self, iteration: int, values: Mapping[str, AnyArray]) -> None:
        """Iterations from this one on have their losses, and maybe their penalties: numbers, or (n,) each."""
        self._train.cut(iteration - 1)
        self._train.extend(np.atleast_1d(values["loss"]))
        self._penalties.cut(iteration - 1)
        if "penalty" in values:
            self._penalties.extend(np.full(iteration - 1 - len(self._penalties), np.nan))
            self._penalties.extend(np.atleast_1d(values["penalty"]))

    def cut(self, iteration: int, values: Mapping[str, AnyArray]) -> None:
        """Forget what follows this iteration, its test loss, and of it what is not among these values."""
        self._train.cut(iteration - 1)
        self._penalties.cut(iteration - 1)
        if "loss" in values:
            self.computed(iteration, values)
        self._cut_tests(iteration)

    def _cut_tests(self, iteration: int) -> None:
        """Forget the test losses of this iteration and what follows."""
        keep = int(np.searchsorted(self._test_at.values, iteration))
        self._test_at.cut(keep)
        self._test.cut(keep)

    def archive(self) -> tuple[Array, Array, Array, Array]:
        """All that is recorded: losses, penalties, and iterations and losses of the test rows."""
        return self._train.values, np.array(self._all_penalties()), self._test_at.values, self._test.values

    @classmethod
    def restored(cls, train: Array, penalties: Array, test_at: Array, test: Array) -> LossRecord:
        """The record that an archive is of. Raises GlassnetError for what can be none."""
        if any(curve.ndim != 1 for curve in (train, penalties, test_at, test)) or len(test_at) != len(test):
            raise GlassnetError("the losses are no rows of numbers")
        record = cls()
        had = np.flatnonzero(~np.isnan(penalties))
        record._train, record._penalties = Curve(train), Curve(penalties[: had[-1] + 1 if len(had) else 0])
        record._test_at, record._test = Curve(test_at), Curve(test)
        return record

    def losses(self, programs: Sequence[Program]) -> Losses:
        """The losses so far, as arrays that do not change any more; epochs are those of the programs in order."""
        train = self._train.values
        tests = (self._test_at.values, self._test.values)
        return Losses(train, self._all_penalties(), epoch_means(train, programs), tests)

    def _all_penalties(self) -> Array:
        """Of all iterations so far, nan where there was none; read-only."""
        known, length = self._penalties.values, len(self._train)
        if not len(known):
            return np.broadcast_to(np.nan, length)  # a single number in memory
        return known if len(known) == length else np.append(known, np.full(length - len(known), np.nan))


def epoch_means(train: Array, programs: Sequence[Program]) -> tuple[Array, Array]:
    """The last iterations of whole epochs and the mean loss of each, where there are mini-batches."""
    ends, means = [np.empty(0)], [np.empty(0)]
    for at, program in enumerate(programs):
        config = program.config
        size, each = config.batch_size, config.iterations_per_epoch
        stop = min(len(train), programs[at + 1].config.before) if at + 1 < len(programs) else len(train)
        whole = (stop - config.before) // each
        if size is None or whole <= 0:
            continue
        rows = np.full(each, float(size))
        rows[-1] = config.samples - size * (each - 1)
        own = train[config.before : config.before + whole * each].reshape(whole, each)
        ends.append(config.before + np.arange(1, whole + 1, dtype=np.float64) * each)
        means.append(own @ (rows / config.samples))
    return np.concatenate(ends), np.concatenate(means)
