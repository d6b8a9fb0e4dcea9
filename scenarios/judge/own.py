"""A learner's numbers made ready for one network: what he gave, what stands for what he left out, and to which digits.

Missing biases and optimizer state are 0. Where the parameters handed in are those after the update, they are taken back
by his own gradients. Knows numbers and steps; looks for no mistakes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from glassnet.core.info import BIASES
from glassnet.core.ops import OPTIMIZERS, SETTINGS
from glassnet.scenarios.judge.digits import SHARES, Digits, counted, is_full, is_whole, rounded
from glassnet.scenarios.judge.follow import Number, Own, Trace
from glassnet.scenarios.judge.layout import Laid
from glassnet.scenarios.judge.names import NEW, parse
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
    taken_back: see Ready.
    """

    laid: Laid
    said: Stated
    share: float = SHARES[8]
    loosened: Mapping[str, Array] = field(default_factory=dict)
    taken_back: float = 0.0


def ready(judged: Judged, source: Source) -> Ready:
    """The numbers with the digits that they are meant to: exact, unless some forward number does not follow so."""
    computed = _computed(judged, source.laid)
    forward = [name for name in computed if judged.steps[name].phase == "forward" and name[0] in "za"]
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


def _computed(judged: Judged, laid: Laid) -> tuple[str, ...]:
    return tuple(name for name in judged.steps if name in laid.arrays)


def _own(judged: Judged, source: Source, computed: tuple[str, ...], digits: Digits, exact: Own | None = None) -> Own:
    """The numbers with what each may be off by. exact: the same as exact ones; whole numbers that follow so stay it."""
    given: dict[str, Number] = {}
    follows = Trace(exact, judged.steps) if exact else None
    for name, array in source.laid.arrays.items():
        kept = not digits.rounded or (name not in computed and not (digits.inputs_too and array.ndim))
        if not kept and name in computed and follows is not None and is_whole(array):
            kept = follows.follows(name) is True
        error = digits.error(array, kept)
        if name == "loss":
            error = np.maximum(error, _of_printed(array))
        given[name] = Number(array, error + source.loosened.get(name, 0.0))
    for name, value in _defaults(judged, source).items():
        given.setdefault(name, Number(value, np.zeros_like(value)))
    return Own(given, computed, digits, source.laid.odd)


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


# --- parameters after the update ---


def rates_to_try(source: Source) -> list[float]:
    """Learning rates by which the parameters handed in may have been updated already; none where it cannot be."""
    laid, lr = source.laid, source.laid.arrays.get("lr", source.said.learning_rate)
    names = [name for name in laid.arrays if (parsed := parse(name)) and parsed.is_parameter]
    if any(name.endswith(NEW) for name in laid.arrays) or lr is None:
        return []
    if not any(_gradient(laid, name) is not None for name in names):
        return []
    rate = float(lr)
    by_samples = [rate / laid.samples, -rate / laid.samples] if laid.samples > 1 else []
    return [rate, -rate, *by_samples]


def taken_back(source: Source, rate: float) -> Source:
    """The same numbers with the parameters as they were before an update of plain sgd at this rate."""
    laid, arrays, loosened = source.laid, dict(source.laid.arrays), {}
    digits = Digits(source.share)
    computed = {name: array for name, array in laid.arrays.items() if _is_computed(name)}
    by_hand = rounded(computed, source.share, False)
    for name, array in laid.arrays.items():
        parsed, step = parse(name), _gradient(laid, name)
        if parsed and parsed.is_parameter and step is not None and step.shape == array.shape:
            arrays[name] = array + rate * step
            few = by_hand.decimals is not None and by_hand.decimals <= 10
            loosened[name] = abs(rate) * (by_hand if few else digits).error(step)
    return replace(source, laid=replace(laid, arrays=arrays), loosened=loosened, taken_back=rate)


def _gradient(laid: Laid, name: str) -> Array | None:
    """His gradient of a parameter; where he did not keep it, what his dz and its input make of it."""
    parsed, given = parse(name), laid.arrays.get(f"d{name}")
    if given is not None or parsed is None or not parsed.is_parameter:
        return given
    dz = laid.arrays.get(f"dz{parsed.layer}")
    below = laid.arrays.get(f"a{parsed.layer - 1}" if parsed.layer > 1 else "x")
    if dz is None or below is None or dz.ndim != 2:
        return None
    return np.asarray(below.T @ dz if parsed.kind == "W" else dz.sum(axis=0))


def _is_computed(name: str) -> bool:
    parsed = parse(name)
    return parsed is not None and parsed.layer > 0 and not parsed.is_parameter and parsed.kind != "W"


def asks_for_rate(got: Ready, laid: Laid) -> bool:
    """Whether z1 would follow from parameters before an update, at some learning rate that was not given."""
    own, trace, step = got.own.given, Trace(got.own, got.judged.steps), _gradient(laid, "W1")
    if "lr" in own or "z1" not in own or step is None or trace.follows("z1") is not False:
        return False
    bias = _gradient(laid, "b1") if "b1" in laid.arrays else None
    off = own["z1"].value - trace.computed("z1").value
    by_rate = own["x"].value @ step + (0.0 if bias is None else bias)
    if by_rate.shape != off.shape or not by_rate.any() or off.size < 2:
        return False
    rate = float((off * by_rate).sum() / np.square(by_rate).sum())
    reach = own["z1"].error + trace.computed("z1").error + 1e-6 * np.abs(off).max()
    return rate != 0 and bool((np.abs(off - rate * by_rate) <= reach).all())
