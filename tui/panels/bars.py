"""The lines at the edges of the screen: the header, the tabs of a small terminal, and the footer of keys."""

from __future__ import annotations

import itertools

from glassnet import scenarios
from glassnet.core.config import TrainingConfig
from glassnet.core.counts import counted
from glassnet.core.numerals import brief
from glassnet.core.program import PHASES
from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.cells import cell_len
from glassnet.tui.drawing.numbers import big, count
from glassnet.tui.drawing.palette import Palette
from glassnet.tui.drawing.texts import fitting, shorten
from glassnet.tui.keys import offers
from glassnet.tui.layout import DIAGNOSIS
from glassnet.tui.messages import Iteration, Press, ScenarioName, TabName
from glassnet.tui.panel import PaintOptions, Panel
from glassnet.tui.panels.loss_words import loss_texts
from glassnet.tui.snapshot import Snapshot

SEVERE_SIGN = "!!"
LEAST_TIMELINE = 6  # cells of a line that still says where in a run a moment lies
BLOCKS = "▁▂▃▄▅▆▇█"
SPARKS = 384  # losses of which the small line is made


class Header(Panel, can_focus=False):
    """Two lines: scenario, network and whether it runs; iteration and where in it we are.

    notice: shown instead of everything else, when the terminal is too small for more.
    """

    notice = ""

    def paint(self, canvas: Canvas, snapshot: Snapshot, look: PaintOptions) -> None:
        palette, choices = look.palette, snapshot.choices
        if self.notice:
            canvas.text(0, 0, shorten(f"Glassnet: {self.notice}", canvas.width), palette.now)
            return
        canvas.fill(0, 0, canvas.width, 1, bg=palette.header_bg)
        status = "running " + (choices.speed or "") if choices.running else "paused"
        right = canvas.right(canvas.width - 1, 0, status, palette.now, bold=True)
        if snapshot.halts:
            words = fitting(max(3, canvas.width // 4 - len(status)), *_halts(snapshot, look.keys.name("halt")))
            right = canvas.right(right - 2, 0, words, palette.muted, target=Press("halt"))
        x = canvas.text(1, 0, "Glassnet", palette.title, bold=True) + 1
        x = self._scenarios(canvas, x, right - 2, snapshot, palette)
        long, short = _network(snapshot), _network(snapshot, short=True)
        for gap, parts in ((3, long), (2, long), (2, short), (2, short[:3]), (2, short[:2]), (2, short[:1])):
            text = (" " * gap).join(parts)
            if x + 2 + len(text) + 2 <= right:
                canvas.text(canvas.text(x, 0, "│ ", palette.faint), 0, text, palette.text)
                break
        self._moment(canvas, snapshot, look)

    def _scenarios(self, canvas: Canvas, x: int, end: int, snapshot: Snapshot, palette: Palette) -> int:
        names = scenarios.names()
        shown = list(names[:3])
        if snapshot.scenario.key not in shown:
            shown.append(snapshot.scenario.key)
        for name in shown:
            here = name == snapshot.scenario.key
            text = f" {names.index(name) + 1} {name} " if name in names else f" {name} "
            if not here and canvas.width < 100 and snapshot.scenario.key not in names[:3]:
                text = f" {names.index(name) + 1} "
            if here and x + cell_len(text) > end:  # of a file; the number of one that is built in stays
                text = f" {shorten(text.strip(), end - x - 2)} "
            elif x + cell_len(text) > end:
                break
            colours = (palette.text, palette.tab_bg) if here else (palette.muted, palette.header_bg)
            target = ScenarioName(name) if name in names else None
            x = canvas.text(x, 0, text, *colours, bold=here, target=target)
        return x

    def _moment(self, canvas: Canvas, snapshot: Snapshot, look: PaintOptions) -> None:
        palette, wide = look.palette, canvas.width >= 100
        x = canvas.text(1, 1, "iteration " if wide else "iter ", palette.muted)
        x = canvas.text(x, 1, count(snapshot.state.iteration), palette.text, bold=True)
        config = snapshot.program.config
        if config.batch_size is not None and wide:
            epoch, _ = config.epoch(snapshot.state.iteration)
            x = canvas.text(x + 3, 1, "epoch ", palette.muted)
            x = canvas.text(x, 1, count(epoch), palette.text, bold=True)
        timeline = 36 if wide else 18
        rate = round(snapshot.choices.rate)
        unit = f"iteration{'s' * (rate != 1)}/s"
        beside = f"{count(rate)} {unit}" if snapshot.choices.running else snapshot.choices.note
        taken = x + timeline + len(count(snapshot.last)) + cell_len(beside) + 12  # and the gaps between them
        end = _problems(canvas, canvas.width - 1, canvas.width - 1 - taken, snapshot, look)
        room = end - x - 2
        if snapshot.choices.running:
            words = fitting(room, beside, f"{big(rate)} {unit}", f"{big(rate)}/s", "")
            end = canvas.right(end, 1, words, palette.muted) - 3
        elif snapshot.choices.note:
            end = canvas.right(end, 1, shorten(snapshot.choices.note, room), palette.now) - 3
        names = [step.output for step in snapshot.program.steps]
        told = snapshot.in_the_past or snapshot.edited or snapshot.choices.running
        if not wide and not told and x + 2 + sum(len(name) + 1 for name in names) + 6 <= end:
            _strip_of_steps(canvas, x + 2, snapshot, palette)
            return
        width = min(timeline, end - (x + 3) - len(f"1  {count(snapshot.last)}"))
        if width >= LEAST_TIMELINE:
            x = _timeline(canvas, x + 3, width, snapshot, palette)
        if not snapshot.choices.running:
            _phases(canvas, x + 3, end, snapshot, palette)


def _problems(canvas: Canvas, end: int, room: int, snapshot: Snapshot, look: PaintOptions) -> int:
    """How many findings are severe, and the key that shows them, so far as there is room; returns where it begins."""
    if not snapshot.alarms:
        return end
    palette, key, target = look.palette, look.keys.name("diagnose"), Press("diagnose")
    problems = f"{SEVERE_SIGN} {snapshot.alarms} problem{'s' * (snapshot.alarms > 1)}: "
    for words, rest in ((problems, " shows"), (problems, ""), (f"{SEVERE_SIGN} {snapshot.alarms}: ", "")):
        if len(words) + len(key) + len(rest) <= room:
            end = canvas.right(end, 1, rest, palette.bad, bold=True, target=target)
            end = canvas.right(end, 1, key, palette.title, bold=True, target=target)
            return canvas.right(end, 1, words, palette.bad, bold=True, target=target) - 3
    return end


def _halts(snapshot: Snapshot, key: str) -> tuple[str, ...]:
    """The sign that breakpoints are set, and the key for them, the longest wording first."""
    number = len(snapshot.halts)
    if number == 1:
        return f"{key} {snapshot.halts[0]}", f"{key} 1 breakpoint", f"{key} 1"
    return f"{key} {number} breakpoints", f"{key} {number}"


def _timeline(canvas: Canvas, x: int, width: int, snapshot: Snapshot, palette: Palette) -> int:
    """From the first to the last computed iteration: where this moment stands, and a mark for each edit."""
    last, here = snapshot.last, snapshot.state.iteration
    x = canvas.text(x, 1, "1 ", palette.muted)

    def cell(iteration: int) -> int:
        return round((iteration - 1) / max(1, last - 1) * (width - 1)) if last > 1 else 0

    at = cell(here) if here > 1 or last > 1 else 0
    canvas.text(x, 1, "━" * at, palette.title)
    canvas.text(x + at, 1, "─" * (width - at), palette.faint)
    for iteration in snapshot.edited:
        canvas.text(x + cell(iteration), 1, "◆", palette.negative)
    canvas.text(x + at, 1, "●", palette.text)
    if last > 1:
        for column in range(width):
            canvas.hit(x + column, 1, 1, 1, Iteration(1 + round(column / (width - 1) * (last - 1))))
    return canvas.text(x + width + 1, 1, count(last), palette.muted)


def _network(snapshot: Snapshot, short: bool = False) -> list[str]:
    """The network and its training in words, the most telling first."""
    network, training = snapshot.program.config.network, snapshot.program.config.training
    activations = [snapshot.units.activation(layer) for layer in range(1, snapshot.program.layers + 1)]
    kinds = list(dict.fromkeys(activation.symbol if short else activation.name for activation in activations))
    rate = float(snapshot.state.values["lr"])  # as it is now: it may have been changed by hand
    implied = short and training.optimizer == TrainingConfig.optimizer
    words = [
        f"{'–'.join(map(str, network.sizes))} {' → '.join(kinds)}",
        training.loss.replace("cross_entropy", "cross-entropy").replace("_", " "),
        ("" if implied else f"{training.optimizer} ") + f"lr {brief(rate)}",
    ]
    if snapshot.scenario.parameters is None:
        words.append(f"seed {network.seed}")
    batch = snapshot.program.config.batch_size
    samples = snapshot.program.config.samples
    words.append(f"n = {count(batch)} of {count(samples)}" if batch else f"n = {counted(samples, 'sample')}")
    return words


def _strip_of_steps(canvas: Canvas, x: int, snapshot: Snapshot, palette: Palette) -> None:
    """All steps by the name they compute, the current one marked, phases parted by a line."""
    phase = ""
    for index, step in enumerate(snapshot.program.steps):
        if phase and step.phase != phase:
            x = canvas.text(x, 1, "│ ", palette.faint)
        phase = step.phase
        if index == snapshot.state.done - 1:
            x = canvas.text(x, 1, f"▶{step.output}", palette.now, bold=True) + 1
        else:
            x = canvas.text(x, 1, step.output, palette.text if index < snapshot.state.done else palette.muted) + 1


def _phases(canvas: Canvas, x: int, room: int, snapshot: Snapshot, palette: Palette) -> None:
    """Each phase with a sign: done, how far, or not yet; where there is no room, the current one alone."""
    program, done = snapshot.program, snapshot.state.done
    parts: list[tuple[str, int, bool]] = []
    for phase in [phase for phase in PHASES if phase in program.ends]:
        first, last = program.starts[phase], program.ends[phase]
        if snapshot.phase == phase:
            parts.append((f"▶ {phase} {done - first} of {last - first}", palette.now, True))
        elif done >= last:
            parts.append((f"{phase} ✓", palette.good, False))
        else:
            parts.append((f"{phase} ·", palette.muted, False))
    if x + sum(len(text) + 3 for text, *_ in parts) > room:
        parts = [part for part in parts if part[2]]
    for text, colour, bold in parts:
        if x + len(text) <= room:
            x = canvas.text(x, 1, text, colour, bold=bold) + 3


class Tabs(Panel, can_focus=False):
    """One line: the tabs of a small terminal, the loss and how many answers are right."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.names: tuple[str, ...] = ()
        self.active = ""

    def choose(self, names: tuple[str, ...], active: str) -> None:
        """Set which tabs there are, and the one shown."""
        if (names, active) != (self.names, self.active):
            self.names, self.active = names, active
            self.repaint()

    def paint(self, canvas: Canvas, snapshot: Snapshot, look: PaintOptions) -> None:
        palette, x = look.palette, 1
        for name in self.names:
            here = name == self.active
            text = f"[{name}]" if here else f" {name} "
            colours = (palette.now, palette.tab_bg) if here else (palette.muted, palette.background)
            x = canvas.text(x, 0, text, *colours, bold=here, target=TabName(name))
            if name == DIAGNOSIS and snapshot.alarms:
                x = canvas.text(x - (not here), 0, SEVERE_SIGN, palette.bad, bold=True, target=TabName(name))
            x += 1
        losses = snapshot.losses.train.until(snapshot.state.iteration).evenly(SPARKS)
        if snapshot.loss is not None:
            words, verdict, end = loss_texts(snapshot)[-1], score_now(snapshot), canvas.width - 1
            if verdict and end - len(verdict) - 2 > x:
                end = canvas.right(end, 0, verdict, palette.text) - 2
            spark = sparkline(losses, 12)
            if end - len(words) - len(spark) - 1 > x and len(losses) > 1:
                end = canvas.right(end, 0, spark, palette.positive) - 1
            if end - len(words) > x:
                canvas.right(end, 0, words, palette.text)


def score_now(snapshot: Snapshot) -> str:
    """`3 of 4 right`, with the iteration where they are of another moment; empty for a regression."""
    known = snapshot.predictions
    if known.train_right is None:
        return ""
    at = f" at {count(known.iteration)}" if known.late else ""
    return f"{count(int(known.train_right.sum()))} of {count(len(known.train_right))} right{at}"


def sparkline(values: object, width: int) -> str:
    """Numbers as a row of blocks, each the mean of its share of them; what is not finite is left out."""
    import numpy as np

    array = np.asarray(values, dtype=float)
    array = array[np.isfinite(array)]
    if not len(array):
        return ""
    edges = np.linspace(0, len(array), min(width, len(array)) + 1).astype(int)
    means = np.array([array[a:b].mean() for a, b in itertools.pairwise(edges)])
    low, high = means.min(), means.max()
    levels = np.zeros(len(means), int) if high == low else ((means - low) / (high - low) * 7).round().astype(int)
    return "".join(BLOCKS[level] for level in levels)


class Footer(Panel, can_focus=False):
    """One line of the keys that apply, the most useful first; those for help and quitting always at the right."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.offers: tuple[offers.Offer, ...] = ()

    def offer(self, keys: tuple[offers.Offer, ...]) -> None:
        """Set the keys; painted only when they are others than before."""
        if keys != self.offers:
            self.offers = keys
            self.repaint()

    def paint(self, canvas: Canvas, snapshot: Snapshot, look: PaintOptions) -> None:
        palette = look.palette
        canvas.fill(0, 0, canvas.width, 1, bg=palette.header_bg)
        end = canvas.width - 1
        for offer in reversed(offers.last(look.keys)):
            target = Press(offer.id)
            end = canvas.right(end, 0, offer.does, palette.muted, target=target) - 1
            end = canvas.right(end, 0, offer.shown, palette.title, bold=True, target=target) - 2
        x, group = 1, None
        for offer in self.offers:
            bar = group is not None and offer.group != group
            if x + 2 * bar + len(offer.shown) + 1 + len(offer.does) > end:
                break
            if bar:
                x = canvas.text(x, 0, "│ ", palette.faint)
            group, target = offer.group, Press(offer.id)
            x = canvas.text(x, 0, offer.shown, palette.title, bold=True, target=target) + 1
            x = canvas.text(x, 0, offer.does, palette.text, target=target) + 2
