"""The states that a history keeps: keyframes to replay from, and those of places visited of late.

Knows ticks and states and how much memory they take; what lies between them is for `history.py` to compute.
"""

from __future__ import annotations

import bisect
import sys
from collections import OrderedDict
from collections.abc import Iterator, Mapping

from glassnet.core.machine import State
from glassnet.core.program import Program

REPLAY = 0.02  # seconds that going to any moment may take: keyframes stand so close
ROOM = 40 * 2**20  # bytes for keyframes; when they are used up every second one goes
RECENT = 12 * 2**20  # bytes for the states of places visited and of moments asked for, together
NEAR = 48  # iterations before a visited place that are kept, so that a held key does not replay each time
ASKED = 64  # moments kept that were asked for: the origins of one page read the same few again and again


class Keyframes:
    """Some states by tick.

    frames: to replay from; those in `acted` are whole, others hold what lasts (see `History`).
    acted: ticks of frames that follow an action, and 0: they never go.
    spacing: seconds of running between two frames.
    """

    def __init__(self, first: State) -> None:
        self.frames: dict[int, State] = {0: first}
        self.acted = {0}
        self.spacing = REPLAY
        self._ticks = [0]  # of the frames, in order
        self._near: OrderedDict[int, State] = OrderedDict()
        self._asked: OrderedDict[int, State] = OrderedDict()  # replayed to be looked at, not gone to
        self._begun: tuple[int, State] | None = None

    @classmethod
    def restored(
        cls, frames: Mapping[int, State], acted: set[int], whole: Mapping[int, State], spacing: float
    ) -> Keyframes:
        """Those of a file. whole: states of other ticks."""
        made = cls(frames[0])
        made.frames, made.acted, made.spacing = dict(frames), acted | {0}, spacing
        made._ticks = sorted(frames)
        made._near.update(whole)
        return made

    def whole(self, tick: int) -> State | None:
        """The state of a tick with all its values, where it is kept."""
        found = self._near.get(tick) or self._asked.get(tick)
        return self.frames[tick] if found is None and tick in self.acted else found

    def before(self, tick: int) -> tuple[int, State]:
        """The last state before a tick, with its own tick."""
        start = self._ticks[bisect.bisect_left(self._ticks, tick) - 1]
        state = self.frames[start]
        for near in self._near:
            if start < near < tick:
                start, state = near, self._near[near]
        return start, state

    def keep(self, program: Program, tick: int, state: State, acted: bool = False) -> None:
        """Keep a frame; acted: it follows an action, is whole and never goes."""
        if tick not in self.frames:
            bisect.insort(self._ticks, tick)
        self.frames[tick] = state
        if acted:
            self.acted.add(tick)
        if self.bytes(program) > ROOM:
            self._thin()

    def bytes(self, program: Program) -> int:
        """Memory that the frames take, data that they share left out."""
        lasting = len(self.frames) * _own_bytes(program, self.frames[self._ticks[-1]], lasting=True)
        return lasting + sum(_own_bytes(program, self.frames[tick]) for tick in self.acted)

    def _thin(self) -> None:
        """Let every second frame go, but none that follows an action; jumps take twice as long from then on."""
        self._ticks = [tick for place, tick in enumerate(self._ticks) if place % 2 == 0 or tick in self.acted]
        self.frames = {tick: self.frames[tick] for tick in self._ticks}
        self.spacing *= 2

    def near(self, program: Program, state: State) -> int:
        """How many iterations before a visited place are kept: fewer where their states are large."""
        return max(1, min(NEAR, RECENT // 3 // _own_bytes(program, state)))

    def visit(self, program: Program, tick: int, state: State) -> None:
        """Keep the state of a place visited for a while."""
        if tick not in self.acted:
            _put(self._near, tick, state, 2 * self.near(program, state))

    def ask(self, program: Program, tick: int, state: State) -> None:
        """Keep the state of a moment asked for, for a while."""
        _put(self._asked, tick, state, min(ASKED, self.near(program, state)))

    def next_acted(self, tick: int) -> int:
        """The first tick after this one whose state no steps lead to; later than any where there is none."""
        return min((at for at in self.acted if at > tick), default=sys.maxsize)

    def begin(self, tick: int, state: State) -> None:
        """Keep how the last iteration of a run opened, from a tick on, until another run ends."""
        self._begun = tick, state

    def begun(self, tick: int) -> State | None:
        """The same, if it opened from this tick on."""
        return self._begun[1] if self._begun is not None and self._begun[0] == tick else None

    def drop_after(self, last: int) -> None:
        """Forget all states of later ticks."""
        self._ticks = [tick for tick in self._ticks if tick <= last]
        self.frames = {tick: self.frames[tick] for tick in self._ticks}
        self.acted = {tick for tick in self.acted if tick <= last}
        for states in (self._near, self._asked):
            for tick in [tick for tick in states if tick > last]:
                del states[tick]
        if self._begun is not None and self._begun[0] > last:
            self._begun = None

    def __iter__(self) -> Iterator[int]:
        return iter(self._ticks)


def _put(states: OrderedDict[int, State], tick: int, state: State, most: int) -> None:
    states[tick] = state
    states.move_to_end(tick)
    while len(states) > most:
        states.popitem(last=False)


def _own_bytes(program: Program, state: State, lasting: bool = False) -> int:
    """Memory of a state's own values, without data, which all share. lasting: of what training keeps alone."""
    if lasting:
        names = {*program.parameters, *program.optimizer_state}
    else:
        names = state.values.keys() - ({"X", "Y"} if "X" in state.values else {"x", "y"})
    return sum(state.values[name].nbytes for name in names) + 200 * len(state.values)
