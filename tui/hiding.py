"""What the screen is not to show while a question is open: the one place where numbers are taken out of a moment.

Panels show what is taken out as they show what is not computed yet. Knows what is asked, not who asks.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from glassnet.core.info import GRADIENT
from glassnet.core.machine import State
from glassnet.core.ops import Array
from glassnet.core.program import Program
from glassnet.tui.messages import Entry

if TYPE_CHECKING:
    from glassnet.scenarios.lessons.questions import Hidden

NOTHING: frozenset[str] = frozenset()


def asked_names(hidden: Hidden | None) -> frozenset[str]:
    """The values that a question hides, or some numbers of them."""
    return NOTHING if hidden is None else hidden.values | {number.name for number in hidden.numbers}


def secret_names(program: Program, hidden: Hidden | None) -> frozenset[str]:
    """What an iteration computes that is not to be seen: what is asked, and all that follows from it and would tell it.

    What updates write is not among it: that follows from everything.
    """
    names = set(asked_names(hidden))
    if not names:
        return NOTHING
    for step in program.steps[: program.starts["update"]]:
        if names.intersection(step.inputs):
            names.add(step.output)
    return frozenset(names)


def is_ahead(program: Program, hidden: Hidden | None) -> bool:
    """Whether what is evaluated beside the steps (answers, maps, curves) would tell what is asked."""
    return any(name in program.info and program.info[name].kind != GRADIENT for name in asked_names(hidden))


def hides(hidden: Hidden | None, entry: Entry) -> bool:
    """Whether this number is asked."""
    if hidden is None or entry.name in hidden.values:
        return hidden is not None
    return entry.sample is None and any(entry[:2] == tuple(number) for number in hidden.numbers)


def without_secrets(state: State, hidden: Hidden, secret: frozenset[str]) -> State:
    """The moment without what is hidden: of values of which single numbers are asked the others stay."""
    some = {number.name for number in hidden.numbers if number.index} - hidden.values
    values = {name: value for name, value in state.values.items() if name not in secret or name in some}
    values |= {name: _holed(name, value, hidden) for name, value in values.items() if name in some}
    return replace(state, values=values)


def _holed(name: str, value: Array, hidden: Hidden) -> Array:
    """The value with no number where it is asked."""
    holed = np.array(value)
    for index in np.ndindex(value.shape):
        if hides(hidden, Entry(name, index)):
            holed[index] = np.nan
    return holed
