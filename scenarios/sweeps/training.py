"""Training the seeds of a sweep in this process: each in a run of its own, or many at once.

The compiled engine makes one seed's iterations by the chunk. With NumPy many seeds share each call by one more leading
axis: every value that differs between them (parameters, optimizer state, the rows of a mini-batch) has the shape
(seeds, …), data and constants are shared. The steps are the same, so every seed's numbers are those of its single run.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from glassnet.core.compiled import NUMPY
from glassnet.core.config import Config, batch_rows, initial_parameters
from glassnet.core.deferred import dataclass
from glassnet.core.machine import State, closed, losses, opened, run, run_step, start
from glassnet.core.program import Program, compile_program
from glassnet.core.tape import Traces, borrowed
from glassnet.scenarios.base import Array, Scenario
from glassnet.scenarios.sweeps.outcome import Outcome

ROOM = 2**22  # numbers that the seeds of one go may have in their parameters and in one layer's values
MOST_AT_ONCE = 2**16  # iterations between two looks
SHORT, LONG = 0.01, 0.03  # seconds between two looks

Look = Callable[[int], object]  # is told how many updates of these seeds are done; something true stops them
Rows = NDArray[np.intp]
Block = Sequence[tuple[int, int]]  # places and seeds


@dataclass(frozen=True, eq=False)
class Task:
    """What all seeds of a sweep share; goes to other processes.

    config: of any seed. parameters: given ones, where the seed only orders the samples.
    """

    config: Config
    inputs: Array
    targets: Array
    parameters: Mapping[str, ArrayLike] | None
    iterations: int
    below: float

    @classmethod
    def of(cls, scenario: Scenario, iterations: int, below: float) -> Task:
        """The task of a scenario."""
        given, data = scenario.parameters, scenario.data
        parameters = None if given is None else {name: np.array(value) for name, value in given.items()}
        return cls(scenario.config, np.array(data.inputs), np.array(data.targets), parameters, iterations, below)

    def initial(self, seed: int) -> Mapping[str, ArrayLike]:
        """The parameters that a seed begins with."""
        if self.parameters is not None:
            return self.parameters
        return initial_parameters(replace(self.config.network, seed=seed))


class Trainer:
    """Trains seeds of one task, a block of them at a time.

    together: how many seeds go at once. chunk: iterations until the next look, from what the last ones took.
    in_kernels: whether the compiled kernels do whole iterations, while other threads go on.
    """

    def __init__(self, task: Task, program: Program | None = None) -> None:
        self.task = task
        self._program = compile_program(task.config) if program is None else program
        self._first = start(self._program, task.inputs, task.targets, task.initial(task.config.network.seed))
        self.chunk = 64
        with borrowed(self._program) as recording:
            self.in_kernels = recording.tape(task.config.batch_size or task.config.samples).table is not None
        network = task.config.network
        parameters = sum((inputs + 1) * units for inputs, units in itertools.pairwise(network.sizes))
        one = max(parameters, len(task.inputs) * max(network.sizes))
        self.together = max(1, ROOM // one) if self._program.engine == NUMPY else 1

    def another(self) -> Trainer:
        """One more for the same task, for another thread."""
        return Trainer(self.task, self._program)

    def train(self, block: Block, look: Look = lambda updates: False) -> Iterator[Outcome]:
        """What becomes of each of these seeds; none that comes after one that was stopped."""
        for first in range(0, len(block), self.together):
            part, before = block[first : first + self.together], first * self.task.iterations

            def looked(updates: int, before: int = before) -> object:
                return look(before + updates)

            found = self._alone(*part[0], looked) if self.together == 1 else self._together(part, looked)
            yield from found
            if found[-1].updates < self.task.iterations:
                return

    def _alone(self, place: int, seed: int, look: Look) -> list[Outcome]:
        task, program = self.task, self._program
        if task.config.batch_size is not None:
            program = program.with_seed(seed)
        looks = _Looks(self, program, look)
        end = run(program, self._start(program, seed), task.iterations, looks)
        final = losses(program, end.values, task.inputs, task.targets)["loss"]
        reached = looks.reached or (end.iteration if final < task.below else 0)
        return [Outcome(place, float(final), reached, end.iteration)]

    def _start(self, program: Program, seed: int) -> State:
        """The first moment of a seed."""
        first = self._first
        initial = {name: np.asarray(value) for name, value in self.task.initial(seed).items()}
        return State(program, first.iteration, 0, closed(opened(program, first.iteration, {**first.values, **initial})))

    def _together(self, block: Block, look: Look) -> list[Outcome]:
        task, program, seeds = self.task, self._program, len(block)
        batches, each = program.config.batch_size is not None, program.config.iterations_per_epoch
        configs = [program.with_seed(seed).config for _, seed in block]
        starts = [task.initial(seed) for _, seed in block]
        values: dict[str, Array] = dict(self._first.values)
        for name in program.parameters:
            values[name] = np.stack([np.asarray(begin[name], dtype=np.float64) for begin in starts])
        for name in program.optimizer_state:
            values[name] = np.zeros((seeds, *values[name].shape))
        reached = np.zeros(seeds, dtype=np.int64)

        def note(updates: int, loss: Array) -> None:
            reached[(reached == 0) & (loss < task.below)] = updates

        def over_all_rows() -> Array:
            loss = losses(program, values, task.inputs, task.targets)["loss"]
            return np.array(np.broadcast_to(loss, (seeds,)))

        iteration = 0
        orders: list[Rows] = []
        with np.errstate(all="ignore"):
            for iteration in range(1, task.iterations + 1):
                for name in program.counted:
                    values[name] = np.array(float(iteration))
                if batches:
                    if (iteration - 1) % each == 0:
                        orders = _epoch(configs, iteration, each)
                    values["rows"] = orders[(iteration - 1) % each]  # type: ignore[assignment]  # whole numbers
                for step in program.steps:
                    values[step.output] = run_step(step, values)
                if not batches and iteration > 1:
                    note(iteration - 1, values["loss"])
                elif batches and iteration % each == 0:
                    note(iteration, over_all_rows())
                if look(iteration * seeds):
                    break
            final = over_all_rows()
        note(iteration, final)
        ends = zip(block, final.tolist(), reached.tolist(), strict=True)
        return [Outcome(place, loss, updates, iteration) for (place, _), loss, updates in ends]


class _Looks:
    """Looks at the run of one seed (see `machine.Looks`): when its loss is first below, and whether it is to stop.

    reached: after how many updates it was; 0 while it was not.
    """

    def __init__(self, trainer: Trainer, program: Program, look: Look) -> None:
        self._trainer, self._program, self._look = trainer, program, look
        self._batches = program.config.batch_size is not None
        self._each = program.config.iterations_per_epoch
        self._began = 0.0
        self.reached = 0

    def opens(self, iteration: int, values: dict[str, Array]) -> int:
        """To the end of the epoch where that has to be looked at; else as many as take about a moment."""
        self._began = time.perf_counter()
        if self._batches and not self.reached:
            return min(self._trainer.chunk, self._each - (iteration - 1) % self._each)
        return self._trainer.chunk

    def passed(self, iteration: int, values: dict[str, Array], traces: Traces) -> object:
        """Note the losses; whether the run stops."""
        task, took = self._trainer.task, time.perf_counter() - self._began
        if took < SHORT:
            self._trainer.chunk = min(2 * self._trainer.chunk, MOST_AT_ONCE)
        elif took > LONG:
            self._trainer.chunk = max(1, self._trainer.chunk // 2)
        if not self.reached and self._batches:
            if iteration % self._each == 0:
                loss = losses(self._program, values, task.inputs, task.targets)["loss"]
                self.reached = iteration if loss < task.below else 0
        elif not self.reached:  # the loss of an iteration is that before its update
            below = traces["loss"] < task.below
            first = iteration - len(below)  # updates before the first of them
            below[0] &= first > 0
            self.reached = first + int(below.argmax()) if below.any() else 0
        return self._look(iteration)


def _epoch(configs: Sequence[Config], first: int, each: int) -> list[Rows]:
    """The rows of each iteration of the epoch that begins with this one, (seeds, batch)."""
    by_seed = [[batch_rows(config, first + part) for part in range(each)] for config in configs]
    return [np.stack([rows[part] for rows in by_seed]) for part in range(each)]
