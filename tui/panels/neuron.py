"""One unit drawn as the lesson draws it: inputs times weights, added up, squeezed, compared; and the way back.

The gradients stand under what they belong to. After the update the sum still shows the weights it was made with, and
the new ones stand behind an arrow. For networks of a single unit; knows no formula, all numbers are the snapshot's.
"""

from __future__ import annotations

import itertools

from glassnet.core.counts import count
from glassnet.core.deferred import dataclass
from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.neuron_plan import NUMBER, NeuronPlan, plan_for
from glassnet.tui.drawing.numbers import fixed, plain
from glassnet.tui.drawing.texts import fitting
from glassnet.tui.messages import Entry
from glassnet.tui.panel import PaintOptions, Panel, draw_frame, draw_number
from glassnet.tui.snapshot import Snapshot

LESSON = "neuron"
NEW = "→"  # before what a number of the sum is after the update


class NeuronPanel(Panel):
    """The single unit of a network without hidden layers."""

    def paint(self, canvas: Canvas, snapshot: Snapshot, look: PaintOptions) -> None:
        palette, width, height = look.palette, canvas.width, canvas.height
        x, y = (", ".join(map(plain, values)) for values in (snapshot.x, snapshot.y))
        name = ", ".join((f"neuron: {snapshot.sample}", *snapshot.standing))
        tight = (", ".join(snapshot.standing),) if snapshot.standing else (f"neuron: {snapshot.sample}", "neuron")
        told = () if snapshot.sample.drawn else (f"{name}, x = ({x}), y = {y}", f"{name}, y = {y}")
        titles = (*told, name, *tight)
        foot = f"● written  ○ read  {NEW} after the update" if snapshot.updated else "● written  ○ read"
        notes = ["lesson's w1, w2, b: W1[0,0], W1[1,0], b1[0]"] if snapshot.scenario.key == LESSON else []
        if len(snapshot.samples.rows) > 1:
            batch = "" if snapshot.program.config.batch_size is None else " of the batch"
            notes = [
                f"loss, dW1 and db1: over all {count(len(snapshot.samples.rows))} samples{batch}",
                f"loss and dW1: all samples{batch}",
            ]
        draw_frame(
            canvas,
            look,
            fitting(width - 6, *titles),
            foot=foot if width >= len(foot) + 6 else "● ○",
            foot_right=next((note for note in notes if len(note) + len(foot) + 9 <= width), ""),
        )
        inside = canvas.view(1, 1, width - 2, height - 2)  # one cell on each side is for marks
        if inside.width < NUMBER or inside.height < 1:
            return
        layers = snapshot.program.config.network.layers
        if len(layers) > 1 or layers[0].units > 1:
            inside.text(1, 0, fitting(inside.width - 2, "for a single unit: see Network", "see Network"), palette.muted)
            return
        plan = plan_for(inside.width - 2, inside.height, len(snapshot.x))
        _Picture(inside.view(plan.left, 0, inside.width - plan.left, inside.height), snapshot, look, plan).draw()


@dataclass(frozen=True)
class _Picture:
    canvas: Canvas
    snapshot: Snapshot
    look: PaintOptions
    plan: NeuronPlan

    def draw(self) -> None:
        plan = self.plan
        if plan.header:
            self._header()
        products = self.snapshot.products(1, 0)
        for i in range(plan.shown):
            self._input(i, plan.first + i * plan.stride, None if products is None else products[i])
        hidden = len(self.snapshot.x) - plan.shown
        if hidden:
            text = fitting(self.canvas.width - plan.weight - 1, f"… {hidden} more inputs", f"… {hidden} more", "…")
            self.canvas.text(plan.weight, plan.hidden_row, text, self.look.palette.muted)
        if "b1" in self.snapshot.program.info:
            self._bias(self._bias_row)
        if plan.fields:
            self._bracket()
            self._flow()

    @property
    def _bias_row(self) -> int:
        return self.plan.bias(len(self.snapshot.x))

    # --- the sum ---

    def _header(self) -> None:
        plan, colour = self.plan, self.look.palette.muted
        if plan.input:
            self.canvas.text(plan.input, 0, "input", colour)
        self.canvas.text(plan.weight, 0, "weight", colour)
        if plan.product:
            moved = plan.below and any(self._moved(Entry("W1", (i, 0))) for i in range(plan.shown))
            self.canvas.right(plan.product + NUMBER, 0, f"product  {NEW} new" if moved else "product", colour)
        for at, text in zip(plan.fields, ("sum + bias", "activation", "loss"), strict=False):
            self.canvas.text(at - (len(text) - NUMBER + 1) // 2, 0, text, colour)

    def _input(self, i: int, row: int, product: float | None) -> None:
        plan, palette = self.plan, self.look.palette
        number = self._number_column
        if plan.input:
            x = f"x[{i}]"
            self._name(plan.input, row, x, "x")
            at = plan.input + len(f"x[{len(self.snapshot.x) - 1}]") + 1
            entry = self.snapshot.entry("x", i)
            if self.snapshot.number(entry) is None:  # no batch is picked yet
                self.canvas.text(at, row, fixed(float(self.snapshot.x[i])), palette.muted)
            elif plan.below and (used := self.snapshot.input_read(i)) is not None:  # changed by hand since then
                self.canvas.text(at, row, fixed(used), palette.sign(used))
                self.canvas.text(at - 2, row + 1, "→", palette.now)
                self.canvas.text(at, row + 1, fixed(float(self.snapshot.x[i])), palette.sign(float(self.snapshot.x[i])))
            else:
                self._number(at, row, entry)
            self.canvas.text((at + NUMBER + plan.weight - 1) // 2, row, "×", palette.muted)
        self._parameter(row, Entry("W1", (i, 0)))
        if plan.product:
            changed = not plan.below and self.snapshot.input_read(i) is not None
            self._product(row, product, "" if changed else "=")
        if plan.below:
            self._name(plan.weight, row + 1, f"dW1[{i},0]", "dW1", quiet=True)
            self._number(number, row + 1, Entry("dW1", (i, 0)))

    def _bias(self, row: int) -> None:
        plan, entry = self.plan, Entry("b1", (0,))
        self._parameter(row, entry)
        if plan.product:
            used = self.snapshot.opening.values["b1"]
            sign = "←" if self._moved(entry) and not plan.under_bias else ""  # the bias moved on from what was added
            self._product(row, None if self.snapshot.array("z1") is None else float(used[0]), sign)
        if plan.under_bias:
            self._name(plan.weight, row + 1, "db1[0]".rjust(self._names), "db1", quiet=True)
            self._number(self._number_column, row + 1, Entry("db1", (0,)))
        elif plan.below and plan.input:  # beside the bias, where the inputs leave room
            at = plan.input + len(f"x[{len(self.snapshot.x) - 1}]") + 1
            self._name(at - 4, row, "db1", "db1", quiet=True)
            self._number(at, row, Entry("db1", (0,)))

    def _parameter(self, row: int, entry: Entry) -> None:
        """A weight or the bias, as the sum on show read it; what it is after the update stands below, behind →."""
        plan, snapshot, palette = self.plan, self.snapshot, self.look.palette
        at = self._number_column
        label = f"{entry.name}[{','.join(map(str, entry.index))}]"
        if plan.weight + self._names <= at:
            self._name(plan.weight, row, label.rjust(self._names), entry.name)
        used = float(snapshot.opening.values[entry.name][entry.index])
        new_below = plan.product and (plan.under_bias if entry.name == "b1" else plan.below)
        if self._moved(entry) and new_below:
            self.canvas.text(at, row, fixed(used), palette.sign(used))
            self.canvas.text(plan.product - 2, row + 1, NEW, palette.now)
            self._number(plan.product, row + 1, entry)
        elif self._moved(entry) and plan.product and entry.name != "b1":  # no room for the new one: that of the product
            self.canvas.text(at, row, fixed(used), palette.sign(used))
        else:
            self._number(at, row, entry)

    def _moved(self, entry: Entry) -> bool:
        """Whether this is no longer the number that the sum on show was made with."""
        read = float(self.snapshot.opening.values[entry.name][entry.index])
        return entry.name not in self.snapshot.secret and self.snapshot.number(entry) != read

    def _product(self, row: int, value: float | None, sign: str) -> None:
        plan, palette = self.plan, self.look.palette
        if sign:
            self.canvas.text(plan.product - 2, row, sign, palette.muted)
        heat = palette.heat(value, self._largest) if value else None
        self.canvas.text(plan.product, row, fixed(value), palette.sign(value, heat), heat)

    @property
    def _largest(self) -> float:
        """What the products are coloured against: the larger of inputs and weights."""
        return max(self.snapshot.scale("x"), self.snapshot.scale("W1"))

    # --- the flow: z, a and loss, and the gradients on their way back ---

    def _bracket(self) -> None:
        plan, palette, bias_row = self.plan, self.look.palette, self._bias_row
        column = plan.product + NUMBER + 1
        items = {plan.first + i * plan.stride for i in range(plan.shown)}
        for row in range(plan.first, bias_row + 1):
            mark = "┤" if row in items else "│"
            if row == self._flow_row:
                mark = "┼" if row in items else "├"
            if row == plan.first:
                mark = "┬" if row == self._flow_row else "┐"
            if row == bias_row:
                mark = "┴" if row == self._flow_row else "┘"
            self.canvas.text(column, row, mark, palette.muted)
        self.canvas.text(column + 1, self._flow_row, "─" * (plan.fields[0] - column - 2) + "►", palette.muted)

    @property
    def _flow_row(self) -> int:
        first, middle = self.plan.first, (self.plan.first + self._bias_row) // 2
        return max(first, min(middle, self.canvas.height - 4))

    def _flow(self) -> None:
        plan, snapshot, palette = self.plan, self.snapshot, self.look.palette
        row, room = self._flow_row, self.canvas.height - self._flow_row
        symbol = snapshot.units.activation(1).symbol
        forward = (snapshot.entry("z1", 0), snapshot.entry("a1", 0), Entry("loss"))
        names = [
            (at + (NUMBER - len(each.name)) // 2, each.name) for at, each in zip(plan.fields, forward, strict=False)
        ]
        for (at, name), field, entry in zip(names, plan.fields, forward, strict=False):
            self._name(at, row, name, name)
            if room > 1:
                self._number(field, row + 1, entry)
        for k, ((begin, name), (end, _)) in enumerate(itertools.pairwise(names)):
            self._arrow(begin + len(name) + 1, end - 3, row, symbol if k == 0 else "", "►")
        if room >= 4 and len(plan.fields) > 1:
            self._way_back(row + 2, symbol)
        if len(plan.fields) == 3 and room >= 3:
            y, at = snapshot.entry("y", 0), plan.fields[2]
            below = row + (3 if room >= 4 else 2)
            self._name(at - 3, below, "y", "y")
            if snapshot.number(y) is None:
                known = None if snapshot.sample.drawn else float(snapshot.y[0])
                self.canvas.text(at, below, fixed(known), palette.muted)
            else:
                self._number(at, below, y)

    def _way_back(self, row: int, symbol: str) -> None:
        plan, snapshot, colour = self.plan, self.snapshot, self.look.palette.muted
        names = [name for name in ("dz1", "da1") if snapshot.program.index_of(name) is not None]
        starts = []
        for at, name in zip(plan.fields, names, strict=False):
            starts.append(at + (NUMBER - len(name)) // 2)
            self._name(starts[-1], row, name, name, quiet=True)
            self._number(at, row + 1, snapshot.entry(name, 0))
        for begin, end in itertools.pairwise(starts):
            self._arrow(begin + 4, end - 2, row, f"{symbol}′" if len(symbol) == 1 else "", "◄")
        if len(plan.fields) == 3 and starts:
            corner = plan.fields[2] + NUMBER // 2
            self._arrow(starts[-1] + 4, corner - 1, row, "", "◄")
            self.canvas.text(corner, row, "┘", colour)

    def _arrow(self, begin: int, end: int, row: int, label: str, head: str) -> None:
        """A horizontal arrow over the columns begin … end, its label in the middle."""
        length = end - begin + 1
        if length < 1:
            return
        line = "─" * (length - 1)
        label = label if len(label) + 4 <= length else ""
        middle = (length - len(label)) // 2
        text = line + head if head == "►" else head + line
        if label:
            text = text[:middle] + label + text[middle + len(label) :]
        self.canvas.text(begin, row, text, self.look.palette.muted)

    # --- names and numbers ---

    @property
    def _names(self) -> int:
        return len(f"dW1[{len(self.snapshot.x) - 1},0]")

    @property
    def _number_column(self) -> int:
        """The column of the weights' numbers."""
        column = self.plan.weight + self._names + 1
        return column if column + NUMBER <= self.canvas.width else 1

    def _name(self, x: int, row: int, text: str, name: str, quiet: bool = False) -> None:
        """A name, with ● before it where the last step wrote it and ○ where it read it."""
        snapshot, palette = self.snapshot, self.look.palette
        mark = "●" if snapshot.written(name) else "○" if snapshot.was_read(name) else ""
        self.canvas.text(x, row, text, palette.muted if quiet and not mark else palette.text, bold=mark == "●")
        if mark:
            self.canvas.text(x + len(text) - len(text.lstrip()) - 1, row, mark, palette.now)

    def _number(self, x: int, row: int, entry: Entry) -> None:
        draw_number(self.canvas, x, row, self.snapshot, self.look, entry, scale=self.snapshot.scale(entry.name))
