"""Mistakes that rounding would hide: whoever makes one writes down the right answers all the same.

Knows the plan and the catalogue of mistakes; knows nothing of what is drawn.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np

from glassnet.core.ops import Array
from glassnet.scenarios.judge.catalogue import CATALOGUE
from glassnet.scenarios.judge.exercises import Planting
from glassnet.scenarios.sheets.plan import Plan


@cache
def _ids() -> frozenset[str]:
    return frozenset(mistake.id for mistake in CATALOGUE if mistake.id)


def hidden_mistakes(plan: Plan, start: Mapping[str, Array], decimals: int) -> tuple[str, ...]:
    """`ID:step` of mistakes in what is worked out that change numbers, but none of the rounded answers.

    start: what no step computes, by name.
    """
    planting = Planting(plan.judged, start)
    right = planting.run(plan.judged.steps, 1)
    assert right is not None  # numbers that keep the rules are finite
    found = []
    for rewrite in planting.changes(_ids()):
        if rewrite.step.output not in plan.blanks:
            continue
        wrong = planting.run(planting.with_mistake(rewrite), 1)
        if wrong is not None and all(_alike(wrong[name], right[name], decimals) for name in plan.blanks):
            found.append(f"{rewrite.id}:{rewrite.step.output}")
    return tuple(dict.fromkeys(found))


def _alike(one: Array, other: Array, decimals: int) -> bool:
    return np.shape(one) == np.shape(other) and bool((np.round(one, decimals) == np.round(other, decimals)).all())
