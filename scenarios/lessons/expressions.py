"""What stands in braces in a lesson's texts, and what its conditions compare: numbers that the engine knows.

    {dz2[2,0]}  {loss}  {lr}              a number on show, by name and index
    {right} of {n}  {test_right} of {test_n}  {iteration}
    {sum dz1[:,0]}  {mean …}  {min …}  {max …}  {norm …}  {rms …}  of a value, or a part of it
    {percent a2[0,1]}                     a share as per cents
    {rows dz1}  {columns W1}              how many it has
    {formula da1}  {shape da1}            what the step computes, and its shape
    {was W2[0,0]}                         any of these where the step began, in a text for its end (`then`)

Entries are written as the matrices write them, single numbers as the header does. Knows nothing of keys.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from glassnet.core.deferred import dataclass
from glassnet.core.errors import GlassnetError, quoted, unknown
from glassnet.core.names import formula, shape_text
from glassnet.core.numerals import brief, fixed, percent
from glassnet.core.ops import Array
from glassnet.scenarios.lessons.seen import Number, Seen

COUNTS: Mapping[str, Callable[[Seen], int]] = {
    "right": lambda seen: seen.right()[0],
    "n": lambda seen: len(seen.scenario.data.inputs),
    "test_right": lambda seen: seen.right(test=True)[0],
    "test_n": lambda seen: len(seen.scenario.data.test_inputs),
    "iteration": lambda seen: seen.state.iteration,
}
OF_PARTS: Mapping[str, Callable[[Array], Any]] = {
    "sum": np.sum,
    "mean": np.mean,
    "min": np.min,
    "max": np.max,
    "norm": lambda part: np.sqrt(np.square(part).sum()),
    "rms": lambda part: np.sqrt(np.square(part).mean()),
}
SIZES: Mapping[str, int] = {"rows": 0, "columns": -1}  # by the axis
IN_WORDS: Mapping[str, Callable[[Seen, str], str]] = {
    "formula": lambda seen, name: formula(seen.program, seen.program.steps[seen.step_of(name)]),
    "shape": lambda seen, name: shape_text(seen.program, name),
}
PERCENT, WAS = "percent", "was"
COMPARED: Mapping[str, Callable[[float, float], bool]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "!=": operator.ne,
    "==": operator.eq,
    "<": operator.lt,
    ">": operator.gt,
}
_PART = re.compile(r"(\w+)(?:\[([\d:, ]+)\])?")


@dataclass(frozen=True)
class Read:
    """What an expression comes to.

    text: as the screen writes it. value: None for words. number: the one on show that it is, if it is one.
    """

    text: str
    value: float | None = None
    number: Number | None = None


def names_in(text: str) -> frozenset[str]:
    """The values that an expression reads."""
    word, _, rest = text.strip().partition(" ")
    if rest and (word in OF_PARTS or word in SIZES or word == PERCENT):
        text = rest
    found = _PART.fullmatch(text.strip())
    return frozenset() if found is None or found[1] in COUNTS else frozenset({found[1]})


def read(text: str, seen: Seen) -> Read:
    """What an expression comes to at a moment. Raises GlassnetError, which repeats it."""
    text = text.strip()
    word, _, rest = text.partition(" ")
    try:
        if rest and word == WAS:
            if seen.before is None:
                raise GlassnetError("goes with then only: nothing has come of the step yet")
            return replace(read(rest, seen.before), number=None)
        if rest and word in IN_WORDS:
            return Read(IN_WORDS[word](seen, rest.strip()))
        if rest and word in SIZES:
            size = part_of(rest.strip(), seen).shape[SIZES[word]]
            return Read(f"{size:,}", float(size))
        if rest and word in OF_PARTS:
            return _of_entry(float(OF_PARTS[word](part_of(rest.strip(), seen))))
        if rest and word == PERCENT:
            found = _number(rest.strip(), seen)
            return Read(percent(found.value or 0.0).strip(), found.value, found.number)
        return _number(text, seen)
    except GlassnetError as error:
        raise GlassnetError(f"{{{text}}}: {error}") from error


def _number(text: str, seen: Seen) -> Read:
    if text in COUNTS:
        count = COUNTS[text](seen)
        return Read(f"{count:,}", float(count))
    found = _PART.fullmatch(text)
    if found is None or ":" in (found[2] or ""):
        known = [*IN_WORDS, *OF_PARTS, *SIZES, PERCENT, WAS, "key"]
        if re.fullmatch(r"\w+ .*", text):
            raise GlassnetError(unknown("word", text.split()[0], known))
        raise GlassnetError(f"{quoted(text)} is not a number like loss or dW1[0,2]")
    number = Number(found[1], tuple(int(at) for at in re.findall(r"\d+", found[2] or "")))
    if number == Number("loss") and seen.loss is not None:
        return Read(brief(seen.loss), seen.loss, number)
    known_names = [*seen.program.info, *COUNTS]
    if number.name not in known_names:
        raise GlassnetError(unknown("number", number.name, known_names))
    value = seen.number(number)
    return Read(brief(value), value, number) if not number.index else _of_entry(value, number)


def _of_entry(value: float, number: Number | None = None) -> Read:
    return Read(fixed(value).strip().lstrip("+"), value, number)


def part_of(text: str, seen: Seen) -> Array:
    """A value, or a part of it: `dz1`, `dz1[:,0]`. Raises GlassnetError where it is not there."""
    found = _PART.fullmatch(text)
    if found is None:
        raise GlassnetError(f"{quoted(text)} is not a value like dz1 or dz1[:,0]")
    seen.check(Number(found[1]))
    array = seen.state.values.get(found[1])
    if array is None:
        raise GlassnetError(f"{found[1]} is not computed yet in iteration {seen.state.iteration:,}")
    return np.asarray(array)[places(found[2] or "", array.shape, found[1])]


def places(inside: str, shape: tuple[int, ...], name: str) -> tuple[Any, ...]:
    """What `2,:` picks of an array. Raises GlassnetError where it has no such place."""
    parts = [part.strip() for part in inside.split(",")] if inside.strip() else [":"] * len(shape)
    if len(parts) != len(shape) or any(part != ":" and not part.isdecimal() for part in parts):
        raise GlassnetError(f"{name}[{inside}] does not exist; {name} has the shape {shape}")
    if any(part != ":" and int(part) >= size for part, size in zip(parts, shape, strict=True)):
        raise GlassnetError(f"{name}[{inside}] does not exist; {name} has the shape {shape}")
    return tuple(slice(None) if part == ":" else int(part) for part in parts)


def numbers_of(text: str, seen: Seen) -> dict[Number, float]:
    """All numbers of a value or of a part of it, by their places. Raises GlassnetError where it is not there."""
    part_of(text, seen)
    found = _PART.fullmatch(text)
    assert found is not None  # or part_of had refused
    array = np.asarray(seen.state.values[found[1]])
    places_ = np.zeros(array.shape, dtype=bool)
    places_[places(found[2] or "", array.shape, found[1])] = True
    indices = (tuple(map(int, index)) for index in np.argwhere(places_))
    return {Number(found[1], index): float(array[index]) for index in indices}


def holds(text: str, seen: Seen) -> bool:
    """Whether comparisons hold: `W2[0,0] < 0`, several with `and`. Raises GlassnetError for what is none."""
    return all(_compared(part, seen) for part in re.split(r"\band\b", text))


def _compared(text: str, seen: Seen) -> bool:
    sign = next((sign for sign in COMPARED if sign in text), None)
    if sign is None:
        raise GlassnetError(f"{quoted(text.strip())} compares nothing; write as in W2[0,0] < 0")
    left, right = (_side(part.strip(), seen) for part in text.split(sign, 1))
    return COMPARED[sign](left, right)


def _side(text: str, seen: Seen) -> float:
    try:
        return float(text)
    except ValueError:
        value = read(text, seen).value
    if value is None:
        raise GlassnetError(f"{quoted(text)} is no number")
    return value


def compared_names(text: str) -> frozenset[str]:
    """The values that comparisons read."""
    sides = re.split(r"<=|>=|!=|==|<|>|\band\b", text)
    return frozenset().union(*(names_in(side) for side in sides if not _is_float(side)))


def _is_float(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
