"""What a change by hand makes of a scenario: its data and settings as they are now, and what may follow them.

Knows one moment and no session.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from glassnet.core.actions import Change, Edit, check_takes_over, source
from glassnet.core.errors import GlassnetError
from glassnet.core.machine import State, start
from glassnet.core.ops import SETTINGS
from glassnet.core.program import compile_program
from glassnet.core.terms import label
from glassnet.scenarios.base import Scenario, moved

NOW = ("X", "Y", *SETTINGS)  # what can be changed by hand and stands in a scenario too; x, y without mini-batches
WITH_BATCH = ("x", "y", *NOW)


def names_now(state: State) -> tuple[str, ...]:
    """The values of a moment that a scenario has too."""
    return NOW if "X" in state.values else WITH_BATCH


def as_it_stands(scenario: Scenario, state: State) -> Scenario:
    """The scenario with the data and settings of a moment; itself where nothing was changed by hand."""
    data, training = scenario.data, scenario.training
    inputs, targets = (state["X"], state["Y"]) if "X" in state else (state["x"], state["y"])
    pairs = ((inputs, data.inputs), (targets, data.targets))
    if not all(ours is theirs or np.array_equal(ours, theirs) for ours, theirs in pairs):
        data = replace(data, inputs=inputs, targets=targets, expanded=moved(data.expanded, inputs))
    now: dict[str, Any] = {setting.key: float(state[name]) for name, setting in SETTINGS.items() if name in state}
    if any(getattr(training, key) != value for key, value in now.items()):
        training = replace(training, **now)
    if data is scenario.data and training is scenario.training:
        return scenario
    return replace(scenario, data=data, training=training)


def check_edit(scenario: Scenario, state: State, edit: Edit) -> None:
    """Raises GlassnetError for a setting out of its range, or a target that the loss is not for."""
    if edit.name in SETTINGS:
        setting: dict[str, Any] = {SETTINGS[edit.name].key: edit.value}
        replace(scenario.training, **setting)
    if edit.name in ("y", "Y"):
        _check_target(scenario, state, edit)


def _check_target(scenario: Scenario, state: State, edit: Edit) -> None:
    from glassnet.scenarios.experiments.experiment import check_targets  # which reads what only files need

    name, index = source(state.program, state, edit)
    targets = np.array(state[name])
    targets[index] = edit.value
    row = replace(scenario.data, targets=targets[index[0]][None, :])
    try:
        check_targets(state.program.config.training.loss, replace(row, test_targets=row.test_targets[:0]))
    except GlassnetError as error:
        words = str(error).partition("]")[2].lstrip("[0123456789] ")
        raise GlassnetError(f"{label(edit.name, edit.index)}: the row {words}") from error


def change_to(now: Scenario, state: State, scenario: Scenario, words: str) -> Change:
    """The change of a training, which stands as `now`, to another scenario.

    Raises GlassnetError for another network or optimizer.
    """
    config = state.program.config
    before = state.iteration - (state.done < len(state.program.steps))
    same = scenario.data is now.data and scenario.config.batch_size == config.batch_size
    begins = (before, config.epoch(before)[0] if before > config.before else config.epochs_before)
    took_over = (config.before, config.epochs_before) if same else begins
    config = replace(scenario.config, before=took_over[0], epochs_before=took_over[1])
    program = compile_program(config, state.program.engine)
    check_takes_over(state.program, program)
    fresh = start(program, scenario.data.inputs, scenario.data.targets, state.values).values
    lasting = (*program.parameters, *program.optimizer_state, "rows", *program.counted)
    return Change(program, {name: value for name, value in fresh.items() if name not in lasting}, words, scenario)
