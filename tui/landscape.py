"""The loss of one moment as a function of its numbers: what the pictures of it are painted from.

All of it is of the moment's iteration: its batch, its parameters before the update, and the update where its gradients
are on show. Gives numbers to panels; the engine computes them.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from glassnet.core.landscape import Curve, Move, Stand, curve, ended, forward_values, moved_by, stand, totals
from glassnet.core.machine import State
from glassnet.core.ops import Array
from glassnet.core.paths import Number, Path
from glassnet.tui.messages import Entry
from glassnet.tui.samples import Floats

if TYPE_CHECKING:
    from glassnet.tui.snapshot import Snapshot

NUMBERS = 300_000  # of all units and samples, for all places of a curve or a surface: some five milliseconds
PAUSED = 4  # times as many of a surface, when nothing has to go on
ONE_BY_ONE = 100  # places where they are computed one by one
LEAST = 25  # places of a curve whatever it takes
Limits = tuple[float, float]


class Landscape:
    """The loss around the numbers of a snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self.program, self.opening = snapshot.program, snapshot.opening
        self._stands: dict[Entry, Stand] = {}

    def number(self, entry: Entry | None) -> Entry | None:
        """The number that the loss can be drawn over where this one is looked at; None where there is none."""
        if entry is None or entry.sample is not None:
            return None
        name = moved_by(self.program, entry.name)
        value = self.values.get(name)
        if value is None or len(entry.index) != value.ndim:
            return None
        inside = all(0 <= at < size for at, size in zip(entry.index, value.shape, strict=True))
        return Entry(name, entry.index) if inside else None

    @cached_property
    def values(self) -> dict[str, Array]:
        """The values before the update, the forward pass whole."""
        return forward_values(self.program, self.opening)

    @cached_property
    def end(self) -> State:
        """The end of the iteration."""
        snapshot = self._snapshot
        done = snapshot.state.done == len(self.program.steps)
        return snapshot.closing if done else ended(self.program, snapshot.state)

    def stand(self, number: Entry) -> Stand:
        """Where a number stands, and where its update leads, if its gradient is on show."""
        if number not in self._stands:
            known = f"d{number.name}" in self.opening.values and number.name in self.program.parameters
            end = self.end if known else None
            self._stands[number] = stand(self.program, self.values, number.name, number.index, end)
        return self._stands[number]

    def curve(self, number: Entry, limits: Limits, places: int) -> Curve:
        """The loss over a number, at so many places, or as many as do not take too long."""
        count = max(LEAST, min(places, self._room))
        return curve(self.program, self.values, Move(number.name, number.index, np.linspace(*limits, count)))

    def surface(self, pair: tuple[Entry, Entry], across: Limits, up: Limits, columns: int, rows: int) -> Floats:
        """The loss over two numbers at the middle of each tile, (rows, columns), the highest second number first.

        Of fewer and larger tiles where so many would take too long.
        """
        room = max(LEAST, self._room if self._snapshot.choices.running else PAUSED * self._room)
        fewer = max(1, int(np.ceil(np.sqrt(columns * rows / room))))
        columns, rows = max(1, columns // fewer), max(1, rows // fewer)
        xs = across[0] + (np.arange(columns) + 0.5) / columns * (across[1] - across[0])
        ys = up[1] - (np.arange(rows) + 0.5) / rows * (up[1] - up[0])
        grid = np.meshgrid(xs, ys)
        moves = [Move(*number[:2], at.ravel()) for number, at in zip(pair, grid, strict=True)]
        return totals(self.program, self.values, moves).reshape(rows, columns)

    def path(self, pair: tuple[Entry, Entry]) -> Path:
        """Where two parameters were at the ends of iterations, up to this moment."""
        snapshot = self._snapshot
        numbers = tuple(Number(*number[:2]) for number in pair)
        return snapshot.paths.of(numbers, snapshot.at_tick, replays=not snapshot.choices.running)

    @property
    def _room(self) -> int:
        """How many places do not take too long."""
        if self.program.plain:  # which goes through them one by one
            return ONE_BY_ONE
        rows = len(self.values["x"])
        return NUMBERS // max(1, rows * sum(self.program.config.network.sizes[1:]))
