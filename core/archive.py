"""A history as plain data, for whoever writes it to a file: numbers, names, configurations and arrays.

The states that are kept go along, so that another machine shows the same numbers at the same moment.
Knows nothing of files.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from glassnet.core.actions import Edit
from glassnet.core.compiled import NUMPY
from glassnet.core.config import Config, batch_rows
from glassnet.core.deferred import dataclass
from glassnet.core.errors import GlassnetError, short
from glassnet.core.machine import Pending, State, closed
from glassnet.core.names import shape_of
from glassnet.core.program import Program, compile_program
from glassnet.core.terms import label


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

    def __repr__(self) -> str:
        return short(self, f"from tick {self.tick}, iteration {self.iteration}: {self.edit or self.words}")


@dataclass(frozen=True, eq=False)
class Saved:
    """A state without its program, which the rows tell."""

    iteration: int
    done: int
    values: Mapping[str, NDArray[np.float64]]
    pending: Pending = ()

    def __repr__(self) -> str:
        return short(self, f"iteration {self.iteration}, {self.done} steps done")

    @classmethod
    def of(cls, state: State) -> Saved:
        """What is saved of a state."""
        return cls(state.iteration, state.done, state.values, state.pending)

    def state(self, program: Program) -> State:
        """The state, its values such that nobody can change them any more."""
        return State(program, self.iteration, self.done, closed(self.values), self.pending)


@dataclass(frozen=True, eq=False)
class Archive:
    """A whole history.

    tick, end: the place, and the last moment. rows: in order. keyframes: by tick; those of no action hold what
    lasts alone. whole: the states of the place and of the end. spacing: seconds between two keyframes.
    engine: what ran it, and runs it again where it is there.
    """

    tick: int
    end: int
    rows: tuple[Row, ...]
    keyframes: Mapping[int, Saved]
    whole: Mapping[int, Saved]
    spacing: float
    engine: str = NUMPY  # of a file that names none

    def __repr__(self) -> str:
        return short(self, f"tick {self.tick} of {self.end}, {len(self.keyframes)} keyframes")


def check_archive(archive: Archive) -> None:
    """Raises GlassnetError where a part is missing, out of order or of another shape."""
    ticks = [row.tick for row in archive.rows]
    if not ticks or ticks[0] != 0 or ticks != sorted(set(ticks)) or not ticks[-1] <= archive.end:
        raise GlassnetError("the moments of the history are out of order")
    if not 0 <= archive.tick <= archive.end or {archive.tick, archive.end} - archive.whole.keys():
        raise GlassnetError("the moment on show is missing")
    if set(ticks) - archive.keyframes.keys() or not all(0 <= tick <= archive.end for tick in archive.keyframes):
        raise GlassnetError("the states of the history are incomplete")
    acted = set(ticks)
    for row in archive.rows:
        if not (0 <= row.config.before < row.iteration and row.done >= 0 and row.config.epochs_before >= 0):
            raise GlassnetError("a moment lies before the beginning")
    programs = [compile_program(row.config) for row in archive.rows]
    for states, lean in ((archive.keyframes, True), (archive.whole, False)):
        for tick, state in states.items():
            at = sum(1 for start in ticks if start <= tick) - 1
            _check_state(programs[at], state, lean and tick not in acted)


def _check_state(program: Program, state: Saved, lean: bool) -> None:
    """All that the program needs at this moment is there, of the right shape; a lean state holds what lasts alone."""
    if not 0 <= state.done <= len(program.steps) or state.iteration <= program.config.before:
        raise GlassnetError("a moment lies outside its iteration")
    names = {*program.parameters, *program.optimizer_state, *(program.reads - program.computed)}
    if not lean:
        names |= {step.output for step in program.steps[: state.done]}
    samples = program.config.samples
    counts = {"n": len(batch_rows(program.config, state.iteration)), "N": samples}
    for name in sorted(names):
        shape = tuple(counts[part] if part in counts else int(part) for part in shape_of(program, name))
        value, kind = state.values.get(name), "i" if name == "rows" else "f"
        if value is None or value.shape != shape or value.dtype.kind != kind:
            raise GlassnetError(f"{name} is missing or has another shape than {shape}")
    if "rows" in names and not ((state.values["rows"] >= 0) & (state.values["rows"] < samples)).all():
        raise GlassnetError("a batch has samples that are not there")
    for name, index, number in state.pending:
        lengths = state.values[name].shape if name in names else ()
        inside = len(index) == len(lengths) and all(0 <= at < n for at, n in zip(index, lengths, strict=True))
        if name not in names or not inside or not math.isfinite(number):
            raise GlassnetError(f"an edit that waits is of no number that there is: {label(name, index)}")
