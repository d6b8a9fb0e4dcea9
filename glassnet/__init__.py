"""Glassnet's front door: the names that a notebook or a script needs. Nothing is loaded before it is used.

    import glassnet

    program, state = glassnet.load("xor").begin()
    while "dW1" not in state:
        state = glassnet.advance(program, state)
    print(state["dW1"])

What stands behind them: `glassnet.core` is the engine, `glassnet.scenarios` what to learn from, `glassnet.tui` the
screen, `glassnet.commands` the command line.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from glassnet.core.errors import GlassnetError as GlassnetError
    from glassnet.core.explain import why as why
    from glassnet.core.gradcheck import gradcheck as gradcheck
    from glassnet.core.history import History as History
    from glassnet.core.machine import State as State
    from glassnet.core.machine import advance as advance
    from glassnet.core.machine import run as run
    from glassnet.scenarios import load as load
    from glassnet.scenarios import names as names
    from glassnet.scenarios.judge.running import judge_run as judge_run
    from glassnet.scenarios.judge.script import judge as judge
    from glassnet.scenarios.sessions.session import Session as Session
    from glassnet.scenarios.walk import walk as walk

_MODULES = {  # where each public name is defined
    "GlassnetError": "core.errors",
    "History": "core.history",
    "Session": "scenarios.sessions.session",
    "State": "core.machine",
    "advance": "core.machine",
    "gradcheck": "core.gradcheck",
    "judge": "scenarios.judge.script",
    "judge_run": "scenarios.judge.running",
    "load": "scenarios",
    "names": "scenarios",
    "run": "core.machine",
    "walk": "scenarios.walk",
    "why": "core.explain",
}
__all__ = [*_MODULES, "__version__"]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("glassnet")
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"glassnet.{_MODULES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
