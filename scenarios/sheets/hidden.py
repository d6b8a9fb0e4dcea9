"""What rounding hides: mistakes that leave the rounded answers right, and pairs of mistakes that it makes alike.

Knows the plan and the catalogue of mistakes; knows nothing of what is drawn.
"""

from __future__ import annotations

import itertools
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
    """`ID of NAME` for each mistake, and `ID or ID of NAME` for each pair, that only rounding keeps from being told.

    start: what no step computes, by name. Mistakes in what is worked out alone are looked at.
    """
    planting = Planting(plan.judged, start)
    right = planting.run(plan.judged.steps, 1)
    assert right is not None  # numbers that keep the rules are finite
    found: dict[str, list[tuple[str, dict[str, Array]]]] = {}
    hidden = []
    for rewrite in planting.changes(_ids()):
        name = rewrite.step.output
        wrong = planting.run(planting.with_mistake(rewrite), 1) if name in plan.blanks else None
        if wrong is None:
            continue
        if _alike(plan, wrong, right, decimals):
            hidden.append(f"{rewrite.id} of {name}")
        else:
            found.setdefault(name, []).append((rewrite.id, wrong))
    for name, mistakes in found.items():
        for (one, his), (other, hers) in itertools.combinations(mistakes, 2):
            if one != other and _alike(plan, his, hers, decimals) and not _alike(plan, his, hers):
                hidden.append(f"{one} or {other} of {name}")
    return tuple(dict.fromkeys(hidden))


def _alike(plan: Plan, one: Mapping[str, Array], other: Mapping[str, Array], decimals: int = 12) -> bool:
    """Whether all answers are the same to so many decimals; 12: whether they are the same numbers."""
    return all(
        np.shape(one[name]) == np.shape(other[name])
        and bool((np.round(one[name], decimals) == np.round(other[name], decimals)).all())
        for name in plan.blanks
    )
