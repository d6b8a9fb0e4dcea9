"""A sheet and its key as blocks, which are written down as Markdown or as HTML: what they say is said here alone.

Knows the exercise; knows no format.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from glassnet.core.counts import counted
from glassnet.core.deferred import dataclass
from glassnet.core.ops import Array
from glassnet.core.terms import label
from glassnet.scenarios.sheets.drawing import weights_left_out
from glassnet.scenarios.sheets.exercise import Exercise, Line


class Code(NamedTuple):
    """A piece of a text that is typed, or is a formula."""

    text: str


Words = tuple[str | Code, ...]


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is the page's own."""

    text: str
    level: int = 2


@dataclass(frozen=True)
class Text:
    """A paragraph. small: whether it is of use to few."""

    words: Words
    small: bool = False


@dataclass(frozen=True)
class Owner:
    """Whose it is, and which sheet: on every sheet of paper."""

    words: Words


@dataclass(frozen=True)
class Picture:
    """The drawing of the network."""


@dataclass(frozen=True)
class Table:
    """An array with the numbers of its rows and columns; an empty cell is a box to write in.

    lead: what stands over it, if anything. rows: the cells. vector: whether it has no rows to be counted.
    """

    lead: Words
    name: str
    rows: tuple[tuple[str, ...], ...]
    vector: bool = False
    blank: bool = False


@dataclass(frozen=True)
class Origins:
    """Lines of the key: each a number, its formula with names, with numbers, and its value."""

    lines: tuple[tuple[str, ...], ...]


Block = Heading | Owner | Text | Picture | Table | Origins
SIGNS = {  # what a formula may have in it, and how it is read
    "@": "multiplies matrices",
    "ᵀ": "turns rows into columns",
    "·": "multiplies entry by entry",
    "σ": "is the sigmoid: σ(z) is 1 / (1 + e^-z)",
    "σ′": "is its slope: σ′(z) is σ(z)·(1 - σ(z)), which is a·(1 - a)",
    "tanh′": "is the slope of tanh: tanh′(z) is 1 - tanh²(z), which is 1 - a²",
    " relu′(": "is the slope of relu: 1 where z > 0, else 0",
    "leaky_relu′(": "is the slope of leaky_relu: 1 where z > 0, else 0.01",
    " relu(": "is z where z > 0, else 0",
    "leaky_relu(": "is z where z > 0, else 0.01 z",
    "softmax(": "is e^z over the sum of all e^z of the sample",
    "log": "is the natural logarithm",
    "Σₙ": "sums over the samples",
    " n": "is the number of samples, here 1",
}


def sheet(exercise: Exercise) -> Iterator[Block]:
    """The page that is handed out."""
    yield from _head(exercise, "Exercise")
    yield Text(_task(exercise))
    yield Picture()
    yield Text(_caption(exercise), small=True)
    yield Heading("Given")
    yield Text(_naming(exercise), small=True)
    for name in (*exercise.plan.shown, *exercise.plan.given):
        yield _table(exercise, name, filled=True)
    yield Heading("To be worked out")
    yield Text(_rounding(exercise))
    yield Text(_signs(exercise), small=True)
    for name in exercise.plan.blanks:
        yield _table(exercise, name, filled=False, lead=(Code(exercise.formula(name)),))
    yield Text(_hand_in(exercise), small=True)


def key(exercise: Exercise) -> Iterator[Block]:
    """The page that is not."""
    yield from _head(exercise, "Key")
    yield Text(("These numbers again: ", Code(exercise.command)), small=True)
    yield Text(_tolerance(exercise))
    for name in exercise.plan.blanks:
        off = exercise.tolerances[name]
        reach = f" ± {off * 10.0**-exercise.wish.decimals:.{exercise.wish.decimals}f}" if off else " exactly"
        yield _table(exercise, name, filled=True, lead=(Code(exercise.formula(name)), f",{reach}"))
        yield Origins(tuple(_origin(line) for line in exercise.key(name)))
    for layer, off in exercise.units_off():
        yield Text((_off(layer, off),), small=True)
    hidden = exercise.numbers.hidden
    if hidden:
        yield Text(("What these answers cannot tell: ", Code("; ".join(hidden))), small=True)


def _off(layer: int, off: Array) -> str:
    """What the activation of a layer shows at this sample."""
    if not off.any():
        return f"Every unit of layer {layer} is on: these answers cannot tell whether its relu was left out."
    units = ", ".join(label(f"a{layer}", (0, int(unit))) for unit in off.nonzero()[0])
    return f"The relu shows in {units}: the sum is not above 0 there."


def _origin(line: Line) -> tuple[str, ...]:
    parts = (line.label, line.symbols, line.numbers, line.unfolded, line.value)
    return tuple(part for at, part in enumerate(parts) if part and part not in parts[:at])


def _head(exercise: Exercise, what: str) -> Iterator[Block]:
    yield Heading(f"{what}: {exercise.experiment.key}, {exercise.experiment.title}", 1)
    yield Owner(_whose(exercise))


def _whose(exercise: Exercise) -> Words:
    whose = f"{exercise.student.name}" + ("" if exercise.student.named else ", name: ____________________")
    return (whose, f" — sheet {exercise.id}, seed {exercise.seed}")


def _task(exercise: Exercise) -> Words:
    plan, config = exercise.plan, exercise.plan.judged.config
    way = [name for name in plan.blanks if name not in plan.asked]
    return (
        f"A network {config.network.shape} ({', '.join(_activations(exercise))}; loss: {config.training.loss}) and one "
        "sample. Work out ",
        *_joined([(Code(name),) for name in plan.asked], ", "),
        *((", and on the way ", *_joined([(Code(name),) for name in way], ", ")) if way else ()),
        f": {counted(plan.count, 'number')}.",
    )


def _joined(parts: Sequence[Words], between: str) -> Words:
    return tuple(each for part in parts for each in (between, *part))[1:]


def _activations(exercise: Exercise) -> list[str]:
    return [layer.activation for layer in exercise.plan.judged.config.network.layers]


def _caption(exercise: Exercise) -> Words:
    left = [name for name in weights_left_out(exercise) if name in exercise.plan.shown]
    words = ["A dashed line is a negative weight."]
    if left:
        words.append(f"{' and '.join(left)} would not be legible on so many lines: see the table.")
    scaled = _scaled(exercise) if "x" in exercise.plan.shown else []
    if scaled:
        words.append(f"Scaled, less their mean and divided by their deviation: {', '.join(scaled)}.")
    words.append(_sample(exercise))
    if exercise.wish.iteration > 1:
        words.append(f"The weights are those of iteration {exercise.wish.iteration:,}, to one decimal.")
    return (" ".join(words),)


def _naming(exercise: Exercise) -> Words:
    """What each name of the tables stands for, and how their entries are counted."""
    plan = exercise.plan
    known = {"x": "x are the inputs", "y": "y the targets"}
    told = [known[name] for name in plan.shown if name in known]
    for layer in range(1, plan.judged.layers + 1):
        if f"W{layer}" in plan.shown and not any("leads from" in each for each in told):
            i, o = (size - 1 for size in exercise.value(f"W{layer}").shape)
            start = f"input {i}" if layer == 1 else f"unit {i} of layer {layer - 1}"
            told.append(f"W{layer}[{i},{o}] leads from {start} to unit {o} of layer {layer}")
            told += [f"b{layer}[{o}] is the bias of that unit"] if f"b{layer}" in plan.shown else []
    others = [*(name for name in plan.shown if not exercise.value(name).ndim), *plan.given]
    told += [f"{name}: {exercise.meaning(name)}" for name in others]
    return (f"Rows and columns are counted from 0; {'; '.join(told)}.",)


def _scaled(exercise: Exercise) -> list[str]:
    """The inputs that are not as they were measured."""
    features = enumerate(exercise.experiment.data.features)
    return [f"x[0,{at}] {each.name}" for at, each in features if (each.mean, each.deviation) != (0, 1)]


def _sample(exercise: Exercise) -> str:
    """Where the one sample is from."""
    row, data = exercise.numbers.row, exercise.experiment.data.inputs
    if exercise.numbers.made_up:
        return "The inputs are this sheet's own" + (
            f", the target is that of row {row} of the data." if len(data) > 1 else "."
        )
    rounded = not bool((exercise.value("x")[0] == data[row]).all())
    return f"The sample is row {row} of the data" + (", rounded." if rounded else ".")


def _rounding(exercise: Exercise) -> Words:
    off = f"within ± {exercise.tolerance} of" if any(exercise.tolerances.values()) else "the very number in"
    return (
        f"Round every number that you write down to {counted(exercise.wish.decimals, 'decimal')} and go on with it so. "
        f"An answer is right where it is {off} the key.",
    )


def _tolerance(exercise: Exercise) -> Words:
    return (
        f"Every number is rounded to {counted(exercise.wish.decimals, 'decimal')} and goes on so, as the sheet asks. "
        "Behind each formula stands how far an answer may be off of somebody who rounded less, or later.",
    )


def _signs(exercise: Exercise) -> Words:
    text = " ".join(map(exercise.formula, exercise.plan.blanks)) + " "
    used = [(Code(sign.strip(" (")), f" {says}") for sign, says in SIGNS.items() if sign in text]
    return (*_joined(used, "; "), ".")


def _hand_in(exercise: Exercise) -> Words:
    file = f"answers/{exercise.student.file}.json"
    return (
        "To have it judged: put your numbers in place of every null in ",
        Code(file),
        ", then ",
        Code(f"glassnet judge {file}"),
        " says whose number is wrong.",
    )


def _table(exercise: Exercise, name: str, filled: bool, lead: Words = ()) -> Table:
    array: Array = exercise.value(name)
    rows, columns = array.shape if array.ndim == 2 else (1, array.size)

    def cell(row: int, column: int) -> str:
        index = (row, column) if array.ndim == 2 else (column,) if array.ndim else ()
        return exercise.printed(name, index) if filled else ""

    cells = tuple(tuple(cell(row, column) for column in range(columns)) for row in range(rows))
    return Table(lead, name, cells, vector=array.ndim < 2, blank=not filled)
