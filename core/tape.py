"""The recorded tape: a program's steps, run once on values that log their calls, become calls without arguments.

Each call fills memory that was set aside once. In a loop they are the training; a step is a segment of them: the
calls that lead from what the step reads to what it writes. So stepping and running agree to the last bit, and
however the recorder rewrites a step, the numbers on show are the ones that training computes with.

Memory: parameters stand in one row, gradients in another, W1 b1 W2 b2 …, each bias as the last row of its weights.
Inputs and activations have a row of ones beneath them, and samples run along the rows. Values have the shapes of
the program all the same: those are views. What is handed out is a copy.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from glassnet.core.bind import Bound, bind_all
from glassnet.core.compiled import Engine, Table
from glassnet.core.config import batch_rows, batches_of_one_length
from glassnet.core.info import BIASES, DATA, GRADIENT
from glassnet.core.memory import addresses, is_lasting, order_of, room, stands_best
from glassnet.core.ops import OPTIMIZERS, Array
from glassnet.core.program import LOSS, Program, Step
from glassnet.core.record import Call, Log, Value, View

Places = dict[str, Array]
Rows = NDArray[np.intp]
Traces = dict[str, Array]  # `loss`, and `penalty` where there is one, of several iterations: (iterations,) each

LENGTHS = 6  # of batches: two in a training; of other samples one or two, the parts of many, a map's


class Memory:
    """Where the values stand that last from one iteration to the next, whatever the batch's length.

    places: by name. extended: of weights and their gradients, with the row of the biases beneath.
    held: all samples X and Y as they were last given.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self.places: Places = {}
        self.extended: Places = {}
        state = OPTIMIZERS[program.config.training.optimizer].state
        for kind in ("{w}", "d{w}", *sorted(kept.name for kept in state)):
            self._row_of_parameters(kind)
        for name in program.scalars:
            self.places[name] = np.zeros(())
        if program.config.batch_size is not None:
            for name in ("X", "Y"):
                self.places[name] = self._room_for_samples(name)
        self.held: dict[str, Array | None] = {name: None for name in ("X", "Y") if name in self.places}

    def _room_for_samples(self, name: str) -> Array:
        config = self.program.config
        units = config.network.sizes[0 if name == "X" else -1]
        return room((config.samples, units), samples_last=self._order(name, units) == "F")

    def _order(self, name: str, units: int) -> Literal["C", "F"]:
        return order_of(units) if name == "X" else "F"

    def hold(self, values: Mapping[str, Array]) -> bool:
        """Let all samples be those of these values: where they lie, if nobody changes them there, else as a copy.

        They may be many, so they are copied only where they are others than the last. Whether a place is another one,
        so that calls on the old one are of no use any more.
        """
        moved = False
        for name in self.held.keys() & values.keys():
            given = values[name]
            if self.held[name] is given:
                continue
            if is_lasting(given) and stands_best(given, self._order(name, given.shape[-1])):
                self.places[name], moved = given, True
            else:
                if not self.places[name].flags.writeable:  # it is somebody's own
                    self.places[name], moved = self._room_for_samples(name), True
                self.places[name][...] = given
            self.held[name] = None if given.flags.writeable else given
        return moved

    def _row_of_parameters(self, kind: str) -> None:
        shapes = self.program.config.parameters
        row, at = room((sum(int(np.prod(shape)) for shape in shapes.values()),)), 0
        for layer in range(1, self.program.layers + 1):
            weights, biases = f"W{layer}", f"b{layer}"
            inputs, units = shapes[weights]
            rows = inputs + (biases in shapes)
            block = row[at : at + rows * units].reshape(rows, units)
            self.places[kind.format(w=weights)] = block[:inputs]
            if biases in shapes:
                self.extended[kind.format(w=weights)], self.places[kind.format(w=biases)] = block, block[-1]
            at += block.size


def _activations(program: Program, rows: int) -> tuple[Places, Places]:
    """Where x and each a of one batch length stand: beneath one another, with rows of ones between them."""
    sizes = program.config.network.sizes
    block, at = room((sum(sizes) + program.layers, rows)), 0
    places: Places = {}
    extended: Places = {}
    for layer, units in enumerate(sizes):
        name = f"a{layer}" if layer else "x"
        places[name] = block[at : at + units].T
        if layer < program.layers:
            block[at + units] = 1.0
            extended[name] = block[at : at + units + 1].T
        at += units + 1
    return places, extended


class Tape:
    """The calls of these steps for one batch length.

    values: every value by name, views of the memory: they change as the calls run. given: names of what must be
    there before. calls: all of them, in order. traced: the losses. table: of all calls, where the compiled kernels do
    them all. traced_at: addresses of the losses.
    """

    def __init__(self, memory: Memory, rows: int, steps: tuple[Step, ...]) -> None:
        self._log = Log()
        self._steps = steps
        self._named: dict[str, Value] = {}
        self._held = memory.held.keys()
        places, extended = _activations(memory.program, rows)
        self._places = {**memory.places, **places}
        self._extended = {**memory.extended, **extended}
        self._give(memory.program, rows)
        self.given = tuple(self._named)
        self._samples: dict[str, Array] = {}  # that were copied in last, outside any training
        self._ends: list[tuple[list[Value], Value]] = []  # what each step reads, and what it writes
        for step in steps:
            reads = [self._named[name] for name in step.inputs]
            is_gradient = memory.program.info[step.output].kind == GRADIENT
            self._log.gradient = self._extended.get(step.output) if is_gradient else None
            self._name(step.output, step.op(*reads))
            self._ends.append((reads, self._named[step.output]))
        self._bound = bind_all(_needed(self._log.calls, [written for _, written in self._ends], []))
        self._engine = Engine(self._bound.values(), memory.program.engine)
        self._segments: dict[int, list[Bound]] = {}
        self.calls = self._engine.fused(_each_once(self._bound.values()))
        self.values = {name: _read_only(value.array) for name, value in self._named.items()}
        self._writable = {name: value.array for name, value in self._named.items()}
        self.traced = tuple(self.values[step.output] for step in steps if step.heading == LOSS)
        self.traced_at = addresses(self.traced)
        self.table = self.calls[0] if len(self.calls) == 1 and isinstance(self.calls[0], Table) else None

    def _give(self, program: Program, rows: int) -> None:
        """What is there before the first step."""
        outputs = program.config.network.sizes[-1]
        written = {step.output for step in self._steps}
        for name in sorted({name for step in self._steps for name in step.inputs}):
            if name in written and name not in (*program.parameters, *program.optimizer_state):
                continue
            if name == "rows":
                self._places[name] = np.zeros(rows, dtype=np.intp)
            elif name == "y":
                self._places[name] = room((rows, outputs), samples_last=True)
            value = Value(self._log, self._places[name], samples_last=program.info[name].kind in DATA)
            self._named[name] = value
            value.name, value.fixed = name, True
        for name, value in self._named.items():
            self._extend(name, value)
            if program.info[name].kind == BIASES:
                value.bias_of = self._named.get(f"W{program.info[name].layer}")

    def _extend(self, name: str, value: Value) -> None:
        if name in self._extended:
            place = self._extended[name]
            value.extended = View(value, "extended", lambda array: place)
            value.extended.has_ones = value.samples_last

    def _name(self, name: str, value: Value) -> None:
        """Let a step's result stand in its place, by a copy where it stands somewhere else for good."""
        place = self._places.get(name)
        stands = place is not None and _same_memory(value.array, place)
        if not stands and (value.base is not value or value.maker is None or value.name):
            value = self._log.fresh(np.positive, value)
        if value.base is value and place is not None:
            value.array = place
        value.fixed = True
        value.name = name
        self._named[name] = value
        self._extend(name, value)

    def load(self, values: Mapping[str, Array], names: Iterable[str]) -> None:
        """Copy values into the memory, all but the samples that it holds."""
        for name in names:
            if name not in self._held:
                self._writable[name][...] = values[name]

    def load_outside(self, values: Mapping[str, Array]) -> None:
        """Copy in what is given; samples that stand there from the last time and cannot have changed stay."""
        self.load(values, (name for name in self.given if self._samples.get(name) is not values[name]))
        given = {name: values[name] for name in ("x", "y") if name in self.given}
        self._samples = {name: array for name, array in given.items() if array.base is None and is_lasting(array)}

    def segment(self, index: int) -> list[Bound]:
        """The calls that a step is; made when it is first asked for, as whoever only runs needs none."""
        if index not in self._segments:
            reads, written = self._ends[index]
            needed = set(_needed(self._log.calls, [written], reads))
            calls = _each_once(self._bound[call] for call in self._bound if call in needed)
            self._segments[index] = self._engine.fused(calls)
        return self._segments[index]

    def step(self, index: int, values: Mapping[str, Array]) -> Array:
        """What a step makes of these values: its segment of the tape, run on them."""
        step = self._steps[index]
        self.load(values, step.inputs)
        for call in self.segment(index):
            call()
        return self.copy(step.output)

    @property
    def rows(self) -> Rows:
        """The memory of the rows of a batch."""
        rows: Rows = self._writable["rows"]
        return rows

    def copy(self, name: str) -> Array:
        """A value as it is now, for good."""
        return np.array(self.values[name], order="C")


class Recording:
    """The tapes of some of a program's steps, one for each length of a batch, on one memory. One user at a time.

    config: that of the user, whose batches it runs.
    """

    def __init__(self, program: Program, steps: tuple[Step, ...]) -> None:
        self.config = program.config
        self._steps = steps
        self._memory = Memory(program)
        self._tapes: dict[int, Tape] = {}
        self._whole = self.config.batch_size is None
        self._counts = [self._memory.places[name] for name in program.counted]
        self._counts_at = addresses(self._counts)
        self._traced = tuple(step.output for step in steps if step.heading == LOSS)

    def tape(self, rows: int) -> Tape:
        """The tape for a batch of so many rows; the few made last are kept."""
        if rows not in self._tapes:
            while len(self._tapes) >= LENGTHS:
                del self._tapes[next(iter(self._tapes))]
            self._tapes[rows] = Tape(self._memory, rows, self._steps)
        return self._tapes[rows]

    def hold(self, values: Mapping[str, Array]) -> None:
        """Let all samples be those of these values."""
        if self._memory.hold(values):
            self._tapes.clear()

    def load(self, values: Mapping[str, Array]) -> None:
        """Copy in what lasts from one iteration to the next."""
        self.hold(values)
        lasting = self._memory.places.keys() | ({"x", "y"} if self._whole else set())
        rows = self.config.batch_size or self.config.samples
        self.tape(rows).load(values, lasting & values.keys())

    def run(self, first: int, count: int) -> tuple[Tape, Traces]:
        """So many iterations from this one on; the tape of the last one, and the losses of all, (count,) each."""
        traces = np.empty((len(self._traced), count))
        at = 0
        while at < count:
            tape = self.open(first + at)
            batches = None if self._whole else batches_of_one_length(self.config, first + at, count - at)
            some = count - at if batches is None else len(batches)
            (self._call_by_call if tape.table is None else self._by_table)(
                tape, first + at, batches, traces[:, at : at + some]
            )
            at += some
        return tape, dict(zip(self._traced, traces, strict=True))

    def _call_by_call(self, tape: Tape, first: int, batches: Rows | None, traces: Array) -> None:
        """Iterations from this one on, of batches of one length (iterations, length); their losses into the traces."""
        for at in range(traces.shape[1]):
            for number in self._counts:
                number[...] = first + at
            if batches is not None:
                tape.rows[...] = batches[at]
            for call in tape.calls:
                call()
            for row, loss in zip(traces, tape.traced, strict=True):
                row[at] = loss

    def _by_table(self, tape: Tape, first: int, batches: Rows | None, traces: Array) -> None:
        """The same where all calls are in one table."""
        assert tape.table is not None
        rows = None if batches is None else (tape.rows, batches)
        whole = traces if traces.flags.c_contiguous else np.empty(traces.shape)
        tape.table.iterate(first, traces.shape[1], self._counts_at, rows, tape.traced_at, whole)
        if whole is not traces:
            traces[...] = whole

    def open(self, iteration: int) -> Tape:
        """The tape of an iteration, its count and its rows set."""
        for count in self._counts:
            count[...] = iteration
        if self._whole:
            return self.tape(self.config.samples)
        rows = batch_rows(self.config, iteration)
        tape = self.tape(len(rows))
        tape.load({"rows": rows}, ("rows",))
        return tape


@contextmanager
def borrowed(program: Program, steps: tuple[Step, ...] | None = None) -> Iterator[Recording]:
    """A recording of these steps of the program (all of them, if none are given) that nobody else uses now."""
    chosen = program.steps if steps is None else steps
    idle = program.recordings.setdefault(tuple(step.output for step in chosen) if steps else (), [])
    try:
        recording = idle.pop()
    except IndexError:  # none is left, as another thread may have taken the last one
        recording = Recording(program, chosen)
    recording.config = program.config
    yield recording
    idle.append(recording)  # not after an error: its memory may be half written


def outside(
    program: Program, steps: tuple[Step, ...], values: Mapping[str, Array], wanted: Iterable[str]
) -> dict[str, Array]:
    """What these steps make of the values, x (rows, inputs) among them, outside any training; those that are wanted."""
    with borrowed(program, steps) as recording:
        tape = recording.tape(len(values["x"]))
        tape.load_outside(values)
        for call in tape.calls:
            call()
        return {name: tape.copy(name) for name in wanted}


def _read_only(array: Array) -> Array:
    view = array.view()
    view.setflags(write=False)
    return view


def _each_once(calls: Iterable[Bound]) -> list[Bound]:
    return list({id(call): call for call in calls}.values())


def _same_memory(a: Array, b: Array) -> bool:
    return bool(a.shape == b.shape and a.strides == b.strides and a.ctypes.data == b.ctypes.data)


def _needed(calls: list[Call], outputs: list[Value], given: list[Value]) -> list[Call]:
    """The calls that lead from what is given to the outputs, in their order."""
    known = {id(value.base) for value in given}
    wanted: set[Call] = set()
    waiting = list(outputs)
    while waiting:
        value = waiting.pop().base
        if value.maker is None or value.maker in wanted or id(value) in known:
            continue
        wanted.add(value.maker)
        waiting += value.maker.inputs
    return [call for call in calls if call in wanted]
