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

from glassnet.core.machine import State, run
from glassnet.core.ops import Array
from glassnet.core.program import Program
from glassnet.scenarios.base import Scenario


def trace_lines(scenario: Scenario, iterations: int, stop: Callable[[], bool] = lambda: False) -> Iterator[str]:
    """The lines of so many iterations, without line ends; fewer where `stop` says so after one."""
    program, state = scenario.begin()
    for _ in range(iterations):
        opening, state = state, run(program, state, 1)
        yield _line(_iteration(program, opening, state))
        if stop():
            break
    yield _line({"parameters": {name: plain(state.values[name]) for name in program.parameters}})


def _iteration(program: Program, opening: State, end: State) -> dict[str, Any]:
    """One iteration from its first moment (or the last of the one before) and its last."""
    traced: dict[str, Any] = {"iteration": end.iteration, "loss": plain(end.values["loss"])}
    if "penalty" in end.values:
        traced["penalty"] = plain(end.values["penalty"])
    values = {name: end.values[name] for name in ("x", "y")}
    values |= {name: opening.values[name] for name in program.parameters}
    kept = {*traced, *values, *program.optimizer_state}
    values |= {step.output: end.values[step.output] for step in program.steps if step.output not in kept}
    traced["values"] = {name: plain(value) for name, value in values.items()}
    return traced


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
