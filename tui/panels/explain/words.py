"""What a number is, in words: where it belongs, what its sign says, where it was given.

Knows names, features and classes; knows nothing of the screen.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from glassnet.core.config import initial_parameters
from glassnet.core.explain import Explanation
from glassnet.core.gradcheck import Check
from glassnet.core.info import DATA, GRADIENT, INPUTS, LOSS, PARAMETERS, PENALTY, ROWS, TARGETS, WEIGHTS
from glassnet.core.numerals import brief
from glassnet.core.program import Program
from glassnet.core.terms import Index, label
from glassnet.scenarios.base import CLASSES, Dataset, Feature
from glassnet.tui.drawing.numbers import plain
from glassnet.tui.panels.explain.direction import Subject, directions


def signed(program: Program, name: str, value: float, digits: int = 4) -> str:
    """A value with so many digits and its sign; without one where a number is never negative."""
    text = brief(value, digits)
    bare = text.startswith("-") or value == 0 or math.isnan(value) or not program.info[name].is_signed
    return text if bare else f"+{text}"


def parameter_of(program: Program, name: str) -> str | None:
    """The parameter whose gradient this is, or None."""
    info = program.info[name]
    return info.of if info.kind == GRADIENT and info.part in PARAMETERS else None


def feature(data: Dataset, column: int) -> str:
    """The name of an input column where it has a meaning of its own, else empty."""
    known = column < len(data.features) and data.features[column].measured
    return data.features[column].name if known else ""


def unit(program: Program, data: Dataset, layer: int, k: int) -> str:
    """A unit of a layer: `unit 2`, `in 0`, or the name of a class."""
    if layer == 0:
        return feature(data, k) or f"in {k}"
    if layer == program.layers and data.task == CLASSES and k < len(data.classes):
        return data.classes[k]
    return f"unit {k}"


def place(program: Program, data: Dataset, name: str, index: Index, sample: str = "") -> str:
    """Where an entry belongs: `in 0 → unit 2`, `sample 3, unit 2`; empty for a single number.

    sample: what to call the sample where its index does not tell, `test row 7`.
    """
    if not index:
        return ""
    info = program.info[name]
    if info.kind == ROWS:
        return ""
    own = unit(program, data, info.layer, index[-1])
    if info.part == WEIGHTS:
        return f"{unit(program, data, info.layer - 1, index[0])} → {own}"
    return f"{sample or f'sample {index[0]}'}, {own}" if info.has_rows else own


def called(explanation: Explanation, index: Index) -> str:
    """What to call the sample of a number, explained or read, where its index is not its row; else empty."""
    rows = explanation.shown.get("rows")
    if explanation.history.sample or rows is None or not index or index[0] >= len(rows):
        return explanation.history.sample if index else ""
    return f"sample {int(rows[index[0]])}"


def meaning_of(program: Program, data: Dataset, name: str, index: Index, sample: str = "") -> str:
    """What one entry means: `how the loss changes with W1[0,2]`, `the outputs of layer 2 …: sample 0, Warning`."""
    info = program.info[name]
    if info.kind == GRADIENT:
        return info.words.removesuffix(info.of) + label(info.of, index)
    where = place(program, data, name, index, sample)
    if info.kind in DATA:
        return f"{info.origin}: {where}"
    return f"{where}: {info.words}" if where else info.words


def headlines(explanation: Explanation, data: Dataset, check: Check | None) -> list[str]:
    """What the number means and what its sign says, the longest wording first.

    check: of a gradient, what the loss does where the number is moved; without one its sign says nothing.
    """
    program, name, index = explanation.program, explanation.name, explanation.index
    sample = called(explanation, index)
    sample = sample and f"{sample} (index {index[0]} here)"
    text, where = (words(program, data, name, index, sample) for words in (meaning_of, place))
    info = program.info[name]
    if info.kind != GRADIENT:
        return [text, where or text]
    if _is_beside(explanation):
        text = f"{text}, were its row in the batch"
    full = f"{text}, {where}" if info.part in PARAMETERS else text
    if check is None:
        unreal = [] if math.isfinite(explanation.value) else ["Not finite: the numbers have overflowed."]
        return [". ".join((each, *unreal)) for each in (full, where)] + unreal
    says = directions(check, Subject(_whole(explanation), _is_past(explanation)))
    return [f"{full}. {says[0]}", f"{where}. {says[0]}", *says]


def _whole(explanation: Explanation) -> str:
    """What a gradient is a slope of: `the loss`, which with mini-batches is that of the batch alone."""
    program = explanation.program
    loss = "the loss" if program.config.batch_size is None else "the batch's loss"
    if _is_beside(explanation):
        loss = "the loss of a batch with this row"
    return f"the sum of {loss} and penalty" if program.info[explanation.name].with_penalty else loss


def _is_beside(explanation: Explanation) -> bool:
    """Whether a number belongs to a row of data that stands beside the batch, and so in no loss."""
    return explanation.history.grown_from is not None and explanation.name not in explanation.program.parameters


def _is_past(explanation: Explanation) -> bool:
    """Whether an update has begun since a gradient was computed."""
    shown = explanation.shown
    return shown.iteration > explanation.iteration or shown.done > explanation.program.starts["update"]


def _measured(explanation: Explanation, features: Sequence[Feature]) -> list[tuple[str, str]]:
    """What a standardized number was before, and how it became what it is."""
    column = explanation.index[1]
    known = features[column] if column < len(features) else None
    if known is None or not known.measured:
        return []
    value = signed(explanation.program, explanation.name, explanation.value, explanation.digits)
    raw = f"{known.name} {plain(known.raw(explanation.value))} {known.unit}".rstrip()
    scale = f"(value - {plain(known.mean)}) / {plain(known.deviation)} = {value}"
    return [("measured", f"{raw}, standardized: {scale}")]


def origin(explanation: Explanation, data: Dataset) -> list[tuple[str, str]]:
    """Where a number comes from that no step computed: lines of a label and a text."""
    name, index, info = explanation.name, explanation.index, explanation.program.info[explanation.name]
    lines, given = [("origin", explanation.origin)], explanation.origin.startswith(info.origin)  # not changed by hand
    if info.kind == INPUTS and given:
        lines += _measured(explanation, data.features)
    if info.kind == TARGETS:
        lines += _measured(explanation, data.outputs)
    if info.kind == TARGETS and data.task == CLASSES and index[1] < len(data.classes):
        row = explanation.shown[name][index[0]]
        if sorted(row) == [*[0] * (len(row) - 1), 1]:  # not where it was changed by hand, or gives shares
            lines.append(("says", f"1 for {data.classes[index[1]]}, 0 for every other class"))
    if info.kind == WEIGHTS and given:
        lines.append(_drawn(explanation))
    return lines


def _drawn(explanation: Explanation) -> tuple[str, str]:
    """How an initial weight was made: by the initializer, if it gives this number, else by the experiment."""
    network = explanation.program.config.network
    made = initial_parameters(network)[explanation.name][explanation.index]
    if float(made) != explanation.value:
        return "given", "by the experiment, with all its initial parameters"
    if not made:
        return "set", f"to 0 by the initializer ({network.init})"
    return "drawn", f"at random ({network.init}) under seed {network.seed}"


def moment(explanation: Explanation) -> str:
    """When the number was computed, said in full where it is older than the moment it was asked at.

    Of a prediction, which row it is for and with which weights: it belongs to no iteration.
    """
    grown = explanation.history.grown_from
    if grown is not None:
        return "weights as now" if grown.on_show else "weights before the update"
    if explanation.step is None:
        return ""
    return (
        f"{explanation.name} as of {explanation.when}"
        if explanation.iteration < explanation.shown.iteration
        else explanation.when
    )


def readers(explanation: Explanation) -> str:
    """Which steps read the number next: those later in its iteration, or of the next one for what an update wrote."""
    program, name = explanation.program, explanation.name
    computed = program.index_of(name) if explanation.step is not None else None
    stays = name not in program.computed
    first = 0 if computed is None or stays else computed + 1
    outputs = [step.output for step in program.steps[first:] if name in step.inputs]
    if _is_beside(explanation):  # nothing is learned from its row
        outputs = [output for output in outputs if parameter_of(program, output) is None]
    if (parameter := parameter_of(program, name)) in program.config.training.frozen:
        return f"read by no step: {parameter} is frozen"
    if not outputs:
        return (
            "read by no step: it is what training makes smaller" if program.info[name].kind in (LOSS, PENALTY) else ""
        )
    if stays and computed is not None:
        return f"read by {', '.join(outputs)} in iteration {explanation.iteration + 1:,}"
    return f"read by {', '.join(outputs)}"
