"""Recorded calls as one table for the compiled kernels (`native/tape.c`), where there are any.

The kernels are built with the package if there is a compiler, and never needed: without them each call is NumPy's own.
`GLASSNET_ENGINE=numpy` does without them too. This is the one place that decides. A call that they have no code for, or
that NumPy's matrix product does faster, stays NumPy's between two tables.

Knows calls and memory; knows nothing of programs.
"""

from __future__ import annotations

import ctypes
import itertools
import os
from collections.abc import Iterable, Sequence
from functools import cache, partial
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.core.bind import RowsTaken
from glassnet.core.memory import ITEM, address_of, root_of
from glassnet.core.ops import Array

LAYOUT = 2  # of a table's entries; an editable install keeps old kernels, which are not used then
CODES = (
    *("positive", "negative", "square", "absolute", "sign", "sqrt", "log", "log1p", "exp", "tanh"),
    *("add", "subtract", "multiply", "divide", "maximum", "minimum", "power"),
    *("dot_along_n", "dot_along_k", "dot_any", "take", "largest"),
)
UFUNCS = {getattr(np, name): code for code, name in enumerate(CODES[: CODES.index("dot_along_n")])}
LARGE = 2**15  # products of two numbers in a matrix product from which NumPy's is faster
NARROW = 2**10  # the same, and entries of any other call, where the processor has no AVX2
VARIABLE, NUMPY, COMPILED = "GLASSNET_ENGINE", "numpy", "compiled"


class Place(NamedTuple):
    """Where an operand stands: in the memory of `root`, from an item on, its steps along two axes in items."""

    root: Array
    first: int
    steps: tuple[int, int]


class Entry(NamedTuple):
    """A call as the kernels take it: n0 rows of n1 entries, sums of k terms; a, b, and what is written."""

    code: int
    sizes: tuple[int, int, int]
    places: tuple[Place, Place, Place]


@cache
def kernels() -> Any:
    """The library of the kernels, or None where there is none that understands these tables."""
    if os.environ.get(VARIABLE) == NUMPY:
        return None
    return next((_loaded(path) for path in _paths() if path.exists()), None)


def _paths() -> list[Path]:
    """Where the library may be."""
    return [Path(__file__).parent / f"_tape{suffix}" for suffix in EXTENSION_SUFFIXES]


def _loaded(path: Path) -> Any:
    try:
        library = ctypes.CDLL(str(path))
        for name in ("layout", "codes", "wide", "op_size", "prepare"):
            getattr(library, f"glassnet_{name}").restype = ctypes.c_int64
        if (library.glassnet_layout(), library.glassnet_codes()) != (LAYOUT, len(CODES)):
            return None
    except (OSError, AttributeError):  # for another machine, or of another version
        return None
    pointer, number = ctypes.c_void_p, ctypes.c_int64
    library.glassnet_prepare.argtypes = [pointer, number, pointer, number, pointer]
    library.glassnet_run.argtypes = [pointer, number]
    library.glassnet_run.restype = library.glassnet_iterate.restype = None
    library.glassnet_iterate.argtypes = [
        *(pointer, number, number, number),
        *(pointer, number, pointer, pointer, number, pointer, number, pointer),
    ]
    return library


def engine() -> str:
    """What runs recorded calls here: `compiled` or `numpy`."""
    return NUMPY if kernels() is None else COMPILED


@cache
def is_wide() -> bool:
    """Whether the kernels work on four numbers at once (AVX2)."""
    return bool(kernels().glassnet_wide())


def told() -> str:
    """The engine in words: `compiled engine (AVX2)`, `NumPy engine`, and why it is that."""
    found = kernels()
    if found is not None:
        return f"compiled engine{' (AVX2)' * is_wide()}"
    if os.environ.get(VARIABLE) == NUMPY:
        return f"NumPy engine, as {VARIABLE} says"
    old = any(path.exists() for path in _paths())
    return f"NumPy engine: the compiled one is {'of another version, install again' if old else 'not there'}"


def available(wanted: str) -> str:
    """The engine that is wanted, or NumPy's calls where it is not here."""
    return wanted if wanted == engine() else NUMPY


class Table:
    """Calls in a row for the kernels. Calling it runs all of them."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = entries
        self._roots = list({id(place.root): place.root for entry in entries for place in entry.places}.values())
        at = {id(root): number for number, root in enumerate(self._roots)}
        rows = []
        for entry in entries:
            places = ((at[id(place.root)], place.first, *place.steps) for place in entry.places)
            rows.append((entry.code, *entry.sizes, *itertools.chain(*places)))
        table, count = np.array(rows, dtype=np.int64), len(rows)
        buffers = [(address_of(root), root.nbytes // ITEM, root.flags.writeable) for root in self._roots]
        known = np.array(buffers, dtype=np.int64)
        self._ops = np.empty(count * kernels().glassnet_op_size(), dtype=np.uint8)
        self._calls = self._ops.ctypes.data, count
        given = (table.ctypes.data, count, known.ctypes.data, len(known), self._ops.ctypes.data)
        checked = kernels().glassnet_prepare(*given)
        if checked != count:  # an assertion would be gone with python -O, and the table run
            raise RuntimeError(f"entry {checked} of a table reaches beyond its memory")
        self._run = partial(kernels().glassnet_run, *self._calls)

    def __call__(self) -> None:
        self._run()

    def iterate(
        self,
        first: int,
        iterations: int,
        counts: NDArray[np.int64],
        rows: tuple[NDArray[np.intp], NDArray[np.intp]] | None,
        losses: NDArray[np.int64],
        traces: Array,
    ) -> None:
        """The whole table so many times.

        counts, losses: addresses of numbers. rows: the place of a batch's rows (n,), and what stands there in each
        iteration, (iterations, n). traces: where the losses go, (losses, iterations).
        """
        place, order, each = (0, 0, 0) if rows is None else (rows[0].ctypes.data, rows[1].ctypes.data, rows[0].size)
        kernels().glassnet_iterate(
            *self._calls, first, iterations,
            *(counts.ctypes.data, counts.size, place, order, each, losses.ctypes.data, losses.size, traces.ctypes.data),
        )  # fmt: skip


class Engine:
    """Makes of a tape's calls what is run: with the kernels, those in a row that they do faster are one table.

    calls: all that there are. Where the processor is narrow, the kernels do all of them or none.
    """

    def __init__(self, calls: Iterable[Any], wanted: str) -> None:
        self._faster: dict[int, Entry | None] = {}  # by the id of each call
        if wanted == COMPILED:
            self._faster = {id(call): _faster(call) for call in calls}
            if not is_wide() and None in self._faster.values():
                self._faster = {}

    def fused(self, calls: Iterable[Any]) -> list[Any]:
        """Some of the calls, in a row."""
        found: list[Any] = []
        with_entries = ((call, self._faster.get(id(call))) for call in calls)
        for fits, group in itertools.groupby(with_entries, lambda each: each[1] is not None):
            if fits:
                found.append(Table([entry for _, entry in group if entry is not None]))
            else:
                found.extend(call for call, _ in group)
        return found


def _faster(call: Any) -> Entry | None:
    """The entry of a call that the kernels do faster than NumPy."""
    entry = entry_of(call)
    if entry is None:
        return None
    (rows, columns, terms), product = entry.sizes, CODES[entry.code].startswith("dot")
    most = NARROW if not is_wide() else LARGE if product else rows * columns
    return entry if rows * columns * (terms if product else 1) <= most else None


# --- from a call to an entry -------------------------------------------------------------------------------------


def entry_of(call: Any) -> Entry | None:
    """A bound call as an entry; None for one that the kernels have no code for."""
    if isinstance(call, RowsTaken):
        return _taken(call.data.T, call.rows, call.out.T)
    if not isinstance(call, partial):
        return None
    arrays = [value for value in (*call.args, *call.keywords.values()) if isinstance(value, np.ndarray)]
    own = getattr(call.func, "__self__", None)
    if isinstance(own, np.ndarray):
        arrays.insert(0, own)
    if not all(array.size and array.dtype.itemsize == ITEM and _aligned(array) for array in arrays):
        return None
    if isinstance(call.func, np.ufunc):
        return _elementwise(call.func, arrays)
    name = call.func.__name__
    if name == "dot":
        return _product(*arrays)
    if name == "take":
        return _taken(*arrays)
    if name == "reduce" and own is np.maximum:
        data, out = arrays
        place = place_of(data)
        return Entry(CODES.index("largest"), (1, out.shape[-1], len(data)), (place, place, place_of(out)))
    return None


def _elementwise(ufunc: Any, arrays: list[Array]) -> Entry | None:
    if ufunc not in UFUNCS or any(array.dtype != np.float64 for array in arrays):
        return None
    out = arrays[-1]
    operands = arrays[0], arrays[-2], out  # one input stands in both places
    axes = _joined(out.shape, [_steps(array, out.shape) for array in operands])
    if len(axes) > 2:
        return None
    one = (1, (0, 0, 0))
    (rows, down), (columns, across) = [one, one, *axes][-2:]
    places = [Place(root_of(a), _first(a), (down[i], across[i])) for i, a in enumerate(operands)]
    return Entry(UFUNCS[ufunc], (rows, columns, 1), (places[0], places[1], places[2]))


def _steps(array: Array, shape: tuple[int, ...]) -> list[int]:
    """Items from one entry to the next along the axes of the shape it is broadcast to."""
    own = [0 if size == 1 else stride // ITEM for size, stride in zip(array.shape, array.strides, strict=True)]
    return [0] * (len(shape) - array.ndim) + own


def _joined(shape: tuple[int, ...], steps: list[list[int]]) -> list[tuple[int, tuple[int, ...]]]:
    """Axes that go on where another ends made one, the one along memory last; those of one entry left out."""
    axes = [(size, tuple(each[axis] for each in steps)) for axis, size in enumerate(shape) if size != 1]
    joined: list[tuple[int, tuple[int, ...]]] = []
    for size, step in sorted(axes, key=lambda axis: -abs(axis[1][-1])):
        if joined and all(outer == inner * size for outer, inner in zip(joined[-1][1], step, strict=True)):
            joined[-1] = joined[-1][0] * size, step
        else:
            joined.append((size, step))
    return joined


def _product(left: Array, right: Array, out: Array) -> Entry:
    """left (m, k) @ right (k, n), or of two rows their inner product."""
    if out.ndim == 0:
        left, right, out = left[None, :], right[:, None], out[None, None]
    for x, y, z in ((left, right, out), (right.T, left.T, out.T)):  # a product is also that of the transposes
        a, b, o = place_of(x), place_of(y), place_of(z)
        sizes = len(x), y.shape[1], len(y)
        if o.steps[1] == 1 == b.steps[1]:
            return Entry(CODES.index("dot_along_n"), sizes, (a, b, o))
        if a.steps[1] == 1 == b.steps[0]:
            return Entry(CODES.index("dot_along_k"), sizes, (a, b, o))
    return Entry(CODES.index("dot_any"), sizes, (a, b, o))


def _taken(data: Array, rows: Array, out: Array) -> Entry:
    """Columns of data (units, N) -> out (units, n)."""
    return Entry(CODES.index("take"), (*out.shape, data.shape[1]), (place_of(data), place_of(rows), place_of(out)))


def place_of(array: Array) -> Place:
    if array.ndim == 1:
        return Place(root_of(array), _first(array), (0, array.strides[0] // ITEM))
    return Place(root_of(array), _first(array), (array.strides[0] // ITEM, array.strides[1] // ITEM))


def _first(array: Array) -> int:
    return (address_of(array) - address_of(root_of(array))) // ITEM


def _aligned(array: Array) -> bool:
    """Whether its entries stand at whole items of its root's memory."""
    return (address_of(array) - address_of(root_of(array))) % ITEM == 0 and all(s % ITEM == 0 for s in array.strides)
