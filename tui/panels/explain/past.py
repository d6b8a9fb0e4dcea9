"""The past of the number explained in one line: a small curve, and between what it went. Computes nothing."""

from __future__ import annotations

import numpy as np

from glassnet.core.explain import Explanation
from glassnet.core.numerals import brief
from glassnet.tui.drawing.chart import spark
from glassnet.tui.drawing.texts import fitting
from glassnet.tui.messages import Entry, Sample
from glassnet.tui.panel import PaintOptions
from glassnet.tui.past import course_of
from glassnet.tui.snapshot import Snapshot
from glassnet.tui.targets import is_there

CURVE = 24  # cells of the curve at most
LEAST = 8  # and at least


def lines(snapshot: Snapshot, explanation: Explanation, width: int, look: PaintOptions) -> tuple[str, str] | None:
    """The curve, and in words between what it went; None where there is no past, or it would tell what is asked."""
    entry = entry_of(snapshot, explanation)
    if entry is None or snapshot.secret or snapshot.last < 2 or not is_there(entry, snapshot):
        return None
    course = course_of(snapshot, entry)
    known = np.isfinite(course.values)
    if known.sum() < 2 or width < LEAST + 10:
        return None
    curve = spark(course.values, min(CURVE, width // 2), look.plain)
    values, last = course.values[known], int(course.iterations[-1])
    ends = f"{brief(float(values.min()))} … {brief(float(values.max()))}"
    words = f"{ends} in iterations 1 … {last:,}"
    if not course.whole:
        words = f"{ends}, {course.words}"
    return curve, fitting(
        width - len(curve) - 2, look.keys.say(f"{words}   {{course}} large"), words, ends, f"1 … {last:,}", ""
    )


def entry_of(snapshot: Snapshot, explanation: Explanation) -> Entry | None:
    """The number as the screen has it, by its row of data; None for one that a prediction alone has."""
    name, index = explanation.name, explanation.index
    if explanation.history.grown_from is not None:
        asked = snapshot.choices.asked
        return asked if asked is not None and (asked.name, asked.index) == (name, index) else None
    rows = explanation.shown.get("rows")
    if index and rows is not None and snapshot.sampled(name) and index[0] < len(rows):
        return Entry(name, (0, *index[1:]), Sample(int(rows[index[0]])))
    return Entry(name, index)
