"""What becomes of many seeds: who learned, after how many updates, and where the others end.

Knows no training.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.core.deferred import dataclass
from glassnet.scenarios.base import Array

CONVERGED = 0.01
APART = 0.02  # final losses of one plateau differ by less than this share from one to the next


class Outcome(NamedTuple):
    """What became of one seed.

    place: of the seed among those of its sweep. final: loss over all training rows after the last update.
    reached: after how many updates that loss was first below what counts as converged, 0 for never; with mini-batches
    it is looked at where an epoch ends. updates: done; fewer than were wanted where the sweep was stopped.
    """

    place: int
    final: float
    reached: int
    updates: int


def _median(values: NDArray[Any]) -> float:
    """Of (n,), n ≥ 1; `np.median` loads much that nothing else here needs."""
    ordered, half = np.sort(values), len(values) // 2
    return float((ordered[half] + ordered[~half]) / 2)


@dataclass(frozen=True)
class Plateau:
    """Seeds that ended at nearly the same loss: `loss` is their median."""

    loss: float
    seeds: int


@dataclass(frozen=True, eq=False)
class Sweep:
    """What became of each seed.

    iterations: updates that each was to have. below: what counts as converged.
    final, reached, updates: of each seed as `Outcome` has them, (seeds,).
    """

    seeds: tuple[int, ...]
    iterations: int
    below: float
    final: Array
    reached: NDArray[np.int64]
    updates: NDArray[np.int64]

    @property
    def converged(self) -> NDArray[np.bool_]:
        """Which seeds ended below, (seeds,)."""
        return np.asarray(self.final < self.below)

    @property
    def median_iterations(self) -> float | None:
        """Updates that the converged seeds needed, their median; None where none converged."""
        needed = self.reached[self.converged]
        return _median(needed) if len(needed) else None

    @property
    def not_finite(self) -> int:
        """Seeds whose loss is not finite at the end."""
        return int((~np.isfinite(self.final)).sum())

    @property
    def stuck(self) -> tuple[Plateau, ...]:
        """Where the others ended, the highest loss first."""
        left = np.sort(self.final[np.isfinite(self.final) & ~self.converged])[::-1]
        cuts = np.flatnonzero(left[:-1] - left[1:] > APART * left[:-1]) + 1
        return tuple(Plateau(_median(group), len(group)) for group in np.split(left, cuts) if len(group))

    def main_plateaus(self, most: int) -> tuple[tuple[Plateau, ...], int]:
        """So many plateaus with the most seeds, the highest loss first, and how many seeds are on none of them."""
        by_seeds = sorted(self.stuck, key=lambda plateau: -plateau.seeds)
        shown = sorted(by_seeds[:most], key=lambda plateau: -plateau.loss)
        return tuple(shown), sum(plateau.seeds for plateau in by_seeds[most:])

    def plateau_of(self, loss: float) -> Plateau | None:
        """The plateau that a final loss belongs to; None for one that is on none."""
        return min(self.stuck, key=lambda plateau: abs(plateau.loss - loss), default=None)


def finished(sweep: Sweep, seeds: Sequence[int]) -> list[Outcome]:
    """What became of those that were trained to the end, with their places among all seeds; see `gathered`."""
    places: dict[int, deque[int]] = {}
    for place, seed in enumerate(seeds):
        places.setdefault(seed, deque()).append(place)
    found = zip(sweep.seeds, sweep.final.tolist(), sweep.reached.tolist(), sweep.updates.tolist(), strict=True)
    return [Outcome(places[seed].popleft(), *became) for seed, *became in found if became[-1] == sweep.iterations]


def gathered(seeds: Sequence[int], iterations: int, below: float, outcomes: Iterable[Outcome]) -> Sweep:
    """The sweep of the seeds that are done, in their order; where none is, of all as far as they got."""
    found = sorted(outcomes)
    found = [each for each in found if each.updates == iterations] or found
    return Sweep(
        tuple(seeds[each.place] for each in found),
        iterations,
        below,
        np.array([each.final for each in found], dtype=np.float64),
        np.array([each.reached for each in found], dtype=np.int64),
        np.array([each.updates for each in found], dtype=np.int64),
    )
