"""The bytes of frames beside the fewest that would bring what changes on the screen.

The fewest are: for each run of neighbouring cells that changed the shorter of a jump within the row and a move to the
place, where the look changes the parameters that differ or all of them after a reset, and the characters. It does not
know what the program under test does to send fewer.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from statistics import mean

from benchmarks.emulator import PLAIN, Look
from benchmarks.terminal import Cells, Terminal


@dataclass(frozen=True)
class Sent:
    """Means of a frame. each: bytes that came. fewest: that it takes. cells: that changed."""

    each: float
    fewest: float
    cells: float

    @property
    def ratio(self) -> float:
        """What came by the fewest."""
        return self.each / self.fewest


def sent(terminal: Terminal, seconds: float) -> Sent:
    """Of the frames that come in this time, of which there must be two."""
    terminal.keeps = True
    first = terminal.drain(seconds / 10)[-1:]
    before = terminal.received
    frames = terminal.drain(seconds)
    terminal.keeps = False
    needed = [changes(old.cells, new.cells) for old, new in pairwise([*first, *frames])]
    cells, fewest = (mean(column) for column in zip(*needed, strict=True))
    return Sent((terminal.received - before) / len(needed), fewest, cells)


def changes(old: Cells, new: Cells) -> tuple[int, int]:
    """How many cells changed between two screens of one size, and the fewest bytes for them."""
    cells = fewest = 0
    pen = PLAIN
    for y, (old_row, row) in enumerate(zip(old, new, strict=True)):
        at = None  # where the next character comes in this row
        for x, (was, cell) in enumerate(zip(old_row, row, strict=True)):
            if _are_same(was, cell):
                continue
            char, look = cell
            cells += 1
            if at != x:
                move = len(f"\x1b[{y + 1};{x + 1}H")
                fewest += move if at is None else min(move, len(f"\x1b[{x - at}C"))
            fewest += _turn(pen, look) + len(char.encode())
            pen, at = look, x + 1
    return cells, fewest


def _are_same(was: tuple[str, Look], cell: tuple[str, Look]) -> bool:
    """Whether nobody sees a difference: the colour of text does not show on a blank."""
    if was == cell:
        return True
    blank = was[0] == cell[0] == " " and not (was[1].attributes or cell[1].attributes)
    return blank and was[1].bg == cell[1].bg


def _turn(before: Look, after: Look) -> int:
    """The fewest bytes from one look to another."""
    if before == after:
        return 0
    fg, bg = (
        ";".join(map(str, (base, *colour))) if colour else "" for base, colour in ((38, after.fg), (48, after.bg))
    )
    anew = ["0" * (before != PLAIN), *map(str, sorted(after.attributes)), fg, bg]
    ways = [anew]
    if before.attributes == after.attributes:
        ways.append([(fg or "39") * (before.fg != after.fg), (bg or "49") * (before.bg != after.bg)])
    return min(len(f"\x1b[{';'.join(filter(None, way))}m") for way in ways)
