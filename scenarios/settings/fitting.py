"""Which settings make sense together, and with which data: what is not named here is no choice.

Knows the engine's own tables and the targets; knows nothing of files or the screen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from glassnet.core.errors import ConfigError
from glassnet.core.ops import ACTIVATIONS, LOSSES, OPTIMIZERS, REGULARIZATIONS
from glassnet.scenarios.base import Dataset, Scenario

Settings = Mapping[str, Any]  # as `settings_of` has them


def outputs_for(loss: str, data: Dataset) -> tuple[str, ...]:
    """The output activations that go with a loss and can reach all targets."""
    columns, low, high = data.targets.shape[1], data.targets.min(), data.targets.max()
    entries = [ACTIVATIONS[name] for name in LOSSES[loss].outputs]
    return tuple(
        entry.name
        for entry in entries
        if entry.limits[0] <= low and high <= entry.limits[1] and (columns > 1 or not entry.mixes)
    )


def losses_for(data: Dataset) -> tuple[str, ...]:
    """The losses that the targets allow."""
    return tuple(name for name in LOSSES if _allows(name, data) and outputs_for(name, data))


def _allows(loss: str, data: Dataset) -> bool:
    from glassnet.scenarios.experiments.experiment import check_targets  # which reads tables of all kinds

    try:
        check_targets(loss, data)
    except ConfigError:
        return False
    return True


def idle(path: str, settings: Settings, scenario: Scenario) -> str:
    """Why nothing reads this key with these settings, in a few words; empty where something does."""
    network, training = settings["network"], settings["training"]
    if path == "network.init_scale" and network["init"] != "normal":
        return f'"{network["init"]}" has a scale of its own'
    if path == "training.momentum" and not OPTIMIZERS[training["optimizer"]].reads("momentum"):
        return _read_by(name for name, entry in OPTIMIZERS.items() if entry.reads("momentum"))
    if path == "training.regularization_rate" and REGULARIZATIONS[training["regularization"]].penalty is None:
        return _read_by(name for name, entry in REGULARIZATIONS.items() if entry.penalty is not None)
    if path == "seed" and scenario.parameters is not None and not scenario.config.drawn:
        return "the weights are given"
    if path == "training.shuffle" and scenario.config.batch_size is None:
        return "read by mini-batches only"
    return ""


def _read_by(names: Iterable[str]) -> str:
    return f"read by {' and '.join(names)} only"
