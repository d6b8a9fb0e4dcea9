"""A handed-in number that does not follow, and the right one: two columns of the same lines, side by side.

Each has the step, the formula of the entry, its numbers and the NumPy line. Knows nothing of what is wrong.
"""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from glassnet.tui.drawing.palette import Palette
from glassnet.tui.panels.explain.formula import in_lines, wrap
from glassnet.tui.panels.explain.lines import Line, Span, valued
from glassnet.tui.panels.explain.page import Page
from glassnet.tui.panels.explain.words import signed

if TYPE_CHECKING:
    from glassnet.scenarios.judge.handed import Right  # which few sessions need

HALF, GAP = 37, 2  # cells that a column has at least, and between the two


class Half(NamedTuple):
    """One column, in lines.

    numbers: with the value at the end; where no step gives it, the value alone. cut: see `Beside`.
    """

    step: list[str]
    formula: list[str]
    numbers: list[str]
    code: list[str]
    number: float
    value: str
    cut: bool = False


class Beside(NamedTuple):
    """Both, in groups of lines that belong together. cut: whether some terms of a sum are not shown."""

    groups: list[list[Line]]
    cut: bool


def side_by_side(page: Page, right: Right, width: int, most: int, full: bool, palette: Palette) -> Beside | None:
    """The two columns in so many cells; None where a formula does not fit its column.

    most: lines that a formula takes, or one more where it does not fit them. full: as for `Page.formula`.
    """
    half = (width - GAP) // 2
    if half < HALF:
        return None
    tries = (most, most + 1)
    yours = next(filter(None, (_yours(page, half, lines, full) for lines in tries)), None)
    other = next(filter(None, (_right(page, right, half, lines, full) for lines in tries)), None)
    if yours is None or other is None:
        return None
    columns = (
        _lines("yours", yours, 0, palette.bad, palette),
        _lines("right", other, half + GAP, palette.good, palette),
    )
    groups = []
    for pair in zip(*columns, strict=True):
        groups.append([[*left, *right] for left, right in zip_longest(*pair, fillvalue=list[Span]())])
    return Beside([group for group in groups if group], yours.cut or other.cut)


def _lines(name: str, half: Half, x: int, fg: int, palette: Palette) -> list[list[Line]]:
    return [
        [[Span(x, name, fg, True)], *([Span(x, text, palette.text, True)] for text in half.step)],
        [[Span(x, text, palette.text)] for text in half.formula],
        valued(x, half.numbers, half.value, half.number, palette),
        [[Span(x, text, palette.muted)] for text in half.code],
    ]


def _yours(page: Page, width: int, most: int, full: bool) -> Half | None:
    explanation = page.explanation
    value = signed(explanation.program, explanation.name, explanation.value, explanation.digits)
    made = page.formula(width, most, full)
    if explanation.step is None or made is None:
        told = [line for _, text in page.origin for line in wrap(text, width)]
        return Half(told, [], [value], [], explanation.value, value)
    step = wrap(explanation.array_formula, width)
    if not made.fits or len(step) > most:
        return None
    code = _code(explanation.numpy_line, width, most)
    return Half(step, made.symbols, made.numbers, code, explanation.value, value, made.cut)


def _right(page: Page, right: Right, width: int, most: int, full: bool) -> Half | None:
    explanation, step, term = page.explanation, wrap(right.formula, width), right.term
    code = _code(right.numpy, width, most)
    if term is None:
        return Half(step, [], [], code, 0.0, "") if len(step) <= most else None
    value = signed(explanation.program, explanation.name, term.value, explanation.digits)
    made = in_lines(term, width, most, f" = {value}", full, explanation.digits)
    if not made.fits or len(step) > most:
        return None
    return Half(step, made.symbols, made.numbers, code, term.value, value, made.cut)


def _code(line: str, width: int, most: int) -> list[str]:
    """The NumPy line, where it fits."""
    lines = wrap(line, width)
    return lines if len(lines) <= most else []
