"""What keeps the network from learning: each finding with its evidence, numbers to ask, and one thing to try.

Below them how much of the gradient reaches each layer, as bars on a log scale. All of it comes with the snapshot.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.terms import label
from scenarios.diagnosis import DIAGNOSES, NOTE, SEVERE, WARNING, Diagnosis, Finding
from tui.drawing.canvas import Canvas, shorten
from tui.drawing.numbers import brief
from tui.drawing.palette import Palette
from tui.drawing.texts import fitting
from tui.messages import Chosen, Entry, Layer
from tui.panel import Look, Panel
from tui.snapshot import Snapshot

SIGNS = {SEVERE: "!!", WARNING: "! ", NOTE: "· "}
MARGIN = 3  # cells before the text of a finding, for its sign
WIDEST = 84  # cells of a line of text: longer ones are hard to read
BESIDE = 44  # cells beside them from which the bars stand there
ROOMY, LEAST = 16, 6  # lines from which the bars have a scale, and that findings need beside them
GAP = 2  # cells between two numbers of one line
MOVES = 36  # cells from which it is told how far the weights went
BAR = 6  # cells that a bar takes at least
DECADES = 4  # that the scale of the bars covers at least


@dataclass(frozen=True)
class Line:
    """One line of a finding: text in a colour, or numbers that can be asked."""

    text: str = ""
    tone: str = "text"  # a role of the palette
    bold: bool = False
    entries: tuple[Entry, ...] = ()


class DiagnosisPanel(Panel):
    """Findings, the most severe first; where they do not all fit, the later ones are told in fewer words."""

    pace = 0.25

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._place = 0  # of the cursor among the numbers: one number can be the evidence of two findings

    def paint(self, canvas: Canvas, snapshot: Snapshot, look: Look) -> None:
        palette, diagnosis = look.palette, snapshot.diagnosis
        width, height = canvas.width, canvas.height
        severe = len(diagnosis.severe)
        title = f"diagnosis: {severe} severe" if severe else "diagnosis"
        canvas.frame(
            0, 0, width, height, palette.frame_focus if look.focused else palette.frame,
            fitting(width - 6, title, "diagnosis"), diagnosis.rows,
            foot=fitting(width - 6, *_feet(diagnosis), ""), foot_right="d closes" if width >= 56 else "",
            title_fg=palette.title, note_fg=palette.muted,
        )  # fmt: skip
        inside = canvas.view(2, 1, width - 4, height - 2)
        if inside.width < 1 or inside.height < 1:
            return
        text, bars = min(inside.width, WIDEST), len(diagnosis.blame) + (2 if inside.height >= ROOMY else 1)
        if inside.width >= WIDEST + BESIDE:
            draw_blame(inside.view(WIDEST + 4, 0, inside.width - WIDEST - 4, bars), snapshot, look)
            _words(inside.view(0, 0, text, inside.height), snapshot, look)
            return
        least = LEAST if diagnosis.findings else 3
        if inside.height < bars + 1 + least:
            _words(inside, snapshot, look)
            return
        used = _words(inside.view(0, 0, text, inside.height - bars - 1), snapshot, look)
        draw_blame(inside.view(0, used + 1, text, bars), snapshot, look)

    def action_move_cursor(self, across: int, down: int) -> None:
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
        self.post_message(Chosen(entries[self._place]))


def _words(canvas: Canvas, snapshot: Snapshot, look: Look) -> int:
    """Findings, and what is well; returns how many lines they took."""
    y = 0
    for lines in _findings(snapshot, canvas.width, canvas.height):
        for line in lines:
            _draw(canvas, y, line, snapshot, look)
            y += 1
    rest = canvas.view(0, y, canvas.width, canvas.height - y)
    return y + _well(rest, snapshot.diagnosis, look.palette)


def _feet(diagnosis: Diagnosis) -> tuple[str, ...]:
    if diagnosis.findings:
        return ("↑↓ a number, enter: where it comes from", "enter: where a number comes from", "enter explains")
    return ()


# --- findings ---


def _findings(snapshot: Snapshot, width: int, room: int) -> list[list[Line]]:
    """Each finding as lines: as full as fits, the first ones fullest; the last line says what is left out."""
    findings = snapshot.diagnosis.findings
    levels = [list(_levels(finding, snapshot, width)) for finding in findings]
    chosen = [0] * len(findings)

    def total() -> int:
        return sum(len(levels[at][level]) for at, level in enumerate(chosen))

    for level in (1, 2, 3):
        for at in range(len(findings)):
            before, chosen[at] = chosen[at], level
            if total() > room:
                chosen[at] = before
    blocks = [levels[at][level] for at, level in enumerate(chosen)]
    spaced = total() + len(blocks) - 1 <= room
    lines: list[list[Line]] = []
    used = 0
    for at, block in enumerate(blocks):
        left = len(blocks) - at - 1
        if used + len(block) + (left > 0 and not spaced) > room:
            lines.append([Line(f"… {left + 1} more, m: this panel alone", "muted")][: max(0, room - used)])
            break
        lines.append([*block, Line()] if spaced and left else block)
        used += len(lines[-1])
    return lines


def _levels(finding: Finding, snapshot: Snapshot, width: int) -> Iterator[list[Line]]:
    """A finding in ever more words: its title; with what to try; with its numbers; with the evidence."""
    text = max(8, width - MARGIN)
    tone = {SEVERE: "bad", WARNING: "now", NOTE: "muted"}[finding.severity]
    signs = SIGNS[finding.severity].ljust(MARGIN), " " * MARGIN
    title = [
        Line(signs[at > 0] + part, tone, bold=True) for at, part in enumerate(textwrap.wrap(_title(finding), text))
    ]
    attempt = [
        Line(" " * MARGIN + part, "good")
        for part in textwrap.wrap(f"try {finding.attempt}", text, subsequent_indent="    ")
    ]
    evidence = [Line(" " * MARGIN + part, "muted") for part in textwrap.wrap(finding.evidence, text)]
    entries = tuple(dict.fromkeys(Entry(*entry) for entry in finding.entries))
    numbers = [Line(entries=group) for group in _flowing(entries, snapshot, text)]
    yield title
    yield [*title, *attempt]
    yield [*title, *numbers, *attempt]
    yield [*title, *evidence, *numbers, *attempt]


def _title(finding: Finding) -> str:
    """What is so, and the sign that stands on the units in the network."""
    mark = DIAGNOSES[finding.kind].mark
    return f"{finding.title} ({mark})" if mark and finding.severity > NOTE else finding.title


def _flowing(entries: Sequence[Entry], snapshot: Snapshot, width: int) -> list[tuple[Entry, ...]]:
    """Numbers in lines, as many on each as fit."""
    lines: list[list[Entry]] = []
    used = width
    for entry in entries:
        cells = len(_number(entry, snapshot)) + GAP
        if used + cells - GAP > width:
            lines.append([])
            used = 0
        lines[-1].append(entry)
        used += cells
    return [tuple(line) for line in lines]


def _number(entry: Entry, snapshot: Snapshot) -> str:
    value = snapshot.number(entry)
    return f"{label(*entry)} {'·' if value is None else brief(value)}"


def _draw(canvas: Canvas, y: int, line: Line, snapshot: Snapshot, look: Look) -> None:
    palette, x = look.palette, MARGIN
    if not line.entries:
        canvas.text(0, y, shorten(line.text, canvas.width), getattr(palette, line.tone), bold=line.bold)
        return
    for entry in line.entries:
        name, value = label(*entry), snapshot.number(entry)
        text = _number(entry, snapshot)
        if entry == snapshot.choices.cursor:
            canvas.text(x - 1, y, "[", palette.now, bold=True)
            canvas.text(x, y, text, palette.cursor_fg, palette.cursor_bg, target=entry)
            canvas.text(x + len(text), y, "]", palette.now, bold=True)
        else:
            canvas.text(x, y, text, palette.text, target=entry)
            canvas.text(x + len(name) + 1, y, text[len(name) + 1 :], palette.sign(value))
        x += len(text) + GAP


def _well(canvas: Canvas, diagnosis: Diagnosis, palette: Palette) -> int:
    """What was looked at and found in order; returns how many lines that took."""
    if diagnosis.findings:
        lines = ["", *(f"✓  {words}" for words in diagnosis.well)]
        if len(lines) > canvas.height:
            return 0
    else:
        head = "every row is right: nothing left to learn" if diagnosis.solved else "all is well so far"
        lines = [*textwrap.wrap(head, max(8, canvas.width)), "", *(f"✓  {words}" for words in diagnosis.well)]
    for y, line in enumerate(lines[: canvas.height]):
        tick = line.startswith("✓")
        canvas.text(0, y, shorten(line, canvas.width), palette.muted if tick else palette.good, bold=not tick)
        if tick:
            canvas.text(0, y, "✓", palette.good)
    return min(len(lines), max(0, canvas.height))


# --- how the gradient travels ---


def draw_blame(canvas: Canvas, snapshot: Snapshot, look: Look) -> None:
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
        canvas.text(x, y, left, palette.faint)
        canvas.right(x + room, y, right, palette.faint)


def _decades(blame: tuple[float, ...]) -> tuple[int, int]:
    """The powers of ten that the scale goes from and to."""
    sizes = [size for size in blame if 0 < size < math.inf]
    high = math.ceil(math.log10(max(sizes))) if sizes else 0
    low = math.floor(math.log10(min(sizes))) if sizes else high - DECADES
    return min(low, high - DECADES), high


def _short(size: float) -> str:
    return f"{size:.1e}".replace("e-0", "e-").replace("e+0", "e")


def _share(share: float) -> str:
    """A share as a percentage, two digits."""
    if not math.isfinite(share):
        return "·"
    return f"{brief(float(f'{100 * share:.2g}'))} %"
