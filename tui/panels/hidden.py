"""What a hidden layer makes of the samples: points in the space of its units, on what the next layers answer there.

The arrow keys go to other layers and to other planes through that space. Computes nothing.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from glassnet.core.counts import counted
from glassnet.scenarios.hidden_space import ALONG, PRINCIPAL, HiddenSpace, View, views
from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.decision_map import Cells
from glassnet.tui.drawing.mesh import meshed
from glassnet.tui.drawing.numbers import percent, plain
from glassnet.tui.drawing.texts import fitting, wrapped
from glassnet.tui.messages import Entry, Layer
from glassnet.tui.panel import PaintOptions, Panel, draw_frame, draw_number
from glassnet.tui.panels.paced import Paced
from glassnet.tui.panels.predictions.legend import Line, draw_packed, legend_lines, packed
from glassnet.tui.panels.predictions.map import DecisionMap, answer_cells
from glassnet.tui.panels.predictions.points import draw_points
from glassnet.tui.panels.predictions.scale import LEAST_HEIGHT, LEAST_WIDTH, answer_scale, border, fitted, proportion
from glassnet.tui.snapshot import Snapshot

BESIDE = 34  # columns that the words beside the picture want
LEAST_WORDS = 16  # columns that are of use to them
LINES, FEWER, STEPS = 9, 6, 41  # of the net over the plane of the inputs: each way, and places along each line
SMALL = 40  # columns of a picture below which the net is wider
LOW = 16  # lines up to which only the most needed is said
NUMBERS = 3  # of the chosen sample that are shown at most


class Seen(NamedTuple):
    """The picture: the space and its cells, with the first layer's net of the inputs, if they lie in a plane."""

    space: HiddenSpace
    cells: Cells
    has_net: bool


class HiddenPanel(Panel):
    """The samples in the space of a hidden layer."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._paced: Paced[Seen] = Paced()
        self._inputs = DecisionMap()
        self._view = 0  # which plane is looked at, by its place among those there are

    def tells_secrets(self, snapshot: Snapshot) -> bool:
        return snapshot.answers_hidden

    def paint(self, canvas: Canvas, snapshot: Snapshot, look: PaintOptions) -> None:
        if snapshot.program.layers < 2:
            draw_frame(canvas, look, "hidden layers")
            canvas.centre(0, canvas.height // 2, canvas.width, "no hidden layer here", look.palette.muted)
            return
        layer = layer_shown(snapshot)
        planes = views(snapshot.program, layer)
        view = planes[self._view % len(planes)]
        inside = canvas.view(2, 1, canvas.width - 4, canvas.height - 2)
        words = min(BESIDE, inside.width // 2)
        width, height = fitted(max(LEAST_WIDTH, inside.width - words - 2), inside.height, None)
        seen = self._seen(snapshot, look, view, layer, width, height)
        older = ", before update" if snapshot.settled is not snapshot.state else ""
        titles = _titles(seen.space, older)
        draw_frame(canvas, look, fitting(canvas.width - 6, *titles), **_feet(snapshot, look, len(planes)))
        if width < LEAST_WIDTH or height < LEAST_HEIGHT:
            return
        plane = inside.view(0, 0, width, height)
        plane.stamp(0, 0, seen.cells.chars, seen.cells.fg, seen.cells.bg)
        draw_points(plane, seen.cells, snapshot, look, seen.space)
        beside = inside.view(width + 2, 0, inside.width - width - 2, inside.height)
        if beside.width >= LEAST_WORDS:
            self._beside(beside, snapshot, look, seen)

    def _seen(self, snapshot: Snapshot, look: PaintOptions, view: View, layer: int, width: int, height: int) -> Seen:
        """The picture of the settled parameters; while running it may be a moment older."""
        before = None if self._paced.made is None else self._paced.made.space
        same = before is not None and (before.layer, before.view) == (layer, view)

        def make() -> Seen:
            space = snapshot.hidden_space(layer, view, before.axes if before is not None and same else None)
            cells = answer_cells(space.answers(width, 2 * height), snapshot, look)
            inputs = snapshot.map
            netted = inputs is not None and layer == 1 and not look.shaded  # a plane bent more than once is a tangle
            if inputs is not None and netted:
                left, right, bottom, top = space.limits
                net = space.mesh(inputs.plane, inputs.limits, LINES if width >= SMALL else FEWER, STEPS)
                cells = meshed(cells, (net - (left, top)) / (right - left, bottom - top), look.palette)
            return Seen(space, cells, netted)

        form = (snapshot.scenario.data, layer, view, answer_scale(snapshot), width, height, look.palette, look.shaded)
        return self._paced.get(snapshot, form, make)

    def _beside(self, canvas: Canvas, snapshot: Snapshot, look: PaintOptions, seen: Seen) -> None:
        """The chosen sample's numbers, what the signs mean, what can be said, and the samples as they came in."""
        y = _numbers(canvas, snapshot, look, seen.space)
        legend = [[line] for line in legend_lines(snapshot, look, _axes(seen.space, look, canvas.height > LOW))]
        signs, room = len(legend_lines(snapshot, look, [])), canvas.height - y - 1
        said = _sentences(seen, snapshot, look)
        if signs + sum(len(wrapped(text, canvas.width)) for text in said) > room:
            signs = len(packed(legend_lines(snapshot, look, []), canvas.width))
            legend = packed([line for row in legend for line in row], canvas.width)
        sentences: list[str] = []
        for text in said:  # as many as have room beside the signs
            lines = wrapped(text, canvas.width)
            sentences += lines if signs + len(sentences) + len(lines) <= room else []
        legend = legend[: max(signs, room - len(sentences))]
        rest = room - len(legend)
        width, height = 0, 0
        if snapshot.map is not None:
            width, height = fitted(canvas.width, rest - len(sentences) - 3, proportion(snapshot))
        pictured = width >= LEAST_WIDTH and height >= LEAST_HEIGHT + 2
        y += canvas.height - y > len(legend)
        draw_packed(canvas.view(0, y, canvas.width, canvas.height - y), legend, look)
        y += len(legend) + (rest > len(sentences))
        for line in sentences:
            canvas.text(0, y, line, look.palette.text)
            y += 1
        if pictured:
            canvas.text(0, y + 1, fitting(canvas.width, "the same samples as they come in", "as they come in"))
            self._inputs.draw_plane(canvas.view(0, y + 2, width, height), snapshot, look)

    def move_cursor(self, across: int, down: int) -> None:
        """Left and right to another hidden layer, up and down to another plane through its space."""
        snapshot = self.snapshot
        if snapshot is None or snapshot.program.layers < 2:
            return
        here = layer_shown(snapshot)
        if across:
            following = min(max(here + across, 1), snapshot.program.layers - 1)
            self._view = 0 if following != here else self._view
            self.send(Layer(following))
        else:
            self._view = (self._view + down) % len(views(snapshot.program, here))
            self.repaint()


def layer_shown(snapshot: Snapshot) -> int:
    """The hidden layer on show: the one that was chosen, else the last one, which the output sees."""
    last = snapshot.program.layers - 1
    return min(snapshot.layer, last) if snapshot.pinned else last


def _numbered(space: HiddenSpace) -> tuple[str, str]:
    """What the two directions are, in a few words."""
    if space.view.kind == ALONG:
        return f"along W{space.layer + 1}", "widest spread across it"
    if space.view.kind == PRINCIPAL:
        return "1st principal direction", "2nd principal direction"
    names = [f"a{space.layer}[·,{unit}]" for unit in space.view.units]
    return names[0], names[1] if len(names) > 1 else ""


def _titles(space: HiddenSpace, older: str) -> tuple[str, ...]:
    """Which layer, and which plane through its space, the longest wording first."""
    across, up = _numbered(space)
    by = f"{across}, and the {up}" if space.view.kind == ALONG else f"{across} and {up}" if up else across
    if space.view.kind == PRINCIPAL:
        by = "its two principal directions"
    short = {ALONG: across, PRINCIPAL: "principal directions"}.get(space.view.kind, by)
    name = f"what layer {space.layer} makes of the samples"
    return (
        f"{name}: {by}{older}",
        f"{name}: {short}{older}",
        f"layer {space.layer}: {short}{older}",
        f"layer {space.layer}",
    )


def _feet(snapshot: Snapshot, look: PaintOptions, planes: int) -> dict[str, str]:
    ways = ["↑ ↓ other directions"] * (planes > 1) + ["← → layer"] * (snapshot.program.layers > 2)
    return {"foot": "  ".join(ways), "foot_right": look.keys.say("{out} back")}


def _axes(space: HiddenSpace, look: PaintOptions, ranges: bool) -> list[Line]:
    """What lies to the right and up, and if wanted how far the picture reaches there."""
    palette, lines = look.palette, []
    for sign, name, ends in zip("→↑", _numbered(space), (space.limits[:2], space.limits[2:]), strict=True):
        if not name:
            continue
        low, high = map(plain, ends)
        lines.append(Line(palette.muted, palette.background, sign, name))
        if ranges:
            lines.append(Line(palette.muted, palette.background, " ", f"{low} … {high}" if low != high else low))
    return lines


def _sentences(seen: Seen, snapshot: Snapshot, look: PaintOptions) -> list[str]:
    """What the border is, and for how many points it is that of the network; what the net is."""
    space = seen.space
    layer, last = space.layer, snapshot.program.layers
    if not np.isfinite(space.points).all():
        return ["Some of these activations are no numbers."]
    answers = f"layer {last}" if layer == last - 1 else f"layers {layer + 1} to {last}"
    texts = [f"Of {len(space.data.inputs):,} training rows 1 in {space.step:,} is drawn."] if space.step > 1 else []
    fields = "patterns" if look.shaded else "colours"
    if space.is_exact and layer == last - 1 and snapshot.program.config.network.layers[-1].units == 1:
        middle = f"a{last} = {plain(border(snapshot))}"
        texts.append(
            f"{middle} is a straight line here; each point lies on the side of what the network answers, "
            "right or wrong."
        )
        counts = snapshot.confusion(test=False)
        if counts is not None and counts[:, -1].any():
            texts.append("Undecided ones lie on the border.")
    elif space.is_exact:
        texts.append(f"The {fields} are what {answers} answer{'s' if layer == last - 1 else ''} for these outputs.")
    else:
        share = percent(float(space.shares.sum())).strip()
        part = f" ({share} of the spread is seen)"
        texts.append(
            f"The {fields} are what {answers} answer{'s' if layer == last - 1 else ''} in this plane{part}, "
            "all else at its mean."
        )
        if space.in_place is not None:
            total = len(space.points)
            lie = f"{space.in_place:,} of {counted(total, 'point')} lie where this plane answers as the network does"
            texts.append(f"{lie} for them, right or wrong.")
    if seen.has_net:
        texts.append(f"The net: a grid over the plane of the inputs, as layer {layer} bends it.")
    return texts


def _numbers(canvas: Canvas, snapshot: Snapshot, look: PaintOptions, space: HiddenSpace) -> int:
    """The chosen sample's numbers that the picture is about; returns the line after them."""
    layer = space.layer
    if space.view.units:
        entries = [snapshot.entry(f"a{layer}", unit) for unit in space.view.units]
    elif space.view.kind == ALONG:
        entries = [snapshot.entry(f"{name}{layer + 1}", 0) for name in "za"]
    else:
        units = min(NUMBERS, space.outputs.shape[1])
        entries = [snapshot.entry(f"a{layer}", unit) for unit in range(units)]
    if canvas.height <= LOW:
        entries = entries[:2]
    sample, standing = f"{'' if snapshot.sample.drawn else '▸ '}{snapshot.sample}", snapshot.standing
    wordings = (", ".join([sample, *standing]), ", ".join([sample, *standing[-1:]]), ", ".join(standing[-1:]))
    canvas.text(0, 0, fitting(canvas.width, *wordings, sample), look.palette.muted)
    for y, entry in enumerate(entries, start=1):
        name = Entry(entry.name, entry.index).label
        if entry.sample is not None:  # it stands in no row of the batch
            name = f"{entry.name}[·,{entry.index[-1]}]"
        canvas.text(0, y, name, look.palette.muted)
        draw_number(canvas, len(name) + 2, y, snapshot, look, entry, scale=snapshot.scale(entry.name))
    return len(entries) + 1
