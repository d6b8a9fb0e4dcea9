"""What keeps the network from learning: each finding with its evidence, numbers to ask, and one thing to try.

Below them, or beside them where there is room, how much of the gradient reaches each layer. All of it comes with the
snapshot.
"""

from __future__ import annotations

from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.texts import fitting
from glassnet.tui.drawing.windows import Sliding
from glassnet.tui.keys.keymap import Keymap
from glassnet.tui.messages import Entry
from glassnet.tui.mouse import NOTCH
from glassnet.tui.panel import PaintOptions, Panel, draw_frame
from glassnet.tui.panels.diagnosis.blame import draw_blame
from glassnet.tui.panels.diagnosis.findings import draw_findings
from glassnet.tui.snapshot import Snapshot

WIDEST = 84  # cells of a line of text: longer ones are hard to read
BESIDE = 44  # cells beside them from which the bars stand there
ROOMY, LEAST = 16, 6  # lines from which the bars have a scale, and that findings need beside them


class DiagnosisPanel(Panel):
    """Findings, the most severe first; where they do not all fit, the later ones are told in fewer words."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._window = Sliding()  # over the lines of the findings
        self._place = 0  # of the cursor among the numbers: one number can be the evidence of two findings

    def tells_secrets(self, snapshot: Snapshot) -> bool:
        return bool(snapshot.secret)

    def paint(self, canvas: Canvas, snapshot: Snapshot, look: PaintOptions) -> None:
        diagnosis = snapshot.diagnosis
        width, height = canvas.width, canvas.height
        severe = snapshot.alarms
        title = f"diagnosis: {severe} problem{'s' * (severe > 1)}" if severe else "diagnosis"
        at = snapshot.diagnosed
        if at != snapshot.state.iteration:  # while running; the numbers under its sentences are of this moment
            title = f"{title}, of iteration {at:,}"
        draw_frame(
            canvas,
            look,
            fitting(width - 6, title),
            right=diagnosis.rows,
            foot=fitting(width - 6, *_feet(snapshot, look.keys), ""),
            foot_right=look.keys.say("{diagnose} closes") if width >= 56 else "",
        )
        inside = canvas.view(2, 1, width - 4, height - 2)
        if inside.width < 1 or inside.height < 1:
            return
        if not snapshot.begun:  # its gradients would be of an iteration that nobody has seen
            draw_findings(inside, snapshot, look)
            return
        text, bars = min(inside.width, WIDEST), len(diagnosis.blame) + (2 if inside.height >= ROOMY else 1)
        if inside.width >= WIDEST + BESIDE:
            draw_blame(inside.view(WIDEST + 4, 0, inside.width - WIDEST - 4, bars), snapshot, look)
            draw_findings(inside.view(0, 0, text, inside.height), snapshot, look, self._window)
            return
        least = LEAST if diagnosis.findings else 3
        if inside.height < bars + 1 + least:
            draw_findings(inside, snapshot, look, self._window)
            return
        used = draw_findings(inside.view(0, 0, text, inside.height - bars - 1), snapshot, look, self._window)
        draw_blame(inside.view(0, used + 1, text, bars), snapshot, look)

    def wheel(self, across: int, down: int, x: int, y: int) -> None:
        """What is found, in full."""
        self._window.move(1 if down > 0 and self._window.at_start else NOTCH * down)
        self.repaint()

    def move_cursor(self, across: int, down: int) -> None:
        """Through the numbers in the order in which they are read."""
        entries = [hit.target for hit in self._hits if isinstance(hit.target, Entry)]
        if not entries:
            return
        here = [place for place, entry in enumerate(entries) if self.is_cursor(entry)]
        if here:
            place = min(here, key=lambda place: abs(place - self._place)) + across + down
            self._place = min(max(place, 0), len(entries) - 1)
        else:
            self._place = 0
        self.send(entries[self._place])


def _feet(snapshot: Snapshot, keys: Keymap) -> tuple[str, ...]:
    if snapshot.begun and snapshot.diagnosis.findings:
        told = (
            "{cursor_up}{cursor_down} a number, {explain}: where it comes from",
            "{explain}: where a number comes from",
        )
        return tuple(map(keys.say, (*told, "{explain} explains")))
    return ()
