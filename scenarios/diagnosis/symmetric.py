"""Units of a hidden layer that are equal, weights in and out: moving or not, they stay one unit.

Knows what the optimizer keeps of them; knows nothing of losses over time.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from glassnet.core.numerals import brief
from glassnet.core.terms import label
from glassnet.scenarios.base import Array
from glassnet.scenarios.diagnosis.finding import NOTE, SEVERE, Attempt, Finding, Place, units_in_words
from glassnet.scenarios.diagnosis.symptoms import Symptoms
from glassnet.scenarios.diagnosis.units import drawn

SAME = 1e-12  # of a unit's largest weight: the same units differ by rounding only, others start far apart


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
        attempt = _apart(symptoms)
        moves, alike, gradients = _together(symptoms, layer, found)
        entries: list[Place] = [(f"W{layer}", (0, one)), (f"W{layer}", (0, other))]
        entries += [(f"W{layer + 1}", (one, 0)), (f"W{layer + 1}", (other, 0))]
        entries += [place for place, _ in gradients if place[0] in symptoms.values]
        how = _how_equal(each[:, list(found)])
        shown = ", ".join(f"{label(*place)} is {brief(value)}" for place, value in gradients)
        if not moves:
            told = f"Their weights in and out are {how}, and their gradients all 0: they stay one unit."
        elif how == alike:
            told = f"Their weights in and out, and their gradients, are {how} ({shown}): they move, but stay one unit."
        else:
            told = (
                f"Their weights in and out are {how}, their gradients {alike} ({shown}): they move, but stay one unit."
            )
        yield Finding(
            "symmetric",
            NOTE if symptoms.solved else SEVERE,
            f"{units_in_words(found, layer, total)} are equal{' and move together' if moves else ', with no gradient'}",
            told,
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


def _together(
    symptoms: Symptoms, layer: int, found: tuple[int, ...]
) -> tuple[bool, str, tuple[tuple[Place, float], ...]]:
    """Whether equal units move, how equal their gradients are, and those of two of them."""
    names = [name for name in (f"W{layer}", f"W{layer + 1}", f"b{layer}") if name in symptoms.program.config.trained]
    columns = {}
    for name in names:
        array = symptoms.gradient(f"d{name}")
        columns[name] = np.atleast_2d(array.T if name == f"W{layer + 1}" else array)[:, list(found)]
    name = next((name for name, array in columns.items() if array.any()), "")
    if not name or not float(symptoms.values["lr"]):
        return False, "", ()
    at = int(np.abs(columns[name][:, 0]).argmax())
    shown: list[tuple[Place, float]] = []
    for place, unit in enumerate(found[:2]):
        index = (unit,) if name == f"b{layer}" else (at, unit) if name == f"W{layer}" else (unit, at)
        shown.append(((f"d{name}", index), float(columns[name][at, place])))
    return True, _how_equal(np.concatenate(list(columns.values()))), tuple(shown)


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
        return drawn()
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
