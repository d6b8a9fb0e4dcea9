"""From a reading to a judgement: verdict, places, ids, rivals. What was accepted is read in `accepted.py`, the words
are in `text.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from glassnet.core.program import Step
from glassnet.core.terms import label
from glassnet.scenarios.judge.accepted import (
    notes_of,
    settings_of,
    words_of,
)
from glassnet.scenarios.judge.asking import PROVEN, RATE, RERUN, UPDATE
from glassnet.scenarios.judge.base import Reading
from glassnet.scenarios.judge.choose import Chosen
from glassnet.scenarios.judge.effect import advice_for, effect_of
from glassnet.scenarios.judge.follow import Missing, Own, Trace, agrees
from glassnet.scenarios.judge.judgement import Found, Judgement, Off
from glassnet.scenarios.judge.names import NEW
from glassnet.scenarios.judge.rivals import different
from glassnet.scenarios.judge.search import Rewrite, Search
from glassnet.scenarios.judge.settings import Stated
from glassnet.scenarios.judge.spoken import coded, with_numbers, written
from glassnet.scenarios.judge.verdicts import CANNOT, EMPTY, FINE, MISTAKE, NOT, OTHER_LOSS, RIGHT, SEVERAL

MOST_ENTRIES = 500  # that are off, listed one by one
ASKED = {
    PROVEN: "Are these the weights after the update? z1 follows from W1 + rate · dW1: add lr, and they are taken back",
    RATE: "Are these the weights after the update? Add lr, and they are taken back, or judge before the update",
    UPDATE: "All follows but what reads W and b. Are these the weights after the update? ",
    RERUN: "The gradients are those before the update, z and a those of the weights after it: judge before the update",
}
ADD_RATE = "Add lr, or judge before the update"
BEFORE_IT = "Plain sgd at this lr does not take them back: judge before the update"
UNSURE = "no forward number tells the activations, and no usual ones make it right: add a1 …, or say --activation"
NOTHING = "nothing that is given can be judged: add what you worked out, dW1 db1 …, or the sums and outputs z1 a1 …"


def judgement(chosen: Chosen, said: Stated) -> Judgement:
    """What is to be said of these numbers."""
    reading, laid = chosen.reading, chosen.candidate.source.laid
    settings = settings_of(chosen, said)
    if said.blanks is not None and not chosen.candidate.got.own.computed:
        return Judgement(EMPTY, laid.layout, settings, notes=("no number that the sheet asks for is there yet",))
    if reading is None:
        notes = (_asked(chosen) if chosen.asks else UNSURE if chosen.unsure else NOTHING, *laid.notes)
        return Judgement(CANNOT, laid.layout, settings, notes=notes)
    own, trace = chosen.candidate.got.own, reading.trace
    judged = tuple(
        name for name in reading.judged.order if name in {*own.computed, *own.stray} and trace.follows(name) is not None
    )
    if not judged:
        return Judgement(CANNOT, laid.layout, settings, notes=(NOTHING, *laid.notes))
    places, rivals = _places(reading)
    mistakes = tuple(_found(reading, at, rewrites[0]) for at, rewrites in places if len(rewrites) == 1)
    unexplained = reading.best.unexplained
    wrong = {at for at, _ in places} | set(unexplained)
    off = tuple(_off(reading, name) for name in unexplained)
    verdict = NOT if unexplained else SEVERAL if rivals else MISTAKE if mistakes else _without_mistake(reading, said)
    mistaken = tuple(_mistaken_under(chosen))
    needed = verdict == OTHER_LOSS  # all is right only if that is the loss he means
    found = Judgement(
        verdict,
        laid.layout,
        settings,
        judged,
        tuple(name for name in judged if name in wrong),
        tuple(_follows(reading, own, wrong)),
        mistakes,
        tuple(tuple(each.id for each in rewrites) for rewrites in rivals),
        off,
        (*notes_of(chosen, reading), *(mistaken if needed else ())),
        effect_of(reading),
        advice_for(reading) if verdict in FINE else (),
        tuple(_entries(reading, [name for name in judged if name in wrong])),
        asides=() if needed else mistaken,
        _rival_words=tuple(tuple(each.site.sentence(each.mistake.words) for each in rewrites) for rewrites in rivals),
    )
    return _by_given_names(found, chosen.candidate.source.implied)


def _asked(chosen: Chosen) -> str:
    """What he is asked for where the parameters may be those after the update."""
    known = "lr" in chosen.candidate.got.own.given
    return ASKED[chosen.asks] + ((BEFORE_IT if known else ADD_RATE) if chosen.asks == UPDATE else "")


def _by_given_names(found: Judgement, implied: frozenset[str]) -> Judgement:
    """The same, with the parameters handed in after an update in place of its results, which he has no names for."""
    return replace(
        found,
        judged=tuple(_given_name(name, implied) for name in found.judged if name not in implied or name in found.wrong),
        wrong=tuple(_given_name(name, implied) for name in found.wrong),
        follows=tuple(name for name in found.follows if name not in implied),
        mistakes=tuple(replace(each, at=_given_name(each.at, implied)) for each in found.mistakes),
    )


def _given_name(name: str, implied: frozenset[str]) -> str:
    return name.removesuffix(NEW) if name in implied else name


def _without_mistake(reading: Reading, said: Stated) -> str:
    """right, or other loss where a constant of the gradients or of the loss shown is not the stated one."""
    n, k = reading.judged.samples, reading.judged.outputs
    stated = said.factor.value(n, k)
    whole = abs(reading.spelling.whole.value(n, k))
    shown = reading.loss.factor
    gradients = any(name.startswith("d") or name.endswith("_new") for name in reading.trace.own.computed)
    same = (not gradients or np.isclose(whole, stated)) and (shown is None or np.isclose(shown.value(n, k), stated))
    return RIGHT if same else OTHER_LOSS


# --- places and rivals ---


def _places(reading: Reading) -> tuple[list[tuple[str, list[Rewrite]]], list[list[Rewrite]]]:
    """Where mistakes are, each with its ids (more than one where several fit), and the rivals among them."""
    options: dict[str, list[Rewrite]] = {}
    for solution in reading.solutions:
        for rewrite in solution.rewrites.values():
            if rewrite.id:
                options.setdefault(_at(reading, rewrite), []).append(rewrite)
    order = reading.judged.order
    places = [(at, different(rewrites)) for at, rewrites in sorted(options.items(), key=lambda each: order[each[0]])]
    best = {_at(reading, each) for each in reading.best.rewrites.values() if each.id}
    places = [(at, rewrites) for at, rewrites in places if at in best] + [
        (at, rewrites) for at, rewrites in places if at not in best and len(reading.solutions) > 1
    ]
    return places, [rewrites for _, rewrites in places if len(rewrites) > 1]


def _at(reading: Reading, rewrite: Rewrite) -> str:
    """The first given name that does not follow because of it."""
    search = Search(reading.judged, reading.trace)
    steps = reading.trace.steps
    touched = search.dependents(steps, rewrite.step.output)
    return next((name for name in reading.wrong if name in touched), rewrite.step.output)


def _found(reading: Reading, at: str, rewrite: Rewrite) -> Found:
    program, right = reading.judged.program, rewrite.site.step
    trace = reading.trace.changed_to(
        {**reading.trace.steps, rewrite.step.output: rewrite.step}, frozenset(reading.judged.steps)
    )
    return Found(
        at,
        rewrite.id,
        rewrite.site.sentence(rewrite.mistake.words),
        written(program, rewrite.step),
        written(program, right),
        coded(program, right),
        tuple(_example(reading, rewrite, trace)),
        _where(reading, right),
    )


def _where(reading: Reading, right: Step) -> str:
    """The formula of a number that the right step reads and that he did not give; the first where there are more."""
    steps = reading.trace.steps
    unknown = [name for name in right.inputs if name in steps and name not in reading.trace.own.given]
    return written(reading.judged.program, steps[unknown[0]]) if unknown else ""


def _example(reading: Reading, rewrite: Rewrite, trace: Trace) -> Iterator[str]:
    """The entry that is off most, as his formula has it and as the right one has it."""
    name = rewrite.step.output
    try:
        his, right = trace.computed(name).value, reading.trace.computed(name).value
    except Missing:
        return
    if his.shape != right.shape or not his.size:
        return
    index = tuple(map(int, np.unravel_index(np.argmax(np.abs(his - right)), his.shape)))
    lines = [with_numbers(rewrite.step, trace, index), with_numbers(rewrite.site.step, reading.trace, index)]
    if all(lines):
        yield from lines


def _off(reading: Reading, name: str) -> Off:
    """What is said of a number that nothing known gives."""
    his, found = reading.trace.own.given[name], reading.trace.computed(name)
    if his.value.shape != found.value.shape:
        shape = f"has the shape {his.value.shape}, not {found.value.shape}"
        size = his.value.size
        return Off(name, name, float("nan"), float("nan"), size, size, None, shape, *_as_it_should_be(reading, name))
    difference = np.abs(his.value - found.value)
    apart = difference > his.error + found.error + reading.trace.own.digits.floor
    index = tuple(map(int, np.unravel_index(np.argmax(difference), difference.shape)))
    return Off(
        name,
        label(name, index),
        float(his.value[index]),
        float(found.value[index]),
        int(apart.sum()),
        int(apart.size),
        _ratio(his.value, found.value),
        "",
        *_as_it_should_be(reading, name),
    )


def _as_it_should_be(reading: Reading, name: str) -> tuple[str, str]:
    """A step as mathematics writes it, and as a line of NumPy."""
    step = reading.judged.steps[name]
    return written(reading.judged.program, step), coded(reading.judged.program, step)


def _entries(reading: Reading, names: list[str]) -> Iterator[tuple[str, float, float]]:
    """Every entry that is off, as long as there are not too many."""
    left = MOST_ENTRIES
    for name in names:
        his, found = reading.trace.own.given[name], reading.trace.computed(name)
        if his.value.shape != found.value.shape:
            continue
        reach = his.error + found.error + reading.trace.own.digits.floor
        for place in np.argwhere(np.abs(his.value - found.value) > reach)[:left]:
            index = tuple(map(int, place))
            left -= 1
            yield label(name, index), float(his.value[index]), float(found.value[index])


def _ratio(his: np.ndarray[Any, Any], right: np.ndarray[Any, Any]) -> float | None:
    """His numbers to the right ones, where that is one number for all, and not 1."""
    told = np.abs(right) > 1e-12 * np.abs(right).max(initial=0)
    if np.count_nonzero(told) < 2:
        return None
    ratios = his[told] / right[told]
    same = np.ptp(ratios) <= 1e-6 * np.abs(ratios).max() and not np.isclose(ratios.mean(), 1, rtol=1e-6)
    return float(ratios.mean()) if same else None


def _follows(reading: Reading, own: Own, wrong: set[str]) -> Iterator[str]:
    """Names that differ from the right value although they follow from what they were made of."""
    first = {name: number for name, number in own.given.items() if name not in own.computed}
    right = Trace(Own(first, (), own.digits), reading.trace.steps)
    for name in own.computed:
        if name in wrong or reading.trace.follows(name) is None:
            continue
        try:
            should = right.computed(name)
        except Missing:
            continue
        if not agrees(own.given[name], should, own.digits.floor) and _differs(own, name, should.value):
            yield name


def _differs(own: Own, name: str, should: np.ndarray[Any, Any]) -> bool:
    """Whether a number is off by more than rounding may have summed up on the way."""
    if not own.digits.rounded:
        return True
    his = own.given[name].value
    return his.shape != should.shape or bool((np.abs(his - should) > 50 * own.digits.unit(his)).any())


def _mistaken_under(chosen: Chosen) -> Iterator[str]:
    """What mistakes these would be under losses that were not chosen."""
    implied = chosen.candidate.source.implied
    for other in chosen.others:
        if other.wrong and not other.best.unexplained:
            ids = ", ".join(
                f"{_given_name(_at(other, each), implied)}: {each.id}"
                for each in other.best.rewrites.values()
                if each.id
            )
            yield f"under {words_of(other.judged.loss)} it would be {ids}"
