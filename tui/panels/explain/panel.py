"""Where one number comes from: its formula with names and with numbers, its parts, whether it is right, what it does.

The panel frames the sheet and moves among the operands; `sheet.py` says what stands where, `page.py`
keeps what was worked out about a number.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.texts import fitting
from glassnet.tui.messages import Entry, Operand, Press, Target
from glassnet.tui.mouse import NOTCH
from glassnet.tui.panel import PaintOptions, Panel, draw_frame
from glassnet.tui.snapshot import Snapshot

if TYPE_CHECKING:
    from glassnet.tui.panels.explain.page import Pages


class ExplainPanel(Panel):
    """The origin of the last number of the trail."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._rows = 0  # lines for rows of the table when it was last painted

    @cached_property
    def _pages(self) -> Pages:
        """What is said about numbers; loaded when the first one is explained, so that the first frame comes sooner."""
        from glassnet.tui.panels.explain.page import Pages

        return Pages()

    # --- painting ---

    def paint(self, canvas: Canvas, snapshot: Snapshot, look: PaintOptions) -> None:
        explanation, palette = snapshot.explanation, look.palette
        if explanation is None:
            frame(canvas, look, "explain", "", [])
            words = (look.keys.say("{explain} on a number explains it"), "nothing chosen", "")
            if canvas.height > 2:
                text = fitting(max(0, canvas.width - 4), *words)
                canvas.text(2, canvas.height // 2, text, palette.muted)
            return
        page = self._pages.of(explanation, snapshot.scenario.data)
        inside = canvas.view(2, 1, canvas.width - 4, canvas.height - 2)
        keys = [("explain", look.keys.say("{explain} into operand"))] if explanation.operands else []
        keys.append(("out", look.keys.say("{out} back")))
        if inside.width > 0 and inside.height > 0:
            from glassnet.tui.panels.explain.sheet import Sheet

            sheet = Sheet(inside, page, snapshot, look)
            sheet.paint()
            self._rows = sheet.rows
            if snapshot.choices.full:
                keys.append(("all_terms", look.keys.say("{all_terms} largest terms")))
            elif sheet.cut:
                keys.append(("all_terms", look.keys.say("{all_terms} all terms")))
        word = snapshot.word(Entry(explanation.name, explanation.index))
        title = page.title.replace(explanation.label, f"{explanation.label} ({word})", 1) if word else page.title
        frame(canvas, look, f"explain: {title}", page.moment, keys)

    # --- cursor and mouse ---

    def wheel(self, across: int, down: int, x: int, y: int) -> None:
        """The rows of the table."""
        if self.snapshot is not None and self.snapshot.explanation is not None:
            self._pages.of(self.snapshot.explanation, self.snapshot.scenario.data).move(NOTCH * down)
            self.repaint()

    def clicked(self, target: Target) -> None:
        """The row stays where it is, so that another click does not hit another one."""
        snapshot = self.snapshot
        if isinstance(target, Operand) and snapshot is not None and snapshot.explanation is not None:
            page = self._pages.of(snapshot.explanation, snapshot.scenario.data)
            page.keep(snapshot.choices.full, self._rows, target.place)
        super().clicked(target)

    def is_cursor(self, target: Target) -> bool:
        """Whether this is the chosen operand."""
        return self.snapshot is not None and target == Operand(self.snapshot.choices.operand)

    def move_cursor(self, across: int, down: int) -> None:
        """To the operand beside or below in the table, whether its row is on show or not."""
        snapshot = self.snapshot
        if snapshot is None or snapshot.explanation is None:
            return
        page, choices = self._pages.of(snapshot.explanation, snapshot.scenario.data), snapshot.choices
        place = page.moved(choices.full, self._rows, choices.operand, across, down)
        if place is not None:
            self.send(Operand(place))


def frame(canvas: Canvas, look: PaintOptions, title: str, right: str, keys: list[tuple[str, str]]) -> None:
    """The border: which number, when it was computed, and the keys, which can be clicked."""
    width = canvas.width
    while keys and len("   ".join(text for _, text in keys)) + 6 > width:
        keys = keys[:-1]
    foot = "   ".join(text for _, text in keys)
    draw_frame(canvas, look, title, right=right, foot_right=foot)
    x = width - 3 - len(foot)
    for key, text in keys:
        canvas.hit(x, canvas.height - 1, len(text), 1, Press(key))
        x += len(text) + 3
