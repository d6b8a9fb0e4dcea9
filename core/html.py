"""States and explanations as a notebook shows them: tables in HTML, a few kilobytes however large the network.

Colours are laid over whatever background there is, and every sign can be read without them: `●` was written by the step
just done, `○` was read by it, `·` is not computed yet. Knows what numbers are called; knows no panel and no notebook.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from typing import TYPE_CHECKING

import numpy as np

from glassnet.core.names import formula, meaning
from glassnet.core.numerals import brief
from glassnet.core.ops import Array
from glassnet.core.terms import label

if TYPE_CHECKING:
    from glassnet.core.explain import Explanation
    from glassnet.core.machine import State

ROWS, COLUMNS = 6, 8  # of one value that are shown
VALUES = 60  # of a state that are shown; those of the step just done always are
OPERANDS = 12
POSITIVE, NEGATIVE = "255,140,40", "60,120,255"  # half transparent, they suit dark and light pages
DEEPEST = 0.55  # how much of the background the largest number covers
MARK = " style='outline:2px solid #d8a400'"
TABLE = "<table style='border-collapse:separate;border-spacing:5px 1px;font-family:monospace;text-align:right'>"
LEFT = "text-align:left"
WRITTEN, READ, MISSING = "●", "○", "·"


def state_html(state: State) -> str:
    """Every value of a moment as a heat table, in the order of the program, that of the step just done marked."""
    program, step = state.program, state.step
    computed = [each.output for each in program.steps if each.output in program.computed]
    names = [*(name for name in state.values if name not in program.computed), *computed]
    touched = [] if step is None else [step.output, *step.inputs]
    shown = names[:VALUES] + [name for name in names[VALUES:] if name in touched]
    when = f"iteration {state.iteration}, {state.done} of {len(program.steps)} steps done"
    did = "" if step is None else f": <b>{escape(formula(program, step))}</b>"
    figures = "".join(_figure(state, name) for name in shown)
    left = len(names) - len(shown)
    more = f"<p>… {left} more values: <code>state[name]</code> is any one</p>" if left else ""
    return f"<div><p>{when}{did}</p><div style='display:flex;flex-wrap:wrap;gap:12px'>{figures}</div>{more}</div>"


def explanation_html(explanation: Explanation) -> str:
    """The number, its formula, the numbers in it, and what its step read."""
    head = f"<b>{escape(explanation.label)} = {escape(explanation.printed)}</b>"
    what = escape(meaning(explanation.program, explanation.name))
    when = f"<p>{explanation.when} of {len(explanation.program.steps)}</p>" if explanation.step else ""
    lines = _table(_row([_head(words), _cell(text, LEFT)]) for words, text in explanation.lines())
    shown = explanation.operands[:OPERANDS]
    scale = max((abs(operand.value) for operand in shown if np.isfinite(operand.value)), default=0.0)
    rows = [
        _row(
            [
                _head(label(operand.name, operand.index)),
                _number(operand.value, scale),
                _cell(meaning(explanation.program, operand.name), LEFT),
            ]
        )
        for operand in shown
    ]
    left = len(explanation.operands) - len(shown)
    more = f"<p>… {left} more operands</p>" if left else ""
    return f"<div><p>{head}   {what}</p>{when}{lines}{_table(rows) if rows else ''}{more}</div>"


def _figure(state: State, name: str) -> str:
    """One value: its name with its mark, its shape, and its numbers."""
    step, value = state.step, state.get(name)
    written = step is not None and name == step.output
    sign = f"{WRITTEN} " if written else f"{READ} " if step is not None and name in step.inputs else ""
    shape = "" if value is None else "×".join(map(str, value.shape))
    caption = f"<span title='{escape(meaning(state.program, name))}'>{sign}<b>{escape(name)}</b> {shape}</span>"
    return f"<div{MARK * written}>{caption}{_numbers(value) if value is not None else f'<br>{MISSING}'}</div>"


def _numbers(value: Array) -> str:
    """The numbers of a value, with the indices of rows and columns; of a large one the first of them."""
    grid = value.reshape(1, -1) if value.ndim < 2 else value.reshape(-1, value.shape[-1])
    part = grid[:ROWS, :COLUMNS]
    finite = part[np.isfinite(part)]
    scale = float(np.abs(finite).max()) if finite.size else 0.0
    rows = []
    if value.ndim:
        rows.append(_row([_head("") * (value.ndim > 1), *(_head(str(column)) for column in range(part.shape[1]))]))
    for index, numbers in enumerate(part.tolist()):
        rows.append(_row([_head(str(index)) * (value.ndim > 1), *(_number(number, scale) for number in numbers)]))
    left = ", ".join(_left(grid.shape, part.shape))
    return _table(rows) + (f"<small>… {left}</small>" if left else "")


def _left(whole: tuple[int, ...], shown: tuple[int, ...]) -> Iterator[str]:
    """What is not shown, in words."""
    for count, part, words in zip(whole, shown, ("rows", "columns"), strict=True):
        if count > part:
            yield f"{count - part:,} more {words}"


def _number(number: float, scale: float) -> str:
    share = min(1.0, abs(number) / scale) if scale and np.isfinite(number) else 0.0
    colour = POSITIVE if number > 0 else NEGATIVE
    return _cell(brief(number), f"background:rgba({colour},{DEEPEST * share:.2f})" if share else "")


def _cell(text: str, style: str = "") -> str:
    return f"<td style='{style}'>{escape(text)}</td>" if style else f"<td>{escape(text)}</td>"


def _head(text: str) -> str:
    return f"<th>{escape(text)}</th>"


def _row(cells: Iterable[str]) -> str:
    return f"<tr>{''.join(cells)}</tr>"


def _table(rows: Iterable[str]) -> str:
    return f"{TABLE}{''.join(rows)}</table>"
