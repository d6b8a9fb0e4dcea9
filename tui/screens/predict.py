"""Predict mode: the next number is asked for before it is shown."""

from __future__ import annotations

from dataclasses import dataclass, replace

from glassnet.core.machine import advance
from glassnet.core.names import formula
from glassnet.core.numerals import brief
from glassnet.core.program import BATCH
from glassnet.core.terms import Term, in_numbers, in_symbols, shortened
from glassnet.scenarios.grading import DIGITS, is_right
from glassnet.tui.messages import Entry
from glassnet.tui.snapshot import Snapshot

TERMS = 24  # of a sum that the question shows
ASKED = f"{DIGITS} significant digits, rounded, are enough."


@dataclass(frozen=True)
class Question:
    """One number of the next step.

    entry: which one. words: what is asked, with the formula but without the result.
    """

    entry: Entry
    words: str
    term: Term

    @classmethod
    def of(cls, snapshot: Snapshot) -> Question:
        """The question for the next step: the entry under the cursor, else the chosen sample's."""
        step = snapshot.next_step
        following = _after(snapshot)
        array, cursor = following.state.values[step.output], following.choices.cursor
        if cursor is not None and cursor.name == step.output and following.number(cursor) is not None:
            entry = cursor
        elif following.sampled(step.output) and step.heading != BATCH:
            entry = following.entry(step.output, 0)
        else:
            entry = Entry(step.output, (0,) * array.ndim)
        term = following.term_of(step, entry)
        short = shortened(term, TERMS)
        numbers = in_numbers(short)
        words = f"{formula(snapshot.program, step)}\n{entry.label} = {in_symbols(short)} = ?"
        if term.parts:
            words += f"\n= {numbers} = ?"
        words += f"\n{ASKED}"
        return cls(entry, words, term)

    def is_right(self, answer: str) -> bool:
        """Whether an answer, a number as typed, is close enough, or the value rounded to the digits given."""
        return is_right(self.term.value, answer)

    def verdict(self, answer: str) -> str:
        """Right, or the formula with numbers."""
        name, value = self.entry.label, brief(self.term.value)
        if self.is_right(answer):
            return f"right: {name} = {value}"
        return f"not {answer}: {name} = {in_numbers(self.term)} = {value}"


def _after(snapshot: Snapshot) -> Snapshot:
    """The moment one step later, with the same choices."""
    following = advance(snapshot.program, snapshot.state)
    before_update = following.done <= snapshot.program.starts["update"]
    opening = following if before_update else snapshot.opening
    cursor = snapshot.choices.cursor
    choices = replace(snapshot.choices, cursor=None if cursor is None else snapshot.lasting(cursor))
    return replace(snapshot, state=following, read=snapshot.state, opening=opening, choices=choices).placed()
