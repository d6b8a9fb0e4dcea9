"""What a stack of linear layers comes down to: one matrix and one bias, by the engine's own `affine`.

x @ W1 + b1, times W2, plus b2, … is x @ W + b: the rows of W1 go through the later layers as samples do, and so does
b1, which meets the later biases on its way.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from glassnet.core.config import NetworkConfig
from glassnet.core.deferred import dataclass
from glassnet.core.errors import GlassnetError
from glassnet.core.ops import Array, affine


@dataclass(frozen=True, eq=False)
class Collapsed:
    """One layer that does what the stack does up to its last z: W (inputs, outputs), b (outputs)."""

    W: NDArray[np.float64]
    b: NDArray[np.float64]

    def z(self, x: Array) -> Array:
        """x (n, inputs) -> (n, outputs)."""
        return affine(x, self.W, self.b)


def collapsed(network: NetworkConfig, parameters: Mapping[str, Array]) -> Collapsed:
    """The stack as one layer. Raises GlassnetError where a hidden layer bends, so that there is none."""
    for layer, dense in enumerate(network.layers[:-1], start=1):
        if dense.activation != "identity":
            raise GlassnetError(
                f"layer {layer} bends its sums ({dense.activation}), so no single matrix does what the stack does; "
                "with identity in every hidden layer one does"
            )
    W, b = np.asarray(parameters["W1"]), np.asarray(parameters["b1"])
    with np.errstate(all="ignore"):
        for layer in range(2, len(network.layers) + 1):
            weights, biases = parameters[f"W{layer}"], parameters[f"b{layer}"]
            W = affine(W, weights, np.zeros_like(biases))
            b = affine(b[None, :], weights, biases)[0]
    return Collapsed(W, b)
