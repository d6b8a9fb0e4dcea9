"""What the table of predictions can tell of a sample, column by column, and which columns fit.

Turns rows of data and answers into texts and colours. Does not know where they are drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from glassnet.core.deferred import dataclass
from glassnet.core.numerals import brief
from glassnet.scenarios.base import CLASSES, REGRESSION, Dataset, Feature
from glassnet.tui.drawing.cells import cell_len
from glassnet.tui.drawing.decision_map import class_ink
from glassnet.tui.drawing.names import distinct
from glassnet.tui.drawing.numbers import fixed, percent, plain
from glassnet.tui.drawing.texts import fitting
from glassnet.tui.moment import Floats
from glassnet.tui.panel import PaintOptions
from glassnet.tui.panels.predictions.measures import Measure, measure, written
from glassnet.tui.snapshot import Snapshot

SAMPLE = "sample"
WIDEST_GAP = 4  # between columns
LONGEST_NAME, SHORT_NAME = 12, 7  # cells of a name above a column; the same where there is little room
MOST_FEATURES = 12  # more inputs than that are not told in a table


@dataclass(frozen=True, eq=False)
class Row:
    """One sample: its number, and what is known of it. x: its inputs, or its point where it lies in a plane."""

    number: int
    x: Floats
    y: Floats
    output: Floats
    right: bool | None
    test: bool = False


@dataclass(frozen=True)
class Column:
    """A column of the table; `cell` gives text and colour; `left`: texts begin at its left end."""

    header: str
    width: int
    cell: Callable[[Row], tuple[str, int]]
    left: bool = False


def train_row(snapshot: Snapshot, number: int) -> Row:
    """A training row."""
    data, known = snapshot.scenario.data, snapshot.predictions
    output, y = known.train[number], data.targets[number]
    return Row(number, _measured(data)[1][number], y, output, _is_right(data, known.train_right, number, output, y))


def test_row(snapshot: Snapshot, number: int) -> Row:
    """A test row."""
    data, known = snapshot.scenario.data, snapshot.predictions
    output, y = known.test[number], data.test_targets[number]
    return Row(
        number, _measured(data)[2][number], y, output, _is_right(data, known.test_right, number, output, y), test=True
    )


def _is_right(data: Dataset, known: NDArray[np.bool_] | None, number: int, output: Floats, y: Floats) -> bool | None:
    """Whether an answer is right, where that is not known of all rows yet."""
    right = data.right(output[None], y[None]) if known is None else known[number : number + 1]
    return None if right is None else bool(right[0])


def _measured(data: Dataset) -> tuple[tuple[Feature, ...], Floats, Floats]:
    """What each sample is told by, for training and test rows: its inputs, or the point that they are made of."""
    plane = data.plane
    if plane is None:
        return data.features, data.inputs, data.test_inputs
    return plane.axes, plane.points, plane.test_points


def columns_for(snapshot: Snapshot, look: PaintOptions, width: int) -> list[Column]:
    """The first set of columns that fits; the last has to do in any case."""
    sets = _class_sets(snapshot, look) if snapshot.scenario.data.task == CLASSES else _number_sets(snapshot, look)
    columns = next((one for one in sets if natural_width(one, 1) <= width), sets[-1])
    first = columns[0]
    if natural_width(columns, 2) + len(SAMPLE) - first.width <= width:  # the header in full
        return [replace(first, header=SAMPLE, width=max(first.width, len(SAMPLE))), *columns[1:]]
    return columns


def natural_width(columns: list[Column], gap: int = WIDEST_GAP) -> int:
    """How wide a table is with this much between its columns."""
    return sum(column.width for column in columns) + gap * (len(columns) - 1)


def _sample(snapshot: Snapshot, look: PaintOptions) -> Column:
    """The number; the cells before it are for ▸. Rows outside the batch are muted."""
    digits = max(3, len(str(len(snapshot.scenario.data.inputs) - 1)))
    batch, palette = snapshot.samples.rows, look.palette
    whole = len(batch) == len(snapshot.scenario.data.inputs)
    return Column(
        "#",
        digits + 1,
        lambda row: (
            str(row.number),
            palette.text if (whole or row.number in batch) and not row.test else palette.muted,
        ),
    )


def _features(snapshot: Snapshot, look: PaintOptions, longest: int) -> list[Column]:
    """A column for each input as it was measured; none where there are too many to be read."""
    data = snapshot.scenario.data
    features, values, _ = _measured(data)
    if len(features) > MOST_FEATURES:
        return []
    names = distinct([feature.name for feature in features], longest)
    return [_feature(look, data, names[k], feature, values[:, k], k) for k, feature in enumerate(features)]


def _feature(look: PaintOptions, data: Dataset, name: str, feature: Feature, values: Floats, index: int) -> Column:
    colour = look.palette.text
    if feature.measured and not feature.unit:
        kind = measure(data, index)
        return _column(name, feature.name, kind.width, lambda row: (kind.text(float(row.x[index])), colour))
    width = max(len(raw_text(feature, float(value))) for value in (values.min(), values.max(), values[0]))
    return _column(name, feature.name, width, lambda row: (raw_text(feature, row.x[index]), colour))


def _column(name: str, full: str, width: int, cell: Callable[[Row], tuple[str, int]], left: bool = False) -> Column:
    """A column under a name, in full where the cells have room for it."""
    name = full if cell_len(full) <= width else name
    return Column(name, max(width, cell_len(name)), cell, left)


def raw_text(feature: Feature, value: float) -> str:
    """An input as it was measured: `31.2 °C`; a plain number where it has no unit."""
    raw = feature.raw(float(value))
    if not feature.unit:
        return plain(raw)
    spread = abs(feature.mean) + 2 * abs(feature.deviation)  # tells all values of a column how many decimals
    return f"{raw:.{1 if spread >= 20 else 2}f} {feature.unit}"


def _verdict(look: PaintOptions, width: int) -> Column:
    palette = look.palette

    def cell(row: Row) -> tuple[str, int]:
        if row.right:
            return "yes" if width > 1 else "", palette.good
        if undecided(row.output):
            return "undecided" if width >= 9 else "tie" if width > 1 else "=", palette.muted
        return "no !" if width > 1 else "!", palette.bad

    return Column("right" if width >= 5 else "", width, cell, left=True)


def undecided(output: Floats) -> bool:
    """Whether an answer takes no side: exactly 0.5, or equal largest."""
    return bool(output[0] == 0.5) if len(output) == 1 else bool((output == output.max()).sum() > 1)


def _number_sets(snapshot: Snapshot, look: PaintOptions) -> list[list[Column]]:
    """Sets of columns for numbers as answers, the widest first."""
    data, palette = snapshot.scenario.data, look.palette
    layer, outputs = snapshot.program.layers, data.targets.shape[1]
    unit_range = snapshot.units.activation(layer).limits == (0.0, 1.0)
    sample = _sample(snapshot, look)
    inputs, narrow = (_features(snapshot, look, longest) for longest in (LONGEST_NAME, SHORT_NAME))
    features, values, _ = _measured(data)
    if inputs and not any(feature.measured for feature in features):
        widths = [max(len(plain(v)) for v in column[:64]) for column in values.T]

        def point(row: Row) -> tuple[str, int]:
            return " ".join(plain(v).rjust(width) for v, width in zip(row.x, widths, strict=True)), palette.text

        inputs = narrow = [Column("x", sum(widths) + len(widths) - 1, point, left=True)]
    wide = max(len(plain(v)) for v in data.targets.ravel()[:256])

    def target(k: int, row: Row) -> tuple[str, int]:
        return plain(float(row.y[k])), palette.text

    def answer(k: int, row: Row) -> tuple[str, int]:
        value = float(row.output[k])
        if not unit_range:
            return fixed(value), palette.sign(value)
        colour = palette.text if value != value else palette.positive if value >= 0.5 else palette.negative
        return share_text(value), colour

    def error(k: int, row: Row) -> tuple[str, int]:
        value = float(row.output[k] - row.y[k])
        return fixed(value), palette.sign(value)

    marks = [f"[{k}]" for k in range(outputs)] if outputs > 1 else [""]
    targets = [Column(f"y{mark}", max(wide, len(mark) + 1), partial(target, k)) for k, mark in enumerate(marks)]
    width = 6 if unit_range else 7
    answers = [Column(f"a{layer}{mark}", width, partial(answer, k)) for k, mark in enumerate(marks)]
    shown, fewer, none = [_verdict(look, 9)], [_verdict(look, 5)], [_verdict(look, 1)]
    if data.task == REGRESSION:
        shown = [Column("error a - y", 11, partial(error, k)) for k in range(outputs)]
        fewer = [Column("a - y", 7, partial(error, k)) for k in range(outputs)]
        none = []
    if data.outputs:
        targets, answers, shown = _measured_columns(snapshot, look)
        fewer = shown
    return [
        [sample, *inputs, *targets, *answers, *shown],
        [sample, *inputs, *targets, *answers, *fewer],
        [sample, *inputs, *targets, *answers, *none],
        [sample, *narrow, *targets, *answers, *fewer],
        [sample, *narrow, *targets, *answers, *none],
        [sample, *targets, *answers, *fewer],
        [sample, *targets, *answers, *none],
        [sample, answers[0]],
        [sample],
    ]


def _measured_columns(snapshot: Snapshot, look: PaintOptions) -> tuple[list[Column], list[Column], list[Column]]:
    """Targets, answers and errors of a regression whose targets are standardized, as they were measured."""
    data, palette = snapshot.scenario.data, look.palette
    columns: tuple[list[Column], list[Column], list[Column]] = ([], [], [])
    names = distinct([feature.name for feature in data.outputs], LONGEST_NAME)
    for k, feature in enumerate(data.outputs):
        kind = measure(data, k, target=True)
        width = max(8, len(written(feature.deviation, kind.fine, "+")), kind.width + 1)

        def target(row: Row, k: int = k, kind: Measure = kind) -> tuple[str, int]:
            return kind.text(float(row.y[k])), palette.text

        def answer(row: Row, k: int = k, kind: Measure = kind, width: int = width) -> tuple[str, int]:
            return kind.answer(float(row.output[k]), width), palette.text

        def error(row: Row, k: int = k, kind: Measure = kind, width: int = width) -> tuple[str, int]:
            value = float(row.output[k] - row.y[k])
            return kind.difference(value, width), palette.sign(value)

        columns[0].append(_column(names[k], feature.name, kind.width, target))
        columns[1].append(Column("answer", width, answer))
        columns[2].append(Column("error", width, error))
    return columns


def share_text(value: float) -> str:
    """An answer between 0 and 1 in six cells, never rounded to 0, 0.5 or 1."""
    text = f"{value:.4f}"
    if text == "0.5000" and value != 0.5:  # neither is this one undecided
        return "<.5000" if value < 0.5 else ">.5000"
    if text == "1.0000" and value < 1:
        return ">.9999"
    if text not in ("0.0000", "1.0000"):
        return text
    return next(short for digits in (4, 3, 2, 1) if len(short := brief(value, digits)) <= 6 or digits == 1)


def _class_sets(snapshot: Snapshot, look: PaintOptions) -> list[list[Column]]:
    """Sets of columns for classes, the widest first."""
    data, palette = snapshot.scenario.data, look.palette
    name_width = min(LONGEST_NAME, max(map(cell_len, data.classes)))
    names = distinct(data.classes, name_width)
    sample = _sample(snapshot, look)
    inputs, narrow = (_features(snapshot, look, longest) for longest in (LONGEST_NAME, SHORT_NAME))

    def answer(row: Row) -> tuple[str, int]:
        if not np.isfinite(row.output).all():
            return "·", palette.muted
        if undecided(row.output):
            return fitting(max(6, name_width), "undecided", "tie"), palette.muted
        k = int(row.output.argmax())
        return names[k], class_ink(k, palette)

    def actual(row: Row) -> tuple[str, int]:
        k = int(row.y.argmax())
        return names[k], class_ink(k, palette)

    def share(k: int, row: Row) -> tuple[str, int]:
        value = float(row.output[k])
        return percent(value), palette.text if value == row.output.max() else palette.muted

    short = distinct(data.classes, SHORT_NAME)
    shares = [_column(name, name, 7, partial(share, k)) for k, name in enumerate(names)]
    tight = [_column(name, name, 7, partial(share, k)) for k, name in enumerate(short)]
    answers = [
        Column("answer", max(6, name_width), answer, left=True),
        Column("sure", 7, lambda row: (percent(float(row.output.max())), palette.text)),
    ]
    brief_share = Column("%", 5, lambda row: (percent(float(row.output.max())).strip(" %"), palette.text))
    truth = Column("actual", max(6, name_width), actual, left=True)
    return [
        [sample, *inputs, *shares, answers[0], truth, _verdict(look, 9)],
        [sample, *inputs, *shares, truth, _verdict(look, 5)],
        [sample, *narrow, *tight, truth, _verdict(look, 5)],
        [sample, *inputs, *answers, truth, _verdict(look, 5)],
        [sample, *narrow, *answers, truth, _verdict(look, 5)],
        [sample, *shares, truth, _verdict(look, 5)],
        [sample, *tight, truth, _verdict(look, 5)],
        [sample, *answers, truth, _verdict(look, 5)],
        [sample, *answers, truth, _verdict(look, 1)],
        [sample, answers[0], brief_share, truth, _verdict(look, 1)],
        [sample, answers[0], truth, _verdict(look, 1)],
        [sample, answers[0], _verdict(look, 4)],
        [sample, _verdict(look, 4)],
        [sample],
    ]
