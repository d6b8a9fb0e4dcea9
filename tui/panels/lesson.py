"""What a lesson, or predict mode, says and asks, in place of the step just done, which its lower border has."""

from __future__ import annotations

from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.cells import cell_len
from glassnet.tui.drawing.texts import fitting, shorten
from glassnet.tui.lessons.line import GAP, MARK, MISSED, Line
from glassnet.tui.messages import Answer, Press
from glassnet.tui.panel import PaintOptions, Panel
from glassnet.tui.snapshot import Snapshot

DONE, TO_COME = "●", "○"
MOST_DOTS = 24
MARKS = "‹", "›"
CARET = "_"
WIDEST_GAP = 5  # between two choices


class LessonPanel(Panel, can_focus=False):
    """At most two lines of text, and one to answer in."""

    def paint(self, canvas: Canvas, snapshot: Snapshot, look: PaintOptions) -> None:
        line, palette = snapshot.choices.line, look.palette
        if line is None:
            return
        inner = canvas.view(2, 1, canvas.width - 4, canvas.height - 2)
        texts, choices, before = line.rows(inner.width)
        for y, text in enumerate(texts[: inner.height]):
            _text(inner, y, text, look)
        rows = max(len(choices), int(line.answers))
        _answer(inner.view(0, max(0, inner.height - rows), inner.width, rows), line, choices, before, look)
        room = canvas.width - 8
        place, dots = _place(line)
        title = fitting(room - len(place) - 2 * bool(place), *line.title)
        right = f"{place} {dots}" if dots and cell_len(title) + len(place) + len(dots) + 4 <= room else place
        told = "   ".join(filter(None, (line.tries, line.hints)))
        told = fitting(room, told, line.hints)
        foot = fitting(max(0, room - cell_len(told) - 2), *_steps(snapshot))
        canvas.frame(
            0, 0, canvas.width, canvas.height, palette.now, title, right, foot if foot != "…" else "", told,
            title_fg=palette.now, note_fg=palette.muted, bold=True,
        )  # fmt: skip
        if line.hints:
            at = canvas.width - 3 - cell_len(line.hints)
            canvas.hit(at, canvas.height - 1, cell_len(line.hints), 1, Press("hint"))


def _place(line: Line) -> tuple[str, str]:
    """Which step it is, in words and in dots."""
    if line.place is None:
        return "", ""
    at, total = line.place
    return f"step {at} of {total}", (DONE * at + TO_COME * (total - at)) if total <= MOST_DOTS else ""


def _steps(snapshot: Snapshot) -> tuple[str, ...]:
    """The step just done and the next one, the longest wording first."""
    following = snapshot.step_line(snapshot.program.steps.index(snapshot.next_step))[0]
    if snapshot.step is None:
        return f"next: {following}", f"next: {snapshot.next_step.output}"
    done, name = f"▶ {snapshot.formula}", snapshot.next_step.output
    return f"{done}   next: {following}", f"{done}   next: {name}", done, f"▶ {snapshot.step.output}"


def _text(canvas: Canvas, y: int, text: str, look: PaintOptions) -> None:
    """A line of text; what is marked ‹ › in it in another colour, as its number on the screen."""
    palette = look.palette
    if text.startswith(MARK):
        canvas.text(0, y, shorten(text, canvas.width), palette.good, bold=True)
        return
    x = 0
    for piece in _pieces(text):
        missed = piece == MISSED
        colour = palette.bad if missed else palette.now if piece.startswith(MARKS[0]) else palette.text
        x = canvas.text(x, y, piece, colour, bold=missed)


def _pieces(text: str) -> list[str]:
    """The text cut before and after what stands between marks, and the mark of a wrong answer."""
    for mark in MARKS:
        text = text.replace(mark, f"\0{mark}" if mark == MARKS[0] else f"{mark}\0")
    text = text.replace(MISSED, f"\0{MISSED}\0")
    return text.split("\0")


def _answer(canvas: Canvas, line: Line, choices: list[list[tuple[str, str]]], before: str, look: PaintOptions) -> None:
    palette, x = look.palette, 0
    for y, row in enumerate(choices):
        used = sum(cell_len(text) + len(digit) + 1 for digit, text in row)
        gap = min(WIDEST_GAP, max(2, (canvas.width - used) // (len(row) + 1)))
        x = gap if used + gap * (len(row) + 1) <= canvas.width else 0
        for digit, text in row:
            target = None if line.ordered else Answer(digit)
            after = canvas.text(x, y, digit, palette.title, bold=True, target=target) + 1
            x = canvas.text(after, y, text, palette.text, target=target) + gap
    y = max(0, len(choices) - 1)
    if line.typed is not None:
        asks = "" if choices else f"{line.asks} "
        x = canvas.text(x, y, asks, palette.text)
        x = canvas.text(x, y, line.typed + CARET, palette.cursor_fg, palette.cursor_bg, bold=True) + 2
        if line.typed and not line.ordered:
            canvas.text(x, y, shorten("enter answers", canvas.width - x), palette.muted)
    elif line.asks:
        _text(canvas, y, before, look)
        x = cell_len(f"{before}{GAP}") if before else 0
        canvas.text(x, y, shorten(line.asks, canvas.width - x), palette.title, bold=True)
