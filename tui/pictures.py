"""The pictures: panels that are looked at rather than read, each in the place of others while it is on show.

A new one is an entry here, its panel in `panels/`, an entry of the table of keys. Knows when one has nothing to show;
not how any is drawn, nor where it stands.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from glassnet.tui.layout import NETWORK, UNIT
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


PICTURES = {  # by panel, in the order of the list
    NETWORK: Picture("unit_maps", _no_plane),
    UNIT: Picture("unit_map", _no_plane),
    "outer": Picture("outer"),
}
