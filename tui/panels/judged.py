"""What panels say of handed-in numbers that were judged: marks, sentences, and the right one beside a wrong one.

Knows what the judge found; says nothing where nothing was handed in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from glassnet.core.explain import Explanation
from glassnet.core.numerals import brief
from glassnet.core.terms import in_numbers, in_symbols, shortened
from glassnet.tui.drawing.palette import Palette
from glassnet.tui.drawing.texts import clause, shorten
from glassnet.tui.messages import Entry
from glassnet.tui.snapshot import TERMS, Snapshot

if TYPE_CHECKING:
    from glassnet.scenarios.judge.handed import Right  # which few sessions need

SAYS = {
    "✓": "✓ follows: {sentence}",
    "✗": "✗ does not follow: {words}",
    "≈": "≈ follows, but from a number before it that does not",
    "": "not handed in, worked out from yours: {sentence}",
}


def mark_of(snapshot: Snapshot, name: str, palette: Palette) -> tuple[str, int]:
    """✓ follows, ✗ does not, ≈ follows from a wrong one, and its colour; a blank for what was not handed in."""
    mark = "" if snapshot.handed is None else snapshot.handed.marks.get(name, "")
    return mark or " ", _colour(mark, palette)


def _colour(mark: str, palette: Palette) -> int:
    return {"✓": palette.good, "✗": palette.bad, "≈": palette.now}.get(mark, palette.muted)


def sentence_of(snapshot: Snapshot, palette: Palette, width: int) -> tuple[str, int]:
    """What is said of the step just done in so many cells, and its colour."""
    assert snapshot.step is not None
    sentence = snapshot.step.sentence
    if snapshot.handed is None:
        return clause(sentence, width), palette.muted
    name = snapshot.step.output
    mark = snapshot.handed.marks.get(name, "")
    words = snapshot.handed.words(name)
    says = SAYS[mark].format(sentence=sentence, words=words)
    if words and len(says) > width:
        says = f"{mark} {words}"
    return shorten(says, width), palette.muted if mark in "✓" else _colour(mark, palette)


def right_beside(snapshot: Snapshot, entry: Entry) -> str:
    """`right: 0.07403`, where a number does not follow."""
    found = None if snapshot.handed is None else snapshot.handed.right(entry.name, entry.index)
    return "" if found is None or found.term is None else f"right: {brief(found.term.value, snapshot.choices.digits)}"


def right_of(snapshot: Snapshot, explanation: Explanation) -> Right | None:
    """What stands beside a number that is explained, where it does not follow."""
    handed = snapshot.handed
    if handed is None or explanation.history.grown_from is not None:
        return None
    return handed.right(explanation.name, explanation.index)


def mistake_of(snapshot: Snapshot, name: str) -> str:
    """What is wrong with a number that does not follow; empty where nothing known is."""
    handed = snapshot.handed
    return "" if handed is None or name in handed.unknown else handed.words(name)


def right_lines(explanation: Explanation, found: Right) -> list[tuple[str, str, str]]:
    """The right step, its formula, and its numbers: each a label, a text, and what stands at the right of it."""
    lines = [("right", found.formula, found.numpy)]
    if found.term is not None:
        term = shortened(found.term, TERMS)
        value = brief(found.term.value, explanation.digits)
        lines.append(("", in_symbols(term), ""))
        lines.append(("", f"{in_numbers(term, explanation.digits)} = {value}", ""))
    return lines
