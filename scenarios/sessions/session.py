"""A training in progress: it goes on and back, stops at breakpoints, is changed by hand, and becomes plain data.

Moves by single steps, to the ends of phases, by iterations and epochs, or for a slice of time. What there is to see at
a moment is in `training.py`. Knows the engine and the scenario; knows nothing of the screen.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from glassnet.core.actions import Action, Change, Edit, edited_state
from glassnet.core.errors import GlassnetError
from glassnet.core.history import History
from glassnet.core.info import DATA
from glassnet.core.machine import State
from glassnet.core.ops import Array as AnyArray
from glassnet.core.program import LOSS
from glassnet.scenarios.base import Scenario, check_fits
from glassnet.scenarios.sessions.changes import change_to, check_edit
from glassnet.scenarios.sessions.chunks import Chunks
from glassnet.scenarios.sessions.halts import KINDS, Halt, Look, Stop
from glassnet.scenarios.sessions.losses import NEVER, LossRecord, tests_slowly
from glassnet.scenarios.sessions.training import Training
from glassnet.scenarios.sessions.trouble import first_not_finite

if TYPE_CHECKING:
    from glassnet.scenarios.sessions.archive import SessionArchive


class Session(Training):
    """One scenario being trained, with all its past.

    trouble: one line where a loss stopped being finite in the last move, else empty.
    halts: breakpoints for runs. waits: what else stops them, as long as the session is open; no file has it.
    checked: the gradients that somebody had checked so far, in order.
    halted: one line that says what of halts and waits stopped the last run and why, else empty; halted_by: that.
    remark: what somebody who opens it from a file is to know, mostly nothing.
    """

    def __init__(self, scenario: Scenario) -> None:
        super().__init__(scenario)
        self.trouble = ""
        self.halts: tuple[Halt, ...] = ()
        self.waits: tuple[Stop, ...] = ()
        self.checked: tuple[str, ...] = ()
        self.halted = ""
        self.halted_by: Stop | None = None
        self.remark = ""

    def archive(self) -> SessionArchive:
        """All of it as plain data."""
        from glassnet.scenarios.sessions.archive import SessionArchive  # only who saves needs it

        halts = tuple((halt.kind.name, halt.number) for halt in self.halts)
        changes = ((tick, self._base(tick)) for tick, action in self.history.actions if isinstance(action, Change))
        return SessionArchive(((0, self._begun), *changes), self.history.archive(), self._record.archive(), halts)

    @classmethod
    def restored(cls, archive: SessionArchive) -> Session:
        """The session that an archive is of. Raises GlassnetError where it does not fit together."""
        if not archive.scenarios or archive.scenarios[0][0] != 0:
            raise GlassnetError("the experiment is missing")
        session = cls(archive.scenarios[0][1])
        session.history = History.restored(archive.history, dict(archive.scenarios))
        session._record = LossRecord.restored(archive.losses, session.history.programs, session._losses_again)
        end = archive.history.whole[archive.history.end]
        if session._record.losses.count != end.iteration - ("loss" not in end.values):
            raise GlassnetError("there are losses of more or fewer iterations than there were")
        for tick in (0, *(tick for tick, action in session.history.actions if isinstance(action, Change))):
            check_fits(session._base(tick), session.history.program_at(tick).config)
        session.halts = tuple(Halt(kind, number) for kind, number in archive.halts if kind in KINDS)
        if session.program.engine != archive.history.engine:
            session.remark = (
                f"{session.begun.key} was computed by the {archive.history.engine} engine, which is not here: what is "
                "computed again by NumPy may differ in the last digits"
            )
        return session

    # --- forward ---

    def step(self) -> None:
        """One operation on; in the past, the one that is recorded."""
        self.trouble = ""
        if self.history.in_the_past:
            self.history.forward()
            return
        state = self.history.forward()
        if self.program.steps[state.done - 1].heading == LOSS:
            self._before_update(state.iteration, state.values)
            self._record.computed(self.program, state.iteration, state.values)
            self.trouble = "" if np.isfinite(state.values["loss"]) else self.first_not_finite()

    def to_end_of(self, phase: str) -> None:
        """On to the next end of a forward pass, backward pass or update that is strictly later."""
        self.step()
        trouble = self.trouble
        while self.state.done != self.program.ends[phase]:  # which may be another program's on the way
            self.step()
            trouble = trouble or self.trouble
        self.trouble = trouble  # of a loss on the way, which the steps after it would forget

    def to_end_of_epoch(self) -> None:
        """On to the next end of an epoch that is strictly later."""
        self.to_end_of("update")
        trouble = self.trouble
        while not self.program.config.ends_epoch(self.state.iteration):
            self.to_end_of("update")
            trouble = trouble or self.trouble
        self.trouble = trouble

    def run(self, iterations: int | None = None, seconds: float | None = None) -> int:
        """On by whole iterations until the number or the time is up; returns how many ends were reached.

        What is recorded is gone through again first. Stops where the loss is no longer finite, and says so in
        `trouble`; where there is a time also after an iteration whose test loss is slow.
        """
        deadline = None if seconds is None else time.perf_counter() + seconds
        wanted = NEVER if iterations is None else iterations
        reached = 0
        self.halted = self.trouble = ""
        while reached < wanted and (self.history.in_the_past or not self._between_iterations()):
            again = self._again(wanted - reached, deadline) if self._between_iterations() else 0
            reached += again or self._one_iteration()
            if self.trouble or self.halted or (deadline is not None and time.perf_counter() >= deadline):
                return reached
        if reached < wanted and deadline is not None and self._tests_slowly():
            wanted = reached + 1  # or two of these would come before the next frame
        return reached + self._by_chunks(wanted - reached, deadline) if reached < wanted else reached

    @property
    def _finished(self) -> int:
        """The last iteration that is whole."""
        return self.state.iteration if self.state.done else self.state.iteration - 1

    def _chunks(self, record: LossRecord | None) -> Chunks:
        chunks = Chunks(self.program, self.scenario.data, record, (*self.halts, *self.waits))
        chunks.courses = self.pasts.live
        chunks.each = self._halts_at
        return chunks

    def _again(self, iterations: int, deadline: float | None) -> int:
        """The same through what is recorded, as far as the next action; returns how many ends were reached, maybe 0."""
        began, chunks = self._finished, self._chunks(None)
        self.history.rerun(iterations, chunks, deadline)
        if chunks.stops_at < self.state.iteration:
            tick = self.history.reached(chunks.stops_at, len(self.program.steps), self.history.tick)
            assert tick is not None
            self.history.goto(tick)
        if chunks.stops_at == self.state.iteration:
            self._halts_at(self.state.iteration, self.state.values)
        return self._finished - began

    def _tests_slowly(self) -> bool:
        """Whether the next iteration's test loss takes longer than a frame."""
        return tests_slowly(self.state.iteration + bool(self.state.done), self.scenario.data)

    def _by_chunks(self, iterations: int, deadline: float | None) -> int:
        """The same from the end of an iteration on, for which only the losses of many at once are looked at."""
        began, chunks = self._finished, self._chunks(self._record)
        self.history.run(iterations, chunks, deadline)
        if chunks.stops_at < self.state.iteration:  # which came out when more had passed
            tick = self.history.tick_of(chunks.stops_at)
            assert tick is not None
            self.history.goto(tick)
            self.drop_future()
        if not np.isfinite(self.state.values["loss"]):
            self.trouble = self.first_not_finite()
        elif chunks.stops_at == self.state.iteration:
            self._halts_at(self.state.iteration, self.state.values)
        return self.state.iteration - began

    def _one_iteration(self) -> int:
        self.to_end_of("update")
        self._halts_at(self.state.iteration, self.state.values)
        return 1

    def begin_run(self) -> None:
        """Let the breakpoints look at this moment, and at the last iteration finished, as what was before the run."""
        self.halted = ""
        history, finished = self.history, self.history.tick
        while finished and history.moment(finished)[1] != len(history.program_at(finished).steps):
            finished -= 1
        for halt in (*self.halts, *self.waits):
            tick = history.tick if halt.remembers else finished
            state, program = history.state_at(tick), history.program_at(tick)
            halt.begin(Look(program, self.scenario_at(tick), state.iteration, state.values, lambda: self.losses))

    def look_for_halts(self) -> None:
        """Let the breakpoints look where an iteration is whole; `halted` then says which one holds and why."""
        if self.state.done == len(self.program.steps):
            self._halts_at(self.state.iteration, self.state.values)

    def _halts_at(self, iteration: int, values: Mapping[str, AnyArray]) -> bool:
        """Whether a breakpoint holds after this iteration; `halted` then says which and why."""
        for halt in (*self.halts, *self.waits):  # all of them, as each may keep what it saw
            why = halt.holds(Look(self.program, self.scenario, iteration, values, lambda: self.losses))
            if why and not self.halted:
                self.halted, self.halted_by = f"halted at iteration {iteration:,}: {why}", halt
        return bool(self.halted)

    def _between_iterations(self) -> bool:
        return self.state.done in (0, len(self.program.steps)) and not self.state.pending

    # --- back, and to any moment ---

    def back(self) -> None:
        """One operation or edit back."""
        self.trouble = ""
        self.history.back()

    def back_to_start_of(self, phase: str | None, epoch: bool = False) -> None:
        """Back to the latest start of a phase that is strictly earlier; at the first moment nothing happens.

        phase: None for an iteration. epoch: only where an epoch begins too.
        """
        tick = self.history.tick
        while tick > 0:
            tick -= 1
            program = self.history.program_at(tick)
            iteration, done = self.history.moment(tick)
            if done == len(program.steps):  # the end of an iteration is the start of the next
                iteration, done = iteration + 1, 0
            start = 0 if phase is None else program.starts[phase]
            if done == start and (not epoch or program.config.ends_epoch(iteration - 1)):
                break
        self.trouble = ""
        self.history.goto(tick)

    def back_iteration(self) -> None:
        """Back to the latest start of an iteration that is strictly earlier."""
        self.back_to_start_of(None)

    def back_epoch(self) -> None:
        """Back to the latest start of an epoch that is strictly earlier."""
        self.back_to_start_of(None, epoch=True)

    def goto(self, iteration: int, done: int | None = None) -> None:
        """Go to the end of an iteration, or to a moment in it; 0 is before anything.

        An iteration not yet computed is not gone to: raises GlassnetError, which says how far one can go.
        """
        tick = self.history.tick_of(iteration, done)
        if tick is None:
            last, _ = self.history.moment(self.history.end)
            what = "has not come so far yet" if iteration == last else "is not computed yet"
            raise GlassnetError(f"iteration {iteration:,} {what}; the last one is {last:,} (r runs on)")
        self.trouble = ""
        self.history.goto(tick)

    def can_edit(self, edit: Edit) -> State:
        """The moment that an edit here and now leads to; changes nothing.

        Raises GlassnetError where it is not possible.
        """
        state = edited_state(self.program, self.state, edit)
        check_edit(self.scenario, self.state, edit)
        return state

    def edit(self, edit: Edit) -> None:
        """Change a number by hand; what was recorded after this moment is dropped. Raises GlassnetError."""
        self.can_edit(edit)
        self.history.edit(edit)
        self.trouble = ""
        self._forget()

    def change(self, scenario: Scenario, words: str) -> None:
        """Train on with other data, batches, regularization or rates, from here on; one action in the history.

        An update that is going on is finished first. Raises GlassnetError for another network or optimizer, and where
        a mistake is planted: the program would be compiled anew without it.
        """
        if self.unkept:
            raise GlassnetError(self.unkept)
        if any(self.program.info[name].kind in DATA for name, *_ in self.state.pending):
            raise GlassnetError("an edit of the data waits for the next iteration; step on first")
        while self.program.updating(self.state.done):
            self.step()
        self.history.change(change_to(self.scenario, self.state, scenario, words))
        self._forget()
        self.trouble = ""

    def drop_future(self) -> None:
        """Forget what was recorded after this moment."""
        self.history.drop_future()
        self._forget()

    @property
    def ahead(self) -> float:
        """How many iterations are recorded after this moment, with fractions."""
        return self.recorded_after(self.history.tick)

    def recorded_after(self, tick: int) -> float:
        """How many iterations are recorded after a tick, with fractions."""
        history, ticks = self.history, (tick, self.history.end)
        here, last = (
            iteration + done / len(history.program_at(tick).steps)
            for tick in ticks
            for iteration, done in [history.moment(tick)]
        )
        return last - here

    @property
    def undoable(self) -> tuple[int, Action] | None:
        """The action that `undo` takes back, with the tick it led to: one that comes next, else the last one before."""
        known = [each for each in self.history.actions if each[0] <= self.history.tick + 1]
        return known[-1] if known else None

    def undo(self) -> None:
        """Take an action back for good: to the moment right before it, and what followed is dropped.

        Raises GlassnetError where there is none.
        """
        if self.undoable is None:
            raise GlassnetError(
                "nothing to undo: nothing was changed in this run so far (z brings the earlier run back)"
            )
        self.trouble = ""
        self.history.goto(self.undoable[0] - 1)
        self.drop_future()

    # --- recording ---

    def _forget(self) -> None:
        """Cut off what was recorded after this moment, where the history now ends."""
        state = self.state
        self._record.cut(self.history.programs, state.iteration, state.values)
        if "loss" in state.values:
            self._before_update(state.iteration, self.opening.values)

    def _before_update(self, iteration: int, values: Mapping[str, AnyArray]) -> None:
        self._record.opens(self.program, self.scenario.data, iteration, values)

    def first_not_finite(self) -> str:
        """Which step was the first whose value is not finite, in one line."""
        return first_not_finite(self.history)
