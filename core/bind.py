"""From recorded calls to calls without arguments: memory bound in, neighbours made one.

Elementwise calls of one kind on pieces of memory that stand side by side are one call on the whole stretch: the
updates of all parameters are two, the slopes of neighbouring layers one or two. What lies between the pieces (rows
of ones) is computed too and read by nobody. A call joins an earlier one only where nothing in between needs it to wait.

Knows calls and memory; knows nothing of programs.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from glassnet.core.deferred import dataclass
from glassnet.core.memory import ITEM, address_of, flat, room, root_of
from glassnet.core.ops import Array
from glassnet.core.record import Call, Value

Bound = Callable[[], Any]


@dataclass(frozen=True)
class Piece:
    """A stretch of memory: bytes `start` to `end` from the beginning of a root.

    root: an array that owns memory, or the group that writes what has no place yet (as far into it as its input lies).
    """

    root: object
    start: int
    end: int

    def overlaps(self, other: Piece) -> bool:
        """Whether they have bytes in common."""
        return self.root is other.root and self.start < other.end and other.start < self.end


class Group:
    """Calls that run as one.

    pieces: of each call its inputs' and its output's. open: whether more may join.
    """

    def __init__(self, open_to_more: bool) -> None:
        self.calls: list[Call] = []
        self.pieces: list[list[Piece]] = []
        self.open = open_to_more


def bind_all(calls: list[Call]) -> dict[Call, Bound]:
    """Each recorded call as a call without arguments, in the order to run them; neighbours share one."""
    groups = _Grouping().groups_of(calls)
    return {call: bound for group in groups for bound in [_bind_group(group)] for call in group.calls}


class _Grouping:
    """Which calls run as one."""

    def __init__(self) -> None:
        self.groups: list[Group] = []
        self._at: dict[Call, int] = {}  # the group of each call
        self._placed: dict[Value, Piece] = {}  # of values whose memory is still to be found

    def groups_of(self, calls: list[Call]) -> list[Group]:
        """The groups in the order to run them, for calls in a valid order."""
        for call in calls:
            pieces, can_join = self._pieces(call), _can_join(call)
            at = next((at for at, group in enumerate(self.groups) if can_join and self._joins(call, pieces, at)), None)
            if at is None:
                at = len(self.groups)
                self.groups.append(Group(can_join))
            group = self.groups[at]
            if can_join and not call.output.fixed:
                whole = next(p for p, value in zip(pieces, call.inputs, strict=False) if value.shape)
                pieces[-1] = self._placed[call.output] = Piece(group, whole.start, whole.end)
            group.calls.append(call)
            group.pieces.append(pieces)
            self._at[call] = at
        return self.groups

    def _pieces(self, call: Call) -> list[Piece]:
        return [self._placed.get(value) or piece(value.array) for value in (*call.inputs, call.output)]

    def _joins(self, call: Call, pieces: list[Piece], at: int) -> bool:
        group = self.groups[at]
        first = group.calls[0]
        if not group.open or call.function is not first.function or first.output.fixed != call.output.fixed:
            return False
        shifts = set()
        for mine, its, value, leader in zip(pieces, group.pieces[0], _values(call), _values(first), strict=True):
            if not value.shape or not leader.shape:
                if value is not leader:  # numbers must be the same one
                    return False
            elif value.fixed or value is not call.output:
                if mine.root is not its.root:
                    return False
                shifts.add(mine.start - its.start)
        return len(shifts) == 1 and self._is_compact(call, pieces, group) and self._may_move(call, pieces, at)

    def _is_compact(self, call: Call, pieces: list[Piece], group: Group) -> bool:
        """Whether the stretch has no hole (where the result has its place), or none worth speaking of."""
        which = -1 if call.output.fixed else next(i for i, value in enumerate(call.inputs) if value.shape)
        all_pieces = [each[which] for each in group.pieces] + [pieces[which]]
        filled = sum(each.end - each.start for each in all_pieces)
        stretch = max(each.end for each in all_pieces) - min(each.start for each in all_pieces)
        return stretch == filled if call.output.fixed else filled <= stretch <= 2 * filled

    def _may_move(self, call: Call, pieces: list[Piece], at: int) -> bool:
        """Whether it may run as early as that group: its inputs are there, and nobody needs what it overwrites."""
        makers = [value.base.maker for value in call.inputs]
        if any(maker is not None and self._at[maker] >= at for maker in makers):
            return False
        if not call.output.fixed:
            return True
        others = (piece for group in self.groups[at:] for pieces in group.pieces for piece in pieces)
        return not any(pieces[-1].overlaps(other) for other in others)


def _values(call: Call) -> tuple[Value, ...]:
    return (*call.inputs, call.output)


def _can_join(call: Call) -> bool:
    """Whether it is elementwise on whole arrays (and numbers), so that it may be a part of a longer stretch."""
    shape = call.output.shape
    whole = [value for value in call.inputs if value.shape]
    return (
        call.is_elementwise
        and bool(whole)
        and all(
            value.shape == shape
            and (value.base is value or value.fixed)
            and value.samples_last == call.output.samples_last
            and value.array.dtype == np.float64
            and (value.array.flags.c_contiguous or value.array.flags.f_contiguous)
            for value in (*whole, call.output)
        )
    )


def piece(array: Array) -> Piece:
    """The stretch of memory from an array's first byte to its last."""
    root, at = root_of(array), address_of(array)
    end = at + array.nbytes
    if not (array.flags.c_contiguous or array.flags.f_contiguous):
        at, end = np.lib.array_utils.byte_bounds(array)
    begin = address_of(root)
    return Piece(root, at - begin, end - begin)


# --- binding -------------------------------------------------------------------------------


def _bind_group(group: Group) -> Bound:
    first = group.calls[0]
    if len(group.calls) == 1:
        return bind(first)
    if not first.output.fixed:
        starts = [pieces[-1].start for pieces in group.pieces]
        stretch = room(((max(pieces[-1].end for pieces in group.pieces) - min(starts)) // ITEM,))
        for call, start in zip(group.calls, starts, strict=True):
            output, at = call.output, (start - min(starts)) // ITEM
            part = stretch[at : at + output.array.size]
            output.array = part.reshape(output.shape[::-1]).T if output.samples_last else part.reshape(output.shape)
    columns = zip(*map(_values, group.calls), strict=True)
    arrays = [_stretch(column) if column[0].shape else column[0].array for column in columns]
    return _ufunc(first.function, arrays[:-1], arrays[-1])


def _stretch(values: tuple[Value, ...]) -> Array:
    """The memory from the first to the last of these arrays as one row."""
    pieces = [piece(value.array) for value in values]
    root = root_of(values[0].array).view(np.uint8)
    return root[min(each.start for each in pieces) : max(each.end for each in pieces)].view(np.float64)


def bind(call: Call) -> Bound:
    """The call with its memory bound in: needs no arguments, makes no array."""
    out = call.output.array
    arrays = [value.array for value in call.inputs]
    if call.function == "inner":
        return partial(flat(arrays[0]).dot, flat(arrays[1]), out)
    if call.function == "rows":
        return _rows(arrays[0], arrays[1], out)
    if call.function == "largest":
        return partial(np.maximum.reduce, arrays[0].T, 0, None, out.T, True)
    if call.function == "dot":
        left, right = arrays
        return partial(right.T.dot, left.T, out.T) if call.output.samples_last else partial(left.dot, right, out)
    if call.output.samples_last and out.ndim == 2:  # the same entries, along memory
        arrays, out = [array.T for array in arrays], out.T
    return _ufunc(call.function, arrays, out)


class RowsTaken:
    """Rows of data that stand row by row, each in one piece, turned over: data (N, units) -> out (n, units)."""

    def __init__(self, data: Array, rows: Array, out: Array) -> None:
        self.data, self.rows, self.out = data, rows, out
        batch = room(out.shape)
        self._take, self._turn = partial(data.take, rows, 0, batch, "clip"), partial(np.copyto, out, batch)

    def __call__(self) -> None:
        self._take()
        self._turn()


def _rows(data: Array, rows: Array, out: Array) -> Bound:
    """Rows of the data."""
    if not data.flags.c_contiguous or data.flags.f_contiguous:
        return partial(data.T.take, rows, 1, out.T, "clip")
    return RowsTaken(data, rows, out)


def _ufunc(ufunc: Any, arrays: list[Array], out: Array) -> Bound:
    if ufunc in (np.maximum, np.minimum):  # positional `out` is deprecated for these, and slow
        return partial(ufunc, *arrays, out=out)
    return partial(ufunc, *arrays, out)
