"""What to learn from: scenarios by name, and all that is done with one but showing it.

A new scenario is a file in `library/` with a function `scenario()`; `ORDER` says which come first, and on which keys,
and any other one follows by itself. What else stands in that folder is neither a scenario nor in the way of one. One
whose data are generated takes a GeneratorConfig or None, `scenario(generator=None)`. Knows nothing of the screen.
"""

from __future__ import annotations

import ast
from contextlib import suppress
from dataclasses import replace
from functools import cache, lru_cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from glassnet.core.errors import ConfigError, GlassnetError, UnknownName, bounded, quoted

if TYPE_CHECKING:
    from glassnet.scenarios.base import Scenario
    from glassnet.scenarios.data.generator import GeneratorConfig

LIBRARY = Path(__file__).parent / "library"
ORDER = (
    *("neuron", "xor", "sensor", "xor-stuck", "xor-linear", "deep-sigmoid", "spiral", "circle", "digits"),
    *("gauss", "moons", "plane", "wave", "iris", "sensor-raw", "three-arms"),
    *("two-two-two", "by-hand", "circuit", "slow-start", "eleven-lines"),
)


@cache
def names() -> tuple[str, ...]:
    """The scenarios there are, in the order of their keys 1, 2, 3 …"""
    others = {path.stem.replace("_", "-"): path for path in LIBRARY.glob("[!_]*.py") if path.stem.isidentifier()}
    return (*ORDER, *sorted(name for name in others.keys() - set(ORDER) if _defines_one(others[name])))


def _defines_one(path: Path) -> bool:
    """Whether a file has a function `scenario()`; it is read, not run, as it may be anything."""
    try:
        body = ast.parse(path.read_bytes()).body
    except (OSError, SyntaxError, ValueError):  # a link that leads nowhere, an editor's file, a page of bytes
        return False
    return any(isinstance(node, ast.FunctionDef) and node.name == "scenario" for node in body)


@lru_cache(maxsize=32)  # nothing can change a scenario, and lists of them ask for all
def load(name: str, generator: GeneratorConfig | None = None) -> Scenario:
    """The scenario of this name, its data generated anew from `generator` where one is given.

    Raises UnknownName, which says the nearest one there is, and ConfigError where the data are fixed, or where the
    scenario's own file fails.
    """
    if name not in names():
        raise UnknownName("scenario", name, names())
    try:
        module = import_module(f"glassnet.scenarios.library.{name.replace('-', '_')}")
        loaded: Scenario = module.scenario()
    except GlassnetError:
        raise
    except Exception as error:  # any: it may be somebody's first
        raise ConfigError(f"scenario {quoted(name)} fails: {type(error).__name__}: {bounded(str(error))}") from error
    if generator is not None:
        if loaded.generator is None:
            raise ConfigError(f'generator: the data of "{name}" are fixed; leave it out')
        if generator != loaded.generator:
            loaded = module.scenario(generator).said_to_differ()
    return replace(loaded, origin=name)


@cache
def titles() -> dict[str, str]:
    """All scenarios that can be loaded, with their titles."""
    found = {}
    for name in names():
        with suppress(GlassnetError):  # it says why when it is asked for
            found[name] = load(name).title
    return found
