"""The course of the number under the cursor over all iterations; beside it numbers that are kept, and the loss.

Each has a chart of its own with its own scale, on the same columns, so that one sees what went with what. Left and
right are time, up and down lead to the next number of the same value. Computes nothing.
"""

from __future__ import annotations

import math

import numpy as np

from glassnet.core.deferred import dataclass
from glassnet.core.numerals import brief
from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.chart import Line, Scale, draw_axis, draw_iterations, draw_lines, gutter
from glassnet.tui.drawing.palette import Palette
from glassnet.tui.drawing.plot import thin
from glassnet.tui.drawing.texts import fitting
from glassnet.tui.messages import Entry, Iteration, Press
from glassnet.tui.panel import PaintOptions, draw_frame
from glassnet.tui.panels.over_time import OverTime, mark, places
from glassnet.tui.past import Course, course_of
from glassnet.tui.snapshot import Snapshot
from glassnet.tui.targets import is_there

LEAST = 4  # lines of a chart with its heading
LEAST_WIDTH = 12  # columns of a curve


@dataclass(frozen=True, eq=False)
class Chart:
    """One number: what it is called, its curves, and which iterations it was least and most at."""

    entry: Entry
    lines: tuple[Line, ...]
    course: Course | None = None


class CoursePanel(OverTime):
    """Charts one below the other."""

    def tells_secrets(self, snapshot: Snapshot) -> bool:
        return bool(snapshot.secret)

    def paint(self, canvas: Canvas, snapshot: Snapshot, look: PaintOptions) -> None:
        palette, entry = look.palette, shown(snapshot)
        inside = canvas.view(2, 1, canvas.width - 4, canvas.height - 2)
        if entry is None or snapshot.last < 2:
            draw_frame(canvas, look, "the course of a number", foot_right=look.keys.say("{out} back"))
            words = look.keys.say("{step} or {run}: a number has a course from the second iteration on")
            inside.centre(0, inside.height // 2, inside.width, words, palette.muted)
            return
        charts = _charts(snapshot, palette, entry, inside.width, max(1, (inside.height - 1) // LEAST))
        course = charts[0].course
        assert course is not None
        label = snapshot.lasting(entry).label
        titles = [f"the course of {label} at the end of each iteration", f"the course of {label}", label]
        if (snapshot.pasts.in_batches or entry.sample is not None) and snapshot.sampled(entry.name):
            titles.insert(0, f"the course of {label}: its row with each iteration's own weights")
        right = course.words
        draw_frame(
            canvas,
            look,
            fitting(canvas.width - 8 - len(right), *titles),
            right=right,
            foot="← → time" + "  ↑ ↓ number" * bool(entry.index),
        )
        self._offer(canvas, snapshot, look, entry)
        self._draw(inside, charts, snapshot, look)

    def _offer(self, canvas: Canvas, snapshot: Snapshot, look: PaintOptions, entry: Entry) -> None:
        """The keys at the right of the border below, which can be clicked."""
        kept = snapshot.lasting(entry) in snapshot.choices.kept
        keep = look.keys.say("{keep_course} " + ("let it go" if kept else "keep it beside the loss"))
        x, y = canvas.width - 3, canvas.height - 1
        for id_, words in (("out", look.keys.say("{out} back")), ("keep_course", keep)):
            x -= len(words)
            if x > 28:
                canvas.text(x - 1, y, f" {words} ", look.palette.muted)
                canvas.hit(x, y, len(words), 1, Press(id_))
            x -= 3

    def _draw(self, canvas: Canvas, charts: list[Chart], snapshot: Snapshot, look: PaintOptions) -> None:
        limits, palette = (1.0, float(snapshot.last)), look.palette
        heights = shares(canvas.height - 1, len(charts))
        scales = [Scale.of(chart.lines, limits) for chart in charts]
        left = gutter(scales, [height - 1 for height in heights])
        columns = canvas.width - left
        if columns < LEAST_WIDTH:
            return
        places(canvas, left, columns, canvas.height, snapshot.last, snapshot)
        y = 0
        for chart, scale, height in zip(charts, scales, heights, strict=True):
            _heading(canvas, y, chart, snapshot, look)
            rows = height - 1
            draw_axis(canvas.view(0, y + 1, left, rows), scale, left, palette)
            plane = canvas.view(left, y + 1, columns, rows)
            draw_lines(plane, chart.lines, scale, look.plain)
            mark(plane, 0, columns, rows, snapshot.last, snapshot, palette)
            here, value = snapshot.state.iteration, snapshot.number(chart.entry)
            if value is not None and (cell := scale.cell(here, value, columns, rows)) is not None:
                plane.text(*cell, "●", palette.now)
            y += height
        draw_iterations(canvas, y, left, columns, limits, palette)

    def move_cursor(self, across: int, down: int) -> None:
        """Left and right are time; up and down lead to the next number of the same value."""
        super().move_cursor(across, down)
        entry = None if self.snapshot is None else shown(self.snapshot)
        if self.snapshot is None or entry is None or not (down and entry.index):
            return
        array = self.snapshot.array(entry.name)
        sizes = (1,) if array is None else array.shape
        if entry.sample is not None:
            sizes = (1, *sizes[1:])
        if len(sizes) != len(entry.index):
            return
        at = int(np.ravel_multi_index(entry.index, sizes)) + down
        if 0 <= at < math.prod(sizes):
            self.send(entry._replace(index=tuple(int(each) for each in np.unravel_index(at, sizes))))


def shown(snapshot: Snapshot) -> Entry | None:
    """The number that the course is of: the cursor's, else that of the step's example; of a whole value its first."""
    entry = snapshot.choices.cursor or snapshot.focus
    if entry is None or not is_there(entry, snapshot):
        return None
    shape = snapshot.shape(entry.name)
    return entry._replace(index=(0,) * len(shape)) if len(entry.index) != len(shape) else entry


def shares(height: int, charts: int) -> list[int]:
    """Lines of each chart with its heading: the first has twice as many as each of the others, where there is room."""
    each = max(LEAST, height // (charts + 1))
    return [height - each * (charts - 1), *[each] * (charts - 1)]


def _charts(snapshot: Snapshot, palette: Palette, entry: Entry, width: int, most: int) -> list[Chart]:
    """The number, those kept, and the loss last: as many as there is room for."""
    kept = [snapshot.here(one) for one in snapshot.choices.kept]
    kept = [one for one in kept if one != entry and is_there(one, snapshot)]
    numbers = [entry, *kept[: max(0, most - 2)]]
    charts = []
    for number, colour in zip(
        numbers, (palette.good, palette.class_inks[2], palette.text, palette.muted), strict=False
    ):
        course = course_of(snapshot, number)
        charts.append(Chart(number, (Line(course.iterations, course.values, colour),), course))
    if most > 1 and entry.name != "loss":
        charts.append(Chart(Entry("loss"), _loss(snapshot, palette, width)))
    return charts


def _loss(snapshot: Snapshot, palette: Palette, width: int) -> tuple[Line, ...]:
    """The loss of the iterations; with mini-batches the mean of each epoch over it."""
    losses = snapshot.losses
    batches = len(losses.epochs) > 0
    lines = [Line(*thin(*losses.train.outline, 2 * width), palette.muted if batches else palette.positive, 0)]
    if batches:
        lines.insert(0, Line(*thin(*losses.epochs.outline, 2 * width), palette.positive))
    return tuple(lines)


def _heading(canvas: Canvas, y: int, chart: Chart, snapshot: Snapshot, look: PaintOptions) -> None:
    """Its name, its number on show, and between what it went."""
    palette, entry = look.palette, chart.entry
    value = snapshot.number(entry) if entry != Entry("loss") else snapshot.loss
    name = snapshot.lasting(entry).label
    x = canvas.text(0, y, name, palette.text, bold=True, target=entry)
    x = canvas.text(x + 1, y, "·" if value is None else brief(value), palette.sign(value), bold=True, target=entry)
    if entry == Entry("loss"):
        epochs = len(snapshot.losses.epochs)
        canvas.text(
            x + 2,
            y,
            fitting(canvas.width - x - 2, "batches, and the mean of each epoch", "") * bool(epochs),
            palette.muted,
        )
        return
    course = chart.course
    if course is None or not course.places:
        return
    if not np.isfinite(course.values).any():
        canvas.text(x + 2, y, fitting(canvas.width - x - 2, "not computed in any iteration so far", ""), palette.muted)
        return
    known = np.where(np.isfinite(course.values), course.values, np.nan)
    for word, at in (("least", int(np.nanargmin(known))), ("most", int(np.nanargmax(known)))):
        iteration, text = int(course.iterations[at]), f"{word} {brief(float(known[at]))}"
        whole = fitting(canvas.width - x - 2, f"{text} at {iteration:,}", "")
        if whole:
            canvas.text(x + 2, y, whole, palette.muted, target=Iteration(iteration))
            x += 2 + len(whole)
