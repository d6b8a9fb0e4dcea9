"""The whole past of a training: go to any moment, forward and backward, and the numbers are the same to the last bit.

Going back is replay. What happened is a row of *ticks*: each is one step of the program, or one edit by hand.
The history keeps the edits, the number of ticks, and a few states (keyframes); every other moment is computed
again from the keyframe before it, by the very same steps. Plain steps are a count, not objects.

The rules of time:

* A moment is (iteration, steps done); moment (k, S) still shows iteration k, the next step opens k + 1.
* Moving forward in the past replays what was recorded, edits too.
* An edit before the update phase rewinds to the first step that reads the value: all that follows from it is
  dropped from the iteration and computed again. In the update phase it waits for the next iteration;
  after the last step it shows at once, and the next iteration reads it.
* A new edit drops what had followed. Undoing an edit is going back.

Knows programs and states; knows nothing of scenarios or the screen.
"""

from __future__ import annotations

import bisect
import math
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from core.errors import GlassnetError
from core.machine import State, advance, changed, kept, run
from core.ops import Array
from core.program import Program
from core.terms import Index, label

REPLAY = 0.02  # seconds that going to any moment may take: keyframes stand so close
NEAR = 48  # iterations before a visited place that are kept, so that a held key does not replay each time
ROOM = 48 * 2**20  # bytes for keyframes; when they are used up every second one goes
EDITABLE = ("x", "y", "lr", "momentum", "rate")


@dataclass(frozen=True)
class Edit:
    """A number changed by hand: `W1[0,2]` is now `value`."""

    name: str
    index: Index
    value: float

    def __str__(self) -> str:
        return f"{label(self.name, self.index)} = {self.value:g}"


@dataclass(frozen=True)
class Stretch:
    """Ticks in a row that are all plain steps.

    tick: the first moment of the stretch. iteration, done: where it stands.
    edit: what led to it; None for the very first.
    """

    tick: int
    iteration: int
    done: int
    edit: Edit | None


Watch = Callable[[int, dict[str, Array]], object]


class History:
    """All moments from the first to the last one computed, and a place among them.

    program: what is run. tick: the place, 0 … end. Ticks and moments: `moment(tick)`, `tick_of(iteration, done)`.
    grown_from: the history and tick that the first moment's parameters came from, for one that only asks
        "what if" (see `explain.prediction`).
    """

    def __init__(self, program: Program, first: State, grown_from: tuple[History, int] | None = None) -> None:
        self.program = program
        self.grown_from = grown_from
        self.tick = 0
        self.end = 0
        self._steps = len(program.steps)
        self._stretches = [Stretch(0, first.iteration, first.done, None)]
        self._keyframes: dict[int, State] = {0: first}
        self._ticks = [0]  # of the keyframes, in order
        self._near: OrderedDict[int, State] = OrderedDict()
        self._state = first
        self._since = 0.0  # seconds of running since the last keyframe
        self._spacing = REPLAY

    # --- where ---

    @property
    def state(self) -> State:
        """The moment on show."""
        return self._state

    @property
    def in_the_past(self) -> bool:
        """Whether later moments are recorded."""
        return self.tick < self.end

    @property
    def edits(self) -> list[tuple[int, Edit]]:
        """All edits with the tick that each led to."""
        return [(stretch.tick, stretch.edit) for stretch in self._stretches if stretch.edit is not None]

    def moment(self, tick: int) -> tuple[int, int]:
        """(iteration, steps done) at a tick."""
        stretch = self._stretch(tick)
        if tick == stretch.tick:
            return stretch.iteration, stretch.done
        place = (stretch.iteration - 1) * self._steps + stretch.done + tick - stretch.tick
        iteration = (place - 1) // self._steps + 1
        return iteration, place - (iteration - 1) * self._steps

    def tick_of(self, iteration: int, done: int | None = None) -> int | None:
        """The last tick at which this moment was reached, or None; without `done`, the end of the iteration.

        Iteration 0 is before anything.
        """
        if iteration == 0:
            return 0
        done = self._steps if done is None else done
        last = self.end
        for stretch in reversed(self._stretches):
            ahead = (iteration - stretch.iteration) * self._steps + done - stretch.done
            if 0 <= ahead <= last - stretch.tick:
                return stretch.tick + ahead
            last = stretch.tick - 1
        return None

    def reached(self, iteration: int, done: int, until: int) -> int | None:
        """The last tick up to `until` at which a plain step (not an edit) led to this moment, or None."""
        last = until
        for stretch in reversed(self._stretches):
            if stretch.tick > until:
                continue
            ahead = (iteration - stretch.iteration) * self._steps + done - stretch.done
            if 0 < ahead <= last - stretch.tick:
                return stretch.tick + ahead
            last = stretch.tick - 1
        return None

    def _stretch(self, tick: int) -> Stretch:
        return self._stretches[bisect.bisect_right(self._stretches, tick, key=lambda stretch: stretch.tick) - 1]

    # --- going ---

    def goto(self, tick: int) -> State:
        """Go to a recorded tick. Raises GlassnetError for one that is not recorded."""
        if not 0 <= tick <= self.end:
            raise GlassnetError(f"moment {tick} is not recorded; the last one is {self.end}")
        state = self.state_at(tick)
        self._remember(self.tick, self._state)
        self._state, self.tick = state, tick
        return state

    def forward(self) -> State:
        """One tick on: the recorded one in the past, else one step of the program."""
        if self.in_the_past:
            return self.goto(self.tick + 1)
        self._remember(self.tick, self._state)
        self._state = advance(self.program, self._state)
        self.tick = self.end = self.tick + 1
        return self._state

    def back(self) -> State:
        """One tick back; an edit counts as one. At the first moment nothing happens."""
        return self.goto(max(0, self.tick - 1))

    def run(self, iterations: int, before: Watch | None = None, after: Watch | None = None) -> State:
        """On from the last moment by so many iteration ends, or until a watch stops it (see `machine.run`).

        Raises GlassnetError in the past: what is recorded is gone to, not run.
        """
        if self.in_the_past:
            raise GlassnetError("the past is not run again; go to its end first")
        while self._state.pending and iterations:  # an edit waits for the next iteration: go there step by step
            self.forward()
            iterations -= self._state.done == self._steps
        iteration, done = self.moment(self.tick)
        clock = [time.perf_counter()]

        def watch(at: int, values: dict[str, Array]) -> object:
            now = time.perf_counter()
            self._since += now - clock[0]
            clock[0] = now
            if self._since >= self._spacing / 2:
                self._keep(self.tick + (at - iteration) * self._steps + self._steps - done, at, values)
            stop = after is not None and after(at, values)
            clock[0] = time.perf_counter()  # what the watcher takes is not replayed
            return stop

        self._state = run(self.program, self._state, iterations, before, watch)
        self.tick += (self._state.iteration - iteration) * self._steps + self._state.done - done
        self.end = self.tick
        return self._state

    # --- changing ---

    def edit(self, edit: Edit) -> State:
        """Change a number by hand, here and now; what was recorded after this moment is dropped.

        Raises GlassnetError for what cannot be edited, an index out of range, or a value that is not finite.
        """
        edited = edited_state(self.program, self._state, edit)
        self.drop_future()
        self.tick += 1
        self.end = self.tick
        self._stretches.append(Stretch(self.tick, edited.iteration, edited.done, edit))
        self._keep_state(self.tick, edited)
        self._state = edited
        return edited

    def drop_future(self) -> None:
        """Forget what was recorded after this moment."""
        self.end = self.tick
        self._stretches = [stretch for stretch in self._stretches if stretch.tick <= self.tick]
        self._ticks = [tick for tick in self._ticks if tick <= self.tick]
        self._keyframes = {tick: self._keyframes[tick] for tick in self._ticks}
        for tick in [tick for tick in self._near if tick > self.tick]:
            del self._near[tick]

    # --- replay ---

    def state_at(self, tick: int) -> State:
        """The state at a recorded tick, wherever the place is."""
        if tick == self.tick:
            return self._state
        if tick in self._near:
            return self._near[tick]
        if tick in self._keyframes and not self._is_lean(tick):
            return self._keyframes[tick]
        start = self._ticks[bisect.bisect_left(self._ticks, tick) - 1]
        state = self._keyframes[start]
        for near in self._near:
            if start < near < tick:
                start, state = near, self._near[near]
        return self._replay(start, state, tick)

    def _is_lean(self, tick: int) -> bool:
        """Whether a keyframe holds only what lasts: enough to go on from, not to show."""
        return tick != 0 and tick not in {stretch.tick for stretch in self._stretches}

    def _replay(self, start: int, state: State, tick: int) -> State:
        """From a state on to a later tick, through recorded edits."""
        following = bisect.bisect_right(self._stretches, start, key=lambda stretch: stretch.tick)
        for stretch in self._stretches[following:]:
            if stretch.tick > tick:
                break
            assert stretch.edit is not None  # only the very first has none
            state = edited_state(self.program, self._replay_steps(start, state, stretch.tick - 1), stretch.edit)
            start = stretch.tick
        return self._replay_steps(start, state, tick)

    def _replay_steps(self, place: int, state: State, tick: int) -> State:
        """From a state on by plain steps; whole iterations in a loop, the last few of them remembered."""
        to_end = (self._steps - state.done) or self._steps
        whole = 0 if tick - place < to_end else 1 + (tick - place - to_end) // self._steps
        if whole > NEAR:
            state = run(self.program, state, whole - NEAR)
            place += to_end + (whole - NEAR - 1) * self._steps
            whole, to_end = NEAR, self._steps
        for _ in range(whole):
            state = run(self.program, state, 1)
            place, to_end = place + to_end, self._steps
            self._remember(place, state)
        for _ in range(tick - place):
            state = advance(self.program, state)
        return state

    # --- keeping ---

    def _remember(self, tick: int, state: State) -> None:
        """Keep a state for a while: those of the places last visited."""
        if tick in self._keyframes:
            return
        self._near[tick] = state
        self._near.move_to_end(tick)
        while len(self._near) > 2 * NEAR:
            self._near.popitem(last=False)

    def _keep(self, tick: int, iteration: int, values: Mapping[str, Array]) -> None:
        """Keep a keyframe of the end of an iteration: what lasts is enough, the rest is computed again."""
        lasting = {name: kept(value) for name, value in values.items() if name not in self.program.computed}
        self._keep_state(tick, State(iteration, self._steps, MappingProxyType(lasting)))

    def _keep_state(self, tick: int, state: State) -> None:
        self._since = 0.0
        if tick not in self._keyframes:
            bisect.insort(self._ticks, tick)
        self._keyframes[tick] = state
        if self.keyframe_bytes() > ROOM:
            self._thin()

    def keyframe_bytes(self) -> int:
        """Memory that the keyframes take, data that they share counted once."""
        if not self._keyframes:
            return 0
        one = self._keyframes[self._ticks[-1]]
        own = sum(one.values[name].nbytes for name in (*self.program.parameters, *self.program.optimizer_state))
        return len(self._keyframes) * (own + 200 * len(one.values))

    def _thin(self) -> None:
        """Let every second keyframe go, but none that follows an edit; jumps take twice as long from then on."""
        edited = {stretch.tick for stretch in self._stretches}
        self._ticks = [tick for place, tick in enumerate(self._ticks) if place % 2 == 0 or tick in edited]
        self._keyframes = {tick: self._keyframes[tick] for tick in self._ticks}
        self._spacing *= 2

    @property
    def thinned(self) -> bool:
        """Whether memory was used up, so that jumps take longer than they should."""
        return self._spacing > REPLAY


def edited_state(program: Program, state: State, edit: Edit) -> State:
    """The state after an edit, by the rules of time.

    Raises GlassnetError for what cannot be edited, an index out of range, or a value that is not finite.
    """
    name, index = _source(program, state, edit)
    array = state.values[name]
    if len(index) != array.ndim or any(not 0 <= i < n for i, n in zip(index, array.shape, strict=False)):
        raise GlassnetError(f"{label(edit.name, edit.index)} does not exist; {edit.name} has the shape {array.shape}")
    if not math.isfinite(edit.value):
        raise GlassnetError(f"{label(edit.name, edit.index)} must be a finite number, got {edit.value:g}")
    updating = program.starts["update"] < state.done < len(program.steps)
    if updating:
        return State(state.iteration, state.done, state.values, (*state.pending, (name, index, edit.value)))
    values = {**state.values, name: changed(array, index, edit.value)}
    done = state.done
    if done <= program.starts["update"]:
        readers = [at for at, step in enumerate(program.steps) if name in step.inputs]
        done = min([done, *readers])
        for step in program.steps[done : state.done]:
            values.pop(step.output, None)
    return State(state.iteration, done, MappingProxyType(values), state.pending)


def _source(program: Program, state: State, edit: Edit) -> tuple[str, Index]:
    """What an edit really changes: a batch's input is a row of the data."""
    if edit.name not in (*program.parameters, *EDITABLE):
        raise GlassnetError(f"{edit.name} is computed; only weights, biases, inputs, targets and lr can be edited")
    if edit.name in ("x", "y") and "rows" in state.values:
        rows = state.values["rows"]
        if not edit.index or not 0 <= edit.index[0] < len(rows):
            raise GlassnetError(f"{label(edit.name, edit.index)} does not exist; the batch has {len(rows)} samples")
        return edit.name.upper(), (int(rows[edit.index[0]]), *edit.index[1:])
    if edit.name not in state.values:
        raise GlassnetError(f"{edit.name} is not used by this network")
    return edit.name, edit.index
