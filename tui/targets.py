"""Whether what was pointed at is still there: a pure function of a snapshot."""

from __future__ import annotations

from glassnet.tui.messages import Entry, Layer, Operand, Removal, Sample, StepNumber, Target, UnitMap
from glassnet.tui.snapshot import Snapshot


def is_there(target: Target, snapshot: Snapshot) -> bool:
    """Whether this snapshot has such an entry, row, layer or operand; what names none of these is always there."""
    data, trail = snapshot.scenario.data, snapshot.choices.trail
    match target:
        case Entry(name, index):
            sizes = {"n": len(snapshot.samples.rows), "N": len(data.inputs)}
            shape = [sizes[size] if size in sizes else int(size) for size in snapshot.shape(name)]
            known = name in snapshot.program.reads or snapshot.program.index_of(name) is not None
            if not index and known:  # all of a value, as the list of steps names it
                return True
            return len(index) == len(shape) and all(0 <= at < size for at, size in zip(index, shape, strict=True))
        case Sample() as sample:
            return snapshot.samples.there(sample)
        case Removal(row):
            return 0 <= row < len(data.inputs)
        case Layer(number):
            return 1 <= number <= snapshot.program.layers
        case UnitMap(layer, unit):
            return snapshot.has_unit(layer, unit)
        case StepNumber(number):
            return 1 <= number <= len(snapshot.program.steps)
        case Operand(place):
            return bool(trail) and 0 <= place < len(trail[-1].operands)
    return True
