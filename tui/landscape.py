"""The loss of one moment as a function of its numbers: what the pictures of it are painted from.

All of it is of the moment's iteration: its batch, its parameters before the update, and the update where its gradients
are on show. Gives numbers to panels; the engine computes them.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from glassnet.core.info import WEIGHTS
from glassnet.core.landscape import Curve, Move, Stand, curve, ended, forward_values, moved_by, stand, totals
from glassnet.core.machine import State
from glassnet.core.ops import Array
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
        shape = self.shape(name) if name else ()
        inside = all(0 <= at < size for at, size in zip(entry.index, shape, strict=False))
        return Entry(name, entry.index) if shape and len(shape) == len(entry.index) and inside else None

    def shape(self, name: str) -> tuple[int, ...]:
        """The shape of a value."""
        own = self.program.config.parameters.get(name)
        return np.shape(self.values[name]) if own is None else own

    @property
    def first(self) -> Entry:
        """The weight that the step's example is about, or whose gradient it is; else the one with the largest gradient.

        That is among the first layer's weights. Where the step's example has no gradient at all it does not count.
        """
        focus = self.number(self._snapshot.focus)
        if focus is not None and self.program.info[focus.name].kind == WEIGHTS:
            known = self.opening.values.get(f"d{focus.name}")
            if known is None or known[focus.index] != 0:
                return focus
        name = self.program.parameters[0]
        unknown = (
            bool(self._snapshot.secret) or self._snapshot.handed is not None
        )  # it would tell; or follow from nothing
        gradient = None if unknown else self.end.values.get(f"d{name}")
        if gradient is None:
            return Entry(name, (0, 0))
        sizes = np.abs(gradient)
        at = int(np.where(np.isfinite(sizes), sizes, -1.0).argmax())
        return Entry(name, tuple(map(int, np.unravel_index(at, sizes.shape))))

    @property
    def on_show(self) -> Entry | None:
        """The number under the cursor, or whose gradient is; else the last one that was.

        Where nothing was chosen, see `first`; None where the loss does not depend on what was.
        """
        choices = self._snapshot.choices
        known = self.number(choices.cursor) or self.number(choices.around)
        return self.first if known is None and choices.cursor is None else known

    @property
    def pair(self) -> tuple[Entry, Entry] | None:
        """The number on show and its neighbour in a column of weights, or else the next one, in their order.

        None where it is no parameter.
        """
        number, parameters = self.on_show, self.program.parameters
        if number is None or number.name not in parameters:
            return None
        shape, index, other = self.shape(number.name), number.index, None
        for axis, size in enumerate(shape):
            if size > 1 and other is None:
                at = index[axis] + (1 if index[axis] + 1 < size else -1)
                other = Entry(number.name, (*index[:axis], at, *index[axis + 1 :]))
        if other is None:  # the only one of its array
            at = parameters.index(number.name)
            name = parameters[at + 1 if at + 1 < len(parameters) else at - 1]
            other = Entry(name, (0,) * len(self.shape(name)))
        low, high = sorted((number, other), key=lambda each: (parameters.index(each.name), each.index))
        return low, high

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

    @property
    def _room(self) -> int:
        """How many places do not take too long."""
        if self.program.plain:  # which goes through them one by one
            return ONE_BY_ONE
        rows = len(self.values["x"])
        return NUMBERS // max(1, rows * sum(self.program.config.network.sizes[1:]))
