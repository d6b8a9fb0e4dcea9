"""A training in progress: one scenario, its moment, the losses so far, and what the network answers now.

Moves by single steps, to the ends of phases, by iterations and epochs, or for a slice of time.
Knows the engine and the scenario; knows nothing of the screen.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.errors import GlassnetError
from core.history import Edit, History, edited_state
from core.machine import State, losses, predict
from core.names import formula
from core.ops import Array as AnyArray
from core.program import Program
from scenarios.base import Array, Scenario
from scenarios.halts import Halt

PATIENCE = 10  # so many times as long as the answers of all rows take, the last ones have to do while running


class Curve:
    """Numbers that come one by one, given out as arrays without copying all of them each time."""

    def __init__(self) -> None:
        self._room: Array = np.empty(1024)
        self._length = 0

    def append(self, value: float) -> None:
        if self._length == len(self._room):
            # a new array: those given out before stay as they are
            self._room = np.concatenate([self._room, np.empty(self._length)])
        self._room[self._length] = value
        self._length += 1

    def cut(self, length: int) -> None:
        """Forget all numbers after the first `length`."""
        if length < self._length:
            self._room, self._length = self._room.copy(), length  # those given out before stay as they are

    def __len__(self) -> int:
        return self._length

    @property
    def values(self) -> Array:
        """All numbers so far, read-only."""
        view = self._room[: self._length]
        view.setflags(write=False)
        return view


@dataclass(frozen=True, eq=False)
class Losses:
    """The losses so far.

    train: of iterations 1, 2, …, each of its own batch, read before its update.
    epochs: (iterations, means) of whole epochs where there are mini-batches, else empty.
    test: (iterations, losses) of the test rows, with the parameters before that iteration's update.
    """

    train: Array
    epochs: tuple[Array, Array]
    test: tuple[Array, Array]


@dataclass(frozen=True, eq=False)
class Predictions:
    """What the network answers for every sample, outside the program.

    train (N, k), test (M, k): outputs. train_right, test_right: None for a regression.
    before_update: whether these are the parameters before an update that is going on. iteration: of the parameters.
    """

    train: Array
    test: Array
    train_right: NDArray[np.bool_] | None
    test_right: NDArray[np.bool_] | None
    before_update: bool
    iteration: int

    @property
    def solved(self) -> bool:
        """Whether every training row is right; never for a regression."""
        return self.train_right is not None and bool(self.train_right.all())


def test_is_due(iteration: int) -> bool:
    """Whether the test loss is taken at this iteration: always up to 100, then about 90 times a decade."""
    stride: int = 10 ** max(0, len(str(iteration)) - 2)
    return iteration % stride == 0


class Session:
    """One scenario being trained, with all its past.

    history: every moment; `state` is the one on show.
    trouble: one line where a loss stopped being finite in the last move, else empty.
    halts: breakpoints for runs. halted: one line that says which stopped the last run and why, else empty.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.program: Program
        self.program, first = scenario.begin()
        self.history = History(self.program, first)
        self.trouble = ""
        self.halts: tuple[Halt, ...] = ()
        self.halted = ""
        self._train, self._test_at, self._test = Curve(), Curve(), Curve()
        self._predictions: tuple[tuple[int, ...], Predictions, State] | None = None
        self._predicted, self._predicting = 0.0, 0.0  # when it was done last, and the seconds that it took

    @property
    def state(self) -> State:
        """The moment on show."""
        return self.history.state

    @property
    def read(self) -> State:
        """The values that the step just done read: the moment before it."""
        history, state = self.history, self.state
        tick = history.reached(state.iteration, state.done, history.tick)
        return state if tick is None else history.state_at(tick - 1)

    # --- forward ---

    def step(self) -> None:
        """One operation on; in the past, the one that is recorded."""
        self.trouble = ""
        if self.history.in_the_past:
            self.history.forward()
            return
        if self.state.done in (0, len(self.program.steps)):
            self._before_iteration(self.state.iteration + (self.state.done > 0), self.state.values)
        state = self.history.forward()
        if self.program.steps[state.done - 1].output == "loss":
            finite = self._after_loss(state.iteration, state.values)
            self.trouble = "" if finite else self.first_not_finite()

    def to_end_of(self, phase: str) -> None:
        """On to the next end of a forward pass, backward pass or update that is strictly later."""
        end = self.program.ends[phase]
        self.step()
        while self.state.done != end:
            self.step()

    def to_end_of_epoch(self) -> None:
        """On to the next end of an epoch that is strictly later."""
        each = self.program.config.iterations_per_epoch
        self.to_end_of("update")
        while self.state.iteration % each:
            self.to_end_of("update")

    def run(self, iterations: int | None = None, seconds: float | None = None) -> int:
        """On by whole iterations until the number or the time is up; returns how many ends were reached.

        What is recorded is gone through again first. The last iteration goes step by step, so that what its last
        step read is at hand. Stops where the loss is no longer finite, and says so in `trouble`.
        """
        deadline = None if seconds is None else time.perf_counter() + seconds
        wanted = 2**62 if iterations is None else iterations
        reached = 0

        def after(iteration: int, values: dict[str, AnyArray]) -> bool:
            nonlocal reached
            reached += 1
            finite = self._after_loss(iteration, values)
            late = deadline is not None and time.perf_counter() >= deadline
            return not finite or self._halts_at(iteration, values) or late

        def before(iteration: int, values: dict[str, AnyArray]) -> bool:
            self._before_iteration(iteration, values)
            return False

        self.halted = ""
        while reached < wanted and (self.history.in_the_past or not self._between_iterations()):
            reached += self._one_iteration()
            if self.trouble or self.halted or (deadline is not None and time.perf_counter() >= deadline):
                return reached
        if wanted - reached > 1:
            self.history.run(wanted - reached - 1, before, after)
            if not np.isfinite(self.state.values["loss"]):
                self.trouble = self.first_not_finite()
        if reached < wanted and not self.trouble and not self.halted:
            reached += self._one_iteration()
        return reached

    def _one_iteration(self) -> int:
        self.to_end_of("update")
        self._halts_at(self.state.iteration, self.state.values)
        return 1

    def begin_run(self) -> None:
        """Let the breakpoints look at this moment as the one before the run."""
        for halt in self.halts:
            halt.begin(self.program, self.scenario.data, self.state.iteration, self.state.values)

    def _halts_at(self, iteration: int, values: Mapping[str, AnyArray]) -> bool:
        """Whether a breakpoint holds after this iteration; `halted` then says which and why."""
        for halt in self.halts:  # all of them, as each may keep what it saw
            why = halt.holds(self.program, self.scenario.data, iteration, values)
            if why and not self.halted:
                self.halted = f"halted at iteration {iteration}: {why}"
        return bool(self.halted)

    def _between_iterations(self) -> bool:
        return self.state.done in (0, len(self.program.steps)) and not self.state.pending

    # --- back, and to any moment ---

    def back(self) -> None:
        """One operation or edit back."""
        self.trouble = ""
        self.history.back()

    def back_to_start_of(self, phase: str, epoch: bool = False) -> None:
        """Back to the latest start of a phase that is strictly earlier; at the first moment nothing happens.

        epoch: only where an epoch begins too.
        """
        start, steps = self.program.starts[phase], len(self.program.steps)
        each = self.program.config.iterations_per_epoch
        tick = self.history.tick
        while tick > 0:
            tick -= 1
            iteration, done = self.history.moment(tick)
            if done == steps:  # the end of an iteration is the start of the next
                iteration, done = iteration + 1, 0
            if done == start and (not epoch or (iteration - 1) % each == 0):
                break
        self.trouble = ""
        self.history.goto(tick)

    def back_iteration(self) -> None:
        """Back to the latest start of an iteration that is strictly earlier."""
        self.back_to_start_of(self.program.steps[0].phase)

    def back_epoch(self) -> None:
        """Back to the latest start of an epoch that is strictly earlier."""
        self.back_to_start_of(self.program.steps[0].phase, epoch=True)

    def goto(self, iteration: int, done: int | None = None) -> None:
        """Go to the end of an iteration, or to a moment in it; 0 is before anything.

        An iteration not yet computed is not gone to: raises GlassnetError, which says how far one can go.
        """
        tick = self.history.tick_of(iteration, done)
        if tick is None:
            last, _ = self.history.moment(self.history.end)
            raise GlassnetError(f"iteration {iteration} is not computed yet; the last one is {last} (r runs on)")
        self.trouble = ""
        self.history.goto(tick)

    def can_edit(self, edit: Edit) -> None:
        """Raises GlassnetError where an edit is not possible here and now; changes nothing."""
        edited_state(self.program, self.state, edit)

    def edit(self, edit: Edit) -> None:
        """Change a number by hand; what was recorded after this moment is dropped. Raises GlassnetError."""
        self.history.edit(edit)
        self.trouble = ""
        self._forget()

    def drop_future(self) -> None:
        """Forget what was recorded after this moment."""
        self.history.drop_future()
        self._forget()

    @property
    def ahead(self) -> float:
        """How many iterations are recorded after this moment, with fractions."""
        last, here = self.history.moment(self.history.end), self.history.moment(self.history.tick)
        return last[0] - here[0] + (last[1] - here[1]) / len(self.program.steps)

    # --- recording ---

    def _forget(self) -> None:
        """Cut the losses off where the history now ends."""
        iteration, done = self.history.moment(self.history.end)
        loss_done = (self.program.index_of("loss") or 0) < done
        self._train.cut(iteration if loss_done else iteration - 1)
        keep = int(np.searchsorted(self._test_at.values, iteration, side="right"))
        self._test_at.cut(keep)
        self._test.cut(keep)

    def _before_iteration(self, iteration: int, values: Mapping[str, AnyArray]) -> None:
        data = self.scenario.data
        if not len(data.test_inputs) or not test_is_due(iteration):
            return
        self._test_at.append(float(iteration))
        self._test.append(float(losses(self.program, values, data.test_inputs, data.test_targets)["loss"]))

    def _after_loss(self, iteration: int, values: Mapping[str, AnyArray]) -> bool:
        """Record the loss; returns whether it is finite."""
        loss = float(values["loss"])
        self._train.cut(iteration - 1)
        self._train.append(loss)
        return loss - loss == 0  # neither nan nor infinite

    def first_not_finite(self) -> str:
        """Which step was the first whose value is not finite, in this iteration or the one before."""
        last = self.state.iteration
        for iteration in (last - 1, last):
            tick = self.history.tick_of(iteration) if iteration < last else self.history.tick
            if iteration == 0 or tick is None:
                continue
            values = self.history.state_at(tick).values
            for step in self.program.steps:
                if step.output in values and not np.isfinite(values[step.output]).all():
                    line = formula(self.program, step)
                    return f"iteration {iteration}: {line} is not finite; try a smaller learning rate"
        return f"iteration {last}: the loss is not finite; try a smaller learning rate"

    # --- looking ---

    @property
    def losses(self) -> Losses:
        """The losses so far, as arrays that do not change any more."""
        train = self._train.values
        return Losses(train, self._epoch_means(train), (self._test_at.values, self._test.values))

    def _epoch_means(self, train: Array) -> tuple[Array, Array]:
        config = self.program.config
        size, each = config.batch_size, config.iterations_per_epoch
        whole = len(train) // each
        if size is None or whole == 0:
            return np.empty(0), np.empty(0)
        rows = np.full(each, float(size))
        rows[-1] = config.samples - size * (each - 1)
        means = train[: whole * each].reshape(whole, each) @ (rows / config.samples)
        return np.arange(1, whole + 1, dtype=np.float64) * each, means

    @property
    def opening(self) -> State:
        """A moment of this iteration before its update: with the parameters that its values were computed with."""
        state, begins = self.state, self.program.starts["update"]
        if state.done <= begins:
            return state
        tick = self.history.reached(state.iteration, begins, self.history.tick)
        return state if tick is None else self.history.state_at(tick)

    @property
    def settled(self) -> State:
        """The moment whose parameters predictions use: before the update until its last step is done."""
        return self.state if self.state.done == len(self.program.steps) else self.opening

    @property
    def predictions(self) -> Predictions:
        """The answers for all training and test rows, with the parameters of `settled`."""
        return self.predictions_of(self.settled, self.settled is not self.state)

    def predictions_of(self, settled: State, before_update: bool, hurry: bool = False) -> Predictions:
        """The answers for all training and test rows, with the parameters of a settled moment.

        hurry: where there are so many rows that it takes its time, the last answers may have to do for a while
            instead; their `iteration` tells which they are.
        """
        key = tuple(id(settled.values[name]) for name in self.program.parameters)
        if self._predictions is not None:
            last_key, answers, _ = self._predictions
            if last_key == key:
                return replace(answers, before_update=before_update, iteration=settled.iteration)
            if hurry and time.perf_counter() - self._predicted < PATIENCE * self._predicting:
                return answers
        data, began = self.scenario.data, time.perf_counter()
        train, test = self._answers(settled, data.inputs), self._answers(settled, data.test_inputs)
        right, test_right = data.right(train, data.targets), data.right(test, data.test_targets)
        answers = Predictions(train, test, right, test_right, before_update, settled.iteration)
        self._predictions = (key, answers, settled)  # the state keeps the ids of its arrays from being used again
        self._predicted = time.perf_counter()
        self._predicting = self._predicted - began
        return answers

    def _answers(self, state: State, x: Array) -> Array:
        if not len(x):
            return np.empty((0, self.program.config.network.output.units))
        return np.asarray(predict(self.program, state.values, x))
