"""Parameters that were handed in after the update: taken back by his own gradients, and the update that this implies.

Every tutorial's loop updates last, and a learner judges after it. Knows numbers, and the update of plain sgd; looks for
no mistakes and writes no words.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from glassnet.scenarios.judge.digits import Digits, rounded
from glassnet.scenarios.judge.follow import Trace
from glassnet.scenarios.judge.layout import Laid
from glassnet.scenarios.judge.names import NEW, parse
from glassnet.scenarios.judge.own import Ready, Source, ready
from glassnet.scenarios.judge.steps import Judged

Array = NDArray[np.float64]


def rates_to_try(source: Source) -> list[float]:
    """Learning rates by which the parameters handed in may have been updated already; none where it cannot be."""
    laid, lr = source.laid, source.laid.arrays.get("lr", source.said.learning_rate)
    if lr is None or has_other_new(laid) or not any(gradient(laid, name) is not None for name in _parameters(laid)):
        return []
    rate = float(lr)
    by_samples = [rate / laid.samples, -rate / laid.samples] if laid.samples > 1 else []
    return [rate, -rate, *by_samples]


def _parameters(laid: Laid) -> list[str]:
    return [name for name in laid.arrays if (parsed := parse(name)) and parsed.is_parameter]


def has_other_new(laid: Laid) -> bool:
    """Whether an update was handed in whose result is not the very parameter that it should have started from."""
    for name, array in laid.arrays.items():
        if name.endswith(NEW) and not np.array_equal(array, laid.arrays.get(name.removesuffix(NEW), np.nan)):
            return True
    return False


def in_turn(judged: Judged, source: Source) -> Iterator[Source]:
    """Sources with the parameters taken back: all at one rate, then each by the direction that its sum follows from."""
    rates = rates_to_try(source)
    for rate in rates:
        yield taken_back(source, rate)
    if rates and (each := _one_by_one(judged, source, rates[0])):
        yield taken_back(source, each)


def _one_by_one(judged: Judged, source: Source, rate: float) -> dict[str, float]:
    """The rate of every parameter, 0 where it was not updated; empty where the sums of some layer follow from none."""
    names, found = _parameters(source.laid), dict[str, float]()
    tried = []
    for of_weights, of_biases in itertools.product((rate, -rate, 0.0), repeat=2):
        rates = {name: of_weights if name[0] == "W" else of_biases for name in names}
        tried.append((rates, _trace(judged, taken_back(source, rates))))
    for layer in range(1, len(source.laid.sizes)):
        mine = [name for name in names if name[1:] == str(layer)]
        sums = f"z{layer}" if f"z{layer}" in source.laid.arrays else f"a{layer}"
        fits = [rates for rates, trace in tried if trace.follows(sums) is not False]
        if not fits:
            return {}
        found |= {name: fits[0][name] for name in mine}
    return found


def _trace(judged: Judged, source: Source) -> Trace:
    return Trace(ready(judged, source).own, judged.steps)


def taken_back(source: Source, rates: float | Mapping[str, float]) -> Source:
    """The same numbers with the parameters as they were before an update of plain sgd at this rate, or these."""
    laid, arrays, loosened = source.laid, dict(source.laid.arrays), {}
    handed: dict[str, Array] = {}
    digits = Digits(source.share)
    computed = {name: array for name, array in laid.arrays.items() if _is_computed(name)}
    by_hand = rounded(computed, source.share, False)
    few = by_hand.decimals is not None and by_hand.decimals <= 10
    for name in _parameters(laid):
        array, step = laid.arrays[name], gradient(laid, name)
        if step is not None and step.shape == array.shape:
            rate = rates[name] if isinstance(rates, Mapping) else rates
            if not rate and f"d{name}" not in laid.arrays:
                continue  # a bias that he neither uses nor learns
            arrays[name], handed[name] = array + rate * step, array
            loosened[name] = abs(rate) * (by_hand if few else digits).error(step)
    rate = next((rate for rate in rates.values() if rate), 0.0) if isinstance(rates, Mapping) else rates
    return replace(source, laid=replace(laid, arrays=arrays), loosened=loosened, taken_back=rate, handed=handed)


def with_update(source: Source) -> Source:
    """Parameters taken back, with those handed in as what the update made of them."""
    new = {f"{name}{NEW}": array for name, array in source.handed.items() if f"{name}{NEW}" not in source.laid.arrays}
    loosened = {name: source.loosened[name.removesuffix(NEW)] for name in new}
    arrays = {**source.laid.arrays, **new}
    laid = replace(source.laid, arrays=arrays)
    return replace(source, laid=laid, loosened={**source.loosened, **loosened}, implied=frozenset(new))


def gradient(laid: Laid, name: str) -> Array | None:
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
    own, trace, step = got.own.given, Trace(got.own, got.judged.steps), gradient(laid, "W1")
    if "lr" in own or "z1" not in own or step is None or trace.follows("z1") is not False:
        return False
    bias = gradient(laid, "b1") if "b1" in laid.arrays else None
    off = own["z1"].value - trace.computed("z1").value
    by_rate = own["x"].value @ step + (0.0 if bias is None else bias)
    if by_rate.shape != off.shape or not by_rate.any() or off.size < 2:
        return False
    rate = float((off * by_rate).sum() / np.square(by_rate).sum())
    reach = own["z1"].error + trace.computed("z1").error + 1e-6 * np.abs(off).max()
    return rate != 0 and bool((np.abs(off - rate * by_rate) <= reach).all())
