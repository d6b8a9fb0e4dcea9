"""The losses of a training as it goes on: of iterations, of whole epochs, and of the test rows now and then.

Of many iterations not every loss is kept (`kept.py`), so that a run may go on for days. Knows nothing of time: who goes
back and changes something cuts off what followed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.core.deferred import dataclass
from glassnet.core.errors import GlassnetError, short
from glassnet.core.machine import losses
from glassnet.core.numerals import brief
from glassnet.core.ops import Array as AnyArray
from glassnet.core.program import Program
from glassnet.scenarios.base import Array, Dataset
from glassnet.scenarios.sessions import kept
from glassnet.scenarios.sessions.curve import Curve
from glassnet.scenarios.sessions.epochs import Epochs, EpochsArchive
from glassnet.scenarios.sessions.kept import Growing, Thinned, ThinnedArchive

NEVER = 2**62  # later than any iteration
MANY_NUMBERS = 2**20  # of all test inputs; beyond them test losses are taken less often

Again = Callable[[int, int], Array]  # the losses of the iterations from one to another, computed again
OldArchive = tuple[Array, Array, Array, Array]  # of format 1: every loss, every penalty, test iterations and losses


@dataclass(frozen=True, eq=False)
class Losses:
    """The losses so far.

    count: how many iterations have one.
    train: of iterations, each of its own batch, read before its update.
    had: beside the first of the kept ones their penalties, nan where there is none; none of the others has one.
    epochs: means of whole epochs, at their last iterations, where there are mini-batches; else empty.
    test: of the test rows, with the parameters before that iteration's update.
    """

    count: int
    train: Curve
    had: Array
    epochs: Curve
    test: Curve

    def __repr__(self) -> str:
        last = self.train.last
        return short(self, f"{self.count:,} iterations" + ("" if last is None else f", the last one {brief(last[1])}"))

    @cached_property
    def penalties(self) -> Array:
        """Beside the kept losses of iterations; nan where there is no penalty."""
        return np.append(self.had, np.full(len(self.train) - len(self.had), np.nan))

    @property
    def rows(self) -> Array:
        """The iterations of which something is kept: every one up to `kept.BOUND`, from there on less and less."""
        iterations = self.train.whole[0]
        if not self.train.thinned:
            return iterations
        return np.unique(np.concatenate([iterations, self.epochs.whole[0], self.test.whole[0]]))

    @property
    def columns(self) -> dict[str, NDArray[Any]]:
        """Ready for `pandas.DataFrame`, one entry for each of `rows`; nan where a number was not taken, or not kept.

        iteration, loss; and where there are any: penalty, epoch_loss (of an epoch that ends here), test_loss.
        """
        rows = self.rows
        curves = {"loss": self.train.whole}
        if not np.isnan(self.had).all():
            curves["penalty"] = self.train.iterations, self.penalties
        curves |= {
            name: curve.whole for name, curve in (("epoch_loss", self.epochs), ("test_loss", self.test)) if len(curve)
        }
        columns: dict[str, NDArray[Any]] = {"iteration": rows.astype(np.intp)}
        for name, (iterations, values) in curves.items():
            columns[name] = np.full(len(rows), np.nan)
            columns[name][np.searchsorted(rows, iterations)] = values
        return columns

    def until(self, iteration: int) -> Losses:
        """Those of the first iterations, up to this one."""
        train = self.train.until(iteration)
        parts = self.had[: len(train)], self.epochs.until(iteration), self.test.until(iteration)
        return Losses(min(self.count, iteration), train, *parts)


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


@dataclass(frozen=True, eq=False)
class LossArchive:
    """All that is recorded, as plain data."""

    train: ThinnedArchive
    penalties: ThinnedArchive
    epochs: EpochsArchive
    test_at: Array
    test: Array

    def __repr__(self) -> str:
        return short(self, f"{self.train.count:,} iterations")


class LossRecord:
    """What is recorded while a training goes on.

    again: where losses come from that are needed once more and were not kept; asked after a cut alone.
    """

    def __init__(self, again: Again) -> None:
        self._again = again
        self._train, self._epochs = Thinned(), Epochs()
        self._penalties = Thinned()  # up to the last iteration that had one
        self._test_at, self._test = Growing(), Growing()
        self._heard: tuple[int, Array] = 0, np.empty(0)  # the last losses up to an iteration of the past

    def opens(self, program: Program, data: Dataset, iteration: int, values: Mapping[str, AnyArray]) -> int:
        """An iteration has the parameters that its loss is of: the test loss with them, where one is due.

        Returns the next iteration that is to be told of.
        """
        if not len(data.test_inputs):
            return NEVER
        self._cut_tests(iteration)
        if test_is_due(iteration, data):
            self._test_at.append(float(iteration))
            self._test.append(float(losses(program, values, data.test_inputs, data.test_targets)["loss"]))
        return next_test(iteration + 1, data)

    def computed(self, program: Program, iteration: int, values: Mapping[str, AnyArray]) -> None:
        """The iterations that come next, from this one on, have their losses, and maybe their penalties.

        Numbers, or (n,) each. A penalty may come after its loss.
        """
        assert self._train.count in (iteration - 1, iteration), "losses come in order; `cut` forgets"
        if self._train.count < iteration:
            found = np.atleast_1d(values["loss"])
            self._train.extend(found)
            self._epochs.add(program.config, iteration, found)
        if "penalty" in values and self._penalties.count < iteration:
            self._penalties.skip(iteration - 1)
            self._penalties.extend(np.atleast_1d(values["penalty"]))

    def cut(self, programs: Sequence[Program], iteration: int, values: Mapping[str, AnyArray]) -> None:
        """Forget what follows this iteration, its test loss, and of it what is not among these values.

        programs: those up to there, in order.
        """
        self._heard = 0, np.empty(0)
        last = iteration - 1
        if last < self._train.count:
            self._train.cut(last)
            self._penalties.cut(last)
            self._epochs.cut(programs, last)
            self._remind(programs[-1], last)
        if "loss" in values:
            self.computed(programs[-1], iteration, values)
        self._cut_tests(iteration)

    def _remind(self, program: Program, last: int) -> None:
        """Get those losses again, up to the last one, that are needed to go on after a cut."""
        recent = last - kept.RECENT + 1 if self._train.is_short else last + 1
        of_epoch = self._epochs.needed_from(program.config, last)
        first = max(1, min(recent, of_epoch))
        if first > last:
            return
        found = self._train.kept[first - 1 :] if last <= kept.BOUND else self._again(first, last)
        if self._train.is_short:
            self._train.remind(found)
        self._epochs.remind(program.config, of_epoch, found[of_epoch - first :])

    def _cut_tests(self, iteration: int) -> None:
        """Forget the test losses of this iteration and what follows."""
        length = int(np.searchsorted(self._test_at.values, iteration))
        self._test_at.cut(length)
        self._test.cut(length)

    def archive(self) -> LossArchive:
        """All that is recorded."""
        return LossArchive(
            self._train.archive(),
            self._penalties.archive(),
            self._epochs.archive(),
            self._test_at.values,
            self._test.values,
        )

    @classmethod
    def restored(cls, archive: LossArchive | OldArchive, programs: Sequence[Program], again: Again) -> LossRecord:
        """The record that an archive is of. Raises GlassnetError for what can be none."""
        record = cls(again)
        if isinstance(archive, LossArchive):
            record._train, record._penalties = Thinned.restored(archive.train), Thinned.restored(archive.penalties)
            record._epochs, test_at, test = Epochs.restored(archive.epochs), archive.test_at, archive.test
        else:
            train, penalties, test_at, test = archive
            if train.ndim != 1 or penalties.ndim != 1:
                raise GlassnetError("the losses are no rows of numbers")
            for at, program in enumerate(programs):
                stop = programs[at + 1].config.before if at + 1 < len(programs) else len(train)
                first = program.config.before
                record._epochs.add(program.config, first + 1, train[first:stop])
            had = np.flatnonzero(~np.isnan(penalties))
            record._train, record._penalties = Thinned(train), Thinned(penalties[: had[-1] + 1 if len(had) else 0])
        if test_at.ndim != 1 or test_at.shape != test.shape or record._penalties.count > record._train.count:
            raise GlassnetError("the losses are no rows of numbers")
        record._test_at, record._test = Growing(test_at), Growing(test)
        return record

    @property
    def losses(self) -> Losses:
        """The losses so far, as arrays that do not change any more."""
        train = self._train
        iterations, late = kept.which_are_kept(len(train.kept)), len(train.lately)
        lately = np.arange(train.count - late + 1.0, train.count + 1), train.lately
        return Losses(
            train.count,
            Curve(iterations, train.kept, lately, train.extremes()),
            self._penalties.kept,
            self._epochs.curve,
            Curve(self._test_at.values, self._test.values),
        )

    def up_to(self, programs: Sequence[Program], program: Program, last: int) -> Losses:
        """The same, the last ones up to an iteration of the past; programs: all of them, and that of the iteration."""
        known, config = self.losses, program.config
        recent = last - kept.RECENT + 1 if last > kept.BOUND else last + 1
        of_epochs = self._epochs.missing_from(programs, config, last) if last > kept.BOUND else last + 1
        first = max(1, min(recent, of_epochs))
        if last >= known.count or first > last:
            return known
        until, heard = self._heard
        if not until - len(heard) < first <= last <= until:
            begin = max(1, first - kept.RECENT)  # with some before: people go back and back
            until, heard = self._heard = last, self._again(begin, last)
        found = heard[first - until - 1 + len(heard) : len(heard) - (until - last)]
        train, epochs = known.train, known.epochs
        late = found[-kept.RECENT :]
        train = replace(train, lately=(np.arange(last - len(late) + 1.0, last + 1), late))
        if of_epochs <= last:
            again = Epochs()
            again.add(config, of_epochs, found[of_epochs - first :])
            epochs = replace(epochs, lately=again.lately)
        return replace(known, train=train, epochs=epochs)
