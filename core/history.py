"""The whole past of a training: go to any moment, forward and backward, and the numbers are the same to the last bit.

Going back is replay. What happened is a row of *ticks*: each is one step of the program, or one action: a number
edited by hand, or a change to another program (other batches, regularization or data, with the same parameters).
The history keeps the actions, the number of ticks (`timeline.py` says which moment each is), and a few states
(`keyframes.py`); every other moment is computed again from the keyframe before it, by the very same steps. Plain steps
are a count, not objects.

The rules of time:

* A moment is (iteration, steps done); moment (k, S) still shows iteration k, the next step opens k + 1.
* Moving forward in the past replays what was recorded, actions too.
* A new action drops what had followed. Undoing an action is going back.

What an action does to a moment stands in `actions.py`. Knows nothing of scenarios or the screen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from glassnet.core.actions import Action, Change, Edit, acted
from glassnet.core.between import between
from glassnet.core.compiled import available
from glassnet.core.errors import GlassnetError, short
from glassnet.core.keyframes import Keyframes
from glassnet.core.machine import Looks, State, Values, advance, closed, kept, run
from glassnet.core.ops import Array
from glassnet.core.pace import Clock, Keeps
from glassnet.core.program import Program, compile_program
from glassnet.core.timeline import Stretch, Timeline

if TYPE_CHECKING:
    from glassnet.core.archive import Archive

GIVEN = "given by the data"  # where nobody says otherwise


class Grown(NamedTuple):
    """Where a history's first parameters come from, and who gave its row.

    on_show: whether they were those on show when it was made.
    """

    history: History
    tick: int
    on_show: bool
    given: str = GIVEN


class History(Timeline):
    """All moments from the first to the last one computed, and a place among them.

    tick: the place, 0 … end.
    grown_from: what the first moment's parameters came from, for one that only asks "what if" (see
        `explain.prediction`). sample: which row of the data that is about, `test row 7`, or what else; empty where it
        is about none.
    """

    def __init__(self, program: Program, first: State, grown_from: Grown | None = None, sample: str = "") -> None:
        super().__init__(Stretch(0, first.iteration, first.done, program, None))
        self.grown_from, self.sample = grown_from, sample
        self.tick = 0
        self._kept = Keyframes(first)
        self._state = first
        self._clock = Clock()

    def __repr__(self) -> str:
        return short(self, f"tick {self.tick} of {self.end}, iteration {self.moment(self.tick)[0]}")

    # --- where ---

    @property
    def state(self) -> State:
        """The moment on show."""
        return self._state

    @property
    def program(self) -> Program:
        """The program of the moment on show."""
        return self.program_at(self.tick)

    @property
    def in_the_past(self) -> bool:
        """Whether later moments are recorded."""
        return self.tick < self.end

    # --- keeping it in a file ---

    def archive(self) -> Archive:
        """All of it as plain data: the place, what was done, and the states that are kept."""
        from glassnet.core.archive import Archive, Row, Saved  # only who saves needs it

        stretches = []
        for stretch in self._stretches:
            action, config = stretch.action, stretch.program.config
            edit = action if isinstance(action, Edit) else None
            given, words = (action.given, action.words) if isinstance(action, Change) else (None, "")
            stretches.append(Row(stretch.tick, stretch.iteration, stretch.done, config, edit, given, words))
        keyframes = {tick: Saved.of(state) for tick, state in self._kept.frames.items()}
        whole = {tick: Saved.of(self.state_at(tick)) for tick in (self.tick, self.end)}
        engine = self._stretches[0].program.engine
        return Archive(self.tick, self.end, tuple(stretches), keyframes, whole, self._kept.spacing, engine)

    @classmethod
    def restored(cls, archive: Archive, sources: Mapping[int, object] | None = None) -> History:
        """The history that an archive is of, at the same place.

        sources: by tick, what the changes are to have as their `source`. Raises GlassnetError where the archive does
        not fit together. It goes on by the engine that ran it, if that is here.
        """
        from glassnet.core.archive import check_archive

        check_archive(archive)
        engine = available(archive.engine)
        program = compile_program(archive.rows[0].config, engine)
        history = cls(program, archive.keyframes[0].state(program))
        history._stretches = [Stretch(0, archive.rows[0].iteration, archive.rows[0].done, program, None)]
        for row in archive.rows[1:]:
            action: Action | None = row.edit
            if row.given is not None:
                program = compile_program(row.config, engine)
                action = Change(program, closed(row.given), row.words, (sources or {}).get(row.tick))
            history._stretches.append(Stretch(row.tick, row.iteration, row.done, program, action))
        history.end = archive.end
        keyframes, whole = (
            {tick: saved.state(history.program_at(tick)) for tick, saved in states.items()}
            for states in (archive.keyframes, archive.whole)
        )
        for tick, state in (*keyframes.items(), *whole.items()):
            if history.moment(tick) != (state.iteration, state.done):
                raise GlassnetError("a state is of another moment than it says")
        acted_at = {row.tick for row in archive.rows}
        history._kept = Keyframes.restored(keyframes, acted_at, whole, archive.spacing)
        history._state = whole[archive.tick]
        history.tick = archive.tick
        return history

    @classmethod
    def of_moments(cls, program: Program, moments: Sequence[State]) -> History:
        """The history of moments that somebody else has computed, from the first to the end of its iteration."""
        history = cls(program, moments[0])
        for tick, state in enumerate(moments):
            history._kept.keep(program, tick, state, acted=True)  # nothing could compute it again
        history.end = len(moments) - 1
        return history

    # --- going ---

    def goto(self, tick: int) -> State:
        """Go to a recorded tick. Raises GlassnetError for one that is not recorded."""
        if not 0 <= tick <= self.end:
            raise GlassnetError(f"moment {tick} is not recorded; the last one is {self.end}")
        state = self.state_at(tick)
        self._kept.visit(self.program, self.tick, self._state)
        self._state, self.tick = state, tick
        return state

    def forward(self) -> State:
        """One tick on: the recorded one in the past, else one step of the program."""
        if self.in_the_past:
            return self.goto(self.tick + 1)
        self._kept.visit(self.program, self.tick, self._state)
        self._state = advance(self.program, self._state)
        self.tick = self.end = self.tick + 1
        return self._state

    def back(self) -> State:
        """One tick back; an action counts as one. At the first moment nothing happens."""
        return self.goto(max(0, self.tick - 1))

    def run(self, iterations: int, looks: Looks | None = None, deadline: float | None = None) -> State:
        """On from the last moment by so many iteration ends, or until somebody who looks stops it (see `machine.run`).

        deadline: when it is over, by the clock of `time.perf_counter`, one more iteration is the last.
        Raises GlassnetError in the past: what is recorded is gone to, not run.
        """
        if self.in_the_past:
            raise GlassnetError("the past is not run again; go to its end first")
        while self._state.pending and iterations:  # an edit waits for the next iteration: go there step by step
            self.forward()
            iterations -= self._state.done == len(self.program.steps)
        self._loop(iterations, looks, deadline, self._clock, self._keep)
        self.end = self.tick
        return self._state

    def rerun(self, iterations: int, looks: Looks | None = None, deadline: float | None = None) -> State:
        """On through what is recorded, from between two iterations; the same as `run`, but at most to the next action.

        Where less than an iteration is left until then nothing happens.
        """
        last = min(self.end, self._kept.next_acted(self.tick) - 1)
        clock = Clock()
        clock.each = self._clock.each
        whole = min(iterations, (last - self.tick) // len(self.program.steps))
        if whole and not self._state.pending:
            self._loop(whole, looks, deadline, clock, lambda tick, iteration, program, values: None)
        return self._state

    def _loop(
        self,
        iterations: int,
        looks: Looks | None,
        deadline: float | None,
        clock: Clock,
        keep: Callable[[int, int, Program, dict[str, Array]], None],
    ) -> None:
        """On by so many iteration ends in the loop. keep: keeps a frame of a tick."""
        self._kept.visit(self.program, self.tick, self._state)
        program, steps = self.program, len(self.program.steps)
        iteration, done = self.moment(self.tick)

        def end_of(at: int) -> int:
            return self.tick + (at - iteration) * steps + steps - done

        def keep_end(at: int, values: dict[str, Array]) -> None:
            keep(end_of(at), at, program, values)

        def begin(at: int, values: dict[str, Array]) -> None:
            self._kept.begin(end_of(at - 1), State(program, at, 0, _lasting(program, values)))

        keeps = Keeps(clock, self._kept, keep_end, begin, iterations, looks, deadline)
        self._state = run(program, self._state, iterations, keeps)
        self.tick += (self._state.iteration - iteration) * steps + self._state.done - done

    # --- changing ---

    def edit(self, edit: Edit) -> State:
        """Change a number by hand, here and now; what was recorded after this moment is dropped.

        Raises GlassnetError for what cannot be edited, an index out of range, or a value that is not finite.
        """
        return self._act(edit)

    def change(self, change: Change) -> State:
        """Go on with another program; what was recorded after this moment is dropped.

        Raises GlassnetError in the update phase, or for a program of other parameters.
        """
        return self._act(change)

    def _act(self, action: Action) -> State:
        before = self.program
        state = acted(before, self._state, action)
        self.drop_future()
        self.tick += 1
        self.end = self.tick
        program = action.program if isinstance(action, Change) else before
        self.add(Stretch(self.tick, state.iteration, state.done, program, action))
        self._clock.since = 0.0
        self._kept.keep(program, self.tick, state, acted=True)
        self._state = state
        return state

    def drop_future(self) -> None:
        """Forget what was recorded after this moment."""
        self.cut(self.tick)
        self._kept.drop_after(self.tick)

    # --- replay ---

    def state_at(self, tick: int) -> State:
        """The state at a recorded tick, wherever the place is."""
        if tick == self.tick:
            return self._state
        found = self._kept.whole(tick)
        if found is None:
            found = self._between(tick) or self._replay(*self._kept.before(tick), tick)
            self._kept.ask(self.program_at(tick), tick, found)
        return found

    def _between(self, tick: int) -> State | None:
        """The same where both ends of its iteration are at hand and no action lies between them, else None."""
        done, stretch = self.moment(tick)[1], self._stretch(tick)
        begin = tick - done
        end = begin + len(stretch.program.steps)
        if begin < stretch.tick or end > self.end or self._stretch(end) is not stretch:
            return None
        first, last = (self._state if at == self.tick else self._kept.whole(at) for at in (begin, end))
        first = first or self._kept.begun(begin)
        if first is None or last is None or self.moment(end) != (last.iteration, last.done):
            return None  # or it stands where the next one opens
        return between(first, last, done)

    def passed(self, tick: int, known: tuple[int, State]) -> State:
        """The same for who passes through many ticks in order: nothing is kept. known: a tick before, and its state."""
        found = self._state if tick == self.tick else self._kept.whole(tick)
        if found is not None:
            return found
        start = max(self._kept.before(tick), known, key=lambda each: each[0] if each[0] < tick else -1)
        return self._replay(*start, tick, remembers=False)

    def again(self, tick: int, until: int, looks: Looks) -> None:
        """Go from one recorded tick on to another once more, for somebody who looks; the place stays."""
        self._replay(tick, self.passed(tick, (0, self._kept.frames[0])), until, remembers=False, looks=looks)

    def _replay(self, start: int, state: State, tick: int, remembers: bool = True, looks: Looks | None = None) -> State:
        """From a state on to a later tick, through recorded actions."""
        program = self.program_at(start)
        for stretch in self.stretches_after(start, tick):
            assert stretch.action is not None  # only the very first has none
            before = self._replay_steps(program, start, state, stretch.tick - 1, remembers, looks)
            state = acted(program, before, stretch.action)
            start, program = stretch.tick, stretch.program
        return self._replay_steps(program, start, state, tick, remembers, looks)

    def _replay_steps(
        self, program: Program, place: int, state: State, tick: int, remembers: bool, looks: Looks | None
    ) -> State:
        """From a state on by plain steps; whole iterations in a loop, the last few of them remembered."""
        steps = len(program.steps)
        to_end = (steps - state.done) or steps
        whole = 0 if tick - place < to_end else 1 + (tick - place - to_end) // steps
        near = self._kept.near(program, self._state) if remembers else 0
        if whole > near:
            state = run(program, state, whole - near, looks)
            place += to_end + (whole - near - 1) * steps
            whole, to_end = near, steps
        for _ in range(whole):
            state = run(program, state, 1)
            place, to_end = place + to_end, steps
            self._kept.visit(program, place, state)
        for _ in range(tick - place):
            state = advance(program, state)
        return state

    # --- keeping ---

    def _keep(self, tick: int, iteration: int, program: Program, values: Mapping[str, Array]) -> None:
        """Keep a keyframe of the end of an iteration: what lasts is enough, the rest is computed again."""
        self._clock.since = 0.0
        self._kept.keep(program, tick, State(program, iteration, len(program.steps), _lasting(program, values)))


def _lasting(program: Program, values: Mapping[str, Array]) -> Values:
    """What lasts of the values in a loop's memory."""
    return MappingProxyType({name: kept(value) for name, value in values.items() if name not in program.computed})
