"""Scenarios by name. A new one is a module in this folder with a function `scenario()`.

`ORDER` says which come first, and on which keys; any other module that has a `scenario()` follows
by itself, so that adding one means adding one file. One whose data are generated takes a GeneratorConfig
or None, `scenario(generator=None)`. Packages in this folder are no scenarios.
"""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import replace
from functools import cache, lru_cache

from glassnet.core.errors import ConfigError, UnknownName
from glassnet.scenarios.base import Dataset, Feature, Scenario
from glassnet.scenarios.data.generator import GeneratorConfig

ORDER = (
    *("neuron", "xor", "sensor", "xor-stuck", "xor-linear", "deep-sigmoid", "spiral", "circle", "digits"),
    *("gauss", "moons", "plane", "wave", "iris"),
)
NOT_SCENARIOS = (
    *(
        "answers",
        "archive",
        "base",
        "command_line",
        "experiment",
        "export",
        "files",
        "flags",
        "halts",
        "losses",
        "reading",
        "replacing",
        "resume",
    ),
    *("resume", "rows", "saving", "session", "settings", "sweep", "tables", "trace"),
)


@cache
def names() -> tuple[str, ...]:
    """The scenarios there are, in the order of their keys 1, 2, 3 …"""
    found = {
        module.name.replace("_", "-")
        for module in pkgutil.iter_modules(__path__)
        if not module.ispkg and module.name not in NOT_SCENARIOS
    }
    return (*ORDER, *sorted(found - set(ORDER)))


@lru_cache(maxsize=32)  # nothing can change a scenario, and lists of them ask for all
def load(name: str, generator: GeneratorConfig | None = None) -> Scenario:
    """The scenario of this name, its data generated anew from `generator` where one is given.

    Raises UnknownName, which says the nearest one there is, and ConfigError where the data are fixed.
    """
    if name not in names():
        raise UnknownName("scenario", name, names())
    module = importlib.import_module(f"scenarios.{name.replace('-', '_')}")
    loaded: Scenario = module.scenario()
    if generator is not None:
        if loaded.generator is None:
            raise ConfigError(f'generator: the data of "{name}" are fixed; leave it out')
        if generator != loaded.generator:
            loaded = module.scenario(generator).said_to_differ()
    return replace(loaded, origin=name)


@cache
def titles() -> dict[str, str]:
    """All scenarios with their titles."""
    return {name: load(name).title for name in names()}


__all__ = ["Dataset", "Feature", "GeneratorConfig", "Scenario", "load", "names", "titles"]
