"""What the network answers for every sample, beside the truth; with a map of the plane they lie in, or their images.

Lays out table and picture, or shows the confusion matrix instead; says how many are right, and lets the arrow keys walk
through the samples.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from glassnet.core.counts import count
from glassnet.scenarios.base import CLASSES
from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.texts import fitting
from glassnet.tui.messages import Sample, Target
from glassnet.tui.mouse import NOTCH
from glassnet.tui.panel import PaintOptions, Panel, draw_frame
from glassnet.tui.panels.predictions import map as decision_map
from glassnet.tui.panels.predictions.brush import brush_words
from glassnet.tui.panels.predictions.columns import columns_for, natural_width
from glassnet.tui.panels.predictions.confusion import Confusion
from glassnet.tui.panels.predictions.images import draw_images, least_room
from glassnet.tui.panels.predictions.right import verdicts
from glassnet.tui.panels.predictions.scale import LEAST_HEIGHT, LEAST_WIDTH
from glassnet.tui.panels.predictions.table import Windows, draw_table, window_texts
from glassnet.tui.snapshot import Snapshot

BESIDE = 70  # columns from which on a picture stands beside the table
PICTURE_WIDTH = 34  # columns that a picture beside the table should have
MANY = 24  # rows of data from which on the map gets most of the room
GAP = 3  # between table and picture
KEYS = "w wrong  x confusion", "w  x"


class Picture(NamedTuple):
    """What stands beside the table or below it. table: the share of the height that is left to the table."""

    draw: Callable[[Canvas, Snapshot, PaintOptions], None]
    least_width: int
    least_height: int
    table: float


class PredictionsPanel(Panel):
    """Table and map, or table and images, of the answers; or the confusion matrix."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._map = decision_map.DecisionMap()
        self._windows, self._confusion = Windows(), Confusion()

    def tells_secrets(self, snapshot: Snapshot) -> bool:
        return snapshot.answers_hidden

    def paint(self, canvas: Canvas, snapshot: Snapshot, look: PaintOptions) -> None:
        inside = canvas.view(2, 1, canvas.width - 4, canvas.height - 2)
        self._map.begin()
        if snapshot.choices.confusion:
            self._confusion.draw(canvas.view(1, 1, canvas.width - 2, canvas.height - 2), snapshot, look)
            told = ""
        else:
            told = self._table(inside, snapshot, look, canvas.width > BESIDE)
        palette, width = look.palette, canvas.width
        scores = verdicts(snapshot)
        beside_told = [score for score in scores[:3] if told and len(told) + len(score) + 9 <= width]
        score = beside_told[0] if beside_told else fitting(width - 6, *scores)
        foot = told if len(told) + len(score) + 9 <= width else ""
        title = fitting(width - 6, *_titles(snapshot))
        hints = [
            keys
            for keys in KEYS
            if snapshot.scenario.data.kinds and not look.big and len(title) + len(keys) + 9 <= width
        ]
        draw_frame(canvas, look, title, right=hints[0] if hints else "", foot=foot, foot_right=score)
        if score.endswith("✓"):
            canvas.right(width - 3, canvas.height - 1, score, palette.good)

    def _table(self, inside: Canvas, snapshot: Snapshot, look: PaintOptions, wide: bool) -> str:
        """The table and what stands with it; returns which rows are shown if the border has to say it."""
        picture = self._picture(snapshot)
        if look.big and picture is not None and snapshot.map is not None and inside.height >= picture.least_height:
            picture.draw(inside, snapshot, look)
            return ""
        if picture is None or inside.width < picture.least_width:
            return self._stacked(inside, snapshot, look, None)
        if wide and inside.height >= picture.least_height:
            return self._beside(inside, snapshot, look, picture)
        return self._stacked(inside, snapshot, look, picture)

    def _picture(self, snapshot: Snapshot) -> Picture | None:
        """What can be drawn of these data."""
        data = snapshot.scenario.data
        if data.image is not None:
            return Picture(draw_images, *least_room(data), table=0.36)
        if snapshot.map is not None:
            few = len(data.inputs) > MANY and data.task != CLASSES  # of many numbers the map says more than a table
            table = 0.2 if few else 0.45
            return Picture(self._map.draw, LEAST_WIDTH, LEAST_HEIGHT, table)
        return None

    def _beside(self, inside: Canvas, snapshot: Snapshot, look: PaintOptions, picture: Picture) -> str:
        """Table to the left, picture to the right; returns which rows are shown, for the border."""
        columns = columns_for(snapshot, look, inside.width - PICTURE_WIDTH - GAP)
        width = min(natural_width(columns, 2), inside.width - PICTURE_WIDTH - GAP)
        draw_table(inside.view(0, 0, width, inside.height), snapshot, look, columns, False, self._windows)
        left = width + GAP
        picture.draw(inside.view(left, 0, inside.width - left, inside.height), snapshot, look)
        return self._told(snapshot, inside.height - 1)

    def _stacked(self, inside: Canvas, snapshot: Snapshot, look: PaintOptions, picture: Picture | None) -> str:
        """Table above, picture below; returns which rows are shown if the border has to say it."""
        columns = columns_for(snapshot, look, inside.width)
        width, total = inside.width, len(snapshot.scenario.data.inputs)
        height, header = inside.height, int(inside.height >= 2)
        rows = height - header
        if picture is not None and rows >= picture.least_height + 1:
            least = picture.least_height
            rows = min(total, max(1, min(rows - least, round(picture.table * rows))))
            if total <= height - header - least and total <= 8:
                rows = total
        told = self._told(snapshot, rows)
        note = bool(told) and rows >= 3 and len(told) + max(map(len, verdicts(snapshot)[-2:])) + 9 > width + 4
        table = header + rows if rows < total or picture is not None else height
        draw_table(inside.view(0, 0, width, table), snapshot, look, columns, note, self._windows)
        below = height - table
        if picture is not None and below >= picture.least_height:
            picture.draw(inside.view(0, table, width, below), snapshot, look)
        return "" if note else told

    def _told(self, snapshot: Snapshot, room: int) -> str:
        """Which rows a window of this height shows; empty if all."""
        return next(iter(window_texts(snapshot, self._windows.at(snapshot, room))), "")

    # --- cursor and mouse ---

    def target_at(self, x: int, y: int) -> Target | None:
        """A row, a point; else the place of the map."""
        return super().target_at(x, y) or self._map.spot(x, y)

    def clicked(self, target: Target) -> None:
        """The rows stay where they are, so that another click does not hit another one."""
        if isinstance(target, Sample):
            self._windows.keep(target)
        super().send(target)

    def wheel(self, across: int, down: int, x: int, y: int) -> None:
        """The rows of the table, test rows where the mouse is on them; or those of the confusion matrix."""
        if self.snapshot is None:
            return
        if self.snapshot.choices.confusion:
            self._confusion.move(across, down)
        else:
            under = super().target_at(x, y)
            self._windows.move(NOTCH * down, isinstance(under, Sample) and under.test)
        self.repaint()

    def is_cursor(self, target: Target) -> bool:
        """The sample looked at is this panel's cursor."""
        return self.snapshot is not None and target == self.snapshot.sample

    def move_cursor(self, across: int, down: int) -> None:
        """Up and down to the neighbouring rows, on screen or not: training rows, and from a test row test rows."""
        if self.snapshot is None or not down:
            return
        data, here = self.snapshot.scenario.data, self.snapshot.row
        if 0 <= here.row + down < len(data.test_inputs if here.test else data.inputs):
            self.send(Sample(here.row + down, here.test))


def _titles(snapshot: Snapshot) -> tuple[str, ...]:
    """What is shown and with which parameters, the longest wording first."""
    brush = snapshot.choices.brush
    if brush is not None:
        return brush_words(snapshot.scenario.data, brush), "brush"
    known = snapshot.predictions
    state = "before update" if known.before_update else "weights as now"
    if known.late:
        state = f"weights of iteration {count(known.iteration)}{', before update' if known.before_update else ''}"
    if snapshot.choices.confusion:
        rows = f"{snapshot.choices.confusion} rows"
        return f"confusion matrix, {rows}, {state}", f"confusion matrix, {rows}", f"confusion, {rows}", "confusion"
    return f"predictions, {state}", state, "predictions"
