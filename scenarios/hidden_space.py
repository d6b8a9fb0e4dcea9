"""What a hidden layer makes of the samples: points in the space of its units, and a plane through it to look at them.

The plane is spanned by two units, by the two directions in which the points spread most, or by the weights of a single
output and the widest spread across them. What the layers after it answer anywhere on the plane comes from the
program's own steps. Knows nothing of the screen.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, lru_cache
from itertools import combinations

import numpy as np

from glassnet.core.deferred import dataclass
from glassnet.core.machine import activations, onward
from glassnet.core.program import Program
from glassnet.scenarios.base import Array, Dataset, Plane
from glassnet.scenarios.places import Limits, around, middles

MOST_ROWS, MOST_NUMBERS = 2**14, 2**21  # that are looked at, and inputs in them
UNITS, PRINCIPAL, ALONG = "units", "principal directions", "along the weights of the output"


@dataclass(frozen=True)
class View:
    """Which plane is looked at. units: the two that span it, or the only one there is."""

    kind: str
    units: tuple[int, ...] = ()


def views(program: Program, layer: int) -> tuple[View, ...]:
    """The planes through a hidden layer's space, the one that shows most first."""
    sizes = program.config.network.sizes
    return _views(sizes[layer], layer == program.layers - 1 and sizes[layer + 1] == 1)


@lru_cache(maxsize=16)
def _views(units: int, single: bool) -> tuple[View, ...]:
    pairs = tuple(View(UNITS, pair) for pair in combinations(range(units), 2)) or (View(UNITS, (0,)),)
    return pairs if units <= 2 else (*([View(ALONG)] * single), View(PRINCIPAL), *pairs)


def principal_directions(points: Array, count: int = 2) -> tuple[Array, Array]:
    """The directions in which points (n, d) spread most, (count, d), and which share of the squared spread each has.

    Orthogonal, of length 1; the largest part of each is positive. Rows that are no numbers do not count. Where there
    are fewer directions, or no spread in them, they are filled up with 0, and so are the shares.
    """
    dimensions = points.shape[1]
    directions, shares = np.zeros((count, dimensions)), np.zeros(count)
    known = points[np.isfinite(points).all(axis=1)]
    size = float(np.abs(known).max(initial=0.0))
    if len(known) < 2 or size == 0:
        return directions, shares
    spread = known / size
    spread = spread - spread.mean(axis=0)
    _, sizes, found = np.linalg.svd(spread, full_matrices=False)
    total = float(np.square(sizes).sum())
    for i, (length, direction) in enumerate(zip(sizes[:count], found, strict=False)):
        if length > 1e-12 * max(1.0, float(sizes[0])):
            directions[i] = direction * np.sign(direction[np.abs(direction).argmax()])
            shares[i] = length * length / total
    return directions, shares


@dataclass(frozen=True, eq=False)
class HiddenSpace:
    """The samples in the space of one hidden layer, seen in a plane.

    values: the parameters, by name. layer: from 1, not the last one. like: the axes of another moment, which these are
    to be turned like, as a direction has no sign of its own.
    """

    program: Program
    values: Mapping[str, Array]
    data: Dataset
    layer: int
    view: View
    like: Array | None = None

    def of(self, inputs: Array) -> Array:
        """What the layer makes of inputs (n, d), (n, units)."""
        outputs: Array = activations(self.program, self.values, inputs)[self.layer - 1]
        return outputs

    @property
    def step(self) -> int:
        """Every how many-th of the training rows is looked at; 1 for all but very many."""
        most = min(MOST_ROWS, MOST_NUMBERS // len(self.data.features))
        return -(-len(self.data.inputs) // max(1, most))

    @cached_property
    def outputs(self) -> Array:
        """What it makes of the training rows that are looked at."""
        return self.of(self.data.inputs[:: self.step])

    # --- the plane ---

    @cached_property
    def _spanned(self) -> tuple[Array, Array]:
        """The two directions (2, units), and the share of the spread that each one shows."""
        units = self.outputs.shape[1]
        if self.view.kind == UNITS:
            axes = np.zeros((2, units))
            for axis, unit in zip(axes, self.view.units, strict=False):
                axis[unit] = 1.0
            return axes, self._shares(axes)
        if self.view.kind == PRINCIPAL:
            axes, _ = principal_directions(self.outputs)
            return self._turned(axes, (0, 1))
        with np.errstate(all="ignore"):
            weights = self.values[f"W{self.layer + 1}"][:, 0]
            length = float(np.linalg.norm(weights))
            along = weights / length if 0 < length < np.inf else np.zeros(units)
            rest = self.outputs - np.outer(self.outputs @ along, along)
        across, _ = principal_directions(rest, 1)
        return self._turned(np.stack([along, across[0]]), (1,))

    def _turned(self, axes: Array, free: tuple[int, ...]) -> tuple[Array, Array]:
        """With the signs of those that are free as they were before."""
        if self.like is not None and self.like.shape == axes.shape:
            for i in free:
                if axes[i] @ self.like[i] < 0:
                    axes[i] = -axes[i]
        return axes, self._shares(axes)

    def _shares(self, axes: Array) -> Array:
        with np.errstate(all="ignore"):
            spread = self.outputs.var(axis=0).sum()
            return np.asarray((self.outputs @ axes.T).var(axis=0) / spread) if spread > 0 else np.zeros(2)

    @property
    def axes(self) -> Array:
        """The directions to the right and up, (2, units), each of length 1, or 0 where there is none."""
        return self._spanned[0]

    @property
    def shares(self) -> Array:
        """Which share of the squared spread of the points is seen to the right and up, (2,)."""
        return self._spanned[1]

    @property
    def is_whole(self) -> bool:
        """Whether the plane is all of the layer's space."""
        return len(self.axes.T) <= 2

    @property
    def is_exact(self) -> bool:
        """Whether what the next layers answer at a point's place on the plane is what they answer for the point."""
        return self.is_whole or (self.view.kind == ALONG and bool(self.axes[0].any()))

    @cached_property
    def _origin(self) -> Array:
        """Where the plane meets what it leaves out: at the mean of the points."""
        known = self.outputs[np.isfinite(self.outputs).all(axis=1)]
        mean = known.mean(axis=0) if len(known) else np.zeros(self.outputs.shape[1])
        return np.asarray(mean - mean @ self.axes.T @ self.axes)

    def onto(self, outputs: Array) -> Array:
        """Where the layer's outputs (n, units) are seen on the plane, (n, 2)."""
        with np.errstate(all="ignore"):
            return np.asarray(outputs @ self.axes.T)

    def lifted(self, places: Array) -> Array:
        """What the layer's outputs are at places (n, 2) of the plane, (n, units)."""
        with np.errstate(all="ignore"):
            return np.asarray(self._origin + places @ self.axes)

    # --- what is seen ---

    @cached_property
    def points(self) -> Array:
        """The training rows that are looked at on the plane, (n, 2)."""
        return self.onto(self.outputs)

    def point(self, row: int, test: bool) -> Array:
        """A training row, or a test row, on it, (1, 2)."""
        return self.onto(self.of((self.data.test_inputs if test else self.data.inputs)[row : row + 1]))

    @cached_property
    def limits(self) -> Limits:
        """x from, x to, y from, y to, with room around the points."""
        return around(self.points)

    def answers(self, columns: int, rows: int) -> Array:
        """What the layers after it answer at the middle of each cell, (rows, columns, k), top row first."""
        places = self.lifted(middles(self.limits, columns, rows))
        return np.asarray(onward(self.program, self.values, self.layer, places)).reshape(rows, columns, -1)

    @cached_property
    def in_place(self) -> int | None:
        """How many points stand where the plane has the point's own answer; None where answers have no kinds."""
        if not self.data.kinds:
            return None
        own = self.data.decided(onward(self.program, self.values, self.layer, self.outputs))
        seen = self.data.decided(onward(self.program, self.values, self.layer, self.lifted(self.points)))
        return int((own == seen).sum())

    def mesh(self, plane: Plane, limits: Limits, lines: int, steps: int) -> Array:
        """A grid over the plane of the inputs as the layer bends it, (2 · lines, steps, 2): upright lines first."""
        left, right, bottom, top = limits
        x, y = np.linspace(left, right, lines), np.linspace(bottom, top, lines)
        far, high = np.linspace(left, right, steps), np.linspace(bottom, top, steps)
        upright = np.stack(np.broadcast_arrays(x[:, None], high[None, :]), axis=-1)
        flat = np.stack(np.broadcast_arrays(far[None, :], y[:, None]), axis=-1)
        places = np.concatenate([upright, flat]).reshape(-1, 2)
        return self.onto(self.of(plane.inputs(places))).reshape(2 * lines, steps, 2)
