"""Which moment each tick of a training is, and back: counting, without a single number of a network.

A training is a row of *ticks*, each a step of the program or an action. Plain steps of one program in a row are a
*stretch*; where a stretch begins and with which program says all about its ticks. Knows no states: `history.py` has
them.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterator

from glassnet.core.actions import Action, Change
from glassnet.core.deferred import dataclass
from glassnet.core.errors import short
from glassnet.core.program import Program


@dataclass(frozen=True, eq=False)
class Stretch:
    """Ticks in a row that are all plain steps of one program.

    tick: the first moment of the stretch. iteration, done: where it stands.
    action: what led to it; None for the very first.
    """

    tick: int
    iteration: int
    done: int
    program: Program
    action: Action | None

    def __repr__(self) -> str:
        return short(self, f"from tick {self.tick}, iteration {self.iteration}: {self.action or 'the beginning'}")


class Timeline:
    """Stretches in a row, the first from tick 0 on. end: the last tick."""

    def __init__(self, first: Stretch) -> None:
        self._stretches = [first]
        self.end = 0

    def add(self, stretch: Stretch) -> None:
        """Another stretch, after all others."""
        self._stretches.append(stretch)

    def cut(self, tick: int) -> None:
        """Forget what comes after a tick."""
        self.end = tick
        self._stretches = [stretch for stretch in self._stretches if stretch.tick <= tick]

    def stretches_after(self, tick: int, until: int) -> list[Stretch]:
        """Those that begin after one tick and up to another, in order."""
        first, stop = (bisect.bisect_right(self._stretches, at, key=lambda each: each.tick) for at in (tick, until))
        return self._stretches[first:stop]

    def program_at(self, tick: int) -> Program:
        """The program at a tick."""
        return self._stretch(tick).program

    @property
    def programs(self) -> list[Program]:
        """All programs there were, in order."""
        changes = [action.program for _, action in self.actions if isinstance(action, Change)]
        return [self._stretches[0].program, *changes]

    @property
    def actions(self) -> list[tuple[int, Action]]:
        """All edits and changes with the tick that each led to."""
        return [(stretch.tick, stretch.action) for stretch in self._stretches if stretch.action is not None]

    def change_before(self, tick: int) -> Change | None:
        """The last change of the program up to a tick."""
        changes = (stretch.action for stretch, _ in self._until(tick) if isinstance(stretch.action, Change))
        return next(changes, None)

    def moment(self, tick: int) -> tuple[int, int]:
        """(iteration, steps done) at a tick."""
        stretch = self._stretch(tick)
        if tick == stretch.tick:
            return stretch.iteration, stretch.done
        steps = len(stretch.program.steps)
        place = (stretch.iteration - 1) * steps + stretch.done + tick - stretch.tick
        iteration = (place - 1) // steps + 1
        return iteration, place - (iteration - 1) * steps

    def tick_of(self, iteration: int, done: int | None = None) -> int | None:
        """The last tick at which this moment was reached, or None; without `done`, the end of the iteration.

        Iteration 0 is before anything.
        """
        if iteration == 0:
            return 0
        if done is not None and done < 0:
            return None
        last = self.end
        for stretch in reversed(self._stretches):
            at = len(stretch.program.steps) if done is None else done
            ahead = _ahead(stretch, iteration, at)
            here = (iteration, at) == (stretch.iteration, stretch.done)
            if here or 0 < ahead <= last - stretch.tick:
                return stretch.tick + ahead
            last = stretch.tick - 1
        return None

    def reached(self, iteration: int, done: int, until: int) -> int | None:
        """The last tick up to `until` at which a plain step (no action) led to this moment, or None."""
        for stretch, last in self._until(until):
            ahead = _ahead(stretch, iteration, done)
            if 0 < ahead <= last - stretch.tick:
                return stretch.tick + ahead
        return None

    def written(self, name: str, until: int) -> int | None:
        """The last tick up to `until` at which a step led that computed this value, or None if none did.

        What an iteration computes anew is looked for in the iteration of `until` alone.
        """
        here = self.moment(until)[0]
        for stretch, last in self._until(until):
            at = stretch.program.index_of(name)
            if at is not None:
                iteration, done = self.moment(last)
                if done <= at:
                    iteration -= 1
                ahead = _ahead(stretch, iteration, at + 1)
                if 0 < ahead <= last - stretch.tick and (iteration == here or name not in stretch.program.computed):
                    return stretch.tick + ahead
            if isinstance(stretch.action, Change) and name in stretch.action.given:
                return None
        return None

    def _until(self, tick: int) -> Iterator[tuple[Stretch, int]]:
        """The stretches up to a tick, the last first, each with its last tick."""
        last = tick
        for stretch in reversed(self._stretches):
            if stretch.tick <= tick:
                yield stretch, last
                last = stretch.tick - 1

    def _stretch(self, tick: int) -> Stretch:
        return self._stretches[bisect.bisect_right(self._stretches, tick, key=lambda stretch: stretch.tick) - 1]


def _ahead(stretch: Stretch, iteration: int, done: int) -> int:
    """How many steps of the stretch's program lead from its beginning to a moment."""
    return (iteration - stretch.iteration) * len(stretch.program.steps) + done - stretch.done
