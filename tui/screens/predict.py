"""Predict mode: the next number is asked for before it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from core.explain import entry_term
from core.machine import advance
from core.names import formula
from core.ops import Array
from core.terms import Term, brief, enough_digits, in_numbers, in_symbols, label, shortened
from tui.messages import Entry
from tui.screens.prompts import read_number
from tui.snapshot import Snapshot

NEARNESS = 0.005  # relative; what is closer than this, or than half the last digit shown, is right
DIGITS = 2  # significant ones that an answer needs to be right by rounding
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
        following = advance(snapshot.program, snapshot.state)
        array = following.values[step.output]
        cursor = snapshot.choices.cursor
        if cursor is not None and cursor.name == step.output and _exists(array, cursor.index):
            entry = cursor
        else:  # the next batch may be the shorter last one
            first = min(snapshot.sample, len(array) - 1) if snapshot.shape(step.output)[:1] == ("n",) else 0
            entry = Entry(step.output, (first, *[0] * (array.ndim - 1)) if array.ndim else ())
        before = {**following.values, step.output: snapshot.state.values.get(step.output, array)}
        term = entry_term(step, before, entry.index)
        short = shortened(term, TERMS)
        numbers = in_numbers(short, enough_digits(short))
        words = f"{formula(snapshot.program, step)}\n{label(*entry)} = {in_symbols(short)} = ?"
        if term.parts:
            words += f"\n= {numbers} = ?"
        words += f"\n{ASKED}"
        return cls(entry, words, term)

    def is_right(self, answer: str) -> bool:
        """Whether an answer, a number as typed, is close enough, or the value rounded to the digits given."""
        number = read_number(answer)
        near = max(NEARNESS * abs(self.term.value), 5e-5, half_a_digit(answer))
        return abs(number - self.term.value) <= near

    def verdict(self, answer: str) -> str:
        """Right, or the formula with numbers."""
        name, value = label(*self.entry), brief(self.term.value)
        if self.is_right(answer):
            return f"right: {name} = {value}"
        return f"not {answer}: {name} = {in_numbers(self.term, enough_digits(self.term))} = {value}"


def _exists(array: Array, index: tuple[int, ...]) -> bool:
    return len(index) == array.ndim and all(0 <= at < n for at, n in zip(index, array.shape, strict=True))


def half_a_digit(text: str) -> float:
    """Half of the last digit given, which rounding may take or add; 0 for fewer digits than are asked for."""
    try:
        _, digits, exponent = Decimal(text.strip().replace(",", ".").replace("−", "-")).as_tuple()
    except InvalidOperation:
        return 0.0
    if len(digits) < DIGITS or not isinstance(exponent, int):
        return 0.0
    return 0.5 * 10.0**exponent * (1 + 1e-9)  # the value itself is binary


def wrong_number(text: str) -> str:
    """What is wrong with an answer as text, or empty."""
    try:
        read_number(text)
    except ValueError:
        return f"{text!r} is not a number"
    return ""
