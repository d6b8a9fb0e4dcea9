"""Units that do not learn: dead, off, saturated, or the same as another.

Slopes come from the activation's own op. Knows nothing of losses over time.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from core.terms import brief
from scenarios.base import Array
from scenarios.diagnosis.finding import NOTE, SEVERE, WARNING, Finding, Place, is_or_are, units_in_words
from scenarios.diagnosis.losses import standing_still
from scenarios.diagnosis.symptoms import Bools, Symptoms

FLAT = 0.05  # of the largest slope: σ at |z| > 4.4, tanh at |z| > 2.2; of the blame, 19 parts in 20 are gone there
MOST = 0.9  # of the rows: a unit that still bends for one row in ten has something to learn from
SAME = 1e-12  # of a unit's largest weight: the same units differ by rounding only, others start far apart
MANY = 0.25  # of a layer's units: fewer dead ones are usual with relu, and seldom missed


def can_die(symptoms: Symptoms) -> bool:
    """Whether some activation has a slope that is exactly 0 for half of all z."""
    return any(symptoms.can_die(layer) for layer in range(1, symptoms.layers + 1))


def dead(symptoms: Symptoms) -> Iterator[Finding]:
    """The slope is exactly 0 on all training rows: nothing that reaches the unit can change its weights."""
    for layer in range(1, symptoms.layers + 1):
        found = _numbers(symptoms.dead(layer))
        if not found:
            continue
        total, unit = symptoms.units(layer), found[0]
        z = symptoms.rows(f"z{layer}")[:, list(found)]
        whole = len(found) == total
        if symptoms.solved:
            severity = NOTE
        elif whole or standing_still(symptoms):
            severity = SEVERE
        else:
            severity = WARNING if len(found) >= MANY * total else NOTE
        its, verb = ("its", "is") if len(found) == 1 else ("their", "are")
        lost = "nothing of the gradient gets past this layer" if whole else f"no gradient moves {its} weights"
        yield Finding(
            "dead",
            severity,
            f"{units_in_words(found, layer, total)} {verb} dead",
            f"{its.capitalize()} z{layer} {verb} 0 or less on {symptoms.rows_in_words} (at most "
            f"{brief(float(z.max()))}), so the slope is 0 and dz{layer} is 0: {lost}.",
            (
                *_highest(symptoms, layer, unit),
                *symptoms.extreme(f"da{layer}", unit),
                *_same_row(symptoms, layer, unit),
                *symptoms.extreme(f"dW{layer}", unit),
            ),
            _instead_of_dead(symptoms, layer, whole),
            layer,
            found,
        )


def _instead_of_dead(symptoms: Symptoms, layer: int, whole: bool) -> str:
    inputs = symptoms.rows("x")
    spread = float(np.abs(inputs).max())
    if whole and spread > 10:
        return f"standardized inputs (they go up to {brief(spread)} here), or a smaller learning rate"
    if not symptoms.opening[f"W{layer}"].any():
        return "initial weights that are drawn at random (he, xavier), not zeros"
    if whole:
        return "another seed, or a smaller learning rate"
    return "another seed, more units, or leaky_relu, whose slope is never 0"


def off(symptoms: Symptoms) -> Iterator[Finding]:
    """The slope is 0 on all rows of this batch, but not on all training rows."""
    for layer in range(1, symptoms.layers + 1):
        z = symptoms.values.get(f"z{layer}")
        if z is None or not symptoms.can_die(layer):
            continue
        slope = symptoms.slope(layer)
        found = _numbers((symptoms.slope(layer, z) == 0).all(axis=0) & (slope != 0).any(axis=0))
        if found:
            on = (slope[:, list(found)] != 0).any(axis=1).sum()
            yield Finding(
                "off",
                NOTE,
                f"{units_in_words(found, layer, symptoms.units(layer))} {is_or_are(found)} off for this batch",
                f"On all its {len(z):,} rows the slope is 0; on {int(on):,} of {len(slope):,} training rows it is not.",
                (*_highest(symptoms, layer, found[0]), *symptoms.extreme(f"dW{layer}", found[0])),
                "nothing: the next batch may wake it",
                layer,
                found,
            )


def can_saturate(symptoms: Symptoms) -> bool:
    """Whether some layer's activation is flat on both sides."""
    return any(_bounded(symptoms, layer) for layer in range(1, symptoms.layers + 1))


def _bounded(symptoms: Symptoms, layer: int) -> bool:
    """σ and tanh; not where the loss gives dz at once, as the slope plays no part there."""
    activation = symptoms.activation(layer)
    by_slope = symptoms.program.index_of(f"da{layer}") is not None
    return activation.backward is not None and by_slope and all(map(math.isfinite, activation.limits))


def saturated(symptoms: Symptoms) -> Iterator[Finding]:
    """The slope is nearly 0 on nearly all rows; of the output, on nearly all rows that it answers wrong."""
    for layer in range(1, symptoms.layers + 1):
        if not _bounded(symptoms, layer):
            continue
        largest = float(symptoms.slope(layer, np.zeros((1, 1)))[0, 0])
        flat = symptoms.slope(layer) < FLAT * largest
        output = layer == symptoms.layers
        if output:  # a sure and right answer is what learning is for
            wrong = None if symptoms.right is None else ~symptoms.right
            if wrong is None or not wrong.any():
                continue
            flat = flat[wrong]
        shares = flat.mean(axis=0)
        found = _numbers(shares >= MOST)
        if not found:
            continue
        total = symptoms.units(layer)
        if symptoms.solved:
            severity = NOTE
        elif output or len(found) == total or standing_still(symptoms):
            severity = SEVERE
        else:
            severity = WARNING if len(found) > total / 2 else NOTE
        rows = f"{int(flat[:, found[0]].sum()):,} of {len(flat):,} {'rows answered wrong' if output else 'rows'}"
        what = "the output" if output and total == 1 else units_in_words(found, layer, total)
        yield Finding(
            "saturated",
            severity,
            f"{what} {'is' if output and total == 1 else is_or_are(found)} saturated"
            + (" where it is wrong" if output else ""),
            f"On {rows} the slope of {symptoms.activation(layer).symbol} is below {FLAT:.0%} of its largest, "
            f"{brief(largest)}: hardly any of da{layer} reaches dz{layer}.".replace("%", " %"),
            (*symptoms.extreme(f"z{layer}", found[0]), *symptoms.extreme(f"da{layer}", found[0]),
             *symptoms.extreme(f"dz{layer}", found[0])),
            "binary_cross_entropy, which takes the slope out, or a smaller learning rate"
            if output
            else "smaller initial weights (xavier), or a smaller learning rate",
            layer,
            found,
        )  # fmt: skip


def has_hidden(symptoms: Symptoms) -> bool:
    """Whether there is a hidden layer of more than one unit."""
    return any(symptoms.units(layer) > 1 for layer in symptoms.hidden)


def symmetric(symptoms: Symptoms) -> Iterator[Finding]:
    """Units with the same weights, in and out: they compute the same, get the same gradient, and stay the same."""
    for layer in symptoms.hidden:
        into, bias = symptoms.opening[f"W{layer}"], symptoms.opening[f"b{layer}"]
        each = np.concatenate([into, bias[None, :], symptoms.opening[f"W{layer + 1}"].T], axis=0)
        found = _alike(each)
        if not found:
            continue
        total, (one, other) = symptoms.units(layer), found[:2]
        nothing = not each[:, list(found)].any()
        entries: list[Place] = [(f"W{layer}", (0, one)), (f"W{layer}", (0, other))]
        entries += [(f"W{layer + 1}", (one, 0)), (f"W{layer + 1}", (other, 0))]
        if f"dW{layer}" in symptoms.values:
            entries += [(f"dW{layer}", (0, one)), (f"dW{layer}", (0, other))]
        yield Finding(
            "symmetric",
            NOTE if symptoms.solved else SEVERE,
            f"{units_in_words(found, layer, total)} are the same",
            ("Their weights in and out are all 0" if nothing else "Their weights in and out are equal to the last bit")
            + f", so each gets the same dW{layer} and they stay the same: together they are one unit.",
            tuple(entries),
            "initial weights that are drawn at random (normal, xavier, he), not zeros",
            layer,
            found,
        )


def _alike(each: Array) -> tuple[int, ...]:
    """The columns that are the same as another one, the largest such group; sorted, the same ones are neighbours."""
    order = np.lexsort(each)
    size = np.abs(each[:, order]).max(axis=0)
    apart = np.abs(np.diff(each[:, order], axis=1)).max(axis=0)
    groups = [[int(order[0])]]
    for place, same in zip(order[1:], apart <= SAME * np.maximum(size[1:], size[:-1]), strict=True):
        if not same:
            groups.append([])
        groups[-1].append(int(place))
    largest = max(groups, key=len)
    return tuple(sorted(largest)) if len(largest) > 1 else ()


def _numbers(which: Bools) -> tuple[int, ...]:
    return tuple(int(unit) for unit in np.flatnonzero(which))


def _highest(symptoms: Symptoms, layer: int, unit: int) -> tuple[Place, ...]:
    """The z of a unit that comes nearest to switching it on."""
    z = symptoms.values.get(f"z{layer}")
    return () if z is None else ((f"z{layer}", (int(z[:, unit].argmax()), unit)),)


def _same_row(symptoms: Symptoms, layer: int, unit: int) -> tuple[Place, ...]:
    """The dz where the most blame arrives, and is stopped."""
    if f"dz{layer}" not in symptoms.values:
        return ()
    return tuple((f"dz{layer}", index) for _, index in symptoms.extreme(f"da{layer}", unit))
