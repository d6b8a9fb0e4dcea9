"""All that is said about one number, worked out when it is first asked for and kept while the number is on show."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from functools import cached_property

import numpy as np

from glassnet.core.explain import Explanation
from glassnet.core.gradcheck import Check
from glassnet.scenarios.base import Dataset
from glassnet.tui.drawing.windows import Sliding
from glassnet.tui.panels.explain import words
from glassnet.tui.panels.explain.facts import Consequence, check_of, consequence_of
from glassnet.tui.panels.explain.formula import Formula, in_lines
from glassnet.tui.panels.explain.parts import table_of
from glassnet.tui.panels.explain.table import Row, Table
from glassnet.tui.snapshot import Snapshot

KEPT = 24  # numbers whose pages are kept, so that going back along a chain costs nothing


class Page:
    """One number: its explanation, and what panels say about it."""

    def __init__(self, explanation: Explanation, data: Dataset) -> None:
        self.explanation = explanation
        self.data = data
        self._formulas: dict[tuple[int, int, bool], Formula] = {}
        self._windows = {False: Sliding(), True: Sliding()}  # of all rows; of the largest, with a line for the rest
        self._rows_left = False  # which of the two was last painted

    @property
    def title(self) -> str:
        """`dW1[0,2] = +0.006125`."""
        sample, explanation = self.explanation.history.sample, self.explanation
        answer = explanation.name == f"a{explanation.program.layers}"
        what = f"{'prediction, ' * answer}{sample}: " if sample else ""
        return f"{what}{self.explanation.label} = {self._signed}"

    @property
    def _signed(self) -> str:
        return words.signed(
            self.explanation.program, self.explanation.name, self.explanation.value, self.explanation.digits
        )

    @cached_property
    def moment(self) -> str:
        """When it was computed."""
        return words.moment(self.explanation)

    @cached_property
    def headlines(self) -> list[str]:
        """What it means, the longest wording first."""
        return words.headlines(self.explanation, self.data, self.check)

    @cached_property
    def origin(self) -> list[tuple[str, str]]:
        """Lines of a label and a text where no step computed it."""
        return [] if self.explanation.step else words.origin(self.explanation, self.data)

    def formula(self, width: int, most: int, full: bool) -> Formula | None:
        """The formula in lines."""
        term = self.explanation.term
        if term is None:
            return None
        key = (width, most, full)
        if key not in self._formulas:
            result = f" = {self._signed}"
            self._formulas[key] = in_lines(term, width, most, result, full, self.explanation.digits)
        return self._formulas[key]

    @cached_property
    def table(self) -> Table | None:
        """Its parts."""
        return table_of(self.explanation, self.data)

    @cached_property
    def check(self) -> Check | None:
        """A gradient beside the central difference."""
        return check_of(self.explanation)

    @cached_property
    def consequence(self) -> Consequence | None:
        """What a gradient will do to its parameter."""
        return consequence_of(self.explanation)

    @cached_property
    def readers(self) -> str:
        """What reads it next."""
        return words.readers(self.explanation)

    # --- rows of the table ---

    def order(self, full: bool, room: int) -> tuple[int, ...]:
        """The places of all rows as the arrow keys go through them."""
        table = self.table
        if table is None:
            return ()
        by_size = table.kind == "shares" and not full and len(table.rows) > room
        return table.ranks if by_size else tuple(range(len(table.rows)))

    def window(self, full: bool, room: int, operand: int) -> tuple[list[int], bool]:
        """The places of the rows to show, and whether a line for the rest follows them."""
        table = self.table
        if table is None or room < 1:
            return [], False
        order, total = self.order(full, room), len(table.rows)
        if total <= room:
            return list(order), False
        rest = table.kind == "shares" and not full and room > 1
        self._rows_left = rest
        window = self._windows[rest].at(total, room - rest, *self._wanted(table, order, room - rest, operand))
        return [order[at] for at in window], rest

    def _wanted(self, table: Table, order: tuple[int, ...], room: int, operand: int) -> tuple[int | None, ...]:
        """The rows that are to be seen: the chosen operand's; of those by size the largest, if they leave it room."""
        chosen = next((at for at, place in enumerate(order) if _reads(table.rows[place], operand)), 0)
        return (0, None if chosen < room else chosen) if self._rows_left else (chosen,)

    def move(self, by: int) -> None:
        """Show so many rows further."""
        self._windows[self._rows_left].move(by)

    def keep(self, full: bool, room: int, operand: int) -> None:
        """Stay when this operand is chosen: it was clicked."""
        if self.table is not None:
            wanted = self._wanted(self.table, self.order(full, room), room - self._rows_left, operand)
            self._windows[self._rows_left].keep(*wanted)

    def moved(self, full: bool, room: int, operand: int, across: int, down: int) -> int | None:
        """The operand that an arrow key leads to, on show or not."""
        table = self.table
        if table is None:
            return None
        rows = [table.rows[place] for place in self.order(full, room)]
        grid = [{x: cell.place for x, cell in enumerate(row.cells) if cell and cell.place is not None} for row in rows]
        grid = [places for places in grid if places]
        here = next(((y, x) for y, places in enumerate(grid) for x, p in places.items() if p == operand), None)
        if here is None:
            return next(iter(grid[0].values()), None) if grid else None
        y, x = here
        if across:
            beside = sorted((x0 for x0 in grid[y] if (x0 - x) * across > 0), key=lambda x0: abs(x0 - x))
            return grid[y][beside[0]] if beside else None
        if not 0 <= y + down < len(grid):
            return None
        places = grid[y + down]
        return places[min(places, key=lambda x0: abs(x0 - x))]

    # --- samples ---

    @cached_property
    def _rows(self) -> np.ndarray | None:
        return self.explanation.shown.get("rows")

    def chosen_sample(self, snapshot: Snapshot) -> int | None:
        """The chosen sample's position in the batch that the number was computed from, if it is in there."""
        if snapshot.sample.test or snapshot.sample.drawn or self.explanation.history.sample:  # of one row alone
            return None
        if self._rows is None:
            return snapshot.sample.row
        found = np.flatnonzero(self._rows == snapshot.sample.row)
        return int(found[0]) if len(found) else None

    def training_row(self, sample: int) -> int:
        """The training row of a sample of that batch."""
        return sample if self._rows is None else int(self._rows[sample])


def _reads(row: Row, operand: int) -> bool:
    return any(cell is not None and cell.place == operand for cell in row.cells)


class Pages:
    """The pages of the numbers last shown.

    A history is what its first moment and its edits make it, so a page holds as long as the edits are the same.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, Page] = OrderedDict()

    def of(self, explanation: Explanation, data: Dataset) -> Page:
        """The page of a number, made when it is not kept."""
        history = explanation.history
        key = (
            history,
            explanation.name,
            explanation.index,
            explanation.asked,
            explanation.digits,
            tuple(history.actions),
        )
        page = self._kept.get(key)
        if page is None:
            page = self._kept[key] = Page(explanation, data)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return page
