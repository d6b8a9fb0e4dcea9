"""A CSV file made a Dataset: which column is the target, which are inputs, which rows are whole, and a report.

* Number columns become inputs, standardized with the mean and deviation of the training rows; dates become days,
  weekday, month and hour. A text column becomes inputs of 0 and 1, one for each of its common texts (for two texts
  one). Texts that hardly ever come again are left out, and so are columns that are constant, mostly empty, or number
  the rows.
* Columns that look like the pixels of a square image are scaled together instead, constant ones among them.
* A text target, or whole numbers of few values, are classes; 0 and 1 are a binary task; other numbers a regression,
  whose target is standardized too. `task` decides otherwise.
* Rows with a missing cell in a column that is used are dropped.

All that was decided, converted or dropped is told in plain sentences. Knows nothing of networks.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.core.counts import counted
from glassnet.core.deferred import dataclass
from glassnet.core.errors import ConfigError, GlassnetError, check_choice, check_number, check_whole, quoted
from glassnet.core.machine import frozen
from glassnet.scenarios.base import BINARY, CLASSES, REGRESSION, Array, Dataset, Feature, dataset
from glassnet.scenarios.data.csv_columns import Column, read_column
from glassnet.scenarios.data.csv_file import TextTable, read_csv
from glassnet.scenarios.data.csv_images import as_image, image_of
from glassnet.scenarios.data.csv_inputs import (
    BEYOND,
    choose_inputs,
    differ,
    notes_of,
    scale,
    standardized,
    whole_rows,
)
from glassnet.scenarios.data.csv_target import Goal, find_target, read_target
from glassnet.scenarios.data.csv_words import OTHER, amount

TASKS = (CLASSES, BINARY, REGRESSION)
TEST_SHARE = 20.0  # per cent


@dataclass(frozen=True, eq=False)
class CsvData:
    """A dataset and where it came from. target: the column's name. notes: plain sentences, in order."""

    data: Dataset
    target: str
    notes: tuple[str, ...]


class Request(NamedTuple):
    """What is asked of a CSV file.

    target: a column's name or number, from 0; by default the last one. task: one of TASKS, by default by the target.
    test_share: per cent of the rows, of each class, that only test. seed: of the split.
    """

    path: str
    target: str | int | None = None
    task: str | None = None
    test_share: float = TEST_SHARE
    seed: int = 0

    @property
    def size(self) -> int:
        """Of the file, in bytes; 0 where there is none."""
        try:
            return os.stat(self.path).st_size
        except (OSError, ValueError):  # reading says what is wrong
            return 0


def csv_data(
    path: str,
    target: str | int | None = None,
    task: str | None = None,
    test_share: float = TEST_SHARE,
    seed: int = 0,
) -> CsvData:
    """The dataset of a CSV file, see `Request`. Raises GlassnetError, one line without the file's name."""
    request = Request(path, target, task, test_share, seed)
    check(request)
    key = _key(request)
    if key not in _kept and any(takes_time(request) for takes_time in _hurried):
        raise NotRead(request)
    found = _kept.pop(key, None) or _made(request)
    if isinstance(found, GlassnetError):
        raise found  # and asks the file again next time: the reason may have been another one
    _keep(key, found)
    return found


def check(request: Request) -> None:
    """Raises ConfigError for what can be asked of no file."""
    if request.task is not None:
        check_choice("csv.task", request.task, TASKS)
    check_number("csv.test_share", request.test_share, least=0)
    if request.test_share >= 100:
        raise ConfigError(f"csv.test_share must be below 100 per cent, got {quoted(request.test_share)}")
    check_whole("csv.seed", request.seed, 0, 2**32 - 1)


class NotRead(Exception):
    """That a file is to be read first, which somebody in a hurry will not wait for."""

    def __init__(self, request: Request) -> None:
        super().__init__(request.path)
        self.request = request


_hurried: list[Callable[[Request], bool]] = []


@contextmanager
def hurried(takes_time: Callable[[Request], bool]) -> Iterator[None]:
    """Let `csv_data` raise NotRead for what takes its time, instead of reading it."""
    _hurried.append(takes_time)
    try:
        yield
    finally:
        _hurried.remove(takes_time)


# --- files that were read already: a sweep opens the same one for each of its settings ---

_Key = tuple[Request, tuple[int, ...]]
_kept: OrderedDict[_Key, CsvData | GlassnetError] = OrderedDict()
MOST_KEPT = 2


def keep(request: Request, found: CsvData | GlassnetError) -> None:
    """Have what came of reading a file at hand for whoever asks the same of it next: its data, or what is wrong."""
    _keep(_key(request), found)


def _keep(key: _Key, found: CsvData | GlassnetError) -> None:
    _kept[key] = found
    while len(_kept) > MOST_KEPT:
        _kept.popitem(last=False)


def is_kept(request: Request) -> bool:
    """Whether nothing need be read for this."""
    return _key(request) in _kept


def _key(request: Request) -> _Key:
    """What is asked, and of which state of the file."""
    try:
        stamp = os.stat(request.path)
    except (OSError, ValueError):  # reading says what is wrong
        return request, ()
    return request, (stamp.st_mtime_ns, stamp.st_size)


def _made(request: Request) -> CsvData:
    path, target, task, test_share, seed = request
    table = read_csv(path)
    rows = len(table.columns[0])
    if rows < 2:
        raise ConfigError(f"{counted(rows, 'row')} of data; training needs at least 2")
    notes = list(table.notes)
    if not table.header:
        notes.append("The first row looks like data, so the columns are called column 0, column 1 …")
    columns = _columns(table, notes)
    del table  # here and below: what is of no use any more may be most of the memory
    goal = find_target(columns, target, notes)
    used, whole = whole_rows(choose_inputs(columns, goal, notes), goal, notes)
    del columns
    for column in (*used, goal):
        notes += notes_of(column)
    learned = read_target(goal, whole, task, notes)
    train, test = split(learned.codes, test_share, seed)
    if len(train) < 2:
        raise ConfigError(f"a test share of {test_share:g} per cent leaves only {counted(len(train), 'row')} to train")
    notes.append(_split_in_words(train, test, learned.codes, learned.task, test_share, seed))
    image = image_of(used, learned.rows)
    read = standardized if image is None else as_image
    x, test_x, features = read(used, learned.rows, train, test, notes)
    targets, outputs = _targets(goal, learned, train, notes)
    y, test_y = (frozen(np.array(targets(rows), order="F")) for rows in (train, test))
    data = dataset(learned.task, x, y, features, learned.classes, (test_x, test_y), outputs=outputs, image=image)
    return CsvData(data, goal.name, tuple(notes))


def _columns(table: TextTable, notes: list[str]) -> list[Column]:
    """The columns with their values, read with the decimal mark of the whole file."""
    marks = table.marks
    columns = [read_column(name, cells, marks) for name, cells in zip(table.names, table.columns, strict=True)]
    if marks.sure:
        notes.append(f'Commas stand before decimals, as in "{marks.example}".')
    nameless = [table.header and column.name == f"column {at}" and column.grows for at, column in enumerate(columns)]
    nameless[0] = table.nameless
    return [replace(column, nameless=without) for column, without in zip(columns, nameless, strict=True)]


def _targets(
    goal: Column, learned: Goal, train: NDArray[np.intp], notes: list[str]
) -> tuple[Callable[[NDArray[np.intp]], Array], tuple[Feature, ...]]:
    """What the outputs should be, (m, k) of m rows, and how numbers of a regression were standardized."""
    if learned.task == CLASSES:
        return lambda rows: np.eye(len(learned.classes))[learned.codes[rows]], ()
    if learned.task == BINARY:
        return lambda rows: learned.codes[rows, None].astype(np.float64), ()
    numbers = goal.known_in(learned.rows)
    feature = scale(goal.name, numbers[train])
    if feature is None:
        why = BEYOND if differ(numbers[train]) else "the same in all training rows, so nothing to learn"
        raise ConfigError(f'the target "{goal.name}" is {why}; {OTHER}')
    if goal.dates:
        what = f"days since {goal.since.isoformat()}" if goal.since else "hours"
        notes.append(f'Target "{goal.name}" is {what}{goal.example}.')
    notes.append(
        f'Target "{goal.name}" is standardized too (mean {amount(feature.mean)}, '
        f"deviation {amount(feature.deviation)}): "
        "loss and gradients are those of the standardized numbers, tables show the original ones."
    )
    with np.errstate(over="ignore"):
        values = (numbers - feature.mean) / feature.deviation
    if not np.isfinite(values).all():
        raise ConfigError(f'the target "{goal.name}" is {BEYOND}; {OTHER}')
    return lambda rows: values[rows, None], (feature,)


def _split_in_words(
    train: NDArray[np.intp], test: NDArray[np.intp], codes: NDArray[np.intp], task: str, share: float, seed: int
) -> str:
    if len(test) or not share:
        return f"{counted(len(train), 'row')} train, {len(test):,} test (split with seed {seed})."
    most = int(np.bincount(codes).max())
    what = f"of {most:,} rows" if task == REGRESSION else f"of each class, which has {most:,} at most,"
    least = -(-100 // most)  # from this share on, one row of the largest class tests
    return (
        f"All {len(train):,} rows train and none test: {share:g} per cent {what} is less than one row. "
        f"--test-share {least} takes one, or add rows."
    )


def split(groups: NDArray[np.intp], share: float, seed: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Training and test rows, both in the order of RandomState(seed).permutation.

    groups (n,): the class of each row. `share` per cent of the rows of each class test, rounded down.
    """
    order = np.random.RandomState(seed).permutation(len(groups))
    tests = np.empty(len(order), dtype=bool)
    kinds = np.unique(groups)
    for group in kinds:
        places: NDArray[np.intp] | slice = np.flatnonzero(groups[order] == group) if len(kinds) > 1 else slice(None)
        steps = np.arange(len(tests[places]) + 1, dtype=np.float64)  # how many of the same class come before each
        steps *= share
        steps /= 100
        np.floor(steps, out=steps)
        tests[places] = steps[1:] > steps[:-1]
    return order[~tests], order[tests]
