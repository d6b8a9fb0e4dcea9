"""The past of numbers on the screen: what is looked at in each iteration for one of them, for two, and for all layers.

Asks the session's pasts, which compute; knows how a number on the screen is found again in another iteration.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping

import numpy as np

from glassnet.core.deferred import dataclass
from glassnet.core.machine import State
from glassnet.core.past import Measure, Past, rms_of
from glassnet.scenarios.base import Dataset
from glassnet.tui.messages import Entry, Sample
from glassnet.tui.moment import Floats
from glassnet.tui.samples import Samples
from glassnet.tui.snapshot import Snapshot

MOST_AT_ONCE = 256  # entries of a value up to which the past of all of them is kept, so that the cursor can walk on
KINDS = ("dz", "dW")  # what of each layer's gradients is looked at


@dataclass(frozen=True, eq=False)
class Course:
    """The past of one number.

    iterations, values (m,): where it is known, nan where it is not computed yet or was not there. stride: from one
    place to the next. computed, places: how many of them are known, and how many there are.
    """

    iterations: Floats
    values: Floats
    stride: int
    computed: int
    places: int

    @property
    def whole(self) -> bool:
        """Whether all of it is computed."""
        return self.computed == self.places

    @classmethod
    def of(cls, past: Past, column: int) -> Course:
        """One of the numbers of a past."""
        known = int(past.known.sum())
        if not len(past.known):  # nobody has asked before
            return cls(past.iterations, past.iterations, 1, 0, 0)
        return cls(past.iterations, past.column(column), past.stride, known, len(past.known))

    def at(self, iteration: int) -> tuple[int, float] | None:
        """The last place known up to an iteration, and what it was there; None where there is none."""
        found = np.flatnonzero((self.iterations <= iteration) & ~np.isnan(self.values))
        return (int(self.iterations[found[-1]]), float(self.values[found[-1]])) if len(found) else None

    @property
    def words(self) -> str:
        """How far it is computed, or how far apart its places are; empty where there is one in every iteration."""
        if not self.whole:
            return f"computed at {self.computed:,} of {self.places:,} places"
        end = "nd" if self.stride % 10 == 2 and self.stride % 100 != 12 else "th"
        return f"every {self.stride:,}{end} iteration" if self.stride > 1 else ""


@dataclass(frozen=True)
class Path:
    """Where two numbers were, as far as it is computed. ended: how many iterations ended up to the moment on show."""

    past: Past
    ended: int

    @property
    def places(self) -> Floats:
        """(m, 2): at the very first moment, and at the ends of iterations, in order."""
        walked = self.past.known & (self.past.iterations <= self.ended)
        return self.past.values[walked] if walked.any() else np.empty((0, 2))


def course_of(snapshot: Snapshot, entry: Entry) -> Course:
    """The past of a number: at the end of each iteration, as whoever goes there finds it.

    A number of a sample is that of its row of data, with each iteration's own parameters, whether the row stood in that
    batch or beside it.
    """
    entry = snapshot.lasting(entry)
    if snapshot.sampled(entry.name) and entry.index:
        sample = entry.sample or Sample(entry.index[0])
        key: Hashable = (entry.name, sample, snapshot.pasts.in_batches, _given(snapshot, sample))
        width = int(snapshot.shape(entry.name)[1])
        past = snapshot.pasts.of(key, lambda: _of_row(snapshot, entry.name, sample, width))
        return Course.of(past, entry.index[-1])
    array = snapshot.array(entry.name)
    shape = array.shape if array is not None else _shape(snapshot, entry.name)
    size = int(np.prod(shape)) if shape else 1
    if size > MOST_AT_ONCE or len(shape) != len(entry.index):
        past = snapshot.pasts.of(entry, lambda: Measure(1, lambda values: _one(values, entry)))
        return Course.of(past, 0)
    past = snapshot.pasts.of((entry.name, shape), lambda: Measure(size, lambda values: _all(values, entry.name)))
    return Course.of(past, int(np.ravel_multi_index(entry.index, shape)) if shape else 0)


def gradients_of(snapshot: Snapshot) -> dict[str, Course]:
    """The root mean square of dz and dW of every layer, by name, iteration by iteration."""
    names = [f"{kind}{layer}" for kind in KINDS for layer in range(1, snapshot.program.layers + 1)]
    past = snapshot.pasts.of("gradients", lambda: Measure(len(names), lambda values: rms_of(values, names)))
    return {name: Course.of(past, at) for at, name in enumerate(names)}


def path_of(snapshot: Snapshot, pair: tuple[Entry, Entry]) -> Path:
    """Where two parameters were, from the first moment to the one on show."""

    def of_end(values: Mapping[str, Floats]) -> Floats:
        return np.array([values[each.name][each.index] for each in pair])

    state = snapshot.state
    past = snapshot.pasts.of(("path", pair), lambda: Measure(len(pair), of_end, begins=True))
    return Path(past, state.iteration - (state.done < len(snapshot.program.steps)))


def _shape(snapshot: Snapshot, name: str) -> tuple[int, ...]:
    """The shape of a value that is not computed yet, where it does not depend on the batch."""
    return tuple(int(size) for size in snapshot.shape(name) if size.isdigit())


def _given(snapshot: Snapshot, sample: Sample) -> Hashable:
    """What tells a row of data from another one at its place."""
    if not snapshot.samples.there(sample):
        return None
    given = sample.test or sample.drawn
    return tuple(part.tobytes() for part in snapshot.samples.row(sample)) if given else None


def _of_row(snapshot: Snapshot, name: str, sample: Sample, width: int) -> Measure:
    """A row of data's numbers of a value: its own of each batch, else evaluated beside it."""
    data: Dataset = snapshot.scenario.data
    in_batches = snapshot.pasts.in_batches or sample.test or sample.drawn
    drawing = snapshot.samples.drawing

    def of_both(end: State, opening: State) -> Floats | None:
        samples = Samples(data, end, opening, end, drawing)
        place = samples.place(sample)
        array = samples.beside(sample).get(name) if place is None and samples.there(sample) else end.get(name)
        return None if array is None or (place or 0) >= len(array) else np.asarray(array[place or 0])

    def of_end(values: Mapping[str, Floats]) -> Floats | None:
        array = values.get(name)
        return None if array is None or sample.row >= len(array) else array[sample.row]

    return Measure(width, None, of_both) if in_batches else Measure(width, of_end)


def _one(values: Mapping[str, Floats], entry: Entry) -> Floats | None:
    array = values.get(entry.name)
    if array is None or array.ndim != len(entry.index):
        return None
    if any(at >= size for at, size in zip(entry.index, array.shape, strict=True)):
        return None
    return np.array([array[entry.index]])


def _all(values: Mapping[str, Floats], name: str) -> Floats | None:
    array = values.get(name)
    return None if array is None else array.ravel()
