"""Is a gradient right? Differences of the loss over the program's own forward steps, beside the backward pass.

(loss(w + ε) - loss(w - ε)) / 2ε needs no calculus, only the forward pass, so it can judge the gradients. Any gradient
can be asked: for dz1 an entry of z1 is moved, and the steps that come after it run again.
At a kink (a relu whose z changes sign between the two sides) the slope jumps: going up and going down have slopes of
their own, `right` and `left`, the backward pass takes the one that the activation defines there, and none is wrong.
Where rounding moves the loss by more than a gradient does, nothing can be told, and that is the verdict.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from glassnet.core.deferred import dataclass
from glassnet.core.differences import Kink, evaluated, kinks_between, moved, rounding_beside, rounding_of, total
from glassnet.core.errors import UnknownName, short
from glassnet.core.machine import State
from glassnet.core.numerals import brief
from glassnet.core.ops import Array
from glassnet.core.program import Program
from glassnet.core.terms import label

EPSILON = 1e-5  # near the cube root of the machine epsilon: rounding and curvature err alike
NEARER = (0.1, 0.01, 0.001)  # of it: where a kink is close by, or curvature outweighs the slope
WIDER = (10.0, 100.0)  # of it: where rounding hides the slope
TOLERANCE = 1e-6
ROUGH = 1e-3  # a difference that may itself be wrong by more than this share of a slope cannot judge it

AGREES, KINK, UNCLEAR, DIFFERS = "agrees", "at a kink", "cannot tell", "differs"
VERDICTS = (AGREES, KINK, UNCLEAR, DIFFERS)


@dataclass(frozen=True)
class Check:
    """One entry: the backward pass beside differences of the loss (with the penalty where there is one).

    name, index: the number that was moved, of a parameter, a z or an a. analytic: its gradient by the backward pass.
    step: ε. up, down: how the loss changes where the number is raised, lowered by it.
    right, left: its slope going up, (loss(w + ε) - loss(w)) / ε, and going down, (loss(w) - loss(w - ε)) / ε.
    rounding: how much of a change may be rounding. curvature: how far off `numeric` may be by curvature.
    still: whether nothing that the loss reads changed at all.
    kinks: those between the two sides, one of each function; only those that a number stands on, if any.
    """

    name: str
    index: tuple[int, ...]
    analytic: float
    step: float
    up: float
    down: float
    right: float
    left: float
    rounding: float
    curvature: float = 0.0
    still: bool = False
    kinks: tuple[Kink, ...] = ()

    def __repr__(self) -> str:
        where = f"d{label(self.name, self.index)}"
        return short(self, f"{where} {self.verdict}: {brief(self.analytic)}, by differences {brief(self.numeric)}")

    @property
    def numeric(self) -> float:
        """The central difference."""
        return (self.right + self.left) / 2

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
    def seen(self) -> bool:
        """Whether the loss changes by more than rounding either way."""
        return min(abs(self.up), abs(self.down)) > self.rounding

    @property
    def curved(self) -> bool:
        """Whether it rises either way, or falls: at this step, curvature or a kink outweighs the slope."""
        return self.seen and (self.up > 0) == (self.down > 0)

    @property
    def verdict(self) -> str:
        """One of VERDICTS; a difference at a kink says nothing, nor one that rounding may have made."""
        if not self.finite:
            numeric = math.isfinite(self.numeric) and math.isfinite(self.rounding)
            return DIFFERS if numeric else UNCLEAR  # a gradient that is nan beside a slope that is none
        if self.still and self.analytic == 0:
            return AGREES
        close = self.difference <= TOLERANCE * max(abs(self.analytic), abs(self.numeric))
        if self.doubt > ROUGH * self.size and (close or self.kinks or self.difference <= self.doubt):
            return UNCLEAR
        if close:
            return AGREES
        if self.kinks:
            return KINK
        return AGREES if self.difference <= self.doubt else DIFFERS

    @property
    def size(self) -> float:
        """The largest of the slopes."""
        return max(map(abs, (self.analytic, self.numeric, self.right, self.left)))


def gradcheck(program: Program, state: State, name: str | None = None) -> Iterator[Check]:
    """Check every entry of one parameter (`"W1"`), or of all of them, with the parameters of this state.

    Mini-batches: over the batch of the state's iteration, whether its batch steps are done or not.
    Raises UnknownName for a name that is no parameter.
    """
    if name is not None and name not in program.parameters:
        raise UnknownName("parameter", name, program.parameters)
    values = evaluated(program, state)
    rounding = rounding_of(program, values)
    for parameter in program.parameters if name is None else (name,):
        for index in np.ndindex(values[parameter].shape):
            analytic = float(values[f"d{parameter}"][index])
            yield _Entry(program, values, parameter, index, analytic, rounding).checked()


def check_entry(program: Program, state: State, name: str, index: tuple[int, ...], analytic: float) -> Check:
    """Check one entry of a parameter, a z or an a, whose gradient is said to be `analytic`."""
    values = evaluated(program, state)
    return _Entry(program, values, name, index, analytic, rounding_of(program, values)).checked()


@dataclass(frozen=True, eq=False)
class _Entry:
    """What is to be checked. values: of a forward and a backward pass. The rest is as in `Check`."""

    program: Program
    values: Mapping[str, Array]
    name: str
    index: tuple[int, ...]
    analytic: float
    rounding: float

    def checked(self) -> Check:
        """The check, by a step as small as a kink close by asks for, and as large as rounding does."""
        step = EPSILON * max(1.0, abs(float(self.values[self.name][self.index])))
        check = self._by(step)
        if not check.finite:
            return check
        if check.kinks and not check.kinks[0].exact:
            nearer = (self._by(share * step) for share in NEARER)
            return next((each for each in nearer if not each.kinks), check)
        for share in WIDER:
            if check.kinks or check.still or check.rounding <= ROUGH * check.size * check.step:
                break
            wider = self._by(share * step)
            check = check if wider.kinks else wider
        if check.curved and check.analytic and not check.kinks:
            nearer = (self._by(share * step) for share in NEARER)
            check = next((each for each in nearer if each.seen and not each.curved), check)
        if check.kinks:  # each side has its slope at the kink itself: what curvature adds goes with the step
            half = self._by(check.step / 2)
            right, left = 2 * half.right - check.right, 2 * half.left - check.left
            return replace(check, right=right, left=left, curvature=4 * check.rounding / check.step)
        if check.verdict == DIFFERS:  # curvature moves the difference too, and by a quarter of that at half the step
            half = self._by(check.step / 2)
            check = replace(check, curvature=2 * abs(check.numeric - half.numeric))
        return check

    def _by(self, step: float) -> Check:
        """The differences for one step."""
        up, down = (moved(self.program, self.values, self.name, self.index, by) for by in (step, -step))
        raised, lowered = (total({**self.values, **side}) - total(self.values) for side in (up, down))
        read = {each for one in self.program.loss_steps() for each in one.inputs}
        still = read.isdisjoint(up) and read.isdisjoint(down)
        kinks = kinks_between(self.program, self.values, up, down)
        slopes = raised / step, -lowered / step
        rounding = self.rounding + max(rounding_beside(self.program, {**self.values, **side}) for side in (up, down))
        own = self.name, self.index, self.analytic
        return Check(*own, step, raised, lowered, *slopes, rounding, still=still, kinks=kinks)
