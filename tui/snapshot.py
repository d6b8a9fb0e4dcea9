"""One moment as the panels see it: frozen, complete, and all that they get.

Put together by the app from the session and from what the user has chosen. What is costly and not always
shown (predictions, formulas, the map) is worked out when a panel first asks, by the engine.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.explain import Explanation, entry_term
from core.machine import State, predict
from core.names import formula, numpy_line, shape_of, shapes
from core.ops import ACTIVATIONS, Activation
from core.program import Program, Step
from core.terms import Term, brief, enough_digits, in_numbers, label, shortened
from scenarios.answers import Predictions
from scenarios.base import Scenario
from scenarios.losses import Losses
from scenarios.session import Session
from tui.checkup import Checkup
from tui.messages import Entry, Sample

if TYPE_CHECKING:
    from scenarios.diagnosis import Diagnosis
    from scenarios.tuning.ghost import Ghost

Floats = NDArray[np.float64]

TERMS = 6  # of a long sum that are shown one by one


TAKE = -1  # the brush that takes points away


@dataclass(frozen=True)
class Choices:
    """What the user has chosen to look at.

    sample: position in the current batch, from 0. layer: None follows the current step.
    cursor: the number the cursor is on. log: the loss on a log scale. speed: in words.
    trail: the numbers explained, each an operand of the one before; empty when nothing is being explained.
    operand: which operand of the last one is chosen. full: long sums are shown in full.
    note: a few words for the header, such as the score of predict mode.
    viewed: a sample looked at beside the batch, a test row or one of another batch.
    confusion: the rows that the confusion matrix counts, "training" or "test"; empty for table and map.
    ghost: a run to compare with, as it stood when it was held.
    brush: what a click on the map does: adds a point of this kind, or with TAKE takes one away; None chooses a sample.
    """

    sample: int = 0
    layer: int | None = None
    cursor: Entry | None = None
    log: bool = False
    running: bool = False
    speed: str = ""
    rate: float = 0.0
    trail: tuple[Explanation, ...] = ()
    operand: int = 0
    full: bool = False
    note: str = ""
    viewed: Sample | None = None
    confusion: str = ""
    ghost: Ghost | None = None
    brush: int | None = None


@dataclass(frozen=True, eq=False)
class Snapshot:
    """One moment.

    state: the values on show. read: the values that the last step read.
    settled: the moment whose parameters the predictions and the map use.
    session: asked for the predictions when a panel wants them; it may have moved on by then.
    opening: a moment of this iteration before its update.
    last: the last iteration computed. edited: iterations in which a number was changed by hand.
    in_the_past: whether later moments are recorded. checkup: where the diagnosis comes from.
    halts: the breakpoints that are set, in words. closing: the moment that the iteration's update led to.
    """

    scenario: Scenario
    program: Program
    state: State
    read: State
    settled: State
    losses: Losses
    session: Session
    choices: Choices
    opening: State
    last: int
    edited: tuple[int, ...]
    in_the_past: bool
    checkup: Checkup = field(default_factory=Checkup)
    halts: tuple[str, ...] = ()
    closing: State | None = None

    @classmethod
    def of(cls, session: Session, choices: Choices, checkup: Checkup | None = None) -> Snapshot:
        """The session's moment, seen with these choices."""
        return cls(
            session.scenario,
            session.program,
            session.state,
            session.read,
            session.settled,
            session.losses,
            session,
            choices,
            session.opening,
            session.history.moment(session.history.end)[0],
            tuple(session.history.moment(tick)[0] for tick, _ in session.history.actions),
            session.history.in_the_past,
            checkup or Checkup(),
            tuple(map(str, session.halts)),
            session.closing,
        )

    # --- where we are ---

    @property
    def step(self) -> Step | None:
        """The step just done, or None when nothing is done yet."""
        return self.program.steps[self.state.done - 1] if self.state.done else None

    @property
    def next_step(self) -> Step:
        """The step that comes next; after the last, the first of the next iteration."""
        return self.program.steps[self.state.done % len(self.program.steps)]

    @property
    def phase(self) -> str:
        """The phase of the step just done, empty at the very start."""
        return self.step.phase if self.step else ""

    @property
    def layer(self) -> int:
        """The layer on show: the chosen one, else the current step's."""
        if self.choices.layer is not None:
            return min(self.choices.layer, self.program.layers)
        return max(self.step.layer, 1) if self.step else 1

    @property
    def pinned(self) -> bool:
        """Whether the layer stays when the steps go on."""
        return self.choices.layer is not None

    @property
    def loss(self) -> float | None:
        """The loss of this moment: of this iteration once it is computed, else of the one before; None at first."""
        computed = self.state.values.get("loss")
        if computed is not None:
            return float(computed)
        before = self.state.iteration - 1
        return float(self.losses.train[before - 1]) if 0 < before <= len(self.losses.train) else None

    # --- values ---

    def array(self, name: str) -> Floats | None:
        """A value of this moment, or None where it is not computed yet."""
        return self.state.values.get(name)

    def number(self, entry: Entry) -> float | None:
        """One number of this moment, or None where it is not computed yet."""
        array = self.array(entry.name)
        if array is None or len(entry.index) != array.ndim:
            return None
        if any(not 0 <= i < n for i, n in zip(entry.index, array.shape, strict=True)):
            return None
        return float(array[entry.index])

    def scale(self, name: str) -> float:
        """The largest finite magnitude of a value, for colours; 0 where there is none."""
        array = self.array(name)
        if array is None or array.size == 0:
            return 0.0
        largest = float(np.abs(np.where(np.isfinite(array), array, 0.0)).max())
        return largest

    def shape(self, name: str) -> tuple[str, ...]:
        """The shape of a value in letters and numbers, `("n", "4")`, computed or not."""
        return shape_of(self.program, name)

    def written(self, name: str) -> bool:
        """Whether the step just done wrote this value (●)."""
        return self.step is not None and self.step.output == name

    def was_read(self, name: str) -> bool:
        """Whether the step just done read this value (○)."""
        return self.step is not None and name in self.step.inputs and not self.written(name)

    @cached_property
    def predictions(self) -> Predictions:
        """The answers for all samples with the parameters of `settled`; while running they may lag behind."""
        data, hurry = self.scenario.data, self.choices.running
        return self.session.predictions_of(self.program, data, self.settled, self.settled is not self.state, hurry)

    # --- samples ---

    @cached_property
    def rows(self) -> NDArray[np.intp]:
        """Which training rows stand in the current batch, in order; all of them before a batch is picked."""
        rows = self.state.values.get("rows")
        return np.arange(len(self.scenario.data.inputs)) if rows is None else np.asarray(rows, dtype=np.intp)

    @property
    def sample(self) -> int:
        """The chosen sample's position in the batch."""
        return min(self.choices.sample, len(self.rows) - 1)

    @property
    def row(self) -> int:
        """The chosen sample's row in the training data."""
        return int(self.rows[self.sample])

    @property
    def x(self) -> Floats:
        """The chosen sample's inputs (d,)."""
        return self.scenario.data.inputs[self.row]

    @property
    def y(self) -> Floats:
        """The chosen sample's targets (k,)."""
        return self.scenario.data.targets[self.row]

    @property
    def viewed(self) -> Sample:
        """The sample that the predictions look at: one beside the batch, else the chosen one."""
        data, viewed = self.scenario.data, self.choices.viewed
        there = viewed is not None and viewed.row < len(data.test_inputs if viewed.test else data.inputs)
        return viewed if viewed is not None and there else Sample(self.row)

    @cached_property
    def wrong(self) -> tuple[Sample, ...]:
        """All samples whose answer is not right, training rows first."""
        known = self.predictions
        sides = ((known.train_right, False), (known.test_right, True))
        return tuple(
            Sample(row, test) for right, test in sides if right is not None for row in np.flatnonzero(~right).tolist()
        )

    def confusion(self, test: bool) -> NDArray[np.intp]:
        """How often each kind of training or test rows was taken for which; see `Dataset.confusion`."""
        data, known = self.scenario.data, self.predictions
        return data.confusion(*((known.test, data.test_targets) if test else (known.train, data.targets)))

    def unit_values(self, name: str) -> Floats | None:
        """A value of the layer for the chosen sample, one number a unit; None where not computed yet."""
        array = self.array(name)
        return None if array is None else array[self.sample]

    def input_read(self, unit: int) -> float | None:
        """The chosen sample's input that z1 on show was computed from; None where it is still the one on show."""
        entry = Entry("x", (self.sample, unit))
        if "z1" not in self.state.values or self.number(entry) == self.opening.values["x"][entry.index]:
            return None
        return float(self.opening.values["x"][entry.index])

    def products(self, layer: int, unit: int) -> tuple[float, ...] | None:
        """The chosen sample's inputs times the weights they met, whose sum with the bias is z; None before it is."""
        index = self.program.index_of(f"z{layer}")
        if index is None or f"z{layer}" not in self.state.values:
            return None
        used = {**self.state.values, **{name: self.opening.values[name] for name in (*self.program.parameters, "x")}}
        total, _ = entry_term(self.program.steps[index], used, (self.sample, unit)).parts
        return tuple(part.value for part in total.parts)

    # --- the formula of the moment ---

    @cached_property
    def formula(self) -> str:
        """The step just done as mathematics writes it."""
        return formula(self.program, self.step) if self.step else ""

    @cached_property
    def numpy_line(self) -> str:
        """The step just done as a line of NumPy."""
        return numpy_line(self.program, self.step) if self.step else ""

    @cached_property
    def shapes(self) -> str:
        """The shapes that met in the step just done."""
        return shapes(self.program, self.step) if self.step else ""

    @cached_property
    def focus(self) -> Entry | None:
        """The entry of the current step that is shown with its numbers: the cursor's, else the chosen sample's."""
        if self.step is None:
            return None
        name = self.step.output
        shape = self.state.values[name].shape
        cursor = self.choices.cursor
        if cursor is not None and cursor.name == name and self.number(cursor) is not None:
            return cursor
        if not shape:
            return Entry(name)
        first = self.sample if self.shape(name)[0] == "n" else 0
        rest = [self._liveliest(name, first)] if len(shape) == 2 else []
        return Entry(name, (first, *rest)) if rest else Entry(name, (first if self.shape(name)[0] == "n" else 0,))

    def _liveliest(self, name: str, first: int) -> int:
        """The column where a row has the most to show, so that the example is not 0 = 0."""
        row = np.nan_to_num(np.abs(self.state.values[name][first]))
        return int(row.argmax())

    @cached_property
    def term(self) -> Term | None:
        """The entry in focus with its origin."""
        if self.step is None or self.focus is None:
            return None
        values = {**self.state.values, **{name: self._as_read(name) for name in self.step.inputs}}
        return entry_term(self.step, values, self.focus.index)

    def _as_read(self, name: str) -> Floats:
        return self.read.values[name] if name in self.read.values and self.written(name) else self.state.values[name]

    @property
    def explanation(self) -> Explanation | None:
        """The number being explained, or None."""
        return self.choices.trail[-1] if self.choices.trail else None

    @cached_property
    def operands(self) -> frozenset[Entry]:
        """The entries that the number being explained, or else the entry in focus, was computed from.

        Only those whose number on show is the one that was read.
        """
        explained = self.explanation
        if explained is not None:
            read = [(Entry(operand.name, operand.index), operand.value) for operand in explained.operands]
            if explained.history is not self.session.history:  # a prediction's sample stands in no batch
                read = [each for each in read if each[0].name in self.program.parameters]
        elif self.term is not None:
            read = [(Entry(leaf.name, leaf.index), leaf.value) for leaf in self.term.entries()]
        else:
            read = []
        return frozenset(entry for entry, value in read if self.number(entry) == value)

    @cached_property
    def pointed(self) -> frozenset[str]:
        """The names of values in which some numbers are marked: the cursor's, the entry in focus, and its operands."""
        entries = (self.choices.cursor, self.focus, *self.operands)
        return frozenset(entry.name for entry in entries if entry is not None)

    @cached_property
    def worked(self) -> tuple[str, str, str]:
        """The entry in focus as `dW1[0,2]`, its formula with numbers filled in, and its value; empty at the start.

        Of a long sum only the largest terms: hundreds of samples would fill no line, and take their time.
        """
        if self.term is None or self.focus is None:
            return "", "", ""
        term = shortened(self.term, TERMS)
        numbers = in_numbers(term, enough_digits(term))
        return label(*self.focus), numbers, brief(self.term.value)

    def step_line(self, index: int) -> tuple[str, str]:
        """One step of the program as its formula and the shape of its output."""
        step = self.program.steps[index]
        return formula(self.program, step), "×".join(self.shape(step.output)) or "1"

    # --- units ---

    def activation(self, layer: int) -> Activation:
        """The activation function of a layer."""
        entry: Activation = ACTIVATIONS[self.program.config.network.layers[layer - 1].activation]
        return entry

    def off(self, layer: int) -> NDArray[np.bool_] | None:
        """Units whose relu is 0 for the chosen sample, (units,); None where there is no z yet."""
        z = self.array(f"z{layer}")
        return None if z is None else self._resting(layer, z)[self.sample]

    def dead(self, layer: int) -> NDArray[np.bool_] | None:
        """Units whose relu is 0 for every sample of the batch, (units,); None where there is no z yet."""
        z = self.array(f"z{layer}")
        return None if z is None else self._resting(layer, z).all(axis=0)

    def saturated(self, layer: int) -> NDArray[np.bool_] | None:
        """Units whose tanh or σ is so far out for the chosen sample that its slope is exactly 0, (units,)."""
        z, activation = self.array(f"z{layer}"), self.activation(layer)
        if z is None or activation.backward is None or activation.can_die:
            return None
        with np.errstate(all="ignore"):
            return np.asarray(activation.slope(z[self.sample : self.sample + 1]) == 0)[0]

    def _resting(self, layer: int, z: Floats) -> NDArray[np.bool_]:
        """Where a layer's relu is 0, (n, units); nowhere for other activations, or where z is no number."""
        activation = self.activation(layer)
        return np.asarray(activation.forward(z) == 0) if activation.can_die else np.zeros(z.shape, dtype=bool)

    def curve(self, name: str, z: Floats) -> tuple[Floats, Floats | None]:
        """An activation function at many z (m,): its values and its slopes (None for softmax)."""
        activation: Activation = ACTIVATIONS[name]
        column = z[:, None]
        with np.errstate(all="ignore"):
            slope = None if activation.backward is None else np.asarray(activation.slope(column), dtype=float)[:, 0]
            return np.asarray(activation.forward(column))[:, 0], slope

    # --- the diagnosis ---

    @cached_property
    def diagnosis(self) -> Diagnosis:
        """What keeps it from learning, if anything; while running, of a moment ago at most."""
        return self.checkup.look(
            self.scenario, self.program, self.state, self.opening, self.losses, self.choices.running, self.closing
        )

    @property
    def begun(self) -> bool:
        """Whether anything is computed yet."""
        return self.state.done > 0 or self.state.iteration > 1

    @property
    def alarms(self) -> int:
        """How many findings are severe; none before anything is computed."""
        return len(self.diagnosis.severe) if self.begun else 0

    def layer_sign(self, layer: int) -> str:
        """What happens to the gradients of a layer in a few words, empty where nothing does."""
        return self.diagnosis.gradients(layer) if self.begun else ""

    def unit_signs(self, layer: int) -> dict[int, str]:
        """Signs on units that do not learn, by unit: `~` saturated, `=` the same as another one."""
        signs: dict[int, str] = {}
        if not self.begun:
            return signs
        from scenarios.diagnosis import DIAGNOSES, NOTE  # the first frame needs none

        for finding in self.diagnosis.findings:
            if finding.layer == layer and finding.severity > NOTE and DIAGNOSES[finding.kind].mark:
                signs |= dict.fromkeys(finding.units, DIAGNOSES[finding.kind].mark)
        return signs

    # --- the map ---

    @cached_property
    def map_limits(self) -> tuple[float, float, float, float] | None:
        """x from, x to, y from, y to of the decision map, with room around the points; None where there is no plane."""
        plane = self.scenario.data.plane
        if plane is None:
            return None
        low, high = plane.points.min(axis=0), plane.points.max(axis=0)
        room = np.maximum(0.12 * (high - low), np.where(high > low, 0.0, 0.5))
        return float(low[0] - room[0]), float(high[0] + room[0]), float(low[1] - room[1]), float(high[1] + room[1])

    def map(self, columns: int, rows: int) -> Floats:
        """The network's answers over the plane that the samples lie in, (rows, columns, k), top row first."""
        plane = self.scenario.data.plane
        assert plane is not None
        assert self.map_limits is not None
        left, right, bottom, top = self.map_limits
        across = left + (np.arange(columns) + 0.5) / columns * (right - left)
        down = top - (np.arange(rows) + 0.5) / rows * (top - bottom)
        grid = np.stack(np.meshgrid(across, down), axis=-1).reshape(-1, 2)
        inputs = plane.inputs(grid)
        return np.asarray(predict(self.program, self.settled.values, inputs)).reshape(rows, columns, -1)
