"""Judging from a learner's own script or notebook: `glassnet.judge(globals())`, or arrays by keyword.

import glassnet

glassnet.judge(x=x, y=y, W1=W1, b1=b1, W2=W2, b2=b2, dW1=dW1, activation="sigmoid")
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from numbers import Number
from typing import Any

import numpy as np

from glassnet.core.errors import GlassnetError, quoted
from glassnet.scenarios.judge import judge_arrays
from glassnet.scenarios.judge.judgement import Judgement
from glassnet.scenarios.judge.names import deepest, parse, parse_any_case, unknown_name
from glassnet.scenarios.judge.reading import KINDS, given
from glassnet.scenarios.judge.settings import CHOICES, NUMBERS, stated

PASSED_OVER = ("glassnet", "In", "Out", "exit", "quit", "get_ipython", "open")
BOTH = {"learning_rate": "lr", "momentum": "momentum", "regularization_rate": "rate"}  # settings that are numbers too


def judge(names: Mapping[str, Any] | None = None, /, **given_by_name: Any) -> Judgement:
    """Say whose number is wrong, and which mistake it is: prints it, and returns it.

    names: all names of a script, `globals()`: those that are known are taken, in any case (`dw1`, `DW1`), the others
        listed. given_by_name: arrays (`dW1=dW1`), tensors, numbers and nested lists; the name that one has in `names`
        (`dz2="delta"`); and settings: activation (one, or a list), output_activation, loss, optimizer, learning_rate,
        momentum, regularization, regularization_rate.

    Raises GlassnetError, one line, for numbers and settings that cannot be read.
    """
    settings = {
        key: _by_name(value, names, key) if key in BOTH and isinstance(value, str) else value
        for key, value in given_by_name.items()
        if _is_setting(key, value, names)
    }
    arrays, passed_over = _known(names or {})
    for key, value in given_by_name.items():
        if key in settings:
            passed_over = [other for other in passed_over if key not in BOTH or other != value]
            continue
        name = parse_any_case(key)
        if name is None and isinstance(value, str):
            raise GlassnetError(unknown_name(key, max(deepest(arrays), 1), tuple(CHOICES)))
        if name is None:
            passed_over.append(key)
        elif isinstance(value, str):
            arrays[name.text] = _by_name(value, names, key)
            passed_over = [other for other in passed_over if other != value]
        else:
            arrays[name.text] = value
    said = stated({key: value for key, value in settings.items() if key not in BOTH} | _numbers(settings))
    if "rate" in arrays and not said.regularization:
        arrays.pop("rate")
        passed_over.append("rate")
    judgement = replace(judge_arrays(given(arrays), said), not_looked_at=tuple(passed_over))
    if not _in_notebook():
        print(judgement)
    return judgement


def _is_setting(key: str, value: Any, names: Mapping[str, Any] | None) -> bool:
    """Whether a keyword is a setting: `loss` is one where it is the name of a loss, else a number."""
    if key in NUMBERS:
        return True
    if key == "loss":
        return isinstance(value, str) and value not in (names or {})
    return key in CHOICES


def _numbers(settings: Mapping[str, Any]) -> dict[str, float]:
    return {key: float(np.asarray(value)) for key, value in settings.items() if key in BOTH}


def _by_name(text: str, names: Mapping[str, Any] | None, key: str) -> Any:
    if names is None or text not in names:
        raise GlassnetError(f"{key}={quoted(text)}: there is no such name")
    return names[text]


def _known(names: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """What can be judged among all names of a script, by our names, and the names that were passed over."""
    found: dict[str, list[str]] = {}
    layers = deepest(each.text for key in names if (each := parse_any_case(key)) and each.kind == "W")
    for key, value in names.items():
        name = parse_any_case(key)
        if name is not None and name.layer <= layers and _is_numeric(value, name.text):
            found.setdefault(name.text, []).append(key)
    if "x" not in found and "a0" in {key.lower() for key in names}:
        found["x"] = [next(key for key in names if key.lower() == "a0")]
    taken = {
        name: max(keys, key=lambda key: (np.ndim(_plain(names[key])), parse(key) is not None))
        for name, keys in found.items()
    }
    if not any(name.startswith("m_") for name in taken):
        taken.pop("t", None)
    used = set(taken.values())
    shown = [key for key in names if key not in used and not key.startswith("_") and key not in PASSED_OVER]
    return {name: names[key] for name, key in taken.items()}, shown


def _plain(value: Any) -> Any:
    return value.detach().cpu() if hasattr(value, "detach") else value


def _is_numeric(value: Any, name: str) -> bool:
    """Whether a value of a script is an array, a number, a list of numbers; single names are single numbers."""
    if isinstance(value, str | bytes | bool) or callable(value):
        return False
    if not (isinstance(value, Number | list | tuple) or hasattr(value, "detach") or hasattr(value, "__array__")):
        return False
    try:
        array = np.asarray(_plain(value))
    except (ValueError, TypeError):
        return False
    single = name in ("loss", "t", "lr", "momentum", "rate")
    return array.dtype.kind in KINDS and array.size > 0 and (array.size == 1 or not single)


def _in_notebook() -> bool:
    """Whether the object that is returned shows itself."""
    shell = sys.modules.get("IPython")
    found = shell.get_ipython() if shell is not None else None
    return found is not None and hasattr(found, "kernel")


__all__ = ["judge"]
