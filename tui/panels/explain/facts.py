"""What the engine knows beyond the formula of a number: is a gradient right, and what will it do?

Asked once for a number, as it takes a few passes of the network. Changes nothing: it looks at recorded moments and
goes on with copies of them.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from glassnet.core.errors import GlassnetError
from glassnet.core.explain import Explanation, entry_term
from glassnet.core.gradcheck import Check, check_entry
from glassnet.core.info import GRADIENT
from glassnet.core.machine import State, advance
from glassnet.core.names import formula
from glassnet.core.numerals import brief
from glassnet.core.terms import in_numbers, label
from glassnet.tui.panels.explain.words import parameter_of


class Consequence(NamedTuple):
    """What a gradient does to its parameter: the update with its numbers, and the step that does it."""

    text: str
    step: str


def check_of(explanation: Explanation) -> Check | None:
    """A gradient beside differences of the loss; None for anything else, or where they are not at hand."""
    info = explanation.program.info[explanation.name]
    if info.kind != GRADIENT or not math.isfinite(explanation.value):
        return None
    state = _before_update(explanation)
    if state is None:
        return None
    return check_entry(explanation.program, state, info.of, explanation.index, explanation.value)


def _before_update(explanation: Explanation) -> State | None:
    """A moment of the number's iteration with the parameters that it was computed with."""
    history, begins = explanation.history, explanation.program.starts["update"]
    state = history.state_at(explanation.asked)
    if state.iteration == explanation.iteration and state.done <= begins:
        return state
    tick = history.reached(explanation.iteration, begins, explanation.asked)
    return None if tick is None else history.state_at(tick)


def consequence_of(explanation: Explanation) -> Consequence | None:
    """What a gradient does in the update of its iteration, recorded or not yet; None for any that no update reads."""
    program, index = explanation.program, explanation.index
    name = parameter_of(program, explanation.name)
    at = None if name is None else program.index_of(name)
    if name is None or at is None:
        return None
    step, state = program.steps[at], _right_before(explanation, at)
    if state is None:
        return None
    try:
        term = entry_term(step, state.values, index)
    except GlassnetError:
        return None
    text = f"{label(name, index)} = {in_numbers(term)} = {brief(term.value)}"
    return Consequence(text, f"in step {at + 1}, {formula(program, step)}")


def _right_before(explanation: Explanation, done: int) -> State | None:
    """The moment of the number's iteration when so many steps are done, computed ahead if it is not recorded."""
    history = explanation.history
    state = history.state_at(explanation.asked)
    if state.iteration != explanation.iteration:
        return None
    tick = history.reached(explanation.iteration, done, history.end)
    if tick is not None:
        recorded = history.state_at(tick)
        if _holds(recorded, explanation):
            return recorded
    while state.done < done:
        state = advance(explanation.program, state)
    return state if state.done == done and _holds(state, explanation) else None


def _holds(state: State, explanation: Explanation) -> bool:
    """Whether the number is the same at that moment: an edit may have led elsewhere."""
    array = state.values.get(explanation.name)
    return array is not None and (float(array[explanation.index]) == explanation.value or math.isnan(explanation.value))
