"""A number that is a sum as a table of its shares: what each sample, input or unit adds to it.

Which letters of the step's shapes are summed over says what a share belongs to. Knows nothing of the screen.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from glassnet.core.explain import Explanation
from glassnet.core.info import BIASES, WEIGHTS
from glassnet.core.numerals import brief
from glassnet.core.program import Program
from glassnet.core.terms import Index, Term, entry, in_numbers, in_symbols, label
from glassnet.scenarios.base import CLASSES, Dataset
from glassnet.tui.drawing.numbers import plain
from glassnet.tui.panels.explain.formula import find, is_log_softmax
from glassnet.tui.panels.explain.table import Cell, Row, Table
from glassnet.tui.panels.explain.words import feature, unit

FEW = 3  # inputs of a sample that stand beside its number
Places = dict[tuple[str, Index], int]  # of the operands, by name and index


def sum_in(term: Term) -> Term | None:
    """The sum that a term is, but for factors and divisors around it."""
    if term.made_by == "sum":
        return term
    if term.made_by is np.add:
        return term if any(sum_in(part) is part for part in term.parts) else None
    if term.made_by in (np.divide, np.multiply, np.negative):
        return next((found for part in term.parts if (found := sum_in(part)) is not None), None)
    return None


def addends(total: Term) -> list[Term]:
    """What is added up in a sum."""
    if total.made_by == "sum":
        return list(total.parts)
    inner = [addends(part) if sum_in(part) is part else [part] for part in total.parts]
    return [part for parts in inner for part in parts]


class Share(NamedTuple):
    """One addend. at: where each summed letter stands in it. own: its entries that no other addend reads."""

    part: Term
    at: dict[str, int]
    own: list[Term]


def shares(explanation: Explanation, term: Term, total: Term, places: Places, data: Dataset) -> Table:
    """A row for each addend of the sum `total`, which is `term` but for factors and divisors around it."""
    step = explanation.step
    assert step is not None
    letters = dict(zip(step.inputs, step.input_letters, strict=True))
    summed = [letter for letter in dict.fromkeys("".join(step.input_letters)) if letter not in step.output_letters]
    found = [_share(part, letters, summed) for part in addends(total)]
    # a sum over samples and outputs is one over samples alone where there is one output
    runs = [letter for letter in summed if len({share.at[letter] for share in found if letter in share.at}) > 1]
    runs = runs or summed[:1]
    first, last = found[0].part, max((share.own for share in found), key=len)
    columns = [_heading(leaf, letters[leaf.name], runs) for leaf in last]
    marks = [_mark(first)] * (len(columns) - 1)
    if find(first, is_log_softmax):
        columns, marks = [*columns, "log softmax"], ["", "·"]
    shown = explanation.shown
    x, batch = shown.get("x"), shown.get("rows")
    rows = []
    for share in found:
        at = share.at
        own = at if batch is None or "n" not in at else {**at, "n": int(batch[at["n"]])}  # a sample by its row
        name, note = _row_label(explanation.program, share.own, own, runs), ""
        if "k" in at and data.task == CLASSES:
            program = explanation.program
            name = f"{own['n']} {unit(program, data, program.layers, at['k'])}"
        if "n" in at and x is not None and x.shape[1] <= FEW:
            note = " ".join(plain(value) for value in x[at["n"]])
        elif "i" in at and share.own[0].name == "x":
            note = feature(data, at["i"])
        cells = _cells(share, len(last), places)
        rows.append(Row(name, note, cells, share.part.value, at.get("n")))
    side = "input" if runs[0] == "i" and step.inputs[0] == "x" else "unit"
    return Table(
        "shares",
        tuple(rows),
        "sample" if "n" in runs else "weight" if runs == ["i", "o"] else "entry" if len(runs) > 1 else side,
        "x" if "n" in runs else "",
        tuple(columns),
        tuple(marks),
        "squared" if first.made_by is np.square and len(last) > 1 else "share",
        tuple(sorted(range(len(rows)), key=lambda place: -abs(rows[place].share or 0.0))),
        total.value,
        after="" if total is term else _after(explanation, term, total),
    )


def _share(part: Term, letters: dict[str, str], summed: list[str]) -> Share:
    leaves = list(part.entries())
    first = zip(letters[leaves[0].name], leaves[0].index, strict=True)
    at = {letter: i for letter, i in first if letter in summed}

    def belongs(leaf: Term) -> bool:
        return all(at.get(letter, i) == i for letter, i in zip(letters[leaf.name], leaf.index, strict=True))

    return Share(part, at, [leaf for leaf in leaves if belongs(leaf)])


def _cells(share: Share, width: int, places: Places) -> tuple[Cell | None, ...]:
    """The entries of an addend in the last of `width` columns, and what is between them and the share."""
    own = [Cell(leaf.value, places[leaf.name, leaf.index], leaf.name) for leaf in share.own]
    return (*[None] * (width - len(own)), *own, *(Cell(inner.value) for inner in find(share.part, is_log_softmax)))


def _row_label(program: Program, own: list[Term], at: dict[str, int], runs: list[str]) -> str:
    if not at:
        return "bias" if program.info[own[0].name].kind == BIASES else "penalty"
    if runs == ["i", "o"] or program.info[own[0].name].kind == WEIGHTS:
        return label(own[0].name, own[0].index)
    if runs == ["i"]:
        return f"{'in' if own[0].name == 'x' else 'unit'} {at['i']}"
    if runs == ["o"]:
        return f"unit {at['o']}"
    return ",".join(str(at[letter]) for letter in runs if letter in at) or label(own[0].name, own[0].index)


def _heading(leaf: Term, letters: str, runs: list[str]) -> str:
    """`x[n,0]`: an entry with letters for what varies."""
    index = [letter if letter in runs else str(i) for letter, i in zip(letters, leaf.index, strict=True)]
    return f"{leaf.name}[{','.join(index)}]" if index else leaf.name


def _mark(part: Term) -> str:
    """What stands between the two factors of a part."""
    if part.made_by is np.square:
        part = part.parts[0]
    if any(inner.made_by != "entry" for inner in part.parts):
        return ""
    return {np.multiply: "·", np.subtract: "-"}.get(part.made_by, "")


def _after(explanation: Explanation, term: Term, total: Term) -> str:
    """What becomes of the sum, `loss = sum / 4 = 0.5087 / 4 = 0.1272`."""

    def outer(each: Term) -> Term:
        if each is total:
            return entry(total.value, "sum", ())
        return Term(each.value, each.made_by, tuple(map(outer, each.parts)), each.name, each.index)

    short = outer(term)
    return f"{explanation.label} = {in_symbols(short)} = {in_numbers(short)} = {brief(explanation.value)}"
