"""How much of the gradient reaches each layer, as bars on a log scale, and how far each layer's weights went."""

from __future__ import annotations

import math

from glassnet.core.numerals import brief, tidy
from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.texts import fitting
from glassnet.tui.messages import Layer
from glassnet.tui.panel import PaintOptions
from glassnet.tui.snapshot import Snapshot

MOVES = 36  # cells from which it is told how far the weights went
BAR = 6  # cells that a bar takes at least
DECADES = 4  # that the scale of the bars covers at least


def draw_blame(canvas: Canvas, snapshot: Snapshot, look: PaintOptions) -> None:
    """A heading, a bar for each layer from the last to the first, and the scale under them."""
    palette, diagnosis, width = look.palette, snapshot.diagnosis, canvas.width
    blame, moved = diagnosis.blame, diagnosis.moved
    moves = width >= MOVES
    head = fitting(
        width - 9 if moves else width,
        "gradient per layer: RMS of dz, log scale",
        "RMS of dz per layer, log",
        "RMS of dz",
    )
    low, high = _decades(blame)
    digits = len(str(len(blame)))
    numbers = width - (19 if moves else 9)
    x, room = digits + 3, numbers - digits - 4
    canvas.text(0, 0, head, palette.muted)
    if moves and moved is not None:
        canvas.right(width, 0, "W moved", palette.muted)
    for y, layer in enumerate(range(len(blame), 0, -1), start=1):
        size, name = blame[layer - 1], f"dz{layer}"
        canvas.text(0, y, name.ljust(digits + 2), palette.text, target=Layer(layer))
        if room >= BAR:
            canvas.fill(x, y, room, 1, bg=palette.header_bg)
            share = 0.0 if not 0 < size < math.inf else (math.log10(size) - low) / (high - low)
            halves = max(int(size > 0), round(2 * room * min(1.0, max(0.0, share))))
            slow = diagnosis.gradients(layer) == "vanishing"
            canvas.text(x, y, "█" * (halves // 2) + "▌" * (halves % 2), palette.bad if slow else palette.positive)
        text = brief(size) if size == size else "nan"
        canvas.right(numbers + 9, y, _short(size) if len(text) > 8 else text, palette.text)
        if moves and moved is not None:
            canvas.right(width, y, _share(moved[layer - 1]), palette.text)
    if room >= BAR and canvas.height > len(blame) + 1:
        y = len(blame) + 1
        left, right = f"1e{low}", f"1e{high}"
        canvas.text(x, y, left, palette.muted)
        canvas.right(x + room, y, right, palette.muted)


def _decades(blame: tuple[float, ...]) -> tuple[int, int]:
    """The powers of ten that the scale goes from and to."""
    sizes = [size for size in blame if 0 < size < math.inf]
    high = math.ceil(math.log10(max(sizes))) if sizes else 0
    low = math.floor(math.log10(min(sizes))) if sizes else high - DECADES
    return min(low, high - DECADES), high


def _short(size: float) -> str:
    return tidy(f"{size:.1e}")


def _share(share: float) -> str:
    """A share as a percentage, two digits."""
    if not math.isfinite(share):
        return "·"
    return f"{brief(100 * share, 2)} %"
