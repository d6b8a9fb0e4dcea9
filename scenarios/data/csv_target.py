"""The column of a CSV file that is to be predicted: which it is, and whether it is classes or a number.

Knows no inputs and no split.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from glassnet.core.counts import counted
from glassnet.core.deferred import dataclass
from glassnet.core.errors import ConfigError, bounded, quoted, unknown
from glassnet.scenarios.base import BINARY, CLASSES, REGRESSION
from glassnet.scenarios.data.csv_columns import LONGEST_KIND, Column, as_name, short
from glassnet.scenarios.data.csv_words import OTHER, listed

FEW = 10  # different values up to which whole numbers are classes
MOST_CLASSES = 50
NO_NUMBER = "add rows of the class (--task regression would need numbers)"
AS_NUMBER = "--task regression takes it as a number"


@dataclass(frozen=True, eq=False)
class Goal:
    """What is learned of the rows.

    rows (n,): those that have a target. codes (n,): the class of each; in a regression all are of one class.
    task: one of base's. classes: their names, of a CLASSES task.
    """

    rows: NDArray[np.intp]
    codes: NDArray[np.intp]
    task: str
    classes: tuple[str, ...]


def find_target(columns: Sequence[Column], target: str | int | None, notes: list[str]) -> Column:
    """The column that is to be predicted. Raises ConfigError for one that is not there."""
    names = [column.name for column in columns]
    if target is None:
        found, which = _last(columns)
        notes.append(f'Target: column "{found.name}", {which} (--target takes another).')
        return found
    if isinstance(target, str):
        alike = [column for column in columns if column.name.casefold() == target.strip().casefold()]
        exact = [column for column in columns if column.name == target]
        if exact or len(alike) == 1:
            return (exact or alike)[0]
        if not target.strip().isdecimal():
            raise ConfigError(unknown("column", target, names))
        target = int(target) if len(target) < 10 else 10**9
    if not 0 <= target < len(columns):
        raise ConfigError(f"there is no column {quoted(target)}; they count from 0 to {len(columns) - 1}")
    return columns[target]


def _last(columns: Sequence[Column]) -> tuple[Column, str]:
    """The last column with something to predict, and words for which that is.

    One that only numbers the rows is passed over where two others are left, one of them to learn from.
    """
    filled = [column for column in columns if not column.missing.all()] or [columns[-1]]
    others = filled
    if filled[-1].names_rows:
        others = [column for column in filled if not column.names_rows]
    if others is not filled and len(others) > 1:
        return others[-1], "the last one that does not only number the rows"
    return filled[-1], "the last one" if filled[-1] is columns[-1] else "the last one with values"


def read_target(goal: Column, whole: NDArray[np.intp], task: str | None, notes: list[str]) -> Goal:
    """What is learned of these rows; task: by default the one that suits the values.

    Raises ConfigError for values that cannot be learned, or not as this task.
    """
    known = goal.only(whole)
    count, numbers = len(known.kinds), known.numbers is not None
    if count == 1:
        raise ConfigError(
            f'the target "{goal.name}" has only one value ({short(known.kind(0))}), so nothing to learn; {OTHER}'
        )
    codes = known.codes
    sizes = np.bincount(codes, minlength=count)
    aside = ""
    if task is None:
        task, aside = _suited(known, sizes)
    if task == REGRESSION:
        if not numbers:
            raise ConfigError(f'the target "{goal.name}" is text ({quoted(known.kind(0))}); a regression needs numbers')
        notes.append(f'Task: regression, as "{goal.name}" is {"a date" if goal.dates else "a number"}{aside}.')
        return Goal(whole, np.broadcast_to(np.intp(0), whole.shape), task, ())
    if task == BINARY and count != 2:
        raise ConfigError(f'the target "{goal.name}" has {count:,} different values; a binary task has two')
    kinds = [as_name(known.kind(code)) for code in range(count)]
    kept = np.flatnonzero(sizes > 1)
    too_few = len(kept) < max(2, count if task == BINARY else 0) or 2 * sizes[kept].sum() < len(whole)
    if too_few and count <= MOST_CLASSES:
        raise ConfigError(_alone(goal, kinds, sizes, numbers))
    if too_few or len(kept) > MOST_CLASSES:
        raise ConfigError(
            f'the target "{goal.name}" has {count:,} different values, at most {MOST_CLASSES} classes go; '
            f"{OTHER}{' or --task regression' if numbers else ''}"
        )
    if len(kept) < count:
        lone = apart([kinds[code] for code in np.flatnonzero(sizes == 1)])
        rows = f"{counted(len(lone), 'row')} {'is' if len(lone) == 1 else 'are'}"
        other = f" ({AS_NUMBER})" if numbers else ""
        notes.append(f"{rows} left out, alone in the class, as a class needs two rows: {listed(lone)}{other}.")
        stay = sizes[codes] > 1
        whole, codes = whole[stay], np.searchsorted(kept, codes[stay])
        kinds = [kinds[code] for code in kept]
    if task == BINARY:
        zero, one = apart(kinds)
        notes.append(f'Task: binary; y is 1 for "{one}" and 0 for "{zero}".')
        return Goal(whole, codes, task, ())
    other = " (--task regression takes them as numbers)" if numbers else ""
    notes.append(f"Task: {len(kinds)} classes{other}: {listed(apart(kinds), quotes=False)}.")
    classes = tuple(f"{kind} {k}" if kinds.count(kind) > 1 else kind for k, kind in enumerate(kinds))
    return Goal(whole, codes, task, classes)


def apart(kinds: Sequence[str]) -> list[str]:
    """Names of classes for a sentence, cut where they stay different: at the end, in the middle, or not at all."""
    cut = ([short(kind) for kind in kinds], [bounded(kind, LONGEST_KIND) for kind in kinds])
    return next((names for names in cut if len(set(names)) == len(set(kinds))), list(kinds))


def _suited(known: Column, sizes: NDArray[np.intp]) -> tuple[str, str]:
    """The task that suits the values, and a word aside: a few whole numbers are classes where each comes again."""
    if known.numbers is None:
        return CLASSES, ""
    if not known.whole or known.dates or len(sizes) > FEW or 2 * len(sizes) > len(known.missing):
        return REGRESSION, ""
    if sizes.min() < 2:
        return REGRESSION, ", of which some values come only once (--task classes takes them as classes)"
    return BINARY if known.kind(0) == "0" and known.kind(1) == "1" and len(sizes) == 2 else CLASSES, ""


def _alone(goal: Column, kinds: Sequence[str], sizes: NDArray[np.intp], numbers: bool) -> str:
    """Why too few rows are left where each class needs two of them."""
    ways = f"{OTHER}, or {'a number with --task regression' if numbers else NO_NUMBER}"
    lone = int((sizes == 1).sum())
    if lone == 1:
        one = short(kinds[int(sizes.argmin())])
        return f'the class "{one}" of the target "{goal.name}" has only one row; a class needs at least 2: {ways}'
    return (
        f'{lone:,} of the {len(kinds):,} different values of the target "{goal.name}" have only one row, as '
        f'"{short(kinds[int(sizes.argmin())])}"; a class needs at least 2: {ways}'
    )
