"""Where a number comes from: one entry of one step, run again on terms instead of arrays.

Operands are cut by the step's shape letters before they become terms, so that one entry of a
gradient costs that entry's sum and not the whole matrix. The op is the one that computed the value.

`why` answers for any number at any moment of a history, from the values that its step really read: after an
update, z1 on screen came from the old W1, and its operand is W1 at the moment before. Every operand can be
asked in turn, back to data and initial weights.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from glassnet.core.actions import Change, Edit, source
from glassnet.core.deferred import dataclass
from glassnet.core.errors import GlassnetError, short
from glassnet.core.history import GIVEN, Grown, History
from glassnet.core.info import DATA
from glassnet.core.machine import State, start
from glassnet.core.names import formula, numpy_line
from glassnet.core.numerals import DIGITS, brief
from glassnet.core.ops import Array, take_rows
from glassnet.core.program import Program, Step
from glassnet.core.terms import Index, Term, Terms, entry, in_numbers, in_symbols, label, shortened, unfolded

if TYPE_CHECKING:
    from glassnet.core.derivation import Apart, Slope

SHOWN = 6  # terms of a long sum that are shown one by one


def entry_term(step: Step, values: Mapping[str, Array], index: Index) -> Term:
    """The entry `index` of the step's output as a term.

    values: at least the step's inputs, as they were when it ran.
    Raises GlassnetError where an input is missing or the index is out of range.
    """
    at = dict(zip(step.output_letters, index, strict=True))
    # of all samples, N, a batch's entry needs one row: terms for all the others would only take time
    only = {"N": int(values["rows"][at["n"]])} if step.op is take_rows and "rows" in values else {}
    operands = []
    for name, letters in zip(step.inputs, step.input_letters, strict=True):
        if name not in values:
            raise GlassnetError(f"{name} is not computed yet")
        operands.append(_cut(name, np.asarray(values[name]), letters, at, only))
    with np.errstate(all="ignore"):
        result: Terms = step.op(*operands)
    # letters that no input had cut (a capital) are still whole in the result
    small = {letter for letters in step.input_letters for letter in letters}
    position = tuple(0 if letter in small else i for letter, i in zip(step.output_letters, index, strict=True))
    term: Term = result.items[position]
    return term


def _cut(name: str, array: Array, letters: str, at: Mapping[str, int], only: Mapping[str, int]) -> Terms:
    """The part of an operand that one entry of the output needs, with the operand's own indices.

    only: for an axis that stays whole, the one place on it that is filled.
    """
    ranges, places = [], []
    for letter, length in zip(letters, array.shape, strict=True):
        ranges.append(range(at[letter], at[letter] + 1) if letter in at else range(length))
        places.append([only[letter]] if letter in only else range(len(ranges[-1])))
    items = np.empty(tuple(len(part) for part in ranges), dtype=object)
    for place in itertools.product(*places):
        index = tuple(part[i] for part, i in zip(ranges, place, strict=True))
        items[place] = entry(float(array[index]), name, index)
    return Terms(items, array.shape)


def example(array: Array, row: int = 0) -> Index:
    """The entry of a value that is shown where nobody chose one: of a row, where it has the most to show.

    array: a number, (o,), of which it is the first, or (n, o). The example of a matrix is no 0 = 0 where it can be.
    """
    if array.ndim < 2:
        return (0,) if array.ndim else ()
    return (row, int(np.nan_to_num(np.abs(array[row])).argmax()))


def extreme(array: Array, largest: bool = True) -> Index:
    """The entry of the largest (or smallest) magnitude of a value that has any; nan counts as the largest."""
    sizes = np.nan_to_num(np.abs(array), nan=np.inf)
    at = np.unravel_index(int(sizes.argmax() if largest else sizes.argmin()), sizes.shape)
    return tuple(int(place) for place in at)


# --- through time --------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Operand:
    """A number that a step read: which one, the moment to ask it at, and that moment (`read`)."""

    history: History
    name: str
    index: Index
    tick: int
    value: float
    read: State

    def __repr__(self) -> str:
        return short(self, f"{label(self.name, self.index)} = {brief(self.value)} at tick {self.tick}")

    def why(self) -> Explanation:
        """Where this number comes from in turn."""
        return why(self.history, self.name, self.index, self.tick)


@dataclass(frozen=True, eq=False)
class Explanation:
    """The origin of one number.

    name, index, value: the number. asked: the tick it was asked at, `shown` that moment. program: the one that it
        belongs to.
    step: the step that computed it; None for data, settings, initial values and edits.
    iteration, done: the moment right after that step, or the moment asked at.
    origin: one sentence where there is no step: an initial weight, an input, changed by hand …
    term: the value with its formula. operands: what the step read, in the order of the formula.
    digits: how many significant digits its texts have at least.
    """

    history: History
    program: Program
    name: str
    index: Index
    value: float
    asked: int
    shown: State
    iteration: int
    done: int
    step: Step | None = None
    origin: str = ""
    term: Term | None = None
    operands: tuple[Operand, ...] = ()
    digits: int = DIGITS

    @property
    def label(self) -> str:
        """`dW1[0,2]`."""
        return label(self.name, self.index)

    @property
    def array_formula(self) -> str:
        """The step's formula for the whole array, empty where there is no step."""
        return formula(self.program, self.step) if self.step else ""

    @property
    def numpy_line(self) -> str:
        """The same as a line of NumPy."""
        return numpy_line(self.program, self.step) if self.step else ""

    @property
    def when(self) -> str:
        """The moment: `iteration 1,200, step 9`."""
        return f"iteration {self.iteration:,}, step {self.done}"

    def symbols(self, full: bool = False) -> str:
        """The formula of this entry with names; long sums shortened unless `full`."""
        return "" if self.term is None else in_symbols(self._cut(full))

    def numbers(self, full: bool = False) -> str:
        """The formula with numbers, digits enough that they give the value; long sums shortened unless `full`."""
        return "" if self.term is None else in_numbers(self._cut(full), self.digits)

    def lines(self, full: bool = False) -> list[tuple[str, str]]:
        """What is said of it, a label and a text a line: its step, its formula, the numbers in it; else its origin."""
        if self.step is None or self.term is None:
            return [("origin", self.origin)]
        lines = [
            ("step", self.array_formula),
            ("NumPy", self.numpy_line),
            ("", self.step.sentence),
            ("formula", self.symbols(full)),
            ("numbers", f"{self.numbers(full)} = {self.printed}"),
            *self._derived(full),
        ]
        return [line for line in lines if line[1]]

    def _derived(self, full: bool) -> list[tuple[str, str]]:
        """How a short formula comes about: a slope, loss and output together; else without short words."""
        if (slope := self.slope) is not None:
            return [("slope", f"{slope.symbols()} = {slope.numbers(self.digits)} = {brief(slope.value, self.digits)}")]
        if (apart := self.apart) is not None:
            sum_, words = apart.term if full else shortened(apart.term, SHOWN), "" if apart.agrees else ", not the same"
            value = brief(apart.term.value, self.digits)
            return [("apart", in_symbols(sum_)), ("", f"{in_numbers(sum_, self.digits)} = {value}{words}")]
        return [("unfolds", unfolded(self._cut(full), self.digits))]

    @cached_property
    def slope(self) -> Slope | None:
        """The slope of the activation that it was multiplied by, if it was."""
        from glassnet.core.derivation import slope_of  # which few explanations need

        return slope_of(self)

    @cached_property
    def apart(self) -> Apart | None:
        """The same by the chain rule, where loss and output were taken together."""
        from glassnet.core.derivation import taken_apart

        return taken_apart(self)

    def __repr__(self) -> str:
        made = self.origin if self.term is None else in_symbols(shortened(self.term, 1))
        return short(self, f"{self.label} = {self.printed}, {self.when}: {made}")

    def _repr_html_(self) -> str:
        from glassnet.core.html import explanation_html  # which notebooks alone need

        return explanation_html(self)

    def _cut(self, full: bool) -> Term:
        assert self.term is not None
        return self.term if full else shortened(self.term, SHOWN)

    @property
    def printed(self) -> str:
        """The value in significant digits."""
        return brief(self.value, self.digits)


def why(history: History, name: str, index: Index, tick: int | None = None) -> Explanation:
    """Where a number comes from, as it stands at a moment (the one on show unless `tick` is given).

    Raises GlassnetError for a name or an index that does not exist, or a value not computed yet.
    """
    asked = history.tick if tick is None else tick
    state = history.state_at(asked)
    program = history.program_at(asked)
    value = _value(state, name, index)
    written = history.written(name, asked)
    edit = _edit_since(history, state, name, index, written, asked)
    here = Explanation(history, program, name, index, value, asked, state, state.iteration, state.done)
    if edit is not None:
        return replace(here, origin=f"changed by hand to {brief(edit.value, 12)}")
    if written is None:
        return _given(here)

    program = history.program_at(written)
    step = program.steps[history.moment(written)[1] - 1]
    before, after = history.state_at(written - 1), history.state_at(written)
    read = {each: (before if each == step.output else after).values[each] for each in step.inputs}
    term = entry_term(step, read, index)
    read_at = {each: (written - 1, before) if each == step.output else (written, after) for each in step.inputs}
    operands = tuple(
        Operand(history, leaf.name, leaf.index, tick, leaf.value, moment)
        for leaf in term.entries()
        for tick, moment in [read_at[leaf.name]]
    )
    return replace(
        here, program=program, iteration=after.iteration, done=after.done, step=step, term=term, operands=operands
    )


def _value(state: State, name: str, index: Index) -> float:
    array = state[name]
    if len(index) != array.ndim or any(not 0 <= i < n for i, n in zip(index, array.shape, strict=False)):
        raise GlassnetError(f"{label(name, index)} does not exist; {name} has the shape {array.shape}")
    return float(array[index])


def _edit_since(
    history: History, state: State, name: str, index: Index, written: int | None, asked: int
) -> Edit | None:
    """The edit that set this entry after it was last written, if one did and no change took its place."""
    first = 0 if written is None else written
    for tick, edit in reversed(history.actions):
        if tick > asked:
            continue
        if isinstance(edit, Change):
            if name in edit.given:
                return None
            continue
        iteration, done = history.moment(tick)
        program = history.program_at(tick)
        waits = program.updating(done)
        if (waits and state.iteration == iteration) or (tick <= first and not waits):
            continue
        if source(program, history.state_at(tick - 1), edit) != (name, index):
            continue
        if not (waits and written is not None and history.moment(written)[0] > iteration):
            return edit
    return None


def _given(here: Explanation) -> Explanation:
    """The end of a chain: what no step computed."""
    history, name, index = here.history, here.name, here.index
    if history.grown_from is not None and here.program.info[name].kind not in DATA:
        return why(history.grown_from.history, name, index, history.grown_from.tick)
    info = here.program.info[name]
    if info.kind not in DATA:
        return replace(here, origin=info.origin)
    row = history.sample or f"training row {index[0]}"
    given = GIVEN if history.grown_from is None else history.grown_from.given
    return replace(here, origin=f"{info.origin}, {given}, column {index[1]} of {row}")


def prediction(
    history: History,
    x: Array,
    y: Array,
    tick: int | None = None,
    sample: str = "",
    rows: int = 0,
    given: str = GIVEN,
) -> History:
    """A history of one forward pass of one sample with the parameters of a moment: what a prediction is made of.

    x (inputs,), y (outputs,). sample: which row of the data it is, in words. given: and who gave it. Asked for its aL,
    it explains the prediction; its parameters are explained by the history they came from.
    rows: where not 0, the backward pass too, of a batch of so many rows that are all this one: row 0 then has the
    gradients that it has beside a batch of that length.
    """
    tick = history.tick if tick is None else tick
    single, state = history.program_at(tick).of_samples(rows or 1), history.state_at(tick)
    inputs, targets = (np.repeat(row[None, :], rows or 1, axis=0) for row in (x, y))
    first = replace(start(single, inputs, targets, state.values), iteration=state.iteration)
    grown = History(single, first, Grown(history, tick, tick == history.tick, given), sample)
    for _ in range(single.starts["update"]) if rows else single.forward_steps():
        grown.forward()
    return grown
