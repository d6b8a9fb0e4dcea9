"""How the values of one layer are spread over all training rows, with the dead units and what is saturated.

The arrow keys go to other layers and to other values of the layer. Computes nothing.
"""

from __future__ import annotations

from glassnet.core.counts import counted
from glassnet.core.numerals import brief
from glassnet.scenarios.diagnosis.saturated import FLAT
from glassnet.scenarios.layer_values import KINDS, LayerValues, layer_values
from glassnet.scenarios.summaries import Histogram, histogram
from glassnet.tui.drawing.bars import BEYOND, bins_for, draw_histogram
from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.numbers import count, percent
from glassnet.tui.drawing.texts import fitting
from glassnet.tui.drawing.unit_maps import listed
from glassnet.tui.messages import Entry, Layer, Sample
from glassnet.tui.panel import PaintOptions, Panel, draw_frame
from glassnet.tui.panels.paced import Paced
from glassnet.tui.snapshot import Snapshot

MOST_LISTED = 8  # units that are named
LEAST_BARS = 6  # lines that the bars are to have, before more is said in words


class HistogramPanel(Panel):
    """The histogram of one value of the layer on show."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._paced: Paced[tuple[LayerValues, Histogram, int]] = Paced()
        self._kind = 0  # which of KINDS

    def tells_secrets(self, snapshot: Snapshot) -> bool:
        return bool(snapshot.secret)  # all rows tell what single ones hide

    def paint(self, canvas: Canvas, snapshot: Snapshot, look: PaintOptions) -> None:
        inside = canvas.view(2, 1, canvas.width - 4, canvas.height - 2)
        values, found, iteration = self._found(snapshot, inside.width)
        info = snapshot.program.info[values.name]
        total = f"{values.name}: {counted(found.total, 'number')}"
        over = f", {values.of}" if values.of else ""
        beside = snapshot.array(values.name) is None and not snapshot.secret
        over += ", evaluated beside" if beside else ""  # the matrices have no such numbers yet
        older = iteration != snapshot.state.iteration
        at = f", iteration {count(iteration)}" if older else ""
        titles = (f"{total}{over}{at}: {info.words}", f"{total}{over}{at}", f"{total}{at}", values.name)
        ways = ["↑ ↓ a z dz W dW"] + ["← → layer"] * (snapshot.program.layers > 1)
        draw_frame(
            canvas,
            look,
            fitting(canvas.width - 6, *titles),
            foot="  ".join(ways),
            foot_right=look.keys.say("{out} back"),
        )
        y = self._ends(inside, snapshot, look, values, older)
        for text in _words(values, found, snapshot, inside.width):
            if inside.height - y > LEAST_BARS:
                inside.text(0, y, text, look.palette.text)
                y += 1
        y += inside.height - y > 2 * LEAST_BARS
        draw_histogram(inside.view(0, y, inside.width, inside.height - y), found, look.palette, look.shaded)

    def _found(self, snapshot: Snapshot, width: int) -> tuple[LayerValues, Histogram, int]:
        """The values and how often they are where; while running they may be a moment older, which is told."""

        def make() -> tuple[LayerValues, Histogram, int]:
            values = layer_values(snapshot.symptoms, snapshot.layer, KINDS[self._kind])
            bins = bins_for(width, values.array.size)
            return values, histogram(values.array, bins), snapshot.state.iteration

        moment = None if snapshot.choices.running else snapshot.state
        form = (snapshot.scenario.data, snapshot.program, snapshot.layer, self._kind, width, moment)
        return self._paced.get(snapshot, form, make)

    def _ends(self, canvas: Canvas, snapshot: Snapshot, look: PaintOptions, values: LayerValues, older: bool) -> int:
        """The least and the largest number, which can be asked where they stand on show; returns the line after."""
        x = 0
        for place, (words, index) in enumerate(zip(("least", "largest"), values.extremes, strict=False)):
            entry = _entry(snapshot, values, index)
            named = Entry(values.name, index).label
            value = brief(values.at(place))
            text = fitting(max(1, canvas.width - x), f"{words} {named} = {value}", f"{words} {value}")
            if x + len(text) > canvas.width:
                break
            same = entry is not None and not older and snapshot.number(entry) == values.at(place)
            marked = entry is not None and entry == snapshot.choices.cursor
            colour, ground = (look.palette.cursor_fg, look.palette.cursor_bg) if marked else (look.palette.text, None)
            end = canvas.text(x, 0, text, colour, ground, target=entry if same else None)
            if marked:
                canvas.text(end, 0, "◂", look.palette.now)
            x = end + 3
        return 1

    def move_cursor(self, across: int, down: int) -> None:
        """Left and right to another layer, up and down to another of its values."""
        if self.snapshot is None:
            return
        if across:
            self.send(Layer(min(max(self.snapshot.layer + across, 1), self.snapshot.program.layers)))
        else:
            self._kind = (self._kind + down) % len(KINDS)
            self.repaint()


def _entry(snapshot: Snapshot, values: LayerValues, index: tuple[int, int]) -> Entry | None:
    """The number on show that stands for one of the rows looked at, or of the weights."""
    if not snapshot.sampled(values.name) or snapshot.samples.whole_batch:
        return Entry(values.name, index)
    return snapshot.here(Entry(values.name, (0, index[1]), Sample(index[0])))


def _words(values: LayerValues, found: Histogram, snapshot: Snapshot, width: int) -> list[str]:
    """How many are 0 or no numbers, which units are dead, and what is saturated."""
    layer, texts = snapshot.layer, []
    name, total = f"a{layer}", max(1, found.total)
    ends = zip(BEYOND, (found.lower, found.upper), ("below", "above"), strict=True)
    if cut := ", ".join(f"{sign} {count(number)} {word}" for sign, number, word in ends if number):
        few = f"{percent((found.lower + found.upper) / total).strip()} of them, far from the others"
        texts.append(
            fitting(
                width,
                f"cut off at the ends: {cut} ({few})",
                f"cut off at the ends: {cut}",
                f"cut off: {cut}",
                "ends cut off",
            )
        )
    if found.zeros:
        short = f"{count(found.zeros)} exactly 0 (▒)"
        texts.append(fitting(width, f"{short}: {percent(found.zeros / total).strip()} of them", short, "zeros: ▒"))
    if found.unknown:
        texts.append(fitting(width, f"{count(found.unknown)} are no numbers, or without end", "some are no numbers"))
    if values.dead is not None:
        units = snapshot.program.config.network.layers[layer - 1].units
        which = f": {listed(values.dead)}" if 0 < len(values.dead) <= MOST_LISTED else ""
        none = f"no unit of layer {layer} is dead: none has {name} = 0 for every row"
        some = f"dead in layer {layer}: {len(values.dead)} of {counted(units, 'unit')}{which}"
        short = some if values.dead else none.partition(":")[0]
        texts.append(fitting(width, f"{some} ({name} is 0 for every row)" if values.dead else none, short))
    if values.flat is not None:
        share = percent(values.flat).strip()
        symbol = snapshot.units.activation(layer).symbol
        flat = f"{FLAT:.0%}".replace("%", " %")
        short, where = f"no {name} is saturated", "nowhere"
        if values.flat:
            short, where = f"saturated: {share} of {name}", "there"
        texts.append(fitting(width, f"{short}: the slope of {symbol} is {where} below {flat} of its largest", short))
    return texts
