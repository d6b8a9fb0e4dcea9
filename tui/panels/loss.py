"""The loss over the iterations: training, epochs and test, with the plateaus that are known."""

from __future__ import annotations

import math
import time
from dataclasses import replace

import numpy as np

from glassnet.core.deferred import dataclass
from glassnet.core.numerals import brief
from glassnet.scenarios.sessions.curve import Curve
from glassnet.tui.drawing.axes import padded
from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.palette import Palette
from glassnet.tui.drawing.plot import DASH, Series, draw_plot
from glassnet.tui.drawing.texts import fitting
from glassnet.tui.messages import Press
from glassnet.tui.moment import Floats
from glassnet.tui.panel import PaintOptions, draw_frame
from glassnet.tui.panels.loss_words import epoch_texts, loss_texts, test_text
from glassnet.tui.panels.over_time import OverTime, mark, places
from glassnet.tui.snapshot import Snapshot

GHOST, MARK = "ghost", "⋯"
SOLID, DASHED, DOTS = "─", "┄", "∴"  # of a curve, so that it is told without its colour
PLAIN = "•"  # a solid one without braille, where each curve is drawn by its sign
LEVEL = "··"  # of a plateau
DASHES = {DASHED: DASH, MARK: 1}  # dots of a dash
FAR = 100  # times: a loss that fell so far looks like an L on a linear scale
PACE, SHARE = 0.15, 0.04  # seconds from one plot to the next while running, and of all time that plots may take
FOOT = 3  # column where the last line begins


class LossPanel(OverTime):
    """A plot; a key or a click on its corner changes between a linear and a log scale."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._plot: _Plot | None = None  # as last drawn; while running it may stay for a while

    def paint(self, canvas: Canvas, snapshot: Snapshot, look: PaintOptions) -> None:
        palette = look.palette
        train = _train(snapshot)
        inner = canvas.view(1, 1, canvas.width - 2, canvas.height - 2)
        extent = _Extent.of(train.heights)
        solid = PLAIN if look.shaded else SOLID
        kinds = _kinds(snapshot, train, palette, solid)
        if kinds:
            plot = self._plotted(inner, snapshot, look, train, kinds)
            inner.stamp(0, 0, plot.cells.chars, plot.cells.fg)
            places(inner, plot.first, plot.columns, inner.height - 1, plot.last, snapshot)
            mark(inner, plot.first, plot.columns, inner.height - 1, plot.last, snapshot, palette)
        else:
            inner.centre(0, inner.height // 2, inner.width, "no iteration has a loss yet", palette.muted)
        legend = [one for one in kinds if one.label != GHOST]  # which the last line tells
        keys = [f"{one.sign} {one.label}" for one in legend]
        linear = look.keys.say("linear, {scale}: log") if extent.falls_far else "linear"
        kind = "log" if snapshot.choices.log else linear
        signs, right = "  ".join(keys), "  ".join([*keys, kind])
        whole, titles = _titles(snapshot)
        title = next((text for text in whole if len(text) + len(right) + 9 <= canvas.width), "")
        if not title:  # no room for the legend beside it
            title = fitting(canvas.width - 6, *_keyed(snapshot, solid), *whole, *titles)
        signed = len(title) + len(right) + 9 <= canvas.width or title in _keyed(snapshot, solid) or len(keys) < 2
        best = f"best {'kept ' * train.thinned}{brief(extent.best)}" if math.isfinite(extent.best) else ""
        behind = self._plot is not None and bool(kinds) and self._plot.last < _last(snapshot)
        drawn = f"curves to {self._plot.last:,}" if self._plot is not None and behind else ""
        feet = [_ghost(snapshot)] if snapshot.choices.ghost is not None else list(_nearest_plateau(snapshot, extent))
        if not signed:
            feet = [*(f"{signs}  {text}" for text in feet if text), signs, *feet]
        foot = drawn or fitting(canvas.width - 6, *feet)
        draw_frame(canvas, look, title, right=right, foot=foot, foot_right=best)
        for x, y in ((canvas.width - 3 - len(right), 0), (FOOT, canvas.height - 1)):
            _tint(canvas, x, y, legend, keys)
        for x in (FOOT, FOOT + len(signs) + 2):
            if canvas.char_at(x, canvas.height - 1) == MARK:
                canvas.text(x, canvas.height - 1, f"{MARK} {GHOST}", palette.good)
        canvas.hit(canvas.width - len(right) - 4, 0, len(right) + 3, 1, Press("scale"))

    def _plotted(
        self, inner: Canvas, snapshot: Snapshot, look: PaintOptions, train: Curve, kinds: list[_Kind]
    ) -> _Plot:
        """The curves in cells; while running the ones of a moment ago may do: all numbers in words are the frame's."""
        palette, log, ghost = look.palette, snapshot.choices.log, snapshot.choices.ghost
        form = (inner.width, inner.height, palette, look.shaded, log, snapshot.answers, ghost)
        kept, now = self._plot, time.monotonic()
        if kept is not None and kept.form == form and snapshot.choices.running and now < kept.until:
            return kept
        cells = Canvas(inner.width, inner.height, palette.text, palette.background)
        levels = [(value, "") for value, _ in snapshot.scenario.plateaus]
        last = _last(snapshot)
        series = _series(snapshot, train, kinds)
        first, columns = draw_plot(cells, series, palette, log, (1.0, float(last)), levels, look.shaded)
        done = time.monotonic()
        self._plot = _Plot(form, cells, first, columns, last, done + max(PACE, (done - now) / SHARE))
        return self._plot


@dataclass(frozen=True, eq=False)
class _Plot:
    """Curves as drawn: first and number of their columns, the iteration at their end, and until when they may stay."""

    form: tuple[object, ...]
    cells: Canvas
    first: int
    columns: int
    last: int
    until: float


@dataclass(frozen=True)
class _Kind:
    """One of the curves: what it is called, how it is drawn, and the sign that says so."""

    label: str
    colour: int
    sign: str


def _kinds(snapshot: Snapshot, train: Curve, palette: Palette, solid: str) -> list[_Kind]:
    """The curves there are, later ones on top."""
    losses = snapshot.losses
    kinds: list[_Kind] = []
    if train.last is not None:
        batches = snapshot.program.config.batch_size is not None
        kinds.append(_Kind("batch", palette.muted, DOTS) if batches else _Kind("train", palette.positive, solid))
    if len(losses.epochs):
        kinds.append(_Kind("epoch", palette.positive, solid))
    if len(losses.test):
        kinds.append(_Kind("test", palette.negative, DASHED))
    if snapshot.choices.ghost is not None:
        behind = int(len(losses.epochs) > 0)  # all of them but the single batches
        kinds.insert(behind, _Kind(GHOST, palette.good, MARK))
    return kinds


def _series(snapshot: Snapshot, train: Curve, kinds: list[_Kind]) -> list[Series]:
    """The same with their points."""
    losses, ghost = snapshot.losses, snapshot.choices.ghost
    curves = {"batch": train, "train": train, "epoch": losses.epochs, "test": losses.test}
    if ghost is not None:
        curves[GHOST] = ghost.curve
    return [
        Series(
            one.label,
            *curves[one.label].outline,
            one.colour,
            dashed=one.sign in DASHES,
            dash=DASHES.get(one.sign, 0),
            joined=one.sign != DOTS,
            mark=one.sign,
        )
        for one in kinds
    ]


def _tint(canvas: Canvas, x: int, y: int, legend: list[_Kind], keys: list[str]) -> None:
    """The legend in the colours of its curves, if it stands here."""
    for one, key in zip(legend, keys, strict=True):
        if "".join(canvas.char_at(x + i, y) for i in range(len(key))) != key:
            return
        x = canvas.text(x, y, key, one.colour) + 2


@dataclass(frozen=True)
class _Extent:
    """Between what the losses so far lie. best: the least of all. low, high: of those a log scale can show."""

    best: float = math.inf
    low: float = math.inf
    high: float = 0.0

    @classmethod
    def of(cls, losses: Floats) -> _Extent:
        """Of these losses."""
        known = losses[np.isfinite(losses)]
        shown = known[known > 0]
        least, low, high = known.min(initial=math.inf), shown.min(initial=math.inf), shown.max(initial=0.0)
        return cls(float(least), float(low), float(high))

    def __or__(self, other: _Extent) -> _Extent:
        return _Extent(min(self.best, other.best), min(self.low, other.low), max(self.high, other.high))

    @property
    def falls_far(self) -> bool:
        """Whether a log scale would show more."""
        return self.high >= FAR * self.low


def _titles(snapshot: Snapshot) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The losses of this moment, the longest wording first: all of them, and those that go into less room."""
    loss, epoch, test = loss_texts(snapshot), epoch_texts(snapshot), test_text(snapshot)
    rest = [text for text in (*epoch[-1:], test) if text]
    whole = (loss[0], *epoch[:1], *rest[len(epoch[:1]) :]), *((each, *rest) for each in loss)
    fewer = (loss[-1], *rest[:1]), (loss[-1],)
    return tuple(map("  ".join, whole)), tuple(map("  ".join, fewer))


def _keyed(snapshot: Snapshot, solid: str) -> tuple[str, ...]:
    """The same with the signs of the curves, where the legend has no room: each word explains its own."""
    epoch, test = epoch_texts(snapshot), test_text(snapshot)
    batches = snapshot.program.config.batch_size is not None
    signed = [f"{DOTS if batches else solid} {loss_texts(snapshot)[-1]}", *(f"{solid} {text}" for text in epoch[-1:])]
    return ("  ".join((*signed, *([f"{DASHED} {test}"] if test else []))),)


def _train(snapshot: Snapshot) -> Curve:
    """The losses recorded; with that of this moment, where an edit after it has dropped it from the record."""
    losses, here, loss = snapshot.losses, snapshot.state.iteration, snapshot.state.values.get("loss")
    if loss is None or losses.count != here - 1:
        return losses.train
    iterations, values = losses.train.lately
    return replace(losses.train, lately=(np.append(iterations, float(here)), np.append(values, float(loss))))


def _last(snapshot: Snapshot) -> int:
    """The iteration at the right end of the plot."""
    ghost = snapshot.choices.ghost
    return max(snapshot.last, 2, ghost.iterations if ghost else 0)


def _ghost(snapshot: Snapshot) -> str:
    """The ghost's loss at the iteration on show, or its last one; empty where there is no ghost."""
    ghost = snapshot.choices.ghost
    if ghost is None:
        return ""
    known = ghost.losses.train.up_to(max(snapshot.state.iteration, 1))
    if known is None:
        return ""
    place = "" if known[0] == snapshot.state.iteration else f" at {known[0]:,}"
    return f"{MARK} {GHOST} {brief(known[1])}{place}"


def _nearest_plateau(snapshot: Snapshot, extent: _Extent) -> tuple[str, ...]:
    """The known plateau nearest to the loss, the longest wording first, of those that the plot draws as dots."""
    loss, log = snapshot.loss, snapshot.choices.log
    low, high = padded(extent.low, extent.high, False) if extent.low < extent.high else (0.0, 0.0)
    plateaus = [each for each in snapshot.scenario.plateaus if low <= each[0] <= high or (log and each[0] <= high)]
    if not plateaus or loss is None:
        return ("",)
    value, name = min(plateaus, key=lambda plateau: abs(plateau[0] - loss))
    sign = f"{LEVEL} {brief(value)}"
    return f"{sign} {name}", f"{sign} plateau", sign  # half of a name would say something else
