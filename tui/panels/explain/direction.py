"""What the sign of a gradient says, in words: which way the loss goes.

A gradient is a slope, and speaks of small changes only. Each sentence here is about the changes that a `Check` has
tried; where it could not see what becomes of the loss, the sentence says so. Knows nothing of the screen.
"""

from __future__ import annotations

from typing import NamedTuple

from glassnet.core.gradcheck import Check
from glassnet.core.terms import label
from glassnet.tui.verdicts import functions


class Subject(NamedTuple):
    """What a sentence is about. whole: what changes, `the loss`. past: whether it has been updated since."""

    whole: str
    past: bool


UP, DOWN, SAME, UNSEEN = "up", "down", "same", "unseen"


def way(change: float, rounding: float) -> str:
    """Which way the loss went: UP, DOWN, SAME, or UNSEEN where it may be rounding."""
    if change == 0:
        return SAME
    return UNSEEN if abs(change) <= rounding else UP if change > 0 else DOWN


def directions(check: Check, subject: Subject) -> list[str]:
    """What the gradient's sign says, the longest wording first; its sign alone at the end."""
    value, of = check.analytic, label(check.name, check.index)
    sign = "Zero" if value == 0 else "Positive" if value > 0 else "Negative"
    if not check.finite:
        return [f"{sign}, but the loss has overflowed beside it.", f"{sign}.", sign]
    raised, lowered = way(check.up, check.rounding), way(check.down, check.rounding)
    expected = {"Positive": (UP, DOWN), "Negative": (DOWN, UP), "Zero": (SAME, SAME)}[sign]
    if (raised, lowered) == expected:
        if sign == "Zero":
            told = [f"{sign}: a small change of {each} {_does(SAME, subject)}." for each in (of, "it")]
        else:
            told = [f"{sign}: raising {each} a little {_does(raised, subject)}." for each in (of, "it")]
    elif check.kinks and UNSEEN not in (raised, lowered):
        place = f"{'at' if check.kinks[0].exact else 'beside'} the kink of {functions(check)}"
        both, too = (_does(raised, subject), _does(lowered, subject, "it")), " too" * (raised == lowered)
        told = [
            f"{sign} by convention, {place}: raising {of} a little {both[0]}, lowering it {both[1]}{too}.",
            f"{place.capitalize()}: raising it {both[0]}, lowering it {both[1]}{too}.",
            f"{place.capitalize()}: {subject.whole} {_goes(raised, lowered, subject)}.",
            f"{place.capitalize()}: it {_goes(raised, lowered, subject)}.",
        ]
    elif raised == lowered and raised in (UP, DOWN):
        how = "level here" if value == 0 else "nearly level here"
        told = [f"{sign}, {how}: a small change of {each} either way {_does(raised, subject)}." for each in (of, "it")]
    elif UNSEEN in (raised, lowered) or SAME in (raised, lowered):
        told = [
            f"{sign}, too small to see: rounding hides what a small change of {each} does to {subject.whole}."
            for each in (of, "it")
        ]
    else:
        told = [f"{sign}, yet raising {each} a little {_does(raised, subject)}." for each in (of, "it")]
    return [*told, f"{sign}."]


def _does(way: str, subject: Subject, whole: str = "") -> str:
    """`would raise the loss`; of what has been updated since, `would have raised the loss`."""
    verb, past = {UP: ("raise", "raised"), DOWN: ("lower", "lowered"), SAME: ("change", "changed")}[way]
    would = "would not" if way == SAME else "would"
    return f"{would} {f'have {past}' if subject.past else verb} {whole or subject.whole}"


def _goes(raised: str, lowered: str, subject: Subject) -> str:
    """`rises going up, stays going down`; `falls either way`."""
    verbs = {UP: ("rises", "rose"), DOWN: ("falls", "fell"), SAME: ("stays", "stayed")}
    up, down = (verbs[way][subject.past] for way in (raised, lowered))
    return f"{up} either way" if raised == lowered else f"{up} going up, {down} going down"
