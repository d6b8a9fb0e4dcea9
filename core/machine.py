"""Running a program: one step at a time, or many iterations of the same steps in a loop.

A `State` is one moment, complete and unchangeable. Knows no history: who keeps the states keeps the past.
Both ways run the same recorded calls (`tape.py`), so they agree to the last bit. A recording belongs to whoever
borrowed it; values are copied in and out, so that any number of trainings and histories share a program.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from glassnet.core.config import batch_rows
from glassnet.core.deferred import dataclass
from glassnet.core.errors import ConfigError, GlassnetError, UnknownName, short
from glassnet.core.memory import is_lasting
from glassnet.core.ops import OPTIMIZERS, SETTINGS, Array
from glassnet.core.program import Program, Step
from glassnet.core.tape import Tape, Traces, borrowed, outside

Values = Mapping[str, NDArray[np.float64]]
PART = 480  # samples that are predicted at once: more of them would not stay in the processor's cache
Pending = tuple[tuple[str, tuple[int, ...], float], ...]


@dataclass(frozen=True, eq=False)
class State:
    """One moment of a training.

    program: the one that led here. iteration: from 1.
    done: how many of the iteration's steps are done, 0 … len(program.steps).
    values: every value there is at this moment, by name; read-only arrays. What this iteration
        has not computed yet is absent.
    pending: entries (name, index, value) changed by hand during an update; the next iteration begins with them.
    """

    program: Program
    iteration: int
    done: int
    values: Values
    pending: Pending = ()

    @property
    def step(self) -> Step | None:
        """The step just done; None before the first one of an iteration."""
        return self.program.steps[self.done - 1] if self.done else None

    def get(self, name: str) -> NDArray[np.float64] | None:
        """The value of this name, or None where it is not computed yet."""
        return self.values.get(name)

    def __getitem__(self, name: str) -> NDArray[np.float64]:
        """The value of this name, `state["W1"]`.

        Raises GlassnetError where it is not computed yet, UnknownName for a name that this network has not.
        """
        if name in self.values:
            return self.values[name]
        if name in self.program.computed:
            raise GlassnetError(f"{name} is not computed yet in iteration {self.iteration:,}")
        outputs = [step.output for step in self.program.steps]
        raise UnknownName("value", name, dict.fromkeys([*self.values, *outputs]))

    def __contains__(self, name: object) -> bool:
        return name in self.values

    def __iter__(self) -> Iterator[str]:
        return iter(self.values)

    def _ipython_key_completions_(self) -> list[str]:
        return list(self.values)

    def __repr__(self) -> str:
        did = "nothing done" if self.step is None else f"{self.step.output} by step {self.done}"
        return short(self, f"iteration {self.iteration:,}, {did} of {len(self.program.steps)}: {' '.join(self.values)}")

    def _repr_html_(self) -> str:
        from glassnet.core.html import state_html  # which notebooks alone need

        return state_html(self)


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
    """The first moment: iteration 1 (or the first one of a configuration that took over), nothing done yet.

    x (N, inputs) and y (N, outputs) are all training samples; parameters W1 (inputs, units), b1 (units) …
    All are copied, but for samples that nobody can change (see `is_lasting`).
    Raises ConfigError where a shape or a name does not fit the program.
    """
    config = program.config
    x, y = lasting(x), lasting(y)
    _fits("inputs", x, (config.samples, config.network.inputs))
    _fits("targets", y, (config.samples, config.network.output.units))
    values: dict[str, Array] = {"x": x, "y": y} if config.batch_size is None else {"X": x, "Y": y}
    for name, shape in config.parameters.items():
        if name not in parameters:
            raise ConfigError(f"parameters.{name} is missing; give all of {', '.join(config.parameters)}")
        values[name] = np.array(parameters[name], dtype=np.float64)
        _fits(f"parameters.{name}", values[name], shape)
    for name in program.optimizer_state:
        values[name] = np.zeros(config.parameters[program.info[name].of])
    constants = {constant.name: constant.value for constant in OPTIMIZERS[config.training.optimizer].constants}
    settings = {name: getattr(config.training, setting.key) for name, setting in SETTINGS.items()}
    numbers = {**settings, **constants}
    values.update({name: np.array(float(numbers[name])) for name in program.scalars if name in numbers})
    first = config.before + 1
    return State(program, first, 0, closed(opened(program, first, values)))


def lasting(samples: ArrayLike) -> NDArray[np.float64]:
    """The samples as numbers that nobody can change: as they are where that is so already, else copied."""
    if isinstance(samples, np.ndarray) and is_lasting(samples):
        return samples
    return frozen(np.array(samples, dtype=np.float64))


def _fits(what: str, array: NDArray[np.float64], shape: tuple[int, ...]) -> None:
    if array.shape != shape:
        raise ConfigError(f"{what} must have the shape {shape}, got {array.shape}")
    with np.errstate(all="ignore"):
        finite = np.isfinite(array.sum())  # which needs no second array as large, and may overflow
    if not finite and not np.isfinite(array).all():
        raise ConfigError(f"{what} must be finite numbers")


def opened(
    program: Program,
    iteration: int,
    values: Mapping[str, Array],
    pending: tuple[tuple[str, tuple[int, ...], float], ...] = (),
) -> dict[str, Array]:
    """Values as iteration `iteration` begins: nothing computed, its count and its samples set."""
    fresh = {name: value for name, value in values.items() if name not in program.computed}
    for name, index, value in pending:
        fresh[name] = changed(fresh[name], index, value)
    for name in program.counted:
        fresh[name] = np.array(float(iteration))
    if "rows" in program.reads:
        fresh["rows"] = batch_rows(program.config, iteration)
    return fresh


def closed(values: Mapping[str, Array]) -> Values:
    """Values that nobody can change any more."""
    return MappingProxyType({name: frozen(value) for name, value in values.items()})


def run_step(step: Step, values: Mapping[str, Array]) -> Array:
    """The step's output from the values it reads, by the plain op on arrays."""
    return step.op(*[values[name] for name in step.inputs])


def advance(program: Program, state: State) -> State:
    """The moment one step later. After the last step of an iteration, the next one begins."""
    if state.done == len(program.steps):
        begun = opened(program, state.iteration + 1, state.values, state.pending)
        state = State(program, state.iteration + 1, 0, closed(begun))
    with np.errstate(all="ignore"):
        result = frozen(_result(program, state))
    values = MappingProxyType({**state.values, program.steps[state.done].output: result})
    return State(program, state.iteration, state.done + 1, values, state.pending)


def _result(program: Program, state: State) -> Array:
    """What the next step makes of the values of a moment."""
    if program.plain:
        return run_step(program.steps[state.done], state.values)
    rows = len(state.values["rows"]) if "rows" in state.values else program.config.samples
    with borrowed(program) as recording:
        recording.hold(state.values)
        return recording.tape(rows).step(state.done, state.values)


class Looks(Protocol):
    """Somebody who looks at a run now and then.

    They must not change the values, and copy what they keep: the arrays are the loop's own memory.
    """

    def opens(self, iteration: int, values: dict[str, Array]) -> int:
        """Before an iteration's first step: how many iterations may pass until the next look; 0 stops the run here."""

    def passed(self, iteration: int, values: dict[str, Array], traces: Traces) -> object:
        """After the last of them, with the losses of all; something true stops the run here."""


def run(program: Program, state: State, iterations: int, looks: Looks | None = None) -> State:
    """The moment at the end of an iteration, `iterations` iteration ends later: the same steps in a loop.

    looks: who sees it on the way, and may stop it. An iteration that is begun already is not opened for them.
    """
    total = len(program.steps)
    if iterations > 0 and 0 < state.done < total:
        while state.done < total:
            state = advance(program, state)
        iterations -= 1
        if looks is not None and looks.passed(state.iteration, dict(state.values), _traces(program, state)):
            return state
    if iterations <= 0:
        return state
    first, values = state.iteration, state.values
    if state.done == total:
        first += 1
        values = opened(program, first, values, state.pending)
    if program.plain:
        return _run_plain(program, State(program, first, 0, closed(values)), iterations, looks)
    end = first + iterations
    with np.errstate(all="ignore"), borrowed(program) as recording:
        recording.load(values)
        views = _Views(program, values)
        while True:
            count = end - first
            if looks is not None:
                before = views.opened(recording.open(first))
                count = min(count, looks.opens(first, before))
                if count <= 0:
                    return State(program, first, 0, MappingProxyType(_copied(before)))
            tape, traces = recording.run(first, count)
            first += count
            after = views.whole(tape)
            stop = looks is not None and looks.passed(first - 1, after, traces)
            if stop or first == end:
                return State(program, first - 1, total, MappingProxyType(_copied(after)))


def _run_plain(program: Program, state: State, iterations: int, looks: Looks | None) -> State:
    """The same for a program that is not recorded, from the opening of an iteration: step by step."""
    total = len(program.steps)
    for at in range(iterations):
        if at:
            begun = opened(program, state.iteration + 1, state.values, state.pending)
            state = State(program, state.iteration + 1, 0, closed(begun))
        if looks is not None and looks.opens(state.iteration, dict(state.values)) <= 0:
            return state
        while state.done < total:
            state = advance(program, state)
        if looks is not None and looks.passed(state.iteration, dict(state.values), _traces(program, state)):
            break
    return state


def _traces(program: Program, state: State) -> Traces:
    """The losses of one iteration."""
    return {step.output: np.array([state.values[step.output]]) for step in program.loss_steps()}


class _Views:
    """The values of a loop by name: those it never writes as they were given, the others where they stand."""

    def __init__(self, program: Program, values: Mapping[str, Array]) -> None:
        written = {step.output for step in program.steps} | {*program.counted, "rows"}
        self._given = {name: None if name in written else value for name, value in values.items()}
        self._computed = [step.output for step in program.steps if step.output in program.computed]
        self._of: dict[int, tuple[dict[str, Array], dict[str, Array]]] = {}

    def opened(self, tape: Tape) -> dict[str, Array]:
        """As an iteration begins."""
        return self._both(tape)[0]

    def whole(self, tape: Tape) -> dict[str, Array]:
        """As it ends."""
        return self._both(tape)[1]

    def _both(self, tape: Tape) -> tuple[dict[str, Array], dict[str, Array]]:
        if id(tape) not in self._of:
            opened = {name: tape.values[name] if value is None else value for name, value in self._given.items()}
            self._of[id(tape)] = opened, {**opened, **{name: tape.values[name] for name in self._computed}}
        return self._of[id(tape)]


def _copied(values: Mapping[str, Array]) -> dict[str, Array]:
    return {name: kept(value) for name, value in values.items()}


def kept(value: Array) -> NDArray[np.float64]:
    """The value for good: a copy of what stands in a loop's memory, and what is nobody else's as it is."""
    return frozen(value if value.flags.owndata or is_lasting(value) else np.array(value, order="C"))


def predict(program: Program, values: Mapping[str, Array], x: Array) -> Array:
    """The network's outputs for other inputs: x (…, inputs) -> (…, outputs), through the program's own steps."""
    output = (f"a{program.layers}",)
    if x.ndim == 2 and len(x) > PART:  # in parts that stay in the processor's cache
        outputs = np.empty((len(x), program.config.network.output.units))
        for at in range(0, len(x), PART):
            outputs[at : at + PART] = predict(program, values, x[at : at + PART])
        return outputs
    return _outside(program, program.forward_steps(), {**values, "x": x}, output)[output[0]]


def activations(program: Program, values: Mapping[str, Array], x: Array) -> list[Array]:
    """What every layer answers for other inputs: x (n, inputs) -> a1 … aL, (n, units) each."""
    names = tuple(f"a{layer}" for layer in range(1, program.layers + 1))
    trace = _outside(program, program.forward_steps(), {**values, "x": x}, names)
    return [trace[name] for name in names]


def onward(program: Program, values: Mapping[str, Array], layer: int, a: Array) -> Array:
    """What the layers after one make of other outputs of it: a (n, units) -> the network's outputs (n, outputs)."""
    found = {**values, f"a{layer}": a}
    with np.errstate(all="ignore"):
        for step in program.forward_steps():
            if step.layer > layer:
                found[step.output] = run_step(step, found)
    return np.asarray(found[f"a{program.layers}"])


def losses(program: Program, values: Mapping[str, Array], x: Array, y: Array) -> dict[str, Array]:
    """`loss` over these samples with the parameters in `values`, and `penalty` where there is one."""
    if x.ndim == 2 and len(x) > PART:  # in parts, as for `predict`: every loss is a mean over the rows
        parts = [(x[at : at + PART], y[at : at + PART]) for at in range(0, len(x), PART)]
        found = [losses(program, values, *part) for part in parts]
        mean = sum(len(part[0]) * each["loss"] for part, each in zip(parts, found, strict=True)) / len(x)
        return {**found[0], "loss": np.asarray(mean)}
    steps = (*program.forward_steps(), *program.loss_steps())
    names = tuple(step.output for step in program.loss_steps())
    trace = _outside(program, steps, {**values, "x": x, "y": y}, names)
    return {name: trace[name] for name in names}


def evaluate(program: Program, values: Mapping[str, Array], x: Array, y: Array) -> dict[str, Array]:
    """Every value of a forward and a backward pass over these samples with the parameters in `values`."""
    steps = tuple(step for step in program.steps if step.phase in ("forward", "backward"))
    return _outside(program, steps, {**values, "x": x, "y": y}, tuple(step.output for step in steps))


def _outside(
    program: Program, steps: tuple[Step, ...], values: dict[str, Array], wanted: tuple[str, ...]
) -> dict[str, Array]:
    """Recorded where the shapes are those of a training; with more axes, or no sample, by the plain ops."""
    with np.errstate(all="ignore"):
        if not program.plain and np.ndim(values["x"]) == np.ndim(values["W1"]) == 2 and len(values["x"]):
            return outside(program, steps, values, wanted)
        for step in steps:
            values[step.output] = run_step(step, values)
    return values


def values_of(program: Program, opening: State, end: State) -> dict[str, Array]:
    """What one iteration read and computed, by name: parameters as they were before its update.

    opening: its first moment, or the last of the one before. end: its last moment.
    """
    values = {name: end.values[name] for name in ("x", "y")}
    values |= {name: opening.values[name] for name in program.parameters}
    kept = {*values, *program.optimizer_state}
    return values | {step.output: end.values[step.output] for step in program.steps if step.output not in kept}
