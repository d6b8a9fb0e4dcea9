"""Texts that fit: which of several wordings, and what is left of one that is too long. Knows nothing of what they say.

What is cut ends with '…'. No number and no name such as W1[0,2] is ever cut into another one: it stays whole or goes.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache

from glassnet.core.numerals import brief
from glassnet.tui.drawing.cells import cell_len, characters

WHOLE = re.compile(  # what is never cut: a name with its number and index, or a number with its sign, exponent and unit
    r"[^\W\d]+\d\w*[′']?(?:\[[^\]\s]*\])?"
    r"|[^\W\d]\w*\[[^\]\s]*\]"
    r"|(?:(?<![\w)\]])[+\-−])?(?:\d[\d,.×–]*|\.\d+)(?:e[+\-]?\d+)?(?:\w+| ?%)?"
)
_WORD = re.compile(r"[^\W\d_]+")
_INNER = re.compile(r"\((?!…\))[^()]*(?:\(…\)[^()]*)*\)")  # a bracket with no other in it but emptied ones
_LONE = re.compile(r"\([+\-−]?[\d.,]+(?:e[+\-]?\d+)?\)|\([^\W\d]\w*\)")  # what a … would not make shorter or clearer
LEAST_SHARE = 0.6  # of the width that whole words must fill, or a word is cut


def clause(text: str, width: int) -> str:
    """A sentence, or as many of its clauses as fit and say something; where none does, it is shortened."""
    ends = [found.start() for found in re.finditer(r"[,;:.] ", text) if cell_len(text[: found.start()]) < width]
    if cell_len(text) <= width or not ends or cell_len(text[: ends[-1]]) < LEAST_SHARE * width:
        return shorten(text, width)
    return f"{text[: ends[-1]]}."


def fitting(width: int, *texts: str) -> str:
    """The first text that fits, else the last one shortened."""
    return next((text for text in texts if cell_len(text) <= width), shorten(texts[-1], width))


def left(text: str, width: int) -> str:
    """`text` with blanks after it up to so many cells."""
    return text + " " * (width - cell_len(text))


def right(text: str, width: int) -> str:
    """`text` with blanks before it up to so many cells."""
    return " " * (width - cell_len(text)) + text


@lru_cache(maxsize=4096)
def shorten(text: str, width: int) -> str:
    """`text` in at most `width` cells; where it is longer it ends with '…', after a whole word where there is room."""
    if cell_len(text) <= width:
        return text
    if width < 1:
        return ""
    text = "".join(characters(text))
    end = len(first_cells(text, width - 1))
    kept = _kept(text, end, words=True)
    if cell_len(kept) < LEAST_SHARE * width:
        kept = _kept(text, end, words=False)
    return kept.rstrip() if kept.rstrip().endswith("…") else f"{kept}…"


def _kept(text: str, end: int, words: bool) -> str:
    """What can stand before a … of the first `end` characters."""
    wholes = [found.span() for found in WHOLE.finditer(text)]
    for begin, stop in wholes + [found.span() for found in _WORD.finditer(text) if words]:
        if begin < end < stop:
            end = begin
    beside = next((begin for begin, stop in wholes if stop == end), None)
    if beside is not None:  # the … would be more digits of a number
        return _kept(text, beside, words) if beside else ""
    kept = text[:end]
    return kept.rstrip() if kept.rstrip()[-1:].isalpha() else kept


def first_cells(text: str, width: int) -> str:
    """As much of the beginning of a text as fits, marks with their letters."""
    if text.isascii():
        return text[: max(0, width)]
    taken, used = [], 0
    for char in characters(text):
        used += cell_len(char)
        if used > width:
            break
        taken.append(char)
    return "".join(taken)


def wrapped(text: str, width: int, indent: str = "") -> list[str]:
    """`text` in lines of at most `width` cells, between words where it can be; `indent` before all but the first."""
    width, lines, line = max(1, width), [], ""
    for word in text.split():
        joined = f"{line} {word}" if line.strip() else line + word
        if cell_len(joined) <= width:
            line = joined
            continue
        if line.strip():
            lines.append(line)
        line = indent + word
        while cell_len(line) > width:
            head = first_cells(line, max(width, len(indent) + 2))
            lines.append(head)
            line = indent + line[len(head) :]
    return [*lines, line] if line.strip() else lines


# --- formulas ---


@lru_cache(maxsize=4096)
def shorten_formula(text: str, width: int) -> str:
    """A formula in at most `width` cells: '…' for terms in the middle of a sum, then for what stands in brackets.

    `0.5·0.1 + … + 2·0.3`, `0.9 - 0.1·0.02 / (…) / (… + 1e-8)`; where that is not enough its end goes.
    """
    while cell_len(text) > width:
        shorter = _without_terms(text) or _without_bracket(text)
        if not shorter:
            return shorten(text, width)
        text = shorter
    return text


def _without_terms(text: str) -> str:
    """The longest sum of three terms and more without the term before its last; empty where there is none.

    A last term that only says what is left out, `… 234 more terms, together 0.3`, goes first.
    """
    sums: list[list[tuple[int, int]]] = []  # of each sum where its terms begin and end
    open_: list[list[tuple[int, int]]] = [[(0, len(text))]]
    for at, char in enumerate(text):
        if char == "(":
            open_.append([(at + 1, len(text))])
        elif char in "+)":
            if char == "+" and text[at - 1 : at + 2] != " + ":
                continue
            terms = open_[-1]
            terms[-1] = (terms[-1][0], at if char == ")" else at - 1)
            if char == "+":
                terms.append((at + 2, len(text)))
            elif len(open_) > 1:
                sums.append(open_.pop())
    sums += open_
    spans = max(sums, key=len)
    summands = [text[slice(*span)] for span in spans]
    last = len(summands) - 1 if summands[-1].startswith("…") else len(summands) - 2
    first = last - 1 if summands[last] == "…" or (last > 0 and summands[last - 1] == "…") else last
    return f"{text[: spans[first][0]]}…{text[spans[last][1] :]}" if first > 0 else ""


def _without_bracket(text: str) -> str:
    """The formula with the last of its innermost brackets emptied; empty where none is left."""
    found = [one for one in _INNER.finditer(text) if not _LONE.fullmatch(one[0])]
    if not found:
        return ""
    begin, end = found[-1].span()
    return f"{text[:begin]}(…){text[end:]}"


def steady(value: float) -> str:
    """Four decimals where they say something, so that the text keeps its length while training runs."""
    if not math.isfinite(value) or value == round(value) or not 1e-3 <= abs(value) < 1e4:
        return brief(value)
    return f"{value:.4f}"
