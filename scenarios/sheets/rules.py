"""What numbers must be like, for somebody to compute with them on paper: each rule, and its name where it is broken.

Knows the plan and values; draws nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

import numpy as np

from glassnet.core.deferred import dataclass
from glassnet.core.explain import entry_term
from glassnet.core.ops import ACTIVATIONS, Array
from glassnet.scenarios.judge.digits import Digits
from glassnet.scenarios.judge.follow import Number, run_bounded
from glassnet.scenarios.sheets.plan import Plan

LEAST_UNITS = 10  # of the last decimal that an answer has: two significant digits
LEAST_SUM, MOST_SUM = 0.05, 3.0  # of a unit: from its kink, and where its curve is nearly flat
CURVED = ("sigmoid", "tanh", "softmax")
KINKED = ("relu",)
ENOUGH_UNITS = 3  # of a layer, for one of them to be off
CANCELLED = 20  # times a sum may be smaller than its terms together
MOST_OFF = 0.25  # of an answer that rounding on the way may be
MARGIN = 1.05  # bounds are of first order


@dataclass(frozen=True, eq=False)
class Rules:
    """The rules for one plan and so many decimals of an answer. rows: inputs (N, d) of all the data."""

    plan: Plan
    decimals: int
    rows: Array

    @property
    def unit(self) -> float:
        """The size of the last decimal."""
        return float(10.0**-self.decimals)

    @cached_property
    def _activations(self) -> list[str]:
        return [layer.activation for layer in self.plan.judged.config.network.layers]

    def may_be_off(self, layer: int) -> bool:
        """Whether a unit of this layer may be off at the sample, so that a forgotten relu shows.

        Its output is asked for then, and 0; but nothing else that is asked for is 0 because of it.
        """
        output, zeros = f"a{layer}", {f"dz{layer}", f"dW{layer + 1}"}
        units = self.plan.judged.config.network.layers[layer - 1].units
        asked = output in self.plan.blanks and not zeros & set(self.plan.blanks)
        return asked and self._activations[layer - 1] in KINKED and units >= ENOUGH_UNITS and len(self.rows) > 1

    @property
    def inputs_differ(self) -> bool:
        """Whether an answer has a row for each input, which would all be alike where the inputs are."""
        return bool({"dW1", "W1_new", "v_W1_new"} & set(self.plan.blanks))

    def works(self, layer: int, unit: int, values: Mapping[str, Array], off: bool = False) -> bool:
        """Whether a unit of a layer is neither dead nor flat at the sample, and no twin of one before it.

        off: whether it is to be off there.
        """
        sums = values[f"z{layer}"][0]
        z, activation = float(sums[unit]), self._activations[layer - 1]
        if (
            abs(z) < LEAST_SUM
            or (activation in KINKED and (z < 0) != off)
            or (activation in CURVED and abs(z) > MOST_SUM)
        ):
            return False
        return bool((np.abs(sums[:unit] - z) >= self.unit).all()) and not self.cancels(f"z{layer}", (0, unit), values)

    def cancels(self, name: str, index: tuple[int, ...], values: Mapping[str, Array]) -> bool:
        """Whether an entry is all but lost in the terms that it is the sum of."""
        term = entry_term(self.plan.judged.steps[name], values, index)
        return term.magnitude() > CANCELLED * abs(term.value)

    def tolerances(self, values: Mapping[str, Array]) -> dict[str, int]:
        """By blank: units of the last decimal that an answer may be off of somebody who does not round on the way."""
        known: dict[str, Number] = {}
        digits, made = Digits(decimals=self.decimals), {}
        for name in (*self.plan.data, *self.plan.given):
            known[name] = Number(values[name], np.zeros_like(values[name]))
        for step in self.plan.steps:
            found = run_bounded(step.op, [known[each] for each in step.inputs], digits.share)
            assert found is not None  # the steps of the engine fit together
            value, error = found.value, found.error
            exact = (error < self.unit / 1000) & (np.abs(value - np.round(value, self.decimals)) < self.unit / 1000)
            made[step.output] = int(np.where(exact, 0, MARGIN * error / self.unit + 1).max())
            known[step.output] = Number(values[step.output], np.where(exact, 0.0, error + self.unit / 2))
        return made

    def on_somewhere(self, values: Mapping[str, Array]) -> Iterator[Array]:
        """For each layer, which of its units have a sum above 0 for some row of the data."""
        read = self.rows
        for layer, activation in enumerate(self._activations, start=1):
            sums = read @ values[f"W{layer}"] + values[f"b{layer}"]
            yield (sums > 0).any(axis=0)
            read = np.asarray(ACTIVATIONS[activation].forward(sums))


def broken(rules: Rules, values: Mapping[str, Array]) -> str:
    """The first rule that these values break, in words; empty where they keep all."""
    return next(_broken(rules, values), "")


def _broken(rules: Rules, values: Mapping[str, Array]) -> Iterator[str]:
    plan = rules.plan
    if not values["x"].any():
        yield "all inputs are 0"
    for layer in range(1, plan.judged.layers + 1):
        if not np.isfinite(values[f"z{layer}"]).all():
            yield f"z{layer} is not finite"
            return
        off = values[f"z{layer}"][0] < 0 if rules.may_be_off(layer) else np.zeros(values[f"z{layer}"].shape[1], bool)
        if off.sum() > 1 or not all(rules.works(layer, unit, values, bool(off[unit])) for unit in range(len(off))):
            yield f"a unit of layer {layer} is dead or flat at the sample, or all but the same as another"
    for layer, alive in enumerate(rules.on_somewhere(values), start=1):
        if rules.may_be_off(layer) and not alive.all():
            yield f"a unit of layer {layer} is dead: off for all of the data"
    for name in plan.blanks:
        size = np.abs(values[name])
        told = size >= LEAST_UNITS * rules.unit
        if name[0] == "a" and rules.may_be_off(int(name[1:])):
            told |= values[f"z{name[1:]}"] < 0
        if not (np.isfinite(size).all() and told.all()):
            yield f"an answer of {name} would have fewer than two digits at {rules.decimals} decimals, or be 0"
        from_one = np.abs(1 - size)
        if ((from_one > 0) & (from_one < LEAST_UNITS * rules.unit)).any():
            yield f"an answer of {name} would be all but 1"
        if any(rules.cancels(name, index, values) for index in np.ndindex(size.shape)):
            yield f"the terms of {name} all but cancel"
    for name, units in rules.tolerances(values).items():
        if ((units * rules.unit > MOST_OFF * np.abs(values[name])) & (values[name] != 0)).any():
            yield f"rounding on the way would leave little of {name}"
