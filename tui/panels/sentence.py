"""What the step just done did, in one bold sentence, and how far the training is: all that a lecture's screen tells."""

from __future__ import annotations

from glassnet.core.counts import count
from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.texts import fitting, shorten_formula, wrapped
from glassnet.tui.panel import PaintOptions, Panel
from glassnet.tui.panels.bars import score_now
from glassnet.tui.panels.loss_words import loss_texts
from glassnet.tui.panels.now import FIRST_KEYS, whole_sentences
from glassnet.tui.snapshot import Snapshot

GAPS = " " * 6, " " * 2


class SentencePanel(Panel, can_focus=False):
    """The formula, its sentence, then iteration, loss and how many are right; before the first step, the problem."""

    def paint(self, canvas: Canvas, snapshot: Snapshot, look: PaintOptions) -> None:
        palette, step = look.palette, snapshot.step
        inner = canvas.view(2, 1, canvas.width - 4, canvas.height - 2)
        if step is None:
            head, words, place = (
                fitting(inner.width, *map(look.keys.say, FIRST_KEYS)),
                snapshot.scenario.problem,
                "before the first step",
            )
        else:
            head, words, place = snapshot.formula, step.sentence, snapshot.program.place(step)
        if snapshot.choices.running:
            place = look.keys.say("running, {run} pauses")
        room = max(1, inner.height - 2)
        lines = whole_sentences(words, inner.width, room) if step is None else wrapped(words, inner.width)[:room]
        inner.text(0, 0, shorten_formula(head, inner.width), palette.now, bold=True)
        for y, line in enumerate(lines, start=1):
            inner.text(0, y, line, palette.text, bold=True)
        told = (f"iteration {count(snapshot.state.iteration)}", loss_texts(snapshot)[-1], score_now(snapshot))
        parts = [part for part in told if part]
        found = [gap.join(parts[:most]) for most in range(len(parts), 0, -1) for gap in GAPS]
        inner.text(0, inner.height - 1, fitting(inner.width, *found, ""), palette.title, bold=True)
        title = f"{snapshot.scenario.key}: {snapshot.scenario.title}"
        canvas.frame(
            0, 0, canvas.width, canvas.height, palette.now, title, place,
            title_fg=palette.title, note_fg=palette.text, bold=True,
        )  # fmt: skip
