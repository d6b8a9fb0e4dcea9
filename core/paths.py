"""The way that a few numbers have gone through a training: their values at the ends of iterations.

Going through all of a long history takes time, so a path is worked out once, and what comes after is added. It has
every iteration where these are few; of others those at its beginning, and where the history keeps a state anyway.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glassnet.core.history import History
from glassnet.core.machine import Each, run
from glassnet.core.ops import Array
from glassnet.core.program import Program
from glassnet.core.terms import Index

REPLAYED = 800  # iterations of a small network that are gone through at once: some 20 ms
LARGE = 5000  # products of an iteration that take as long as all else in it
MOST = 2000  # places that are kept


@dataclass(frozen=True)
class Number:
    """An entry of a parameter."""

    name: str
    index: Index


@dataclass(frozen=True, eq=False)
class Path:
    """Where numbers were. ticks (k,), in order; places (k, numbers). iterations: how many ended up to the last one."""

    ticks: NDArray[np.int64]
    places: NDArray[np.float64]
    iterations: int


class Paths:
    """The path that was asked for last, of one history."""

    def __init__(self, history: History) -> None:
        self._history = history
        self._numbers: tuple[Number, ...] = ()
        self._known: dict[int, tuple[float, ...]] = {}
        self._actions: list[tuple[int, object]] = []
        self._until = 0
        self._last: tuple[int, Path] | None = None  # with its tick
        self._rough = False  # whether anything was added without replaying it

    def of(self, numbers: tuple[Number, ...], tick: int, replays: bool = True) -> Path:
        """The path of these numbers up to a recorded tick. replays: else only what the history keeps is added."""
        history = self._history
        self._check(numbers, replays)
        if self._last is not None and self._last[0] == tick == self._until:
            return self._last[1]
        if tick > self._until:
            self._rough |= not replays
            program = history.program_at(tick)
            near = replayed(program) * len(program.steps) if replays else 0
            stop = min(tick, self._until + near)
            if near:
                follow(history, self._until, stop, self._keep)
            for at, state in [*history.frames(stop, tick), (tick, history.state_at(tick))]:
                if history.moment(at)[1] == len(history.program_at(at).steps):
                    self._keep(at, state.values)
            self._until, self._actions = tick, [each for each in history.actions if each[0] <= tick]
            while len(self._known) > MOST:
                self._known = dict(list(self._known.items())[::2])
        ticks = sorted(at for at in self._known if at <= tick)
        iteration, done = history.moment(tick)
        ended = iteration - (done < len(history.program_at(tick).steps))
        path = Path(np.array(ticks), np.array([self._known[at] for at in ticks]), ended)
        self._last = tick, path
        return path

    def _check(self, numbers: tuple[Number, ...], replays: bool) -> None:
        """Forget what is of other numbers, of a past that is another one now, or not as good as it can be."""
        history = self._history
        acted = [each for each in history.actions if each[0] <= self._until]
        same = len(acted) == len(self._actions) and all(
            a[0] == b[0] and a[1] is b[1] for a, b in zip(acted, self._actions, strict=True)
        )
        rough = self._rough and replays
        if rough or numbers != self._numbers or not same or not self._known or self._until > history.end:
            self._numbers, self._known, self._until = numbers, {}, 0
            self._actions, self._rough, self._last = [], False, None
            self._keep(0, history.state_at(0).values)

    def _keep(self, tick: int, values: Mapping[str, Array]) -> None:
        self._known[tick] = tuple(float(values[each.name][each.index]) for each in self._numbers)


def replayed(program: Program) -> int:
    """How many iterations of a program are gone through at once."""
    config = program.config
    rows = config.batch_size or config.samples
    products = rows * sum(int(np.prod(shape)) for shape in config.parameters.values())
    return max(1, int(REPLAYED / (1 + products / LARGE)))


def follow(history: History, first: int, last: int, seen: Callable[[int, Mapping[str, Array]], None]) -> None:
    """Replay from one recorded tick to another: `seen` is told each end of an iteration, its tick and its values."""
    tick, state = first, history.state_at(first)
    acted = [at for at, _ in history.actions if first < at <= last]
    for following in [*acted, last + 1]:
        program = history.program_at(tick)
        steps = len(program.steps)
        (iteration, done), (to, to_done) = history.moment(tick), history.moment(following - 1)
        first_end = tick + ((steps - done) or steps)

        def end(at: int, values: dict[str, Array], begin: int = iteration + (done == steps), tick: int = first_end,
                steps: int = steps) -> None:  # fmt: skip
            seen(tick + (at - begin) * steps, values)

        run(program, state, to - iteration + (to_done == steps) - (done == steps), Each(after=end))
        if following <= last:
            tick, state = following, history.state_at(following)
            if state.done == len(history.program_at(tick).steps):
                seen(tick, state.values)
