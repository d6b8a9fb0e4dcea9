"""What a step of a lesson asks, and how an answer is graded: one entry of `QUESTIONS` for each sort of question.

A question is made where its step begins. What is not computed there yet is worked out ahead, outside the session:
to answer performs the steps up to `moment`. Nothing here tells an answer but `truth`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import field, replace
from typing import Any

from glassnet.core.deferred import dataclass
from glassnet.core.errors import GlassnetError, quoted, unknown
from glassnet.scenarios.grading import as_printed, is_right, wrong_number
from glassnet.scenarios.lessons.conditions import number_named
from glassnet.scenarios.lessons.expressions import compared_names, holds, names_in, numbers_of, read
from glassnet.scenarios.lessons.lesson import LessonStep
from glassnet.scenarios.lessons.seen import Number, Seen

SIGNS = ("positive", "negative", "zero")
Given = str | Number  # what is typed, or the number that is pointed at


@dataclass(frozen=True)
class Hidden:
    """What is not to be seen while a question is open: numbers, or all of a value; or of them only the sign.

    Explanations and maps that would tell it are hidden too: that is for the screen.
    """

    numbers: frozenset[Number] = frozenset()
    values: frozenset[str] = frozenset()
    sign: bool = False

    def hides(self, number: Number) -> bool:
        """Whether this number is one of them."""
        return number in self.numbers or number.name in self.values


@dataclass(frozen=True, eq=False)
class Question:
    """One question.

    kind: one of QUESTIONS. choices: texts to choose from, answered by their places from 1. truth: the right answer in
    words, for when it is over. grade: whether an answer is right. wrong: why what was given is no answer at all, else
    empty; it costs no try. hidden: see there. moment: (iteration, steps done) that an answer leads to; None stays.
    misses: for an answer, the key of `miss` that it falls under, or None. checkable: whether the engine knows the
    answer. pointing: whether a number is pointed at.
    """

    kind: str
    truth: str
    grade: Callable[[Given], bool]
    wrong: Callable[[Given], str]
    choices: tuple[str, ...] = ()
    hidden: Hidden = field(default_factory=Hidden)
    moment: tuple[int, int] | None = None
    misses: Callable[[Given], str | None] = lambda given: None
    checkable: bool = True
    pointing: bool = False

    @property
    def told(self) -> str:
        """The right answer, for whoever did not give it; what it says may be a sentence itself."""
        return f"Right is: {self.truth}"


def question(step: LessonStep, seen: Seen) -> Question:
    """The question of a step where it begins. Raises GlassnetError where it makes no sense there."""
    kind = next(kind for kind in QUESTIONS if kind in step.ask)
    try:
        return QUESTIONS[kind](step.ask, step.miss or {}, seen)
    except GlassnetError as error:
        told = str(error)
        raise GlassnetError(told if told.startswith(("ask", "miss")) else f"ask.{kind}: {told}") from error


def _moment(seen: Seen, ahead: Seen) -> tuple[int, int] | None:
    return None if ahead is seen else (ahead.state.iteration, ahead.state.done)


def _number(ask: Mapping[str, Any], miss: Mapping[str, str], seen: Seen) -> Question:
    names = names_in(ask["number"])
    ahead = seen.computing(names)
    found = read(ask["number"], ahead)
    if found.value is None:
        raise GlassnetError(f"{quoted(ask['number'])} is no number")
    value = found.value

    def worked() -> float:
        printed = replace(seen, state=as_printed(seen.state)).computing(names)
        return read(ask["number"], printed).value or 0.0

    others = {key: _value_of(key, ahead) for key in miss}
    for key, other in others.items():
        if is_right(value, repr(other), worked):
            raise GlassnetError(f"miss: {quoted(key)} is right")

    def misses(given: Given) -> str | None:
        return next((key for key, other in others.items() if is_right(other, str(given))), None)

    hidden = Hidden(frozenset({found.number}) if found.number else frozenset())
    return Question(
        "number",
        found.text,
        lambda given: is_right(value, str(given), worked),
        lambda given: wrong_number(str(given)),
        hidden=hidden,
        moment=_moment(seen, ahead),
        misses=misses,
    )


def _value_of(key: str, seen: Seen) -> float:
    """The number of a wrong answer: as typed, or an expression."""
    if not wrong_number(key):
        return float(key)
    value = read(key, seen).value
    if value is None:
        raise GlassnetError(f"miss: {quoted(key)} is no number")
    return value


def _sign(ask: Mapping[str, Any], miss: Mapping[str, str], seen: Seen) -> Question:
    number = number_named(ask["sign"])
    ahead = seen.computing(frozenset({number.name}))
    value = ahead.number(number)
    hidden = Hidden(frozenset({number}), sign=number.name in seen.state.values)
    return _chosen("sign", SIGNS, SIGNS, (value > 0, value < 0, value == 0).index(True), miss, hidden, seen, ahead)


def _choice(ask: Mapping[str, Any], miss: Mapping[str, str], seen: Seen) -> Question:
    choices, answer = ask["choice"], ask["answer"]
    texts = tuple(choices.values() if isinstance(choices, dict) else choices)
    ids = tuple(choices) if isinstance(choices, dict) else texts
    right = answer - 1 if isinstance(answer, int) else ids.index(answer)
    ahead, hidden = seen, Hidden()
    if "holds" in ask:
        names = compared_names(ask["holds"])
        ahead, hidden = seen.computing(names), Hidden(values=frozenset(names - seen.state.values.keys()))
        if not holds(ask["holds"], ahead):
            raise GlassnetError(f"ask.answer is false: {quoted(ask['holds'])} does not hold")
    return _chosen("choice", ids, texts, right, miss, hidden, seen, ahead, checkable="holds" in ask)


def _chosen(
    kind: str,
    ids: tuple[str, ...],
    texts: tuple[str, ...],
    right: int,
    miss: Mapping[str, str],
    hidden: Hidden,
    seen: Seen,
    ahead: Seen,
    checkable: bool = True,
) -> Question:
    """A question that is answered by a place among texts."""
    keys: dict[int, str] = {}
    for key in miss:
        if key not in ids and key not in map(str, range(1, len(ids) + 1)):
            raise GlassnetError(f"miss: {unknown('answer', key, ids)}")
        at = ids.index(key) if key in ids else int(key) - 1
        if at == right:
            raise GlassnetError(f"miss: {quoted(key)} is right")
        keys[at] = key

    def wrong(given: Given) -> str:
        text = str(given).strip()
        return "" if text.isdecimal() and 1 <= int(text) <= len(ids) else f"answer with a digit from 1 to {len(ids)}"

    def misses(given: Given) -> str | None:
        return keys.get(int(str(given)) - 1)

    return Question(
        kind,
        texts[right],
        lambda given: int(str(given)) == right + 1,
        wrong,
        texts,
        hidden,
        _moment(seen, ahead),
        misses,
        checkable,
    )


def _which(ask: Mapping[str, Any], miss: Mapping[str, str], seen: Seen) -> Question:
    of = ask["of"]
    ahead = seen.computing(names_in(of))
    numbers = numbers_of(of, ahead)
    wanted = {"largest": max(numbers.values()), "smallest": min(numbers.values()), "zero": 0.0}[ask["which"]]
    right = {number for number, value in numbers.items() if value == wanted}
    if not right:
        raise GlassnetError(f"no number of {of} is zero")
    if len(right) == len(numbers):
        raise GlassnetError(f"every number of {of} is {ask['which']}: there is nothing to find")
    for key in miss:
        if number_named(key) not in numbers:
            raise GlassnetError(f"miss: {quoted(key)} is no number of {of}")
        if number_named(key) in right:
            raise GlassnetError(f"miss: {quoted(key)} is right")

    def at(given: Given) -> Number:
        return given if isinstance(given, Number) else number_named(given)

    def wrong(given: Given) -> str:
        try:
            return "" if at(given) in numbers else f"point at a number of {of}"
        except GlassnetError as error:
            return str(error)

    def misses(given: Given) -> str | None:
        return next((key for key in miss if number_named(key) == at(given)), None)

    return Question(
        "which",
        " or ".join(sorted(number.label for number in right)),
        lambda given: at(given) in right,
        wrong,
        moment=_moment(seen, ahead),
        misses=misses,
        pointing=True,
    )


def _order(ask: Mapping[str, Any], miss: Mapping[str, str], seen: Seen) -> Question:
    """Values by the order of their steps, or numbers from the smallest to the largest; misses by what is put first."""
    items = tuple(ask["order"])
    numbers = [number_named(item) for item in items]
    ahead, hidden = seen, Hidden()
    ranks: list[float]
    if any(number.index for number in numbers):
        ahead = seen.computing(frozenset(number.name for number in numbers))
        ranks = [ahead.number(number) for number in numbers]
        hidden = Hidden(frozenset(numbers))
    else:
        ranks = [float(seen.step_of(number.name)) for number in numbers]
    if len(set(ranks)) < len(ranks):
        raise GlassnetError("two of them are equal, so no order is right")
    right = sorted(range(len(items)), key=lambda at: ranks[at])
    for key in miss:
        if key not in items:
            raise GlassnetError(f"miss: {unknown('answer', key, items)}")
        if key == items[right[0]]:
            raise GlassnetError(f"miss: {quoted(key)} is right to begin with")

    def misses(given: Given) -> str | None:
        first = items[places(given)[0]]
        return first if first in miss else None

    def places(given: Given) -> list[int]:
        return [int(digit) - 1 for digit in re.findall(r"\d", str(given))]

    def wrong(given: Given) -> str:
        complete = sorted(places(given)) == list(range(len(items)))
        return "" if complete else f"each digit from 1 to {len(items)} once, in your order"

    truth = ", ".join(items[at] for at in right)
    moment = _moment(seen, ahead)
    return Question("order", truth, lambda given: places(given) == right, wrong, items, hidden, moment, misses)


QUESTIONS: dict[str, Callable[[Mapping[str, Any], Mapping[str, str], Seen], Question]] = {
    "number": _number,
    "sign": _sign,
    "choice": _choice,
    "which": _which,
    "order": _order,
}
