"""What of a table is shown when not all of it fits: how many rows and columns, and which ones.

Pure arithmetic about the table of one layer: column heads, rows of weights (one an input), a row of biases, and the
same samples twice (z and a). Knows nothing of what the numbers are or how they are drawn.
"""

from __future__ import annotations

from typing import NamedTuple

BLOCKS = "Wbza"  # from top to bottom
PARAMETERS, SAMPLES = "Wb", "za"
LOW = 5  # from this height on the column heads and every block have a line
NOTED = 9  # from this height on the samples have a caption line of their own
AIRY = 15  # from this height on blank lines come before more rows
GAPS = 6


def slide(total: int, room: int, wanted: int, first: int | None = None) -> int:
    """Where a window of `room` out of `total` begins, so that `wanted` lies inside.

    It stays near `first`, where it began before, so that it does not jump under the reader's eyes; `wanted` comes in
    with a neighbour beside it. Without `first`, `wanted` stands in the middle.
    """
    if first is None:
        first = wanted - room // 2
    elif not first <= wanted < first + room:
        beside = 1 if room > 2 else 0
        first = wanted - beside if wanted < first else wanted - room + 1 + beside
    first = min(max(first, 0), max(0, total - room))
    if first <= wanted < first + room:
        return first
    return min(max(wanted, 0), max(0, total - room))


class Sliding:
    """Where the window of one axis begins, from one painting to the next: it holds what is wanted, see `slide`.

    Where the wheel or a click has put it, it stays until something else is wanted. centred: what is wanted stands in
    the middle, whatever was shown before.
    """

    def __init__(self, centred: bool = False) -> None:
        self._centred = centred
        self._first: int | None = None
        self._last = 0  # where it may begin at most
        self._wanted: tuple[int | None, ...] = ()
        self._put = False  # by the wheel or a click

    def at(self, total: int, room: int, *wanted: int | None) -> range:
        """So many of an axis, at least one, with what is wanted inside; of several the last one for certain."""
        room = max(1, min(room, total))
        self._last = max(0, total - room)
        if wanted != self._wanted:
            self._wanted, self._put = wanted, False
        first = min(self._first or 0, self._last)
        if not self._put:
            for each in wanted:
                if each is not None:
                    first = slide(total, room, min(max(each, 0), total - 1), None if self._centred else self._first)
                    self._first = first
            self._first = first
        return range(first, first + room)

    @property
    def is_whole(self) -> bool:
        """Whether all of the axis is shown."""
        return not self._last

    @property
    def at_start(self) -> bool:
        """Whether it stands at the beginning of the axis."""
        return not self._first

    def move(self, by: int) -> None:
        """Put it so many further, or as far as there is something to show."""
        first = min(max((self._first or 0) + by, 0), self._last)
        if first != self._first:
            self._first, self._put = first, True

    def keep(self, *wanted: int | None) -> None:
        """Stay when this is wanted, which is on show: it was clicked, and is not to move away under the mouse."""
        self._wanted, self._put = wanted, True


class Plan(NamedTuple):
    """How the lines of a table are shared out.

    heads: whether there are column heads. blocks: those that have rows, of BLOCKS. inputs: rows of W.
    samples: rows of z, and of a. note: whether a caption stands over the samples.
    gaps: more lines, the most useful first: a caption over a, a blank one over z's, captions over W and over b, blank
    ones over a's and b's. kept: rows below for the
    optimizer's state.
    """

    heads: bool
    blocks: str
    inputs: int
    samples: int
    note: bool = False
    gaps: int = 0
    kept: bool = False


def share(height: int, inputs: int, samples: int, kept: bool = False, first: str = "z") -> Plan:
    """Share `height` lines among the blocks; where they are few, weights take a third and the samples the rest.

    kept: whether there is optimizer state to show if there is room. first: the block that matters most.
    """
    if height < LOW:
        order = [first, *(block for block in "zaWb" if block != first)][: max(0, height)]
        return Plan(False, "".join(block for block in BLOCKS if block in order), 1, 1)
    note = height >= NOTED and height != 2 + inputs + 2 * samples  # it gives way to the last rows
    room = height - 2 - note  # 2: the heads and the biases
    gaps = 2 if height >= AIRY and inputs + 2 * samples > room else 0  # a row more does not make up for them
    room -= gaps
    rows = min(inputs, max(room // 3, room - 2 * samples, 1))
    shown = max(1, min(samples, (room - rows) // 2))
    rows = max(1, min(inputs, room - 2 * shown))
    spare = room - rows - 2 * shown
    more = min(spare, GAPS - gaps)
    return Plan(
        True, BLOCKS, rows, shown, note, gaps + more, kept and spare - more >= inputs + 3
    )  # 3: blank, caption, bias


def share_parameters(height: int, inputs: int, kept: bool) -> Plan:
    """The same of weights and biases alone, in at least 4 lines."""
    rows = max(1, min(inputs, height - 2))
    spare = height - 2 - rows
    gaps = {0: 0, 1: 3, 2: 4}.get(spare, GAPS)  # the first two are of no use here
    return Plan(True, PARAMETERS, rows, 0, False, gaps, kept and spare - 3 >= inputs + 3)


def share_samples(height: int, samples: int) -> Plan:
    """The same of the samples alone, in at least 5 lines."""
    rows = max(1, min(samples, (height - 3) // 2))
    return Plan(True, SAMPLES, 0, rows, True, 5 if height - 3 > 2 * rows else 1)


class Segment(NamedTuple):
    """Lines of a table: from `y` on, so many of one kind ("heads", "caption" or "rows") of one block."""

    y: int
    kind: str
    block: str
    lines: int = 1


def segments(plan: Plan) -> list[Segment]:
    """The lines of a plan from top to bottom; kW and kb are the optimizer's state of W and b."""
    extra = (("caption", "a"), ("blank", "z"), ("caption", "W"), ("caption", "b"), ("blank", "a"), ("blank", "b"))
    over = {*extra[: plan.gaps], ("caption", "z" if plan.note else ""), ("blank", "kW"), ("caption", "kW")}
    counts = {"W": plan.inputs, "b": 1, "kW": plan.inputs, "kb": 1}
    lines, y = [Segment(0, "heads", "")] * plan.heads, int(plan.heads)
    for block in (*plan.blocks, *(("kW", "kb") if plan.kept else ())):
        y += ("blank", block) in over and block != plan.blocks[0]
        if ("caption", block) in over:
            lines.append(Segment(y, "caption", block))
            y += 1
        lines.append(Segment(y, "rows", block, counts.get(block, plan.samples)))
        y += lines[-1].lines
    return lines


def lines_of(plan: Plan) -> int:
    """How many lines a plan takes."""
    last = segments(plan)[-1]
    return last.y + last.lines


class Columns(NamedTuple):
    """How many units are shown, how wide their numbers are in each half, and whether the margins are shown."""

    units: int
    widths: tuple[int, ...]
    margin: bool


NUMBERS = {2: ((7, 7), (6, 7), (6, 6)), 1: ((7,), (6,))}  # cells of a number in each half, the best first
ENOUGH = 6  # units; more of them are not worth fewer decimals
WITH_MARGIN = 4  # units that must stand beside a margin


def cells_of(units: int, labels: tuple[int, ...]) -> int:
    """Cells in which all units have their decimals, each half after its labels."""
    return sum(labels) + units * sum(width + 1 for width in NUMBERS[len(labels)][0])


def fit(room: int, units: int, labels: tuple[int, ...], margins: tuple[int, ...] | None) -> Columns:
    """Choose what stands in `room` cells: one or two halves, each labels and a column of numbers for every unit.

    labels: cells of each half before its first number. margins: the same with the margin, None where there is none.
    A number takes its cells and one for a mark. All units come before decimals, a margin before the last units.
    """
    found: list[Columns] = []
    for before, margin in ((margins, True), (labels, False)):
        if before is None:
            continue
        choices = [
            Columns(max(1, min(units, (room - sum(before)) // sum(width + 1 for width in widths))), widths, margin)
            for widths in NUMBERS[len(before)]
        ]
        most = max(choice.units for choice in choices)
        whole = [choice for choice in choices if choice.units >= units]
        found.append((whole or [choice for choice in choices if choice.units >= min(most, ENOUGH, units)])[0])
        if found[-1].units >= units:
            return found[-1]
    roomy = [choice for choice in found if not choice.margin or choice.units >= min(units, WITH_MARGIN)]
    return roomy[0]
