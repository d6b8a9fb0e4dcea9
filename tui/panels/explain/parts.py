"""The parts of one number as a table: the shares of a sum, a softmax by hand, or simply what was read.

Built once from an explanation, all values from its own term. Knows nothing of how a table is drawn.
"""

from __future__ import annotations

import numpy as np

from glassnet.core.derivation import Apart
from glassnet.core.explain import Explanation
from glassnet.core.names import formula
from glassnet.core.numerals import brief
from glassnet.core.ops import ACTIVATIONS
from glassnet.core.terms import Index, Term, in_symbols, label
from glassnet.scenarios.base import CLASSES, Dataset
from glassnet.tui.panels.explain.formula import find
from glassnet.tui.panels.explain.shares import Places, addends, shares, sum_in
from glassnet.tui.panels.explain.table import Cell, Row, Table
from glassnet.tui.panels.explain.words import called, meaning_of, unit


def table_of(explanation: Explanation, data: Dataset) -> Table | None:
    """The table of a number's parts; None where no step computed it."""
    term, step = explanation.term, explanation.step
    if term is None or step is None or not explanation.operands:
        return None
    places = {(operand.name, operand.index): place for place, operand in enumerate(explanation.operands)}
    if any(step.op is activation.forward for activation in ACTIVATIONS.values() if activation.mixes):
        return _softmax(explanation, term, places, data)
    if (apart := explanation.apart) is not None:
        return _chained(explanation, apart, places, data)
    total = sum_in(term)
    if total is None or len(addends(total)) < 2:
        return _operands(explanation, term, data)
    return shares(explanation, term, total, places, data)


# --- softmax -------------------------------------------------------------------------------


def _softmax(explanation: Explanation, term: Term, places: Places, data: Dataset) -> Table:
    """Every class: its score, the score minus the largest, exp of that, and its share of all."""
    history, (sample, chosen) = explanation.history, explanation.index
    computed = history.reached(explanation.iteration, explanation.done, explanation.asked)
    answers = None if computed is None else history.state_at(computed).values.get(explanation.name)
    raised = term.parts[1]
    rows = []
    for k, power in enumerate(raised.parts):
        shifted = power.parts[0]
        score = shifted.parts[0]
        share = term.value if k == chosen else None if answers is None else float(answers[sample, k])
        cells = (
            Cell(score.value, places[score.name, score.index], score.name),
            Cell(shifted.value),
            Cell(power.value),
        )
        name = unit(explanation.program, data, explanation.program.layers, k)
        rows.append(Row(name, "", cells, share, k))
    z = raised.parts[0].parts[0].parts[0].name
    return Table(
        "softmax",
        tuple(rows),
        "class" if data.task == CLASSES else "unit",
        columns=(f"{z}[{sample},k]", "- max", "exp"),
        marks=("", ""),
        share_head="exp / sum",
        ranks=tuple(range(len(rows))),
        total=raised.value,
        total_column=2,
    )


# --- loss and output together --------------------------------------------------------------


def _chained(explanation: Explanation, apart: Apart, places: Places, data: Dataset) -> Table:
    """Every output that depends on this z: how the loss changes with it, times how it changes with z."""
    row, chosen = apart.index
    a, step = f"a{apart.layer}", explanation.step
    assert step is not None
    rows = []
    for link in apart.links:
        k = link.output
        read = [Cell(link.a, places.get((a, (row, k))), a), Cell(link.y, places.get(("y", (row, k))), "y")]
        cells = (*read, Cell(link.da), Cell(link.slope))
        rows.append(Row(unit(explanation.program, data, apart.layer, k), "", cells, link.product))
    at = "k" if len(rows) > 1 else chosen
    short = formula(explanation.program, step).partition(" = ")[2]
    cancels = "each a[k] cancels 1/a[k]" if len(rows) > 1 else "a·(1 - a) cancels"
    return Table(
        "shares",
        tuple(rows),
        "class" if data.task == CLASSES else "unit",
        columns=(f"{a}[{row},{at}]", f"y[{row},{at}]", f"∂loss/∂a[{at}]", f"∂a[{at}]/∂z[{chosen}]"),
        marks=("", "", "·"),
        share_head="product",
        ranks=tuple(sorted(range(len(rows)), key=lambda place: -abs(rows[place].share or 0.0))),
        total=apart.term.value if len(rows) > 1 else None,
        after=f"{cancels}: {short} is left" if apart.agrees else f"not the same as {brief(apart.value, 8)}",
    )


# --- anything else -------------------------------------------------------------------------


def _operands(explanation: Explanation, term: Term, data: Dataset) -> Table:
    """A row for what was read, and for the values in between that have a name of their own."""
    program = explanation.program

    def note(name: str, index: Index) -> str:
        own = name == explanation.name  # an update reads what it writes anew
        return (
            "its value before this step" if own else meaning_of(program, data, name, index, called(explanation, index))
        )

    rows = [
        Row(label(operand.name, operand.index), note(operand.name, operand.index), (Cell(operand.value, place),))
        for place, operand in enumerate(explanation.operands)
    ]
    for inner in find(term, lambda each: each is not term and _speaks(each)):
        words = "the slope there" if "′" in inner.written else "how far the answer is off"
        rows.append(Row(in_symbols(inner), words, (Cell(inner.value),)))
    return Table("operands", tuple(rows), "read", "what it is", ranks=tuple(range(len(rows))))


def _speaks(term: Term) -> bool:
    """Whether a value in between deserves a row: a slope, or an error."""
    error = term.made_by is np.subtract and [part.name for part in term.parts][1:] == ["y"]
    return "′" in term.written or error
