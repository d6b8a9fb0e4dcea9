"""The program as a list under the lesson's headings, the step just done marked."""

from __future__ import annotations

from glassnet.core.program import BATCH, HIDDEN
from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.texts import shorten_formula
from glassnet.tui.drawing.windows import Sliding
from glassnet.tui.messages import Entry, StepNumber, Target
from glassnet.tui.mouse import NOTCH
from glassnet.tui.panel import PaintOptions, Panel, draw_frame
from glassnet.tui.panels.judged import mark_of
from glassnet.tui.snapshot import Snapshot


def line_count(headings: list[str]) -> int:
    """How many lines the list takes: its steps and one for each heading."""
    return len(headings) + len(dict.fromkeys(headings))


class StepsPanel(Panel):
    """Every step of one iteration with its formula and shape: ✓ done, ▶ the last one, · to come. A click goes there."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._window = Sliding(centred=True)
        self._lines: dict[int, int] = {}  # steps, counted from 1, by the row of the panel that they stand in
        self._first = 0  # the line of the list in the first row

    def show(self, snapshot: Snapshot, look: PaintOptions) -> None:
        """Take a new snapshot; after the same step of the same program the list is as it stands."""
        before = self.snapshot
        done = None if before is None else (before.program, before.state.done, before.handed)
        painted = self._canvas is not None and look == self.look
        if painted and done == (snapshot.program, snapshot.state.done, snapshot.handed):
            self.snapshot = snapshot
        else:
            super().show(snapshot, look)

    def paint(self, canvas: Canvas, snapshot: Snapshot, look: PaintOptions) -> None:
        palette = look.palette
        steps, done = snapshot.program.steps, snapshot.state.done
        lines: list[tuple[str, int]] = []  # a heading, or the index of a step
        shown_headings = dict.fromkeys(step.heading for step in steps if step.heading != BATCH)
        numbers = {heading: i for i, heading in enumerate(shown_headings)}
        for index, step in enumerate(steps):
            if not index or step.heading != steps[index - 1].heading:
                name = step.heading
                if name == HIDDEN and snapshot.program.layers == 2:
                    name = name.removesuffix("s")
                lines.append((name if step.heading == BATCH else f"{numbers[step.heading] + 1} {name}", -1))
            lines.append(("", index))
        inner = canvas.view(1, 1, canvas.width - 2, canvas.height - 2)
        here = next((at for at, (_, index) in enumerate(lines) if index == done - 1 and index >= 0), 0)
        shown = self._window.at(len(lines), inner.height, here)
        self._lines, self._first = {}, shown.start
        for y, (heading, index) in enumerate(lines[at] for at in shown if inner.height > 0):
            if index < 0:
                current = snapshot.step is not None and heading.endswith(snapshot.step.heading.removesuffix("s"))
                current = current or (snapshot.step is not None and heading.endswith(snapshot.step.heading))
                inner.text(1, y, heading, palette.text if current else palette.muted, bold=current)
                if y == 0 and shown.start == 0:
                    inner.right(inner.width - 1, y, "shape", palette.muted)
            else:
                self._step(inner, y, snapshot, look, index)
                self._lines[y + 1] = index + 1
        total = f"{done} of {len(steps)}"
        hidden = len(lines) > inner.height
        draw_frame(
            canvas, look, "steps", right=total, foot_right=f"… {len(lines) - inner.height} more" if hidden else ""
        )

    def _step(self, canvas: Canvas, y: int, snapshot: Snapshot, look: PaintOptions, index: int) -> None:
        palette, done = look.palette, snapshot.state.done
        formula, shape = snapshot.step_line(index)
        if index == done - 1:
            canvas.fill(0, y, canvas.width, 1, bg=palette.now_bg)
            sign, colour = "▶", palette.now
        elif index < done:
            sign, colour = "✓", palette.text
        else:
            sign, colour = "·", palette.muted
        x = 4
        if snapshot.handed is None:
            canvas.text(2, y, sign, palette.good if sign == "✓" else colour)
        else:  # whether it follows is told of all of them, done or not
            canvas.text(2, y, sign if sign == "▶" else " ", colour)
            mark, of = mark_of(snapshot, snapshot.program.steps[index].output, palette)
            canvas.text(4, y, mark, of, bold=True)
            x = 6
        room = canvas.width - x - len(shape) - 3
        canvas.text(x, y, shorten_formula(formula, room), colour, bold=sign == "▶")
        canvas.right(canvas.width - 1, y, shape, colour if sign == "▶" else palette.muted)
        canvas.hit(0, y, canvas.width, 1, Entry(snapshot.program.steps[index].output))

    def target_at(self, x: int, y: int) -> Target | None:
        """A step to go to; arrow keys go through the names that the steps compute."""
        number = self._lines.get(y)
        return None if number is None else StepNumber(number)

    def clicked(self, target: Target) -> None:
        """The step stays where it is, so that another click does not hit another one."""
        row = next((y for y, number in self._lines.items() if target == StepNumber(number)), None)
        if row is not None:
            self._window.keep(self._first + row - 1)
        super().send(target)

    def wheel(self, across: int, down: int, x: int, y: int) -> None:
        self._window.move(NOTCH * down)
        self.repaint()

    def place_of(self, entry: Entry) -> Target | None:
        return super().place_of(Entry(entry.name))

    def is_cursor(self, target: Target) -> bool:
        cursor = self.snapshot.choices.cursor if self.snapshot else None
        return isinstance(target, Entry) and cursor is not None and cursor.name == target.name
