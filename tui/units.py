"""The units of one moment: how each is bent, and which of them rest or do not learn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from glassnet.core.activations import ACTIVATIONS, Activation
from glassnet.tui.samples import Floats

if TYPE_CHECKING:
    from glassnet.tui.snapshot import Snapshot

Bools = NDArray[np.bool_]


class Units:
    """The units of the layers, from 1; of a layer's units one number each, (units,)."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def activation(self, layer: int) -> Activation:
        """The activation function of a layer."""
        entry: Activation = ACTIVATIONS[self._snapshot.program.config.network.layers[layer - 1].activation]
        return entry

    def off(self, layer: int) -> Bools | None:
        """Units whose relu is 0 for the chosen sample; None where there is no z yet."""
        z = self._snapshot.unit_values(f"z{layer}")
        return None if z is None else self._resting(layer, z[None, :])[0]

    def dead(self, layer: int) -> Bools | None:
        """Units whose relu is 0 for every sample of the batch; None where there is no z yet."""
        z = self._snapshot.array(f"z{layer}")
        return None if z is None else np.asarray(self._resting(layer, z).all(axis=0))

    def saturated(self, layer: int) -> Bools | None:
        """Units whose tanh or σ is so far out for the chosen sample that its slope is exactly 0."""
        z, activation = self._snapshot.unit_values(f"z{layer}"), self.activation(layer)
        if z is None or activation.backward is None or activation.can_die:
            return None
        with np.errstate(all="ignore"):
            flat: Bools = np.asarray(activation.slope(z[None, :]) == 0)[0]
        return flat

    def _resting(self, layer: int, z: Floats) -> Bools:
        """Where a layer's relu is 0, (n, units); nowhere for other activations, or where z is no number."""
        activation = self.activation(layer)
        return np.asarray(activation.forward(z) == 0) if activation.can_die else np.zeros(z.shape, dtype=bool)

    def gradients(self, layer: int) -> str:
        """What happens to the gradients of a layer in a few words, empty where nothing does."""
        return self._snapshot.diagnosis.gradients(layer) if self._snapshot.begun else ""

    def signs(self, layer: int) -> dict[int, str]:
        """Signs on units that do not learn, by unit: `~` saturated, `=` the same as another one."""
        signs: dict[int, str] = {}
        if not self._snapshot.begun:
            return signs
        from glassnet.scenarios.diagnosis import DIAGNOSES, NOTE  # the first frame needs none

        for finding in self._snapshot.diagnosis.findings:
            if finding.layer == layer and finding.severity > NOTE and DIAGNOSES[finding.kind].mark:
                signs |= dict.fromkeys(finding.units, DIAGNOSES[finding.kind].mark)
        return signs


def curve(name: str, z: Floats) -> tuple[Floats, Floats | None]:
    """An activation function at many z (m,): its values and its slopes (None for softmax)."""
    activation: Activation = ACTIVATIONS[name]
    column = z[:, None]
    with np.errstate(all="ignore"):
        slope = None if activation.backward is None else np.asarray(activation.slope(column), dtype=float)[:, 0]
        return np.asarray(activation.forward(column))[:, 0], slope
