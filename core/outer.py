"""What one sample gives to the gradient of a layer's weights: its inputs times its dz, a whole matrix; and the sum.

dW is the sum of such outer products, one a sample. Computed by the function that the steps use, on fewer rows.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from glassnet.core.deferred import dataclass
from glassnet.core.ops import Array, affine_dW
from glassnet.core.program import Program
from glassnet.core.terms import Term, apply, entry

CLOSE = 1e-9  # of what is added up: two orders of adding differ by rounding alone


@dataclass(frozen=True, eq=False)
class Outer:
    """The gradient of one W (inputs, units), sample by sample.

    inputs, dz, gradient: the names of what is multiplied, and of the sum. row: which sample, of so many `rows`.
    factors: its inputs and its dz; None where one is not computed yet.
    share: what the sample gives. so_far: what the samples up to it give together. together: what all of them do.
        None each where there are no factors.
    whole: the gradient as the step computed it; None before.
    """

    inputs: str
    dz: str
    gradient: str
    row: int
    rows: int
    factors: tuple[Array, Array] | None
    share: Array | None
    so_far: Array | None
    together: Array | None
    whole: Array | None

    @property
    def adds_up(self) -> bool:
        """Whether the gradient is what the samples give together and nothing else, such as a penalty's pull."""
        if self.together is None or self.whole is None:
            return False
        size = float(np.abs(self.together).max())
        return bool(np.isfinite(size) and np.allclose(self.together, self.whole, rtol=CLOSE, atol=CLOSE * size))

    def product(self, i: int, j: int) -> Term | None:
        """What the sample gives to one weight: an input times a dz; None where there are no factors."""
        if self.factors is None:
            return None
        values = zip((self.inputs, self.dz), self.factors, (i, j), strict=True)
        return apply(np.multiply, *(entry(float(array[at]), name, (self.row, at)) for name, array, at in values))


def outer(program: Program, values: Mapping[str, Array], layer: int, row: int) -> Outer:
    """The gradient of the W of a layer, from 1, as one row of the batch and all before it make it.

    values: of one moment.
    """
    at = program.index_of(f"dW{layer}")
    assert at is not None  # also frozen weights have a gradient
    step = program.steps[at]
    inputs, dz = step.inputs[:2]
    a, b = values.get(inputs), values.get(dz)
    share = so_far = together = factors = None
    if a is not None and b is not None and row < len(a):
        a, b = np.asarray(a), np.asarray(b)
        factors = a[row], b[row]
        with np.errstate(all="ignore"):
            share = affine_dW(a[row : row + 1], b[row : row + 1])
            so_far, together = affine_dW(a[: row + 1], b[: row + 1]), affine_dW(a, b)
    size = len(a) if a is not None else program.config.samples
    return Outer(inputs, dz, step.output, row, size, factors, share, so_far, together, values.get(step.output))
