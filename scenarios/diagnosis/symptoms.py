"""What a diagnosis may look at: one moment of a training, its losses so far, and what all training rows do to it.

Every number is the engine's: values on show, or the program's own steps run on other rows. Knows no diagnosis.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.machine import State, evaluate
from core.ops import ACTIVATIONS, LOSSES, Activation
from core.program import Program
from scenarios.base import CLASSES, Array, Dataset, Scenario
from scenarios.diagnosis.finding import Place

MOST_ROWS = 2000  # looked at; of more, every second, third … one, so that a look takes no longer than a frame
SETTLED = 1e-3  # of the first loss: a regression has no right answers, but from here on it has learned
NEAR = 0.02  # a loss this close to a plateau, as a share of it, is on it
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Symptoms:
    """One moment.

    values: all values on show. opening: values before this iteration's update, the parameters among them.
    updated: the values right after this iteration's whole update, before any edit by hand; None before its end.
    losses: the training losses up to this moment, of each iteration or, with mini-batches, of each epoch, since the
        program is this one. batch_losses: those of each iteration, all of them.
    test: (iterations, losses) of the test rows up to this moment.
    """

    program: Program
    data: Dataset
    plateaus: tuple[tuple[float, str], ...]
    iteration: int
    values: Mapping[str, Array]
    opening: Mapping[str, Array]
    updated: Mapping[str, Array] | None
    losses: Array
    batch_losses: Array
    test: tuple[Array, Array]

    @classmethod
    def of(
        cls,
        scenario: Scenario,
        program: Program,
        state: State,
        opening: State,
        train: Array,
        epochs: tuple[Array, Array],
        test: tuple[Array, Array],
        closing: State | None = None,
    ) -> Symptoms:
        """A moment of a session; losses that were recorded after it are left out.

        closing: the moment that the update led to, where numbers were changed by hand since.
        """
        here = state.iteration
        before = program.config.before
        batch_losses = train[: here if "loss" in state.values else here - 1]
        whole = epochs[1][(epochs[0] > before) & (epochs[0] <= len(batch_losses))]
        tested = int(np.searchsorted(test[0], here, side="right"))
        updated = (closing or state).values if state.done == len(program.steps) else None
        return cls(
            program, scenario.data, scenario.plateaus, here, state.values, opening.values,
            updated, batch_losses[before:] if program.config.batch_size is None else whole,
            batch_losses, (test[0][:tested], test[1][:tested]),
        )  # fmt: skip

    # --- the network ---

    @property
    def layers(self) -> int:
        """The number of layers that have weights."""
        return self.program.layers

    @property
    def hidden(self) -> range:
        """The hidden layers, counted from 1."""
        return range(1, self.layers)

    def units(self, layer: int) -> int:
        """How many units a layer has."""
        return int(self.program.config.network.sizes[layer])

    def activation(self, layer: int) -> Activation:
        """The activation function of a layer."""
        entry: Activation = ACTIVATIONS[self.program.config.network.layers[layer - 1].activation]
        return entry

    @property
    def batches(self) -> bool:
        """Whether an iteration sees only a part of the rows."""
        return self.program.config.batch_size is not None

    # --- all training rows ---

    @cached_property
    def _all(self) -> tuple[Array, Array]:
        """All inputs and targets, edits by hand among them."""
        names = ("X", "Y") if self.batches else ("x", "y")
        return self.opening[names[0]], self.opening[names[1]]

    @cached_property
    def _stride(self) -> int:
        return -(-len(self._all[0]) // MOST_ROWS)

    @cached_property
    def _everywhere(self) -> Mapping[str, Array]:
        """Every value of a forward and backward pass over the rows looked at, before this iteration's update."""
        x, y = (array[:: self._stride] for array in self._all)
        passes = [step.output for step in self.program.steps if step.phase in ("forward", "backward")]
        if not self.batches and all(name in self.values for name in passes):
            by_row = ("z", "a", "dz", "da")
            return {
                name: self.values[name][:: self._stride] if name.startswith(by_row) else self.values[name]
                for name in passes
            }
        return evaluate(self.program, self.opening, x, y)

    def rows(self, name: str) -> Array:
        """A value with one row a sample, x, z1, a1, dz1 …, for the training rows looked at, (rows, …)."""
        if name in ("x", "y"):
            return self._all[name == "y"][:: self._stride]
        return self._everywhere[name]

    @property
    def rows_in_words(self) -> str:
        """`all 4 rows`, or `all 2,000 rows looked at, of 100,000`."""
        total = len(self._all[0])
        seen = len(range(0, total, self._stride))
        if total == 1:
            return "the one row"
        return f"all {total:,} rows" if seen == total else f"all {seen:,} rows looked at, of {total:,}"

    def slope(self, layer: int, z: Array | None = None) -> Array:
        """The slope of a layer's activation at its z for the rows looked at, (rows, units), or at other z."""
        return np.asarray(self.activation(layer).slope(self.rows(f"z{layer}") if z is None else z))

    def can_die(self, layer: int) -> bool:
        """Whether the layer's activation has a slope of exactly 0 on one whole side: relu."""
        return self.activation(layer).can_die

    def dead(self, layer: int) -> Bools:
        """Which units of a layer have a slope of exactly 0 on all rows looked at, (units,)."""
        if not self.can_die(layer):
            return np.zeros(self.units(layer), dtype=bool)
        return np.asarray((self.slope(layer) == 0).all(axis=0))

    @cached_property
    def right(self) -> Bools | None:
        """Which of the rows looked at are answered right; None for a regression."""
        return self.data.right(self.rows(f"a{self.layers}"), self.rows("y"))

    @property
    def solved(self) -> bool:
        """Whether there is nothing left to learn: every row right, or the error of a regression nearly gone."""
        if self.right is not None:
            return bool(self.right.all())
        return len(self.losses) > 0 and bool(self.losses[-1] <= SETTLED * self.batch_losses[0])

    # --- the update ---

    def gradient(self, name: str) -> Array:
        """dW1, db1 …: of this iteration's batch where it is computed, else over the rows looked at."""
        return self.values[name] if name in self.values else self._everywhere[name]

    @cached_property
    def moved(self) -> tuple[float, ...] | None:
        """How far each W went in this iteration's update, as a share of its own size; None before the update is done.

        The real change, whatever the optimizer. NaN for a W that was 0.
        """
        updated = self.updated
        if updated is None:
            return None
        names = [f"W{layer}" for layer in range(1, self.layers + 1)]
        sizes = [(rms(updated[name] - self.opening[name]), rms(self.opening[name])) for name in names]
        return tuple(change / size if size else float("nan") for change, size in sizes)

    @cached_property
    def blame(self) -> tuple[float, ...]:
        """How much of the loss's gradient reaches each layer, first to last: the RMS of dz over rows and units.

        dz rather than dW: over the rows of a batch pulls to both sides cancel in dW, and that is balance, not depth.
        The mean square per entry rather than the norm, so that wide and narrow layers compare.
        """
        return tuple(rms(self.rows(f"dz{layer}")) for layer in range(1, self.layers + 1))

    # --- plateaus ---

    @cached_property
    def known_plateaus(self) -> tuple[tuple[float, str], ...]:
        """Losses at which learning is known to stop, with what each means, the scenario's own names first.

        One is the same for all data: the best that a network can do that answers every row alike.
        """
        alike = self.answered_alike
        known = self.plateaus
        if np.isfinite(alike) and not any(abs(alike - value) <= NEAR * value for value, _ in known):
            classes = self.units(self.layers)
            no_idea = float(np.log(classes)) if self.data.task == CLASSES and classes > 1 else 0.0
            if no_idea and abs(alike - no_idea) <= NEAR * no_idea:
                return (*known, (no_idea, f"the same answer for all: ln {classes}"))
            return (*known, (alike, "every row answered alike"))
        return known

    @cached_property
    def answered_alike(self) -> float:
        """The loss of one answer for every row, the mean of the targets; NaN where the loss cannot say."""
        loss = LOSSES[self.program.config.training.loss]
        y = self.rows("y")
        answer = np.broadcast_to(y.mean(axis=0), y.shape)
        with np.errstate(all="ignore"):
            if loss.reads == "z":  # the z whose softmax, or σ, is that answer
                answer = np.log(answer if self.activation(self.layers).mixes else answer / (1 - answer))
            return float(loss.forward(answer, y))

    # --- numbers that can be asked ---

    def extreme(self, name: str, unit: int | None = None, largest: bool = True) -> tuple[Place, ...]:
        """Where the largest (or smallest) magnitude of a value stands on show, of one unit's column or of all of it.

        Empty for a value that this moment has not computed.
        """
        array = self.values.get(name)
        if array is None or array.size == 0:
            return ()
        sizes = np.nan_to_num(np.abs(array), nan=np.inf)
        part = sizes if unit is None else sizes[..., unit : unit + 1]
        at = np.unravel_index(int(part.argmax() if largest else part.argmin()), part.shape)
        index = tuple(int(place) for place in at)
        return ((name, index if unit is None else (*index[:-1], unit)),)


def rms(array: Array) -> float:
    """The root of the mean square of all entries."""
    return float(np.sqrt(np.mean(np.square(array))))
