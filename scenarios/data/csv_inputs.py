"""The inputs that a network sees of a CSV file's columns: which are used, in which rows, and as which numbers.

Knows the column that is the target, but not what is learned of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from glassnet.core.counts import counted
from glassnet.core.deferred import dataclass
from glassnet.core.errors import ConfigError, quoted
from glassnet.core.machine import frozen
from glassnet.core.memory import ITEM, order_of, own_pages, release
from glassnet.scenarios.base import Array, Feature
from glassnet.scenarios.data.csv_columns import HEADLESS, Column, as_name
from glassnet.scenarios.data.csv_words import OTHER, listed

MOST_KINDS = 30  # inputs of a text column
MANY = 10  # rows of each text on average from which on any number of kinds is used
ENOUGH = 0.2  # of the rows that have a target must be whole, else the column that is missing most is left out
ROWS = 8192  # that are turned from columns into rows at once
BEYOND = "too large or too close together to be standardized"
STAND_INS = (-99, -999, -9999, -99999, 99, 999, 9999, 99999)  # numbers that people write for "no value"


def choose_inputs(columns: Sequence[Column], goal: Column, notes: list[str]) -> list[Column]:
    """The columns that are inputs, texts among them. Raises ConfigError where none is."""
    used: list[Column] = []
    left_out: dict[str, list[str]] = {}
    targets = ~goal.missing
    rows = int(targets.sum())
    for column in columns:
        if column is goal:
            continue
        missing = int(column.missing[targets].sum())
        if column.missing.all():
            left_out.setdefault("without a finite number" if column.endless[1] else "empty", []).append(column.name)
        elif 2 * missing > rows:
            where = counted(rows, "row") if rows == len(targets) else f"{counted(rows, 'row')} with a target"
            left_out.setdefault(f"{_gaps(column)} in {missing:,} of {where}", []).append(column.name)
        elif column.numbers is None and not shared_kinds(column):
            left_out.setdefault(column.why or _unshared(column), []).append(column.name)
        else:
            used.append(column)
    counting = [column for column in used if column.names_rows]
    certain = any(column.nameless or not HEADLESS.fullmatch(column.name) for column in counting)
    if len(counting) < len(used) or certain:  # else it may be a measurement that nobody gave a name
        used = [column for column in used if column not in counting]
        if counting:
            left_out["only numbers the rows"] = [column.name for column in counting]
    for why, names in left_out.items():
        notes.append(f"Left out, {why}: {listed(names)}.")
    if not used:
        reasons = "; ".join(f"{why}: {listed(names)}" for why, names in left_out.items())
        raise ConfigError(f'no column is left to learn "{goal.name}" from ({reasons or "it is the only one"})')
    return used


def notes_of(column: Column) -> list[str]:
    """How a column was read where that is not plain: spellings, slips, what may stand for missing, counted rows."""
    notes = list(column.notes)
    cell, count = column.slips
    if count:
        more = f" and {counted(count - 1, 'more cell')} are no numbers" if count > 1 else " is no number"
        notes.append(f'Column "{column.name}": {quoted(cell)}{more}, taken as missing.')
    cell, count = column.endless
    if count:
        more = f" and {counted(count - 1, 'more cell')} are" if count > 1 else " is"
        notes.append(f'Column "{column.name}": {quoted(cell)}{more} infinite or too large, taken as missing.')
    if column.numbers is None or column.dates:
        return notes
    if stand_in := _stand_in(column.known):
        number, count = stand_in
        notes.append(
            f'Column "{column.name}": {number:g} in {counted(count, "row")}, far from all others, is used as a number; '
            "if it stands for a missing value, empty those cells."
        )
    if column.counts_rows:
        notes.append(f'Column "{column.name}" counts the rows: if it is no measurement, remove it from the file.')
    return notes


def _stand_in(known: Array) -> tuple[float, int] | None:
    """A number like -999 that may stand for "no value", and how often it comes; None where there is none."""
    if not len(known):
        return None
    for number, outside in ((known.min(), -1.0), (known.max(), 1.0)):
        others = known[known != number]
        if number in STAND_INS and number * outside > 0 and len(others):
            count = len(known) - len(others)
            far = np.abs(others).max() <= abs(number) / 10
            if far and (count > 1 or number < 0):
                return float(number), count
    return None


def _gaps(*columns: Column) -> str:
    """What the cells without a value are."""
    return "missing, infinite or too large" if any(column.endless[1] for column in columns) else "missing"


def whole_rows(used: list[Column], goal: Column, notes: list[str]) -> tuple[list[Column], NDArray[np.intp]]:
    """The columns that stay, and the rows (n,) without a missing cell in them and in the target.

    The columns that are missing most go where else hardly a row would be whole.
    Raises ConfigError where fewer than 2 rows are left.
    """
    targets = ~goal.missing
    if targets.sum() < 2 <= len(targets):
        lost = f"{int(goal.missing.sum()):,} of {counted(len(targets), 'row')}"
        raise ConfigError(f'the target "{goal.name}" is {_gaps(goal)} in {lost}; {OTHER}')
    enough, gone, few = max(2.0, ENOUGH * targets.sum()), [], 0
    missing = [column.missing for column in used]
    while True:
        whole = np.flatnonzero(_all_there(targets, missing))
        counts = [int(one[targets].sum()) for one in missing]
        if len(whole) >= enough or len(used) == 1 or not max(counts):
            break
        few = few or len(whole)
        at = int(np.argmax(counts))
        gone.append(used[at].name)
        used, missing = used[:at] + used[at + 1 :], missing[:at] + missing[at + 1 :]
    if gone:
        notes.append(f"Left out, as too few rows would be whole with them: {listed(gone)}.")
    total = len(targets)
    if len(whole) < total:
        lost_by = [(int(column.missing.sum()), column.name) for column in (*used, goal) if column.missing.any()]
        lost_by.sort(key=lambda each: -each[0])
        names = listed([f'"{name}" {count:,}' for count, name in lost_by], quotes=False)
        gaps = _gaps(*used, goal)
        dropped = f"{total - len(whole):,} of {counted(total, 'row')}"
        if len(whole) < 2:
            raise ConfigError(f"{dropped} have {gaps} cells ({names}): too few are left; leave such columns out")
        notes.append(f"{dropped} dropped for {gaps} cells: {names}.")
    return used, whole


def _all_there(targets: NDArray[np.bool_], missing: Sequence[NDArray[np.bool_]]) -> NDArray[np.bool_]:
    """Which rows have a target and no missing cell."""
    there = targets.copy()
    for each in missing:
        there &= ~each
    return there


# --- columns as numbers ---


@dataclass(frozen=True, eq=False)
class _Input:
    """One input: its values in all whole rows (n,), and what undoes the standardizing."""

    values: Array
    feature: Feature


def standardized(
    used: list[Column], whole: NDArray[np.intp], train: NDArray[np.intp], test: NDArray[np.intp], notes: list[str]
) -> tuple[Array, Array, tuple[Feature, ...]]:
    """The inputs of the training rows (N, d) and of the test rows (M, d), and what they are.

    train, test: the places of these rows among the whole ones. used: is empty in the end, so that numbers can go that
    are standardized: all of them may be most of the memory. Raises ConfigError where all are constant.
    """
    made: list[_Input] = []
    same: list[str] = []
    beyond: list[str] = []
    while used:
        column = used.pop(0)
        known = column.only(whole)
        if column.numbers is None:
            found = _kinds(known, train, notes)
        elif column.dates:
            found = _date(known, train, notes)
        else:
            found = _number(known, train)
        made += found
        if not found:
            varies = column.numbers is not None and differ(known.known_in(train))
            (beyond if varies else same).append(column.name)
        if column.numbers is not None:
            release(column.numbers, 0, column.numbers.nbytes)
    reasons = {"the same in all training rows": same, BEYOND: beyond}
    told = [f"{why}: {listed(names)}" for why, names in reasons.items() if names]
    notes += [f"Left out, {why}." for why in told]
    if not made:
        raise ConfigError(f"no column is left to learn from: {'; '.join(told)}")
    features = tuple(each.feature for each in made)
    del column, known, found
    columns = (made.pop(0).values for _ in features)
    parts = side_by_side(columns, len(features), train, test)
    return frozen(parts[0]), frozen(parts[1]), features


def side_by_side(
    columns: Iterable[Array], count: int, train: NDArray[np.intp], test: NDArray[np.intp]
) -> tuple[Array, Array]:
    """So many columns (n,) as the inputs of the training rows (N, d) and of the test rows (M, d).

    Each column's memory is given back when it has been taken, so that there is never much more than all inputs once.
    """
    order = order_of(count)
    parts = own_pages((len(train), count), order), own_pages((len(test), count), order)
    if order == "F":
        for at, values in enumerate(columns):
            parts[0][:, at], parts[1][:, at] = values[train], values[test]
            release(values, 0, values.nbytes)
        return parts
    rows = np.concatenate([train, test])
    block = own_pages((count, len(rows)))
    for at, values in enumerate(columns):
        block[at] = values[rows]
        release(values, 0, values.nbytes)
    for part, first in zip(parts, (0, len(train)), strict=True):
        for begin in range(0, len(part), ROWS):
            end = min(begin + ROWS, len(part))
            part[begin:end] = block[:, first + begin : first + end].T
            for column in block:
                release(column, (first + begin) * ITEM, (first + end) * ITEM)
    return parts


def differ(numbers: Array) -> bool:
    """Whether these numbers are not all the same."""
    return bool(numbers.min() < numbers.max())


def scale(name: str, numbers: Array) -> Feature | None:
    """How numbers are standardized; None where they are all the same, or too large or too close for a deviation."""
    with np.errstate(all="ignore"):
        mean, deviation = float(numbers.mean()), float(numbers.std())
    if not (differ(numbers) and 0 < deviation < np.inf):
        return None
    return Feature(name, "", mean, deviation)


def _number(known: Column, train: NDArray[np.intp]) -> list[_Input]:
    assert known.numbers is not None
    feature = scale(known.name, known.numbers[train])
    if feature is None:
        return []
    with np.errstate(over="ignore"):
        values = np.subtract(known.numbers, feature.mean, out=own_pages(known.numbers.shape))
        values /= feature.deviation
    return [_Input(values, feature)] if np.isfinite(values).all() else []


def _date(known: Column, train: NDArray[np.intp], notes: list[str]) -> list[_Input]:
    parts = [(words, found) for words, part in known.parts for found in _number(part, train)]
    if parts:
        count = "an input" if len(parts) == 1 else counted(len(parts), "input")
        what = ", ".join(words for words, _ in parts)
        notes.append(f'Dates in "{known.name}"{known.example} are {count}: {what}.')
    return [found for _, found in parts]


def shared_kinds(column: Column) -> bool:
    """Whether the texts can be inputs: most rows have a common one that comes again, or each comes often."""
    sizes = _sizes(column)
    common = sizes[:MOST_KINDS]
    rows = int(sizes.sum())
    return rows > 0 and bool(2 * common[common > 1].sum() >= rows or MANY * len(sizes) <= rows)


def _unshared(column: Column) -> str:
    """Why texts cannot be inputs."""
    sizes = _sizes(column)
    if 2 * int((sizes == 1).sum()) >= int(sizes.sum()):
        return "texts that hardly ever come again"
    return f"texts of more than {MOST_KINDS} kinds, none of them common"


def _sizes(column: Column) -> NDArray[np.intp]:
    """How often each of the texts comes, the most common one first."""
    return np.sort(np.bincount(column.codes[~column.missing]))[::-1]


def _kinds(known: Column, train: NDArray[np.intp], notes: list[str]) -> list[_Input]:
    """Inputs of 0 and 1 for the most common texts, and one for all others; for two texts a single one."""
    codes, count = known.codes, len(known.kinds)
    sizes = np.bincount(codes, minlength=count)
    own = np.arange(1 if count == 2 else 0, count)
    rarer = 0
    if count > MOST_KINDS:
        own = np.sort(np.argsort(-sizes, kind="stable")[: MOST_KINDS - 1])
        rarer = count - len(own)
    kinds = [known.kind(code) for code in own.tolist()]
    names = [f"{known.name}={as_name(kind)}" for kind in kinds]
    columns = [codes == code for code in own]
    if rarer:
        taken = {kind.casefold() for kind in kinds}
        names.append(f"{known.name}={'rarer' if 'other' in taken else 'other'}")
        columns.append(~np.isin(codes, own))
    made = [
        _Input(values.astype(np.float64), Feature(name))
        for name, values in zip(names, columns, strict=True)
        if values[train].any() and not values[train].all()
    ]
    if made:
        notes.append(f'Text column "{known.name}" is {_kinds_in_words(known, len(made), rarer)}.')
    return made


def _kinds_in_words(known: Column, made: int, rarer: int) -> str:
    if len(known.kinds) == 2:
        return f"the input 1 for {quoted(known.kind(1))}, 0 for {quoted(known.kind(0))}"
    if rarer:
        return f"{counted(made, 'input')}, one for each of its common texts and one for the {rarer:,} rarer ones"
    return f"{counted(made, 'input')}, one for each of its texts"
