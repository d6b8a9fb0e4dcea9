"""Which names stand in which half of the matrices, and at which columns.

Reads shapes and sizes from the snapshot, paints nothing. The choice of how many units fit is `drawing/windows.py`'s.
"""

from __future__ import annotations

import numpy as np

from glassnet.core.deferred import dataclass
from glassnet.core.info import OUTPUTS, SUMS
from glassnet.core.ops import OPTIMIZERS
from glassnet.scenarios.base import CLASSES
from glassnet.tui.drawing.cells import cell_len
from glassnet.tui.drawing.names import distinct
from glassnet.tui.drawing.numbers import fixed
from glassnet.tui.drawing.windows import Columns, cells_of, fit
from glassnet.tui.snapshot import Snapshot

MARGIN_WIDTH = 5  # cells of a margin's number that is not a small whole one
MARGIN_COLUMNS = 6  # more inputs than that are not read at a glance
LONGEST_INPUT = 6  # cells of an input's name
HEAD = 7  # cells of a head that stand over a number anyway
HEAD_GAP = 3  # cells that a column may get for the sake of a long head


@dataclass(frozen=True)
class Margin:
    """Columns between the labels and the numbers: the inputs of the layer beside z, the targets beside a."""

    name: str
    columns: int
    width: int

    @property
    def cells(self) -> int:
        """Its cells, with one for a mark on either side of every number."""
        return self.columns * (self.width + 2)

    def text(self, value: float | None) -> str:
        """A number of the margin: a whole one as it is, any other with two decimals."""
        if self.width < MARGIN_WIDTH and value is not None:
            return f"{value:.0f}".rjust(self.width)
        return fixed(value, 2, self.width)


@dataclass(frozen=True)
class Half:
    """One half: values or gradients.

    names, margins: by block; a block without a name has no numbers here.
    x: its first column. label, numbers: where labels and numbers begin. width: cells of a number.
    pitch: from one number to the next. end: the column after it. inputs: whether the rows of W are labelled here.
    """

    names: dict[str, str]
    margins: dict[str, Margin]
    x: int
    label: int
    numbers: int
    width: int
    pitch: int
    end: int
    inputs: bool


def names(snapshot: Snapshot) -> tuple[dict[str, str], dict[str, str]]:
    """The names of the layer's values and of their gradients, by block; kW and kb are the optimizer's state.

    Where the loss gives dz at once, the output has no da: the targets stand in its place.
    """
    layer, program = snapshot.layer, snapshot.program
    values = {block: f"{block}{layer}" for block in "Wbza" if f"{block}{layer}" in program.info}
    gradients = {block: f"d{name}" for block, name in values.items() if f"d{name}" in program.info}
    if layer == program.layers:
        gradients.setdefault("a", "y")
    parameters = {block: values[block] for block in "Wb" if block in values}
    for half, kept in zip((values, gradients), OPTIMIZERS[program.config.training.optimizer].state, strict=False):
        here = {f"k{block}": kept.name.format(w=name) for block, name in parameters.items()}
        half.update({block: name for block, name in here.items() if name in program.optimizer_state})
    return values, gradients


def margins(snapshot: Snapshot) -> dict[str, Margin]:
    """What may stand beside z (the layer's input) and a (the targets, in the output layer)."""
    sizes, layer = snapshot.program.config.network.sizes, snapshot.layer
    found: dict[str, Margin] = {}
    if sizes[layer - 1] <= MARGIN_COLUMNS:
        name = "x" if layer == 1 else f"a{layer - 1}"
        found["z"] = Margin(name, sizes[layer - 1], _margin_width(snapshot, name))
    outputs = layer == snapshot.program.layers and "y" not in names(snapshot)[1].values()
    if outputs and sizes[layer] <= MARGIN_COLUMNS:
        found["a"] = Margin("y", sizes[layer], _margin_width(snapshot, "y"))
    return found


def _margin_width(snapshot: Snapshot, name: str) -> int:
    """1 where all numbers are digits, 2 where some are negative ones, else room for decimals."""
    data = {"x": snapshot.scenario.data.inputs, "y": snapshot.scenario.data.targets}.get(name)
    if snapshot.program.info[name].kind == OUTPUTS:
        return MARGIN_WIDTH
    for array in (data, snapshot.array(name)):
        if array is not None and not bool(((array == np.rint(array)) & (abs(array) < 10)).all()):
            return MARGIN_WIDTH
    return 2 if data is not None and bool((data < 0).any()) else 1


def heads(snapshot: Snapshot, cells: int | None = None) -> list[str]:
    """The names of all units, shortened to so many cells: classes in the output layer of a class task."""
    data, units = snapshot.scenario.data, snapshot.program.config.network.sizes[snapshot.layer]
    if data.task == CLASSES and snapshot.layer == snapshot.program.layers and len(data.classes) == units:
        return list(data.classes if cells is None else distinct(data.classes, cells))
    full = [f"unit {unit}" for unit in range(units)]
    if cells is None or max(map(len, full)) <= cells:
        return full
    return [f"u {unit}" for unit in range(units)]


def input_names(snapshot: Snapshot) -> list[str]:
    """The names of the first layer's inputs, where they say more than their numbers do; else empty."""
    data = snapshot.scenario.data
    called = [feature.name for feature in data.features]
    plain = snapshot.layer > 1 or data.image or called == [f"x[{at}]" for at in range(len(called))]
    return [] if plain else called


def _before(
    snapshot: Snapshot, groups: list[dict[str, str]]
) -> tuple[list[int], int, list[int], dict[str, Margin], tuple[int, ...] | None]:
    """What stands before the numbers of halves: cells of their names, of a sample's number, of all that without
    margins, the margins there may be, and the cells with that beside z.
    """
    sizes, layer = snapshot.program.config.network.sizes, snapshot.layer
    digits = len(str(len(snapshot.samples.rows) - 1)) if "z" in groups[0] else 0
    named = [max(map(len, group.values())) for group in groups]
    if len(groups) == 1 and not digits:  # one of two that stand beneath each other, and begin alike
        named = [max(len(name) for half in names(snapshot) for block, name in half.items() if block in groups[0])]
    labelled = digits
    if "W" in groups[0]:
        longest = max(map(cell_len, input_names(snapshot) or [f"in {sizes[layer - 1] - 1}"]))
        labelled = max(len("bias"), min(longest, LONGEST_INPUT), digits)
    labels = [1 + name + 1 + (digits if i else labelled) + 1 for i, name in enumerate(named)]
    of_values = "z" in groups[0] and snapshot.program.info[groups[0]["z"]].kind == SUMS
    offered = margins(snapshot) if of_values else {}
    beside = None
    if "z" in offered:
        beside = (max(labels[0], 1 + named[0] + 1 + digits + offered["z"].cells), *labels[1:])
    return named, digits, labels, offered, beside


def room_for(snapshot: Snapshot, groups: list[dict[str, str]]) -> int:
    """Cells in which halves beside each other show all units, with decimals, margins and room for marks."""
    _, _, labels, _, beside = _before(snapshot, groups)
    units = snapshot.program.config.network.sizes[snapshot.layer]
    long = min(HEAD_GAP, max(0, max(map(cell_len, heads(snapshot))) - HEAD))
    return cells_of(units, tuple(beside or labels)) + 1 + len(groups) * (1 + units * long)


def halves(snapshot: Snapshot, groups: list[dict[str, str]], room: int, targets: bool) -> tuple[list[Half], Columns]:
    """One or two halves beside each other in `room` cells; the first has the labels of all rows.

    targets: whether there is a caption line that can name the targets.
    """
    sizes, layer = snapshot.program.config.network.sizes, snapshot.layer
    named, digits, labels, offered, beside = _before(snapshot, groups)
    columns = fit(room, sizes[layer], tuple(labels), beside)
    before = list(beside if columns.margin and beside else labels)
    taken = before[0] - (1 + named[0] + 1 + digits)  # cells for margins
    shown = {
        block: margin
        for block, margin in offered.items()
        if (columns.margin or block == "a") and margin.cells <= taken and (block == "z" or targets)
    }
    spare = max(0, room - sum(before) - columns.units * sum(width + 1 for width in columns.widths))

    def take(cells: int) -> int:
        nonlocal spare
        taken = min(cells, spare)
        spare -= taken
        return taken

    before[0] += take(1)  # so that the marks of the margin and of the first number do not meet
    wanted = max(map(len, heads(snapshot))) - min(columns.widths)
    each = columns.units * len(groups)
    gap = 1 + take(max(0, min(wanted, HEAD_GAP, spare // each)) * each) // each
    indent = take(1)
    before[0] += indent
    if len(groups) > 1:
        before[1] += take(1)
    found, x = [], 0
    for i, (group, width) in enumerate(zip(groups, columns.widths, strict=True)):
        numbers, pitch = x + before[i], width + gap
        last = i + 1 == len(groups)
        # the line between the halves takes the place of the mark after the last number, or the middle of what is over
        end = room if last else numbers + columns.units * pitch - gap + (spare + 1) // 2
        label = x + 1 + named[i] + 1 + (0 if i else indent)
        found.append(Half(group, {} if i else shown, x, label, numbers, width, pitch, end, i == 0))
        x = end + 1
    return found, columns
