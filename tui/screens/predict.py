"""Predict mode: the next number is asked for before it is shown."""

from __future__ import annotations

from dataclasses import dataclass

from core.explain import entry_term
from core.machine import advance
from core.names import formula
from core.terms import Term, brief, enough_digits, in_numbers, in_symbols, label
from tui.messages import Entry
from tui.snapshot import Snapshot

NEARNESS = 0.005  # relative; what is closer than this, or than half the last digit shown, is right


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
        following = advance(snapshot.program, snapshot.state)
        array = following.values[step.output]
        cursor = snapshot.choices.cursor
        if cursor is not None and cursor.name == step.output and len(cursor.index) == array.ndim:
            entry = cursor
        else:
            first = snapshot.sample if snapshot.shape(step.output)[:1] == ("n",) else 0
            entry = Entry(step.output, (first, *[0] * (array.ndim - 1)) if array.ndim else ())
        before = {**following.values, step.output: snapshot.state.values.get(step.output, array)}
        term = entry_term(step, before, entry.index)
        words = f"{formula(snapshot.program, step)}\n{label(*entry)} = {in_symbols(term)} = ?"
        return cls(entry, words, term)

    def is_right(self, answer: float) -> bool:
        """Whether an answer is right within rounding."""
        return abs(answer - self.term.value) <= max(NEARNESS * abs(self.term.value), 5e-5)

    def verdict(self, answer: float) -> str:
        """Right, or the formula with numbers."""
        name, value = label(*self.entry), brief(self.term.value)
        if self.is_right(answer):
            return f"right: {name} = {value}"
        return f"not {brief(answer)}: {name} = {in_numbers(self.term, enough_digits(self.term))} = {value}"
