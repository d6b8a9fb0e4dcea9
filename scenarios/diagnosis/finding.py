"""What a diagnosis says: a finding with its evidence and one thing to try. Knows no particular diagnosis."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from glassnet.core.deferred import dataclass
from glassnet.core.errors import short

NOTE, WARNING, SEVERE = 1, 2, 3  # true and harmless; worth a look; learning stands still or is being undone

Place = tuple[str, tuple[int, ...]]  # one number, ("dz1", (1, 1))
Changes = tuple[tuple[str, object], ...]  # settings by the paths of an experiment file, (("network.init", "he"),)


@dataclass(frozen=True)
class Finding:
    """Something that is so, at this moment.

    kind: the name of the diagnosis that found it. severity: NOTE, WARNING or SEVERE.
    title: what is so, in a few words. evidence: how it is known, with numbers, a sentence or two.
    entries: numbers on show that can be asked where they come from. attempt: something to try.
    layer: where it is, from 1; 0 for the whole network. units: which of the layer, from 0; empty for all of it.
    changes: the settings that the first thing to try comes to; empty where it is no setting.
    """

    kind: str
    severity: int
    title: str
    evidence: str
    entries: tuple[Place, ...]
    attempt: str
    layer: int = 0
    units: tuple[int, ...] = ()
    changes: Changes = ()

    def __repr__(self) -> str:
        return short(self, f"{self.kind}: {self.title}")

    def __str__(self) -> str:
        return f"{self.title}. {self.evidence} Try {self.attempt}."


@dataclass(frozen=True)
class Attempt:
    """Something to try, in words, where `{edit}` stands for the key of that name; and the settings that the first
    thing named comes to.
    """

    words: str
    changes: Changes = ()


def units_in_words(units: tuple[int, ...], layer: int, total: int) -> str:
    """`unit 1 of layer 1`, `units 0, 2 of layer 1`, `all 16 units of layer 1`."""
    if len(units) == total and total > 1:
        return f"all {total} units of layer {layer}"
    if len(units) == 1:
        return f"unit {units[0]} of layer {layer}"
    if len(units) > 6:
        return f"{len(units)} of {total} units of layer {layer}"
    return f"units {', '.join(map(str, units))} of layer {layer}"


def is_or_are(units: tuple[int, ...]) -> str:
    """The verb that goes with so many units."""
    return "is" if len(units) == 1 else "are"


def numbers(which: NDArray[np.bool_]) -> tuple[int, ...]:
    """Which units it is so for."""
    return tuple(int(unit) for unit in np.flatnonzero(which))
