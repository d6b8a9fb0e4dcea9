"""What a diagnosis may look at: one moment of a training, its losses so far, and what all training rows do to it.

Every number is the engine's: values on show, or the program's own steps run on other rows. Knows no diagnosis.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from glassnet.core.activations import Activation
from glassnet.core.deferred import dataclass
from glassnet.core.errors import short
from glassnet.core.explain import extreme
from glassnet.core.machine import State, evaluate, frozen, losses, run_step
from glassnet.core.ops import ACTIVATIONS, INITIALIZERS, LOSSES, REGULARIZATIONS, affine_db, affine_dW
from glassnet.core.past import rms as rms
from glassnet.core.program import Program
from glassnet.scenarios.base import Array, Dataset, Scenario
from glassnet.scenarios.diagnosis.finding import Place
from glassnet.scenarios.sessions.curve import Curve
from glassnet.scenarios.sessions.losses import Losses

MOST_ROWS = 2000  # looked at; of more, every second, third … one, so that a look takes no longer than a frame
MOST_NUMBERS, LEAST_ROWS = 2**17, 400  # of the inputs in them, so that fewer rows of many inputs do; but so many rows
SETTLED = 1e-3  # of the first loss: a regression has no right answers, but from here on it has learned
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Symptoms:
    """One moment.

    values: all values on show. opening: values before this iteration's update, the parameters among them.
    updated: the values right after this iteration's whole update, before any edit by hand; None before its end.
    losses: the training losses up to this moment, of iterations or, with mini-batches, of epochs, since the program is
        this one. batch_losses: those of iterations, from the first on.
    test: those of the test rows up to this moment.
    """

    program: Program
    scenario: Scenario
    iteration: int
    values: Mapping[str, Array]
    opening: Mapping[str, Array]
    updated: Mapping[str, Array] | None
    losses: Curve
    batch_losses: Curve
    test: Curve

    def __repr__(self) -> str:
        return short(self, f"{self.scenario.key}, iteration {self.iteration}")

    @classmethod
    def of(
        cls, scenario: Scenario, state: State, opening: State, losses: Losses, closing: State | None = None
    ) -> Symptoms:
        """A moment of a session; losses that were recorded after it are left out.

        closing: the moment that the update led to, where numbers were changed by hand since.
        """
        here, program = state.iteration, state.program
        last, of_epochs = here if "loss" in state.values else here - 1, program.config.batch_size is not None
        updated = (closing or state).values if state.done == len(program.steps) else None
        return cls(
            program, scenario, here, state.values, opening.values,
            updated, (losses.epochs if of_epochs else losses.train).part(program.config.before + 1, last),
            losses.train.until(last), losses.test.until(here),
        )  # fmt: skip

    # --- the network ---

    @property
    def data(self) -> Dataset:
        """The rows to train on and to test with."""
        return self.scenario.data

    @cached_property
    def initial(self) -> Mapping[str, Array]:
        """The weights and biases that the training began with, or would begin with again."""
        return {name: np.asarray(value, dtype=np.float64) for name, value in self.scenario.initial.items()}

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

    @property
    def first(self) -> float:
        """The loss of the first iteration of all."""
        return float(self.batch_losses.values[0])

    @property
    def lately(self) -> float | None:
        """The last of the losses; None where there is none."""
        last = self.losses.last
        return None if last is None else last[1]

    # --- all training rows ---

    @cached_property
    def _all(self) -> tuple[Array, Array]:
        """All inputs and targets, edits by hand among them."""
        names = ("X", "Y") if self.batches else ("x", "y")
        return self.opening[names[0]], self.opening[names[1]]

    @cached_property
    def _stride(self) -> int:
        most = min(MOST_ROWS, max(LEAST_ROWS, MOST_NUMBERS // len(self.data.features)))
        return -(-len(self._all[0]) // most)

    @cached_property
    def _looked_at(self) -> Mapping[str, Array]:
        x, y = (array if self._stride == 1 else frozen(array[:: self._stride].copy()) for array in self._all)
        return {"x": x, "y": y}

    @cached_property
    def _everywhere(self) -> Mapping[str, Array]:
        """Every value of a forward and backward pass over the rows looked at, before this iteration's update."""
        passes = [step.output for step in self.program.steps if step.phase in ("forward", "backward")]
        if not self.batches and all(name in self.values for name in passes):
            info, values = self.program.info, self.values
            return {name: values[name][:: self._stride] if info[name].has_rows else values[name] for name in passes}
        return evaluate(self.program, self.opening, **self._looked_at)

    def rows(self, name: str) -> Array:
        """A value with one row a sample, x, z1, a1, dz1 …, for the training rows looked at, (rows, …)."""
        return self._looked_at[name] if name in self._looked_at else self._everywhere[name]

    def row_of(self, place: int) -> int:
        """Which training row stands at a place among those looked at."""
        return place * self._stride

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

    def began_dead(self, layer: int) -> Bools:
        """Which units of a layer had a slope of exactly 0 on all rows looked at when the training began, (units,)."""
        if not self.can_die(layer):
            return np.zeros(self.units(layer), dtype=bool)
        return np.asarray((self.slope(layer, self._at_first[f"z{layer}"]) == 0).all(axis=0))

    @cached_property
    def _at_first(self) -> Mapping[str, Array]:
        return evaluate(self.program, {**self.opening, **self.initial}, self.rows("x"), self.rows("y"))

    @cached_property
    def right(self) -> Bools | None:
        """Which of the rows looked at are answered right; None for a regression."""
        return self.data.right(self.rows(f"a{self.layers}"), self.rows("y"))

    @property
    def solved(self) -> bool:
        """Whether there is nothing left to learn: every row right, or the error of a regression nearly gone."""
        if self.right is not None:
            return bool(self.right.all())
        return self.lately is not None and self.lately <= SETTLED * self.first

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

    # --- what the rows want ---

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

    @property
    def scale(self) -> float:
        """The loss that nothing learned has: of one answer for every row, or where that says nothing the first one."""
        alike = self.answered_alike
        return alike if alike > 0 else self.first if len(self.batch_losses) else float("nan")

    def pulls(self, layer: int) -> tuple[Array, Array]:
        """The rows' pulls on each weight and bias of a layer: their sums, and the sums of their sizes.

        Both (inputs + 1, units), the bias last, 0 where there is none: the loss's own gradient, without a penalty's.
        """
        before = self.rows("x" if layer == 1 else f"a{layer - 1}")
        dz = self.rows(f"dz{layer}")
        pairs = [(before, dz), (np.abs(before), np.abs(dz))]
        biased = f"b{layer}" in self.program.info
        sums, sizes = (np.vstack([affine_dW(one, other), biased * affine_db(other)]) for one, other in pairs)
        return sums, sizes

    def pulls_on(self, layer: int, row: int, unit: int) -> Array:
        """The pull of each row looked at on one weight, or on the bias, whose row is the last, (rows,)."""
        before, dz = self.rows("x" if layer == 1 else f"a{layer - 1}"), self.rows(f"dz{layer}")[:, unit]
        return dz if row == before.shape[1] else before[:, row] * dz

    def biases(self, layer: int) -> Array:
        """The biases of a layer before this iteration's update, (units,); 0 where it has none."""
        return self.opening.get(f"b{layer}", np.zeros(self.units(layer)))

    @cached_property
    def left(self) -> float:
        """Which share of all pulls on all weights is left when those of the rows are summed; NaN without pulls."""
        both = [self.pulls(layer) for layer in range(1, self.layers + 1)]
        total = sum(float(sizes.sum()) for _, sizes in both)
        return sum(float(np.abs(sums).sum()) for sums, _ in both) / total if total else float("nan")

    def penalty_pull(self, layer: int) -> Array:
        """The pull of the penalty alone on the W of a layer: the gradient where no row pulls."""
        weights = self.opening[f"W{layer}"]
        regularization = REGULARIZATIONS[self.program.config.training.regularization]
        if regularization.penalty is None:
            return np.zeros_like(weights)
        nothing = np.zeros((1, weights.shape[0])), np.zeros((1, weights.shape[1]))
        op: Callable[..., Array] = regularization.affine_dW
        return op(*nothing, weights, self.opening["rate"])

    def oversize(self, layer: int) -> float:
        """How many times as large as xavier draws them the weights of a layer began, by their root mean square."""
        weights = self.initial[f"W{layer}"]
        inputs, units = weights.shape
        return rms(weights) / INITIALIZERS["xavier"](inputs, units, 1.0)

    # --- an update tried ---

    @cached_property
    def _update(self) -> Mapping[str, Array]:
        """What an update by all rows looked at adds to each parameter."""
        return self._updated({**self.opening, **self._everywhere})

    def _updated(self, before: Mapping[str, Array]) -> Mapping[str, Array]:
        values = dict(before)
        for step in self.program.steps:
            if step.phase == "update":
                values[step.output] = run_step(step, values)
        return {name: values[name] - before[name] for name in self.program.parameters}

    def stepped(self, times: float) -> float:
        """The loss (with the penalty) over the rows looked at after an update by all of them, so many times as long.

        0 is the loss before the update; 10 is what ten times the learning rate would do.
        """
        if times not in self._stepped:
            tried = {name: self.opening[name] + times * change for name, change in self._update.items()}
            self._stepped[times] = self._loss(tried)
        return self._stepped[times]

    @cached_property
    def _stepped(self) -> dict[float, float]:
        """What came of it so far: several diagnoses ask for the same."""
        return {}

    @cached_property
    def after(self) -> float:
        """The loss (with the penalty) over the rows looked at after this iteration's own update; NaN before its end."""
        if self.updated is None:
            return float("nan")
        return self._loss({name: self.updated[name] for name in self.program.parameters})

    def first_rate(self, most: float) -> float:
        """A learning rate with which the very first update, from the initial weights, would lower the loss.

        The largest of most, a tenth, a hundredth … of it, down to 1e-8 of it, that lowers it evenly.
        """
        nothing = {name: 0 * self.opening[name] for name in self.program.optimizer_state}
        begin = {**self.opening, **self.initial, **nothing, **self._at_first, "lr": np.array(most)}
        begin |= {name: np.array(1.0) for name in self.program.counted}
        change, before = self._updated(begin), self._loss(self.initial)

        def fall(part: float) -> float:
            return before - self._loss({name: self.initial[name] + part * change[name] for name in change})

        parts = [10.0**-power for power in range(9)]
        even = (part for part in parts if fall(part) > 0 and fall(part) >= 5 * fall(part / 10))
        return most * next(even, 1.0)

    def _loss(self, parameters: Mapping[str, Array]) -> float:
        found = losses(self.program, {**self.opening, **parameters}, self.rows("x"), self.rows("y"))
        return float(sum(found.values()))

    # --- numbers that can be asked ---

    @property
    def loss_entry(self) -> tuple[Place, ...]:
        """The loss, where this moment has computed it."""
        return (("loss", ()),) if "loss" in self.values else ()

    def extreme(self, name: str, unit: int | None = None, largest: bool = True) -> tuple[Place, ...]:
        """Where the largest (or smallest) magnitude of a value stands on show, of one unit's column or of all of it.

        Empty for a value that this moment has not computed.
        """
        array = self.values.get(name)
        if array is None or array.size == 0:
            return ()
        index = extreme(array if unit is None else array[..., unit : unit + 1], largest)
        return ((name, index if unit is None else (*index[:-1], unit)),)


def largest(array: Array) -> float:
    """The largest magnitude of all entries."""
    return float(np.abs(array).max(initial=0.0))
