"""The numbers of one moment: of the network, of its batch, and of the one row of data that is followed.

The chosen sample is a row, training or test. Where it stands in the batch its numbers are the program's own; else it
is evaluated beside the batch, see `samples.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from glassnet.core.deferred import dataclass
from glassnet.core.explain import Operand, entry_term, extreme
from glassnet.core.machine import State
from glassnet.core.names import shape_of
from glassnet.core.past import rms_of
from glassnet.core.program import Program, Step
from glassnet.core.terms import Term
from glassnet.scenarios.base import Scenario
from glassnet.scenarios.sessions.answers import Answers, Predictions
from glassnet.scenarios.sessions.losses import Losses
from glassnet.scenarios.sessions.pasts import Seen
from glassnet.tui.diagnosis_cache import Diagnosed, DiagnosisCache
from glassnet.tui.hiding import NOTHING, hides
from glassnet.tui.messages import DRAWING, Entry, Sample
from glassnet.tui.samples import Floats as Floats
from glassnet.tui.samples import Samples
from glassnet.tui.view_state import ViewState

if TYPE_CHECKING:
    from glassnet.scenarios.judge.handed import Handed


@dataclass(frozen=True, eq=False)
class Moment:
    """One moment.

    state: the values on show. read: the values that the last step read.
    settled: the moment whose parameters the predictions and the map use.
    opening: a moment of this iteration before its update: with the parameters that its values were computed with.
    last: the last iteration computed. edited: iterations in which a number was changed by hand.
    closing: the moment that the iteration's update led to.
    in_the_past: whether later moments are recorded. halts: the breakpoints that are set, in words.
    answers, diagnosis_cache: work out predictions and diagnosis of this moment when a panel first asks, and keep the
        last ones; `lately_answered` and `lately_diagnosed` are those of a moment ago where they do while running.
    pasts: the past of numbers on show; of one that no panel had asked for it comes with the next moment.
    secret: values that are left out of the moment while one of them is asked, see `hiding.py`.
    handed: where the numbers are somebody's own that were judged, what is wrong with them.
    """

    scenario: Scenario
    state: State
    read: State
    settled: State
    opening: State
    closing: State
    losses: Losses
    choices: ViewState
    last: int
    edited: tuple[int, ...]
    in_the_past: bool
    halts: tuple[str, ...]
    answers: Answers
    diagnosis_cache: DiagnosisCache
    lately_answered: Predictions | None
    lately_diagnosed: Diagnosed | None
    pasts: Seen
    secret: frozenset[str] = NOTHING
    handed: Handed | None = None

    # --- where we are ---

    @property
    def program(self) -> Program:
        """The program of the moment."""
        return self.state.program

    @property
    def step(self) -> Step | None:
        """The step just done, or None when nothing is done yet."""
        return self.state.step

    @property
    def next_step(self) -> Step:
        """The step that comes next; after the last, the first of the next iteration."""
        return self.program.steps[self.state.done % len(self.program.steps)]

    @property
    def phase(self) -> str:
        """The phase of the step just done, empty at the very start."""
        return self.step.phase if self.step else ""

    @property
    def updated(self) -> bool:
        """Whether parameters on show are no longer those that this iteration's other values come from."""
        done = self.program.steps[self.program.starts["update"] : self.state.done]
        return any(step.output in self.program.parameters for step in done)

    @property
    def begun(self) -> bool:
        """Whether anything is computed yet."""
        return self.state.done > 0 or self.state.iteration > 1

    def has_unit(self, layer: int, unit: int) -> bool:
        """Whether there is such a unit; layers count from 1."""
        return 1 <= layer <= self.program.layers and 0 <= unit < self.program.config.network.layers[layer - 1].units

    # --- the chosen sample ---

    @cached_property
    def samples(self) -> Samples:
        """The rows of data, in the batch and beside it."""
        drawing = None if self.secret else self.choices.drawing  # what it is taken for would tell what is asked
        return Samples(self.scenario.data, self.state, self.opening, self.settled, drawing)

    @cached_property
    def sample(self) -> Sample:
        """The chosen sample: a row of the data, or the drawing."""
        return DRAWING if self.choices.drawn and self.samples.there(DRAWING) else self.row

    @cached_property
    def row(self) -> Sample:
        """The chosen row of the data; where there is no such row any more, the last training row."""
        chosen = self.choices.sample
        return chosen if self.samples.there(chosen) else Sample(len(self.scenario.data.inputs) - 1)

    @cached_property
    def position(self) -> int | None:
        """The chosen sample's position in the batch; None where it stands beside it."""
        return self.samples.place(self.sample)

    @property
    def x(self) -> Floats:
        """The chosen sample's inputs (d,), as the data have them now."""
        return self.samples.row(self.sample)[0]

    @property
    def y(self) -> Floats:
        """The chosen sample's targets (k,), as the data have them now; nan of a drawing."""
        return self.samples.row(self.sample)[1]

    def entry(self, name: str, unit: int) -> Entry:
        """The chosen sample's number in one column of a value that has a row for each sample."""
        return Entry(name, (0, unit), self.sample) if self.position is None else Entry(name, (self.position, unit))

    def unit_values(self, name: str) -> Floats | None:
        """A value of the layer for the chosen sample, one number a unit; None where not computed yet."""
        array = self.samples.beside(self.sample).get(name) if self.position is None else self.array(name)
        at = self.position or 0
        return None if array is None or at >= len(array) else array[at]

    def input_read(self, unit: int) -> float | None:
        """The chosen sample's input that z1 on show was computed from; None where it is still the one of the data."""
        given = self.unit_values("x") if self.position is None else None
        opening = self.opening.values.get("x")
        if given is None and opening is not None and self.position is not None and self.position < len(opening):
            given = opening[self.position]
        if given is None or self.unit_values("z1") is None or given[unit] == self.x[unit]:
            return None
        return float(given[unit])

    # --- numbers ---

    def array(self, name: str) -> Floats | None:
        """A value of this moment, or None where it is not computed yet."""
        return self.state.values.get(name)

    def shape(self, name: str) -> tuple[str, ...]:
        """The shape of a value in letters and numbers, `("n", "4")`, computed or not."""
        return shape_of(self.program, name)

    def sampled(self, name: str) -> bool:
        """Whether a value has a row of numbers for each sample."""
        return len(self.shape(name)) == 2 and self.shape(name)[0] == "n"

    def number(self, entry: Entry) -> float | None:
        """One number of this moment, or None where it is not computed yet."""
        array = self.array(entry.name)
        if entry.sample is not None:
            array = self.samples.beside(entry.sample).get(entry.name) if self.samples.there(entry.sample) else None
        if array is None or len(entry.index) != array.ndim:
            return None
        if any(not 0 <= i < n for i, n in zip(entry.index, array.shape, strict=True)):
            return None
        if entry.name in self.secret and self.choices.line is not None and hides(self.choices.line.hidden, entry):
            return None
        return float(array[entry.index])

    def answered(self, entry: Entry) -> float | None:
        """The same of an answer: parameters are those that answers are of, before an update until its last step."""
        if entry.name not in self.program.parameters:
            return self.number(entry)
        return float(self.settled[entry.name][entry.index])

    def lasting(self, entry: Entry) -> Entry:
        """The same number by its row of data, where the next batch has another row at its place."""
        at, samples = entry.index[0] if entry.index else -1, self.samples
        if entry.sample is not None or samples.whole_batch or not self.sampled(entry.name):
            return entry
        if not 0 <= at < len(samples.rows):
            return entry
        return Entry(entry.name, (0, *entry.index[1:]), Sample(int(samples.rows[at])))

    def here(self, entry: Entry) -> Entry:
        """The same number by its place in the batch, where its row stands in this one."""
        at = None if entry.sample is None else self.samples.place(entry.sample)
        return entry if at is None else Entry(entry.name, (at, *entry.index[1:]))

    def term_of(self, step: Step, entry: Entry) -> Term:
        """A number that a step just computed, with its origin."""
        values = dict(self.state.values)
        if entry.sample is not None:
            read = self.samples.read_by(entry.sample).values
            values |= {name: read[name] for name in self.program.parameters}
            values |= self.samples.beside(entry.sample)
        elif step.output in self.read.values:  # an update overwrites what it reads
            values[step.output] = self.read.values[step.output]
        return entry_term(step, values, entry.index)

    def products(self, layer: int, unit: int) -> tuple[float, ...] | None:
        """The chosen sample's inputs times the weights they met, whose sum with the bias is z; None before it is."""
        step, entry = self.program.index_of(f"z{layer}"), self.entry(f"z{layer}", unit)
        if step is None or self.number(entry) is None:
            return None
        read = self.opening if entry.sample is None else self.samples.read_by(entry.sample)
        used = {**self.state.values, **{name: read.values[name] for name in self.program.parameters}}
        used |= {"x": self.opening.values["x"]} if entry.sample is None else self.samples.beside(entry.sample)
        total, _ = entry_term(self.program.steps[step], used, entry.index).parts
        return tuple(part.value for part in total.parts)

    def scale(self, name: str) -> float:
        """The largest finite magnitude of a value, for colours; 0 where there is none."""
        if name not in self._scales:
            array = self.array(name)
            known = None if array is None or array.size == 0 else np.where(np.isfinite(array), array, 0.0)
            self._scales[name] = 0.0 if known is None else float(np.abs(known).max())
        return self._scales[name]

    @cached_property
    def _scales(self) -> dict[str, float]:
        """Those that were asked for: each unit that is drawn asks again."""
        return {}

    def rms(self, name: str) -> float | None:
        """The root mean square of a value; None where it is not computed yet."""
        return None if self.array(name) is None else float(rms_of(self.state.values, [name])[0])

    def largest(self, name: str) -> Entry:
        """The entry of a value with the largest magnitude; the value as such where it is not computed yet."""
        array = self.array(name)
        return Entry(name, () if array is None else extreme(array))

    # --- what has changed since it was read ---

    def changed(self, operands: Sequence[Operand]) -> dict[int, float]:
        """What numbers that were read are now, by their place among these; only of those that are others on show."""
        same: dict[tuple[str, int], bool] = {}
        found = {}
        for place, operand in enumerate(operands):
            key = operand.name, operand.tick
            if key not in same:  # most names are as they were, whole
                read, here = operand.read.get(operand.name), self.array(operand.name)
                same[key] = read is here or (read is not None and here is not None and np.array_equal(read, here))
            if not same[key]:
                number = self._now(operand)
                differs = number is not None and number != operand.value
                if number is not None and differs and (number == number or operand.value == operand.value):
                    found[place] = number
        return found

    def _now(self, operand: Operand) -> float | None:
        """What a number that was read is on show, of the same row of data; None where it is not on show."""
        index = operand.index
        if not self.sampled(operand.name):
            return self.number(Entry(operand.name, index))
        if operand.history.grown_from is not None or operand.read.program is not self.program:
            return None  # a row beside the batch is asked anew at every moment; in other data a row is another one
        rows = operand.read.get("rows")
        at = self.samples.place(Sample(index[0] if rows is None else int(rows[index[0]])))
        return None if at is None else self.number(Entry(operand.name, (at, *index[1:])))
