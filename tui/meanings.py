"""What a thing on the screen is, in one line: the number under the cursor, and whatever the mouse is on.

Pure functions of a snapshot; nothing here paints, nor knows where the thing stands.
"""

from __future__ import annotations

from collections.abc import Sequence

from glassnet.core.counts import count, counted
from glassnet.core.info import GRADIENT, Info
from glassnet.core.names import formula
from glassnet.core.numerals import brief
from glassnet.core.terms import label
from glassnet.scenarios.base import CLASSES, Feature
from glassnet.scenarios.printed import on_the_page
from glassnet.tui.drawing.numbers import percent
from glassnet.tui.messages import Entry, Iteration, Layer, Operand, Removal, Sample, Spot, StepNumber, Target, UnitMap
from glassnet.tui.moment import Floats
from glassnet.tui.snapshot import Snapshot
from glassnet.tui.targets import is_there

ASKED = "hidden while something is asked"
MOST = 6  # inputs of a sample that are told


def meanings(target: Target, snapshot: Snapshot) -> tuple[str, ...]:
    """What a target is, the longest wording first; nothing where it is not there, or stands for a key."""
    if not is_there(target, snapshot):
        return ()
    match target:
        case Entry() as entry:
            return _number(entry, snapshot)
        case Operand(place):
            return _operand(place, snapshot)
        case Sample() as sample:
            return _sample(sample, snapshot)
        case StepNumber(number):
            step = snapshot.program.steps[number - 1]
            does = formula(snapshot.program, step)
            return (f"{does}: {step.sentence}", step.sentence) if step.sentence else (does,)
        case UnitMap(layer, unit):
            return (
                f"unit {unit} of layer {layer}: what a{layer} is over the plane",
                f"unit {unit}",
            )
        case Layer(number):
            return _layer(number, snapshot)
        case Iteration(number):
            return _iteration(number, snapshot)
        case Spot() as spot:
            return _spot(spot, snapshot)
        case Removal(row):
            return (f"a click takes {Sample(row)} away",)
    return ()


def of_cursor(entry: Entry, snapshot: Snapshot) -> str:
    """What a number stands for, with the page's word for it, and whether it is as the page prints it."""
    return f"{entry.label}{_called(entry, snapshot)}: {_words(entry, snapshot)}"


def _number(entry: Entry, snapshot: Snapshot) -> tuple[str, ...]:
    """A number with its value, what it stands for, and where in its array it stands."""
    value, words = snapshot.number(entry), _words(entry, snapshot)
    name = f"{label(entry.name, entry.index)}{_called(entry, snapshot)}"
    missing = ASKED if entry.name in snapshot.secret else "not computed yet"
    shown = f"{name} = {brief(value)}" if value is not None else f"{name}, {missing}"
    place = ", ".join(_place(entry, snapshot))
    placed = [f"{shown}: {some}, {place}" for some in (words, words.partition(",")[0]) if place]
    return *placed, f"{shown}: {words}", shown


def _words(entry: Entry, snapshot: Snapshot) -> str:
    info = snapshot.program.info[entry.name]
    beside = ", were it in the batch" if entry.sample is not None and info.kind == GRADIENT else ""
    return f"{info.words}{beside}"


def _called(entry: Entry, snapshot: Snapshot) -> str:
    """The page's word for a number, and whether it is as the page prints it."""
    word, found = snapshot.word(entry), snapshot.printed.get(entry)
    return (f" ({word})" if word else "") + ("" if found is None else f", {on_the_page(found)}")


def _place(entry: Entry, snapshot: Snapshot) -> list[str]:
    """Which sample, input or unit each index of an entry is; nothing for a single number."""
    info, rows = snapshot.program.info[entry.name], snapshot.samples.rows
    words = []
    for letter, at in zip(info.letters, entry.index, strict=False):
        if letter == "n":
            words.append(str(entry.sample or Sample(int(rows[at]))))
        elif letter == "N":
            words.append(str(Sample(at)))
        elif letter == "i":
            words.append(f"unit {at}" if info.layer > 1 else _input(at, snapshot))
        else:
            words.append(_unit(at, info, snapshot))
    return [f"from {' to '.join(words)}"] if info.letters == "io" else words


def _input(at: int, snapshot: Snapshot) -> str:
    """An input, with its name where it has one of its own."""
    name = snapshot.scenario.data.features[at].name
    return f"input {at}" if name == f"x[{at}]" else f"input {at} ({name})"


def _unit(at: int, info: Info, snapshot: Snapshot) -> str:
    """A unit, with its class in the output layer of a class task."""
    data = snapshot.scenario.data
    named = data.task == CLASSES and info.layer == snapshot.program.layers
    return f"unit {at} ({data.classes[at]})" if named else f"unit {at}"


def _operand(place: int, snapshot: Snapshot) -> tuple[str, ...]:
    """A number that the explained one was computed from, as it was then."""
    explained = snapshot.choices.trail[-1].operands[place]
    shown = f"{label(explained.name, explained.index)} = {brief(explained.value)}"
    info = snapshot.program.info.get(explained.name)
    return (f"{shown}: {info.words}", shown) if info is not None else (shown,)


def _sample(sample: Sample, snapshot: Snapshot) -> tuple[str, ...]:
    """A row of data: its inputs, its target and what the network answers."""
    data, known = snapshot.scenario.data, snapshot.predictions
    if sample.drawn:
        return (str(sample),)
    x, y = data.row(sample.row, sample.test)
    outputs = known.test if sample.test else known.train
    if snapshot.answers_hidden:
        return f"{sample}: target {_answer(y, snapshot)}", str(sample)
    answer = f"{sample}: target {_answer(y, snapshot)}, answer {_answer(outputs[sample.row], snapshot, sure=True)}"
    if data.image is not None or len(x) > MOST:
        return answer, str(sample)
    inputs = f"{sample}: {_features(data.features, x.tolist())}"
    return f"{inputs}{answer.removeprefix(str(sample)).replace(':', ',', 1)}", answer, inputs, str(sample)


def _features(features: Sequence[Feature], x: Sequence[float]) -> str:
    """Inputs by name, as they were measured."""
    pairs = zip(features, x, strict=True)
    return ", ".join(f"{each.name} {_measured(each, value)}" for each, value in pairs)


def _measured(feature: Feature, value: float) -> str:
    return f"{brief(float(feature.raw(value)))} {feature.unit}".rstrip()


def _answer(row: Floats, snapshot: Snapshot, sure: bool = False) -> str:
    """A row of targets or outputs: a class, with its share where one is `sure` of it, or numbers as measured."""
    data = snapshot.scenario.data
    if data.task == CLASSES:
        best = float(row.max())
        if best != best or int((row == best).sum()) > 1:
            return "undecided"
        return f"{data.answer(row)} {percent(best).strip()}" if sure else data.answer(row)
    scales = data.outputs or [Feature("")] * len(row)
    return ", ".join(_measured(scale, value) for scale, value in zip(scales, row.tolist(), strict=True))


def _layer(number: int, snapshot: Snapshot) -> tuple[str, ...]:
    sizes = snapshot.program.config.network.sizes
    into = counted(sizes[number - 1], "input" if number == 1 else "unit")
    name = snapshot.units.activation(number).name
    return f"layer {number}: {counted(sizes[number], 'unit')}, {name}, from {into}", f"layer {number}"


def _iteration(number: int, snapshot: Snapshot) -> tuple[str, ...]:
    """A place in time, with the loss that is recorded there, if one is."""
    loss = snapshot.losses.train.at(number)
    if loss is None:
        return (f"iteration {count(number)}",)
    of = "loss of its batch" if snapshot.program.config.batch_size is not None else "loss"
    return (f"iteration {count(number)}: {of} {brief(loss)}",)


def _spot(spot: Spot, snapshot: Snapshot) -> tuple[str, ...]:
    """A place on the map, and what the network answers there with the parameters that the map is of."""
    if snapshot.map is None:
        return ()
    place = _features(snapshot.map.plane.axes, (spot.x, spot.y))
    answer = _answer(snapshot.map.answer(spot.x, spot.y), snapshot, sure=True)
    return f"{place}: answer {answer}", f"answer {answer}"
