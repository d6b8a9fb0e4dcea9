"""The size of each layer's gradients over all iterations, on a log scale: do they vanish, or explode, on their way?

Above what reaches a layer (dz), below what its weights get of it (dW), where pulls of different rows may cancel. Each
line ends in the name of its layer, with the number at the moment on show. Computes nothing.
"""

from __future__ import annotations

import math

import numpy as np

from glassnet.core.numerals import brief
from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.chart import Line, Scale, draw_axis, draw_iterations, draw_lines, gutter, spread
from glassnet.tui.drawing.palette import Palette
from glassnet.tui.drawing.texts import fitting
from glassnet.tui.messages import Entry
from glassnet.tui.panel import PaintOptions, draw_frame
from glassnet.tui.panels.over_time import OverTime, mark, places
from glassnet.tui.past import KINDS, Course, gradients_of
from glassnet.tui.snapshot import Snapshot

LEAST = 5  # lines of a chart with its heading
LEAST_WIDTH = 12
WORDS = {"dz": "what reaches each layer", "dW": "what its weights get of it, all rows together"}
DASHES = (0, 4, 2, 1)  # of the layers from the last one on, and again
LABEL = 15  # columns of the words at the end of a line
ZERO = "▾"
MARKS = 3  # times that a line has the number of its layer on it after its beginning


class NormsPanel(OverTime):
    """Two charts, one line a layer."""

    def tells_secrets(self, snapshot: Snapshot) -> bool:
        return bool(snapshot.secret)

    def paint(self, canvas: Canvas, snapshot: Snapshot, look: PaintOptions) -> None:
        palette, back = look.palette, look.keys.say("{out} back")
        inside = canvas.view(2, 1, canvas.width - 4, canvas.height - 2)
        if snapshot.last < 2:
            draw_frame(canvas, look, "gradients of each layer", foot_right=back)
            words = look.keys.say("{step} or {run}: there is something to see from the second iteration on")
            inside.centre(0, inside.height // 2, inside.width, words, palette.muted)
            return
        courses = gradients_of(snapshot)
        right = courses["dz1"].words
        titles = ("gradients of each layer: root mean square, log scale", "gradients of each layer, log", "gradients")
        draw_frame(
            canvas,
            look,
            fitting(canvas.width - 8 - len(right), *titles),
            right=right,
            foot="← → time  ↑ ↓ the largest entry of each",
            foot_right=back,
        )
        if not courses["dz1"].places:  # with the next look
            inside.centre(0, inside.height // 2, inside.width, "the gradients so far are being computed", palette.muted)
            return
        y = 0
        for line in _sentences(snapshot, courses, inside.width)[: 1 if inside.height < 16 else 2]:
            inside.text(0, y, line, palette.text)
            y += 1
        _draw(inside.view(0, y, inside.width, inside.height - y), snapshot, look, courses)

    def move_cursor(self, across: int, down: int) -> None:
        """Left and right are time; up and down lead along the names of the lines to the largest entry of each."""
        super().move_cursor(across, down)
        hits = sorted(self._hits, key=lambda hit: hit.y)
        entries = [hit.target for hit in hits if isinstance(hit.target, Entry)]
        if down and entries:
            here = next((at for at, entry in enumerate(entries) if self.is_cursor(entry)), None)
            at = (0 if down > 0 else len(entries) - 1) if here is None else here + down
            self.send(entries[min(max(at, 0), len(entries) - 1)])


def _draw(canvas: Canvas, snapshot: Snapshot, look: PaintOptions, courses: dict[str, Course]) -> None:
    limits, palette, layers = (1.0, float(snapshot.last)), look.palette, snapshot.program.layers
    kinds = KINDS if (canvas.height - 1) // 2 >= LEAST else KINDS[:1]
    height = (canvas.height - 1) // len(kinds)
    heights = [height + (canvas.height - 1) % len(kinds), height][: len(kinds)]
    lines = {
        kind: [_line(courses[f"{kind}{layer}"], layer, layers, palette) for layer in range(1, layers + 1)]
        for kind in kinds
    }
    scales = [Scale.of(lines[kind], limits, log=True) for kind in kinds]
    left = gutter(scales, [each - 1 for each in heights])
    columns = canvas.width - left - LABEL
    if columns < LEAST_WIDTH:
        return
    places(canvas, left, columns, canvas.height, snapshot.last, snapshot)
    y = 0
    for kind, scale, lines_high in zip(kinds, scales, heights, strict=True):
        rows = lines_high - 1
        canvas.text(0, y, fitting(canvas.width, f"{kind}: {WORDS[kind]}", kind), palette.muted)
        draw_axis(canvas.view(0, y + 1, left, rows), scale, left, palette)
        plane = canvas.view(left, y + 1, columns, rows)
        draw_lines(plane, lines[kind], scale, look.plain)
        _marks(plane, lines[kind], scale)
        _zeros(plane, [courses[f"{kind}{layer}"] for layer in range(1, layers + 1)], scale, palette)
        mark(plane, 0, columns, rows, snapshot.last, snapshot, palette)
        _ends(canvas.view(left + columns, y + 1, LABEL, rows), kind, snapshot, courses, scale, palette)
        y += lines_high
    draw_iterations(canvas, y, left, columns, limits, palette)


def _line(course: Course, layer: int, layers: int, palette: Palette) -> Line:
    behind = layers - layer
    return Line(course.iterations, course.values, _ink(layer, palette), DASHES[behind % len(DASHES)])


def _ink(layer: int, palette: Palette) -> int:
    inks = (palette.positive, palette.negative, palette.good, palette.class_inks[2])
    return inks[(layer - 1) % len(inks)]


def _marks(plane: Canvas, lines: list[Line], scale: Scale) -> None:
    """The number of its layer on each line, where it begins and now and then, to tell them without their colours."""
    for layer, line in enumerate(lines, start=1):
        known = np.flatnonzero(np.isfinite(line.y) & (line.y > 0))
        shares = [0.0, *((turn + (layer - 0.5) / len(lines)) / MARKS for turn in range(MARKS))]
        for share in shares if len(known) else ():
            at = known[int(share * len(known))]
            if cell := scale.cell(float(line.x[at]), float(line.y[at]), plane.width, plane.height):
                x, y = cell
                if not any(plane.char_at(x + beside, y).isdigit() for beside in (-1, 0, 1)):  # or it says 12
                    plane.text(x, y, str(layer % 10), line.colour, bold=True)


def _zeros(plane: Canvas, courses: list[Course], scale: Scale, palette: Palette) -> None:
    """Exactly zero has no place on a log scale: ▾ on the lowest row, in the colour of its layer."""
    for layer, course in enumerate(courses, start=1):
        for at in np.flatnonzero(course.values == 0).tolist():
            column = round(float(scale.across(course.iterations[at], plane.width))) // 2
            plane.text(min(column, plane.width - 1), plane.height - 1, ZERO, _ink(layer, palette))


def _ends(
    canvas: Canvas, kind: str, snapshot: Snapshot, courses: dict[str, Course], scale: Scale, palette: Palette
) -> None:
    """The names of the lines where they end, with the number at the moment on show; each leads to its largest entry."""
    layers = snapshot.program.layers
    names, wanted, heights = [f"{kind}{layer}" for layer in range(1, layers + 1)], [], []
    for name in names:
        values = courses[name].values
        last = values[np.isfinite(values)][-1:]
        cell = scale.cell(scale.x[1], float(last[0]), 1, canvas.height) if len(last) else None
        wanted.append(canvas.height - 1 if cell is None else cell[1])
        heights.append(float(last[0]) if len(last) else -math.inf)
    order = sorted(range(layers), key=lambda at: (wanted[at], -heights[at]))  # lines that end in one row: as they do
    for at, row in zip(order, spread([wanted[at] for at in order], canvas.height), strict=True):
        layer, name = at + 1, names[at]
        if row < 0:
            continue
        value = snapshot.rms(name)
        text = f"{name} {'·' if value is None else brief(value, 3)}"
        target = snapshot.largest(name)
        chosen = target == snapshot.choices.cursor
        ink, ground = (palette.cursor_fg, palette.cursor_bg) if chosen else (_ink(layer, palette), None)
        canvas.text(1, row, fitting(canvas.width - 1, text, name), ink, ground, target=target)


def _sentences(snapshot: Snapshot, courses: dict[str, Course], width: int) -> list[str]:
    """What the first and the last layer get at the moment on show, in words; before it is computed, what they got."""
    layers, said = snapshot.program.layers, []
    for kind in KINDS:
        ends = (f"{kind}1", f"{kind}{layers}")
        now, when = [snapshot.rms(name) for name in ends], ""
        if None in now:
            before = [courses[name].at(snapshot.state.iteration) for name in ends]
            now = [None if each is None else each[1] for each in before]
            when = f"In iteration {before[0][0]:,} " if before[0] is not None else ""
        one, last = now
        if one is not None and last is not None:
            texts = _compared(kind, layers, one, last, "was" if when else "is")
            said.append(fitting(width, *(when + text for text in texts), ""))
    return [text for text in said if text]


def _compared(kind: str, layers: int, one: float, last: float, verb: str) -> tuple[str, ...]:
    """The first layer's beside the last one's, the longest wording first."""
    first, other = f"{kind}1 {verb} {brief(one, 3)}", f"{kind}{layers} {verb} {brief(last, 3)}"
    if layers == 1:
        return (first,)
    both = f"{first}, {other}"
    if not (math.isfinite(one) and math.isfinite(last)) or last / 2 < one < 2 * last or last == 0:
        return (both,)
    if one == 0:
        return f"{both}: nothing gets to layer 1", both
    times = brief(one / last, 2) + " times" if one > last else f"1/{brief(last / one, 2)} of"
    return f"{first}, {times} {kind}{layers}, which {verb} {brief(last, 3)}", both
