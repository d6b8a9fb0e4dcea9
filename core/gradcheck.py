"""Is a gradient right? Differences of the loss over the program's own forward steps, beside the backward pass.

(loss(w + ε) - loss(w - ε)) / 2ε needs no calculus, only the forward pass, so it can judge the gradients. Any gradient
can be asked: for dz1 an entry of z1 is moved, and the steps that come after it run again.
At a kink (a relu whose z changes sign between the two sides) the slope jumps: going up and going down have slopes of
their own, `right` and `left`, the backward pass takes the one that the activation defines there, and none is wrong.
Where rounding moves the loss by more than a gradient does, nothing can be told, and that is the verdict.
"""

from __future__ import annotations

import math
from collections import ChainMap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from core.errors import GlassnetError, UnknownName
from core.machine import State, run_step
from core.ops import ACTIVATIONS, LOSSES, REGULARIZATIONS, Array, affine
from core.program import Program

EPSILON = 1e-5  # near the cube root of the machine epsilon: rounding and curvature err alike
NEARER, WIDER = (0.1, 0.01, 0.001), (10.0, 100.0)  # of it: for a kink close by, for a slope that rounding hides
TOLERANCE = 1e-6
ROUGH = 1e-3  # a difference that may itself be wrong by more than this share of a slope cannot judge it

AGREES, KINK, UNCLEAR, DIFFERS = "agrees", "at a kink", "cannot tell", "differs"
VERDICTS = (AGREES, KINK, UNCLEAR, DIFFERS)


@dataclass(frozen=True)
class Kink:
    """Where a function has its kink between the two sides.

    function: `relu`, `leaky_relu`, or `|w|` of the penalty. name, index: the number that stands there.
    exact: whether it stands on the kink, or only nearer to it than the step.
    """

    function: str
    name: str
    index: tuple[int, ...]
    exact: bool


@dataclass(frozen=True)
class Check:
    """One entry: the backward pass beside differences of the loss (with the penalty where there is one).

    name, index: the number that was moved, of a parameter, a z or an a. analytic: its gradient by the backward pass.
    step: ε. up, down: how the loss changes where the number is raised, lowered by it.
    rounding: how much of such a change may be rounding. curvature: how far off `numeric` may be by curvature.
    still: whether nothing that the loss reads changed at all.
    kink: a kink between the two sides, or None.
    """

    name: str
    index: tuple[int, ...]
    analytic: float
    step: float
    up: float
    down: float
    rounding: float
    curvature: float = 0.0
    still: bool = False
    kink: Kink | None = None

    @property
    def numeric(self) -> float:
        """The central difference."""
        return (self.up - self.down) / (2 * self.step)

    @property
    def right(self) -> float:
        """The slope going up, (loss(w + ε) - loss(w)) / ε."""
        return self.up / self.step

    @property
    def left(self) -> float:
        """The slope going down, (loss(w) - loss(w - ε)) / ε."""
        return -self.down / self.step

    @property
    def difference(self) -> float:
        """How far gradient and central difference are apart."""
        return abs(self.analytic - self.numeric)

    @property
    def error(self) -> float:
        """Their difference over the larger of the two."""
        return self.difference / max(abs(self.analytic), abs(self.numeric)) if self.difference else 0.0

    @property
    def finite(self) -> bool:
        """Whether the loss, its slopes and the gradient are all finite."""
        return all(map(math.isfinite, (self.analytic, self.up, self.down, self.rounding)))

    @property
    def doubt(self) -> float:
        """How far off the central difference itself may be."""
        return self.rounding / self.step + self.curvature

    @property
    def verdict(self) -> str:
        """One of VERDICTS; a difference at a kink says nothing, nor one that rounding may have made."""
        if not self.finite:
            numeric = math.isfinite(self.numeric) and math.isfinite(self.rounding)
            return DIFFERS if numeric else UNCLEAR  # a gradient that is nan beside a slope that is none
        if self.still and self.analytic == 0:
            return AGREES
        close = self.difference <= TOLERANCE * max(abs(self.analytic), abs(self.numeric))
        if self.doubt > ROUGH * self.size and (close or self.kink or self.difference <= self.doubt):
            return UNCLEAR
        if close:
            return AGREES
        if self.kink:
            return KINK
        return AGREES if self.difference <= self.doubt else DIFFERS

    @property
    def size(self) -> float:
        """The largest of the slopes."""
        return max(map(abs, (self.analytic, self.numeric, self.right, self.left)))


def gradcheck(program: Program, state: State, name: str | None = None) -> Iterator[Check]:
    """Check every entry of one parameter (`"W1"`), or of all of them, with the parameters of this state.

    Raises UnknownName for a name that is no parameter, GlassnetError where the state has no samples yet (with
    mini-batches the batch steps must be done).
    """
    if name is not None and name not in program.parameters:
        raise UnknownName("parameter", name, program.parameters)
    values = _evaluated(program, state)
    rounding = _rounding(program, values)
    for parameter in program.parameters if name is None else (name,):
        for index in np.ndindex(values[parameter].shape):
            yield _check(program, values, parameter, index, float(values[f"d{parameter}"][index]), rounding)


def check_entry(program: Program, state: State, name: str, index: tuple[int, ...], analytic: float) -> Check:
    """Check one entry of a parameter, a z or an a, whose gradient is said to be `analytic`.

    Raises GlassnetError where the state has no samples yet.
    """
    values = _evaluated(program, state)
    return _check(program, values, name, index, analytic, _rounding(program, values))


def _check(
    program: Program,
    values: Mapping[str, Array],
    name: str,
    index: tuple[int, ...],
    analytic: float,
    rounding: float,
) -> Check:
    """As near as a kink close by asks for, as wide as rounding does."""
    scale = max(1.0, abs(float(values[name][index])))

    def by(share: float) -> Check:
        return _by(program, values, name, index, analytic, rounding, EPSILON * share * scale)

    check = by(1.0)
    if not check.finite:
        return check
    if check.kink and not check.kink.exact:
        return next((nearer for nearer in map(by, NEARER) if not nearer.kink), check)
    for wider in map(by, WIDER):
        if check.kink or check.still or check.rounding <= ROUGH * check.size * check.step or wider.kink:
            break
        check = wider
    if check.verdict == DIFFERS:  # curvature moves the difference too, and by a quarter of that at half the step
        curvature = 2 * abs(check.numeric - by(check.step / (2 * EPSILON * scale)).numeric)
        check = replace(check, curvature=curvature)
    return check


def _by(
    program: Program,
    values: Mapping[str, Array],
    name: str,
    index: tuple[int, ...],
    analytic: float,
    rounding: float,
    step: float,
) -> Check:
    """The differences for one step."""
    up, down = (_moved(program, values, name, index, by) for by in (step, -step))
    before = _total(values)
    read = {each for one in program.loss_steps() for each in one.inputs}
    raised, lowered = (_total(ChainMap(side, values)) - before for side in (up, down))  # type: ignore[arg-type]
    still = read.isdisjoint(up) and read.isdisjoint(down)
    kink = _kink(program, values, up, down)
    return Check(name, index, analytic, step, raised, lowered, rounding, still=still, kink=kink)


def _moved(
    program: Program, values: Mapping[str, Array], name: str, index: tuple[int, ...], by: float
) -> dict[str, Array]:
    """What changes where an entry is moved: itself, and what the forward steps make of it."""
    array = np.array(values[name])
    array[index] += by
    moved = {name: array}
    now = ChainMap(moved, values)  # type: ignore[arg-type]  # only read
    with np.errstate(all="ignore"):
        for step in program.steps:
            if step.phase == "forward" and not moved.keys().isdisjoint(step.inputs):
                output = run_step(step, now)
                if not np.array_equal(output, values[step.output], equal_nan=True):
                    moved[step.output] = output
    return moved


def _total(values: Mapping[str, Array]) -> float:
    return float(values["loss"] + values.get("penalty", 0.0))


def _rounding(program: Program, values: Mapping[str, Array]) -> float:
    """How much rounding may move the difference of two losses: each z by the last places of its terms, and so on."""
    size = LOSSES[program.config.training.loss].rounds_at + abs(_total(values))
    with np.errstate(all="ignore"):
        for step in program.steps:
            if step.op is affine:
                terms = run_step(step, {name: np.absolute(values[name]) for name in step.inputs})
                size += float((np.absolute(values[f"d{step.output}"]) * terms).sum())
    return float(4 * np.finfo(float).eps * size)


def _evaluated(program: Program, state: State) -> dict[str, Array]:
    """A forward and a backward pass with the samples and parameters of a state."""
    values = dict(state.values)
    if not {"x", "y"} <= values.keys():
        raise GlassnetError("there are no samples yet: the batch is picked first")
    with np.errstate(all="ignore"):
        for step in program.steps:
            if step.phase in ("forward", "backward"):
                values[step.output] = run_step(step, values)
    return values


def _kink(
    program: Program, values: Mapping[str, Array], up: Mapping[str, Array], down: Mapping[str, Array]
) -> Kink | None:
    """The first number that has the kink of its function between the two sides; one that stands on it, if any."""
    found: list[Kink] = []
    for name, function, at in _kinks(program):
        if name in up or name in down:
            high, low = (side.get(name, values[name]) - at for side in (up, down))
            for index in np.argwhere((high * low <= 0) & (high != low))[:1]:
                found.append(Kink(function, name, tuple(map(int, index)), exact=False))
            for index in np.argwhere((values[name] == at) & (high != low))[:1]:
                return Kink(function, name, tuple(map(int, index)), exact=True)
    return found[0] if found else None


def _kinks(program: Program) -> Iterator[tuple[str, str, float]]:
    """All names of values with the function that has a kink there, and where."""
    config = program.config
    for layer, dense in enumerate(config.network.layers, start=1):
        yield from ((f"z{layer}", dense.activation, at) for at in ACTIVATIONS[dense.activation].kinks)
    for at in REGULARIZATIONS[config.training.regularization].kinks:
        yield from ((f"W{layer}", "|w|", at) for layer in range(1, len(config.network.layers) + 1))
