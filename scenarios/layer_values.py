"""The values of one layer over all training rows: how they are spread, and how many units are dead or saturated.

What is dead and what is saturated is the diagnosis's own definition. Knows nothing of the screen.
"""

from __future__ import annotations

import numpy as np

from glassnet.core.deferred import dataclass
from glassnet.scenarios.base import Array
from glassnet.scenarios.diagnosis.finding import numbers
from glassnet.scenarios.diagnosis.saturated import is_bounded, is_flat
from glassnet.scenarios.diagnosis.symptoms import Symptoms
from glassnet.scenarios.summaries import LARGEST

KINDS = ("a", "z", "dz", "W", "dW")  # with the layer's number they are names


@dataclass(frozen=True, eq=False)
class LayerValues:
    """One value of a layer.

    array (rows, units) of the rows looked at, or (inputs, units). of: what it is over, in words.
    extremes: where the least and the largest number stand, by training row or input, and unit; none where there is no
    number. dead: units that are; None where the activation cannot be. flat: the share of all rows and units at which
    the activation is saturated; None where it cannot be.
    """

    name: str
    array: Array
    of: str
    extremes: tuple[tuple[int, int], ...]
    dead: tuple[int, ...] | None
    flat: float | None

    def at(self, place: int) -> float:
        """The least number for 0, the largest for 1."""
        known = self.array[np.abs(self.array) < LARGEST]
        return float(known.max() if place else known.min())


def layer_values(symptoms: Symptoms, layer: int, kind: str) -> LayerValues:
    """One of KINDS, with the parameters before the iteration's update; W as it is on show, dW of its batch."""
    name, rows = f"{kind}{layer}", True
    if kind == "W":
        array, of, rows = symptoms.values[name], "", False
    elif kind == "dW":
        array, rows = symptoms.gradient(name), False
        of = "this iteration's batch" if name in symptoms.values else symptoms.rows_in_words
    else:
        array, of = symptoms.rows(name), symptoms.rows_in_words
    with np.errstate(all="ignore"):
        flat = float(is_flat(symptoms, layer).mean()) if is_bounded(symptoms, layer) else None
        dead = numbers(symptoms.dead(layer)) if symptoms.can_die(layer) else None
    places = _extremes(array)
    extremes = tuple((symptoms.row_of(at), unit) if rows else (at, unit) for at, unit in places)
    return LayerValues(name, array, of, extremes, dead, flat)


def _extremes(array: Array) -> tuple[tuple[int, int], ...]:
    known = np.abs(array) < LARGEST
    if not known.any():
        return ()
    found = np.where(known, array, np.inf).argmin(), np.where(known, array, -np.inf).argmax()
    return tuple((int(at) // array.shape[1], int(at) % array.shape[1]) for at in found)
