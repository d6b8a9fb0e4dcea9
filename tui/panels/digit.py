"""A drawing of somebody's own: paper for mouse and keys, what it is taken for, and which units say so.

The drawing is a row like those of the data, but beside them: all its numbers are the engine's. Computes nothing.
"""

from __future__ import annotations

from textual import events

from glassnet.scenarios.base import CLASSES
from glassnet.scenarios.data.images import ink
from glassnet.tui.drawing.canvas import Canvas, Hit
from glassnet.tui.drawing.numbers import percent
from glassnet.tui.drawing.pad import Pad, draw_pad, fitted
from glassnet.tui.drawing.texts import fitting, shorten
from glassnet.tui.drawing.windows import Sliding
from glassnet.tui.messages import DRAWING, Entry, Stroke, Target
from glassnet.tui.panel import PaintOptions, Panel, draw_frame, draw_number, nearest
from glassnet.tui.panels.digit_units import DEEP, Images, draw_units
from glassnet.tui.panels.paced import Paced
from glassnet.tui.panels.shares import draw_shares
from glassnet.tui.snapshot import Snapshot

SHARE = 0.45  # of the width that the paper takes at most
GAP = 2
LOW = 21  # lines up to which the paper stands in their middle
BELOW = 7  # lines that the units need below the paper; where there are fewer they stand beside the answers
LEAST = 12  # columns that the answers need
ANSWERS = 22  # columns of the answers where units stand beside them
LEFT, RIGHT = 1, 3  # buttons of the mouse


class DigitPanel(Panel):
    """The drawing."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._pad: Pad | None = None
        self._sums: list[Hit] = []  # parts of a sum, which the arrow keys pass by
        self._rows, self._columns = Sliding(), Sliding()
        self._images: Images = Paced()
        self._from: tuple[float, float] | None = None  # where the brush is while a button is down
        self._drew = False  # whether the last press of a button was on the paper

    def tells_secrets(self, snapshot: Snapshot) -> bool:
        return bool(snapshot.secret)

    def paint(self, canvas: Canvas, snapshot: Snapshot, look: PaintOptions) -> None:
        self._pad, self._sums = None, []
        size = snapshot.scenario.data.image
        if size is None:
            draw_frame(canvas, look, "your drawing")
            canvas.text(2, 1, shorten("these samples are no images", canvas.width - 4), look.palette.muted)
            return
        seen = snapshot.of_drawing()
        clear = look.keys.say("{take_away} clear  {brush} ") + f"from {seen.row}"
        keys = look.keys.say("{explain} pixel  {edit} ink  ") + clear
        brief_keys = look.keys.say("{explain} pixel  ") + clear
        feet = (
            f"drag draws, right button erases  {keys}",
            f"drag draws, right erases  {brief_keys}",
            keys,
            brief_keys,
            "",
        )
        titles = _titles(seen)
        foot = fitting(canvas.width - 6, *feet)
        draw_frame(canvas, look, fitting(canvas.width - 6, *titles), foot=foot)
        inside = canvas.view(2, 1, canvas.width - 4, canvas.height - 2)
        scale, rows, columns = fitted(*size, max(size[1], int(SHARE * inside.width)), inside.height)
        at = divmod(pixel, size[1]) if (pixel := _pixel(snapshot)) is not None else None
        here = at or (size[0] // 2, size[1] // 2)
        down, across = self._rows.at(size[0], rows, here[0]), self._columns.at(size[1], columns, here[1])
        pad = Pad(0, 0, scale, down, across)
        lines, width = pad.size
        top = max(0, inside.height - lines) // 2 if inside.height < LOW else 0
        paper = inside.view(0, top, width, lines)
        draw_pad(paper, pad, ink(snapshot.scenario.data, seen.x), look.palette, look.plain, at)
        left, up = paper.origin
        self._pad = pad._replace(x=left, y=up)
        if not any(seen.choices.drawing or ()):
            for y, text in enumerate(("press and drag", "to draw here")):
                paper.centre(0, lines // 2 - 1 + y, width, fitting(width, text, ""), look.palette.muted)
        outputs = seen.unit_values(f"a{seen.program.layers}")
        left = width + GAP
        if outputs is None or inside.width - left < LEAST:
            return
        decided = int(seen.scenario.data.decided(outputs)) if seen.scenario.data.kinds else -1
        high = min(max(lines, len(outputs) + 1), max(lines, inside.height - BELOW))
        below = inside.height - high > BELOW
        beside = not below and inside.width - left >= ANSWERS + GAP + DEEP
        answers = inside.view(left, 0, ANSWERS if beside else inside.width - left, high if below else inside.height)
        _answers(answers, seen, look, decided)
        units = inside.view(0, high + 1, inside.width, inside.height - high - 1)
        if beside:
            left += ANSWERS + GAP
            units = inside.view(left, 0, inside.width - left, inside.height)
        if beside or below:
            kinds, several = seen.scenario.data.kinds, seen.scenario.data.task == CLASSES
            answer = kinds[decided] if decided >= 0 else ""
            low = decided == 0 and not several
            output = max(0, decided) if several else 0
            self._sums = draw_units(units, seen, look, output, answer, low, self._images)

    # --- the cursor ---

    def has(self, target: Target) -> bool:
        """Pixels are not registered one by one."""
        if isinstance(target, Entry) and target.name == "x" and target.sample == DRAWING:
            return self._pad is not None
        return super().has(target)

    def move_cursor(self, across: int, down: int) -> None:
        """From pixel to pixel, at the right edge on to the numbers, and back."""
        snapshot, pad = self.snapshot, self._pad
        if snapshot is None or pad is None:
            return
        rows, columns = snapshot.scenario.data.image or (1, 1)
        pixel = _pixel(snapshot)
        if pixel is not None:
            row, column = divmod(pixel, columns)
            if 0 <= row + down < rows and 0 <= column + across < columns:
                self.send(_entry((row + down) * columns + column + across))
            elif across > 0:
                half = (row - pad.rows.start) * pad.scale // 2
                edge = Hit(pad.x + pad.size[1] - 1, pad.y + half, 1, 1, _entry(pixel))
                if (following := nearest(edge, self._hits, across, down)) is not None:
                    self.send(following.target)
            return
        here = next((hit for hit in self._hits if self.is_cursor(hit.target)), None)
        if here is None or (across < 0 and nearest(here, self._hits, across, down) is None):
            row = pad.rows.start if here is None else 2 * (here.y - pad.y) // pad.scale + pad.rows.start
            row = rows // 2 if here is None else min(max(row, 0), rows - 1)
            self.send(_entry(row * columns + (columns // 2 if here is None else columns - 1)))
        else:
            super().move_cursor(across, down)

    # --- the mouse ---

    def target_at(self, x: int, y: int) -> Target | None:
        """A pixel, a part of the sum, a number."""
        pixel = None if self._pad is None else self._pad.pixel(x, y)
        if pixel is not None and self.snapshot is not None:
            return _entry(pixel[0] * (self.snapshot.scenario.data.image or (1, 1))[1] + pixel[1])
        parts = (hit.target for hit in self._sums if hit.x <= x < hit.x + hit.width and hit.y == y)
        return next(parts, None) or super().target_at(x, y)

    def on_mouse_down(self, event: events.MouseDown | None = None) -> None:
        """The brush is put down, if it is on the paper."""
        if event is None:
            return
        self._from = None if self._pad is None else self._pad.place(event.x, event.y)
        self._drew = self._from is not None
        if self._from is not None and event.button in (LEFT, RIGHT):
            self.send(Stroke(self._from, self._from, event.button == RIGHT))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """A straight line from where it was, as a terminal leaves places out."""
        place = None if self._pad is None or event.button not in (LEFT, RIGHT) else self._pad.place(event.x, event.y)
        if self._drew and place is not None and place != self._from:
            self.send(Stroke(self._from or place, place, event.button == RIGHT))
        self._from = place

    def on_click(self, event: events.Click) -> None:
        """What was drawn is no choice of a number."""
        if self._drew:
            event.prevent_default()


def _answers(canvas: Canvas, seen: Snapshot, look: PaintOptions, decided: int) -> None:
    """What it is taken for, and all outputs; decided: which of the kinds, -1 for none."""
    layer, data = seen.program.layers, seen.scenario.data
    outputs = seen.program.config.network.sizes[-1]
    canvas.text(0, 0, fitting(canvas.width, *_taken(seen), ""), look.palette.text, bold=True)
    numbers = canvas.view(0, 1, canvas.width, min(outputs, canvas.height - 1))
    if data.task == CLASSES:
        draw_shares(numbers, seen, look, max(0, decided), marked=decided)
        return
    for y in range(numbers.height):
        entry = seen.entry(f"a{layer}", y)
        numbers.text(0, y, f"a{layer}[{y}]", look.palette.muted)
        draw_number(numbers, 9, y, seen, look, entry, scale=seen.scale(entry.name))


def _pixel(snapshot: Snapshot) -> int | None:
    """The pixel that the cursor is on."""
    cursor = snapshot.choices.cursor
    on_one = cursor is not None and cursor.name == "x" and cursor.sample == DRAWING and len(cursor.index) == 2
    return cursor.index[1] if cursor is not None and on_one else None


def _entry(pixel: int) -> Entry:
    return Entry("x", (0, pixel), DRAWING)


def _taken(seen: Snapshot) -> tuple[str, ...]:
    """What it is taken for and how surely; the longest wording first."""
    data = seen.scenario.data
    outputs = seen.unit_values(f"a{seen.program.layers}")
    if outputs is None:
        return ("not computed yet",)
    if not data.kinds:
        return (f"taken for {data.answer(outputs)}",) if len(outputs) == 1 else ("its outputs",)
    decided = int(data.decided(outputs))
    if decided < 0:
        return ("undecided",)
    name = data.kinds[decided]
    sure = f", {percent(float(outputs[decided])).strip()}" if data.task == CLASSES else ""
    return f"taken for {name}{sure}", f"taken for {name}", name


def _titles(seen: Snapshot) -> tuple[str, ...]:
    older = "before update" if "before update" in seen.standing else "weights as now"
    taken = _taken(seen)
    return f"your drawing: {taken[0]}, {older}", f"your drawing: {taken[0]}", "your drawing"
