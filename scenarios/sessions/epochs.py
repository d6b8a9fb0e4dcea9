"""The mean losses of whole epochs of mini-batches, gathered as the losses of iterations come by the chunk.

They are sums in the order of the iterations, so that they are the same to the last bit whatever the chunks. Knows
nothing of time.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from glassnet.core.config import Config
from glassnet.core.deferred import dataclass
from glassnet.core.errors import GlassnetError, short
from glassnet.core.program import Program
from glassnet.scenarios.base import Array
from glassnet.scenarios.sessions import kept
from glassnet.scenarios.sessions.curve import Curve
from glassnet.scenarios.sessions.kept import Thinned, ThinnedArchive

MOST_AGAIN = 20_000  # iterations that are gone through again for the means of the last epochs


@dataclass(frozen=True, eq=False)
class EpochsArchive:
    """Epochs as plain data: their last iterations, their means, and of one that goes on what its mean is so far."""

    ends: ThinnedArchive
    means: ThinnedArchive
    so_far: float

    def __repr__(self) -> str:
        return short(self, f"{self.ends.count:,}")


class Epochs:
    """Whole epochs so far, and the one that goes on."""

    def __init__(self) -> None:
        self._ends, self._means = Thinned(), Thinned()
        self._so_far = 0.0  # of the mean of the epoch that goes on

    def add(self, config: Config, first: int, losses: Array) -> None:
        """The losses of iterations from this one on, (n,)."""
        if config.batch_size is None:
            return
        each = config.iterations_per_epoch
        _, part = config.epoch(first)
        shares = _shares(config.samples, config.batch_size)
        head = min(len(losses), each - part)
        before = self._so_far if part else 0.0
        sums = np.add.accumulate(np.concatenate([[before], losses[:head] * shares[part : part + head]]))
        self._so_far = float(sums[-1])
        if part + head < each:
            return
        whole = (len(losses) - head) // each
        rows = losses[head : head + whole * each].reshape(whole, each) * shares
        means = np.concatenate([[self._so_far], _sums(rows)])
        self._means.extend(means)
        self._ends.extend(first + head - 1 + each * np.arange(whole + 1.0))
        rest = losses[head + whole * each :]
        self._so_far = float(np.add.accumulate(rest * shares[: len(rest)])[-1]) if len(rest) else 0.0

    def cut(self, programs: Sequence[Program], last: int) -> None:
        """Forget the epochs that end after an iteration; see `needed_from` and `remind`."""
        count = _whole_epochs(programs, last)
        self._ends.cut(count)
        self._means.cut(count)
        self._so_far = 0.0

    def needed_from(self, config: Config, last: int) -> int:
        """The first iteration whose loss has to be given again after a cut, up to `last`; last + 1 where none has."""
        return _begin(config, last, self._means.is_short)

    def remind(self, config: Config, first: int, losses: Array) -> None:
        """The losses from `needed_from` on again."""
        again = Epochs()
        again.add(config, first, losses)
        self._so_far = again._so_far
        if self._means.is_short:
            self._ends.remind(again._ends.lately)
            self._means.remind(again._means.lately)

    def missing_from(self, programs: Sequence[Program], config: Config, last: int) -> int:
        """The first iteration that `curve` needs again for the last epochs up to an iteration; last + 1 where none."""
        return _begin(config, last, _whole_epochs(programs, last) > kept.BOUND)

    @property
    def lately(self) -> tuple[Array, Array]:
        """(last iterations, means) of the last epochs, each of them."""
        return self._ends.lately, self._means.lately

    @property
    def curve(self) -> Curve:
        """The means by the last iterations of the epochs."""
        return Curve(self._ends.kept, self._means.kept, self.lately, self._means.extremes())

    def archive(self) -> EpochsArchive:
        """All that is kept."""
        return EpochsArchive(self._ends.archive(), self._means.archive(), self._so_far)

    @classmethod
    def restored(cls, archive: EpochsArchive) -> Epochs:
        """Those of an archive. Raises GlassnetError for what can be none."""
        made = cls()
        made._ends, made._means = Thinned.restored(archive.ends), Thinned.restored(archive.means)
        made._so_far = archive.so_far
        if made._ends.count != made._means.count:
            raise GlassnetError("the epochs are no rows of numbers")
        return made


def _begin(config: Config, last: int, several: bool) -> int:
    """Where the epoch begins that goes on after an iteration, or the first of several before it."""
    if config.batch_size is None:
        return last + 1
    each = config.iterations_per_epoch
    epochs, part = divmod(last - config.before, each)
    return last - part - each * (min(epochs, kept.RECENT, MOST_AGAIN // each) if several else 0) + 1


@lru_cache(maxsize=4)
def _shares(samples: int, size: int) -> Array:
    """What part of all samples each batch of an epoch has, (iterations of an epoch,)."""
    rows = np.minimum(size, samples - np.arange(0, samples, size))
    return rows / samples


def _sums(rows: Array) -> Array:
    """Each row's sum from left to right, (n, m) -> (n,)."""
    if rows.shape[1] > rows.shape[0]:
        return np.add.accumulate(rows, axis=1)[:, -1]
    total = rows[:, 0]
    for column in rows.T[1:]:
        total = total + column
    return total


def _whole_epochs(programs: Sequence[Program], last: int) -> int:
    """How many epochs of mini-batches are whole up to an iteration."""
    count = 0
    for at, program in enumerate(programs):
        config = program.config
        stop = min(last, programs[at + 1].config.before) if at + 1 < len(programs) else last
        if config.batch_size is not None:
            count += max(0, stop - config.before) // config.iterations_per_epoch
    return count
