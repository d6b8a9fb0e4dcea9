"""The reading of a learner's numbers under which the least of them is wrong: which constants he has, and where.

For given settings the constants of the losses in use are tried, and those that ratios of his own numbers show. Knows
the numbers and the catalogue; chooses no settings.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from glassnet.core.deferred import dataclass
from glassnet.scenarios.judge import shown
from glassnet.scenarios.judge.constants import (
    MINUS,
    ONE,
    Factor,
    Spelling,
    factor_between,
    losses_in_use,
    one_factor,
    spelled,
)
from glassnet.scenarios.judge.follow import Missing, Own, Trace
from glassnet.scenarios.judge.names import NEW
from glassnet.scenarios.judge.search import Effort, Search, Solution
from glassnet.scenarios.judge.steps import Judged

MOST_SEARCHED = 4  # spellings beside the plain one in which mistakes are looked for


@dataclass(frozen=True, eq=False)
class Reading:
    """One spelling, and what is wrong under it.

    loss: how the loss shown is spelled. solutions: explanations of one rank; one without rewritings where nothing is
    wrong. limited: whether not everything was tried. meant: the constant of the loss shown, or else of the one stated.
    """

    judged: Judged
    spelling: Spelling
    loss: shown.Shown
    trace: Trace
    wrong: tuple[str, ...]
    solutions: tuple[Solution, ...]
    limited: bool = False
    meant: Factor = ONE

    @property
    def best(self) -> Solution:
        """The first of the best explanations."""
        return self.solutions[0]

    @property
    def rank(self) -> tuple[int, ...]:
        """The less the better: what is unexplained, ids, whether constants stand elsewhere, steps rewritten …"""
        spelling = self.spelling
        unexplained, ids, steps = self.best.rank
        n, k = self.judged.samples, self.judged.outputs
        as_meant = spelling.whole.value(n, k) == self.meant.value(n, k)
        return unexplained, ids, spelling.moved, steps, not as_meant, len(self.wrong)


def best_reading(
    judged: Judged,
    own: Own,
    stated: Factor = ONE,
    effort: Effort | None = None,
    excluded: frozenset[str] = frozenset(),
) -> Reading:
    """The reading that leaves least unexplained.

    stated: the factor of a loss that was stated, to the engine's.
    effort: what looking for pairs of mistakes may cost; None where no mistakes are looked for.
    excluded: ids that cannot be.
    """
    plain = Trace(own, judged.steps)
    loss = shown.find(judged, own, plain)
    n, k = judged.samples, judged.outputs
    if own.as_printed and loss.factor is not None and loss.factor.value(n, k) != stated.value(n, k):
        loss = shown.Shown()
    spellings = list(dict.fromkeys(_spellings(judged, own, plain, stated)))
    possible = [each for each in spellings if _may_be_right(judged, own, plain, each)]
    if effort is None:
        spellings = [spellings[0], *(each for each in possible if each != spellings[0])]
    traces = [(each, _spelled(judged, each, loss, plain)) for each in spellings]
    right = [each for each in traces if each[0] in possible and _is_right(each[1])]
    if right:
        spelling, trace = min(right, key=lambda each: _unusual(each[0], stated))
        return Reading(judged, spelling, loss, trace, (), (Solution({}, ()),))
    if effort is None:
        spelling, trace = traces[0]
        wrong = trace.wrong
        return Reading(judged, spelling, loss, trace, wrong, (Solution({}, wrong),))
    with_wrong = [(spelling, trace, trace.wrong) for spelling, trace in traces]
    return _explained(judged, own, stated, plain, loss, with_wrong, effort, excluded)


def first_factor(judged: Judged, own: Own) -> Factor:
    """The constant that the first number on the way back has, whether its loss is in use with it or not."""
    first = next((name for name in own.computed if name.startswith("d")), "")
    found = ratio(own, Trace(own, judged.steps), first, judged.samples, judged.outputs)
    return found if found is not None and found.sign > 0 and judged.loss != "mse" else ONE


def _is_right(trace: Trace) -> bool:
    return all(trace.follows(name) is not False for name in trace.own.computed)


def _may_be_right(judged: Judged, own: Own, plain: Trace, spelling: Spelling) -> bool:
    """Whether the first number on the way back has the constant that this spelling gives it: quick to see."""
    first = next((name for name in own.computed if name.startswith("d")), "")
    if not first or "penalty" in judged.steps or plain.follows(first) is None:
        return True
    factor = spelling.gradients if first.startswith(("dW", "db")) else spelling.deltas
    by, his, found = factor.value(judged.samples, judged.outputs), own.given[first], plain.computed(first)
    if his.value.shape != found.value.shape:
        return True
    reach = his.error + abs(by) * found.error + own.digits.floor
    return bool((np.abs(his.value - by * found.value) <= reach).all())


def _explained(
    judged: Judged,
    own: Own,
    stated: Factor,
    plain: Trace,
    loss: shown.Shown,
    traces: list[tuple[Spelling, Trace, tuple[str, ...]]],
    effort: Effort,
    excluded: frozenset[str],
) -> Reading:
    """The reading whose wrong numbers need the fewest mistakes."""
    first, *others = traces
    others = sorted((each for each in others if len(each[2]) < len(first[2])), key=lambda each: len(each[2]))
    readings: list[Reading] = []
    tried: set[Spelling] = set()
    meant = stated if loss.factor is None else loss.factor
    queue = [first, *others[:MOST_SEARCHED], *(each for each in traces if each[0] == Spelling(meant, meant))]
    while queue:
        spelling, trace, wrong = queue.pop(0)
        if spelling in tried:
            continue
        tried.add(spelling)
        search = Search(judged, trace, effort=effort, excluded=excluded)
        solutions = tuple(search.solutions())
        readings.append(Reading(judged, spelling, loss, trace, wrong, solutions, search.limited, meant))
        if spelling == first[0]:
            told = search.dependents(trace.steps, judged.first_delta)
            known = any(trace.follows(name) for name in own.computed if name in told)
            for factor in () if known or own.as_printed else search.hints:
                for new in _whole(factor, stated, own):
                    grown = _spelled(judged, new, loss, plain)
                    queue.append((new, grown, grown.wrong))
    return min(readings, key=lambda reading: (reading.rank, _unusual(reading.spelling, stated)))


def _unusual(spelling: Spelling, stated: Factor) -> tuple[bool, bool, bool]:
    return spelling.whole != stated, spelling.gradients.sign < 0, spelling.moved


def _spelled(judged: Judged, spelling: Spelling, loss: shown.Shown, plain: Trace) -> Trace:
    """The trace of this spelling; what it does not touch is taken from the plain one."""
    steps = spelled(judged, spelling)
    if loss.step is not None:
        steps["loss"] = loss.step
    search = Search(judged, plain)
    changed: frozenset[str] = frozenset()
    for name, step in steps.items():
        if step is not judged.steps[name]:
            changed |= search.dependents(steps, name)
    return plain.changed_to(steps, changed)


# --- which constants ---


def _spellings(judged: Judged, own: Own, plain: Trace, stated: Factor) -> Iterator[Spelling]:
    """All that may be meant, the plain one first."""
    if own.as_printed:
        yield Spelling(stated, stated)
        return
    n, k = judged.samples, judged.outputs
    in_use = [stated, *(each.factor for each in losses_in_use(judged.loss, n, k))]
    first = next((name for name in own.computed if name.startswith(("da", "dz"))), "")
    if not any(name.startswith(("dW", "db")) or name.endswith(NEW) for name in own.computed):
        first = ""  # where no dW shows another one, the constant of dz is that of the loss
    of_deltas = [factor for name in (first,) if (factor := ratio(own, plain, name, n, k))]
    of_gradients = _ratios(own, plain, ("dW", "db"), n, k) if first else []
    of_updates = _update_ratios(judged, own, plain) if _updates(own) else []
    for whole in in_use:
        for gradients in (whole, whole * MINUS, *(whole * factor.inverse for factor in of_updates)):
            update = whole * gradients.inverse
            for deltas in (gradients, *of_deltas, *(gradients * factor.inverse for factor in of_gradients)):
                if deltas.known:
                    yield Spelling(deltas, gradients, update)


def _whole(factor: Factor, stated: Factor, own: Own) -> Iterator[Spelling]:
    """Spellings of a constant that a mistake would have."""
    yield Spelling(factor * stated, factor * stated, ONE if factor.sign > 0 else MINUS)


def _updates(own: Own) -> bool:
    return any(name.endswith(NEW) for name in own.computed)


def _ratios(own: Own, plain: Trace, kinds: tuple[str, ...], n: int, k: int) -> list[Factor]:
    found = (ratio(own, plain, name, n, k) for name in own.computed if name.startswith(kinds))
    return list(dict.fromkeys(factor for factor in found if factor and factor != ONE))


def _update_ratios(judged: Judged, own: Own, plain: Trace) -> list[Factor]:
    """Factors of the gradient within the updates that he has."""
    n, k, found = judged.samples, judged.outputs, []
    for name in own.computed:
        before = name.removesuffix(NEW)
        if not name.endswith(NEW) or before.startswith(("v_", "m_")):
            continue
        try:
            start = plain.have(before).value
            if own.given[name].value.shape != start.shape:
                continue
            moved, should = plain.have(name).value - start, plain.computed(name).value - start
        except Missing:
            continue
        found.append(one_factor(moved, should, n, k))
    return list(dict.fromkeys(factor for factor in found if factor and factor != ONE))


def ratio(own: Own, trace: Trace, name: str, n: int, k: int) -> Factor | None:
    """The constant factor of his number to what the trace makes of it, where it is one of the usual ones."""
    if name not in own.given:
        return None
    try:
        found = trace.computed(name)
    except Missing:
        return None
    return factor_between(own.given[name], found, n, k, own.digits.floor)
