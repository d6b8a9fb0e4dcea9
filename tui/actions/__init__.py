"""What the keys do: functions of the app as a key sees it (`playground.py`), one kind of keys a file."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any


def action(name: str) -> Callable[..., Any]:
    """A function of this folder, by `module:function`; its module is loaded when it is first needed."""
    module, _, function = name.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(f"{__name__}.{module}"), function)
    return found
