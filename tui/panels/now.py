"""The step just done: its formula, shapes and NumPy line, a plain sentence, and one entry with its numbers."""

from __future__ import annotations

from glassnet.core.counts import count, counted
from glassnet.scenarios.printed import on_the_page
from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.palette import Palette
from glassnet.tui.drawing.texts import fitting, shorten_formula, wrapped
from glassnet.tui.meanings import meanings, of_cursor
from glassnet.tui.messages import Press, Target
from glassnet.tui.panel import PaintOptions, Panel
from glassnet.tui.panels.judged import right_beside, sentence_of
from glassnet.tui.snapshot import Snapshot

FIRST_KEYS = (
    "{step}: one step    {forward}: the whole forward pass    {run}: run    {help}: help",
    "{step}: one step   {forward}: forward pass   {run}: run   {help}: help",
)
GREETING = (
    "{scenario_2}, then {run}: four half-planes bend    {step}: one step here    {help}: help",
    "{scenario_2}, then {run}: four half-planes bend   {help}: help",
)
OFFERS = {"lessons": "{lessons}: a tour in short chapters", "leave_lesson": "{leave_lesson}: do not offer it again"}
SHAPES = "shapes  "


class NowPanel(Panel, can_focus=False):
    """Three lines about the current step; before the first one, what the scenario is and which key to press."""

    def paint(self, canvas: Canvas, snapshot: Snapshot, look: PaintOptions) -> None:
        palette, step = look.palette, snapshot.step
        inner = canvas.view(2, 1, canvas.width - 4, canvas.height - 2)
        if step is None:
            title, right = f"{snapshot.scenario.key}: {snapshot.scenario.title}", f"next: {snapshot.next_step.output}"
            _welcome(inner, snapshot, look)
        else:
            total = len(snapshot.program.steps)
            title = f"now: step {snapshot.state.done} of {total}, {snapshot.program.place(step)}"
            end = snapshot.state.done == total
            right = (
                f"next: iteration {count(snapshot.state.iteration + 1)}"
                if end
                else f"next: {snapshot.next_step.output}"
            )
            self._step(inner, snapshot, palette)
        foot = fitting(canvas.width - 6, *_meanings(snapshot, self.pointed, self.naming or snapshot.choices.unit))
        canvas.frame(
            0, 0, canvas.width, canvas.height, palette.now, title, right, foot,
            title_fg=palette.now, note_fg=palette.muted, bold=True,
        )  # fmt: skip

    def write_name(self, canvas: Canvas, snapshot: Snapshot) -> None:
        """Done: it stands where the number under the cursor is named."""

    def _step(self, canvas: Canvas, snapshot: Snapshot, palette: Palette) -> None:
        assert snapshot.step is not None
        lines = [0, 1, 2] if canvas.height >= 3 else list(range(canvas.height))
        _formula(canvas, 0, snapshot, palette)
        if len(lines) > 1:
            canvas.text(0, 1, *sentence_of(snapshot, palette, canvas.width))
        if len(lines) > 2:
            _worked(canvas, 2, snapshot, palette)


def _formula(canvas: Canvas, y: int, snapshot: Snapshot, palette: Palette) -> None:
    """The formula, then what there is room for: shapes, what n is, and at the right the NumPy line."""
    x = canvas.text(0, y, shorten_formula(snapshot.formula, canvas.width), palette.text, bold=True)
    assert snapshot.step is not None
    code, shapes = snapshot.numpy_line, snapshot.shapes
    for label_, room in (("NumPy  ", 4), ("", 2)):
        if x + room + len(label_) + len(code) <= canvas.width:
            start = canvas.right(canvas.width, y, code, palette.muted)
            canvas.right(start, y, label_, palette.muted)
            break
    else:
        start = canvas.width + 1
    if x + 3 + len(SHAPES) + len(shapes) + 2 <= start - len("NumPy  "):  # `1 = 1 - lr · 1` alone would be wrong algebra
        x = canvas.text(x + 3, y, SHAPES, palette.muted)
        x = canvas.text(x, y, shapes, palette.now)
        n = f"n = {counted(len(snapshot.samples.rows), 'sample')}"
        if "n" in shapes.replace("mean", "") and x + 3 + len(n) + 3 <= start - len("NumPy  "):
            canvas.text(x + 3, y, n, palette.muted)


def _worked(canvas: Canvas, y: int, snapshot: Snapshot, palette: Palette) -> None:
    """One entry: its name, its formula with the numbers filled in, its value; the value is never cut off."""
    name, numbers, value = snapshot.worked
    number = None if snapshot.focus is None else snapshot.number(snapshot.focus)
    word, page = _of_the_page(snapshot)
    x = canvas.text(0, y, name + word, palette.now)
    x = canvas.text(x, y, " = ", palette.muted)
    if numbers != value:
        room = canvas.width - x - len(value) - 3
        if len(numbers) > room and snapshot.term is not None:
            from glassnet.tui.panels.explain.formula import in_line

            numbers = in_line(snapshot.term, room, snapshot.choices.digits)
        x = canvas.text(x, y, numbers, palette.text)
        x = canvas.text(x, y, " = ", palette.muted)
    x = canvas.text(x, y, value, palette.sign(number), bold=True)
    if x + 3 + len(page) <= canvas.width:
        canvas.text(x + 3, y, page, palette.now)


def _of_the_page(snapshot: Snapshot) -> tuple[str, str]:
    """The page's word for the number of the step, and whether it is the one that the page prints."""
    focus = snapshot.focus
    if focus is None:
        return "", ""
    word, found = snapshot.word(focus), snapshot.printed.get(focus)
    return f" ({word})" if word else "", right_beside(snapshot, focus) if found is None else on_the_page(found)


def _welcome(canvas: Canvas, snapshot: Snapshot, look: PaintOptions) -> None:
    palette = look.palette
    keys = FIRST_KEYS if snapshot.choices.preview is None else GREETING
    canvas.text(0, 0, fitting(canvas.width, *map(look.keys.say, keys)), palette.now, bold=True)
    rows = canvas.height - 1 - snapshot.choices.offered
    for y, line in enumerate(whole_sentences(snapshot.scenario.problem, canvas.width, rows), start=1):
        canvas.text(0, y, line, palette.text)
    x = 0
    for id_, words in OFFERS.items() if snapshot.choices.offered else ():
        x = canvas.text(x, canvas.height - 1, look.keys.say(words), palette.title, bold=True, target=Press(id_)) + 4


def whole_sentences(text: str, width: int, lines: int) -> list[str]:
    """As many whole sentences as fit into so many lines, at least one; wrapped."""
    sentences = text.replace(". ", ".\n").split("\n")
    for used in range(len(sentences), 0, -1):
        found = wrapped(" ".join(sentences[:used]), width)
        if len(found) <= lines or used == 1:
            return found[: max(0, lines)]
    return []


def _meanings(snapshot: Snapshot, pointed: bool, names: Target | None) -> tuple[str, ...]:
    """What the mouse is on; else the number under the cursor, where a panel or the step has it."""
    cursor, step = snapshot.choices.cursor, snapshot.step
    if names is not None and (words := meanings(names, snapshot)):
        return words
    if cursor is None or not (pointed or (step is not None and cursor.name in (step.output, *step.inputs))):
        return ("",)
    return (of_cursor(cursor, snapshot),)
