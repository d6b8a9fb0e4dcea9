"""The pictures: panels that are looked at rather than read, each in the place of others while it is on show.

A new one is an entry here, its panel in `panels/`, an entry of the table of keys. Knows when one has nothing to show;
not how any is drawn, nor where it stands.
"""

from __future__ import annotations

from collections.abc import Callable

from glassnet.core.deferred import dataclass
from glassnet.tui.layout import (
    COURSE,
    DIGIT,
    HEAT_MAP,
    HIDDEN,
    HISTOGRAM,
    LANDSCAPE,
    NETWORK,
    NORMS,
    OUTER,
    SURFACE,
    UNIT,
)
from glassnet.tui.snapshot import Snapshot


@dataclass(frozen=True)
class Picture:
    """One picture.

    id: of the entry in the table of keys that shows it. missing: in one line, why there is nothing to be drawn of a
    moment; empty where there is.
    """

    id: str
    missing: Callable[[Snapshot], str] = lambda snapshot: ""


def _no_plane(snapshot: Snapshot) -> str:
    if snapshot.scenario.data.plane is not None:
        return ""
    return "no maps of units here: these samples do not lie in a plane of two numbers"


def _no_training(snapshot: Snapshot) -> str:
    return "no loss to be drawn here: these numbers are somebody's own" if snapshot.handed is not None else ""


def _no_hidden(snapshot: Snapshot) -> str:
    return "" if snapshot.program.layers > 1 else "no hidden layer here: the output sees the inputs themselves"


def _no_image(snapshot: Snapshot) -> str:
    if snapshot.scenario.data.image is not None:
        return ""
    return "nothing to draw here: these samples are no images, as those of the scenario digits are"


PICTURES = {  # by panel, in the order of the list
    NETWORK: Picture("unit_maps", _no_plane),
    UNIT: Picture("unit_map", _no_plane),
    OUTER: Picture("outer"),
    LANDSCAPE: Picture("loss_curve", _no_training),
    SURFACE: Picture("loss_surface", _no_training),
    COURSE: Picture("course"),
    NORMS: Picture("gradient_norms"),
    HIDDEN: Picture("hidden_space", _no_hidden),
    HISTOGRAM: Picture("histogram"),
    HEAT_MAP: Picture("heat_map"),
    DIGIT: Picture("draw_digit", _no_image),
}

ON_SCREENS_OF_THEIR_OWN = ("seeds",)  # ids of those of the list that are no panels
