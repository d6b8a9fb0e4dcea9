"""The input features of a plane: functions of its two coordinates that a network can be given as inputs.

A new one is one entry of `FEATURES`. Knows nothing of datasets or networks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from glassnet.core.deferred import dataclass, np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


@dataclass(frozen=True)
class PlaneFeature:
    """One input made of a point.

    key: the name in files and on the command line, ASCII. name: as it is shown.
    of: points (m, 2) to the values of the input (m,).
    """

    key: str
    name: str
    of: Callable[[Array], Array]


FEATURES = {
    feature.key: feature
    for feature in (
        PlaneFeature("x1", "x1", lambda points: points[:, 0]),
        PlaneFeature("x2", "x2", lambda points: points[:, 1]),
        PlaneFeature("x1^2", "x1²", lambda points: points[:, 0] * points[:, 0]),
        PlaneFeature("x2^2", "x2²", lambda points: points[:, 1] * points[:, 1]),
        PlaneFeature("x1*x2", "x1·x2", lambda points: points[:, 0] * points[:, 1]),
        PlaneFeature("sin-x1", "sin x1", lambda points: np.sin(points[:, 0])),
        PlaneFeature("sin-x2", "sin x2", lambda points: np.sin(points[:, 1])),
    )
}
COORDINATES = ("x1", "x2")
ALL = tuple(FEATURES)


def expand(points: Array, keys: Sequence[str]) -> Array:
    """The inputs (m, d) that these features make of points (m, 2)."""
    return np.stack([FEATURES[key].of(points) for key in keys], axis=-1)
