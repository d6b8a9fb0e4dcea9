"""Which explanations are one and the same, and which are rivals that other numbers would tell apart.

Knows rewritings; knows nothing of the learner's numbers: sameness is asked on numbers of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from glassnet.scenarios.judge.catalogue import CATALOGUE
from glassnet.scenarios.judge.search import Rewrite

SIZES = {"n": 5, "i": 3, "o": 4, "k": 4}
FACTORS = ("factor-n", "factor-n-twice", "factor-2", "factor-k")  # one number here may be another one elsewhere
GENERAL = (  # where another id fits, it is that one
    "other-activation",
    "other-slope",
    "other-leak",
    "update-other-rate",
    "update-decay-outside",
)
ORDER = {mistake.id: at for at, mistake in reversed(list(enumerate(CATALOGUE)))}


def different(rewrites: Iterable[Rewrite]) -> list[Rewrite]:
    """Rewritings of one place without those that are always the same as a more special one, the special ones first."""
    found: list[Rewrite] = []
    for each in sorted(rewrites, key=lambda rewrite: (ORDER.get(rewrite.id, 0), rewrite.variant)):
        if not any(each.id == other.id or _same(each, other) for other in found):
            found.append(each)
    special = [each for each in found if each.id not in GENERAL]
    return special or found


def _same(one: Rewrite, other: Rewrite) -> bool:
    """Whether two rewritings of a step give the same for any numbers."""
    if one.step.output != other.step.output or (one.id in FACTORS and other.id in FACTORS):
        return False
    return _same_on(one, other, 0.1, 0.9) and _same_on(one, other, -2.0, 2.0)


def _same_on(one: Rewrite, other: Rewrite, low: float, high: float) -> bool:
    """Whether they give the same for random numbers of this range."""
    random = np.random.RandomState(1)
    arrays: dict[str, np.ndarray[Any, Any]] = {}
    results = []
    for step in (one.step, other.step):
        for name, letters in zip(step.inputs, step.input_letters, strict=True):
            shape = tuple(SIZES[letter.lower()] for letter in letters)
            if arrays.setdefault(name, random.uniform(low, high, shape)).shape != shape:
                return False
        try:
            with np.errstate(all="ignore"):
                results.append(np.asarray(step.op(*(arrays[name] for name in step.inputs))))
        except (ValueError, IndexError):
            return False
    return results[0].shape == results[1].shape and bool(np.allclose(results[0], results[1], rtol=1e-9, equal_nan=True))
