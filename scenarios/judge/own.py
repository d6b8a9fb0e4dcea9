"""A learner's numbers made ready for one network: what he gave, what stands for what he left out, and to which digits.

Missing biases and optimizer state are 0. Knows numbers and steps; looks for no mistakes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace

import numpy as np
from numpy.typing import NDArray

from glassnet.core.deferred import dataclass
from glassnet.core.info import BIASES
from glassnet.core.ops import OPTIMIZERS, SETTINGS
from glassnet.scenarios.judge.digits import SHARES, Digits, counted, is_full, is_whole, rounded
from glassnet.scenarios.judge.follow import Number, Own, Trace
from glassnet.scenarios.judge.layout import Laid
from glassnet.scenarios.judge.settings import Stated
from glassnet.scenarios.judge.steps import Judged

Array = NDArray[np.float64]
LOSS_DIGITS = range(3, 9)  # significant digits of a loss that was read off a printed line


@dataclass(frozen=True, eq=False)
class Ready:
    """Numbers of one network. forward: how many sums and activations handed in do not follow; None where none is.

    taken_back: the learning rate by which parameters were taken back to before the update; 0 where they were not.
    """

    judged: Judged
    own: Own
    forward: int | None
    taken_back: float = 0.0


@dataclass(frozen=True, eq=False)
class Source:
    """What an `Own` is made of.

    share: what a number is off by, as a share of itself. loosened: what an array may be off by beside its digits.
    taken_back: see Ready. handed: parameters as they were handed in, by name, where they were taken back.
    implied: names of the update (`W1_new`) that stand for them, as he did not hand in any.
    """

    laid: Laid
    said: Stated
    share: float = SHARES[8]
    loosened: Mapping[str, Array] = field(default_factory=dict)
    taken_back: float = 0.0
    handed: Mapping[str, Array] = field(default_factory=dict)
    implied: frozenset[str] = frozenset()


def ready(judged: Judged, source: Source) -> Ready:
    """The numbers with the digits that they are meant to: exact, unless some forward number does not follow so."""
    computed = _computed(judged, source)
    forward = [name for name in computed if judged.steps[name].phase == "forward" and name[0] in "za"]
    if source.said.decimals is not None:  # whoever made the sheet knows to what it is rounded
        own = _own(judged, source, computed, Digits(source.share, source.said.decimals))
        return Ready(judged, own, _off(judged, own, forward) if forward else None, source.taken_back)
    exact = _own(judged, source, computed, Digits(source.share))
    if not forward:
        return Ready(judged, exact, None, source.taken_back)
    best = Ready(judged, exact, _off(judged, exact, forward), source.taken_back)
    arrays = {name: source.laid.arrays[name] for name in computed}
    if best.forward == 0 or is_full(counted(arrays.values())[1], source.share):
        return best
    first = _own(judged, source, computed, rounded(arrays, source.share, False), exact)
    best = Ready(judged, first, _off(judged, first, forward), source.taken_back)
    if best.forward:
        own = _own(judged, source, computed, rounded(arrays, source.share, True), exact)
        if not _off(judged, own, forward):
            return Ready(judged, own, 0, source.taken_back)
    return best


def assumed_rounded(got: Ready, source: Source) -> Ready | None:
    """The same numbers read as rounded, where they have few digits and no forward number told it; else None.

    Forward numbers cannot tell where there are none, or where products of few digits are short themselves.
    """
    arrays = {name: source.laid.arrays[name] for name in got.own.computed if name != "loss"}
    if got.forward or not arrays or got.own.digits.rounded:
        return None
    decimals, significant = counted(arrays.values())
    if decimals < 2 or significant > 8 or is_full(significant, source.share):
        return None
    digits = rounded(arrays, source.share, False)
    return replace(got, own=_own(got.judged, source, got.own.computed, digits, got.own))


def _off(judged: Judged, own: Own, names: list[str]) -> int:
    """How many of these do not follow."""
    trace = Trace(own, judged.steps)
    return sum(trace.follows(name) is False for name in names)


def _computed(judged: Judged, source: Source) -> tuple[str, ...]:
    """What is judged: what he gives of what some step computes, but for what a sheet gave him."""
    laid = source.laid
    asked = laid.arrays if source.said.blanks is None else source.said.blanks
    return tuple(name for name in judged.steps if name in laid.arrays and name in asked)


def _own(judged: Judged, source: Source, computed: tuple[str, ...], digits: Digits, exact: Own | None = None) -> Own:
    """The numbers with what each may be off by. exact: the same as exact ones; whole numbers that follow so stay it."""
    given: dict[str, Number] = {}
    follows = Trace(exact, judged.steps) if exact else None
    for name, array in source.laid.arrays.items():
        kept = not digits.rounded or (name not in judged.steps and not (digits.inputs_too and array.ndim))
        if not kept and name in computed and follows is not None and is_whole(array):
            kept = follows.follows(name) is True
        error = digits.error(array, kept)
        if name == "loss":
            error = np.maximum(error, _of_printed(array))
        given[name] = Number(array, error + source.loosened.get(name, 0.0))
    for name, value in _defaults(judged, source).items():
        given.setdefault(name, Number(value, np.zeros_like(value)))
    return Own(given, computed, digits, source.laid.odd, as_printed=source.said.as_printed)


def _of_printed(loss: Array) -> Array:
    """Half a unit of the last digit of a loss that has few of them: it was read off a printed line."""
    decimals, significant = counted([loss.reshape(1)])
    return np.array(0.5 * 10.0**-decimals if significant in LOSS_DIGITS and decimals else 0.0)


def _defaults(judged: Judged, source: Source) -> dict[str, Array]:
    """What stands for what was not given."""
    config, made = judged.config, {}
    for name, shape in config.parameters.items():
        if judged.program.info[name].kind == BIASES:
            made[name] = np.zeros(shape)
    for name in judged.program.optimizer_state:
        made[name] = np.zeros(config.parameters[judged.program.info[name].of])
    numbers = {name: getattr(config.training, setting.key) for name, setting in SETTINGS.items() if name != "lr"}
    numbers |= {constant.name: constant.value for constant in OPTIMIZERS[config.training.optimizer].constants}
    made |= {name: np.array(float(value)) for name, value in numbers.items()}
    if source.said.learning_rate is not None:
        made["lr"] = np.array(source.said.learning_rate)
    made["t"] = np.array(1.0)
    return made
