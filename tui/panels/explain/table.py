"""What a table of the parts of one number holds. Knows nothing of where it comes from or how it is drawn."""

from __future__ import annotations

from glassnet.core.deferred import dataclass
from glassnet.core.terms import calculate


@dataclass(frozen=True)
class Cell:
    """One number of a row. place: of the operand that it is, None for a value in between."""

    value: float | None
    place: int | None = None
    name: str = ""


@dataclass(frozen=True)
class Row:
    """One part.

    label: which. note: more about it. cells: its numbers, None where a column has none.
    share: what it adds to the sum, or a probability. sample: its position in the batch, where it has one.
    """

    label: str
    note: str
    cells: tuple[Cell | None, ...]
    share: float | None = None
    sample: int | None = None


@dataclass(frozen=True)
class Table:
    """The parts of a number.

    kind: "shares", "softmax" or "operands". head, note_head, columns, share_head: the headings.
    marks: what stands before each column but the first. rows: in the order of the formula.
    ranks: the rows' places, the largest |share| first. total: of the shares, or of the column `total_column`.
    after: what becomes of the sum, in words: `loss = sum / 4 = 0.5087 / 4`.
    """

    kind: str
    rows: tuple[Row, ...]
    head: str = ""
    note_head: str = ""
    columns: tuple[str, ...] = ("",)
    marks: tuple[str, ...] = ()
    share_head: str = ""
    ranks: tuple[int, ...] = ()
    total: float | None = None
    total_column: int | None = None
    after: str = ""

    def rest(self, shown: set[int]) -> float:
        """What the rows that are not shown add up to."""
        return calculate("sum", [row.share or 0.0 for place, row in enumerate(self.rows) if place not in shown])
