"""What is loaded or built only when it is first used, so that a start pays for nothing else.

NumPy: the command line lists the names of all formulas without running one. And dataclasses: a frozen one takes a third
of a millisecond to be built, and most of those that a start reads the code of get no instance.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from types import ModuleType
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass", "np"]

MADE = ("__init__", "__dataclass_fields__", "__dataclass_params__", "__match_args__")  # for every dataclass


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


def _built_later(cls: type | None = None, /, *, frozen: bool = False, eq: bool = True, repr: bool = True) -> Any:
    """`dataclasses.dataclass`, but the class is built when its first instance is made, or anything else is asked of it.

    Two threads must not both be the first.
    """
    if cls is None:
        return lambda cls: _built_later(cls, frozen=frozen, eq=eq, repr=repr)

    def build() -> None:
        from dataclasses import dataclass

        for name in unbuilt:
            delattr(cls, name)
        dataclass(frozen=frozen, eq=eq, repr=repr)(cls)

    made = [*MADE, *(["__repr__"] if repr else []), *(["__eq__", "__hash__"] if eq else [])]
    made += ["__setattr__", "__delattr__"] if frozen else []
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
