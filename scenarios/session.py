"""A training in progress: one scenario, its moment, the losses so far, and what the network answers now.

Moves by single steps, to the ends of phases, by iterations and epochs, or for a slice of time.
Knows the engine and the scenario; knows nothing of the screen.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.machine import State, advance, losses, predict, run
from core.names import formula
from core.ops import Array as AnyArray
from core.program import Program
from scenarios.base import Array, Scenario


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
    before_update: whether these are the parameters before an update that is going on.
    """

    train: Array
    test: Array
    train_right: NDArray[np.bool_] | None
    test_right: NDArray[np.bool_] | None
    before_update: bool

    @property
    def solved(self) -> bool:
        """Whether every training row is right; never for a regression."""
        return self.train_right is not None and bool(self.train_right.all())


def test_is_due(iteration: int) -> bool:
    """Whether the test loss is taken at this iteration: always up to 100, then about 90 times a decade."""
    stride: int = 10 ** max(0, len(str(iteration)) - 2)
    return iteration % stride == 0


class Session:
    """One scenario being trained.

    state: the moment on show. read: the values that its last step read (its own output as it was before).
    trouble: one line where a loss stopped being finite, else empty.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.program: Program
        self.state: State
        self.program, self.state = scenario.begin()
        self.read: State = self.state
        self.trouble = ""
        self._opening = self.state  # any moment of this iteration before its update
        self._train, self._test_at, self._test = Curve(), Curve(), Curve()
        self._predictions: tuple[tuple[int, ...], Predictions] | None = None

    # --- moving ---

    def step(self) -> None:
        """One operation on."""
        program = self.program
        if self.state.done in (0, len(program.steps)):
            following = self.state.iteration + (self.state.done > 0)
            self._before_iteration(following, self.state.values)
        self.read, self.state = self.state, advance(program, self.state)
        step = program.steps[self.state.done - 1]
        if step.phase != "update":
            self._opening = self.state
        if step.output == "loss":
            self._after_loss(self.state.iteration, self.state.values)

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

        The last iteration goes step by step, so that what its last step read is known.
        Stops where the loss is no longer finite, and says so in `trouble`.
        """
        deadline = None if seconds is None else time.perf_counter() + seconds
        reached = 0

        def after(iteration: int, values: dict[str, AnyArray]) -> bool:
            nonlocal reached
            reached += 1
            self._after_loss(iteration, values)
            return bool(self.trouble) or (deadline is not None and time.perf_counter() >= deadline)

        def before(iteration: int, values: dict[str, AnyArray]) -> bool:
            self._before_iteration(iteration, values)
            return False

        if self.state.done not in (0, len(self.program.steps)):
            self.to_end_of("update")
            reached += 1
        fast = 2**62 if iterations is None else iterations - reached - 1
        if fast > 0 and not self.trouble:
            self.state = run(self.program, self.state, fast, before, after)
            self._opening = self.state
        if not self.trouble and (iterations is None or reached < iterations):
            self.to_end_of("update")
            reached += 1
        return reached

    def _before_iteration(self, iteration: int, values: Mapping[str, AnyArray]) -> None:
        data = self.scenario.data
        if len(data.test_inputs) and test_is_due(iteration):
            self._test_at.append(float(iteration))
            self._test.append(float(losses(self.program, values, data.test_inputs, data.test_targets)["loss"]))

    def _after_loss(self, iteration: int, values: Mapping[str, AnyArray]) -> None:
        loss = float(values["loss"])
        self._train.append(loss)
        if loss - loss != 0:  # nan or infinite
            self.trouble = self._first_not_finite(iteration, values)

    def _first_not_finite(self, iteration: int, values: Mapping[str, AnyArray]) -> str:
        for name in self.program.parameters:
            if not np.isfinite(values[name]).all():
                return f"iteration {iteration}: {name} is no longer finite; try a smaller learning rate"
        for step in self.program.steps:
            if step.output in values and not np.isfinite(values[step.output]).all():
                return (
                    f"iteration {iteration}: {formula(self.program, step)} is not finite; try a smaller learning rate"
                )
        return f"iteration {iteration}: the loss is not finite"

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
        """A moment of this iteration before its update: its parameters are those that z, a and the loss came from."""
        return self._opening

    @property
    def settled(self) -> State:
        """The moment whose parameters predictions use: before the update until its last step is done."""
        updating = self.program.starts["update"] < self.state.done < len(self.program.steps)
        return self._opening if updating else self.state

    @property
    def predictions(self) -> Predictions:
        """The answers for all training and test rows, with the parameters of `settled`."""
        settled = self.settled
        waiting = settled is not self.state
        key = (waiting, *(id(settled.values[name]) for name in self.program.parameters))
        if self._predictions is None or self._predictions[0] != key:
            data = self.scenario.data
            train = self._answers(settled, data.inputs)
            test = self._answers(settled, data.test_inputs)
            answers = Predictions(
                train, test, data.right(train, data.targets), data.right(test, data.test_targets), waiting
            )
            self._kept = settled  # keeps the ids of its arrays from being used again
            self._predictions = (key, answers)
        return self._predictions[1]

    def _answers(self, state: State, x: Array) -> Array:
        if not len(x):
            return np.empty((0, self.program.config.network.output.units))
        return np.asarray(predict(self.program, state.values, x))
