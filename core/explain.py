"""Where a number comes from: one entry of one step, run again on terms instead of arrays.

Operands are cut by the step's shape letters before they become terms, so that one entry of a
gradient costs that entry's sum and not the whole matrix. The op is the one that computed the value.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from core.errors import GlassnetError
from core.ops import Array
from core.program import Step
from core.terms import Index, Term, Terms, entry


def entry_term(step: Step, values: Mapping[str, Array], index: Index) -> Term:
    """The entry `index` of the step's output as a term.

    values: at least the step's inputs, as they were when it ran.
    Raises GlassnetError where an input is missing or the index is out of range.
    """
    at = dict(zip(step.output_letters, index, strict=True))
    operands = []
    for name, letters in zip(step.inputs, step.input_letters, strict=True):
        if name not in values:
            raise GlassnetError(f"{name} is not computed yet")
        operands.append(_cut(name, np.asarray(values[name]), letters, at))
    with np.errstate(all="ignore"):
        result: Terms = step.op(*operands)
    # letters that no input had cut (a capital) are still whole in the result
    small = {letter for letters in step.input_letters for letter in letters}
    position = tuple(0 if letter in small else i for letter, i in zip(step.output_letters, index, strict=True))
    term: Term = result.items[position]
    return term


def _cut(name: str, array: Array, letters: str, at: Mapping[str, int]) -> Terms:
    """The part of an operand that one entry of the output needs, with the operand's own indices."""
    lengths = [array.shape[axis] for axis in range(array.ndim)]
    ranges = [
        range(at[letter], at[letter] + 1) if letter in at else range(length)
        for letter, length in zip(letters, lengths, strict=True)
    ]
    items = np.empty(tuple(len(part) for part in ranges), dtype=object)
    for place in np.ndindex(items.shape):
        index = tuple(part[i] for part, i in zip(ranges, place, strict=True))
        items[place] = entry(float(array[index]), name, index)
    return Terms(items, array.shape)
