"""Findings as lines: title, evidence, numbers that can be asked, and what to try; and what was found in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from glassnet.core.deferred import dataclass
from glassnet.core.numerals import brief
from glassnet.scenarios.base import REGRESSION
from glassnet.scenarios.diagnosis import DIAGNOSES, NOTE, SEVERE, WARNING, Finding
from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.texts import shorten, wrapped
from glassnet.tui.drawing.windows import Sliding
from glassnet.tui.keys.keymap import Keymap
from glassnet.tui.messages import Entry
from glassnet.tui.panel import PaintOptions
from glassnet.tui.snapshot import Snapshot

SIGNS = {SEVERE: "!!", WARNING: "! ", NOTE: "· "}
NOTHING_YET = "nothing is computed yet: {step} goes one step on, {iteration} an iteration"
TICK, BELOW = "✓  ", "   "
MARGIN = 3  # cells before the text of a finding, for its sign
WHOLE = 10**6  # lines that are room for everything
GAP = 2  # cells between two numbers of one line


@dataclass(frozen=True)
class Line:
    """One line of a finding: text in a colour, or numbers that can be asked."""

    text: str = ""
    tone: str = "text"  # a role of the palette
    bold: bool = False
    entries: tuple[Entry, ...] = ()


def first_evidence(snapshot: Snapshot) -> Entry | None:
    """The first number of the first finding; None where nothing is found, or nothing looked at yet."""
    entries = [Entry(*entry) for finding in snapshot.diagnosis.findings for entry in finding.entries]
    return entries[0] if entries and snapshot.begun else None


def draw_findings(canvas: Canvas, snapshot: Snapshot, look: PaintOptions, window: Sliding | None = None) -> int:
    """Findings, and what is well; returns how many lines they took. window: over all they say, once it is moved."""
    y = 0
    if not snapshot.begun:
        return _well(canvas, snapshot, look)
    findings = _findings(snapshot, look.keys, canvas.width, canvas.height)
    if window is not None:
        whole = [line for lines in _findings(snapshot, look.keys, canvas.width, WHOLE) for line in lines]
        fits = len(whole) <= canvas.height
        shown = window.at(
            max(1, len(whole) + (not fits)), canvas.height, None
        )  # at 0 the short form, then all from 0 on
        if shown.start:
            findings = [whole[shown.start - 1 : shown.stop - 1]]
    for lines in findings:
        for line in lines:
            _draw(canvas, y, line, snapshot, look)
            y += 1
    rest = canvas.view(0, y, canvas.width, canvas.height - y)
    return y + _well(rest, snapshot, look)


def _findings(snapshot: Snapshot, keys: Keymap, width: int, room: int) -> list[list[Line]]:
    """Each finding as lines: as full as fits, the first ones fullest; the last line says what is left out."""
    findings = [replace(each, attempt=keys.say(each.attempt)) for each in snapshot.diagnosis.findings]
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
            words = f"… {left + 1} more, {keys.name('maximize')}: this panel alone"
            lines.append([Line(words, "muted")][: max(0, room - used)])
            break
        lines.append([*block, Line()] if spaced and left else block)
        used += len(lines[-1])
    return lines


def _levels(finding: Finding, snapshot: Snapshot, width: int) -> Iterator[list[Line]]:
    """A finding in ever more words: its title; with what to try; with its numbers; with the evidence."""
    text = max(8, width - MARGIN)
    tone = {SEVERE: "bad", WARNING: "now", NOTE: "muted"}[finding.severity]
    signs = SIGNS[finding.severity].ljust(MARGIN), " " * MARGIN
    title = [Line(signs[at > 0] + part, tone, bold=True) for at, part in enumerate(wrapped(_title(finding), text))]
    attempt = [Line(" " * MARGIN + part, "good") for part in wrapped(f"try {finding.attempt}", text, "    ")]
    evidence = [Line(" " * MARGIN + part, "muted") for part in wrapped(finding.evidence, text)]
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
    return f"{entry.label} {'·' if value is None else brief(value)}"


def _draw(canvas: Canvas, y: int, line: Line, snapshot: Snapshot, look: PaintOptions) -> None:
    palette, x = look.palette, MARGIN
    if not line.entries:
        canvas.text(0, y, shorten(line.text, canvas.width), getattr(palette, line.tone), bold=line.bold)
        return
    for entry in line.entries:
        name, value = entry.label, snapshot.number(entry)
        text = _number(entry, snapshot)
        if entry == snapshot.choices.cursor:
            canvas.text(x - 1, y, "[", palette.now, bold=True)
            canvas.text(x, y, text, palette.cursor_fg, palette.cursor_bg, target=entry)
            canvas.text(x + len(text), y, "]", palette.now, bold=True)
        else:
            canvas.text(x, y, text, palette.text, target=entry)
            canvas.text(x + len(name) + 1, y, text[len(name) + 1 :], palette.sign(value))
        x += len(text) + GAP


def _well(canvas: Canvas, snapshot: Snapshot, look: PaintOptions) -> int:
    """What was looked at and found in order; returns how many lines that took."""
    palette, diagnosis = look.palette, snapshot.diagnosis
    if not snapshot.begun:
        lines = wrapped(look.keys.say(NOTHING_YET), max(8, canvas.width))
    elif diagnosis.findings:
        lines = ["", *_ticked(diagnosis.well, canvas.width)]
        if len(lines) > canvas.height:
            return 0
    else:
        regression = snapshot.scenario.data.task == REGRESSION
        learned = "the error is nearly gone" if regression else f"right: {diagnosis.rows}; answers can still get surer"
        head = learned if diagnosis.solved else "nothing found so far"
        lines = [*wrapped(head, max(8, canvas.width)), "", *_ticked(diagnosis.well, canvas.width)]
    for y, line in enumerate(lines[: canvas.height]):
        well = line.startswith((TICK, BELOW))
        canvas.text(0, y, shorten(line, canvas.width), palette.muted if well else palette.good, bold=not well)
        if line.startswith(TICK):
            canvas.text(0, y, "✓", palette.good)
    return min(len(lines), max(0, canvas.height))


def _ticked(words: Sequence[str], width: int) -> list[str]:
    """Each with a tick before it, on as many lines as it needs."""
    parts = [wrapped(each, max(8, width - len(TICK))) for each in words]
    return [(BELOW if at else TICK) + line for lines in parts for at, line in enumerate(lines)]
