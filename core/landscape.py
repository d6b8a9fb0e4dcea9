"""The loss as a function of one number, or of two: the program's own forward steps for many values of it at once.

One more leading axis carries the values, so a curve is one pass. The loss is that of the batch of the state's
iteration, and with it the penalty where there is one: what the backward pass has the slope of. All other numbers stay
as they are at this moment. Knows nothing of pictures.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from glassnet.core.deferred import dataclass
from glassnet.core.differences import kinks_of, total
from glassnet.core.info import DATA, OUTPUTS, PARAMETERS, SUMS
from glassnet.core.machine import State, advance, run_step
from glassnet.core.ops import Array
from glassnet.core.program import Program, Step
from glassnet.core.terms import Index

Floats = NDArray[np.float64]
PART = 1 << 18  # numbers of one value that are computed at once: what stays in the processor's cache is quicker


@dataclass(frozen=True, eq=False)
class Move:
    """An entry, and the values that it takes in turn, (m,)."""

    name: str
    index: Index
    at: Floats


@dataclass(frozen=True)
class Crossing:
    """Where the moved number brings another one over the kink of a function that reads it.

    at: the value of the moved number. function: `relu`, `leaky_relu`, or `|w|` of the penalty.
    name, index: the number that crosses.
    """

    at: float
    function: str
    name: str
    index: Index


@dataclass(frozen=True, eq=False)
class Curve:
    """The loss over one number. at (m,): its values; totals (m,): the loss and penalty of each.

    crossings: the kinks between them, by value.
    """

    at: Floats
    totals: Floats
    crossings: tuple[Crossing, ...]

    @property
    def is_flat(self) -> bool:
        """Whether nothing changes the loss, to the last bit."""
        return bool((self.totals == self.totals[0]).all())

    @property
    def lowest(self) -> tuple[float, float] | None:
        """The value of the least loss and that loss; None where it lies at an end, or nowhere."""
        finite = np.where(np.isfinite(self.totals), self.totals, np.inf)
        least = int(finite.argmin())
        if self.is_flat or not 0 < least < len(finite) - 1:
            return None
        return float(self.at[least]), float(finite[least])


@dataclass(frozen=True)
class Stand:
    """One number in its iteration.

    value: before the update. total: the loss with the penalty. gradient: of that; None where it is not computed yet.
    after: what the update makes of the number; None where none does, or the gradient is not there yet.
    alone: the loss where this number alone has that value. together: where all parameters have theirs.
    """

    value: float
    total: float
    gradient: float | None = None
    after: float | None = None
    alone: float | None = None
    together: float | None = None

    @property
    def step(self) -> float | None:
        """How far the update moves it."""
        return None if self.after is None else self.after - self.value


def moved_by(program: Program, name: str) -> str:
    """The value that the loss can be drawn over where this one is looked at; empty where the loss does not read it.

    That is the value itself, or of a gradient and of the optimizer's state the one that it is of.
    """
    info = program.info.get(name)
    of = info.of or name if info is not None else ""
    movable = of in program.info and program.info[of].kind in (*DATA, *PARAMETERS, SUMS, OUTPUTS)
    return of if movable and following(program, {of}) else ""


def following(program: Program, names: set[str]) -> tuple[Step, ...]:
    """The forward steps by which the loss follows from these values, in order; none where it does not."""
    forward = [step for step in program.steps if step.phase == "forward" and step.output not in names]
    changed, steps = set(names), []
    for step in forward:
        if not changed.isdisjoint(step.inputs):
            changed.add(step.output)
            steps.append(step)
    needed, leading = {step.output for step in program.loss_steps()}, []
    for step in reversed(steps):
        if step.output in needed:
            needed.update(step.inputs)
            leading.append(step)
    return tuple(reversed(leading))


def forward_values(program: Program, state: State) -> dict[str, Array]:
    """The values of a moment, with those of its batch and its forward pass that are not computed yet.

    state: before its update.
    """
    values = dict(state.values)
    with np.errstate(all="ignore"):
        for step in program.steps[: program.ends["forward"]]:
            if step.output not in values:
                values[step.output] = run_step(step, values)
    return values


def totals(program: Program, values: Mapping[str, Array], moves: Sequence[Move]) -> Floats:
    """The loss with its penalty where entries are moved, (m,): each move gives its entry the same number of values.

    values: of a forward pass.
    """
    return np.concatenate([_totals(part, values, _moved(program, values, part)) for part in _parts(values, moves)])


def curve(program: Program, values: Mapping[str, Array], move: Move) -> Curve:
    """The loss over one number, with the kinks on the way. values: of a forward pass. The move's values increase."""
    changed = _moved(program, values, [move])
    crossings = sorted(_crossings(program, changed, move), key=lambda crossing: crossing.at)
    return Curve(move.at, _totals([move], values, changed), tuple(crossings))


def stand(program: Program, values: Mapping[str, Array], name: str, index: Index, end: State | None) -> Stand:
    """One number in its iteration: where it is, its gradient, and where its update leads.

    values: of a forward pass, and the gradients that are computed. end: the end of the iteration; None where it is not
    to be looked at. A number's update is told from when its gradient is there.
    """
    value, found = float(values[name][index]), values.get(f"d{name}")
    gradient = None if found is None else float(found[index])
    here = float(total(values))
    if end is None or gradient is None or name not in program.parameters:
        return Stand(value, here, gradient)
    after = float(end.values[name][index])
    alone = float(totals(program, values, [Move(name, index, np.array([after]))])[0])
    moved = {**values, **{each: end.values[each] for each in program.parameters}}
    with np.errstate(all="ignore"):
        for step in following(program, set(program.parameters)):
            moved[step.output] = run_step(step, moved)
    return Stand(value, here, gradient, after, alone, float(total(moved)))


def ended(program: Program, state: State) -> State:
    """The end of the iteration of a moment, by the program's own steps."""
    while state.done < len(program.steps):
        state = advance(program, state)
    return state


def _parts(values: Mapping[str, Array], moves: Sequence[Move]) -> Iterator[list[Move]]:
    """The moves in parts that stay in the processor's cache."""
    largest = max(np.size(value) for value in values.values())
    size = max(1, PART // max(1, largest))
    for at in range(0, len(moves[0].at), size):
        yield [Move(move.name, move.index, move.at[at : at + size]) for move in moves]


def _moved(program: Program, values: Mapping[str, Array], moves: Sequence[Move]) -> dict[str, Array]:
    """What is another number where entries are moved, with one more leading axis (m,)."""
    count, changed = len(moves[0].at), dict[str, Array]()
    for move in moves:
        if move.name not in changed:
            changed[move.name] = np.repeat(np.asarray(values[move.name])[None], count, axis=0)
        changed[move.name][(slice(None), *move.index)] = move.at
    steps = following(program, set(changed))
    if program.plain:  # somebody's own ops, which may know two axes only
        singles = [_run(steps, values, {name: array[at] for name, array in changed.items()}) for at in range(count)]
        return {name: np.stack([single[name] for single in singles]) for name in singles[0]}
    return _run(steps, values, changed)


def _run(steps: Sequence[Step], values: Mapping[str, Array], changed: dict[str, Array]) -> dict[str, Array]:
    """The changed values with what these steps make of them."""
    now = {**values, **changed}
    with np.errstate(all="ignore"):
        for step in steps:
            changed[step.output] = now[step.output] = run_step(step, now)
    return changed


def _totals(moves: Sequence[Move], values: Mapping[str, Array], changed: Mapping[str, Array]) -> Floats:
    loss, penalty = ({**values, **changed}.get(name, 0.0) for name in ("loss", "penalty"))
    return np.broadcast_to(loss + penalty, moves[0].at.shape).astype(np.float64)


def _crossings(program: Program, changed: Mapping[str, Array], move: Move) -> Iterator[Crossing]:
    """Every kink between two neighbouring values, by a straight line from the one to the other."""
    for name, kink in kinks_of(program):
        array = changed.get(name)
        if array is None:
            continue
        above = array > kink.at
        places = np.argwhere(above[1:] != above[:-1])
        before, *index = places.T
        low, high = array[(before, *index)], array[(before + 1, *index)]
        with np.errstate(all="ignore"):
            share = np.nan_to_num((kink.at - low) / (high - low), nan=0.5, posinf=0.5, neginf=0.5)
        at = move.at[before] + share * (move.at[before + 1] - move.at[before])
        for value, (_, *where) in zip(at.tolist(), places.tolist(), strict=True):
            yield Crossing(value, kink.function, name, tuple(where))
