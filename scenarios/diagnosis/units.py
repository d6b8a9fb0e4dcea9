"""Units that do not learn: dead, off, or the same as another.

Slopes come from the activation's own op. Knows nothing of losses over time.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from glassnet.core.numerals import brief
from glassnet.core.terms import label
from glassnet.scenarios.base import Array
from glassnet.scenarios.diagnosis import rate, slow
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
from glassnet.scenarios.diagnosis.symptoms import Symptoms

SAME = 1e-12  # of a unit's largest weight: the same units differ by rounding only, others start far apart
MANY = 0.25  # of a layer's units: fewer dead ones are usual with relu, and seldom missed


def can_die(symptoms: Symptoms) -> bool:
    """Whether some activation has a slope that is exactly 0 for half of all z."""
    return any(symptoms.can_die(layer) for layer in range(1, symptoms.layers + 1))


def dead(symptoms: Symptoms) -> Iterator[Finding]:
    """The slope is exactly 0 on all training rows: nothing that reaches the unit can change its weights."""
    for layer in range(1, symptoms.layers + 1):
        found = numbers(symptoms.dead(layer))
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
            severity = WARNING if len(found) >= MANY * total and learned_little(symptoms) else NOTE
        its, verb = ("its", "is") if len(found) == 1 else ("their", "are")
        lost = "nothing of the gradient gets past this layer" if whole else f"no gradient moves {its} weights"
        if symptoms.program.config.training.regularization != "none":
            lost = lost.replace("gradient", "loss's gradient").replace("no loss's", "none of the loss's")
        attempt = _instead_of_dead(symptoms, layer, found)
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
            attempt.words,
            layer,
            found,
            attempt.changes,
        )


def _instead_of_dead(symptoms: Symptoms, layer: int, found: tuple[int, ...]) -> Attempt:
    if not symptoms.initial[f"W{layer}"].any():
        return _drawn()
    if any(True for _ in slow.too_small(symptoms)):
        return Attempt("to see to the learning rate first")
    why = rate.unusual(symptoms)
    if why and not symptoms.began_dead(layer)[list(found)].all():
        return why
    return Attempt("another activation of the output") if layer == symptoms.layers else more(symptoms)


def more(symptoms: Symptoms) -> Attempt:
    """What most often leads away where nothing else is to blame: relu alone can be dead on all rows."""
    hidden = [symptoms.activation(each).name for each in symptoms.hidden]
    if "relu" in hidden:
        other = ["tanh" if name == "relu" else name for name in hidden]
        return Attempt("tanh instead of relu, more hidden units, or another seed", (("network.activation", other),))
    twice = [2 * symptoms.units(layer) for layer in symptoms.hidden]
    return Attempt("more hidden units, or another seed", (("network.hidden", twice),))


def _drawn() -> Attempt:
    words = "initial weights that are drawn at random (xavier, he, normal), not zeros"
    return Attempt(words, (("network.init", "xavier"),))


def off(symptoms: Symptoms) -> Iterator[Finding]:
    """The slope is 0 on all rows of this batch, but not on all training rows."""
    for layer in range(1, symptoms.layers + 1):
        z = symptoms.values.get(f"z{layer}")
        if z is None or not symptoms.can_die(layer):
            continue
        slope = symptoms.slope(layer)
        found = numbers((symptoms.slope(layer, z) == 0).all(axis=0) & (slope != 0).any(axis=0))
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


def has_hidden(symptoms: Symptoms) -> bool:
    """Whether there is a hidden layer of more than one unit."""
    return any(symptoms.units(layer) > 1 for layer in symptoms.hidden)


def symmetric(symptoms: Symptoms) -> Iterator[Finding]:
    """Units with the same weights, in and out: they compute the same, get the same gradient, and stay the same."""
    for layer in symptoms.hidden:
        into, bias = symptoms.opening[f"W{layer}"], symptoms.biases(layer)
        out = symptoms.opening[f"W{layer + 1}"].T
        each = np.concatenate([into, bias[None, :], out], axis=0)
        found = _alike(np.concatenate([into, bias[None, :]]), out, *_kept(symptoms, layer))
        if not found:
            continue
        total, (one, other) = symptoms.units(layer), found[:2]
        how = _how_equal(each[:, list(found)])
        attempt = _apart(symptoms)
        entries: list[Place] = [(f"W{layer}", (0, one)), (f"W{layer}", (0, other))]
        entries += [(f"W{layer + 1}", (one, 0)), (f"W{layer + 1}", (other, 0))]
        if f"dW{layer}" in symptoms.values:
            entries += [(f"dW{layer}", (0, one)), (f"dW{layer}", (0, other))]
        verb, told = _together(symptoms, layer, found)
        yield Finding(
            "symmetric",
            NOTE if symptoms.solved else SEVERE,
            f"{units_in_words(found, layer, total)} are equal{verb}",
            f"Their weights in and out are {how}, {told}",
            tuple(entries),
            attempt.words,
            layer,
            found,
            attempt.changes,
        )


def _how_equal(columns: Array) -> str:
    """How equal the columns of units are that are the same."""
    exactly = bool((columns == columns[:, :1]).all())
    return "all 0" if not columns.any() else "equal to the last bit" if exactly else "equal but for rounding"


def _together(symptoms: Symptoms, layer: int, found: tuple[int, ...]) -> tuple[str, str]:
    """Whether equal units move, in a few words and with the gradients of two of them."""
    gradients = {
        name: symptoms.gradient(f"d{name}")
        if name[0] != "W" or name == f"W{layer}"
        else symptoms.gradient(f"d{name}").T
        for name in (f"W{layer}", f"W{layer + 1}", f"b{layer}")
        if name in symptoms.program.config.trained
    }
    columns = {name: np.atleast_2d(array)[:, list(found)] for name, array in gradients.items()}
    name = next((name for name, array in columns.items() if array.any()), "")
    if not name or not float(symptoms.values["lr"]):
        return ", with no gradient", "and their gradients all 0: they stay one unit."
    at = int(np.abs(columns[name][:, 0]).argmax())
    shown = []
    for place, unit in enumerate(found[:2]):
        index = (unit,) if name == f"b{layer}" else (at, unit) if name == f"W{layer}" else (unit, at)
        shown.append((label(f"d{name}", index), brief(float(columns[name][at, place]))))
    (one, first), (other, second) = shown
    how = _how_equal(np.concatenate(list(columns.values())))
    return (
        " and move together",
        f"their gradients {how} ({one} is {first}, {other} is {second}): they move, but stay one unit.",
    )


def _kept(symptoms: Symptoms, layer: int) -> Iterator[Array]:
    """What the optimizer keeps of the weights in and out of each unit, (…, units): it drives the same ones apart."""
    for name in symptoms.program.optimizer_state:
        of = symptoms.program.info[name].of
        if symptoms.program.info[name].layer == layer:
            yield np.atleast_2d(symptoms.opening[name])
        elif of == f"W{layer + 1}":
            yield symptoms.opening[name].T


def _apart(symptoms: Symptoms) -> Attempt:
    zeros = not any(symptoms.initial[f"W{layer}"].any() for layer in range(1, symptoms.layers + 1))
    if zeros:
        return _drawn()
    return Attempt("to change a weight of one of them by hand ({edit}), or other initial weights")


def _alike(*blocks: Array) -> tuple[int, ...]:
    """The columns that are the same as another one in all blocks, the largest such group.

    Sorted, the same ones are neighbours. Within a block sizes compare; the weights in may dwarf those out.
    """
    order = np.lexsort(np.concatenate(blocks))
    alike = np.ones(len(order) - 1, dtype=bool)
    for block in blocks:
        size = np.abs(block[:, order]).max(axis=0)
        apart = np.abs(np.diff(block[:, order], axis=1)).max(axis=0)
        alike &= apart <= SAME * np.maximum(size[1:], size[:-1])
    groups = [[int(order[0])]]
    for place, same in zip(order[1:], alike, strict=True):
        if not same:
            groups.append([])
        groups[-1].append(int(place))
    largest = max(groups, key=len)
    return tuple(sorted(largest)) if len(largest) > 1 else ()


def _highest(symptoms: Symptoms, layer: int, unit: int) -> tuple[Place, ...]:
    """The z of a unit that comes nearest to switching it on."""
    z = symptoms.values.get(f"z{layer}")
    return () if z is None else ((f"z{layer}", (int(z[:, unit].argmax()), unit)),)


def _same_row(symptoms: Symptoms, layer: int, unit: int) -> tuple[Place, ...]:
    """The dz where the most blame arrives, and is stopped."""
    if f"dz{layer}" not in symptoms.values:
        return ()
    return tuple((f"dz{layer}", index) for _, index in symptoms.extreme(f"da{layer}", unit))
