"""How a wide panel of matrices is cut: parameters at the left, and at their right what each sample makes of them.

Two areas only where all units of the layer find room in both; else all blocks share the columns of one. Reads sizes
from the snapshot, paints nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from glassnet.tui.drawing.windows import PARAMETERS, SAMPLES, Plan, lines_of, share, share_parameters, share_samples
from glassnet.tui.layout import ENDLESS
from glassnet.tui.panels.matrices.halves import names, room_for
from glassnet.tui.snapshot import Snapshot

WIDE, HIGH = 110, 7  # cells inside the frame from which two areas are tried


class Area(NamedTuple):
    """Columns of the panel: its groups stand beneath each other, the halves of each beside each other."""

    x: int
    width: int
    groups: list[list[dict[str, str]]]
    plan: Plan

    @property
    def lines(self) -> int:
        """How many its groups take, with a line between two."""
        return len(self.groups) * (lines_of(self.plan) + 1) - 1


def areas(snapshot: Snapshot, width: int, height: int) -> tuple[Area, ...]:
    """The two areas, the gradients beside their values or, of parameters, beneath; empty where they do not fit."""
    if width < WIDE or height < HIGH:
        return ()
    both = names(snapshot)
    left, right = ([_only(half, blocks) for half in both] for blocks in (PARAMETERS, SAMPLES))
    inputs, samples = snapshot.program.config.network.sizes[snapshot.layer - 1], len(snapshot.samples.rows)
    kept = any("kW" in half for half in both)
    for groups in ([left], [[half] for half in left]):
        needed = max(room_for(snapshot, group) for group in groups), room_for(snapshot, right)
        spare = width - 1 - sum(needed)
        each = (height + 1) // len(groups) - 1
        parameters, rows = share_parameters(each, inputs, kept), share_samples(height, samples)
        if spare >= 0 and (len(groups) == 1 or parameters.inputs == inputs):
            cut = needed[0] + spare * needed[0] // sum(needed)
            # each plan knows the rows of the other, so that they choose the same windows
            parameters, rows = parameters._replace(samples=rows.samples), rows._replace(inputs=parameters.inputs)
            return Area(0, cut, groups, parameters), Area(cut + 1, width - cut - 1, [right], rows)
    return ()


def _only(half: dict[str, str], blocks: str) -> dict[str, str]:
    return {block: name for block, name in half.items() if block[-1] in blocks}


def lines_wanted(snapshot: Snapshot, width: int) -> int:
    """Lines inside the frame in which every layer is whole, with its captions."""
    found, sizes = [], snapshot.program.config.network.sizes
    for layer in range(1, snapshot.program.layers + 1):
        moment = replace(snapshot, choices=replace(snapshot.choices, layer=layer))
        kept = any("kW" in half for half in names(moment))
        cut = areas(moment, width, ENDLESS)
        alone = lines_of(share(ENDLESS, sizes[layer - 1], len(snapshot.samples.rows), kept))
        found.append(max((area.lines for area in cut), default=alone))
    return max(found)
