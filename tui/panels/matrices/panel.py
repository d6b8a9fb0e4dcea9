"""The matrices of one layer: W, b, z and a, and beside each of them its gradient, as coloured numbers.

Chooses the halves and the windows, and moves the cursor through arrays that are larger than their window.
`halves.py` says what stands where, `sheet.py` paints it.
"""

from __future__ import annotations

from collections import defaultdict

from glassnet.core.info import GRADIENT, WEIGHTS
from glassnet.core.names import formula
from glassnet.core.program import Program
from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.names import distinct
from glassnet.tui.drawing.windows import Plan, Sliding, segments, share
from glassnet.tui.messages import Entry, Layer, Press, Sample
from glassnet.tui.mouse import NOTCH
from glassnet.tui.panel import PaintOptions, Panel, draw_frame
from glassnet.tui.panels.matrices.areas import areas
from glassnet.tui.panels.matrices.halves import LONGEST_INPUT, halves, heads, input_names, names
from glassnet.tui.panels.matrices.sheet import Sheet, Shown
from glassnet.tui.snapshot import Snapshot

BESIDE = 58  # cells inside the frame from which values and gradients stand beside each other
STACKED = 18  # lines from which they stand above each other where they cannot stand side by side


class MatricesPanel(Panel):
    """All values of one layer and their gradients."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._program: Program | None = None
        self._formulas: dict[str, str] = {}
        self._axes: defaultdict[str, Sliding] = defaultdict(Sliding)  # the window of each
        self._pointed: tuple[Entry | None, Sample | None] = (None, None)
        self._by_cursor = False  # whether the cursor moved after the sample was chosen

    # --- painting ---

    def paint(self, canvas: Canvas, snapshot: Snapshot, look: PaintOptions) -> None:
        self._follow(snapshot)
        inside = canvas.view(1, 1, max(0, canvas.width - 2), max(0, canvas.height - 2))
        notes: list[str] = []
        if inside.width and inside.height:
            notes = self._tables(inside, snapshot, look)
        frame(canvas, snapshot, look, notes)

    def _follow(self, snapshot: Snapshot) -> None:
        """Forget the windows of another network, and notice what was pointed at last."""
        pointed = (snapshot.choices.cursor, snapshot.sample)
        if snapshot.program is not self._program:
            self._program, self._axes = snapshot.program, defaultdict(Sliding)
            self._formulas = {step.output: formula(snapshot.program, step) for step in snapshot.program.steps}
            self._by_cursor = pointed[0] is not None
        elif pointed[0] != self._pointed[0]:
            self._by_cursor = True
        elif pointed[1] != self._pointed[1]:
            self._by_cursor = False
        self._pointed = pointed

    def _tables(self, canvas: Canvas, snapshot: Snapshot, look: PaintOptions) -> list[str]:
        """All that stands inside the frame; returns what the windows show of their axes, for the title."""
        notes: list[str] = []
        if cut := areas(snapshot, canvas.width, canvas.height):
            for area in cut:
                part = canvas.view(area.x, 0, area.width, canvas.height)
                notes = self._stacked(part, snapshot, look, area.groups, area.plan)
            canvas.fill(cut[0].width, 0, 1, canvas.height, fg=look.palette.frame, char="│")
            return notes
        values, gradients = names(snapshot)
        if canvas.width >= BESIDE:
            groups = [[values, gradients]]
        elif canvas.height >= STACKED:
            groups = [[values], [gradients]]
        else:
            backward = snapshot.step is not None and snapshot.program.info[snapshot.step.output].kind == GRADIENT
            groups = [[gradients if backward else values]]
        height = (canvas.height - len(groups) + 1) // len(groups)
        inputs = snapshot.program.config.network.sizes[snapshot.layer - 1]
        written = [block for group in (values, gradients) for block, name in group.items() if snapshot.written(name)]
        block = written[0][-1] if written else "z"
        plan = share(height, inputs, len(snapshot.samples.rows), any("kW" in group for group in groups[0]), block)
        return self._stacked(canvas, snapshot, look, groups, plan)

    def _stacked(
        self, canvas: Canvas, snapshot: Snapshot, look: PaintOptions, groups: list[list[dict[str, str]]], plan: Plan
    ) -> list[str]:
        """Groups of halves beneath each other, with a thin line between them; returns the notes of the last."""
        height = (canvas.height - len(groups) + 1) // len(groups)
        notes: list[str] = []
        for i, group in enumerate(groups):
            part = canvas.view(0, i * (height + 1), canvas.width, height)
            if i:
                canvas.fill(0, height, canvas.width, 1, fg=look.palette.frame, char="─")
            notes = self._side_by_side(part, snapshot, look, group, plan)
        return notes

    def _side_by_side(
        self, canvas: Canvas, snapshot: Snapshot, look: PaintOptions, group: list[dict[str, str]], plan: Plan
    ) -> list[str]:
        """One or two halves that share their windows, with a thin line between them."""
        parts, columns = halves(snapshot, group, canvas.width, plan.gaps > 0)
        shown = self._windows(snapshot, plan, columns.units, min(part.pitch for part in parts) - 1)
        lines, palette = segments(plan), look.palette
        for part in parts[:-1]:
            canvas.fill(part.end, 0, 1, canvas.height, fg=palette.frame, char="│")
        if snapshot.position is not None and snapshot.position in shown.samples:
            for line in lines:
                if line.kind == "rows" and line.block in "za":
                    y = line.y + snapshot.position - shown.samples.start
                    canvas.fill(0, y, canvas.width, 1, bg=palette.row_bg)
        sheet = Sheet(canvas, snapshot, look, shown)
        for part in parts:
            sheet.paint(part, lines)
        return shown.notes

    # --- windows ---

    def _windows(self, snapshot: Snapshot, plan: Plan, count: int, cells: int) -> Shown:
        """Which units, inputs and samples are shown, and the words for what is not."""
        layer, sizes = snapshot.layer, snapshot.program.config.network.sizes
        pointed = self._pointed_in_layer(snapshot)
        unit = pointed.index[-1] if pointed else None
        row = pointed.index[0] if pointed and snapshot.program.info[pointed.name].part == WEIGHTS else None
        weights = {name for name, about in snapshot.program.info.items() if about.part == WEIGHTS}
        own = {name for half in names(snapshot) for name in half.values()}
        units = self._axes[f"units {layer}"].at(sizes[layer], count, *spoken(snapshot, own, -1), unit)
        inputs = self._axes[f"in {layer}"].at(sizes[layer - 1], plan.inputs, *spoken(snapshot, own & weights), row)
        samples = self._samples(snapshot, plan.samples)
        notes = []
        for what, window, total in (("units", units, sizes[layer]), ("in", inputs, sizes[layer - 1])):
            if len(window) < total and (what == "units" or "W" in plan.blocks):
                notes.append(f"{what} {between(window)} of {total}")
        of_samples, total = "one row per sample", len(snapshot.samples.rows)
        if len(samples) < total:
            of_samples = f"{'samples' if len(samples) > 1 else 'sample'} {between(samples)} of {total}"
            if not snapshot.samples.whole_batch:  # by their places in the batch, as the numbers before them
                of_samples = f"# {between(samples)} of {total} in the batch"
            if not plan.note:
                notes.append(of_samples)
        captions: dict[str, tuple[str, ...]] = {name: (text,) for name, text in self._formulas.items()}
        fixed = [name for name in snapshot.program.config.training.frozen if name in (f"W{layer}", f"b{layer}")]
        captions |= dict.fromkeys(fixed, ("frozen: no update changes it", "frozen"))
        notes += [f"{' and '.join(fixed)} frozen"] if fixed else []
        z = f"z{layer}"
        captions[z] = (f"{self._formulas[z]},  {of_samples}", of_samples, of_samples.removeprefix("samples "))
        if len(samples) == total:
            captions[z] = (captions[z][0], self._formulas[z], *captions[z][1:])
        captions["y"] = (
            f"targets; no da{layer}: the loss gives dz{layer} at once",
            f"targets, no da{layer}",
            "targets",
        )
        called = input_names(snapshot)
        long_labels = [called[i] if called else f"in {i}" for i in inputs]
        short = distinct(called, LONGEST_INPUT)
        labels = [short[i] if called else text for i, text in zip(inputs, long_labels, strict=True)]
        picked = heads(snapshot, cells)[units.start : units.stop]
        return Shown(units, inputs, samples, picked, (long_labels, labels), captions, len(str(total - 1)), notes)

    def _samples(self, snapshot: Snapshot, room: int) -> range:
        """The window of samples: those that a lesson speaks of lie inside, those that it asks for rather, then the
        chosen one, and what was pointed at last for certain.
        """
        cursor, total = snapshot.choices.cursor, len(snapshot.samples.rows)
        sampled = cursor is not None and cursor.name in self._sampled(snapshot) and cursor.sample is None
        pointed = cursor.index[0] if self._by_cursor and cursor is not None and sampled and cursor.index else None
        spoken_of = spoken(snapshot, self._sampled(snapshot))
        return self._axes["samples"].at(total, room, *spoken_of, snapshot.position, pointed)

    def _sampled(self, snapshot: Snapshot) -> set[str]:
        """Names on show that have one row per sample."""
        layer = snapshot.layer
        before = "x" if layer == 1 else f"a{layer - 1}"
        return {f"z{layer}", f"a{layer}", f"dz{layer}", f"da{layer}", before, "y"}

    def _pointed_in_layer(self, snapshot: Snapshot) -> Entry | None:
        """The cursor if it is in this layer, else what the step shows, but not while running: it would jump."""
        own = {name for half in names(snapshot) for name in half.values()}
        cursor = snapshot.choices.cursor
        if cursor is not None and cursor.name in own and cursor.index:
            return cursor
        focus = None if snapshot.choices.running else snapshot.focus
        return focus if focus is not None and focus.name in own and focus.index else None

    # --- wheel and cursor ---

    def wheel(self, across: int, down: int, x: int, y: int) -> None:
        """Sideways the units; else the inputs where the mouse is on W, or on what is as long, else the samples."""
        snapshot = self.snapshot
        if snapshot is None:
            return
        layer = snapshot.layer
        beside = [hit.target for hit in self._hits if hit.y == y and isinstance(hit.target, Entry)]
        on_weights = any(snapshot.program.info[entry.name].part == WEIGHTS for entry in beside)
        if across:
            self._axes[f"units {layer}"].move(across)
        else:
            self._axes[f"in {layer}" if on_weights else "samples"].move(NOTCH * down)
        self.repaint()

    def move_cursor(self, across: int, down: int) -> None:
        """Within an array to the next index, on show or not; at its edge to the block that lies there."""
        snapshot = self.snapshot
        cursor = snapshot.choices.cursor if snapshot is not None else None
        if snapshot is not None and cursor is not None and cursor.sample is not None:
            same = [hit.target for hit in self._hits if _same_column(hit.target, cursor)]
            if same:  # its row is not in this batch: to the first that is on show
                self.send(same[0])
                return
        if snapshot is not None and cursor is not None and self._has_array(cursor):
            shape = [len(snapshot.samples.rows) if size == "n" else int(size) for size in snapshot.shape(cursor.name)]
            index = list(cursor.index)
            axis, by = (len(index) - 1, across) if across else (0, down)
            if len(index) == len(shape) and index and not (down and len(index) == 1):
                index[axis] += by
                if 0 <= index[axis] < shape[axis]:
                    self.send(Entry(cursor.name, tuple(index)))
                    return
        super().move_cursor(across, down)

    def _has_array(self, entry: Entry) -> bool:
        """Whether the array of a number is on show, if not the number: the wheel may have left it outside."""
        return any(isinstance(hit.target, Entry) and hit.target.name == entry.name for hit in self._hits)


def spoken(snapshot: Snapshot, known: set[str], axis: int = 0) -> tuple[int, ...]:
    """The last and the first place on an axis of these values that a lesson speaks of; the same of what it asks for."""
    line = snapshot.choices.line
    if line is None:
        return ()
    asked = frozenset() if line.hidden is None else line.hidden.numbers
    groups = [(each.name, each.index) for each in line.marked], [(each.name, each.index) for each in asked]
    both = [[index[axis] for name, index in group if name in known and index] for group in groups]
    return tuple(end for places in both if places for end in (max(places), min(places)))


def _same_column(target: object, entry: Entry) -> bool:
    """Whether a target is a number of the same unit, of another row."""
    return isinstance(target, Entry) and target.name == entry.name and target.index[1:] == entry.index[1:]


def between(window: range) -> str:
    """A window in words: `3 … 6`."""
    return f"{window.start} … {window.stop - 1}" if len(window) > 1 else f"{window.start}"


def _whose(snapshot: Snapshot) -> tuple[str, ...]:
    """Where the chosen sample stands, where its number alone does not tell."""
    if snapshot.position is None:
        return (f"{snapshot.sample} is not in this batch",)
    return () if snapshot.samples.whole_batch else (f"▸ {snapshot.sample}",)


def legends(snapshot: Snapshot) -> tuple[str, ...]:
    """What the marks mean, in ever fewer words; the operands belong to the cursor only if the step is about it."""
    operands = "[ ] cursor  ‹ › its operands"
    if snapshot.explanation is not None:
        operands = f"‹ › operands of {snapshot.explanation.label}"
    elif snapshot.choices.line is not None:
        operands = "‹ › spoken of"
    elif snapshot.focus is not None and snapshot.focus != snapshot.choices.cursor:
        operands = f"‹ › operands of {snapshot.focus.label}"
    marks = "● written  ○ read"
    if snapshot.handed is not None:
        wrong = "✗ does not follow"
        return f"{marks}  {wrong}  {operands}", f"{marks}  {wrong}", wrong, marks
    if snapshot.printed:
        page = "✓ as the page prints it" + (
            "  ✗ not" if any(not one.agrees for one in snapshot.printed.values()) else ""
        )
        return f"{marks}  {page}  {operands}", f"{marks}  {page}", page, marks
    return f"{marks} by this step  {operands}", f"{marks}  {operands}", f"{marks} by this step", marks, "● written"


def frame(canvas: Canvas, snapshot: Snapshot, look: PaintOptions, notes: list[str]) -> None:
    """The border: which layer, what the windows show, what the marks mean, and the keys for another layer."""
    layers = snapshot.program.layers
    name = f"layer {snapshot.layer} of {layers}"
    pinned = " (pinned)" if snapshot.pinned else ""
    sign = f", {sign} gradients" if (sign := snapshot.units.gradients(snapshot.layer)) else ""
    titles = [f"{name}: values and their gradients{pinned}", f"{name}: values, gradients{pinned}", f"{name}{pinned}"]
    if sign:
        titles = [f"{name}: values{sign}{pinned}", *titles]
    whose = _whose(snapshot)
    rights = [", ".join((*whose, *notes[: len(notes) - fewer])) for fewer in range(len(notes) + 1)]
    right = next((text for text in rights if len(text) + len(titles[-1]) + 9 <= canvas.width), "")
    over = 9 + len(right) if right else 6
    title = next((text for text in titles if len(text) + over <= canvas.width), titles[-1])
    following, before = look.keys.name("next_layer"), look.keys.name("previous_layer")
    keys = f"{following} {before} layer" if layers > 1 and canvas.width > 30 else ""
    over = 9 + len(keys) if keys else 6
    legend = next((text for text in legends(snapshot) if len(text) + over <= canvas.width), "")
    draw_frame(canvas, look, title, right=right, foot=legend, foot_right=keys)
    canvas.hit(3, 0, len(name), 1, Layer(snapshot.layer))
    if keys:
        x = canvas.width - 2 - len(keys) - 1
        canvas.hit(x, canvas.height - 1, len(following), 1, Press("next_layer"))
        canvas.hit(x + len(following) + 1, canvas.height - 1, len(before), 1, Press("previous_layer"))
