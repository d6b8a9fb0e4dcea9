"""What is loaded or built only when it is first used, so that a start pays for nothing else.

NumPy: the command line lists the names of all formulas without running one. And dataclasses: Python compiles up to six
methods of each in a third of a millisecond, and there are two hundred of them here. Ours are built, by Python's own
decorator, when they get their first instance; to type checkers they are Python's own.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from types import ModuleType
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass", "np"]


def _deferred(name: str) -> ModuleType:
    """The module of this name, which is loaded when an attribute is first asked for, or something else imports it."""
    found = None if name in sys.modules else importlib.util.find_spec(name)
    if found is None or found.loader is None:
        return importlib.import_module(name)
    loader = found.loader = importlib.util.LazyLoader(found.loader)
    module = sys.modules[name] = importlib.util.module_from_spec(found)
    loader.exec_module(module)
    return module


class _Unbuilt:
    """Stands for each of the attributes that a dataclass gets; whoever asks for one has the class built first."""

    def __init__(self, name: str, cls: type, build: Callable[[], None]) -> None:
        self._name, self._cls, self._build = name, cls, build

    def __get__(self, instance: object | None, owner: type) -> Any:
        self._build()
        built = vars(self._cls)[self._name]  # not the owner's, which may have one of its own that calls this one
        return built.__get__(instance, owner) if hasattr(built, "__get__") else built


def _built_later(cls: type | None = None, /, **options: bool) -> Any:
    """As `dataclasses.dataclass`, which is called when one of the attributes that it makes is first asked for.

    Until then a default that is given as `field(default=…)` is not yet to be had of the class itself. Two threads must
    not both make the first instance.
    """
    if cls is None:
        return lambda cls: _built_later(cls, **options)

    def build() -> None:
        from dataclasses import dataclass

        for name in unbuilt:
            delattr(cls, name)
        dataclass(**options)(cls)

    made = ["__dataclass_fields__", "__dataclass_params__", "__init__", "__match_args__"]
    made += ["__repr__"] if options.get("repr", True) else []
    made += ["__eq__", "__hash__"] if options.get("eq", True) else []
    made += ["__setattr__", "__delattr__"] if options.get("frozen") else []
    unbuilt = [name for name in made if name not in vars(cls)]
    for name in unbuilt:
        setattr(cls, name, _Unbuilt(name, cls, build))
    return cls


if TYPE_CHECKING:
    from dataclasses import dataclass

    import numpy as np
else:
    dataclass = _built_later
    np = _deferred("numpy")
