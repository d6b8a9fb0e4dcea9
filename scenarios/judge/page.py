"""What a page did that prints other numbers than come out: the one mistake whose program, from the start, prints them.

Knows the catalogue and printed numbers; knows nothing of anybody's arrays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from glassnet.core.deferred import dataclass
from glassnet.core.ops import Array
from glassnet.core.program import Step
from glassnet.scenarios.base import Scenario
from glassnet.scenarios.judge.catalogue import Site
from glassnet.scenarios.judge.digits import Digits
from glassnet.scenarios.judge.effect import compute, in_order, take_over
from glassnet.scenarios.judge.follow import Number, Own, Trace
from glassnet.scenarios.judge.rivals import different
from glassnet.scenarios.judge.search import rewritings
from glassnet.scenarios.judge.steps import judged_program
from glassnet.scenarios.printed import Printed, compared

MOST_NAMED = 3
FURTHEST = 200  # iterations that every mistake's program is run for


@dataclass(frozen=True)
class Cause:
    """A mistake that gives the printed numbers which do not come out.

    at, id, words: the step, the mistake of the catalogue, and its sentence. gives: the numbers that it explains.
    denied: numbers that do come out, and would not with the mistake.
    """

    at: str
    id: str
    words: str
    gives: tuple[Printed, ...]
    denied: tuple[Printed, ...]

    def __str__(self) -> str:
        """In one or two sentences."""
        numbers = ", ".join(dict.fromkeys(one.text for one in self.gives))
        said = f"{numbers} is what comes of {self.id} at {self.at}: {self.words}."
        if not self.denied:
            return said
        names = list(dict.fromkeys(f"{one.label} of iteration {one.iteration:,}" for one in self.denied))
        more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
        return f"{said} What else is printed is not all of that program: {', '.join(names[:MOST_NAMED])}{more}."


def cause_of(scenario: Scenario) -> Cause | None:
    """The only mistake that gives all printed numbers which do not come out; None where none does, or several do.

    None too where batches are small or the first such number is FURTHEST iterations away: nothing is tried then.
    """
    program, state = scenario.begin()
    found = list(compared(program, state, scenario.printed))
    wrong = tuple(one.printed for one in found if not one.agrees)
    if not wrong or program.config.batch_size is not None or max(one.iteration for one in wrong) > FURTHEST:
        return None
    judged = judged_program(program.config)
    given = {name: Number(value, np.zeros_like(value, dtype=np.float64)) for name, value in state.values.items()}
    trace = Trace(Own(given, (), Digits()), judged.steps)
    tried = (rewrite for step in judged.steps.values() for rewrite in rewritings(Site(judged, step, trace)))
    fitting = [
        rewrite
        for rewrite in tried
        if rewrite.id
        and _prints({**judged.steps, rewrite.step.output: rewrite.step}, state.values, wrong) == set(wrong)
    ]
    kept = different(fitting)
    if len(kept) != 1:
        return None
    rewrite, name = kept[0], kept[0].step.output
    right = tuple(one.printed for one in found if one.agrees and one.printed.iteration <= FURTHEST)
    held = _prints({**judged.steps, name: rewrite.step}, state.values, right)
    denied = tuple(one for one in right if one not in held)
    return Cause(name, rewrite.id, rewrite.site.sentence(rewrite.mistake.words), wrong, denied)


def _prints(steps: Mapping[str, Step], start: Mapping[str, Array], printed: Iterable[Printed]) -> set[Printed]:
    """Those of the printed numbers that these steps give."""
    values, order, found = dict(start), in_order(steps), set[Printed]()
    by_iteration: dict[int, list[Printed]] = {}
    for one in printed:
        by_iteration.setdefault(one.iteration, []).append(one)
    try:
        with np.errstate(all="ignore"):
            for iteration in range(1, max(by_iteration, default=0) + 1):
                compute(steps, order, values)
                found |= {one for one in by_iteration.get(iteration, ()) if _agrees(one, values)}
                take_over(order, values)
    except (ValueError, KeyError, IndexError):
        return set()
    return found


def _agrees(one: Printed, values: Mapping[str, Array]) -> bool:
    array = np.asarray(values[one.name])
    return array.ndim == len(one.index) and one.agrees(float(array[one.index]))
