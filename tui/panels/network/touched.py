"""Which part of the network the step just done touches, in columns (0 is the inputs) and layers of weights."""

from __future__ import annotations

from typing import NamedTuple

from glassnet.core.info import DATA, GRADIENT, INPUTS, LOSS, OUTPUTS, PENALTY, SUMS, WEIGHTS
from glassnet.tui.snapshot import Snapshot


class Touched(NamedTuple):
    """weights: layers whose edges are lit. units: the column whose badges are, or -1. texts: what to say of it.

    live: whether there is a step to speak of; while iterations run through nothing is lit, it would only flicker.
    """

    weights: frozenset[int] = frozenset()
    units: int = -1
    texts: tuple[str, ...] = ()
    live: bool = False


def column_of(snapshot: Snapshot, name: str) -> int | None:
    """The column that a value belongs to; a weight belongs to the units it leads to."""
    info = snapshot.program.info.get(name)
    return None if info is None or not (info.layer or info.kind == INPUTS) else info.layer


def touched(snapshot: Snapshot) -> Touched:
    """What the step just done works on."""
    step, layers = snapshot.step, snapshot.program.layers
    if step is None or (snapshot.choices.running and "step" not in snapshot.choices.speed):
        return Touched()
    name, info = step.output, snapshot.program.info[step.output]
    layer = info.layer
    if info.kind == PENALTY:
        return Touched(frozenset(range(1, layers + 1)), -1, ("lit: all weights",), True)
    if info.kind == LOSS:
        return Touched(frozenset(), layer, ("lit: output, for the loss", "lit: output"), True)
    if info.kind in DATA:
        return Touched(frozenset(), layer, ("lit: input" if info.kind == INPUTS else "lit: target",), True)
    if info.part == WEIGHTS:
        return Touched(frozenset({layer}), -1, (f"lit: weights of {name}", f"lit: {name}"), True)
    if info.kind == SUMS:
        return Touched(frozenset({layer}), -1, (f"lit: W{layer}, into {name}", f"lit: {name}"), True)
    if info.kind == GRADIENT and info.part == OUTPUTS and layer < layers:
        return Touched(frozenset({layer + 1}), -1, (f"lit: W{layer + 1}, back to {name}", f"lit: {name}"), True)
    return Touched(frozenset(), layer, (f"lit: units of {name}", f"lit: {name}"), True)
