"""A sheet and its key as blocks, which are written down as Markdown or as HTML: what they say is said here alone.

Knows the exercise; knows no format.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from glassnet.core.counts import counted
from glassnet.core.ops import Array
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
    " relu(": "is z where z > 0, else 0",
    "leaky_relu(": "is z where z > 0, else 0.01 z",
    "softmax(": "is e^z over the sum of all e^z of the sample",
    "log": "is the natural logarithm",
    "′": "is the slope of a function",
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
    for name in exercise.plan.data:
        yield _table(exercise, name, filled=True)
    for name in exercise.plan.given:
        yield _table(exercise, name, filled=True, lead=(Code(name), f": {exercise.meaning(name)}"))
    yield Heading("To be worked out")
    yield Text(_rounding(exercise))
    yield Text(_signs(exercise), small=True)
    for name in exercise.plan.blanks:
        yield _table(exercise, name, filled=False, lead=(Code(exercise.formula(name)),))
    yield Text(_hand_in(exercise), small=True)


def key(exercise: Exercise) -> Iterator[Block]:
    """The page that is not."""
    yield from _head(exercise, "Key")
    yield Text(_tolerance(exercise))
    for name in exercise.plan.blanks:
        off = exercise.tolerances[name]
        reach = f" ± {off * 10.0**-exercise.wish.decimals:.{exercise.wish.decimals}f}" if off else " exactly"
        yield _table(exercise, name, filled=True, lead=(Code(exercise.formula(name)), f",{reach}"))
        yield Origins(tuple(_origin(line) for line in exercise.key(name)))
    if "softmax" in _activations(exercise):
        yield Text(
            ("The softmax here takes the largest z off first: that changes no result, and no power can overflow.",),
            small=True,
        )
    hidden = exercise.numbers.hidden
    if hidden:
        yield Text(("What these answers cannot tell: ", Code("; ".join(hidden))), small=True)


def _origin(line: Line) -> tuple[str, ...]:
    parts = (line.label, line.symbols, line.numbers, line.unfolded, line.value)
    return tuple(part for at, part in enumerate(parts) if part and part not in parts[:at])


def _head(exercise: Exercise, what: str) -> Iterator[Block]:
    yield Heading(f"{what}: {exercise.experiment.key}, {exercise.experiment.title}", 1)
    yield Owner(_whose(exercise))
    yield Text(("These numbers again: ", Code(exercise.command)), small=True)


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
    left = weights_left_out(exercise)
    words = ["A dashed line is a negative weight."]
    if left:
        words.append(f"{' and '.join(left)} would not be legible on so many lines: see the table.")
    if any(feature.measured for feature in exercise.experiment.data.features):
        words.append("The inputs are standardized readings: " + ", ".join(_features(exercise)) + ".")
    if exercise.numbers.row is not None:
        rounded = not bool((exercise.value("x")[0] == exercise.experiment.data.inputs[exercise.numbers.row]).all())
        words.append(f"The sample is row {exercise.numbers.row} of the data" + (", rounded." if rounded else "."))
    if exercise.wish.iteration > 1:
        words.append(f"The weights are those of iteration {exercise.wish.iteration:,}, to one decimal.")
    return (" ".join(words),)


def _naming(exercise: Exercise) -> Words:
    inputs, units = exercise.value("W1").shape
    i, o = inputs - 1, units - 1
    scalars = [name for name in exercise.plan.data if not exercise.value(name).ndim]
    words = "".join(f"; {name} is {exercise.meaning(name)}" for name in scalars)
    return (
        f"Counted from 0: W1[{i},{o}] leads from input {i} to unit {o} of layer 1, b1[{o}] is the bias of that unit; "
        f"x are the inputs, y the targets{words}.",
    )


def _features(exercise: Exercise) -> list[str]:
    return [f"x[0,{at}] {feature.name}" for at, feature in enumerate(exercise.experiment.data.features)]


def _rounding(exercise: Exercise) -> Words:
    off = f"within ± {exercise.tolerance} of" if any(exercise.tolerances.values()) else "the very number in"
    return (
        f"Round every number that you write down to {counted(exercise.wish.decimals, 'decimal')} and go on with it so. "
        f"An answer is right where it is {off} the key.",
    )


def _tolerance(exercise: Exercise) -> Words:
    return (
        f"To {counted(exercise.wish.decimals, 'decimal')}. Behind each formula stands how far an answer may be off "
        "where every number was rounded on the way; the formulas go on with numbers that were not.",
    )


def _signs(exercise: Exercise) -> Words:
    text = " ".join(map(exercise.formula, exercise.plan.blanks)) + " "
    used = [(Code(sign.strip(" (")), f" {says}") for sign, says in SIGNS.items() if sign in text]
    return (*_joined(used, "; "), ".")


def _hand_in(exercise: Exercise) -> Words:
    file = f"{exercise.student.file}.json"
    return (
        "To have it judged: put your numbers in place of every null in ",
        Code(f"answers/{file}"),
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
