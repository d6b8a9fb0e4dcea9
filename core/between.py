"""A moment within an iteration from the two at its ends: nothing has to be computed, as no step writes twice.

What the steps up to there have written stands in the end's values, all else in those that the iteration began with.
"""

from __future__ import annotations

from glassnet.core.machine import State, closed, opened


def between(begin: State, end: State, done: int) -> State:
    """The moment after so many steps of the iteration that leads from one state to another by plain steps.

    begin: the end of the iteration before, or its own first moment. end: with all of its values.
    """
    program, values = end.program, begin.values
    if begin.iteration < end.iteration:
        values = opened(program, end.iteration, values, begin.pending)
    written = {step.output: end.values[step.output] for step in program.steps[:done]}
    return State(program, end.iteration, done, closed({**values, **written}))
