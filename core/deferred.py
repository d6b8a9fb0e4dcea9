"""NumPy, loaded when it is first used: the command line lists the names of all formulas without running one."""

from __future__ import annotations

import importlib.util
import sys
from types import ModuleType
from typing import TYPE_CHECKING

__all__ = ["np"]


def _deferred(name: str) -> ModuleType:
    """The module of this name, which is loaded when an attribute is first asked for, or something else imports it."""
    found = None if name in sys.modules else importlib.util.find_spec(name)
    if found is None or found.loader is None:
        return importlib.import_module(name)
    loader = found.loader = importlib.util.LazyLoader(found.loader)
    module = sys.modules[name] = importlib.util.module_from_spec(found)
    loader.exec_module(module)
    return module


if TYPE_CHECKING:
    import numpy as np
else:
    np = _deferred("numpy")
