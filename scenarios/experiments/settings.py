"""The settings of an experiment as tables of keys, as an experiment file has them: read off, and changed.

Knows how a changed key bears on others that were there before; knows nothing of data, files or the command line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from glassnet.scenarios.base import Scenario

NEW_WEIGHTS = ("network.hidden", "network.init", "network.init_scale")  # with these, given weights no longer hold


def settings_of(scenario: Scenario) -> dict[str, Any]:
    """All keys but the data and given weights: {"seed": 0, "network": {"hidden": [4], …}, "training": {…}}.

    Where the data are generated, also {"generator": {"noise": 0.0, …}}.
    """
    network, hidden = scenario.network, scenario.network.layers[:-1]
    made: dict[str, Any] = {
        "seed": network.seed,
        "network": {
            "hidden": [dense.units for dense in hidden],
            "activation": [dense.activation for dense in hidden],
            "output_activation": network.output.activation,
            "init": network.init,
            "init_scale": network.init_scale,
        },
        "training": {**asdict(scenario.training), "frozen": list(scenario.training.frozen)},
    }
    if scenario.generator is not None:
        made["generator"] = {**asdict(scenario.generator), "features": list(scenario.generator.features)}
    if scenario.csv is not None:
        from msgspec import structs

        made["csv"] = structs.asdict(scenario.csv)
    return made


def changed(tables: Mapping[str, Any], keys: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """The tables with these keys set, as ("network.hidden", [4]) or ("seed", 7); what is wrong with them `build` says.

    Activations layer by layer that no longer fit follow `carried`; given weights go where NEW_WEIGHTS are set.
    """
    made, new = dict(tables), dict(keys)
    for path, value in new.items():
        table, _, key = path.rpartition(".")
        if not table:
            made[key] = value
        elif isinstance(inside := made.get(table, {}), dict):
            made[table] = {**inside, key: value}
    if any(path in new for path in NEW_WEIGHTS):
        made.pop("parameters", None)
    network = made.get("network")
    if "network.hidden" in new and "network.activation" not in new and isinstance(network, dict):
        before, hidden = network.get("activation"), network["hidden"]
        if isinstance(before, list) and isinstance(hidden, list):
            made["network"] = {**network, "activation": carried(before, len(hidden))}
    training = made.get("training")
    if "network.hidden" in new and "training.frozen" not in new and isinstance(training, dict):
        frozen, hidden = training.get("frozen"), new["network.hidden"]
        if isinstance(frozen, list) and isinstance(hidden, list):
            made["training"] = {**training, "frozen": still_frozen(frozen, len(hidden))}
    return made


def still_frozen(frozen: Iterable[str], hidden: int) -> list[str]:
    """Which frozen parameters there still are when only the number of hidden layers is said."""
    there = {f"{kind}{layer}" for layer in range(1, hidden + 2) for kind in "Wb"}
    return [name for name in frozen if name in there]


def carried(before: list[str], layers: int) -> str | list[str]:
    """What activations become when only the number of hidden layers is said: the same, or the first one for all."""
    return before if len(before) == layers else (before or ["relu"])[0]
