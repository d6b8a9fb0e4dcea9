"""A CSV file made a Dataset: which column is the target, which are inputs, which rows are whole, and a report.

* Number columns become inputs, standardized with the mean and deviation of the training rows. A text column with
  few values becomes one input of 0 and 1 for each value (for two values: one). Other text columns are left out, and
  so are columns that are constant, mostly empty, or number the rows.
* A text target, or whole numbers of few values, are classes; 0 and 1 are a binary task; other numbers a regression,
  whose target is standardized too. `task` decides otherwise.
* Rows with a missing cell in a column that is used are dropped.

All that was decided or dropped is told in plain sentences. Knows nothing of networks.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from core.errors import ConfigError, check_choice, check_number, check_whole, quoted, unknown
from scenarios.base import BINARY, CLASSES, REGRESSION, Array, Dataset, Feature, dataset
from scenarios.data.csv_columns import Column, as_name, read_column, short
from scenarios.data.csv_file import read_csv

TASKS = (CLASSES, BINARY, REGRESSION)
TEST_SHARE = 20.0  # per cent
FEW = 10  # different values up to which whole numbers are classes, and a text column becomes inputs
MOST_CLASSES = 50
LISTED = 5  # columns that a sentence names


@dataclass(frozen=True, eq=False)
class CsvData:
    """A dataset and where it came from. target: the column's name. notes: plain sentences, in order."""

    data: Dataset
    target: str
    notes: tuple[str, ...]


def csv_data(
    path: str,
    target: str | int | None = None,
    task: str | None = None,
    test_share: float = TEST_SHARE,
    seed: int = 0,
) -> CsvData:
    """The dataset of a CSV file.

    target: a column's name or number, from 0; by default the last one. task: one of TASKS, by default by the target.
    test_share: per cent of the rows, of each class, that only test. seed: of the split.
    Raises GlassnetError, one line without the file's name.
    """
    if task is not None:
        check_choice("csv.task", task, TASKS)
    check_number("csv.test_share", test_share, least=0)
    if test_share >= 100:
        raise ConfigError(f"csv.test_share must be below 100 per cent, got {quoted(test_share)}")
    check_whole("csv.seed", seed, 0, 2**32 - 1)
    try:
        stamp = os.stat(path)
    except (OSError, ValueError):  # reading says what is wrong
        return _made(path, (), target, task, test_share, seed)
    return _cached(path, (stamp.st_mtime_ns, stamp.st_size), target, task, test_share, seed)


def _made(
    path: str, stamp: tuple[int, ...], target: str | int | None, task: str | None, test_share: float, seed: int
) -> CsvData:
    table = read_csv(path)
    rows = len(table.columns[0])
    if rows < 2:
        raise ConfigError(f"{rows} {'row' if rows == 1 else 'rows'} of data; training needs at least 2")
    columns = [
        read_column(name, cells, table.delimiter == ";") for name, cells in zip(table.names, table.columns, strict=True)
    ]
    notes: list[str] = []
    if not table.header:
        notes.append("The first row looks like data, so the columns are called column 0, column 1 …")
    goal = _target(columns, target, notes)
    inputs = _inputs(columns, goal, notes)
    whole = _whole_rows([*inputs, goal], notes)
    codes, task, classes = _targets(goal, whole, task, notes)
    train, test = split(codes, test_share, seed)
    if len(train) < 2:
        raise ConfigError(f"a test share of {test_share:g} per cent leaves only {len(train)} row to train")
    notes.append(_split_in_words(train, test, codes, task, test_share, seed))
    x, features = _standardized(inputs, whole, train, notes)
    outputs: tuple[Feature, ...] = ()
    if task == CLASSES:
        y: Array = np.eye(len(classes))[codes]
    elif task == BINARY:
        y = codes[:, None].astype(np.float64)
    else:
        numbers = goal.known_in(whole)
        feature = _feature(goal.name, numbers[train])
        if feature is None:
            raise ConfigError(f'the target "{goal.name}" has only one value in the training rows, so nothing to learn')
        y, outputs = ((numbers - feature.mean) / feature.deviation)[:, None], (feature,)
        notes.append(
            f'Target "{goal.name}" is standardized too (mean {_amount(feature.mean)}, '
            f"deviation {_amount(feature.deviation)}): "
            "loss and gradients are those of the standardized numbers, tables show the original ones."
        )
    data = dataset(task, x[train], y[train], features, classes, (x[test], y[test]), outputs=outputs)
    return CsvData(data, goal.name, tuple(notes))


def _split_in_words(
    train: NDArray[np.intp], test: NDArray[np.intp], codes: NDArray[np.intp], task: str, share: float, seed: int
) -> str:
    if len(test) or not share:
        return f"{len(train):,} rows train, {len(test):,} test (split with seed {seed})."
    most = int(np.bincount(codes).max())
    what = f"of {most} rows" if task == REGRESSION else f"of each class, which has {most} at most,"
    least = -(-100 // most)  # from this share on, one row of the largest class tests
    return (
        f"All {len(train):,} rows train and none test: {share:g} per cent {what} is less than one row. "
        f"--test-share {least} takes one, or add rows."
    )


_cached = lru_cache(maxsize=2)(_made)  # a sweep opens the same file for each of its settings


def split(groups: NDArray[np.intp], share: float, seed: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Training and test rows, both in the order of RandomState(seed).permutation.

    groups (n,): the class of each row. `share` per cent of the rows of each class test, rounded down.
    """
    order = np.random.RandomState(seed).permutation(len(groups))
    rank = np.empty(len(order), dtype=np.intp)  # how many of the same class come before, in this order
    for group in np.unique(groups):
        places = np.flatnonzero(groups[order] == group)
        rank[places] = np.arange(len(places))
    tests = np.floor((rank + 1) * share / 100) > np.floor(rank * share / 100)
    return order[~tests], order[tests]


# --- the target ---


def _target(columns: Sequence[Column], target: str | int | None, notes: list[str]) -> Column:
    """The column that is to be predicted. Raises ConfigError for one that is not there."""
    names = [column.name for column in columns]
    if target is None:
        notes.append(f'Target: column "{names[-1]}", the last one (--target takes another).')
        return columns[-1]
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


def _targets(
    goal: Column, whole: NDArray[np.intp], task: str | None, notes: list[str]
) -> tuple[NDArray[np.intp], str, tuple[str, ...]]:
    """The class of each whole row (n,), the task, and the classes' names; in a regression all are of one class."""
    known = goal.only(whole)
    count, numbers = len(known.kinds), known.numbers is not None
    if count == 1:
        raise ConfigError(f'the target "{goal.name}" has only one value ({short(known.kind(0))}), so nothing to learn')
    if task is None:
        few = not numbers or (known.whole and count <= FEW and 2 * count <= len(whole))
        zero_one = numbers and count == 2 and (known.kind(0), known.kind(1)) == ("0", "1")
        task = BINARY if zero_one else CLASSES if few else REGRESSION
    if task == REGRESSION:
        if not numbers:
            raise ConfigError(f'the target "{goal.name}" is text ({quoted(known.kind(0))}); a regression needs numbers')
        notes.append(f'Task: regression, as "{goal.name}" is a number.')
        return np.zeros(len(whole), dtype=np.intp), task, ()
    if task == BINARY and count != 2:
        raise ConfigError(f'the target "{goal.name}" has {count:,} different values; a binary task has two')
    if count > MOST_CLASSES:
        hint = " or --task regression" if numbers else ""
        raise ConfigError(
            f'the target "{goal.name}" has {count:,} different values, at most {MOST_CLASSES} classes go; '
            f"try another column with --target{hint}"
        )
    codes, kinds = known.codes, [as_name(known.kind(code)) for code in range(count)]
    rows = np.bincount(codes, minlength=count)
    if rows.min() < 2:
        lone = short(kinds[int(rows.argmin())])
        raise ConfigError(f'the class "{lone}" of the target "{goal.name}" has only one row; a class needs at least 2')
    if task == BINARY:
        notes.append(f'Task: binary; y is 1 for "{kinds[1]}" and 0 for "{kinds[0]}".')
        return codes, task, ()
    other = " (--task regression takes them as numbers)" if numbers else ""
    notes.append(f"Task: {count} classes{other}: {_listed(kinds, quotes=False)}.")
    return codes, task, tuple(f"{kind} {k}" if kinds.count(kind) > 1 else kind for k, kind in enumerate(kinds))


# --- the inputs ---


def _inputs(columns: Sequence[Column], goal: Column, notes: list[str]) -> list[Column]:
    """The columns that are inputs, texts among them. Raises ConfigError where none is."""
    used: list[Column] = []
    left_out: dict[str, list[str]] = {}
    for column in columns:
        if column is goal:
            continue
        missing, rows = int(column.missing.sum()), len(column.missing)
        if missing == rows:
            left_out.setdefault("empty", []).append(column.name)
        elif 2 * missing > rows:
            left_out.setdefault(f"missing in {missing:,} of {rows:,} rows", []).append(column.name)
        elif column.numbers is None and not _few(column):
            left_out.setdefault(f"texts of more than {FEW} kinds, or all different", []).append(column.name)
        else:
            used.append(column)
    counting = [column for column in used if column.names_rows]
    if len(counting) < len(used):
        used = [column for column in used if column not in counting]
        if counting:
            left_out["only numbers the rows"] = [column.name for column in counting]
    for why, names in left_out.items():
        notes.append(f"Left out, {why}: {_listed(names)}.")
    if not used:
        reasons = "; ".join(f"{why}: {_listed(names)}" for why, names in left_out.items())
        raise ConfigError(f'no column is left to learn "{goal.name}" from ({reasons or "it is the only one"})')
    for column in used:
        if column.counts_rows:
            notes.append(f'Column "{column.name}" counts the rows: if it is no measurement, remove it from the file.')
    for column in [*used, goal]:
        cell, count = column.slips
        if count:
            more = f" and {count - 1:,} more cells are no numbers" if count > 1 else " is no number"
            notes.append(f'Column "{column.name}": {quoted(cell)}{more}, taken as missing.')
    return used


def _few(column: Column) -> bool:
    """Whether each text can have an input of its own: at most FEW kinds, and some come again."""
    kinds = len(column.kinds)
    return kinds <= FEW and kinds < len(column.texts) - int(column.missing.sum())


def _whole_rows(columns: Sequence[Column], notes: list[str]) -> NDArray[np.intp]:
    """The rows without a missing cell in these columns. Raises ConfigError where fewer than 2 are left."""
    missing = np.stack([column.missing for column in columns])
    whole = np.flatnonzero(~missing.any(axis=0))
    total = missing.shape[1]
    if len(whole) < total:
        counts = [(int(one.sum()), column.name) for one, column in zip(missing, columns, strict=True) if one.any()]
        counts.sort(key=lambda each: -each[0])
        names = _listed([f'"{name}" {count:,}' for count, name in counts], quotes=False)
        dropped = f"{total - len(whole):,} of {total:,} rows"
        if len(whole) < 2:
            raise ConfigError(f"{dropped} have missing cells ({names}): too few are left")
        notes.append(f"{dropped} dropped for missing cells: {names}.")
    return whole


def _standardized(
    inputs: Sequence[Column], whole: NDArray[np.intp], train: NDArray[np.intp], notes: list[str]
) -> tuple[Array, tuple[Feature, ...]]:
    """The inputs of all whole rows (n, d), and what they are. Raises ConfigError where all are constant."""
    parts: list[Array] = []
    features: list[Feature] = []
    constant: list[str] = []
    for column in inputs:
        if column.numbers is not None:
            numbers = column.known_in(whole)
            feature = _feature(column.name, numbers[train])
            if feature is None:
                constant.append(column.name)
            else:
                parts.append((numbers - feature.mean) / feature.deviation)
                features.append(feature)
            continue
        known = column.only(whole)
        kinds, codes = [known.kind(code) for code in range(len(known.kinds))], known.codes
        if len(np.unique(codes[train])) < 2:
            constant.append(column.name)
            continue
        for code in range(1 if len(kinds) == 2 else 0, len(kinds)):
            parts.append((codes == code).astype(np.float64))
            features.append(Feature(f"{column.name}={as_name(kinds[code])}"))
        made = f"the input 1 for {quoted(kinds[1])}, 0 for {quoted(kinds[0])}"
        made = made if len(kinds) == 2 else f"{len(kinds)} inputs, one for each of its texts"
        notes.append(f'Text column "{column.name}" is {made}.')
    if constant:
        notes.append(f"Left out, the same in all training rows: {_listed(constant)}.")
    if not parts:
        raise ConfigError("no column is left to learn from: all are the same in every training row")
    return np.stack(parts, axis=1), tuple(features)


def _feature(name: str, numbers: Array) -> Feature | None:
    """How numbers are standardized; None where they are all the same, or too large for a deviation."""
    with np.errstate(all="ignore"):
        mean, deviation = float(numbers.mean()), float(numbers.std())
    if numbers.min() == numbers.max() or not 0 < deviation < np.inf:
        return None
    return Feature(name, "", mean, deviation)


def _amount(value: float) -> str:
    return f"{value:,.0f}" if 1000 <= abs(value) < 1e9 else f"{value:.4g}"


def _listed(names: Sequence[str], quotes: bool = True) -> str:
    """Names in a sentence, at most LISTED of them."""
    texts = [f'"{name}"' if quotes else name for name in names[:LISTED]]
    more = f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
    return ", ".join(texts) + more
