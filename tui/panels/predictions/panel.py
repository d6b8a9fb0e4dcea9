"""What the network answers for every sample, beside the truth; for two inputs also as a map of the plane.

Lays out table and map, says how many are right, and lets the arrow keys walk through all samples.
"""

from __future__ import annotations

from tui.drawing.canvas import Canvas
from tui.drawing.numbers import percent
from tui.drawing.texts import fitting
from tui.messages import Chosen, Sample, Target
from tui.panel import Look, Panel
from tui.panels.predictions.columns import columns_for, natural_width
from tui.panels.predictions.map import LEAST_HEIGHT, LEAST_WIDTH, DecisionMap
from tui.panels.predictions.table import draw_table, window, window_texts
from tui.snapshot import Snapshot

BESIDE = 70  # columns from which on the map stands beside the table
MAP_WIDTH = 34  # columns that a map beside the table should have
GAP = 3  # between table and map


class PredictionsPanel(Panel):
    """Table and map of the answers."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._map = DecisionMap()

    def paint(self, canvas: Canvas, snapshot: Snapshot, look: Look) -> None:
        inside = canvas.view(2, 1, canvas.width - 4, canvas.height - 2)
        with_map = snapshot.map_limits is not None and inside.width >= LEAST_WIDTH
        beside = with_map and canvas.width > BESIDE and inside.height >= LEAST_HEIGHT
        told = self._beside(inside, snapshot, look) if beside else self._stacked(inside, snapshot, look, with_map)
        palette, width = look.palette, canvas.width
        known = snapshot.predictions
        state = "before update" if known.before_update else "weights as now"
        if known.iteration != snapshot.settled.iteration:  # of many rows, while running
            state = f"weights of iteration {known.iteration}"
        scores = verdicts(snapshot)
        beside_told = [score for score in scores[:3] if told and len(told) + len(score) + 9 <= width]
        score = beside_told[0] if beside_told else fitting(width - 6, *scores)
        foot = told if len(told) + len(score) + 9 <= width else ""
        canvas.frame(
            0, 0, width, canvas.height,
            palette.frame_focus if look.focused else palette.frame,
            title=fitting(width - 6, f"predictions, {state}", state, "predictions"),
            foot=foot, foot_right=score, title_fg=palette.title, note_fg=palette.muted,
        )  # fmt: skip
        if score.endswith("✓"):
            canvas.right(width - 3, canvas.height - 1, score, palette.good)

    def _beside(self, inside: Canvas, snapshot: Snapshot, look: Look) -> str:
        """Table to the left, map to the right; returns which rows are shown, for the border."""
        columns = columns_for(snapshot, look, inside.width - MAP_WIDTH - GAP)
        width = min(natural_width(columns, 2), inside.width - MAP_WIDTH - GAP)
        draw_table(inside.view(0, 0, width, inside.height), snapshot, look, columns, note=False)
        left = width + GAP
        self._map.draw(inside.view(left, 0, inside.width - left, inside.height), snapshot, look)
        return _told(snapshot, inside.height - 1)

    def _stacked(self, inside: Canvas, snapshot: Snapshot, look: Look, with_map: bool) -> str:
        """Table above, map below; returns which rows are shown if the border has to say it."""
        columns = columns_for(snapshot, look, inside.width)
        width, total = inside.width, len(snapshot.scenario.data.inputs)
        height, header = inside.height, int(inside.height >= 2)
        rows = height - header
        if with_map and rows >= LEAST_HEIGHT + 1:
            rows = min(total, max(1, min(rows - LEAST_HEIGHT, round(0.45 * rows))))
            if total <= height - header - LEAST_HEIGHT and total <= 8:
                rows = total
        told = _told(snapshot, rows)
        note = bool(told) and rows >= 3 and len(told) + max(map(len, verdicts(snapshot)[-2:])) + 9 > width + 4
        table = header + rows if rows < total or with_map else height
        draw_table(inside.view(0, 0, width, table), snapshot, look, columns, note)
        below = height - table
        if with_map and below >= LEAST_HEIGHT:
            self._map.draw(inside.view(0, table, width, below), snapshot, look)
        return "" if note else told

    def is_cursor(self, target: Target) -> bool:
        """The chosen sample is this panel's cursor."""
        return self.snapshot is not None and target == Sample(self.snapshot.row)

    def action_move_cursor(self, across: int, down: int) -> None:
        """Up and down to the neighbouring samples of the batch, on screen or not."""
        if self.snapshot is None or not down:
            return
        ahead = [int(row) for row in self.snapshot.rows if (int(row) - self.snapshot.row) * down > 0]
        if ahead:
            self.post_message(Chosen(Sample(min(ahead) if down > 0 else max(ahead))))


def verdicts(snapshot: Snapshot) -> list[str]:
    """How many are right, the longest wording first; empty for a regression."""
    known = snapshot.predictions
    if known.train_right is None:
        return [""]
    right, total = int(known.train_right.sum()), len(known.train_right)
    done = " ✓" if known.solved else ""
    alone = f"{right} of {total} right{done}"
    if known.test_right is None or not len(known.test_right):
        return [alone, f"{right}/{total}{done}"]
    tests, others = int(known.test_right.sum()), len(known.test_right)
    shares = f"train {percent(right / total).strip()}  test {percent(tests / others).strip()}"
    counts = f"{right} of {total} right   test {tests} of {others}"
    return [f"{counts}   {shares}{done}", counts + done, shares + done, alone, f"{right}/{total}{done}"]


def _told(snapshot: Snapshot, room: int) -> str:
    """Which rows a window of this height shows; empty if all."""
    first, count, _ = window(snapshot, room)
    total = len(snapshot.scenario.data.inputs)
    return window_texts(first, count, total)[0] if count < total else ""
