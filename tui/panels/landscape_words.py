"""What is told beside a curve of the loss: the number, its gradient, its step, and where that leads."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from glassnet.core.counts import counted
from glassnet.core.landscape import Crossing, Curve, Stand
from glassnet.core.numerals import brief, fixed
from glassnet.tui.drawing.axes import FLAT, apart
from glassnet.tui.drawing.braille import Floats
from glassnet.tui.drawing.canvas import Canvas
from glassnet.tui.drawing.slope import HERE, KINK, LANDED, LOWEST, TANGENT
from glassnet.tui.drawing.texts import fitting, shorten, wrapped
from glassnet.tui.messages import Entry, Sample
from glassnet.tui.panel import PaintOptions
from glassnet.tui.snapshot import Snapshot

LEAST_WORDS = 26
NAME, DIGITS, DECIMALS = 10, 10, 6  # columns of a name and of its number, and its decimals
SMALL = 60  # of a curve: a step that is less of its width hardly shows
SGD = "sgd"


class Told(NamedTuple):
    """One line: a name, its number, what it stands for, and in words, the longest first, what it is."""

    name: str
    value: float | None
    entry: Entry
    words: tuple[str, ...]
    sign: str = ""


def of_loss(snapshot: Snapshot) -> str:
    """What the height of the curve is."""
    of = "the loss" if snapshot.samples.whole_batch else "the loss of this batch"
    return f"{of} and penalty" if "penalty" in snapshot.landscape.values else of


def draw_words(
    canvas: Canvas,
    snapshot: Snapshot,
    look: PaintOptions,
    number: Entry,
    stand: Stand,
    curve: Curve | None,
    drawn_at: int,
) -> None:
    """Line by line as many as have room, what matters most first. drawn_at: the iteration that the curve is of."""
    sentences = (*older(snapshot, drawn_at), *_sentences(snapshot, look, number, stand, curve))
    draw_told(canvas, snapshot, look, _numbers(snapshot, look, number, stand), sentences)


def draw_told(
    canvas: Canvas, snapshot: Snapshot, look: PaintOptions, numbers: Iterable[Told], sentences: Iterable[str]
) -> None:
    """Numbers under each other, and below them sentences."""
    palette, y, numbers = look.palette, 0, tuple(numbers)
    wide = max(NAME, *(len(told.name) + 1 for told in numbers))
    for told in numbers:
        x = wide + DIGITS + 1
        canvas.text(0, y, shorten(told.name, wide - 1), palette.muted)
        on_show = told.name == told.entry.label and (told.sign == LANDED) == is_updated(snapshot, told.entry)
        under = on_show and told.entry == snapshot.choices.cursor
        ground = palette.cursor_bg if under else None
        ink = palette.cursor_fg if under else palette.sign(told.value)
        canvas.text(wide, y, fixed(told.value, DECIMALS, DIGITS), ink, ground, target=told.entry)
        if told.sign:
            canvas.text(x, y, told.sign, palette.now if told.sign == HERE else palette.text)
            x += 2
        canvas.text(x, y, fitting(canvas.width - x, *told.words, ""), palette.muted)
        y += 1
    for text in sentences:
        lines = wrapped(text, canvas.width, "  ")
        if y + len(lines) <= canvas.height:
            for line in lines:
                canvas.text(0, y, line, palette.text)
                y += 1


def older(snapshot: Snapshot, drawn_at: int) -> Iterator[str]:
    """What is said before all that is told of a picture of a moment ago."""
    if drawn_at and drawn_at != snapshot.opening.iteration:
        yield f"drawn at iteration {drawn_at:,}:"


def _numbers(snapshot: Snapshot, look: PaintOptions, number: Entry, stand: Stand) -> Iterator[Told]:
    program, label, loss = snapshot.program, number.label, Entry("loss")
    values = snapshot.landscape.values
    before = ("before its update", "before") if is_updated(snapshot, number) else ("here",)
    yield Told(label, stand.value, number, before, HERE)
    computed = "loss" in snapshot.state.values
    so_far = ("the height here", "here") if computed else ("as the forward pass will give it", "to come")
    if "penalty" in values:
        yield Told("loss", float(values["loss"]), loss, ("and with the penalty", "and"))
        yield Told("penalty", float(values["penalty"]), Entry("penalty"), so_far)
    else:
        yield Told("loss", stand.total, loss, so_far)
    gradient = Entry(f"d{number.name}", number.index)
    if program.index_of(gradient.name) is None:
        return
    slope = ("slope of the tangent", "tangent", "slope")
    coming = look.keys.say("{backward} computes it")
    signed = "" if stand.gradient is None else TANGENT
    yield Told(gradient.label, stand.gradient, gradient, slope if signed else (coming, "to come"), signed)
    if number.name not in program.parameters or stand.gradient is None:
        return
    training = program.config.training
    if number.name in training.frozen:
        yield Told("step", 0.0, number, ("frozen: no update changes it", "frozen"))
        return
    by = f"-lr · d{label}" if training.optimizer == SGD else f"by {training.optimizer}"
    yield Told("step", stand.step, number, (f"{by}, the update's", by))
    yield Told(label, stand.after, number, ("after it", "after"), LANDED)
    if stand.alone is not None and stand.together is not None:
        higher = _compared(stand.alone, stand.total, stand.step)
        yield Told("loss", stand.alone, number, (f"there, if it alone moves: {higher}", f"it alone: {higher}", "alone"))
        yield Told("loss", stand.together, loss, all_moved(snapshot))
    rate = Entry("lr")
    if "lr" in snapshot.state.values:
        yield Told("lr", float(snapshot.opening.values["lr"]), rate, ("learning rate",))


def is_updated(snapshot: Snapshot, entry: Entry) -> bool:
    """Whether the number on show is what the update has made of it."""
    name = entry.name
    return name in snapshot.program.parameters and snapshot.state.values[name] is not snapshot.opening.values[name]


def all_moved(snapshot: Snapshot) -> tuple[str, ...]:
    """What the loss after a whole update is called, the longest wording first."""
    of = "the next loss" if snapshot.samples.whole_batch else "of this batch"
    return f"once all have moved: {of}", f"all moved: {of.removeprefix('the ')}", "all moved", "all"


def _compared(there: float, here: float, step: float | None) -> str:
    if not math.isfinite(there):
        return "no number"
    if there == here or step == 0:  # what differs then is rounding
        return "the same"
    if fixed(there, DECIMALS, DIGITS) == fixed(here, DECIMALS, DIGITS):
        return "almost the same"
    return "higher" if there > here else "lower"


def _sentences(
    snapshot: Snapshot, look: PaintOptions, number: Entry, stand: Stand, curve: Curve | None
) -> Iterator[str]:
    if not math.isfinite(stand.value):
        yield f"{number.label} is {brief(stand.value)}: there is no curve around it."
    if curve is None:
        return
    if curve.is_flat:
        yield "Flat: no value here changes the loss."
    elif flatness := almost_flat(curve.totals):
        yield flatness
    if stand.step and abs(stand.step) < (curve.at[-1] - curve.at[0]) / SMALL:
        yield f"The step is small here: {look.keys.say('{closer}')} comes closer."
    if curve.lowest is not None:
        at, least = curve.lowest
        yield f"{LOWEST} lowest here, about {brief(least, 3)} at {brief(at, 3)}"
    if curve.crossings:
        near = min(curve.crossings, key=lambda crossing: abs(crossing.at - stand.value))
        others = len(curve.crossings) - 1
        more = f"; {counted(others, 'more kink')}" if others else ""
        yield f"{KINK} kink at {brief(near.at, 3)}: {_crossing(near, snapshot)}{more}"


def almost_flat(heights: Floats) -> str:
    """That the heights differ little for their size, and by how much; empty where they do not."""
    finite = heights[np.isfinite(heights)]
    low, high = (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 0.0)
    if not 0 < high - low <= FLAT * max(abs(low), abs(high)):
        return ""
    ends = apart(low, high)
    return f"Almost flat: the loss goes from {ends[0]} to {ends[1]} here."


def _crossing(crossing: Crossing, snapshot: Snapshot) -> str:
    """Which unit switches for which sample."""
    info = snapshot.program.info[crossing.name]
    if not info.has_rows:
        return f"{Entry(crossing.name, crossing.index).label} changes its sign"
    row, unit = crossing.index
    sample = Sample(int(snapshot.samples.rows[row]))
    return f"unit {unit} of layer {info.layer} switches for {sample}"
