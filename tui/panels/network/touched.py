"""Which part of the network the step just done touches, in columns (0 is the inputs) and layers of weights."""

from __future__ import annotations

import re
from typing import NamedTuple

from glassnet.tui.snapshot import Snapshot

_NAME = re.compile(r"((?:[vm]_)?d?[Wbza])(\d+)")


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
    if name in ("x", "y", "loss"):
        return 0 if name == "x" else snapshot.program.layers
    found = _NAME.fullmatch(name)
    number = int(found[2]) if found else 0
    return number if 1 <= number <= snapshot.program.layers else None


def touched(snapshot: Snapshot) -> Touched:
    """What the step just done works on."""
    step, layers = snapshot.step, snapshot.program.layers
    if step is None or (snapshot.choices.running and "step" not in snapshot.choices.speed):
        return Touched()
    name = step.output
    if name == "penalty":
        return Touched(frozenset(range(1, layers + 1)), -1, ("lit: all weights",), True)
    found = _NAME.fullmatch(name)
    if found is None:
        texts = {"x": ("lit: input",), "loss": ("lit: output, for the loss", "lit: output")}.get(name, ("lit: target",))
        return Touched(frozenset(), 0 if name == "x" else layers, texts, True)
    kind, layer = found[1], int(found[2])
    if kind.endswith("W"):
        return Touched(frozenset({layer}), -1, (f"lit: weights of {name}", f"lit: {name}"), True)
    if kind == "z":
        return Touched(frozenset({layer}), -1, (f"lit: W{layer}, into {name}", f"lit: {name}"), True)
    if kind == "da" and layer < layers:
        return Touched(frozenset({layer + 1}), -1, (f"lit: W{layer + 1}, back to {name}", f"lit: {name}"), True)
    return Touched(frozenset(), layer, (f"lit: units of {name}", f"lit: {name}"), True)
