"""The past of numbers: what they were at the ends of iterations, evenly spaced over all that a history has.

Of a long history every 2nd, 4th, 8th … iteration is looked at, so that there are at most `MOST` places; each is exact,
as whoever goes there finds it. They are computed in slices, kept, and forgotten where the past is changed. Knows
nothing of what the numbers are for.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from glassnet.core.actions import Action
from glassnet.core.deferred import dataclass
from glassnet.core.history import History
from glassnet.core.machine import State
from glassnet.core.ops import Array

MOST = 400  # places at most, about two to a column of a wide screen


@dataclass(frozen=True, eq=False)
class Measure:
    """What is looked at in each iteration: some numbers, always as many.

    width: how many. of_end: them, from the values at the end of an iteration; None where they are not there.
    of_both: the same where it takes the moment before the update too, with the parameters that the values come from.
    begins: whether the very first moment is looked at too, as iteration 0: of parameters, which are there before it.
    """

    width: int
    of_end: Callable[[Mapping[str, Array]], Array | None] | None = None
    of_both: Callable[[State, State], Array | None] | None = None
    begins: bool = False


@dataclass(frozen=True, eq=False)
class Past:
    """What is known of some numbers.

    iterations (m,): the places, in order: every `stride`-th iteration, the first and the last whole one, and 0
    where the measure begins there.
    values (m, width): them there; nan where `known` (m,) says that it is not computed yet, and where there were none.
    """

    iterations: Array
    values: Array
    known: Array
    stride: int

    @property
    def whole(self) -> bool:
        """Whether every place is known."""
        return bool(self.known.all())

    def column(self, at: int) -> Array:
        """One of the numbers, at all places."""
        return self.values[:, at]

    def at(self, iteration: int) -> Array | None:
        """The numbers at the last known place up to an iteration; None where there is none."""
        found = np.flatnonzero(self.known & (self.iterations <= iteration))
        return self.values[found[-1]] if len(found) else None


NOTHING = Past(np.empty(0), np.empty((0, 0)), np.empty(0, dtype=bool), 1)


class Course:
    """The past of what one measure looks at, as far as it is computed.

    most: places at most.
    """

    def __init__(self, history: History, measure: Measure, most: int = MOST) -> None:
        self._history, self.measure, self._most = history, measure, most
        self._known: dict[int, Array] = {}
        self._done: list[tuple[int, int, Action]] = []  # the actions so far: tick, iteration, action
        self._here: tuple[int, State] = 0, history.state_at(0)  # the last place computed
        self.stride, self._last = 1, 0
        self._past: Past | None = None

    def renew(self) -> None:
        """Take note of what the history has become: longer, or another one from some iteration on."""
        history = self._history
        done = [(tick, history.moment(tick)[0], action) for tick, action in history.actions]
        same = 0
        while same < min(len(done), len(self._done)) and _same(done[same], self._done[same]):
            same += 1
        others = [iteration for _, iteration, _ in (*done[same:], *self._done[same:])]
        if others:
            self._forget(min(others))
        self._done = done
        iteration, at = history.moment(history.end)
        last = iteration if at == len(history.program_at(history.end).steps) else iteration - 1
        if last != self._last:
            self._last, self._past = last, None
            if self._here[0] > history.end:
                self._here = 0, history.state_at(0)
            self.following(last)
            self._known = {at: value for at, value in self._known.items() if at <= last and self._is_place(at)}

    def _is_place(self, iteration: int) -> bool:
        return iteration % self.stride == 0 or iteration in (1, self._last)

    def _forget(self, first: int) -> None:
        """What was known from an iteration on."""
        self._known = {iteration: value for iteration, value in self._known.items() if iteration < first}
        self._here = 0, self._history.state_at(0)
        self._past = None

    def _places(self) -> list[int]:
        first = [0] if self.measure.begins else []
        return first + (sorted({1, *range(self.stride, self._last + 1, self.stride), self._last}) if self._last else [])

    @property
    def whole(self) -> bool:
        """Whether every place is known."""
        return self.past.whole

    @property
    def past(self) -> Past:
        """What is known now."""
        if self._past is None:
            places = self._places()
            missing = np.full(self.measure.width, np.nan)
            values = np.array([self._known.get(at, missing) for at in places]).reshape(-1, self.measure.width)
            known = np.array([at in self._known for at in places], dtype=bool)
            self._past = Past(np.array(places, dtype=np.float64), values, known, self.stride)
        return self._past

    def following(self, iteration: int) -> int:
        """The next place from an iteration on, of a run that goes on."""
        while iteration > self.stride * self._most:
            self.stride *= 2
        return -(-iteration // self.stride) * self.stride

    def see(self, iteration: int, values: Mapping[str, Array]) -> None:
        """A run that goes on has this iteration's values at hand: nothing has to be computed again."""
        if iteration % self.stride == 0 and self.measure.of_end is not None:
            self._put(iteration, self.measure.of_end(values))

    def look_here(self) -> None:
        """Take the last place from the moment on show, where that is it."""
        history, of_end = self._history, self.measure.of_end
        wanted = self._last > 0 and self._last not in self._known
        if wanted and of_end is not None and history.tick == history.tick_of(self._last):
            self._put(self._last, of_end(history.state.values))

    def work(self, seconds: float) -> bool:
        """Compute places that are not known, one by one, until the time is up; whether it did any."""
        deadline, history = time.perf_counter() + seconds, self._history
        missing = [at for at in self._places() if at not in self._known]
        for iteration in missing:
            tick = history.tick_of(iteration)
            self._put(iteration, None if tick is None else self._looked_at(iteration, tick))
            if time.perf_counter() >= deadline:
                break
        return bool(missing)

    def _looked_at(self, iteration: int, tick: int) -> Array | None:
        history, measure = self._history, self.measure
        opening = None
        if measure.of_both is not None:
            before = history.reached(iteration, history.program_at(tick).starts["update"], tick)
            if before is not None:
                opening = history.passed(before, self._here)
                self._here = before, opening
        end = history.passed(tick, self._here)
        self._here = tick, end
        if measure.of_both is not None:
            return measure.of_both(end, opening or end)
        assert measure.of_end is not None
        return measure.of_end(end.values)

    def _put(self, iteration: int, value: Array | None) -> None:
        fits = value is not None and value.shape == (self.measure.width,)
        self._known[iteration] = np.array(value) if fits else np.full(self.measure.width, np.nan)
        self._past = None


def _same(one: tuple[int, int, Action], other: tuple[int, int, Action]) -> bool:
    return one[:2] == other[:2] and one[2] is other[2]


def rms(array: Array) -> float:
    """The root of the mean square of all entries: the Frobenius norm over the root of how many there are."""
    return float(np.sqrt(np.mean(np.square(array))))


def rms_of(values: Mapping[str, Array], names: Sequence[str]) -> Array:
    """The root mean square of each of these values: (len(names),); nan where one is not there."""
    with np.errstate(all="ignore"):
        return np.array([rms(values[name]) if name in values else np.nan for name in names])
