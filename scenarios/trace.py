"""A training as lines of JSON, one an iteration, for programs that want every number.

    {"iteration": 1, "loss": …, "values": {"x": [[…]], …, "W1": …, "b1": …, "z1": …, "a1": …, …, "dz2": …, "dW2": …}}
    …
    {"parameters": {"W1": …, …}}

Full precision; parameters as they were before that iteration's update, and after all of them in the last line;
`penalty` beside the loss if there is one; the optimizer's state is left out; numbers that are not finite are null.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from glassnet.core.machine import State, run, values_of
from glassnet.core.ops import Array
from glassnet.core.program import Program
from glassnet.scenarios.base import Scenario


def trace_lines(
    scenario: Scenario, iterations: int, first: int = 1, stop: Callable[[], bool] = lambda: False
) -> Iterator[str]:
    """The lines of iterations first … iterations, without line ends; fewer where `stop` says so after one."""
    program, state = scenario.begin()
    for _ in range(first - 1):  # one by one, so that it can be stopped
        if stop():
            return
        state = run(program, state, 1)
    for _ in range(first, iterations + 1):
        opening, state = state, run(program, state, 1)
        yield _line(_iteration(program, opening, state))
        if stop():
            break
    yield _line({"parameters": {name: plain(state.values[name]) for name in program.parameters}})


def _iteration(program: Program, opening: State, end: State) -> dict[str, Any]:
    """One iteration from its first moment (or the last of the one before) and its last."""
    values = values_of(program, opening, end)
    losses: dict[str, Any] = {name: plain(values.pop(name)) for name in ("loss", "penalty") if name in values}
    return {"iteration": end.iteration, **losses, "values": {name: plain(value) for name, value in values.items()}}


def plain(value: Array) -> Any:
    """An array as numbers and lists for JSON; None for what is not finite."""
    array = np.asarray(value, dtype=np.float64)
    finite = np.isfinite(array)
    if finite.all():
        return array.tolist()
    objects = array.astype(object)
    objects[~finite] = None
    return objects.tolist()


def _line(content: dict[str, Any]) -> str:
    return json.dumps(content, allow_nan=False)
