"""The verdicts of the gradient check in words, wherever they are shown. Knows nothing of screens and panels."""

from __future__ import annotations

from glassnet.core.gradcheck import AGREES, DIFFERS, KINK, UNCLEAR, Check
from glassnet.core.numerals import brief

GOOD, DOUBT, BAD = "good", "doubt", "bad"
TONES = {AGREES: GOOD, KINK: DOUBT, UNCLEAR: DOUBT, DIFFERS: BAD}


def in_words(check: Check) -> list[str]:
    """A verdict with what it rests on, the longest wording first."""
    verdict = check.verdict
    if verdict == KINK:
        taken = convention(check)
        return [f"{verdict}: {f'{taken} by convention' if taken else f'{functions(check)} has one within ε'}", verdict]
    if verdict == UNCLEAR:
        if not check.finite:
            return [f"{verdict}: the loss overflows", f"{verdict}: overflow", verdict]
        return [f"{verdict}: rounding alone may make ±{brief(check.doubt, 1)}", f"{verdict}: rounding", verdict]
    return [f"{verdict}, error {brief(check.error, 1)}", verdict] if check.error else [verdict]


def convention(check: Check) -> str:
    """What the backward pass takes for the slope where a number stands on a kink, `relu′(0) = 0`; else empty."""
    return ", ".join(f"{kink.function}′({kink.at:g}) = {kink.slope:g}" for kink in check.kinks if kink.exact)


def functions(check: Check) -> str:
    """What has a kink between the two sides: `relu`, `relu and |w|`."""
    return " and ".join(kink.function for kink in check.kinks)


def slopes(check: Check, digits: int = 4) -> tuple[str, str]:
    """The slopes of the loss on either side of a kink: going up, going down, each with its sign."""
    right, left = (f"{'+' * (slope > 0)}{brief(slope, digits)}" for slope in (check.right, check.left))
    return right, left
