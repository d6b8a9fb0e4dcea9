"""The answers of a softmax layer as bars, one a class. Its slope is a matrix, so it has no curve to draw."""

from __future__ import annotations

import math

from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.cells import cell_len
from glassnet.tui.drawing.names import distinct
from glassnet.tui.drawing.numbers import fixed, percent
from glassnet.tui.drawing.texts import fitting
from glassnet.tui.messages import Entry
from glassnet.tui.panel import PaintOptions, draw_frame
from glassnet.tui.snapshot import Snapshot

SCORES = 56  # columns from which on the scores z stand beside the names
LONGEST = 24  # cells of a name at most
WIDEST = 60  # columns that a bar takes at most


def draw_shares_box(canvas: Canvas, snapshot: Snapshot, look: PaintOptions) -> None:
    """A framed box with the bars, spread over its height."""
    width, height = canvas.width, canvas.height
    standing = ", ".join(snapshot.standing)
    title = ", ".join((f"softmax: {snapshot.sample}", *snapshot.standing))
    titles = f"{title}, probability of each class", f"{title}, probabilities", title, standing or "softmax"
    shares = snapshot.unit_values(f"a{snapshot.program.layers}")
    total = 1.0 if shares is None else float(shares.sum())
    told = ("they add up to 100 %", "sum 100 %") if abs(total - 1) < 1e-3 else (f"sum {100 * total:.3g} %",)
    draw_frame(canvas, look, fitting(width - 6, *titles), foot_right=fitting(width - 6, *told, ""))
    inside, count = canvas.view(2, 1, width - 4, height - 2), len(snapshot.y)
    stride = min(3, max(1, inside.height // count))
    used = stride * (count - 1) + 1
    top = max(0, inside.height - used) // 2
    draw_shares(inside.view(0, top, inside.width, inside.height - top), snapshot, look, 0, stride)


def draw_shares(
    canvas: Canvas, snapshot: Snapshot, look: PaintOptions, unit: int, stride: int = 1, marked: int | None = None
) -> None:
    """Every class on a line: name, bar, percent; ◂ marks the true one. Where they do not fit, those around `unit`.

    marked: the one to be marked where none is the true one, as of a drawing.
    """
    palette, data, layer = look.palette, snapshot.scenario.data, snapshot.layer
    shares, count, width = snapshot.unit_values(f"a{layer}"), len(snapshot.y), canvas.width
    names = [data.classes[k] if k < len(data.classes) else f"unit {k}" for k in range(count)]
    note = " ◂ actual" if width >= 40 and marked is None else " ◂"
    scores = 12 if width >= SCORES - 4 else 0
    label = max(1, min(max(map(cell_len, names)), LONGEST, width - 9 - len(note)))
    called = distinct(names, label)
    bar_x = label + 1 + scores
    room = min(WIDEST, width - bar_x - 8 - len(note))
    end = bar_x + max(0, room) + 8 if room >= 3 else width - len(note)
    shown = max(1, (canvas.height + stride - 1) // stride)
    first = min(max(0, unit - shown + 1), max(0, count - shown))
    for line, k in enumerate(range(first, min(count, first + shown))):
        y, true = line * stride, bool(snapshot.y[k] == snapshot.y.max()) or k == marked
        canvas.text(0, y, called[k], palette.text if true else palette.muted, bold=true)
        if scores:
            score = snapshot.entry(f"z{layer}", k)
            canvas.text(label + 2, y, "z", palette.muted)
            _number(canvas, label + 4, y, fixed(snapshot.number(score)), score, snapshot, look)
        answer = snapshot.entry(f"a{layer}", k)
        share = None if shares is None or snapshot.number(answer) is None else float(shares[k])
        if room >= 3:
            canvas.fill(bar_x, y, room, 1, bg=palette.header_bg)
            halves = 0 if share is None or not math.isfinite(share) else round(2 * room * share)
            bar = "█" * (halves // 2) + "▌" * (halves % 2)
            canvas.text(bar_x, y, bar, palette.positive if true else palette.muted)
        _number(canvas, end - 7, y, "   ·   " if share is None else percent(share), answer, snapshot, look)
        if true:
            canvas.text(end, y, note, palette.good if marked is None else palette.text)


def _number(canvas: Canvas, x: int, y: int, text: str, entry: Entry, snapshot: Snapshot, look: PaintOptions) -> None:
    palette, cursor = look.palette, entry == snapshot.choices.cursor
    colour = palette.muted if snapshot.number(entry) is None else palette.text
    if cursor:
        canvas.text(x - 1, y, "[", palette.now, bold=True)
        canvas.text(x + 7, y, "]", palette.now, bold=True)
        canvas.text(x, y, text, palette.cursor_fg, palette.cursor_bg, target=entry)
    else:
        canvas.text(x, y, text, colour, target=entry)
