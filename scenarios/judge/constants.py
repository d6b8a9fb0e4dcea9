"""Constants before a loss or a gradient: which of them belong to a loss in use, and where they may stand.

Σ, ½Σ, the mean over samples, over outputs, over both: a constant of the whole loss trains like another learning rate.
Where 1/n, 2 and the minus stand (in dz, in dW, in the update) is spelling. Knows ops and ratios of numbers.
"""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from glassnet.core.deferred import dataclass
from glassnet.core.ops import Array, affine_dW
from glassnet.core.program import Step
from glassnet.scenarios.judge.follow import Number
from glassnet.scenarios.judge.steps import Judged

CLOSE = 1e-6  # of a ratio that is one of these, relative


@dataclass(frozen=True)
class Factor:
    """±, times a power of two, of the number of samples and of outputs: `-2·n/k`."""

    sign: int = 1
    twos: int = 0
    samples: int = 0
    outputs: int = 0

    def value(self, n: int, k: int) -> float:
        """What it comes to."""
        return self.sign * 2.0**self.twos * float(n) ** self.samples * float(k) ** self.outputs

    def __mul__(self, other: Factor) -> Factor:
        return Factor(
            self.sign * other.sign,
            self.twos + other.twos,
            self.samples + other.samples,
            self.outputs + other.outputs,
        )

    @property
    def inverse(self) -> Factor:
        """One over it."""
        return Factor(self.sign, -self.twos, -self.samples, -self.outputs)

    def times(self, array: Array, n: Array, k: Array) -> Array:
        """An array times it, written as one would: 2·a·n / k."""
        made = -array if self.sign < 0 else array
        if self.twos:
            made = 2**self.twos * made if self.twos > 0 else made / 2**-self.twos
        for power, count in ((self.samples, n), (self.outputs, k)):
            for _ in range(abs(power)):
                made = made * count if power > 0 else made / count
        return made

    @property
    def known(self) -> bool:
        """Whether it is a simple one: no power above the second."""
        return max(abs(self.twos), abs(self.samples), abs(self.outputs)) <= 2

    @property
    def words(self) -> str:
        """`2n/k`, `-1`, `1/n`."""
        parts = {"2": self.twos, "n": self.samples, "k": self.outputs}
        above = "".join(text * power for text, power in parts.items() if power > 0)
        below = "".join(text * -power for text, power in parts.items() if power < 0)
        sign = "-" if self.sign < 0 else ""
        return f"{sign}{above or '1'}" + (f"/{below}" if len(below) == 1 else f"/({below})" if below else "")


ONE = Factor()
MINUS = Factor(-1)
ALL = tuple(
    sorted(
        (Factor(*powers) for powers in itertools.product((1, -1), (-1, 0, 1), (-1, 0, 1), (-1, 0, 1))),
        key=lambda f: (f.sign < 0, abs(f.twos) + abs(f.samples) + abs(f.outputs)),
    )
)


@dataclass(frozen=True)
class Constant:
    """A loss in use: its name, and its factor to the engine's loss of the same kind."""

    name: str
    factor: Factor


def losses_in_use(loss: str, n: int, k: int) -> list[Constant]:
    """All constants that a loss is in use with, the engine's own first; of those that are one number, the first."""
    if loss == "mse":
        named = [
            ("mean", ONE),
            ("½Σ", Factor(twos=-1, samples=1, outputs=1)),
            ("Σ", Factor(samples=1, outputs=1)),
            ("½Σ/n", Factor(twos=-1, outputs=1)),
            ("Σ/n", Factor(outputs=1)),
            ("½ mean", Factor(twos=-1)),
            ("½Σ/k", Factor(twos=-1, samples=1)),
            ("Σ/k", Factor(samples=1)),
        ]
    elif loss == "binary_cross_entropy":
        named = [
            ("mean", ONE),
            ("Σ", Factor(samples=1, outputs=1)),
            ("Σ/n", Factor(outputs=1)),
            ("Σ/k", Factor(samples=1)),
        ]
    else:
        named = [
            ("mean over the samples", ONE),
            ("Σ", Factor(samples=1)),
            ("Σ/nk", Factor(outputs=-1)),
            ("Σ/k", Factor(samples=1, outputs=-1)),
        ]
    found: dict[float, Constant] = {}
    for name, factor in named:
        found.setdefault(factor.value(n, k), Constant(name, factor))
    return list(found.values())


def factor_of(ratio: float, n: int, k: int) -> Factor | None:
    """The simplest factor that is this number, if one is."""
    return next((f for f in ALL if abs(f.value(n, k) - ratio) <= CLOSE * abs(ratio)), None)


def factor_between(his: Number, found: Number, n: int, k: int, floor: float) -> Factor | None:
    """The usual factor that makes one number the other, if one does. floor: of `Digits`."""
    factor = one_factor(his.value, found.value, n, k)
    if factor is None:
        return None
    by = factor.value(n, k)
    close = np.abs(his.value - by * found.value) <= his.error + abs(by) * found.error + floor
    return factor if close.all() else None


def one_factor(his: NDArray[np.float64], found: NDArray[np.float64], n: int, k: int) -> Factor | None:
    """The usual factor between the largest entries of two arrays."""
    if his.shape != found.shape or not found.size:
        return None
    at = np.unravel_index(np.argmax(np.abs(found)), found.shape)
    with np.errstate(all="ignore"):
        quotient = float(his[at] / found[at])
    return factor_of(quotient, n, k) if np.isfinite(quotient) and quotient else None


@dataclass(frozen=True)
class Spelling:
    """Where constants stand in somebody's script, as factors to where the engine has them.

    deltas: of da and dz. gradients: of dW and db. update: of the gradient within the update.
    """

    deltas: Factor = ONE
    gradients: Factor = ONE
    update: Factor = ONE

    @property
    def whole(self) -> Factor:
        """The factor of what comes of it all, after the update."""
        return self.gradients * self.update

    @property
    def moved(self) -> bool:
        """Whether a constant stands elsewhere than where the engine has it."""
        return self.deltas != self.gradients or self.update != ONE


def spelled(judged: Judged, spelling: Spelling) -> dict[str, Step]:
    """The steps with constants where this spelling has them."""
    steps = dict(judged.steps)
    first, between = judged.first_delta, spelling.gradients * spelling.deltas.inverse
    if spelling.deltas != ONE:
        steps[first] = _error_times(steps[first], spelling.deltas, judged)
    for name, step in steps.items():
        if between != ONE and step.phase == "backward" and name.startswith(("dW", "db")):
            steps[name] = _gradient_times(step, between, spelling.gradients.sign, judged.outputs)
        if spelling.update != ONE and step.phase == "update":
            steps[name] = _updating(step, spelling.update, judged)
    return steps


def rows_at(step: Step) -> int:
    """Which input of a step of the way back has a row a sample: for a dW its dz, not its x."""
    with_rows = [at for at, name in enumerate(step.inputs) if name[0] in "xyaz" or name.startswith(("da", "dz"))]
    return with_rows[-1] if step.output.startswith("dW") else with_rows[0]


def times(step: Step, factor: Factor, outputs: int) -> Step:
    """The step with its result times a factor; n as its operands have it, k the number of outputs."""
    op, at = step.op, rows_at(step)
    return replace(step, op=lambda *values: factor.times(op(*values), values[at].shape[-2], outputs))


ERROR = {  # the first steps back that are answer minus target times a constant, and which
    "mse_da": Factor(twos=1, samples=-1, outputs=-1),
    "binary_cross_entropy_dz": Factor(samples=-1, outputs=-1),
    "cross_entropy_dz": Factor(samples=-1),
}


def _error_times(step: Step, factor: Factor, judged: Judged) -> Step:
    """The loss's derivative times a factor, written as one would: `a2 - y` where all constants cancel."""
    own = ERROR.get(getattr(step.op, "__name__", ""))
    if own is None:
        return times(step, factor, judged.outputs)
    whole = own * factor
    return replace(step, op=lambda a, y: whole.times(a - y, y.shape[-2], y.shape[-1]))


def _gradient_times(step: Step, factor: Factor, sign: int, outputs: int) -> Step:
    if len(step.inputs) < 4:
        return times(step, factor, outputs)
    op = step.op

    def scaled(x: Array, dz: Array, W: Array, rate: Array) -> Array:
        """A penalty has its own constant, and the sign of the whole gradient."""
        penalty = op(x, dz, W, rate) - affine_dW(x, dz)
        return factor.times(affine_dW(x, dz), dz.shape[-2], outputs) + sign * penalty

    return replace(step, op=scaled)


def _updating(step: Step, factor: Factor, judged: Judged) -> Step:
    at = next((at for at, name in enumerate(step.inputs) if name.startswith(("dW", "db"))), None)
    if at is None:
        return step
    op, n, k = step.op, judged.samples, judged.outputs
    return replace(step, op=lambda *values: op(*values[:at], factor.times(values[at], n, k), *values[at + 1 :]))
