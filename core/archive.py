"""A history as plain data, for whoever writes it to a file: numbers, names, configurations and arrays.

The states that are kept go along, so that another machine shows the same numbers at the same moment.
Knows nothing of files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.actions import Edit
from core.config import Config
from core.errors import GlassnetError
from core.machine import State, closed
from core.program import Program, compile_program


@dataclass(frozen=True, eq=False)
class Row:
    """One stretch of plain steps and what led to it: an edit, a change (`given`, `words`), or neither at first."""

    tick: int
    iteration: int
    done: int
    config: Config
    edit: Edit | None
    given: Mapping[str, NDArray[np.float64]] | None
    words: str


@dataclass(frozen=True, eq=False)
class Archive:
    """A whole history.

    tick, end: the place, and the last moment. rows: in order. keyframes: by tick; those of no action hold what
    lasts alone. whole: the states of the place and of the end. spacing: seconds between two keyframes.
    """

    tick: int
    end: int
    rows: tuple[Row, ...]
    keyframes: Mapping[int, State]
    whole: Mapping[int, State]
    spacing: float


def check_archive(archive: Archive) -> None:
    """Raises GlassnetError where a part is missing, out of order or of another shape."""
    ticks = [row.tick for row in archive.rows]
    if not ticks or ticks[0] != 0 or ticks != sorted(set(ticks)) or not ticks[-1] <= archive.end:
        raise GlassnetError("the moments of the history are out of order")
    if not 0 <= archive.tick <= archive.end or {archive.tick, archive.end} - archive.whole.keys():
        raise GlassnetError("the moment on show is missing")
    if set(ticks) - archive.keyframes.keys() or not all(0 <= tick <= archive.end for tick in archive.keyframes):
        raise GlassnetError("the states of the history are incomplete")
    programs = [compile_program(row.config) for row in archive.rows]
    for states in (archive.keyframes, archive.whole):
        for tick, state in states.items():
            at = sum(1 for start in ticks if start <= tick) - 1
            _check_state(programs[at], state)


def closed_states(states: Mapping[int, State]) -> dict[int, State]:
    """The states with values that nobody can change any more."""
    return {tick: replace(state, values=closed(state.values)) for tick, state in states.items()}


def _check_state(program: Program, state: State) -> None:
    config = program.config
    shapes = dict(config.parameters)
    shapes |= {name: shapes[name.split("_", 1)[1]] for name in program.optimizer_state}
    names = ("x", "y") if config.batch_size is None else ("X", "Y")
    sizes = config.network.sizes
    shapes |= {names[0]: (config.samples, sizes[0]), names[1]: (config.samples, sizes[-1])}
    for name, shape in shapes.items():
        if name not in state.values or state.values[name].shape != shape:
            raise GlassnetError(f"{name} is missing or has another shape than {shape}")
    if not (state.iteration >= 1 and 0 <= state.done <= len(program.steps)):
        raise GlassnetError("a moment lies outside its iteration")
