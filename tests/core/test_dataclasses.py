"""What is handed out cannot be changed, and what holds arrays is itself and no other."""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil
from typing import Any

from glassnet import core

FILLED = {"Graph"}  # grows while a forward pass is written down
HOLDS_ARRAYS = {
    "Archive", "Change", "Collapsed", "Curve", "Explanation", "Measure", "Move", "Operand", "Outer", "Past",
    "Row", "Saved", "State", "Stretch", "Term", "_Entry",
}  # fmt: skip


def described() -> dict[str, Any]:
    """All dataclasses of the engine by name."""
    names = [
        found.name for found in pkgutil.iter_modules(core.__path__) if found.name != "_tape"
    ]  # no module of Python
    modules = [importlib.import_module(f"glassnet.core.{name}") for name in names]
    return {
        name: each
        for module in modules
        for name, each in vars(module).items()
        if isinstance(each, type) and dataclasses.is_dataclass(each) and each.__module__ == module.__name__
    }


def test_descriptions_are_frozen() -> None:
    classes = described()
    assert len(classes) > 20
    assert {name for name, each in classes.items() if not each.__dataclass_params__.frozen} == FILLED


def test_what_holds_arrays_is_compared_by_itself() -> None:
    classes = described()
    assert {name for name, each in classes.items() if not each.__dataclass_params__.eq} == HOLDS_ARRAYS
