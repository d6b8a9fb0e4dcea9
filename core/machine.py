"""Running a program: one step at a time, or many iterations of the same steps in a loop.

A `State` is one moment, complete and unchangeable. Knows no history: who keeps the states keeps the past.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.config import batch_rows
from core.errors import ConfigError
from core.ops import OPTIMIZERS, Array
from core.program import LOSS, Program, Step

Values = Mapping[str, NDArray[np.float64]]
Pending = tuple[tuple[str, tuple[int, ...], float], ...]


@dataclass(frozen=True, eq=False)
class State:
    """One moment of a training.

    iteration: from 1.
    done: how many of the iteration's steps are done, 0 … len(program.steps).
    values: every value there is at this moment, by name; read-only arrays. What this iteration
        has not computed yet is absent.
    pending: entries (name, index, value) changed by hand during an update; the next iteration begins with them.
    """

    iteration: int
    done: int
    values: Values
    pending: Pending = ()

    def get(self, name: str) -> NDArray[np.float64] | None:
        """The value of this name, or None where it is not computed yet."""
        return self.values.get(name)


def frozen(value: ArrayLike) -> NDArray[np.float64]:
    """The value as a read-only array; numbers become arrays without axes."""
    array = np.asarray(value)
    array.setflags(write=False)
    return array


def changed(array: Array, index: tuple[int, ...], value: float) -> NDArray[np.float64]:
    """A read-only copy with one entry changed."""
    copy = np.array(array)
    copy[index] = value
    return frozen(copy)


def start(program: Program, x: ArrayLike, y: ArrayLike, parameters: Mapping[str, ArrayLike]) -> State:
    """The first moment: iteration 1, nothing done yet.

    x (N, inputs) and y (N, outputs) are all training samples; parameters W1 (inputs, units), b1 (units) …
    All are copied. Raises ConfigError where a shape or a name does not fit the program.
    """
    config = program.config
    x, y = np.array(x, dtype=np.float64), np.array(y, dtype=np.float64)
    _fits("inputs", x, (config.samples, config.network.inputs))
    _fits("targets", y, (config.samples, config.network.output.units))
    values: dict[str, Array] = {"x": x, "y": y} if config.batch_size is None else {"X": x, "Y": y}
    for name, shape in config.parameters.items():
        if name not in parameters:
            raise ConfigError(f"parameters.{name} is missing; give all of {', '.join(config.parameters)}")
        values[name] = np.array(parameters[name], dtype=np.float64)
        _fits(f"parameters.{name}", values[name], shape)
    for name in program.optimizer_state:
        values[name] = np.zeros(config.parameters[name.split("_", 1)[1]])
    training = config.training
    settings = {
        "lr": training.learning_rate,
        "momentum": training.momentum,
        "rate": training.regularization_rate,
        **OPTIMIZERS[training.optimizer].constants,
    }
    values.update({name: np.array(float(v)) for name, v in settings.items() if name in program.reads})
    return State(1, 0, _closed(_opened(program, 1, values)))


def _fits(what: str, array: NDArray[np.float64], shape: tuple[int, ...]) -> None:
    if array.shape != shape:
        raise ConfigError(f"{what} must have the shape {shape}, got {array.shape}")
    if not np.isfinite(array).all():
        raise ConfigError(f"{what} must be finite numbers")


def _opened(
    program: Program,
    iteration: int,
    values: Mapping[str, Array],
    pending: tuple[tuple[str, tuple[int, ...], float], ...] = (),
) -> dict[str, Array]:
    """Values as iteration `iteration` begins: nothing computed, its count and its samples set."""
    fresh = {name: value for name, value in values.items() if name not in program.computed}
    for name, index, value in pending:
        fresh[name] = changed(fresh[name], index, value)
    if "t" in program.reads:
        fresh["t"] = np.array(float(iteration))
    if "rows" in program.reads:
        fresh["rows"] = batch_rows(program.config, iteration)
    return fresh


def _closed(values: Mapping[str, Array]) -> Values:
    return MappingProxyType({name: frozen(value) for name, value in values.items()})


def run_step(step: Step, values: Mapping[str, Array]) -> Array:
    """The step's output from the values it reads; the one place where an op meets arrays."""
    return step.op(*[values[name] for name in step.inputs])


def advance(program: Program, state: State) -> State:
    """The moment one step later. After the last step of an iteration, the next one begins."""
    if state.done == len(program.steps):
        opened = _opened(program, state.iteration + 1, state.values, state.pending)
        state = State(state.iteration + 1, 0, _closed(opened))
    step = program.steps[state.done]
    with np.errstate(all="ignore"):
        result = frozen(run_step(step, state.values))
    values = MappingProxyType({**state.values, step.output: result})
    return replace(state, done=state.done + 1, values=values)


Watch = Callable[[int, dict[str, Array]], object]


def run(
    program: Program, state: State, iterations: int, before: Watch | None = None, after: Watch | None = None
) -> State:
    """The moment at the end of an iteration, `iterations` iteration ends later: the same steps in a loop.

    before(iteration, values) is called as each new iteration opens, after(iteration, values) at each
    end; either stops the run there by returning something true. They must not change the values.
    """
    steps, total = program.steps, len(program.steps)
    iteration, done, values, pending = state.iteration, state.done, dict(state.values), state.pending
    with np.errstate(all="ignore"):
        for _ in range(iterations):
            if done == total:
                iteration, done = iteration + 1, 0
                values, pending = _opened(program, iteration, values, pending), ()
            if done == 0 and before is not None and before(iteration, values):
                break
            for step in steps[done:]:
                values[step.output] = step.op(*[values[name] for name in step.inputs])
            done = total
            if after is not None and after(iteration, values):
                break
    return State(iteration, done, _closed(values), pending)


def predict(program: Program, values: Mapping[str, Array], x: Array) -> Array:
    """The network's outputs for other inputs: x (…, inputs) -> (…, outputs), through the program's own steps."""
    return _forward(program, values, x)[f"a{program.layers}"]


def losses(program: Program, values: Mapping[str, Array], x: Array, y: Array) -> dict[str, Array]:
    """`loss` over these samples with the parameters in `values`, and `penalty` where there is one."""
    trace = {**_forward(program, values, x), "y": y}
    with np.errstate(all="ignore"):
        for step in program.loss_steps():
            trace[step.output] = run_step(step, trace)
    return {step.output: trace[step.output] for step in program.steps if step.heading == LOSS}


def _forward(program: Program, values: Mapping[str, Array], x: Array) -> dict[str, Array]:
    trace = {**values, "x": x}
    with np.errstate(all="ignore"):
        for step in program.forward_steps():
            trace[step.output] = run_step(step, trace)
    return trace
