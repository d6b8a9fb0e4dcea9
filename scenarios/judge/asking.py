"""Where numbers look as if the parameters handed in were those after an update that cannot be taken back: what to ask.

Momentum, Adam, a rate that decays, clipped gradients, a rate that was not given: a right script must not be blamed for
any of them. Knows numbers and what reads them; writes no words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from glassnet.scenarios.judge.base import Reading, best_reading
from glassnet.scenarios.judge.follow import Missing, Trace
from glassnet.scenarios.judge.names import parse
from glassnet.scenarios.judge.own import Source, ready
from glassnet.scenarios.judge.steps import Judged
from glassnet.scenarios.judge.updated import has_other_new, rates_to_try, taken_back

PROVEN, RATE, UPDATE, RERUN = "proven", "rate", "update", "rerun"
USUAL = (1.0, 0.5, 0.1, 0.01, 0.05, 0.001, 0.2, 0.3, 0.02, 0.005, 2.0, 0.25, 0.03, 0.002, 0.0001)  # learning rates
CLOSE = 1e-6  # of the largest entry: what is left over where a sum follows from other weights


def what_to_ask(source: Source, reading: Reading, programs: Sequence[Judged]) -> str:
    """RATE, UPDATE or RERUN (the forward numbers are those of the updated parameters); empty where nothing is.

    programs: those that the numbers may be of.
    """
    if not reading.best.unexplained or source.taken_back or has_other_new(source.laid):
        return ""
    if _only_parameters_are_off(reading):
        return UPDATE
    if set(reading.wrong) & set(_forward(reading)):
        return ""
    if any(_right_at_some_rate(source, judged, _forward(reading)) for judged in programs):
        return RERUN if _forward(reading) else RATE
    return ""


def _forward(reading: Reading) -> list[str]:
    return [name for name in reading.trace.own.computed if name[0] in "za"]


def _only_parameters_are_off(reading: Reading) -> bool:
    """Whether all follows but what reads W and b, and that in every layer."""
    trace = reading.trace
    reads = {name for name in trace.own.computed if _reads_parameters(trace, name)}
    sums = [name for name in _forward(reading) if name in reads]
    follows = [name for name in trace.own.computed if name not in reads and name.startswith("d")]
    layers = len(reading.judged.config.network.layers)
    every = sums and len({name[1:] for name in sums}) == layers and set(sums) <= set(reading.wrong) <= reads
    known = [name for name in sums if name[0] == "z"]
    return bool(every and follows and (known or layers > 1) and all(_from_other_weights(trace, name) for name in known))


def _reads_parameters(trace: Trace, name: str) -> bool:
    """Whether a number is made of W or b by steps whose results he did not give."""
    for each in trace.steps[name].inputs:
        if (parsed := parse(each)) is not None and parsed.is_parameter:
            return True
        if each in trace.steps and each not in trace.own.given and _reads_parameters(trace, each):
            return True
    return False


def _from_other_weights(trace: Trace, name: str) -> bool:
    """Whether a sum follows from some other weights and biases, as far as there are rows enough to tell."""
    step, his = trace.steps[name], trace.own.given[name]
    try:
        rows, found = trace.have(step.inputs[0]).value, trace.computed(name)
    except Missing:
        return False
    if found.value.shape != his.value.shape or rows.ndim != 2:
        return False
    inputs = np.hstack([rows, np.ones((len(rows), 1))])
    off = his.value - found.value
    left = off - inputs @ np.linalg.lstsq(inputs, off, rcond=None)[0]
    reach = his.error + found.error
    return bool((np.abs(left) <= CLOSE * np.abs(off).max() + reach.max() * np.sqrt(len(rows))).all())


def _right_at_some_rate(source: Source, judged: Judged, forward: Sequence[str]) -> bool:
    """Whether his gradients are those of the parameters before an update at his rate, or at one that is usual."""
    left_out = {"loss", *forward}
    arrays = {name: array for name, array in source.laid.arrays.items() if name not in left_out}
    bare = replace(source, laid=replace(source.laid, arrays=arrays))
    for rate in _rates(bare):
        own = ready(judged, taken_back(bare, rate)).own
        if not best_reading(judged, own).wrong:
            return True
    return False


def _rates(source: Source) -> Iterator[float]:
    if "lr" in source.laid.arrays or source.said.learning_rate is not None:
        yield from rates_to_try(source)
        return
    for rate in USUAL:
        yield rate
        yield -rate
