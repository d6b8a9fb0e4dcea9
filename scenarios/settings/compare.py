"""Two runs side by side: the settings that differ, and figures of how far each one came."""

from __future__ import annotations

import numpy as np

from glassnet.core.numerals import brief
from glassnet.scenarios.base import Array
from glassnet.scenarios.settings.differences import differences
from glassnet.scenarios.settings.ghost import Ghost

NOTHING = "–"


def figures(ghost: Ghost, now: Ghost) -> tuple[tuple[str, str, str], ...]:
    """Two runs side by side: what it is, the ghost's, the other one's; settings that differ come first."""
    settings = [(one.name, one.before, one.after) for one in differences(ghost.scenario, now.scenario)]
    same = min(ghost.iterations, now.iterations)
    pairs = [("iterations", f"{ghost.iterations:,}", f"{now.iterations:,}")]
    pairs += [("loss", _number(ghost.loss_at(ghost.iterations)), _number(now.loss_at(now.iterations)))]
    if ghost.iterations != now.iterations:
        pairs.append((f"loss of iteration {same:,}", _number(ghost.loss_at(same)), _number(now.loss_at(same))))
    pairs.append(("best loss", _best(ghost), _best(now)))
    if len(ghost.losses.test[1]) or len(now.losses.test[1]):
        pairs.append(("test loss", _last(ghost.losses.test[1]), _last(now.losses.test[1])))
    pairs += [("right, training rows", _share(ghost.right), _share(now.right))]
    pairs += [("right, test rows", _share(ghost.test_right), _share(now.test_right))]
    return (*settings, *(pair for pair in pairs if pair[1:] != (NOTHING, NOTHING)))


def _number(value: float | None) -> str:
    return NOTHING if value is None else brief(value)


def _last(values: Array) -> str:
    return _number(float(values[-1]) if len(values) else None)


def _best(run: Ghost) -> str:
    finite = np.flatnonzero(np.isfinite(run.losses.train))
    if not len(finite):
        return NOTHING
    at = finite[run.losses.train[finite].argmin()]
    return f"{brief(float(run.losses.train[at]))} at {at + 1:,}"


def _share(right: tuple[int, int] | None) -> str:
    return NOTHING if right is None else f"{right[0]:,} of {right[1]:,}"
