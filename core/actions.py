"""Actions: what somebody does to a training between two steps, and the state that it leads to, by the rules of time.

* An edit before the update phase rewinds to the first step that reads the value: all that follows from it is
  dropped from the iteration and computed again. In the update phase it waits for the next iteration;
  after the last step it shows at once, and the next iteration reads it.
* A change of the program rewinds to the first step that is another one, or has other samples; after the last step
  it opens the next iteration. In the update phase there is none.

Knows one moment; `history.py` knows all of them.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from glassnet.core.counts import counted
from glassnet.core.deferred import dataclass
from glassnet.core.errors import GlassnetError, short
from glassnet.core.info import DATA
from glassnet.core.machine import State, changed, closed, opened
from glassnet.core.movers import check_changeable
from glassnet.core.program import Program
from glassnet.core.terms import Index, label


@dataclass(frozen=True)
class Edit:
    """A number changed by hand: `W1[0,2]` is now `value`."""

    name: str
    index: Index
    value: float

    def __str__(self) -> str:
        return f"{label(self.name, self.index)} = {self.value:g}"


@dataclass(frozen=True, eq=False)
class Change:
    """Another program from here on, with the same parameters and optimizer.

    given: the data and settings that it reads, by name. words: what changed, for people.
    source: whatever whoever changed it wants to find here again.
    """

    program: Program
    given: Mapping[str, NDArray[np.float64]]
    words: str
    source: object = None

    def __str__(self) -> str:
        return self.words

    def __repr__(self) -> str:
        return short(self, self.words)


Action = Edit | Change


def acted(program: Program, state: State, action: Action) -> State:
    """The state after an action, by the rules of time. Raises GlassnetError where it is not possible."""
    if isinstance(action, Change):
        return changed_state(program, state, action)
    return edited_state(program, state, action)


def check_takes_over(old: Program, new: Program) -> None:
    """Raises GlassnetError where a program cannot go on with what another one has trained."""
    if (new.config.network.layers, new.optimizer_state) != (old.config.network.layers, old.optimizer_state):
        raise GlassnetError("another network or optimizer starts again; it cannot take over")
    if new.config.parameters != old.config.parameters:
        raise GlassnetError("other inputs start again; they cannot take over")


def changed_state(program: Program, state: State, change: Change) -> State:
    """The state after a change of the program: it rewinds to the first step that is another one.

    Raises GlassnetError in the update phase, or for a program of other parameters.
    """
    new, total = change.program, len(program.steps)
    check_takes_over(program, new)
    if program.updating(state.done):
        raise GlassnetError("in the update phase the program cannot change; the end of the update comes first")
    if any(program.info[name].kind in DATA for name, *_ in state.pending):
        raise GlassnetError("an edit of the data waits for the next iteration; step on first")
    lasting = {name: state.values[name] for name in (*new.parameters, *new.optimizer_state)}
    if state.done == total:
        moved = _moved(state, change)
        pending = tuple(edit for edit in state.pending if edit[0] not in moved)
        values = opened(new, state.iteration + 1, {**lasting, **change.given}, pending)
        return State(new, state.iteration + 1, 0, closed(values))
    done = min(state.done, _same_steps(program, state, change))
    values = opened(new, state.iteration, {**lasting, **change.given})
    values.update({step.output: state.values[step.output] for step in new.steps[:done]})
    return State(new, state.iteration, done, closed(values))


def _same_steps(program: Program, state: State, change: Change) -> int:
    """How many of the first steps are the same ones on the same samples, with the same settings."""
    old, new = program.config, change.program.config
    same = (old.batch_size, old.before, old.epochs_before) == (new.batch_size, new.before, new.epochs_before)
    data = [name for name in change.given if change.program.info[name].kind in DATA]
    if not same or not all(np.array_equal(change.given[name], state.values[name]) for name in data):
        return 0
    moved = _moved(state, change)
    pairs = itertools.zip_longest(program.steps, change.program.steps)
    return sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1] and not moved & {*pair[0].inputs}, pairs))


def _moved(state: State, change: Change) -> set[str]:
    """Data and settings that are others than before."""
    return {name for name, value in change.given.items() if not np.array_equal(value, state.values.get(name, np.nan))}


def edited_state(program: Program, state: State, edit: Edit) -> State:
    """The state after an edit, by the rules of time.

    Raises GlassnetError for what cannot be edited, an index out of range, or a value that is not finite.
    """
    name, index = source(program, state, edit)
    array = state.values[name]
    if len(index) != array.ndim or any(not 0 <= i < n for i, n in zip(index, array.shape, strict=False)):
        raise GlassnetError(f"{label(edit.name, edit.index)} does not exist; {edit.name} has the shape {array.shape}")
    if not math.isfinite(edit.value):
        raise GlassnetError(f"{label(edit.name, edit.index)} must be a finite number, got {edit.value:g}")
    if program.updating(state.done):
        return replace(state, pending=(*state.pending, (name, index, edit.value)))
    values = {**state.values, name: changed(array, index, edit.value)}
    done = state.done
    if done <= program.starts["update"]:
        readers = [at for at, step in enumerate(program.steps) if name in step.inputs]
        done = min([done, *readers])
        for step in program.steps[done : state.done]:
            values.pop(step.output, None)
    pending = tuple(waiting for waiting in state.pending if waiting[:2] != (name, index))  # it is the later one
    return State(program, state.iteration, done, MappingProxyType(values), pending)


def takes_effect(program: Program, state: State) -> int:
    """The iteration that an edit at this moment is the first to show in."""
    return state.iteration + (state.done > program.starts["update"])


def source(program: Program, state: State, edit: Edit) -> tuple[str, Index]:
    """What an edit really changes: a batch's input is a row of the data."""
    check_changeable(program, edit.name)
    if edit.name in ("x", "y") and "rows" in state.values:
        rows = state.values["rows"]
        if not edit.index or not 0 <= edit.index[0] < len(rows):
            raise GlassnetError(
                f"{label(edit.name, edit.index)} does not exist; the batch has {counted(len(rows), 'sample')}"
            )
        return edit.name.upper(), (int(rows[edit.index[0]]), *edit.index[1:])
    if edit.name not in state.values:
        raise GlassnetError(f"{edit.name} is not used by this network")
    return edit.name, edit.index
