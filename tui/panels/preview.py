"""xor, being learned: what each of its units says over the plane and what the network answers, side by side.

Before the first step of plain `glassnet` it stands where nothing is to be seen yet. Computes nothing.
"""

from __future__ import annotations

from glassnet.core.counts import count
from glassnet.core.numerals import brief
from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.texts import fitting
from glassnet.tui.messages import Press
from glassnet.tui.panel import PaintOptions, Panel, draw_frame
from glassnet.tui.panels.network.maps import maps_of
from glassnet.tui.panels.predictions.right import verdicts
from glassnet.tui.preview import LAST
from glassnet.tui.snapshot import Snapshot

KEYS = "{scenario_2}, then {run}: the whole of it"
ARROW = "→"
MOST_LINES = 14
LEAST_WIDTH = 5  # of a map


class PreviewPanel(Panel, can_focus=False):
    """The maps of a network that is trained beside the one on show."""

    def paint(self, canvas: Canvas, snapshot: Snapshot, look: PaintOptions) -> None:
        shown, palette = snapshot.choices.preview, look.palette
        keys = look.keys.say(KEYS)
        if shown is None:
            draw_frame(canvas, look, "xor", foot_right=keys)
            return
        doing = "learning" if shown.state.iteration < LAST else "learned"
        key = f"{shown.scenario.key}, {doing} by itself: iteration {count(shown.state.iteration)}"
        state = f"{key}, loss {brief(shown.loss or 0.0)}, {verdicts(shown)[0]}" if shown.loss is not None else key
        draw_frame(canvas, look, fitting(canvas.width - 6, state, key, shown.scenario.key))
        canvas.right(canvas.width - 2, canvas.height - 1, f" {keys} ", palette.now, bold=True)
        canvas.hit(0, 0, canvas.width, canvas.height, Press("scenario_2"))
        inside = canvas.view(2, 1, canvas.width - 4, canvas.height - 2)
        sizes = [layer.units for layer in shown.program.config.network.layers]
        width = (inside.width - len(ARROW) - 2) // sum(sizes) - 1
        lines = min(inside.height - 1, MOST_LINES, (width + 1) // 2)
        if width < LEAST_WIDTH or lines < 2:
            return
        width = min(width, 3 * lines)
        x, y = (inside.width - (width + 1) * sum(sizes) - len(ARROW) - 1) // 2, (inside.height - 1 - lines) // 2
        for layer, maps in maps_of(shown, look, (width, lines)).items():
            if layer > 1:
                x = inside.text(x, y + 1 + lines // 2, ARROW, palette.muted) + 1
            for unit, cells in enumerate(maps.cells):
                texts = (f"answer a{layer}", "answer") if layer == len(sizes) else (f"unit {unit}", str(unit))
                inside.text(x, y, fitting(width, *texts), palette.muted)
                inside.stamp(x, y + 1, cells.chars, cells.fg, cells.bg)
                x += width + 1
