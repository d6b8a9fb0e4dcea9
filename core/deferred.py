"""What is loaded or built only when it is first used, and in little time, so that a start pays for nothing else.

NumPy: the command line lists the names of all formulas without running one. And dataclasses: Python's own compiles six
methods of a frozen one, which takes a third of a millisecond, for each of the two hundred that there are here. Ours are
built when they get their first instance, with one method compiled and the others ready-made. They are the same to
whoever uses them, `dataclasses.replace` and pickle among them, and to type checkers, which see Python's own.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterable
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
    """As `dataclasses.dataclass`, for fields that can all be given by position.

    Before the first instance a default that is given as `field(default=…)` is not yet to be had of the class itself.
    Two threads must not both make the first instance.
    """
    if cls is None:
        return lambda cls: _built_later(cls, frozen=frozen, eq=eq, repr=repr)

    def build() -> None:
        from dataclasses import dataclass, is_dataclass

        for name in unbuilt:
            delattr(cls, name)
        if eq and not frozen:
            dataclass(eq=eq, repr=repr)(cls)
            return
        cls.__doc__ = cls.__doc__ or cls.__name__  # or the next line would work out a signature to write here
        follows = frozen and any(map(is_dataclass, cls.__bases__))
        dataclass(init=False, repr=False, eq=False, frozen=follows)(cls)  # which finds the fields
        _complete(cls, frozen, eq, repr)

    made = [*MADE, *(["__repr__"] if repr else []), *(["__eq__", "__hash__"] if eq else [])]
    made += ["__setattr__", "__delattr__"] if frozen else []
    unbuilt = [name for name in made if name not in vars(cls)]
    for name in unbuilt:
        setattr(cls, name, _Unbuilt(name, cls, build))
    return cls


def _complete(cls: Any, frozen: bool, eq: bool, repr: bool) -> None:
    """Give a class whose fields are known the methods that these options ask for, but those of its own."""
    from dataclasses import FrozenInstanceError, fields
    from operator import attrgetter
    from reprlib import recursive_repr

    known = fields(cls)
    names = frozenset(field.name for field in known)
    told = [field.name for field in known if field.repr]

    def values(wanted: list[str]) -> Callable[[Any], Any]:
        """What reads these of an instance, as a tuple."""
        return attrgetter(*wanted) if len(wanted) > 1 else lambda self: tuple(getattr(self, name) for name in wanted)

    compared = values([field.name for field in known if field.compare])
    hashed = values([field.name for field in known if (field.compare if field.hash is None else field.hash)])

    def equal(self: Any, other: Any) -> Any:
        return compared(self) == compared(other) if other.__class__ is self.__class__ else NotImplemented

    def text(self: Any) -> str:
        return f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in told)})"

    def assign(self: Any, name: str, value: Any) -> None:
        if type(self) is cls or name in names:
            raise FrozenInstanceError(f"cannot assign to field {name!r}")
        super(cls, self).__setattr__(name, value)

    def delete(self: Any, name: str) -> None:
        if type(self) is cls or name in names:
            raise FrozenInstanceError(f"cannot delete field {name!r}")
        super(cls, self).__delattr__(name)

    made: dict[str, Any] = {"__init__": _initializer(cls, known, frozen)}
    made |= {"__repr__": recursive_repr()(text)} if repr else {}
    made |= {"__eq__": equal, "__hash__": lambda self: hash(hashed(self))} if eq else {}
    made |= {"__setattr__": assign, "__delattr__": delete} if frozen else {}
    for name in made.keys() - vars(cls).keys():
        made[name].__name__, made[name].__qualname__ = name, f"{cls.__qualname__}.{name}"
        setattr(cls, name, made[name])
    params = cls.__dataclass_params__
    params.init, params.frozen, params.eq, params.repr = True, frozen, eq, repr


def _initializer(cls: Any, known: Iterable[Any], frozen: bool) -> Any:
    """A method `__init__` that sets these fields."""
    from dataclasses import MISSING

    given, lines, context = ["self"], [], {"_set": object.__setattr__, "_made": _MADE}
    for field in known:
        assert field.init
        assert not field.kw_only
        name, taken, value = field.name, field.name, field.name
        if field.default is not MISSING:
            context[f"_of_{name}"] = field.default
            taken = f"{name}=_of_{name}"
        elif field.default_factory is not MISSING:
            context[f"_of_{name}"] = field.default_factory
            taken, value = f"{name}=_made", f"_of_{name}() if {name} is _made else {name}"
        given.append(taken)
        lines.append(f" _set(self, {name!r}, {value})" if frozen else f" self.{name} = {value}")
    if hasattr(cls, "__post_init__"):
        lines.append(" self.__post_init__()")
    exec("\n".join([f"def __init__({', '.join(given)}):", *lines, " return"]), context)
    context["__init__"].__annotations__ = {field.name: field.type for field in known} | {"return": None}
    return context["__init__"]


class _Made:
    """Stands in a signature for a value that is made anew for each instance."""

    def __repr__(self) -> str:
        return "<factory>"


_MADE = _Made()

if TYPE_CHECKING:
    from dataclasses import dataclass

    import numpy as np
else:
    dataclass = _built_later
    np = _deferred("numpy")
