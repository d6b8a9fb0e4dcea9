"""Activations that are driven to where they are flat, and targets that lie beyond.

Slopes come from the activation's own op. Knows nothing of losses over time.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from glassnet.core.numerals import brief
from glassnet.core.ops import LOSSES
from glassnet.scenarios.diagnosis import rate
from glassnet.scenarios.diagnosis.finding import (
    NOTE,
    SEVERE,
    WARNING,
    Attempt,
    Finding,
    Place,
    is_or_are,
    numbers,
    units_in_words,
)
from glassnet.scenarios.diagnosis.standing import learned_little, standing_still
from glassnet.scenarios.diagnosis.symptoms import Bools, Symptoms, largest, rms

FLAT = 0.05  # of the largest slope: σ at |z| > 4.4, tanh at |z| > 2.2; of the blame, 19 parts in 20 are gone there
LARGE_TARGETS = 10.0  # standardized ones are seldom above 4
MOST = 0.9  # of the rows: a unit that still bends for one row in ten has something to learn from


def can_saturate(symptoms: Symptoms) -> bool:
    """Whether some layer's activation is flat on both sides."""
    return any(is_bounded(symptoms, layer) for layer in range(1, symptoms.layers + 1))


def is_bounded(symptoms: Symptoms, layer: int) -> bool:
    """σ and tanh can be saturated; not where the loss gives dz at once, as the slope plays no part there."""
    activation = symptoms.activation(layer)
    by_slope = symptoms.program.index_of(f"da{layer}") is not None
    return activation.backward is not None and by_slope and all(map(math.isfinite, activation.limits))


def steepest_slope(symptoms: Symptoms, layer: int) -> float:
    """The largest slope of a layer's activation: that at 0."""
    return float(symptoms.slope(layer, np.zeros((1, 1)))[0, 0])


def is_flat(symptoms: Symptoms, layer: int) -> Bools:
    """Where a layer's activation is flat, (rows, units): its slope is below a share of its largest, FLAT."""
    return np.asarray(symptoms.slope(layer) < FLAT * steepest_slope(symptoms, layer))


def saturated(symptoms: Symptoms) -> Iterator[Finding]:
    """The slope is nearly 0 on nearly all rows; of the output, on nearly all rows that it answers wrong.

    Rows whose inputs to a hidden layer are all 0 do not count: its weights could learn nothing from them.
    """
    for layer in range(1, symptoms.layers + 1):
        if not is_bounded(symptoms, layer):
            continue
        steepest, flat = steepest_slope(symptoms, layer), is_flat(symptoms, layer)
        output = layer == symptoms.layers
        counted = _counted(symptoms, layer)
        if counted is None or not counted.any():
            continue
        flat = flat[counted]
        shares = flat.mean(axis=0)
        found = numbers(shares >= MOST)
        if not found:
            continue
        total, little = symptoms.units(layer), learned_little(symptoms)
        many = len(found) > total / 2
        if symptoms.solved or not little:
            began_large = many and not output and rate.large_weights(symptoms) > 0
            severity = WARNING if not symptoms.solved and (began_large or standing_still(symptoms)) else NOTE
        elif output or len(found) == total or standing_still(symptoms):
            severity = SEVERE
        else:
            severity = WARNING if many else NOTE
        of = "rows answered wrong" if output else "rows" if counted.all() else "rows whose inputs are not all 0"
        rows = f"{int(flat[:, found[0]].sum()):,} of {len(flat):,} {of}"
        what = "the output" if output and total == 1 else units_in_words(found, layer, total)
        one = "" if len(found) == 1 else f" of unit {found[0]}"
        attempt = _instead_of_saturated(symptoms, layer)
        yield Finding(
            "saturated",
            severity,
            f"{what} {'is' if output and total == 1 else is_or_are(found)} saturated"
            + (" where it is wrong" if output else ""),
            f"On {rows} the slope{one} of {symptoms.activation(layer).symbol} is below {FLAT:.0%} of its largest, "
            f"{brief(steepest)}: hardly any of da{layer} reaches dz{layer} there.{_spread(symptoms, layer)}".replace(
                "%", " %"
            ),
            _lost(symptoms, layer, found[0], FLAT * steepest),
            attempt.words,
            layer,
            found,
            attempt.changes,
        )  # fmt: skip


def _counted(symptoms: Symptoms, layer: int) -> Bools | None:
    """The rows that a layer has something to learn from; None where nobody can tell."""
    if layer < symptoms.layers:
        return np.asarray(symptoms.rows("x" if layer == 1 else f"a{layer - 1}").any(axis=1))
    right = symptoms.right  # a sure and right answer is what learning is for
    return None if right is None else np.logical_not(right)


def _lost(symptoms: Symptoms, layer: int, unit: int, flat: float) -> tuple[Place, ...]:
    """z, da and dz of the counted row on show where most of da is lost; empty where there is none."""
    names = [name for name in (f"z{layer}", f"da{layer}", f"dz{layer}") if name in symptoms.values]
    inputs = symptoms.values.get("x" if layer == 1 else f"a{layer - 1}")
    if inputs is None or f"z{layer}" not in names:
        return ()
    counts = np.asarray(symptoms.slope(layer, symptoms.values[f"z{layer}"]))[:, unit] < flat
    counts &= inputs.any(axis=1) | (layer == symptoms.layers)
    if not counts.any():
        return ()
    sizes = np.nan_to_num(np.abs(symptoms.values[names[min(1, len(names) - 1)]][:, unit]), nan=np.inf)
    row = int(np.where(counts, sizes, -1.0).argmax())
    return tuple((name, (row, unit)) for name in names)


def _spread(symptoms: Symptoms, layer: int) -> str:
    return f" The root mean square of z{layer} is {rate.plainly(rms(symptoms.rows(f'z{layer}')))}."


def _instead_of_saturated(symptoms: Symptoms, layer: int) -> Attempt:
    why = rate.unusual(symptoms)
    if why:
        return why
    targets, loss = symptoms.rows("y"), symptoms.program.config.training.loss
    other = "binary_cross_entropy"
    fits = symptoms.activation(layer).name in LOSSES[other].outputs and bool(((targets == 0) | (targets == 1)).all())
    if layer == symptoms.layers and loss != other and fits:
        return Attempt(f"{other}, which takes the slope out", (("training.loss", other),))
    return rate.smaller_rate(symptoms)


def reach(symptoms: Symptoms) -> Iterator[Finding]:
    """Targets that the output's activation cannot say, whatever its weights."""
    activation, targets = symptoms.activation(symptoms.layers), symptoms.rows("y")
    low, high = activation.limits
    out = (targets < low) | (targets > high)
    if symptoms.solved or not out.any():
        return
    bounds = f"below {brief(low)}" if high == math.inf else f"outside {brief(low)} … {brief(high)}"
    name = f"a{symptoms.layers}"
    far = largest(targets) > LARGE_TARGETS
    identity = "identity as the output's activation, which reaches any number"
    yield Finding(
        "reach",
        SEVERE,
        "the output cannot reach all targets",
        f"{activation.symbol} says nothing {bounds}; {int(out.any(axis=1).sum()):,} of {len(out):,} rows have targets "
        f"there, {brief(float(targets.min()))} … {brief(float(targets.max()))} over all.",
        (*symptoms.extreme("y"), *symptoms.extreme(name)),
        f"standardized targets, and {identity}" if far else identity,
        symptoms.layers,
        changes=() if far else (("network.output_activation", "identity"),),
    )
