"""Where numbers stopped being finite: the step that was the first, long after or at once. Knows a history alone."""

from __future__ import annotations

import bisect

import numpy as np

from glassnet.core.history import History
from glassnet.core.names import formula


def first_not_finite(history: History) -> str:
    """Which step was the first whose value is not finite: of the last two iterations, or where a mark was left.

    A parameter that is not finite stays so, which leads back to the iteration that began it.
    """
    last = history.state.iteration
    marked = bisect.bisect_left(range(1, last), True, key=lambda iteration: _spoilt(history, iteration))
    for iteration in range(max(1, min(marked, last - 1)), last + 1):
        tick = history.tick_of(iteration) if iteration < last else history.tick
        if tick is None:
            continue
        program, values = history.program_at(tick), history.state_at(tick).values
        for step in program.steps:
            if step.output in values and not np.isfinite(values[step.output]).all():
                line = formula(program, step)
                return f"iteration {iteration:,}: {line} is not finite; try a smaller learning rate"
    return f"iteration {last:,}: the loss is not finite; try a smaller learning rate"


def _spoilt(history: History, iteration: int) -> bool:
    """Whether a parameter is not finite at the end of an iteration."""
    tick = history.tick_of(iteration)
    if tick is None:
        return False
    state = history.state_at(tick)
    return not all(np.isfinite(state[name]).all() for name in state.program.parameters)
