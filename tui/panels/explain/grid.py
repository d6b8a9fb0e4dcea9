"""The table of a number's parts in cells: the numbers that were read, their shares, and bars of what each pulls."""

from __future__ import annotations

import math
from functools import cached_property

from glassnet.core.numerals import brief
from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.texts import fitting, shorten
from glassnet.tui.messages import Operand, Sample
from glassnet.tui.panel import PaintOptions
from glassnet.tui.panels.explain.columns import GUTTER, columns_of, is_tiny, is_whole, number
from glassnet.tui.panels.explain.page import Page
from glassnet.tui.panels.explain.since import Changed, note
from glassnet.tui.panels.explain.table import Cell, Row, Table
from glassnet.tui.snapshot import Snapshot

CLIPPED = 3  # a sum so many times its largest share would make their bars vanish; it is cut instead


class Grid:
    """Paints a table on its part of the canvas."""

    def __init__(
        self, canvas: Canvas, page: Page, table: Table, snapshot: Snapshot, look: PaintOptions, since: Changed
    ) -> None:  # fmt: skip
        self.canvas, self.page, self.table, self.snapshot, self.look = canvas, page, table, snapshot, look
        self.since = since
        self.columns = columns_of(table, canvas.width, bool(since))
        count = len(table.columns)
        values = [[row.cells[i] for row in table.rows] for i in range(count)]
        self.tiny = [is_tiny([cell.value for cell in column if cell and cell.value is not None]) for column in values]
        self.whole = [all(cell is None or is_whole(cell) for cell in column) for column in values]
        shares = [row.share for row in table.rows if row.share is not None]
        self.tiny_shares = is_tiny([*shares, table.total or 0.0]) if table.kind == "shares" else False
        sizes = [abs(share) for share in shares if math.isfinite(share)]
        self.scale = max(sizes, default=0.0)
        total = abs(table.total) if table.total is not None and table.total_column is None else 0.0
        if total <= CLIPPED * self.scale:
            self.scale = max(self.scale, total)

    @cached_property
    def middle(self) -> tuple[int, int]:
        """How long a bar can be, and the column that bars begin at: at one end where all go the same way."""
        assert self.columns is not None
        width, start = self.columns.bar_width, self.columns.bar
        shares = [row.share for row in self.table.rows if row.share]
        if all(share > 0 for share in shares):
            return width - 1, start
        if all(share < 0 for share in shares):
            return width - 1, start + width - 1
        return width // 2, start + width // 2

    def paint(self, full: bool, operand: int, room: int, rule: bool, after: bool) -> int:
        """Heads, `room` lines of rows, and the sum; returns the line after them."""
        if self.columns is None:
            return 0
        shown, rest = self.page.window(full, room, operand)
        self._heads(shown, rest)
        y, chosen = 1, self.page.chosen_sample(self.snapshot)
        for place in shown:
            self._row(y, self.table.rows[place], operand, chosen)
            y += 1
        if rest:
            self._rest(y, set(shown))
            y += 1
        if self.table.total is not None:
            y = self._total(y, rule)
        if after:
            text = self.table.after
            short = " = ".join(text.split(" = ")[:1] + text.split(" = ")[2:])
            words = fitting(self.canvas.width - self.columns.label, text, short)
            self.canvas.text(min(GUTTER, self.canvas.width - len(words)), y, words, self.look.palette.text)
            y += 1
        return y

    # --- parts ---

    def _heads(self, shown: list[int], rest: bool) -> None:
        canvas, columns, table, fg = self.canvas, self.columns, self.table, self.look.palette.muted
        assert columns is not None
        count = len(table.rows)
        part = not rest and len(shown) < count
        window = (f"{shown[0]} … {shown[-1]} of {count}", f"of {count}") if part and shown else ()
        x = columns.label if table.kind == "operands" else 0
        end = min(columns.cells[0] - 1, columns.note or columns.cells[0] - 1)
        canvas.text(x, 0, shorten(table.head, end - x), fg)
        if columns.note:
            words = (*window, table.note_head) if table.kind == "operands" else (table.note_head,)
            canvas.text(columns.note, 0, fitting(columns.note_width, *words), fg)
        for x, text in zip(columns.cells, table.columns, strict=True):
            canvas.centre(x - 1, 0, columns.width + 2, text, fg)
        if columns.share:
            canvas.centre(columns.share, 0, columns.width, table.share_head or "share", fg)
        if columns.now:
            head = table.columns[self._moved]
            canvas.centre(columns.now - 1, 0, columns.width + 2, fitting(columns.width + 2, f"{head} now", "now"), fg)
        if columns.bar:
            pulls = self._largest(shown) if rest else (self._pulls(), "")
            text, centre = fitting(columns.bar_width, *(window or pulls)), self.middle[1]
            start, spare = columns.bar, columns.bar_width - len(text)
            x = start if centre == start else start + spare if centre > start + spare else start + spare // 2
            canvas.text(x, 0, text, fg)

    def _largest(self, shown: list[int]) -> tuple[str, ...]:
        """Which of the shares stand here, in the order of their size, the longest wording first."""
        count, first = len(self.table.rows), self.table.ranks.index(shown[0])
        if first:
            of_all, by_size = f"{first + 1} … {first + len(shown)}", "by size"
            return f"{of_all} of {count} {by_size}", f"{of_all} {by_size}", by_size
        return f"largest of {count} shares", f"largest of {count}", "largest"

    @cached_property
    def _moved(self) -> int:
        """The column whose numbers stand as they are now, too: the chosen operand's, or the first that has changed."""
        places = [{cell.place for row in self.table.rows if (cell := row.cells[i])} for i in range(len(self.tiny))]
        moved = [i for i, column in enumerate(places) if column & self.since.keys()]
        return next((i for i in moved if self.snapshot.choices.operand in places[i]), moved[0] if moved else 0)

    def _pulls(self) -> str:
        if self.table.kind == "softmax":
            return ""
        return "share of the sum" if self.table.after else f"pulls {self.page.explanation.label}"

    def _row(self, y: int, row: Row, operand: int, chosen: int | None) -> None:
        canvas, columns, palette = self.canvas, self.columns, self.look.palette
        assert columns is not None
        asked = row.sample == self.page.explanation.index[-1] if self.table.kind == "softmax" else False
        marked = asked or (self.table.kind == "shares" and row.sample is not None and row.sample == chosen)
        if marked:
            canvas.fill(0, y, canvas.width, 1, bg=palette.row_bg)
            canvas.text(0, y, "▸", palette.now)
        label = columns.cells[0] - 1 - columns.label if not columns.note else GUTTER * 4
        sampled = self.table.kind == "shares" and row.sample is not None
        target = Sample(self.page.training_row(row.sample)) if sampled and row.sample is not None else None
        canvas.text(columns.label, y, shorten(row.label, label), palette.text, target=target)
        if columns.note:
            words = fitting(columns.note_width, *self._notes(row))
            canvas.text(columns.note, y, words, palette.muted)
        for i, cell in enumerate(row.cells):
            if cell is None:
                continue
            if i and row.cells[i - 1] is not None and len(columns.cells) > 1:
                at = (columns.cells[i - 1] + columns.width + columns.cells[i]) // 2
                canvas.text(at, y, self.table.marks[i - 1], palette.muted)
            self._cell(columns.cells[i], y, cell, i, operand)
        if columns.share:
            if self.table.kind == "shares":
                canvas.text(columns.share - 2, y, "=", palette.muted)
            text = number(row.share, columns.width, self.tiny_shares)
            canvas.text(columns.share, y, text, palette.sign(row.share))
        self._bar(y, row.share)

        if columns.now and (moved := row.cells[self._moved]) and moved.place in self.since:
            now = self.since[moved.place]
            canvas.text(columns.now, y, number(now, columns.width), palette.sign(now))

    def _notes(self, row: Row) -> tuple[str, ...]:
        """What is said of a row, the longest wording first; of a number that has changed since, that it has."""
        place = row.cells[0].place if self.table.kind == "operands" and row.cells[0] else None
        if place is None or place not in self.since:
            return row.note, row.note.partition(": ")[0]
        now = self.since[place]
        text = note(self.page.explanation.operands[place], now, self.snapshot)
        return f"{text}: {row.note}", text, text.partition(", ")[2]

    def _cell(self, x: int, y: int, cell: Cell, column: int, operand: int) -> None:
        canvas, columns, palette = self.canvas, self.columns, self.look.palette
        assert columns is not None
        tiny = is_tiny([cell.value or 0.0]) if self.table.kind == "operands" else self.tiny[column]
        text = number(cell.value, columns.width, tiny, self.whole[column])
        fg = palette.text if self.whole[column] and cell.value else palette.sign(cell.value)
        if cell.place is None:
            canvas.text(x, y, text, fg)
        elif cell.place == operand:
            canvas.text(x - 1, y, "[", palette.now, bold=True)
            canvas.text(x + columns.width, y, "]", palette.now, bold=True)
            canvas.text(x, y, text, palette.cursor_fg, palette.cursor_bg, bold=True, target=Operand(cell.place))
        else:
            canvas.text(x, y, text, fg, target=Operand(cell.place))

    def _bar(self, y: int, share: float | None, bold: bool = False) -> None:
        canvas, columns, palette = self.canvas, self.columns, self.look.palette
        if columns is None or not columns.bar:
            return
        half, centre = self.middle
        canvas.text(centre, y, "│", palette.faint)
        if not share or not math.isfinite(share) or not self.scale:
            return
        scale = 1.0 if self.table.kind == "softmax" else self.scale
        cells = round(half * min(1.0, abs(share) / scale))
        clipped = abs(share) > scale
        if share > 0:
            bar = "█" * (cells - clipped) + "▶" * clipped or "▏"
            canvas.text(centre + 1, y, bar, palette.positive)
        else:
            bar = "◀" * clipped + "▒" * (cells - clipped) or "▕"
            canvas.right(centre, y, bar, palette.negative)

    def _rest(self, y: int, shown: set[int]) -> None:
        columns, palette = self.columns, self.look.palette
        assert columns is not None
        left, value = len(self.table.rows) - len(shown), self.table.rest(shown)
        room = (columns.share - 2 if columns.share else self.canvas.width) - columns.label
        text = fitting(room, f"… {left} more, together", f"… {left} more")
        self.canvas.text(columns.label, y, text, palette.muted)
        if columns.share:
            self.canvas.text(columns.share - 2, y, "=", palette.muted)
            shown_value = number(value, columns.width, self.tiny_shares)
            self.canvas.text(columns.share, y, shown_value, palette.sign(value))
        self._bar(y, value)

    def _total(self, y: int, rule: bool) -> int:
        canvas, columns, palette, table = self.canvas, self.columns, self.look.palette, self.table
        assert columns is not None
        assert table.total is not None
        x = columns.share if table.total_column is None else columns.cells[table.total_column]
        if not x:
            canvas.text(columns.label, y, fitting(canvas.width - 2, f"sum {brief(table.total)}"), palette.text)
            return y + 1
        if rule:
            canvas.text(x, y, "─" * columns.width, palette.frame)
            self._bar(y, None)
            y += 1
        canvas.right(max(x - 3, 3), y, "sum", palette.muted)
        tiny = self.tiny_shares if table.total_column is None else self.tiny[table.total_column]
        canvas.text(x, y, number(table.total, columns.width, tiny), palette.sign(table.total), bold=True)
        if table.total_column is None:
            self._bar(y, table.total)
        return y + 1
