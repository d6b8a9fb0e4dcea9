"""A learner's numbers to be looked at: his own program with his own numbers in it, and what is wrong where.

His program is the right one with the mistakes in it that give his numbers; where nothing known gives one, the right
step stands there, and his number all the same. Knows the judge; knows nothing of the screen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from glassnet.core.deferred import dataclass
from glassnet.core.errors import GlassnetError
from glassnet.core.explain import entry_term
from glassnet.core.machine import State, closed
from glassnet.core.program import Program
from glassnet.core.terms import Index, Term
from glassnet.scenarios.judge.base import Reading
from glassnet.scenarios.judge.choose import Chosen
from glassnet.scenarios.judge.follow import Array, Missing, Number, Own, Trace
from glassnet.scenarios.judge.judgement import Judgement
from glassnet.scenarios.judge.names import NEW
from glassnet.scenarios.judge.program import as_program
from glassnet.scenarios.judge.search import Rewrite
from glassnet.scenarios.judge.spoken import coded, written

FOLLOWS, WRONG, AFTER = "✓", "✗", "≈"  # it follows; it does not; it follows, but from one that does not


@dataclass(frozen=True, eq=False)
class Right:
    """What a number would be by the right step, from his own numbers.

    formula, numpy: of the step. term: of this entry; None where it has none, as its shape is another one.
    """

    formula: str
    numpy: str
    term: Term | None


@dataclass(frozen=True, eq=False)
class Handed:
    """Numbers that were handed in, by what his program computes (`W1` is that after the update).

    program: his. moments: of its one iteration, first to last. marks: FOLLOWS, WRONG or AFTER; none for what he did
    not hand in and what is filled in from what he did. unknown: names that nothing known gives, so that his program is
    not known either.
    """

    judgement: Judgement
    program: Program
    moments: tuple[State, ...]
    marks: Mapping[str, str]
    unknown: frozenset[str]
    _words: Mapping[str, str]
    _reading: Reading
    _right: Trace
    _his: Trace
    _names: Mapping[str, str]
    _off: Mapping[str, np.ndarray]

    @property
    def first_wrong(self) -> int | None:
        """The index of the first step that does not follow."""
        steps = enumerate(self.program.steps)
        return next((at for at, step in steps if self.marks.get(step.output) == WRONG), None)

    def words(self, name: str) -> str:
        """What is wrong with a number: the mistake's sentence and its id; empty where nothing is."""
        return self._words.get(name, "")

    def is_off(self, name: str, index: Index) -> bool:
        """Whether this entry is not what follows from his numbers."""
        off = self._off.get(name)
        return off is not None and len(index) == off.ndim and bool(off[index])

    def gives(self, name: str, index: Index, value: float) -> bool:
        """Whether a value that a step of this program gives for an entry is his number, to its digits."""
        judged = self._names[name]
        found, his = self._his.computed(judged), self._his.have(judged)
        reach = his.error + found.error + self._his.own.digits.floor
        return bool(abs(value - his.value[index]) <= np.broadcast_to(reach, his.value.shape)[index])

    def most_off(self, name: str) -> Index | None:
        """The entry that is farthest from what follows; None where it cannot be said of one."""
        off = self._off.get(name)
        if off is None or not off.size:
            return None
        his, right = self._value(name), self._right.computed(self._names[name]).value
        return tuple(map(int, np.unravel_index(np.argmax(np.abs(his - right) * off), off.shape)))

    def right(self, name: str, index: Index) -> Right | None:
        """What stands beside a number that does not follow; None beside any other."""
        if self.marks.get(name) != WRONG:
            return None
        step = self._reading.trace.steps[self._names[name]]
        term = None
        if name in self._off:
            term = entry_term(step, {each: self._right.have(each).value for each in step.inputs}, index)
        judged = self._reading.judged.program
        early = [each for each in step.inputs if self._is_updated_before(each, name)]
        as_it_was = f", {' '.join(early)} before its update" if early else ""
        return Right(written(judged, step) + as_it_was, coded(judged, step), term)

    def _is_updated_before(self, read: str, name: str) -> bool:
        """Whether his program has updated a number by the time that a step reads it, which the right one has not."""
        updated, at = self.program.index_of(read), self.program.index_of(name)
        lasting = (*self.program.parameters, *self.program.optimizer_state)
        return read in lasting and read != name and updated is not None and at is not None and updated < at

    def _value(self, name: str) -> Array:
        return np.asarray(self.moments[-1].values[name])


def handed(chosen: Chosen, judgement: Judgement) -> Handed:
    """The numbers of a reading. Raises GlassnetError where nothing can be judged, or some step cannot be run."""
    reading = chosen.reading
    if reading is None or not judgement.judged:
        raise GlassnetError(judgement.notes[0] if judgement.notes else judgement.verdict)
    given = {"lr": Number(np.array(reading.judged.config.training.learning_rate), np.array(0.0))}
    own = replace(reading.trace.own, given={**given, **reading.trace.own.given}, stray=frozenset())
    rewrites = reading.best.rewrites
    steps = {**reading.trace.steps, **{name: each.step for name, each in rewrites.items()}}
    his, right = Trace(own, steps), Trace(own, reading.trace.steps)
    program = replace(as_program(reading.judged, steps), plain=True)
    lasting = {*program.parameters, *program.optimizer_state}
    names = {step.output: step.output + NEW * (step.output in lasting) for step in program.steps}
    numbers = {name: _number(his, judged) for name, judged in names.items()}
    check_shapes(program, numbers, program.config.samples)
    unknown = frozenset(name for name, judged in names.items() if _does_not_follow(his, judged))
    wrong = {*judgement.wrong, *(name + NEW for name in judgement.wrong), *rewrites}
    wrong -= {name for name, each in rewrites.items() if not each.id}
    marks = dict(_marks(names, unknown, wrong, judgement, own))
    return Handed(
        judgement,
        program,
        tuple(_moments(program, own, numbers)),
        marks,
        unknown,
        {name: _words(judgement, rewrites.get(names[name])) for name, mark in marks.items() if mark == WRONG},
        reading,
        right,
        his,
        names,
        dict(_entries_off(own, right, his, {name: names[name] for name, mark in marks.items() if mark == WRONG})),
    )


def _number(his: Trace, name: str) -> Array:
    try:
        return np.asarray(his.have(name).value, dtype=np.float64)
    except Missing as error:
        raise GlassnetError(f"{name} cannot be worked out from them") from error


def _does_not_follow(his: Trace, name: str) -> bool:
    return name in his.own.computed and his.follows(name) is False


def check_shapes(program: Program, numbers: Mapping[str, Array], samples: int) -> None:
    """Raises GlassnetError for the first number that no panel has a place for, or that cannot be explained.

    numbers: what the steps compute. samples: of the batch.
    """
    for name, array in numbers.items():
        shape = tuple(samples if part == "n" else int(part) for part in program.info[name].shape)
        if array.shape != shape:
            raise GlassnetError(f"{name} has the shape {array.shape}, not {shape}")
    sizes = {name: info.shape for name, info in program.info.items()}
    for step in program.steps:
        letters: dict[str, set[str]] = {}
        for name, of in zip((*step.inputs, step.output), (*step.input_letters, step.output_letters), strict=True):
            for letter, size in zip(of, sizes[name], strict=False):
                letters.setdefault(letter, set()).add(size)
        if any(len(letters[letter]) > 1 for letter in step.output_letters):  # of which an entry's operands are cut
            raise GlassnetError(f"{step.output} puts arrays together that do not have the same shape")


def _marks(
    names: Mapping[str, str], unknown: frozenset[str], wrong: set[str], judgement: Judgement, own: Own
) -> Iterator[tuple[str, str]]:
    for name, judged in names.items():
        if name in unknown or judged in wrong:
            yield name, WRONG
        elif judged in judgement.follows:
            yield name, AFTER
        elif judged in own.given:
            yield name, FOLLOWS


def _words(judgement: Judgement, rewrite: Rewrite | None) -> str:
    if rewrite is None:
        return "no mistake that is known gives this"
    rivals = next((ids for ids in judgement.rivals if rewrite.id in ids), ())
    if rivals:
        return f"{' or '.join(rivals)}: these numbers do not tell"
    return f"{rewrite.site.sentence(rewrite.mistake.words)} ({rewrite.id})"


def _entries_off(own: Own, right: Trace, his: Trace, names: Mapping[str, str]) -> Iterator[tuple[str, np.ndarray]]:
    """For each number that does not follow, which of its entries are off."""
    for name, judged in names.items():
        try:
            found, value = right.computed(judged), his.have(judged)
        except Missing:
            continue
        if value.value.shape == found.value.shape:
            reach = value.error + found.error + own.digits.floor
            yield name, np.abs(value.value - found.value) > reach


def _moments(program: Program, own: Own, numbers: Mapping[str, Array]) -> Iterator[State]:
    """The first moment, and one after each step."""
    outputs = {step.output for step in program.steps}
    lasting = (*program.parameters, *program.optimizer_state)
    first = {*program.reads - outputs, *lasting, "x", "y"}
    values = {name: own.given[name].value for name in (*program.info, *first) if name in first}
    yield State(program, 1, 0, closed(values))
    for done, step in enumerate(program.steps, start=1):
        values = {**values, step.output: numbers[step.output]}
        yield State(program, 1, done, closed(values))
