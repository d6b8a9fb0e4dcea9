"""Scenarios by name. A new one is a module in this folder with a function `scenario()`.

`ORDER` says which come first, and on which keys; any other module that has a `scenario()` follows
by itself, so that adding one means adding one file.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from core.errors import UnknownName
from scenarios.base import Dataset, Feature, Scenario

ORDER = ("neuron", "xor", "sensor", "xor-stuck", "xor-linear", "deep-sigmoid")
NOT_SCENARIOS = (
    "base",
    "experiment",
    "files",
    "halts",
    "losses",
    "replacing",
    "resume",
    "rows",
    "saving",
    "session",
    "sweep",
    "tables",
    "trace",
)


@cache
def names() -> tuple[str, ...]:
    """The scenarios there are, in the order of their keys 1, 2, 3 …"""
    found = {
        module.name.replace("_", "-") for module in pkgutil.iter_modules(__path__) if module.name not in NOT_SCENARIOS
    }
    return (*ORDER, *sorted(found - set(ORDER)))


def load(name: str) -> Scenario:
    """The scenario of this name. Raises UnknownName, which says the nearest one there is."""
    if name not in names():
        raise UnknownName("scenario", name, names())
    module = importlib.import_module(f"scenarios.{name.replace('-', '_')}")
    loaded: Scenario = module.scenario()
    return loaded


__all__ = ["Dataset", "Feature", "Scenario", "load", "names"]
