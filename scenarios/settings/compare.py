"""Two runs side by side: the settings that differ, and figures of how far each one came."""

from __future__ import annotations

from glassnet.core.numerals import brief
from glassnet.scenarios.sessions.curve import Curve
from glassnet.scenarios.settings.differences import differences
from glassnet.scenarios.settings.ghost import Ghost

NOTHING = "–"


def figures(ghost: Ghost, now: Ghost) -> tuple[tuple[str, str, str], ...]:
    """Two runs side by side: what it is, the ghost's, the other one's; settings that differ come first."""
    settings = [(one.name, one.before, one.after) for one in differences(ghost.scenario, now.scenario)]
    pairs = [("iterations", f"{ghost.iterations:,}", f"{now.iterations:,}")]
    pairs += [("loss", _number(ghost.loss_at(ghost.iterations)), _number(now.loss_at(now.iterations)))]
    if ghost.iterations != now.iterations:
        same = _last_of_both(ghost, now)
        pairs.append((f"loss of iteration {same:,}", _number(ghost.loss_at(same)), _number(now.loss_at(same))))
    thinned = any(run.losses.train.thinned for run in (ghost, now))
    pairs.append(("best loss of those kept" if thinned else "best loss", _best(ghost), _best(now)))
    if len(ghost.losses.test) or len(now.losses.test):
        pairs.append(("test loss", _last(ghost.losses.test), _last(now.losses.test)))
    pairs += [("right, training rows", _share(ghost.right), _share(now.right))]
    pairs += [("right, test rows", _share(ghost.test_right), _share(now.test_right))]
    return (*settings, *(pair for pair in pairs if pair[1:] != (NOTHING, NOTHING)))


def _last_of_both(ghost: Ghost, now: Ghost) -> int:
    """The last iteration whose loss both have kept, or came to in the end."""
    most = min(ghost.iterations, now.iterations)
    if ghost.loss_at(most) is not None and now.loss_at(most) is not None:
        return most
    return int(ghost.losses.train.until(most).iterations[-1])  # both keep the same ones


def _number(value: float | None) -> str:
    return NOTHING if value is None else brief(value)


def _last(curve: Curve) -> str:
    return NOTHING if curve.last is None else _number(curve.last[1])


def _best(run: Ghost) -> str:
    least = run.losses.train.least
    return NOTHING if least is None else f"{brief(least[1])} at {least[0]:,}"


def _share(right: tuple[int, int] | None) -> str:
    return NOTHING if right is None else f"{right[0]:,} of {right[1]:,}"
